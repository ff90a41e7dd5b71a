package desk_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// place is a workstation with its files, and the server at the other end.
type place struct {
	*desk.Desk
	t      tb
	dir    string
	cache  *cache.Cache
	outbox *outbox.Outbox
	server *server
	// linked are tickets that are, or were, taken for another's original.
	linked map[string]bool
	// attached are the files that were attached here and not taken away again.
	attached map[string]bool
}

// tb is what a place needs of a test, plain or random.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

func newPlace(t tb, dir string, viewer support.Person) *place {
	t.Helper()
	p := &place{t: t, dir: dir, server: &server{
		viewer: viewer, now: began.Add(time.Hour), tickets: map[string]*support.Ticket{},
		messages: map[string][]support.Message{}, answers: map[string]outbox.Answer{},
	}}
	p.open()
	var first []api.Change
	for _, person := range []support.Person{anna, piero, luca, marta} {
		shown := api.PersonFor(viewer, person)
		first = append(first, api.Change{Type: api.TypePerson, Person: &shown})
	}
	for _, m := range []support.Machine{press, filler} {
		shown := api.MachineFor(&m)
		first = append(first, api.Change{Type: api.TypeMachine, Machine: &shown})
	}
	for _, c := range []support.Category{oil, power} {
		shown := api.CategoryFor(c)
		first = append(first, api.Change{Type: api.TypeCategory, Category: &shown})
	}
	shown := api.CompanyFor(company)
	first = append(first, api.Change{Type: api.TypeCompany, Company: &shown})
	if viewer.MayWork() == nil {
		cause := api.CauseFor(wear)
		first = append(first, api.Change{Type: api.TypeCause, Cause: &cause})
	}
	p.must(p.cache.Apply(t.Context(), cache.Batch{Walk: cache.Backward, Changes: first, Forward: "head"}))
	return p
}

func (p *place) open() {
	p.t.Helper()
	var err error
	if p.cache, _, err = cache.Open(p.t.Context(), cache.Options{Dir: p.dir, Me: p.server.viewer}); err != nil {
		p.t.Fatal(err)
	}
	if p.outbox, _, err = outbox.Open(p.t.Context(), p.dir, p.server.now); err != nil {
		p.t.Fatal(err)
	}
	p.Desk = desk.New(p.cache, p.outbox, func() time.Time { return p.server.now })
}

func (p *place) close() {
	p.t.Helper()
	p.ok(p.cache.Close())
	p.ok(p.outbox.Close())
}

func (p *place) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) must(_ any, err error) { p.t.Helper(); p.ok(err) }

// send carries the acts that are ready, once; lost answers are told as failures.
func (p *place) send(lost func(outbox.Act) bool) int {
	p.t.Helper()
	ready := p.outbox.Snapshot().Ready(p.server.now)
	for _, a := range ready {
		revision, revisionErr := p.cache.Revision(p.t.Context())
		p.ok(revisionErr)
		answer, err := p.server.carry(a)
		if !a.Kind.OfTicket() {
			answer.Seen = revision
		}
		var problem *support.Error
		switch {
		case lost != nil && lost(a):
			p.ok(p.outbox.Failed(p.t.Context(), a.ID, false, p.server.now))
		case errors.As(err, &problem) && problem.Code.JudgesAct():
			p.ok(p.outbox.Refused(p.t.Context(), a.ID, outbox.RefusalBy(problem)))
		case err != nil:
			p.t.Fatal(err)
		default:
			p.ok(p.outbox.Sent(p.t.Context(), "", a.ID, answer, p.server.now))
		}
	}
	return len(ready)
}

func (p *place) sendAll() {
	p.t.Helper()
	for p.send(nil) > 0 {
		continue
	}
}

// receive applies up to n commits of the feed.
func (p *place) receive(n int) {
	p.t.Helper()
	for ; n > 0 && len(p.server.feed) > 0; n-- {
		p.must(p.cache.Apply(p.t.Context(), cache.Batch{Changes: p.server.feed[0], Forward: "on"}))
		p.server.feed = p.server.feed[1:]
	}
}

func (p *place) receiveAll() { p.t.Helper(); p.receive(len(p.server.feed)) }

// list is the whole section, read in small pages.
func (p *place) list(section desk.Section) []desk.Row {
	p.t.Helper()
	var out []desk.Row
	after := ""
	for {
		page, err := p.Tickets(p.t.Context(), section, after, 3)
		p.ok(err)
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

// talk is the whole conversation, read in small pages.
func (p *place) talk(ticketID string) []desk.Item {
	p.t.Helper()
	var out []desk.Item
	before := ""
	for {
		page, err := p.Messages(p.t.Context(), ticketID, before, 4)
		p.ok(err)
		out = append(slices.Clone(page.Items), out...)
		if before = page.Next; before == "" {
			return out
		}
	}
}

func (p *place) detail(ticketID string) desk.Detail {
	p.t.Helper()
	d, err := p.Ticket(p.t.Context(), ticketID)
	p.ok(err)
	return d
}

func (p *place) counts() desk.Counts {
	p.t.Helper()
	n, err := p.Counts(p.t.Context())
	p.ok(err)
	return n
}

// cacheBatch is the first page of a new walk that brings nothing yet.
func cacheBatch() cache.Batch {
	return cache.Batch{Walk: cache.Backward, Forward: "head2", Backward: "more"}
}
