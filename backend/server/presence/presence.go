// Package presence knows who is in which ticket at this moment, and tells whoever may see the ticket. Nothing of it is
// kept: it lasts for as long as people say it again, and may be lost without harm.
package presence

import (
	"encoding/json"
	"sync"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// Hub knows who is where, and who wants to be told. The zero value is not usable; use New.
type Hub struct {
	lasts time.Duration

	mu sync.Mutex
	// seats are where sessions are: each is in one ticket at a time, which bounds what is known by the sessions that live.
	seats     map[[32]byte]*seat
	rooms     map[string]*room
	listeners map[*Subscription]struct{}
	down      bool
}

// seat is a session in a ticket.
type seat struct {
	session [32]byte
	person  support.Person
	room    *room
	state   support.Presence
	over    *time.Timer
}

// room is a ticket with somebody in it.
type room struct {
	ticketID, companyID string
	// seats of all in it, several of one person among them.
	seats map[*seat]struct{}
	// told is what each side was told last of a person, and when.
	told map[listeners]telling
}

// listeners are those of one side, of one person in a room.
type listeners struct {
	side     support.Side
	personID string
}

type telling struct {
	state support.Presence
	at    time.Time
}

// New makes a hub in which whoever is not heard of for so long is gone; 0 is [api.PresenceLasts].
func New(lasts time.Duration) *Hub {
	if lasts <= 0 {
		lasts = api.PresenceLasts
	}
	return &Hub{lasts: lasts, seats: map[[32]byte]*seat{}, rooms: map[string]*room{}, listeners: map[*Subscription]struct{}{}}
}

// Say takes a person's word, in one of their sessions, of what they do in a ticket that they may see. A session that was in
// another ticket has left it by that.
func (h *Hub) Say(person support.Person, session [32]byte, t *support.Ticket, state support.Presence) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.seats[session]
	if s != nil && s.room.ticketID != t.ID {
		if state == support.PresenceGone {
			return
		}
		h.leave(s)
		s = nil
	}
	switch {
	case h.down, s == nil && state == support.PresenceGone:
		return
	case state == support.PresenceGone:
		h.leave(s)
		return
	case s == nil:
		s = h.enter(person, session, t)
	}
	again := s.state == state
	s.state = state
	s.over.Reset(h.lasts)
	h.tell(s.room, person, again)
}

func (h *Hub) enter(person support.Person, session [32]byte, t *support.Ticket) *seat {
	r := h.rooms[t.ID]
	if r == nil {
		r = &room{ticketID: t.ID, companyID: t.CompanyID, seats: map[*seat]struct{}{}, told: map[listeners]telling{}}
		h.rooms[t.ID] = r
	}
	s := &seat{session: session, person: person, room: r}
	s.over = time.AfterFunc(h.lasts, func() { h.expire(s) })
	h.seats[session] = s
	r.seats[s] = struct{}{}
	return s
}

// expire is for whoever was not heard of.
func (h *Hub) expire(s *seat) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seats[s.session] == s {
		h.leave(s)
	}
}

// leave is called with the lock held, like all below.
func (h *Hub) leave(s *seat) {
	s.over.Stop()
	delete(h.seats, s.session)
	delete(s.room.seats, s)
	h.tell(s.room, s.person, false)
	if len(s.room.seats) == 0 {
		delete(h.rooms, s.room.ticketID)
	}
}

// EndSession lets one session leave; it has ended.
func (h *Hub) EndSession(session [32]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.seats[session]; s != nil {
		h.leave(s)
	}
}

// EndPerson lets a person leave, but for the kept session; the zero value keeps none.
func (h *Hub) EndPerson(personID string, kept [32]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for session, s := range h.seats {
		if s.person.ID == personID && (session != kept || kept == [32]byte{}) {
			h.leave(s)
		}
	}
}

// Shutdown forgets all, and tells nobody: their streams end.
func (h *Hub) Shutdown() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = true
	for _, s := range h.seats {
		s.over.Stop()
	}
	clear(h.seats)
	clear(h.rooms)
}

// of is what a person does in a room: the most of what they do in their sessions.
func (r *room) of(personID string) support.Presence {
	most := support.PresenceGone
	for s := range r.seats {
		if s.person.ID == personID && rank[s.state] > rank[most] {
			most = s.state
		}
	}
	return most
}

var rank = map[support.Presence]int{
	support.PresenceViewing: 1, support.PresenceTypingNote: 2, support.PresenceTyping: 3,
}

// due is after how long the same is told again: a little before whoever is there is to say it again. What is no repetition to
// others is due to a side that hears the same only once two repetitions would have come.
const (
	due  = api.PresenceEvery * 9 / 10
	late = api.PresenceEvery * 2
)

// tell passes on what a person does in a room, to each side as it learns of it: what is new at once, what is not when it is
// due. That a note is begun or left is nothing new to customers, not even in when they are told: it comes between the
// repetitions, and must not be taken for one. again is whether the person has said what they had said before.
func (h *Hub) tell(r *room, person support.Person, again bool) {
	now := time.Now()
	wait := late
	if again {
		wait = due
	}
	for _, side := range []support.Side{support.SideSupport, support.SideCustomer} {
		state, to := r.of(person.ID).As(side), listeners{side, person.ID}
		if last := r.told[to]; state == last.state && now.Sub(last.at) < wait {
			continue
		}
		r.told[to] = telling{state: state, at: now}
		if state == support.PresenceGone {
			delete(r.told, to)
		}
		said := saying(r, person, state)
		for l := range h.listeners {
			if l.person.Role.Side() == side {
				l.hear(r, person, said)
			}
		}
	}
}

// said is one telling, marshalled once for all who are told.
type said struct {
	place place
	data  []byte
}

// place is what a later telling takes the place of.
type place struct{ ticketID, personID string }

func saying(r *room, person support.Person, state support.Presence) said {
	data, err := json.Marshal(api.Presence{TicketID: r.ticketID, Person: api.Ref(person.Ref()), State: string(state)})
	if err != nil {
		// A struct of texts marshals.
		panic(err)
	}
	return said{place: place{r.ticketID, person.ID}, data: data}
}
