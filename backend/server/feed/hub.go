// Package feed wakes whoever waits for changes: after a commit, those whose audiences it touched. A wake-up may be lost
// or doubled without harm, since readers read from the store and look again by themselves.
package feed

import (
	"sync"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Reason is why a subscription ended.
type Reason string

// The reasons.
const (
	Revoked  Reason = "revoked"
	Shutdown Reason = "shutdown"
)

// Hub knows who waits. The zero value is not usable; use New.
type Hub struct {
	mu        sync.Mutex
	audiences map[support.Audience]map[*Subscription]struct{}
	people    map[string]map[*Subscription]struct{}
	count     int
	down      bool
	// delivered is the newest position that was told; commits are told in order.
	delivered int64
}

// New makes a hub with nobody waiting.
func New() *Hub {
	return &Hub{
		audiences: map[support.Audience]map[*Subscription]struct{}{},
		people:    map[string]map[*Subscription]struct{}{},
	}
}

// Subscription is one reader who waits. It must be closed.
type Subscription struct {
	hub     *Hub
	person  support.Person
	session [32]byte
	wake    chan struct{}
	ended   chan struct{}
	reason  Reason
	over    bool
	// own says that something came that only this person gets.
	own bool
}

// Wake is readable when something may be new. It holds one wake-up, however many commits there were.
func (s *Subscription) Wake() <-chan struct{} { return s.wake }

// Nudge wakes the reader for something that is no commit. It does not block.
func (s *Subscription) Nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Take says what came since the last Take: whether there is something that only this person gets, and up to which
// position that is known.
func (s *Subscription) Take() (own bool, upTo int64) {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	own, s.own = s.own, false
	return own, h.delivered
}

// Ended is closed when the session was revoked or the server goes down; Reason says which.
func (s *Subscription) Ended() <-chan struct{} { return s.ended }

// Reason is why it ended; to be asked once Ended is closed.
func (s *Subscription) Reason() Reason { return s.reason }

// Subscribe waits for what a person may see, in one of their sessions. On a hub that was shut down it has ended already.
func (h *Hub) Subscribe(person support.Person, session [32]byte) *Subscription {
	s := &Subscription{
		hub: h, person: person, session: session, wake: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count++
	for _, a := range person.Audiences() {
		put(h.audiences, a, s)
	}
	put(h.people, person.ID, s)
	if h.down {
		s.end(Shutdown)
	}
	return s
}

// Close stops waiting.
func (s *Subscription) Close() {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count--
	for _, a := range s.person.Audiences() {
		drop(h.audiences, a, s)
	}
	drop(h.people, s.person.ID, s)
}

// Count is how many wait.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

// Committed wakes those whom a commit concerns. It does not block.
func (h *Hub) Committed(c store.Commit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delivered = max(h.delivered, c.Position)
	for _, a := range c.Audiences {
		for s := range h.audiences[a] {
			s.own = s.own || a == support.AudiencePerson(s.person.ID)
			s.Nudge()
		}
	}
}

// EndSession ends what waits in one session.
func (h *Hub) EndSession(personID string, session [32]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.people[personID] {
		if s.session == session {
			s.end(Revoked)
		}
	}
}

// EndPerson ends what waits in a person's sessions, but for the kept one; the zero value keeps none.
func (h *Hub) EndPerson(personID string, kept [32]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.people[personID] {
		if s.session != kept || kept == ([32]byte{}) {
			s.end(Revoked)
		}
	}
}

// Shutdown ends all, and whoever subscribes later.
func (h *Hub) Shutdown() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = true
	for _, subscriptions := range h.people {
		for s := range subscriptions {
			s.end(Shutdown)
		}
	}
}

// end is called with the hub's lock held.
func (s *Subscription) end(reason Reason) {
	if !s.over {
		s.over, s.reason = true, reason
		close(s.ended)
	}
}

func put[K comparable](m map[K]map[*Subscription]struct{}, key K, s *Subscription) {
	if m[key] == nil {
		m[key] = map[*Subscription]struct{}{}
	}
	m[key][s] = struct{}{}
}

func drop[K comparable](m map[K]map[*Subscription]struct{}, key K, s *Subscription) {
	delete(m[key], s)
	if len(m[key]) == 0 {
		delete(m, key)
	}
}
