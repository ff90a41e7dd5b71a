package cache_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

func TestCache_ReadersThatBeginAtOnceDoNotWaitForEachOther(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const readers = 4
	var reading sync.WaitGroup
	reading.Add(readers)
	failures := make(chan error, readers)
	for range readers {
		go func() {
			failures <- c.Read(ctx, func(r *cache.Reader) error {
				reading.Done()
				reading.Wait()
				_, err := r.Counts()
				return err
			})
		}()
	}
	for range readers {
		select {
		case err := <-failures:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("they wait for each other")
		}
	}
}

func TestCache_ShowsWhatAPageBrought(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Perde olio dal cilindro sinistro. Da stamattina.")
	l.reply(t, luca, "Mi manda una foto della guarnizione?")
	applied := forward(t, c, l.all()...)
	if !cmp.Equal(applied.Tickets, []string{l.ticket.ID}) || len(applied.Messages) != len(l.said) || applied.Unread != 1 {
		t.Errorf("applied %+v", applied)
	}
	row := read(t, c, func(r *cache.Reader) (cache.Row, error) { row, _, err := r.Ticket(l.ticket.ID); return row, err })
	if diff := cmp.Diff(l.shown(), row.Ticket); diff != "" {
		t.Error(diff)
	}
	if row.Last.Text != "Mi manda una foto della guarnizione?" || row.Last.Author != luca.Author() {
		t.Errorf("last %+v", row.Last)
	}
	messages := read(t, c, func(r *cache.Reader) ([]support.Message, error) { return r.Messages(l.ticket.ID, cache.Place{}, 50) })
	if diff := cmp.Diff(l.said, messages); diff != "" {
		t.Error(diff)
	}
	page := read(t, c, func(r *cache.Reader) ([]cache.Row, error) { return r.Tickets(cache.OpenTickets, cache.Key{}, 10) })
	if len(page) != 1 || page[0].Unread != 1 || page[0].Last.ID != row.Last.ID {
		t.Errorf("page %+v", page)
	}
}

func TestCache_SaysWhereSomebodyMayHaveToBeToldOfSomething(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Perde olio dal cilindro sinistro.")
	forward(t, c, l.all()...)
	change := func(change support.Change) func() {
		return func() {
			said, err := l.ticket.Change(l.act(luca), change, "")
			if err != nil {
				t.Fatal(err)
			}
			l.said = append(l.said, said...)
		}
	}
	waiting, closed, question := support.StatusWaiting, support.StatusClosed, support.SeverityQuestion
	done := "cambiata la guarnizione"
	for _, step := range []struct {
		name    string
		do      func()
		stirred bool
	}{
		{"an answer", func() { l.reply(t, luca, "Arrivo") }, true},
		{"a status", change(support.Change{Status: &waiting}), false},
		{"somebody has read it", func() { l.ticket.Read(support.SideSupport, support.Mark{Index: l.ticket.LastIndex}) }, false},
		{"a colleague's reply", func() { l.reply(t, piero, "Anche qui") }, false},
		{"it is no longer urgent", change(support.Change{Severity: &question}), true},
		{"it is closed", change(support.Change{Status: &closed, Resolution: &done}), true},
	} {
		before := len(l.said)
		step.do()
		changes := []api.Change{l.ticketChange()}
		for i := range l.said[before:] {
			changes = append(changes, messageChange(&l.said[before+i]))
		}
		applied := forward(t, c, changes...)
		if len(applied.Tickets) != 1 || (len(applied.Stirred) == 1) != step.stirred {
			t.Errorf("%s: applied to %v, stirred %v", step.name, applied.Tickets, applied.Stirred)
		}
	}
	gone := forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	if !slices.Equal(gone.Stirred, gone.Tickets) {
		t.Errorf("gone: %+v", gone)
	}
}

func TestCache_ApplyingTwiceChangesNothing(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()...)
	before := counts(t, c)
	again := forward(t, c, l.all()...)
	if got := counts(t, c); got != before || len(again.Messages) != 0 {
		t.Errorf("counts %+v, before %+v, messages %d", got, before, len(again.Messages))
	}
	if hits := search(t, c, "arrivo"); len(hits) != 1 {
		t.Errorf("%d hits", len(hits))
	}
}

func TestCache_AMessageMayComeBeforeItsTicket(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()[1:]...)
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counted without the ticket: %+v", n)
	}
	forward(t, c, l.ticketChange())
	if n := counts(t, c); n != (cache.Counts{Open: 1, Unread: 1}) {
		t.Errorf("counts %+v", n)
	}
}

func TestCache_TheBackwardWalkNeverOverwritesWhatLiveBrought(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	machine := func(name string) api.Change {
		return api.Change{Type: api.TypeMachine, Machine: &api.Machine{ID: id(200), CompanyID: id(100), Name: name}}
	}
	old := []api.Change{
		l.ticketChange(), machine("Pressa vecchia"),
		{Type: api.TypePerson, Person: &api.Person{ID: luca.ID, Name: "L.", Role: "technician"}},
		{Type: api.TypeCategory, Category: &api.Category{ID: id(300), Name: "Vecchia"}},
		{Type: api.TypeCompany, Company: &api.Company{ID: id(100), Name: "Vecchia", Country: "IT"}},
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	l.reply(t, luca, "Arrivo")
	forward(t, c, append(l.all(), machine("Pressa nuova"),
		api.Change{Type: api.TypePerson, Person: &api.Person{ID: luca.ID, Name: luca.Name, Role: "technician"}},
		api.Change{Type: api.TypeCategory, Category: &api.Category{ID: id(300), Name: "Nuova"}},
		api.Change{Type: api.TypeCompany, Company: &api.Company{ID: id(100), Name: "Nuova", Country: "IT"}})...)
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old, Backward: ""})
	if applied.Machines || applied.People || applied.Companies || applied.Categories || len(applied.Tickets) > 0 {
		t.Errorf("applied %+v", applied)
	}
	names := read(t, c, func(r *cache.Reader) (string, error) {
		machines, matching, total, err := r.Machines("nuova", 10)
		if err != nil || matching != 1 || total != 1 {
			return "", fmt.Errorf("%d of %d machines: %w", matching, total, err)
		}
		people, err := r.Technicians()
		if err != nil || len(people) != 1 {
			return "", fmt.Errorf("technicians %v: %w", people, err)
		}
		categories, err := r.Categories()
		if err != nil || len(categories) != 1 {
			return "", fmt.Errorf("categories %v: %w", categories, err)
		}
		company, _, err := r.Company(id(100))
		return machines[0].Name + people[0].Name + categories[0].Name + company.Name, err
	})
	if names != "Pressa nuovaLuca BianchiNuovaNuova" {
		t.Errorf("names %q", names)
	}
	row := read(t, c, func(r *cache.Reader) (cache.Row, error) { row, _, err := r.Ticket(l.ticket.ID); return row, err })
	if row.Status != support.StatusInProgress {
		t.Errorf("status %s", row.Status)
	}
}

func TestCache_WhatWasRemovedMeanwhileIsNotBroughtBackByAnOlderPage(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	page := l.all()
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: page, Backward: "b2"})
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
	if hits := search(t, c, "ferma"); len(hits) != 0 {
		t.Errorf("%d hits", len(hits))
	}
	forward(t, c, page...)
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Backward: ""})
	if n := counts(t, c); n.Open != 1 || !applied.Filled {
		t.Errorf("a ticket that came back: %+v, filled %v", n, applied.Filled)
	}
}

func TestCache_TheLastPageThatComesTwiceBringsNothingBack(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	older := newLine(luca, 1, anna, "Ferma")
	last := cache.Batch{Walk: cache.Backward, Changes: older.all()}
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: newLine(luca, 2, anna, "Perde olio").all(), Forward: "head", Backward: "older"})
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: older.ticket.ID}})
	apply(t, c, last)
	apply(t, c, last)
	if n := counts(t, c); n.Open != 1 {
		t.Errorf("counts %+v", n)
	}
}

func TestCache_RemovingATicketTakesAllOfIt(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()...)
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
	for _, text := range []string{"ferma", "arrivo", "24-0117"} {
		if hits := search(t, c, text); len(hits) != 0 {
			t.Errorf("%q: %d hits", text, len(hits))
		}
	}
}

func TestCache_KeepsTheCursorsWithThePages(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, anna)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	apply(t, c, cache.Batch{Walk: cache.Forward, Forward: "f1"})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir, anna)
	if f, err := c.Feed(t.Context()); err != nil || f != (cache.Feed{Forward: "f1", Backward: "b1"}) {
		t.Errorf("feed %+v, %v", f, err)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward})
	if f, err := c.Feed(t.Context()); err != nil || !f.Filled || f.Forward != "f1" {
		t.Errorf("feed %+v, %v", f, err)
	}
}

func TestCache_AfterAResetTheOldContentServesUntilTheNewFirstPage(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	old, renewed := newLine(anna, 1, anna, "Vecchio"), newLine(anna, 2, anna, "Nuovo")
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old.all(), Forward: "head"})
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f, err := c.Feed(t.Context()); err != nil || f != (cache.Feed{}) {
		t.Errorf("feed %+v, %v", f, err)
	}
	if len(search(t, c, "vecchio")) != 1 || counts(t, c).Open != 1 {
		t.Error("the old content is gone before the new is there")
	}
	if _, err := c.Apply(t.Context(), cache.Batch{Walk: cache.Forward, Changes: old.all(), Forward: "f9"}); err == nil {
		t.Error("a page of the old walk was applied")
	}
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Changes: renewed.all(), Forward: "head2", Backward: "b2"})
	if !applied.Renewed {
		t.Error("not said to be renewed")
	}
	if len(search(t, c, "vecchio")) != 0 || len(search(t, c, "nuovo")) != 1 || counts(t, c) != (cache.Counts{Open: 1}) {
		t.Errorf("counts %+v", counts(t, c))
	}
	if f, _ := c.Feed(t.Context()); f != (cache.Feed{Forward: "head2", Backward: "b2"}) {
		t.Errorf("feed %+v", f)
	}
}
