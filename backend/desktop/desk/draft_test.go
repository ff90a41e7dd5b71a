package desk_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_GoingOnFromAClosedTicketKeepsTheDraftThatWasBegun(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	first, second := p.server.opened(anna, "Ferma"), p.server.opened(anna, "Perde olio")
	p.receiveAll()
	begun := desk.NewTicketDraft{Kind: "callback", Phone: "059 550142", Description: "altra macchina, altro guasto"}
	p.ok(p.SaveNewTicketDraft(ctx, begun))
	draft, err := p.GoOn(ctx, first)
	p.ok(err)
	if draft.FollowsTicketID != first || draft.Description != "" || draft.Phone != "" {
		t.Errorf("it goes on with another ticket's words: %+v", draft)
	}
	draft.Description = "è successo di nuovo"
	p.ok(p.SaveNewTicketDraft(ctx, draft))
	if again, err := p.GoOn(ctx, first); err != nil || !cmp.Equal(again, draft) {
		t.Errorf("asked twice: %+v, %v", again, err)
	}
	if _, err := p.GoOn(ctx, second); err != nil {
		t.Fatal(err)
	}
	for i, want := range []desk.NewTicketDraft{draft, begun, {}} {
		p.ok(p.DiscardNewTicketDraft(ctx))
		if kept, err := p.NewTicketDraft(ctx); err != nil || !cmp.Equal(kept, want) {
			t.Errorf("after %d: %+v, %v", i+1, kept, err)
		}
	}
}

func TestDesk_ADraftThatComesBackDoesSoOnceForAllWhoAsk(t *testing.T) {
	p := desktop(t, anna)
	ctx := context.WithoutCancel(t.Context())
	first, second := p.server.opened(anna, "Ferma"), p.server.opened(anna, "Perde olio")
	p.receiveAll()
	for range 8 {
		p.ok(p.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Description: "altra macchina, altro guasto"}))
		again, err := p.GoOn(ctx, first)
		p.ok(err)
		_, err = p.GoOn(ctx, second)
		p.ok(err)
		p.ok(p.DiscardNewTicketDraft(ctx))
		var asking sync.WaitGroup
		for range 64 {
			asking.Go(func() {
				if came, err := p.NewTicketDraft(ctx); err != nil || !cmp.Equal(came, again) {
					t.Errorf("came back as %+v, %v", came, err)
				}
			})
		}
		asking.Wait()
		for _, want := range []string{"altra macchina, altro guasto", ""} {
			p.ok(p.DiscardNewTicketDraft(ctx))
			if kept, err := p.NewTicketDraft(ctx); err != nil || kept.Description != want {
				t.Errorf("after it %+v, %v", kept, err)
			}
		}
	}
}

func TestDesk_AFormWithSomethingWrongStaysADraft(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	p.receiveAll()
	begun := desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Phone: "059", Description: "il quadro fuma"}
	p.ok(p.SaveNewTicketDraft(ctx, begun))
	if _, err := p.OpenTicket(ctx, begun); support.CodeOf(err) != support.CodeInvalid {
		t.Fatalf("a telephone number of three digits: %v", err)
	}
	p.close()
	p.open()
	if kept, err := p.NewTicketDraft(ctx); err != nil || !cmp.Equal(kept, begun) {
		t.Errorf("the draft is %+v, %v", kept, err)
	}
}

func TestDesk_DraftsAreKeptPerTicketAndKind(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, " mezza "))
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageNote, "nota"))
	p.close()
	p.open()
	for kind, want := range map[support.MessageKind]string{support.MessageReply: " mezza ", support.MessageNote: "nota"} {
		if got, err := p.ReplyDraft(ctx, id, kind); err != nil || got != want {
			t.Errorf("%s: %q, %v", kind, got, err)
		}
	}
	if _, err := p.Reply(ctx, id, "\x00"); fields(err) != "body.text=bad_text" {
		t.Errorf("bad text: %v", err)
	}
	if got, _ := p.ReplyDraft(ctx, id, support.MessageReply); got != " mezza " {
		t.Error("a refused submission took the draft")
	}
	_, err := p.Reply(ctx, id, "intera")
	p.ok(err)
	if got, _ := p.ReplyDraft(ctx, id, support.MessageReply); got != "" {
		t.Errorf("the draft is still there: %q", got)
	}
	if got, _ := p.ReplyDraft(ctx, id, support.MessageNote); got != "nota" {
		t.Error("the note's draft went with the reply")
	}
}
