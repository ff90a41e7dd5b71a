// Package presence knows who is in which ticket at this moment, as far as the line says, and says what its own person does
// there. Nothing of it is kept: whoever is not heard of for a while has gone.
package presence

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// Options wire a person's presence.
type Options struct {
	// Me is their id: what they do themselves, maybe at another workstation, is no news to them.
	Me string
	// Send says to the server what they do in a ticket. It may take its time, and fail.
	Send func(ctx context.Context, ticketID string, state support.Presence) error
	// Changed is told that somebody came to, left or began to write in a ticket. It must not block.
	Changed func(ticketID string)
}

// Presence is one person's view. Run it; all other methods return at once.
type Presence struct {
	Options

	mu     sync.Mutex
	others map[string]map[string]Other
	// doing is what the person does; gone in no ticket.
	doing doing
	wake  chan struct{}
}

// Other is somebody else in a ticket.
type Other struct {
	Person support.PersonRef
	State  support.Presence
	until  time.Time
}

type doing struct {
	ticketID string
	state    support.Presence
}

// New makes a person's presence, in no ticket.
func New(o Options) *Presence {
	return &Presence{
		Options: o, others: map[string]map[string]Other{}, doing: doing{state: support.PresenceGone}, wake: make(chan struct{}, 1),
	}
}

// Doing says what the person does in a ticket.
func (p *Presence) Doing(ticketID string, state support.Presence) { p.set(doing{ticketID, state}) }

// Looking says which ticket is looked at, empty for none: what was done in another has ended.
func (p *Presence) Looking(ticketID string) {
	p.mu.Lock()
	other := p.doing.ticketID != ticketID
	p.mu.Unlock()
	if other {
		p.set(doing{state: support.PresenceGone})
	}
}

func (p *Presence) set(now doing) {
	p.mu.Lock()
	changed := p.doing != now
	p.doing = now
	p.mu.Unlock()
	if !changed {
		return
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Heard takes what somebody does, as the line tells it.
func (p *Presence) Heard(told api.Presence) {
	state := support.Presence(told.State)
	if told.Person.ID == p.Me || !state.Valid() {
		return
	}
	p.mu.Lock()
	before, there := p.others[told.TicketID][told.Person.ID]
	switch {
	case state == support.PresenceGone:
		p.forget(told.TicketID, told.Person.ID)
	case p.others[told.TicketID] == nil:
		p.others[told.TicketID] = map[string]Other{}
		fallthrough
	default:
		p.others[told.TicketID][told.Person.ID] = Other{
			Person: support.PersonRef(told.Person), State: state, until: time.Now().Add(api.PresenceLasts),
		}
	}
	changed := there != (state != support.PresenceGone) || there && before.State != state
	p.mu.Unlock()
	if changed {
		p.Changed(told.TicketID)
	}
}

// forget takes somebody away. The caller holds the lock.
func (p *Presence) forget(ticketID, personID string) {
	delete(p.others[ticketID], personID)
	if len(p.others[ticketID]) == 0 {
		delete(p.others, ticketID)
	}
}

// In are those who are in a ticket: who writes before who looks on, then by name.
func (p *Presence) In(ticketID string) []Other {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	var out []Other
	for _, o := range p.others[ticketID] {
		if o.until.After(now) {
			out = append(out, o)
		}
	}
	looks := func(o Other) int {
		if o.State == support.PresenceViewing {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b Other) int {
		return cmp.Or(looks(a)-looks(b), strings.Compare(a.Person.Name, b.Person.Name), strings.Compare(a.Person.ID, b.Person.ID))
	})
	return out
}

// sendPatience is how long a word about presence may take: later it would be old.
const sendPatience = 5 * time.Second

// Run says what the person does, when it changes and while it lasts, and lets those go who are not heard of, until ctx ends.
func (p *Presence) Run(ctx context.Context) {
	every := time.NewTicker(api.PresenceEvery)
	defer every.Stop()
	said := doing{state: support.PresenceGone}
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-every.C:
			p.expire()
		}
		p.mu.Lock()
		now := p.doing
		p.mu.Unlock()
		if said.state != support.PresenceGone && (said.ticketID != now.ticketID || now.state == support.PresenceGone) {
			p.say(ctx, doing{said.ticketID, support.PresenceGone})
		}
		if now.state != support.PresenceGone {
			p.say(ctx, now)
		}
		said = now
	}
}

func (p *Presence) say(ctx context.Context, what doing) {
	ctx, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	// Whoever misses it hears it the next time; who is gone is forgotten.
	_ = p.Send(ctx, what.ticketID, what.state)
}

func (p *Presence) expire() {
	p.mu.Lock()
	now := time.Now()
	var changed []string
	for ticketID, here := range p.others {
		for personID, o := range here {
			if !o.until.After(now) {
				p.forget(ticketID, personID)
				changed = append(changed, ticketID)
			}
		}
	}
	p.mu.Unlock()
	slices.Sort(changed)
	for _, ticketID := range slices.Compact(changed) {
		p.Changed(ticketID)
	}
}
