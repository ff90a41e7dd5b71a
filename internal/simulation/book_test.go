package simulation_test

import (
	"sync"
	"time"
)

// book is what people were told: what was kept of what they wrote, and what they were shown. The judge compares it with
// what is there in the end.
type book struct {
	mu      sync.Mutex
	written []*written
	drafts  map[draftOf]map[string]bool
	// own are filters and canned replies by their id, met who was told of whom.
	own map[string]*own
	met map[met]int
	// shown are notifications, seen what was read on the screen, looked when a ticket stood there.
	shown  map[string][]showing
	seen   map[string]map[string]bool
	looked map[ticketOf][]span
	told   int
	// files are what was attached.
	files []*file
}

func newBook() *book {
	return &book{
		drafts: map[draftOf]map[string]bool{}, shown: map[string][]showing{}, seen: map[string]map[string]bool{},
		looked: map[ticketOf][]span{}, own: map[string]*own{}, met: map[met]int{},
	}
}

// written is something that somebody did.
type written struct {
	// label is in the text, and nowhere else.
	label  string
	kind   string
	id     string
	ticket string
	login  string
	at     time.Time
	life   *life
	// of are the tickets of something that is done to several at once.
	of []string
	// kept: the program said so while it lived. What is not kept may be there once, or not at all.
	kept bool
}

// begin notes what somebody is about to do, before the program is asked.
func (b *book) begin(l *life, login, kind, ticket, label string) *written {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := &written{label: label, kind: kind, ticket: ticket, login: login, at: time.Now(), life: l}
	b.written = append(b.written, w)
	return w
}

// keep notes that the program said that it is kept. A dead one says nothing.
func (b *book) keep(w *written, id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w.life.dead.Load() {
		return false
	}
	w.id, w.kept = id, true
	if w.kind == "open" {
		w.ticket = id
	}
	return true
}

// acted counts an act that has no text.
func (b *book) acted(l *life) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !l.dead.Load() {
		b.told++
	}
}

// end notes that a process is dead: nothing that it says from now on counts.
func (b *book) end(l *life) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l.dead.Store(true)
}
