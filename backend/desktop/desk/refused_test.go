package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func TestDesk_WhatIsRefusedStaysWithItsReasonAndAWayOn(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma la riempitrice")
	p.receiveAll()
	reply, err := p.Reply(ctx, id, "È ancora ferma")
	p.ok(err)
	p.ok(p.server.closes(id, luca))
	p.sendAll()
	p.receiveAll()
	d := p.detail(id)
	if d.Outbox != desk.OutboxRefused || d.Open() || d.May.Reply || !d.May.FollowUp {
		t.Errorf("detail %+v", d)
	}
	talk := p.talk(id)
	last := talk[len(talk)-1]
	if last.ID != reply || last.State != desk.ItemRefused || last.Refusal.Code != support.CodeTicketClosed ||
		!cmp.Equal(last.Refusal.Ways, []desk.Way{desk.WayFollowUp, desk.WayCopy, desk.WayDiscard}) {
		t.Errorf("last %+v", last)
	}
	if d.Last.ID == reply {
		t.Error("a refused reply stands as the last said")
	}
	waiting, err := p.Waiting(ctx)
	p.ok(err)
	if len(waiting) != 1 || waiting[0].State != desk.OutboxRefused || waiting[0].Text != "È ancora ferma" || waiting[0].TicketNumber != d.Number {
		t.Errorf("waiting %+v", waiting)
	}
	if _, err := p.Reply(ctx, id, "e poi"); support.CodeOf(err) != support.CodeTicketClosed {
		t.Errorf("a reply to a closed ticket: %v", err)
	}

	begun := desk.NewTicketDraft{Kind: "callback", Phone: "059 550142", Description: "avevo cominciato altro"}
	p.ok(p.SaveNewTicketDraft(ctx, begun))
	draft, err := p.FollowUp(ctx, reply)
	p.ok(err)
	if draft.FollowsTicketID != id || draft.MachineID != filler.ID || draft.Description != "È ancora ferma" {
		t.Errorf("draft %+v", draft)
	}
	if kept, err := p.NewTicketDraft(ctx); err != nil || !cmp.Equal(kept, draft) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if n := len(p.outbox.Snapshot().Acts()); n != 0 {
		t.Errorf("%d acts left", n)
	}
	next, err := p.OpenTicket(ctx, draft)
	p.ok(err)
	if d := p.detail(next); d.Follows.ID != id || d.Follows.Number != p.detail(id).Number {
		t.Errorf("follows %+v", d.Follows)
	}
	if kept, err := p.NewTicketDraft(ctx); err != nil || !cmp.Equal(kept, begun) {
		t.Errorf("what had been begun came back as %+v, %v", kept, err)
	}
}

func TestDesk_SaysWhatARefusedChangeWasToBe(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.ok(p.Take(ctx, id))
	p.ok(p.server.closes(id, luca))
	p.sendAll()
	p.receiveAll()
	talk := p.talk(id)
	last := talk[len(talk)-1]
	if last.State != desk.ItemRefused || last.Event.Type != support.EventAssignee || last.Event.To != luca.Name {
		t.Errorf("of a take that was refused is said %+v", last)
	}
	waiting, err := p.Waiting(ctx)
	p.ok(err)
	if len(waiting) != 1 || waiting[0].Event != last.Event {
		t.Errorf("of what is refused is said %+v", waiting)
	}
}

func TestDesk_ARefusedOpeningGoesAgainWithAllThatWasSaidInIt(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	_, err = p.Reply(ctx, id, "Urgente")
	p.ok(err)
	p.ok(p.outbox.Refused(ctx, id, outbox.RefusalBy(support.Invalid("body.description", support.ReasonBadText))))
	d := p.detail(id)
	if d.Outbox != desk.OutboxRefused || d.May.Reply || p.counts() != (desk.Counts{Open: 1}) {
		t.Errorf("refused: %+v", d)
	}
	if _, err := p.Resend(ctx, id, " "); fields(err) != "body.description=required" {
		t.Errorf("resent without words: %v", err)
	}
	again, err := p.Resend(ctx, id, "Ferma davvero")
	p.ok(err)
	if _, err := p.Ticket(ctx, id); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("the old ticket is still there: %v", err)
	}
	p.sendAll()
	p.receiveAll()
	talk := p.talk(again)
	if len(talk) != 2 || talk[0].Text != "Ferma davvero" || talk[1].Text != "Urgente" || states(talk) != "sent sent" {
		t.Errorf("talk %+v", talk)
	}
}

func TestDesk_SendAndCloseClosesOnlyIfTheReplyWent(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply, err := p.Reply(ctx, id, "Fatto")
	p.ok(err)
	closed, said := support.StatusClosed, "Fatto"
	p.ok(p.Change(ctx, id, desk.Change{Status: &closed, Resolution: &said, Needs: reply}))
	p.ok(p.outbox.Refused(ctx, reply, outbox.Refusal{Code: support.CodeTooLarge}))
	p.sendAll()
	if !p.server.tickets[id].Open() {
		t.Error("closed without its reply")
	}
	again, err := p.Resend(ctx, reply, "Fatto, in breve")
	p.ok(err)
	p.sendAll()
	p.receiveAll()
	if _, there := p.outbox.Snapshot().Act(again); !there || p.detail(id).Status != support.StatusClosed {
		t.Error("not closed after its reply went")
	}
}

func TestDesk_WhatADisabledPersonWroteIsNotSaidInAnotherWay(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	reply, err := p.Reply(ctx, id, "Urgente")
	p.ok(err)
	p.ok(p.outbox.RefuseAll(ctx, outbox.Refusal{Code: support.CodeDisabled}))
	for _, act := range []string{id, reply} {
		if _, err := p.Resend(ctx, act, "Ferma davvero"); support.CodeOf(err) != support.CodeDisabled {
			t.Errorf("sent again under another id: %v", err)
		}
		if err := p.SaveCorrection(ctx, act, "Ferma davvero"); support.CodeOf(err) != support.CodeDisabled {
			t.Errorf("corrected, which nobody sees once it waits again: %v", err)
		}
		if _, err := p.FollowUp(ctx, act); support.CodeOf(err) != support.CodeDisabled {
			t.Errorf("taken over into another ticket: %v", err)
		}
	}
	// The server lets them in again.
	p.ok(p.outbox.TakeBack(ctx, support.CodeDisabled))
	p.sendAll()
	p.receiveAll()
	if talk := p.talk(id); len(talk) != 2 || talk[0].Text != "Ferma" || talk[1].ID != reply || states(talk) != "sent sent" {
		t.Errorf("talk %+v", talk)
	}
}
