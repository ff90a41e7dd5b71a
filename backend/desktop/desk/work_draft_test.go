package desk_test

import (
	"testing"
	"time"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_WhatATechnicianWritesOfACallOrToCloseStaysUntilItIsCommitted(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	kept := func(of desk.WorkDraft) string {
		t.Helper()
		work, err := p.WorkDraft(ctx, id, of)
		p.ok(err)
		return work.Text
	}
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftResolution, desk.Work{Text: "Ventosa sost"}))
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftCall, desk.Work{Text: "Richiama lui"}))
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "Ecco"))

	if err := p.LogCall(ctx, id, support.Call{Text: "Richiama lui"}); err == nil {
		t.Error("a call without an outcome was taken")
	}
	if got := kept(desk.DraftCall); got != "Richiama lui" {
		t.Errorf("a call that was not taken left %q of its draft", got)
	}
	p.ok(p.LogCall(ctx, id, support.Call{Outcome: support.OutcomeBusy, Text: "Richiama lui"}))
	if got := kept(desk.DraftCall); got != "" {
		t.Errorf("the call is recorded, and its draft says %q", got)
	}
	if got := kept(desk.DraftResolution); got != "Ventosa sost" {
		t.Errorf("after the call the resolution's draft says %q", got)
	}
	p.ok(p.CloseTicket(ctx, id, "Ventosa sostituita.", ""))
	if got := kept(desk.DraftResolution); got != "" {
		t.Errorf("the ticket is closed, and its draft says %q", got)
	}
	if got, err := p.ReplyDraft(ctx, id, support.MessageReply); err != nil || got != "Ecco" {
		t.Errorf("the reply's draft says %q, %v", got, err)
	}
	if err := p.SaveWorkDraft(ctx, id, "anything", desk.Work{Text: "Boh"}); support.CodeOf(err) != support.CodeInvalid {
		t.Errorf("a draft of nothing known: %v", err)
	}
}

func TestDesk_WhatIsChosenOfACallOrToCloseStaysWithWhatIsWritten(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	call := desk.Work{Outcome: support.OutcomeBusy, AgainAt: time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC)}
	resolution := desk.Work{Text: "Ventosa sost", CauseID: "usura"}
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftCall, call))
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftResolution, resolution))
	for of, want := range map[desk.WorkDraft]desk.Work{desk.DraftCall: call, desk.DraftResolution: resolution, desk.DraftVerdict: {}} {
		if got, err := p.WorkDraft(ctx, id, of); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", of, got, err, want)
		}
	}
	p.ok(p.LogCall(ctx, id, support.Call{Outcome: support.OutcomeBusy}))
	if got, err := p.WorkDraft(ctx, id, desk.DraftCall); err != nil || got != (desk.Work{}) {
		t.Errorf("the call is recorded, and its draft says %+v, %v", got, err)
	}
}
