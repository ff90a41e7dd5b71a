package demo

import (
	"context"
	"fmt"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Bounds of how many messages one commit writes. Fewer towards the end: a first synchronisation begins there, and its
// first page should be small.
const (
	mostInCommit  = 2_000
	leastInCommit = 40
)

func mustBeEmpty(ctx context.Context, r store.Reader) error {
	companies, err := r.Companies(ctx)
	if err != nil {
		return err
	}
	categories, err := r.Categories(ctx)
	if err != nil {
		return err
	}
	causes, err := r.Causes(ctx)
	if err != nil {
		return err
	}
	people, err := r.People(ctx, "")
	if err != nil {
		return err
	}
	machines, err := r.Machines(ctx, store.MachineFilter{Limit: 1, WithDisabled: true})
	if err != nil {
		return err
	}
	tickets, err := r.Tickets(ctx, store.TicketFilter{Limit: 1})
	if err != nil {
		return err
	}
	if len(companies)+len(categories)+len(causes)+len(people)+len(machines)+len(tickets) > 0 {
		return support.Errorf(support.CodeConflict, "the store is not empty; demonstration data goes into an empty one only")
	}
	return nil
}

// setUp writes everybody and everything that tickets are about.
func setUp(ctx context.Context, w store.Writer, c *cast, hashes []string) error {
	if err := mustBeEmpty(ctx, w); err != nil {
		return err
	}
	for _, k := range c.categories {
		if err := w.PutCategory(ctx, k); err != nil {
			return err
		}
		o := store.Object{Type: store.ObjectCategory, ID: k.ID}
		if err := w.Touch(ctx, o, support.AudienceSupport(), support.AudienceCustomers()); err != nil {
			return err
		}
	}
	if err := setUpConsole(ctx, w, c); err != nil {
		return err
	}
	for _, h := range c.houses {
		if err := w.PutCompany(ctx, h.Company); err != nil {
			return err
		}
		o := store.Object{Type: store.ObjectCompany, ID: h.ID}
		if err := w.Touch(ctx, o, support.AudienceSupport(), support.AudienceCompany(h.ID)); err != nil {
			return err
		}
	}
	for i, p := range c.people() {
		if err := w.PutPerson(ctx, p.Person); err != nil {
			return err
		}
		if err := w.PutCredentials(ctx, store.Credentials{PersonID: p.ID, Login: p.Login, Hash: hashes[i]}); err != nil {
			return err
		}
		if err := w.Touch(ctx, store.Object{Type: store.ObjectPerson, ID: p.ID}, p.SeenIn()...); err != nil {
			return err
		}
	}
	for _, h := range c.houses {
		for _, u := range h.units {
			if err := w.PutMachine(ctx, u.Machine); err != nil {
				return err
			}
			o := store.Object{Type: store.ObjectMachine, ID: u.ID}
			if err := w.Touch(ctx, o, support.AudienceSupport(), support.AudienceCompany(h.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellAll writes all stories, some thousand messages to a commit.
func tellAll(ctx context.Context, st store.Store, t *teller, s sizes, now time.Time) error {
	pairs := &twice{most: s.setAside()}
	p := &planner{
		teller: t, budget: newBudget(t.seed, s), rng: random(t.seed, streamPicks, 0), now: now, sizes: s,
	}
	var batch []*record
	messages, left := 0, s.messages
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := st.Write(ctx, func(w store.Writer) error {
			for _, r := range batch {
				if err := r.write(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})
		left -= messages
		batch, messages = batch[:0], 0
		return err
	}
	err := p.inOrder(func(s *story) error {
		r, err := play(t.seed, s, t.keep != nil)
		if err != nil {
			return fmt.Errorf("telling of %q, %q: %w", s.scenario.name, s.cause.name, err)
		}
		if err := r.keepFiles(ctx, t.keep); err != nil {
			return err
		}
		r.read(t.cast, t.seed)
		pairs.offer(r)
		batch = append(batch, r)
		messages += len(r.messages)
		if messages < min(mostInCommit, max(leastInCommit, left/4)) {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	return joinAll(ctx, st, t, pairs, now)
}

// write writes a ticket with all that was said in it and how far it was read. It may be run again.
func (r *record) write(ctx context.Context, w store.Writer) error {
	number, err := w.NextNumber(ctx)
	if err != nil {
		return err
	}
	numbered := *r
	numbered.ticket.Number = number
	return numbered.put(ctx, w)
}

// put writes a ticket that has its number.
func (r *record) put(ctx context.Context, w store.Writer) error {
	t := r.ticket
	if err := w.InsertTicket(ctx, t); err != nil {
		return err
	}
	if err := w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: t.ID}, t.Audiences()...); err != nil {
		return err
	}
	for _, m := range r.messages {
		if err := putMessage(ctx, w, m, t.CompanyID, r.files); err != nil {
			return err
		}
	}
	for _, m := range r.marks {
		if err := w.PutMark(ctx, m); err != nil {
			return err
		}
		if err := w.Touch(ctx, store.Object{Type: store.ObjectMark, ID: t.ID}, support.AudiencePerson(m.PersonID)); err != nil {
			return err
		}
	}
	return nil
}
