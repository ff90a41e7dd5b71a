package desk_test

import (
	"strings"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// refusedOpening is the id of a ticket that was opened here, with a photo, and that the server refuses once somebody has
// gone on writing in it.
func (p *place) refusedOpening(draft desk.NewTicketDraft, write func(ticketID string)) string {
	p.t.Helper()
	p.attach(outbox.NewTicketDraft, "pressa.png")
	id, err := p.OpenTicket(p.t.Context(), draft)
	p.ok(err)
	write(id)
	p.ok(p.outbox.Refused(p.t.Context(), id, outbox.RefusalBy(support.Invalid("body.categoryId", support.ReasonUnknown))))
	return id
}

// leftOver is what waits, with its kind, its words and its files.
func (p *place) leftOver() string {
	p.t.Helper()
	waiting, err := p.Waiting(p.t.Context())
	p.ok(err)
	var out []string
	for i := range waiting {
		w := &waiting[i]
		said := string(w.Kind) + " " + string(w.State) + " " + w.Text
		if w.Refusal != nil {
			said += " (" + string(w.Refusal.Code) + ")"
		}
		for _, f := range w.Files {
			said += " +" + f.Name
		}
		out = append(out, said)
	}
	return strings.Join(out, "; ")
}

// nothingBegun fails where a draft is kept that no screen asks for any more.
func (p *place) nothingBegun(ticketID string) {
	p.t.Helper()
	for _, key := range []func(string) string{
		outbox.ReplyDraft, outbox.NoteDraft, outbox.ResolutionDraft, outbox.CallDraft, outbox.VerdictDraft,
	} {
		_, there, err := p.outbox.Draft(p.t.Context(), key(ticketID))
		p.ok(err)
		if there || len(p.outbox.Snapshot().Attachments(key(ticketID))) > 0 {
			p.t.Fatalf("%s is left where nobody finds it", key(ticketID))
		}
	}
}

func TestDesk_AReplyBegunInARefusedTicketGoesAlongIntoTheNewOne(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	begun := desk.NewTicketDraft{Kind: "callback", Phone: "059 550142", Description: "avevo cominciato altro"}
	id := p.refusedOpening(request("Ferma"), func(id string) {
		p.must(p.Reply(ctx, id, "Urgente"))
		p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "e perde anche a sinistra"))
		p.attach(outbox.ReplyDraft(id), "sinistra.png")
		p.ok(p.SaveNewTicketDraft(ctx, begun))
		p.attach(outbox.NewTicketDraft, "altro.png")
	})
	_, err := p.FollowUp(ctx, id)
	p.ok(err)
	p.close()
	p.open()
	draft, err := p.NewTicketDraft(ctx)
	p.ok(err)
	if draft.Description != "Ferma\n\ne perde anche a sinistra" || p.drafted(outbox.NewTicketDraft) != "pressa.png draft, sinistra.png draft" {
		t.Errorf("the new ticket says %q, with %s", draft.Description, p.drafted(outbox.NewTicketDraft))
	}
	p.nothingBegun(id)
	// What had been said already stays, for its words' sake.
	if got := p.leftOver(); got != "reply refused Urgente (not_found)" {
		t.Errorf("there waits %s", got)
	}
	p.ok(p.DiscardNewTicketDraft(ctx))
	if back, err := p.NewTicketDraft(ctx); err != nil || back != begun || p.drafted(outbox.NewTicketDraft) != "altro.png draft" {
		t.Errorf("what had been begun came back as %+v with %s, %v", back, p.drafted(outbox.NewTicketDraft), err)
	}
}

func TestDesk_AReplyThatIsTooMuchForTheNewTicketWaitsBehindIt(t *testing.T) {
	for name, write := range map[string]func(p *place, id string){
		"files": func(p *place, id string) {
			p.ok(p.SaveReplyDraft(p.t.Context(), id, support.MessageReply, "Ecco"))
			for range support.MaxAttachments {
				p.attach(outbox.ReplyDraft(id), "b.png")
			}
		},
		"words": func(p *place, id string) {
			p.ok(p.SaveReplyDraft(p.t.Context(), id, support.MessageReply, strings.Repeat("è", support.MaxText)))
			p.attach(outbox.ReplyDraft(id), "b.png")
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := desktop(t, anna)
			ctx := t.Context()
			begun := desk.NewTicketDraft{Kind: "chat", Description: "avevo cominciato altro"}
			var words string
			var files int
			id := p.refusedOpening(request("Ferma"), func(id string) {
				write(p, id)
				var err error
				words, err = p.ReplyDraft(ctx, id, support.MessageReply)
				p.ok(err)
				files = len(p.outbox.Snapshot().Attachments(outbox.ReplyDraft(id)))
				p.ok(p.SaveNewTicketDraft(ctx, begun))
			})
			draft, err := p.FollowUp(ctx, id)
			p.ok(err)
			p.nothingBegun(id)
			p.must(p.OpenTicket(ctx, draft))
			next, err := p.NewTicketDraft(ctx)
			if n := len(p.outbox.Snapshot().Attachments(outbox.NewTicketDraft)); err != nil || next.Description != words || n != files {
				t.Errorf("after it comes %.20q with %d files, %v", next.Description, n, err)
			}
			p.must(p.OpenTicket(ctx, next))
			if back, err := p.NewTicketDraft(ctx); err != nil || back != begun {
				t.Errorf("at last comes back %+v, %v", back, err)
			}
		})
	}
}

func TestDesk_WhatASupporterWroteInsideARefusedTicketComesIntoNoNewTicket(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	draft := request("Ferma")
	draft.OpenedForID = anna.ID
	id := p.refusedOpening(draft, func(id string) {
		p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "Arrivo"))
		p.ok(p.SaveReplyDraft(ctx, id, support.MessageNote, "È colpa loro"))
		p.attach(outbox.NoteDraft(id), "prova.png")
		p.ok(p.SaveWorkDraft(ctx, id, desk.DraftResolution, desk.Work{Text: "Guarnizione", CauseID: wear.ID}))
		p.ok(p.SaveWorkDraft(ctx, id, desk.DraftCall, desk.Work{Text: "Richiamare alle 9", Outcome: support.OutcomeBusy}))
	})
	next, err := p.FollowUp(ctx, id)
	p.ok(err)
	if next.Description != "Ferma\n\nArrivo" || p.drafted(outbox.NewTicketDraft) != "pressa.png draft" {
		t.Errorf("the new ticket says %q, with %s", next.Description, p.drafted(outbox.NewTicketDraft))
	}
	p.nothingBegun(id)
	p.close()
	p.open()
	want := "note refused È colpa loro (not_found) +prova.png; change refused Guarnizione (not_found); " +
		"call_attempt refused Richiamare alle 9 (not_found)"
	if got := p.leftOver(); got != want {
		t.Errorf("there waits %s", got)
	}
	p.sendAll()
	for _, a := range p.outbox.Snapshot().Acts() {
		p.ok(p.Discard(ctx, a.ID))
	}
	if got := p.leftOver(); got != "" || p.drafted(outbox.NewTicketDraft) != "pressa.png draft" {
		t.Errorf("discarded there waits %s", got)
	}
}

func TestDesk_WhatWasBegunInATicketThatIsDiscardedIsNotLost(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.refusedOpening(request("Ferma"), func(id string) {
		p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "e perde anche a sinistra"))
		p.attach(outbox.ReplyDraft(id), "sinistra.png")
	})
	p.ok(p.Discard(ctx, id))
	p.nothingBegun(id)
	p.close()
	p.open()
	if got := p.leftOver(); got != "reply refused e perde anche a sinistra (not_found) +sinistra.png" {
		t.Errorf("there waits %s", got)
	}
	waiting, err := p.Waiting(ctx)
	p.ok(err)
	if ways := waiting[0].Refusal.Ways; len(ways) != 2 || ways[0] != desk.WayCopy || ways[1] != desk.WayDiscard {
		t.Errorf("the ways on are %v", ways)
	}
	p.ok(p.Discard(ctx, waiting[0].ID))
	if acts := p.outbox.Snapshot(); len(acts.Acts()) != 0 || len(acts.Attachments(waiting[0].ID)) != 0 {
		t.Errorf("discarded there is %+v", acts.Acts())
	}
}
