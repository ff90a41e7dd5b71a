package desk_test

import (
	"testing"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// refusedReply is the id of a reply of Anna's that the server did not take.
func (p *place) refusedReply(ticketID, text string, code support.Code) string {
	p.t.Helper()
	id, err := p.Reply(p.t.Context(), ticketID, text)
	p.ok(err)
	p.ok(p.outbox.Refused(p.t.Context(), id, outbox.Refusal{Code: code}))
	return id
}

func (p *place) correction(actID string) string {
	p.t.Helper()
	text, err := p.Correction(p.t.Context(), actID)
	p.ok(err)
	return text
}

func TestDesk_ACorrectionOfWhatWasRefusedIsKeptUntilItGoesAgain(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	ticket := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply := p.refusedReply(ticket, "Troppo lungo", support.CodeTooLarge)
	p.ok(p.SaveCorrection(ctx, reply, "Più cor"))
	p.close()
	p.open()
	if got := p.correction(reply); got != "Più cor" {
		t.Fatalf("after a restart the correction reads %q", got)
	}
	again, err := p.Resend(ctx, reply, "Più corto")
	p.ok(err)
	if p.correction(reply) != "" || p.correction(again) != "" {
		t.Error("the correction outlived the act that it corrected")
	}
	// A save that comes late says nothing any more.
	if err := p.SaveCorrection(ctx, reply, "Più cort"); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("saved after it went: %v", err)
	}
}

func TestDesk_ACorrectionGoesWithTheActThatIsGivenUp(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	ticket := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply := p.refusedReply(ticket, "Troppo lungo", support.CodeTooLarge)
	p.ok(p.SaveCorrection(ctx, reply, "Più corto"))
	p.ok(p.Discard(ctx, reply))
	if p.correction(reply) != "" {
		t.Error("the correction of an act that was given up is still there")
	}
}

func TestDesk_ANewTicketOfWhatWasRefusedTakesItsWordsAsCorrected(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	ticket := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply := p.refusedReply(ticket, "È ancora ferma", support.CodeTicketClosed)
	p.ok(p.SaveCorrection(ctx, reply, "È ancora ferma, da un’ora"))
	draft, err := p.FollowUp(ctx, reply)
	p.ok(err)
	if draft.Description != "È ancora ferma, da un’ora" || p.correction(reply) != "" {
		t.Errorf("draft %+v, correction %q", draft, p.correction(reply))
	}
}

func TestDesk_ARefusedOpeningIsADraftThatNamesItsMachine(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	p.ok(p.outbox.Refused(ctx, id, outbox.RefusalBy(support.Invalid("body.categoryId", support.ReasonUnknown))))
	draft, err := p.FollowUp(ctx, id)
	p.ok(err)
	want := request("Ferma")
	want.MachineLabel = press.Name + " · " + press.Model + " · " + press.Serial
	if draft != want {
		t.Errorf("draft %+v", draft)
	}
	if kept, err := p.NewTicketDraft(ctx); err != nil || kept != draft {
		t.Errorf("kept %+v, %v", kept, err)
	}
}
