package board

import (
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
)

// names are texts that many rows share, each kept once. What has a place keeps it. They can be read and added to at any
// time: who reads has the list as it was when it was asked for.
type names struct {
	fold func(string) string
	list atomic.Pointer[[]name]

	mu sync.Mutex
	at map[string]int32
}

type name struct {
	id, text, folded string
	// first are the first bytes of the folded text, which decide most comparisons.
	first uint64
}

// none is the place of what has neither id nor text.
const none = 0

func newNames(fold func(string) string) *names {
	n := &names{fold: fold, at: map[string]int32{"\x00": none}}
	n.list.Store(&[]name{{}})
	return n
}

// all are the names by their places.
func (n *names) all() []name { return *n.list.Load() }

// of is the place of a name.
func (n *names) of(id, text string) int32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := id + "\x00" + text
	at, known := n.at[key]
	if !known {
		list := n.all()
		at = int32(len(list))
		list = append(list, n.made(id, text))
		n.list.Store(&list)
		n.at[key] = at
	}
	return at
}

// byID is the place of what goes by its id alone; what it is called is said by rename.
func (n *names) byID(id string) int32 { return n.of(id, "") }

// rename says what something is called that goes by its id.
func (n *names) rename(id, text string) {
	at := n.byID(id)
	n.mu.Lock()
	defer n.mu.Unlock()
	list := slices.Clone(n.all())
	list[at] = n.made(id, text)
	n.list.Store(&list)
}

// set gives a text a place of its own choosing, in order, before anything else has one.
func (n *names) set(at int32, text string) {
	list := append(slices.Clone(n.all())[:at], n.made(text, ""))
	n.list.Store(&list)
	n.at[text+"\x00"] = at
	if at == none {
		delete(n.at, "\x00")
	}
}

func (n *names) made(id, text string) name {
	folded := n.fold(text)
	return name{id: id, text: text, folded: folded, first: firstOf(folded)}
}

// firstOf orders texts as far as their first eight bytes do.
func firstOf(folded string) uint64 {
	var b [8]byte
	copy(b[:], folded)
	return binary.BigEndian.Uint64(b[:])
}

// short is a place in a list that has few.
func short(at int32) uint8 { return uint8(min(at, 255)) }
