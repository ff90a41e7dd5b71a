package presence

import "filodiretto/backend/support"

// maxWaiting bounds what waits for a slow reader. More is lost: whoever is there says so again.
const maxWaiting = 1024

// Subscription is one reader who is told. It must be closed.
type Subscription struct {
	hub     *Hub
	person  support.Person
	wake    func()
	waiting map[place][]byte
}

// Subscribe tells a person of what others do in tickets that they may see, beginning with what others do there now. wake is
// called when there is something to take; it must not block.
func (h *Hub) Subscribe(person support.Person, wake func()) *Subscription {
	l := &Subscription{hub: h, person: person, wake: wake}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listeners[l] = struct{}{}
	for _, r := range h.rooms {
		heard := map[string]bool{}
		for s := range r.seats {
			if !heard[s.person.ID] {
				heard[s.person.ID] = true
				l.hear(r, s.person, saying(r, s.person, r.of(s.person.ID).As(person.Role.Side())))
			}
		}
	}
	return l
}

// hear keeps a telling until it is taken; a later one of the same person in the same ticket takes its place.
func (l *Subscription) hear(r *room, person support.Person, s said) {
	if person.ID == l.person.ID || !l.person.SeesCompany(r.companyID) {
		return
	}
	if l.waiting == nil {
		l.waiting = map[place][]byte{}
	}
	if _, there := l.waiting[s.place]; !there && len(l.waiting) >= maxWaiting {
		return
	}
	l.waiting[s.place] = s.data
	l.wake()
}

// Take is what was told since the last Take, each an [api.Presence] in JSON.
func (l *Subscription) Take() [][]byte {
	h := l.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	var all [][]byte
	for _, b := range l.waiting {
		all = append(all, b)
	}
	l.waiting = nil
	return all
}

// Close stops listening.
func (l *Subscription) Close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	delete(l.hub.listeners, l)
}
