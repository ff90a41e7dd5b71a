package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_AnErrandIsDoneToEachTicketThatItMakesSenseFor(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	fresh, mine, closed := p.server.opened(anna, "Nuovo"), p.server.opened(anna, "Mio"), p.server.opened(anna, "Chiuso")
	ref := luca.Ref()
	p.ok(p.server.change(mine, marta, support.Change{Assignee: &ref}))
	progress := support.StatusInProgress
	p.ok(p.server.change(mine, marta, support.Change{Status: &progress}))
	p.ok(p.server.closes(closed, marta))
	p.receiveAll()
	number := func(id string) int64 { return p.server.tickets[id].Number }
	done, left, err := p.Batch(ctx, []string{fresh, mine, fresh, closed, newID()}, desk.Errand{Take: true})
	p.ok(err)
	want := []desk.Left{
		{TicketID: mine, Number: number(mine), Reason: desk.LeftUnchanged}, {TicketID: closed, Number: number(closed), Reason: desk.LeftClosed},
		{TicketID: left[len(left)-1].TicketID, Reason: desk.LeftGone},
	}
	if done != 1 || !cmp.Equal(left, want) {
		t.Errorf("done to %d, left %+v", done, left)
	}
	if d := p.detail(fresh); d.Assignee != luca.Ref() || d.Status != support.StatusInProgress {
		t.Errorf("taken it is %+v", d.Ticket)
	}
	resolution := "Guarnizione"
	if done, _, err := p.Batch(ctx, []string{fresh, mine}, desk.Errand{Resolution: &resolution, CauseID: wear.ID}); err != nil || done != 2 {
		t.Errorf("closed %d, %v", done, err)
	}
	empty := " "
	other := p.server.opened(anna, "Altro")
	p.receiveAll()
	if done, _, err := p.Batch(ctx, []string{other}, desk.Errand{Resolution: &empty}); fields(err) != "body.resolution=required" || done != 0 {
		t.Errorf("without a resolution: %d, %v", done, err)
	}
	p.sendAll()
	p.receiveAll()
	if d := p.detail(mine); d.Open() || d.Cause.Name != wear.Name || d.Resolution != resolution || d.Outbox != desk.OutboxNone {
		t.Errorf("on the server it is %+v", d.Row)
	}
}

func TestDesk_AReplyAndWhatFollowsAreOneCommit(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "Cambiata."))
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftResolution, desk.Work{Text: "Guarnizione"}))
	if _, err := p.ReplyAnd(ctx, id, "Cambiata.", support.StatusClosed, " ", ""); fields(err) != "body.resolution=required" {
		t.Errorf("closed without a resolution: %v", err)
	}
	if _, err := p.ReplyAnd(ctx, id, "", support.StatusWaiting, "", ""); fields(err) != "body.text=required" {
		t.Errorf("said nothing: %v", err)
	}
	kept, err := p.ReplyDraft(ctx, id, support.MessageReply)
	if err != nil || kept != "Cambiata." || len(p.outbox.Snapshot().Acts()) != 0 {
		t.Errorf("what was wrong left %q and %+v", kept, p.outbox.Snapshot().Acts())
	}
	_, err = p.ReplyAnd(ctx, id, "Cambiata.", support.StatusClosed, "Guarnizione", wear.ID)
	p.ok(err)
	acts := p.outbox.Snapshot().Acts()
	if len(acts) != 2 || acts[1].Needs != acts[0].ID {
		t.Fatalf("there wait %+v", acts)
	}
	d := p.detail(id)
	if d.Open() || d.Cause.Name != wear.Name || d.Last.Text != "Cambiata." || d.Assignee != luca.Ref() {
		t.Errorf("it is %+v", d.Row)
	}
	for _, draft := range []func() (string, error){
		func() (string, error) { return p.ReplyDraft(ctx, id, support.MessageReply) },
		func() (string, error) {
			work, err := p.WorkDraft(ctx, id, desk.DraftResolution)
			return work.Text, err
		},
	} {
		if kept, err := draft(); err != nil || kept != "" {
			t.Errorf("a draft is left: %q, %v", kept, err)
		}
	}

	// The ticket was closed meanwhile: the reply comes back, and what needs it waits with it.
	other := p.server.opened(anna, "Altra")
	p.receiveAll()
	_, err = p.ReplyAnd(ctx, other, "Arrivo", support.StatusWaiting, "", "")
	p.ok(err)
	p.ok(p.server.closes(other, marta))
	p.sendAll()
	p.receiveAll()
	d = p.detail(other)
	if d.Status != support.StatusClosed || d.Outbox != desk.OutboxRefused {
		t.Errorf("it is %s, %s", d.Status, d.Outbox)
	}
	waiting, err := p.Waiting(ctx)
	if err != nil || len(waiting) != 2 || waiting[0].Text != "Arrivo" || waiting[1].State != desk.OutboxWaiting {
		t.Errorf("there wait %+v, %v", waiting, err)
	}
	// One that waits already goes on waiting.
	third := p.server.opened(anna, "Terza")
	p.receiveAll()
	p.ok(p.SetStatus(ctx, third, support.StatusWaiting))
	before := len(p.outbox.Snapshot().Acts())
	_, err = p.ReplyAnd(ctx, third, "Ancora", support.StatusWaiting, "", "")
	p.ok(err)
	if n := len(p.outbox.Snapshot().Acts()); n != before+1 || p.detail(third).Status != support.StatusWaiting {
		t.Errorf("%d acts, it is %s", n-before, p.detail(third).Status)
	}
}

func TestDesk_ATicketIsJoinedToAnotherOfItsCompanyAndParted(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	original, same, again := p.server.opened(anna, "Ferma"), p.server.opened(piero, "È ferma"), p.server.opened(anna, "Ancora ferma")
	foreign := p.server.opened(anna, "Altra azienda")
	p.server.tickets[foreign].CompanyID = newID()
	p.server.commit(p.server.tickets[foreign], nil)
	p.receiveAll()
	p.ok(p.Join(ctx, same, original))
	d := p.detail(same)
	if d.Open() || d.Original.ID != original || d.Original.Title != "Ferma" || d.Original.Number != p.server.tickets[original].Number || d.Resolution != "" {
		t.Errorf("joined it is %+v, of %+v", d.Ticket, d.Original)
	}
	for of, want := range map[string]string{
		again: "body.duplicateOfId=not_allowed", same: "body.duplicateOfId=not_allowed", newID(): "body.duplicateOfId=unknown",
		foreign: "body.duplicateOfId=unknown",
	} {
		if err := p.Join(ctx, again, of); fields(err) != want {
			t.Errorf("joined to %s: %v", of, err)
		}
	}
	context, err := p.TicketContext(ctx, original)
	p.ok(err)
	if len(context.Duplicates) != 1 || context.Duplicates[0].ID != same {
		t.Errorf("duplicates %+v", context.Duplicates)
	}
	p.sendAll()
	p.receiveAll()
	if got := p.detail(same); got.Original.ID != original || got.Outbox != desk.OutboxNone {
		t.Errorf("on the server it is %+v", got.Row)
	}
	p.ok(p.Reopen(ctx, same))
	p.sendAll()
	p.receiveAll()
	if got := p.detail(same); !got.Open() || got.Original.ID != "" {
		t.Errorf("parted it is %+v", got.Ticket)
	}
	talk := p.talk(original)
	if last := talk[len(talk)-1]; last.Event.Type != support.EventLink || last.Event.Outcome != support.OutcomeUndone {
		t.Errorf("the original says last %+v", last.Event)
	}
}

func TestDesk_TheCustomerSaysWhetherTheMachineRunsAndItComesBackToTheQueue(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	if err := p.Judge(ctx, id, support.VerdictRuns, ""); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("judged an open one: %v", err)
	}
	p.ok(p.server.closes(id, luca))
	p.receiveAll()
	d := p.detail(id)
	if !d.May.Judge || !d.JudgeUntil.Equal(d.ClosedAt.Add(7*24*time.Hour)) || d.Clock != (support.Clock{}) {
		t.Errorf("may %+v until %v, clock %+v", d.May, d.JudgeUntil, d.Clock)
	}
	if err := p.Judge(ctx, id, "maybe", ""); fields(err) != "body.verdict=unknown" {
		t.Errorf("an unknown verdict: %v", err)
	}
	p.ok(p.SaveWorkDraft(ctx, id, desk.DraftVerdict, desk.Work{Text: "Perde ancora"}))
	p.ok(p.Judge(ctx, id, support.VerdictFails, "Perde ancora"))
	if kept, err := p.WorkDraft(ctx, id, desk.DraftVerdict); err != nil || kept != (desk.Work{}) {
		t.Errorf("the draft is left: %+v, %v", kept, err)
	}
	for i, then := range []func(){func() {}, p.sendAll, p.receiveAll} {
		then()
		talk := p.talk(id)
		last := talk[len(talk)-1]
		if d := p.detail(id); d.Verdict != support.VerdictFails || last.Event.Type != support.EventVerdict || last.Event.Text != "Perde ancora" {
			t.Errorf("after step %d it is %q, and last %+v", i, d.Verdict, last.Event)
		}
	}
	// A week later it is too late, and the words are not lost.
	p.ok(p.Judge(ctx, id, support.VerdictFails, "E ancora"))
	p.server.now = p.server.now.Add(8 * 24 * time.Hour)
	if d := p.detail(id); d.May.Judge || !d.JudgeUntil.IsZero() {
		t.Errorf("after eight days may %+v, until %v", d.May, d.JudgeUntil)
	}
	p.sendAll()
	waiting, err := p.Waiting(ctx)
	p.ok(err)
	if len(waiting) != 1 || waiting[0].Text != "E ancora" || !slices.Contains(waiting[0].Refusal.Ways, desk.WayFollowUp) {
		t.Fatalf("there waits %+v", waiting)
	}
	draft, err := p.FollowUp(ctx, waiting[0].ID)
	if err != nil || draft.Description != "E ancora" || draft.FollowsTicketID != id {
		t.Errorf("it goes on as %+v, %v", draft, err)
	}

	p = desktop(t, luca)
	id = p.server.opened(anna, "Ferma")
	p.ok(p.server.closes(id, luca))
	p.ok(p.server.judged(id, anna, support.VerdictFails))
	p.receiveAll()
	rows := p.console(desk.ConsoleQuery{Queue: board.ToTake, Order: board.Order{By: board.ByWait}})
	if len(rows) != 1 || rows[0].ID != id || !rows[0].Fails {
		t.Errorf("to take are %+v", rows)
	}
	if err := p.Judge(ctx, id, support.VerdictRuns, ""); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("the support judged: %v", err)
	}
	p.ok(p.Reopen(ctx, id))
	if rows := p.console(desk.ConsoleQuery{Queue: board.ToTake, Order: board.Order{By: board.ByWait}}); len(rows) != 0 {
		t.Errorf("reopened, to take are %+v", rows)
	}
}
