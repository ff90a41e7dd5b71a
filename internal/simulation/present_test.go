package simulation_test

import (
	"context"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// met is somebody of whom somebody was told that they are in a ticket.
type met struct {
	login, ticket, person string
	state                 support.Presence
}

// isPresent is somebody in a ticket for a while, who may begin to write.
func (h *hand) isPresent(row desk.Row) {
	does := []support.Presence{support.PresenceViewing, support.PresenceTyping, support.PresenceTyping}
	if h.s.console {
		does = append(does, support.PresenceTypingNote, support.PresenceTypingNote)
	}
	h.p.Looking(row.ID)
	defer h.p.Looking("")
	for range 1 + h.d.IntN(3) {
		if h.p.Doing(row.ID, pick(h.d, does...)) != nil {
			return
		}
		time.Sleep(h.d.between(time.Second, 25*time.Second))
	}
}

// tells is what the program tells its window: of who is in a ticket, what it then shows of them is noted.
func (l *life) tells(e desktop.Event) {
	if e.Kind != desktop.EventPresence {
		return
	}
	l.s.w.behind.Go(func() {
		p, err := l.Front()
		if err != nil || l.dead.Load() {
			return
		}
		for _, id := range e.IDs {
			others, err := p.Present(context.Background(), id)
			if err != nil {
				continue
			}
			for _, o := range others {
				l.s.w.book.meets(met{p.Card().Me.Login, id, o.Person.ID, o.State})
			}
		}
	})
}

func (b *book) meets(m met) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.met[m]++
}

// judgeMet looks for whoever was told of somebody of whom they may not know, or of a note that is being written.
func (w *world) judgeMet(tr truth) {
	v := &w.verdict
	people := map[string]support.Person{}
	for _, p := range w.cast.people {
		people[p.ID] = p
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	for m, times := range w.book.met {
		v.met += times
		me := w.cast.people[m.login]
		if me.Role.Side() == support.SideSupport {
			continue
		}
		t, there := tr.tickets[m.ticket]
		switch {
		case m.state == support.PresenceTypingNote:
			w.wrong(&v.seen, "%s was told that %s writes a note", m.login, people[m.person].Login)
		case there && !me.Sees(&t), !me.SeesPerson(people[m.person]):
			w.wrong(&v.seen, "%s was told that %s is in ticket %d", m.login, people[m.person].Login, t.Number)
		}
	}
}

// presentWithin is after how long at most somebody is told, on a line that is up.
const presentWithin = 2 * time.Second

// judgePresent lets a technician write a note, then a reply, in a ticket of each company, and looks who is told, once the
// faults have ended.
func (w *world) judgePresent(ctx context.Context, tr truth) {
	last := w.stations[len(w.stations)-1]
	writer, err := last.current().Front()
	if err != nil {
		w.wrong(&w.verdict.odd, "%v", err)
		return
	}
	for i, company := range w.cast.companies {
		for id, t := range tr.tickets {
			if t.CompanyID != company.ID {
				continue
			}
			for _, state := range []support.Presence{support.PresenceTypingNote, support.PresenceTyping, support.PresenceGone} {
				if err := writer.Doing(id, state); err != nil {
					w.wrong(&w.verdict.odd, "%v", err)
				}
				time.Sleep(presentWithin)
				for _, s := range w.stations[:len(w.stations)-1] {
					want := state
					if !s.console {
						want = state.As(support.SideCustomer)
						if s.n%2 != i {
							want = support.PresenceGone
						}
					}
					w.isTold(ctx, s, id, writer.Card().Me.ID, want)
				}
			}
			break
		}
	}
}

func (w *world) isTold(ctx context.Context, s *station, ticket, person string, want support.Presence) {
	p, err := s.current().Front()
	if err != nil || p.Card().Me.ID == person {
		return
	}
	got := support.PresenceGone
	others, err := p.Present(ctx, ticket)
	for _, o := range others {
		if o.Person.ID == person {
			got = o.State
		}
	}
	if err != nil || got != want {
		w.wrong(&w.verdict.differing, "%s is told that a technician is %s there, and they are %s (%v)", p.Card().Me.Login, got, want, err)
	}
}
