// Package board holds all tickets in compact rows in memory, so that a technician's lists of any choice and order, their
// totals and the counts of the queues are each one pass over those. It knows no file: the cache fills it and keeps it up
// with each commit, and whoever reads lays the acts that wait over it.
package board

import (
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// Row is a ticket for the board. Of the ticket it takes what lists show.
type Row struct {
	support.Ticket

	// Doc is its place in the search index, 0 for one that is in none.
	Doc    int64
	Unread int
}

// Change is what one commit does to the board. Clear comes before all else.
type Change struct {
	Clear bool
	Put   []Row
	// Unread are the counts of tickets that stay as they are otherwise.
	Unread map[string]int
	Gone   []string
	// Called are tickets with calls to the customer, which may come later than this is known.
	Called []string
	// Companies are names by id.
	Companies map[string]string
	// Times are the response times from now on; nil leaves them.
	Times *support.ResponseTimes
}

// Board is safe for use by many goroutines.
type Board struct {
	fold func(string) string
	// words are those of a description that may tell it from others, each once.
	words func(string) []string
	// sections are closed once all open tickets are here, and once all are.
	open, whole chan struct{}
	opened, all sync.Once

	statuses, severities, kinds, companies, people, models, categories, serials *names

	mu       sync.RWMutex
	revision int64
	times    support.ResponseTimes
	// wound is how often those were set.
	wound int
	// hot and cold are each ticket's row, at is where, free are places to use again.
	hot  []hot
	cold []cold
	at   map[id]int32
	free []int32
	// sections are the places of open and of closed tickets.
	sections [2][]int32
	// failing are closed tickets whose machine does not run.
	failing map[int32]struct{}
	// ofSerial are each serial's tickets, calledOf each company's with calls, duplicatesOf what was closed as one of a ticket.
	ofSerial     groups[int32, int32]
	calledOf     groups[int32, changed]
	duplicatesOf groups[id, int32]
	// called are the tickets with calls, whether they are here or not yet.
	called map[id]struct{}
	// saying are the tickets in whose description a word is; silent are places of tickets that went and are still among them.
	saying   map[string][]int32
	silent   []int32
	standing standing
}

// The sections.
const (
	openSection = iota
	closedSection
)

// New makes an empty board. fold brings text to the form in which it is compared; words are those of a description that may tell
// it from others, each once.
func New(fold func(string) string, words func(string) []string) *Board {
	b := &Board{
		fold: fold, words: words, saying: map[string][]int32{}, open: make(chan struct{}), whole: make(chan struct{}), at: map[id]int32{}, failing: map[int32]struct{}{},
		ofSerial: groups[int32, int32]{}, calledOf: groups[int32, changed]{}, duplicatesOf: groups[id, int32]{}, called: map[id]struct{}{},
		standing: standing{of: map[string]*tally{}},
	}
	for _, n := range []**names{&b.companies, &b.people, &b.models, &b.categories, &b.serials, &b.statuses, &b.severities, &b.kinds} {
		*n = newNames(fold)
	}
	for at, status := range statuses {
		b.statuses.set(int32(at), string(status))
	}
	for at, severity := range Severities {
		b.severities.set(int32(at), string(severity))
	}
	return b
}

// statuses in their order; what a later server may bring stands after them.
var statuses = []support.Status{support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed}

const statusNew, statusWaiting, statusClosed = 0, 2, 3

// Severities are the groups of a list, in their order.
var Severities = []support.Severity{support.SeverityStopped, support.SeverityDegraded, support.SeverityQuestion}

// HasOpen is closed once all open tickets are on the board, HasAll once all are.
func (b *Board) HasOpen() <-chan struct{} { return b.open }

// HasAll is HasOpen of all tickets.
func (b *Board) HasAll() <-chan struct{} { return b.whole }

// Loaded says that all open tickets are here, or with whole all.
func (b *Board) Loaded(whole bool) {
	b.opened.Do(func() { close(b.open) })
	if whole {
		b.all.Do(func() { close(b.whole) })
	}
}

// Load puts tickets on the board that are not there yet, as of a revision.
func (b *Board) Load(rows []Row, revision int64) {
	// Nobody waits for this, which takes longer than all the rest.
	words := make([][]string, len(rows))
	for i := range rows {
		words[i] = b.words(rows[i].Description)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revision = revision
	for i := range rows {
		key, ok := idOf(rows[i].ID)
		if _, there := b.at[key]; ok && !there {
			b.put(key, &rows[i], words[i])
		}
	}
}

// Change does what a commit brought, without one.
func (b *Board) Change(c Change, revision int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.apply(c)
	b.revision = revision
}

// Commit changes the board together with something else: whoever reads sees both or neither. When commit fails, nothing
// changes.
func (b *Board) Commit(c Change, revision int64, commit func() error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := commit(); err != nil {
		return err
	}
	b.apply(c)
	b.revision = revision
	return nil
}

func (b *Board) apply(c Change) {
	if c.Clear {
		b.hot, b.cold, b.free, b.silent, b.sections = nil, nil, nil, nil, [2][]int32{}
		clear(b.saying)
		clear(b.at)
		clear(b.failing)
		clear(b.ofSerial)
		clear(b.calledOf)
		clear(b.duplicatesOf)
		clear(b.called)
		b.standing.forget()
	}
	for company, name := range c.Companies {
		b.companies.rename(company, name)
	}
	if c.Times != nil {
		b.times = *c.Times
		b.wound++
		for _, i := range b.sections[openSection] {
			b.wind(&b.hot[i], &b.cold[i])
		}
		for i := range b.failing {
			b.wind(&b.hot[i], &b.cold[i])
		}
		b.standing.forget()
	}
	for _, ticket := range c.Called {
		if key, ok := idOf(ticket); ok {
			b.call(key)
		}
	}
	for i := range c.Put {
		key, ok := idOf(c.Put[i].ID)
		if !ok {
			continue
		}
		var words []string
		if _, there := b.at[key]; !there {
			words = b.words(c.Put[i].Description)
		}
		b.put(key, &c.Put[i], words)
	}
	for ticket, unread := range c.Unread {
		key, _ := idOf(ticket)
		if i, there := b.at[key]; there {
			b.cold[i].unread = int32(unread)
		}
	}
	for _, ticket := range c.Gone {
		if key, ok := idOf(ticket); ok {
			b.remove(key)
		}
	}
}

// put brings a row; words are those of its description, of a ticket that is not here yet.
func (b *Board) put(key id, row *Row, words []string) {
	i, there := b.at[key]
	if there {
		b.lift(i)
	} else {
		if n := len(b.free); n > 0 {
			i, b.free = b.free[n-1], b.free[:n-1]
		} else {
			i = int32(len(b.hot))
			b.hot, b.cold = append(b.hot, hot{}), append(b.cold, cold{})
		}
		b.at[key] = i
		b.say(i, words)
	}
	b.hot[i], b.cold[i] = b.row(key, row)
	h, c := &b.hot[i], &b.cold[i]
	section := &b.sections[h.section()]
	c.place = int32(len(*section))
	*section = append(*section, i)
	if h.is(fails) {
		b.failing[i] = struct{}{}
	}
	if h.serial != none {
		b.ofSerial.add(h.serial, i)
	}
	if h.is(duplicate) {
		b.duplicatesOf.add(c.duplicateOf, i)
	}
	if _, has := b.called[key]; has {
		b.calledOf.add(h.company, changed{h.updated, i})
	}
	b.standing.add(h, c, 1)
}

func (b *Board) remove(key id) {
	i, there := b.at[key]
	if !there {
		return
	}
	b.lift(i)
	delete(b.at, key)
	b.hot[i], b.cold[i] = hot{}, cold{}
	b.silence(i)
}

// lift takes a row out of all that it is in, but for its place.
func (b *Board) lift(i int32) {
	h, c := &b.hot[i], &b.cold[i]
	b.standing.add(h, c, -1)
	delete(b.failing, i)
	b.ofSerial.remove(h.serial, i)
	b.duplicatesOf.remove(c.duplicateOf, i)
	b.calledOf.remove(h.company, changed{h.updated, i})
	section := &b.sections[h.section()]
	last := (*section)[len(*section)-1]
	(*section)[c.place] = last
	b.cold[last].place = c.place
	*section = (*section)[:len(*section)-1]
}

// call notes that a ticket has a call.
func (b *Board) call(key id) {
	if _, known := b.called[key]; known {
		return
	}
	b.called[key] = struct{}{}
	if i, there := b.at[key]; there {
		b.calledOf.add(b.hot[i].company, changed{b.hot[i].updated, i})
	}
}

// changed is the place of a row, with when that last changed: of a company's thousands few need be looked at.
type changed struct {
	updated int64
	i       int32
}

// groups are the places of rows by what they share, in no order.
type groups[K, V comparable] map[K][]V

func (g groups[K, V]) add(key K, row V) { g[key] = append(g[key], row) }

func (g groups[K, V]) remove(key K, row V) {
	group := g[key]
	at, last := slices.Index(group, row), len(group)-1
	switch {
	case at < 0:
	case last == 0:
		delete(g, key)
	default:
		group[at] = group[last]
		g[key] = group[:last]
	}
}

// id is a ticket's, in its sixteen bytes.
type id [16]byte

func idOf(s string) (id, bool) {
	var out id
	if !support.ValidID(s) {
		return out, false
	}
	_, err := hex.Decode(out[:], []byte(strings.ReplaceAll(s, "-", "")))
	return out, err == nil
}

func (k id) String() string {
	s := hex.EncodeToString(k[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
