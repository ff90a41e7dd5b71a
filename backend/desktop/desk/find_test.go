package desk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_SearchCoversWhatWaits(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma per il nastro")
	p.receiveAll()
	_, err := p.Reply(ctx, id, "Il nastro fa l'errore E42")
	p.ok(err)
	unsent, err := p.OpenTicket(ctx, request("Nastro nuovo"))
	p.ok(err)
	search := func(text string) []string {
		hits, err := p.Search(ctx, text, "", 10)
		p.ok(err)
		var out []string
		for _, h := range hits.Items {
			out = append(out, h.Ticket.ID+"/"+h.Message.ID)
		}
		return out
	}
	reply := p.outbox.Snapshot().Acts()[0].ID
	want := []string{unsent + "/", id + "/" + reply, id + "/"}
	if got := search("nastr"); len(got) != 3 || !cmp.Equal(append(got[:0:0], got...), got) || got[2] != want[2] || !slices.Contains(got[:2], want[0]) || !slices.Contains(got[:2], want[1]) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := search("e42"); !cmp.Equal(got, want[1:2]) {
		t.Errorf("got %v", got)
	}
	if got := search(press.Serial[1:]); !cmp.Equal(got, want[:1]) {
		t.Errorf("got %v", got)
	}
	p.sendAll()
	p.receiveAll()
	if got := search("nastr"); len(got) != 3 {
		t.Errorf("once brought: %v", got)
	}
}

func TestDesk_FindsMachinesLastUsedOnTop(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	names := func(text string) string {
		found, err := p.Machines(ctx, text, 10)
		p.ok(err)
		var out []string
		for _, m := range found.Items {
			out = append(out, m.Name)
		}
		return strings.Join(out, ", ")
	}
	if got := names(""); got != "Pressa 3, Riempitrice 1" {
		t.Errorf("all: %s", got)
	}
	draft := request("Ferma")
	draft.MachineID = filler.ID
	_, err := p.OpenTicket(ctx, draft)
	p.ok(err)
	for text, want := range map[string]string{
		"": "Riempitrice 1, Pressa 3", "PRESS": "Pressa 3", "rf-1": "Riempitrice 1", "4-01": "Pressa 3", "1": "Riempitrice 1, Pressa 3",
		"24-0117": "Pressa 3", "zz": "", "px 3": "Pressa 3",
	} {
		if got := names(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	open, err := p.OpenTicketsOf(ctx, filler.ID)
	p.ok(err)
	if len(open) != 1 || open[0].Outbox != desk.OutboxWaiting {
		t.Errorf("open %+v", open)
	}
	card, err := p.Machine(ctx, filler.ID)
	p.ok(err)
	if card.Company != company.Name || len(card.Tickets) != 1 {
		t.Errorf("card %+v", card)
	}
}

func TestDesk_AnUnknownTicketIsNotFound(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	for name, err := range map[string]error{
		"ticket":   func() error { _, err := p.Ticket(ctx, newID()); return err }(),
		"messages": func() error { _, err := p.Messages(ctx, "", "", 10); return err }(),
		"reply":    func() error { _, err := p.Reply(ctx, newID(), "x"); return err }(),
		"mark":     p.MarkRead(ctx, newID(), newID()),
		"machine":  func() error { _, err := p.Machine(ctx, newID()); return err }(),
		"resend":   func() error { _, err := p.Resend(ctx, newID(), "x"); return err }(),
		"discard":  p.Discard(ctx, newID()),
		"followUp": func() error { _, err := p.FollowUp(ctx, newID()); return err }(),
	} {
		if support.CodeOf(err) != support.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, cursor := range []string{"x", "1", ":", "1.", "-"} {
		_, err := p.Tickets(ctx, desk.OpenTickets, cursor, 10)
		if support.CodeOf(err) != support.CodeInvalid {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}

func TestDesk_ThePaletteFindsTicketsMachinesCompaniesAndPeople(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Perde olio")
	p.server.opened(anna, "Perde ancora olio")
	p.receiveAll()
	find := func(text string) desk.Found {
		found, err := p.Find(ctx, text, 5)
		p.ok(err)
		return found
	}
	if f := find("#1001"); len(f.Tickets) == 0 || f.Tickets[0].ID != id {
		t.Errorf("by number %+v", f.Tickets)
	}
	if f := find("olio"); len(f.Tickets) != 2 {
		t.Errorf("by text %+v", f.Tickets)
	}
	if f := find("24-0117"); len(f.Machines) != 1 || f.Machines[0].Company != company.Name {
		t.Errorf("machines %+v", f.Machines)
	}
	if f := find("imball"); len(f.Companies) != 1 || f.Companies[0].Open != 2 {
		t.Errorf("companies %+v", f.Companies)
	}
	if f := find("rossi an"); len(f.People) != 1 || f.People[0].Open != 2 || f.People[0].Company != company.Name {
		t.Errorf("people %+v", f.People)
	}
	people, err := p.People(ctx, company.ID)
	if err != nil || len(people) != 2 || people[0].ID != anna.ID {
		t.Errorf("people of the company %+v, %v", people, err)
	}
}
