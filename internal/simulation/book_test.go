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
	shown   map[string][]showing
	drafts  map[string]map[string]bool
	looked  map[string][]span
	told    int
}

func newBook() *book {
	return &book{shown: map[string][]showing{}, drafts: map[string]map[string]bool{}, looked: map[string][]span{}}
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
	// kept: the program said so while it lived. What is not kept may be there once, or not at all.
	kept bool
}

// showing is a notification of a message.
type showing struct {
	message string
	at      time.Time
	digest  bool
	life    *life
}

type span struct{ from, to time.Time }

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

// notified notes what was shown to somebody.
func (b *book) notified(l *life, login string, digest bool, messages []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l.dead.Load() {
		return errGone
	}
	for _, m := range messages {
		b.shown[login] = append(b.shown[login], showing{message: m, at: time.Now(), digest: digest, life: l})
	}
	return nil
}

func draftKey(login, ticket string) string { return login + " " + ticket }

// typing notes what is about to be kept as a draft.
func (b *book) typing(login, ticket, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := draftKey(login, ticket)
	if b.drafts[key] == nil {
		b.drafts[key] = map[string]bool{"": true}
	}
	b.drafts[key][text] = true
}

// typed notes that it is kept.
func (b *book) typed(l *life, login, ticket, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !l.dead.Load() {
		b.drafts[draftKey(login, ticket)] = map[string]bool{text: true}
	}
}

// looking notes that somebody has a ticket in front of them.
func (b *book) looking(login, ticket string, from time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := draftKey(login, ticket)
	b.looked[key] = append(b.looked[key], span{from, time.Now()})
}
