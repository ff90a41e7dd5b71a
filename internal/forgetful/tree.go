package forgetful

import (
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"filodiretto/internal/powercut"
)

// tree is all folders and files: as programs see them now, and as they are on the disk.
type tree struct {
	mu   sync.Mutex
	root *node
	last uint64
	// journal are the changes of names that are not durable yet, in order.
	journal []record
}

// node is a file or a folder.
type node struct {
	ino      uint64
	folder   bool
	mode     fs.FileMode
	modified time.Time

	// As it is now: a folder's names, a file's content.
	names   map[string]*node
	content []byte

	// As it is on the disk. since is what was done to the content after that.
	durableNames   map[string]*node
	durableContent []byte
	since          []powercut.Change
	// named is whether it has had a durable name.
	named bool
}

// record is a change of names that is durable as a whole.
type record []name

// name is what a name in a folder means from now on; nothing if it is nil.
type name struct {
	in   *node
	name string
	is   *node
}

// Cut is what a power cut did.
type Cut struct {
	powercut.Sum
	// Names counts the changes of names that were undone.
	Names int
}

func newTree() *tree {
	t := &tree{}
	t.root = t.make(true, 0o700)
	t.root.named = true
	return t
}

func (t *tree) make(folder bool, mode fs.FileMode) *node {
	t.last++
	n := &node{ino: t.last, folder: folder, mode: mode.Perm(), modified: time.Now()}
	if folder {
		n.names, n.durableNames = map[string]*node{}, map[string]*node{}
	}
	return n
}

// rename changes what names mean, at once and for the journal.
func (t *tree) rename(changes ...name) {
	for _, c := range changes {
		c.apply(c.in.names)
		c.in.modified = time.Now()
	}
	t.journal = append(t.journal, changes)
}

func (c name) apply(names map[string]*node) {
	if c.is == nil {
		delete(names, c.name)
		return
	}
	names[c.name] = c.is
}

func (n *node) write(at int64, data []byte) {
	n.change(powercut.Change{At: at, Data: append([]byte(nil), data...)})
}

func (n *node) truncate(size int64) { n.change(powercut.Change{At: size, Truncate: true}) }

func (n *node) change(c powercut.Change) {
	n.content = c.Apply(n.content)
	n.since = append(n.since, c)
	n.modified = time.Now()
}

// sync makes durable what an fsync of a file or a folder does.
func (t *tree) sync(n *node) {
	for _, c := range n.since {
		n.durableContent = c.Apply(n.durableContent)
	}
	n.since = nil
	if n.folder || !n.named {
		t.commit(len(t.journal))
	}
}

// commit makes the first changes of names durable.
func (t *tree) commit(changes int) {
	for _, r := range t.journal[:changes] {
		for _, c := range r {
			c.apply(c.in.durableNames)
			if c.is != nil {
				c.is.named = true
			}
		}
	}
	t.journal = t.journal[changes:]
}

// cut leaves what is on the disk after a power cut, as the random numbers choose.
func (t *tree) cut(rng *rand.Rand) Cut {
	var cut Cut
	t.commit(rng.IntN(len(t.journal) + 1))
	cut.Names, t.journal = len(t.journal), nil
	t.root.cut(rng, &cut)
	return cut
}

func (n *node) cut(rng *rand.Rand, cut *Cut) {
	if !n.folder {
		// Of a file with several names nothing is left to be forgotten when it is come to by the second.
		n.durableContent = powercut.Leave(n.durableContent, n.since, rng, &cut.Sum)
		n.content, n.since = append([]byte(nil), n.durableContent...), nil
		return
	}
	n.names = maps.Clone(n.durableNames)
	for _, name := range slices.Sorted(maps.Keys(n.names)) {
		n.names[name].cut(rng, cut)
	}
}
