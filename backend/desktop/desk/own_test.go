package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func (p *place) filterNames() string {
	p.t.Helper()
	queues, err := p.Queues(p.t.Context())
	p.ok(err)
	var names []string
	for _, f := range queues.Filters {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func (p *place) replyNames() string {
	p.t.Helper()
	all, err := p.CannedReplies(p.t.Context())
	p.ok(err)
	var names []string
	for _, c := range all {
		names = append(names, c.Name+"="+c.Text)
	}
	return strings.Join(names, ", ")
}

func TestDesk_AFilterIsThereAtOnceAndStaysTheSameWhileItGoesUpAndComesDown(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id, err := p.SaveFilter(ctx, support.Filter{Name: " Ferme di Acme ", Place: 2, Criteria: support.Criteria{Assignees: []string{"me"}}})
	p.ok(err)
	_, err = p.SaveFilter(ctx, support.Filter{Name: "Prima", Place: 1})
	p.ok(err)
	steps := []func(){func() {}, p.sendAll, p.receiveAll, func() { p.close(); p.open() }}
	for i, then := range steps {
		then()
		if got := p.filterNames(); got != "Prima, Ferme di Acme" {
			t.Errorf("after step %d there are %q", i, got)
		}
	}
	_, err = p.SaveFilter(ctx, support.Filter{ID: id, Name: "Ferme", Place: 0})
	p.ok(err)
	for i, then := range []func(){func() {}, p.sendAll, p.receiveAll} {
		then()
		if got := p.filterNames(); got != "Ferme, Prima" {
			t.Errorf("changed, after step %d there are %q", i, got)
		}
	}
	p.ok(p.RemoveFilter(ctx, id))
	for i, then := range []func(){func() {}, p.sendAll, p.receiveAll} {
		then()
		if got := p.filterNames(); got != "Prima" {
			t.Errorf("removed, after step %d there are %q", i, got)
		}
	}
}

func TestDesk_WhatAnotherWorkstationMadeOfAFilterLaterCounts(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id, err := p.SaveFilter(ctx, support.Filter{Name: "Qui"})
	p.ok(err)
	p.sendAll()
	// Both come in one page, so what was made of it here is never seen in the cache.
	p.server.feed = [][]api.Change{append(p.server.feed[0], api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: id, Name: "Altrove"}})}
	p.receiveAll()
	if got := p.filterNames(); got != "Altrove" {
		t.Errorf("there are %q", got)
	}
	_, err = p.SaveFilter(ctx, support.Filter{ID: id, Name: "Di nuovo qui"})
	p.ok(err)
	p.sendAll()
	p.server.feed = [][]api.Change{append(p.server.feed[0], api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id}})}
	p.receiveAll()
	if got := p.filterNames(); got != "" {
		t.Errorf("removed elsewhere there are %q", got)
	}
	// Of what was made and removed in one page nothing was ever in the cache.
	id, err = p.SaveFilter(ctx, support.Filter{Name: "Per poco"})
	p.ok(err)
	p.sendAll()
	p.server.feed = [][]api.Change{{api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id}}}}
	p.receiveAll()
	if got := p.filterNames(); got != "" {
		t.Errorf("made here and removed elsewhere at once, there are %q", got)
	}
	// One that the feed has said nothing of since it was sent goes all the same, after a day.
	_, err = p.SaveFilter(ctx, support.Filter{Name: "Senza eco"})
	p.ok(err)
	p.sendAll()
	p.server.now = p.server.now.Add(25 * time.Hour)
	p.ok(p.Forget(ctx))
	if acts := p.outbox.Snapshot().Acts(); len(acts) != 0 {
		t.Errorf("after a day there are %+v", acts)
	}
}

func TestDesk_CannedRepliesAreKeptWithTheirOwnerAndARefusedOneKeepsItsText(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	shared, err := p.SaveCannedReply(ctx, support.CannedReply{Name: "foto", Text: "Ci manda una foto, {operatore}?"}, true)
	p.ok(err)
	own, err := p.SaveCannedReply(ctx, support.CannedReply{Name: "foto", Text: "Una foto?"}, false)
	p.ok(err)
	const both = "foto=Una foto?, foto=Ci manda una foto, {operatore}?"
	for i, then := range []func(){func() {}, p.sendAll, p.receiveAll} {
		then()
		if got := p.replyNames(); got != both {
			t.Errorf("after step %d there are %q", i, got)
		}
	}
	for want, c := range map[string]support.CannedReply{
		"body.name=not_allowed": {Name: "foto", Text: "x"}, "body.name=bad_text": {Name: "Con Spazi", Text: "x"},
		"body.name=required body.text=required": {},
	} {
		if _, err := p.SaveCannedReply(ctx, c, false); fields(err) != want {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := p.SaveCannedReply(ctx, support.CannedReply{Name: "presa", Text: "Questo testo resta"}, false); err != nil {
		t.Fatal(err)
	}
	p.sendAll()
	waiting, err := p.Waiting(ctx)
	p.ok(err)
	if len(waiting) != 1 || waiting[0].State != desk.OutboxRefused || waiting[0].Text != "Questo testo resta" || waiting[0].TicketTitle != "presa" {
		t.Fatalf("there waits %+v", waiting)
	}
	if want := []desk.Way{desk.WayCopy, desk.WayDiscard}; !slices.Equal(waiting[0].Refusal.Ways, want) {
		t.Errorf("the ways on are %v", waiting[0].Refusal.Ways)
	}
	if got := p.replyNames(); got != both {
		t.Errorf("what was refused is among %q", got)
	}
	p.ok(p.Discard(ctx, waiting[0].ID))
	p.ok(p.RemoveCannedReply(ctx, own))
	p.ok(p.RemoveCannedReply(ctx, shared))
	if waiting, err = p.Waiting(ctx); err != nil || len(waiting) != 2 || waiting[0].TicketTitle != "foto" {
		t.Errorf("there waits %+v, %v", waiting, err)
	}
	if got := p.replyNames(); got != "" {
		t.Errorf("removed there are %q", got)
	}
}
