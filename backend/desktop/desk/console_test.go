package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
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

func TestDesk_ListsAndLoosensByWhatIsHereAndWhatWaits(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	oily, other := p.server.opened(anna, "Perde olio dal cilindro"), p.server.opened(piero, "Allarme E42")
	p.receiveAll()
	_, err := p.Reply(ctx, other, "Controlli il livello dell'olio")
	p.ok(err)
	query := desk.ConsoleQuery{Queue: board.Open, Order: board.Order{By: board.ByNumber}, Criteria: support.Criteria{Text: "olio"}}
	rows := p.console(query)
	if len(rows) != 2 || rows[0].ID != oily || rows[1].ID != other || rows[1].Outbox != desk.OutboxWaiting {
		t.Errorf("by text there are %+v", rows)
	}
	query.Criteria.Severities, query.Criteria.Assignees = []support.Severity{support.SeverityQuestion}, []string{support.AssigneeNobody}
	if rows := p.console(query); len(rows) != 0 {
		t.Errorf("there are %+v", rows)
	}
	loose, err := p.Loosen(ctx, query)
	if want := []desk.Loosened{{Criterion: desk.BySeverities, Count: 1}}; err != nil || !cmp.Equal(loose, want) {
		t.Errorf("loosened %+v, %v", loose, err)
	}
	for want, q := range map[string]desk.ConsoleQuery{
		"query.queue=unknown": {Queue: "elsewhere", Order: board.Order{By: board.ByWait}},
		"query.sort=unknown":  {Queue: board.Open, Order: board.Order{By: "colour"}},
		"query.after=wrong":   {Queue: board.Open, Order: board.Order{By: board.ByWait}, After: "x"},
	} {
		if _, err := p.Console(ctx, q); fields(err) != want {
			t.Errorf("%+v: %v", q, err)
		}
	}
	p.ok(p.Take(ctx, oily))
	if rows := p.console(desk.ConsoleQuery{Queue: board.Mine, Order: board.Order{By: board.ByWait, Grouped: true}}); len(rows) != 2 {
		t.Errorf("mine are %+v", rows)
	}
	id, err := p.SaveFilter(ctx, support.Filter{Name: "Olio", Criteria: support.Criteria{Text: "olio", Assignees: []string{"me"}}})
	p.ok(err)
	queues, err := p.Queues(ctx)
	if err != nil || len(queues.Filters) != 1 || queues.Filters[0].ID != id || queues.Filters[0].Count != 2 {
		t.Errorf("queues %+v, %v", queues, err)
	}
}

func TestDesk_ShowsWhatIsKnownAroundATicket(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	before := p.server.opened(anna, "La guarnizione del cilindro perde")
	cause := support.CauseRef{ID: wear.ID, Name: wear.Name}
	closed, said := support.StatusClosed, "Guarnizione nuova"
	p.ok(p.server.change(before, marta, support.Change{Status: &closed, Resolution: &said, Cause: &cause}))
	p.server.now = p.server.now.Add(100 * 24 * time.Hour)
	lately := p.server.opened(anna, "Allarme 700.1 sul nastro")
	p.ok(p.server.closes(lately, marta))
	now := p.server.opened(anna, "Di nuovo allarme 700.1, e la guarnizione perde ancora")
	other := p.server.opened(piero, "Domanda")
	p.receiveAll()
	p.ok(p.LogCall(ctx, other, support.Call{Outcome: support.OutcomeBusy, Text: "Non risponde", AgainAt: p.server.now.Add(time.Hour)}))

	c, err := p.TicketContext(ctx, now)
	p.ok(err)
	if len(c.Earlier) != 2 || c.Earlier[0].ID != lately || c.Earlier[1].Cause != wear.Name || c.Earlier[1].Resolution != said || c.EarlierCount != 2 || c.In90Days != 1 {
		t.Errorf("earlier %+v, %d, %d", c.Earlier, c.EarlierCount, c.In90Days)
	}
	if len(c.CompanyOpen) != 1 || c.CompanyOpen[0].ID != other || c.CompanyCount != 1 {
		t.Errorf("open of the company %+v", c.CompanyOpen)
	}
	want := []desk.CompanyPerson{{PersonRef: piero.Ref(), Open: 1}, {PersonRef: anna.Ref()}}
	if !cmp.Equal(c.People, want) {
		t.Errorf("people %+v", c.People)
	}
	if len(c.Calls) != 1 || c.Calls[0].TicketID != other || c.Calls[0].Event.Text != "Non risponde" || !c.Calls[0].AgainAt.Equal(support.Instant(p.server.now.Add(time.Hour))) {
		t.Errorf("calls %+v", c.Calls)
	}
	p.sendAll()
	p.receiveAll()
	if c, err = p.TicketContext(ctx, now); err != nil || len(c.Calls) != 1 {
		t.Errorf("brought, the calls are %+v, %v", c.Calls, err)
	}
	p.close()
	p.open()
	if c, err = p.TicketContext(ctx, now); err != nil || len(c.Calls) != 1 {
		t.Errorf("after another start the calls are %+v, %v", c.Calls, err)
	}

	p.ok(p.cache.IndexAll(ctx))
	alike, err := p.Similar(ctx, now)
	p.ok(err)
	if len(alike) != 2 || alike[0].ID != lately && alike[1].ID != lately {
		t.Fatalf("similar are %+v", alike)
	}
	for _, a := range alike {
		if len(a.Marks) == 0 || a.Status != support.StatusClosed {
			t.Errorf("similar is %+v", a)
		}
	}
	if _, err := p.TicketContext(ctx, newID()); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("around nothing: %v", err)
	}
}

func TestDesk_SimilarCasesOfTheSameModelComeFirst(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	opened := func(machine support.Machine, text string) string {
		return p.server.open(support.Opening{
			ID: newID(), Kind: support.KindChat, MachineID: machine.ID, CategoryID: oil.ID, Severity: support.SeverityStopped, Description: text,
		}, anna).ID
	}
	const text = "Il sensore della pinza segnala allarme E42 durante il taglio"
	otherModel, sameModel, apart := opened(press, text), opened(filler, "Allarme E42 del sensore"), opened(filler, "Manca un ricambio")
	for _, id := range []string{otherModel, sameModel, apart} {
		p.ok(p.server.closes(id, marta))
	}
	open := opened(filler, "Sensore, allarme E42: ancora aperto")
	now := opened(filler, text)
	p.receiveAll()
	p.ok(p.cache.IndexAll(ctx))
	alike, err := p.Similar(ctx, now)
	p.ok(err)
	var ids []string
	for _, a := range alike {
		ids = append(ids, a.ID)
	}
	if !slices.Equal(ids, []string{sameModel, otherModel}) {
		t.Errorf("similar are %v; same model %s, other %s, nothing alike %s, open %s", ids, sameModel, otherModel, apart, open)
	}
}

// What was wrong is often said only when somebody has asked.
func TestDesk_SimilarCasesAreFoundByWhatWasSaidLaterToo(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	byCode, byWord := p.server.opened(anna, "La taglierina non riparte"), p.server.opened(anna, "Il nastro non riparte")
	p.ok(p.server.reply(byCode, anna, "Segnala E42"))
	p.ok(p.server.reply(byWord, anna, "Era una elettrovalvola"))
	for _, id := range []string{byCode, byWord} {
		p.ok(p.server.closes(id, marta))
	}
	p.receiveAll()
	p.ok(p.cache.IndexAll(ctx))
	for text, want := range map[string]string{"Un messaggio con E42": byCode, "Elettrovalvole bloccate": byWord} {
		now := p.server.opened(anna, text)
		p.receiveAll()
		p.ok(p.cache.IndexAll(ctx))
		alike, err := p.Similar(ctx, now)
		if err != nil || len(alike) != 1 || alike[0].ID != want {
			t.Errorf("%q: similar are %+v, %v", text, alike, err)
		}
	}
}

// More calls than are shown, of tickets that changed again after them.
func TestDesk_ShowsTheNewestCallsWhateverHappenedToTheirTickets(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	now := p.server.opened(anna, "Domanda")
	var called []string
	for range 60 {
		called = append(called, p.server.opened(piero, "Richiamatemi"))
	}
	p.receiveAll()
	for _, id := range called {
		p.server.now = p.server.now.Add(time.Minute)
		p.ok(p.LogCall(ctx, id, support.Call{Outcome: support.OutcomeBusy}))
		p.sendAll()
	}
	for _, id := range called[:45] {
		p.server.now = p.server.now.Add(time.Minute)
		p.ok(p.server.reply(id, piero, "Quando richiamate?"))
	}
	p.receiveAll()
	c, err := p.TicketContext(ctx, now)
	p.ok(err)
	var got []string
	for _, call := range c.Calls {
		got = append(got, call.TicketID)
	}
	want := slices.Clone(called[50:])
	slices.Reverse(want)
	if !slices.Equal(got, want) {
		t.Errorf("the newest calls are %v, not %v", got, want)
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

func TestDesk_ATechnicianOpensATicketForACaller(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	call := desk.NewTicketDraft{Kind: "callback", Severity: "question", Description: "Chiede un ricambio", Phone: "059 555 1234"}
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.companyId=required" {
		t.Errorf("for nobody: %v", err)
	}
	call.CompanyID, call.OpenedForID = company.ID, marta.ID
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.openedForId=unknown" {
		t.Errorf("for a technician: %v", err)
	}
	stranger := api.Person{ID: newID(), Name: "Mara Ferrari", Role: "operator", CompanyID: newID()}
	p.server.feed = append(p.server.feed, []api.Change{{Type: api.TypePerson, Person: &stranger}})
	p.receiveAll()
	call.OpenedForID = stranger.ID
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.openedForId=unknown" {
		t.Errorf("for another company's: %v", err)
	}
	call.OpenedForID = piero.ID
	id, err := p.OpenTicket(ctx, call)
	p.ok(err)
	d := p.detail(id)
	if d.OpenedFor != piero.Ref() || d.Company != company.Name || d.Phone != "+390595551234" || d.OpenedBy != luca.Ref() {
		t.Errorf("opened %+v", d.Ticket)
	}
	rows := p.console(desk.ConsoleQuery{Queue: board.ToCall, Order: board.Order{By: board.ByWait}})
	if len(rows) != 1 || rows[0].Person.Name != piero.Name || rows[0].Number != 0 || rows[0].Clock.Since.IsZero() {
		t.Errorf("to call are %+v", rows)
	}
	elsewhere := desk.NewTicketDraft{Kind: "chat", Severity: "stopped", Description: "x", MachineID: press.ID, CategoryID: oil.ID, CompanyID: newID()}
	if _, err := p.OpenTicket(ctx, elsewhere); fields(err) != "body.companyId=unknown body.machineId=unknown" {
		t.Errorf("for another company's machine: %v", err)
	}
}

func TestDesk_AnOperatorGetsNothingOfTheConsole(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	query := desk.ConsoleQuery{Queue: board.Open, Order: board.Order{By: board.ByWait}}
	for name, ask := range map[string]func() error{
		"queues":  func() error { _, err := p.Queues(ctx); return err },
		"list":    func() error { _, err := p.Console(ctx, query); return err },
		"loosen":  func() error { _, err := p.Loosen(ctx, query); return err },
		"choices": func() error { _, err := p.FilterChoices(ctx); return err },
		"batch":   func() error { _, _, err := p.Batch(ctx, []string{id}, desk.Errand{Take: true}); return err },
		"context": func() error { _, err := p.TicketContext(ctx, id); return err },
		"similar": func() error { _, err := p.Similar(ctx, id); return err },
		"find":    func() error { _, err := p.Find(ctx, "x", 5); return err },
		"filter":  func() error { _, err := p.SaveFilter(ctx, support.Filter{Name: "x"}); return err },
		"remove":  func() error { return p.RemoveFilter(ctx, id) },
		"replies": func() error { _, err := p.CannedReplies(ctx); return err },
		"reply": func() error {
			_, err := p.SaveCannedReply(ctx, support.CannedReply{Name: "x", Text: "x"}, false)
			return err
		},
		"causes":    func() error { _, err := p.Causes(ctx); return err },
		"people":    func() error { _, err := p.People(ctx, company.ID); return err },
		"companies": func() error { _, err := p.Companies(ctx, "", 5); return err },
		"join":      func() error { return p.Join(ctx, id, id) },
		"and":       func() error { _, err := p.ReplyAnd(ctx, id, "x", support.StatusWaiting, "", ""); return err },
	} {
		if err := ask(); support.CodeOf(err) != support.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(p.outbox.Snapshot().Acts()); n != 0 {
		t.Errorf("%d acts", n)
	}
}

func TestDesk_ResponseTimesOfTheMakerCountInListsAndOnTheTicket(t *testing.T) {
	p := desktop(t, luca)
	id := p.server.opened(anna, "Ferma")
	times := api.ResponseTimes{Zone: "UTC", Targets: []api.Target{{Severity: "stopped", FirstMinutes: 10, NextMinutes: 20}}}
	p.server.feed = append(p.server.feed, []api.Change{{Type: api.TypeResponseTimes, ResponseTimes: &times}})
	p.receiveAll()
	since := p.server.tickets[id].AwaitedSince
	want := support.Clock{Since: since, Half: since.Add(5 * time.Minute), Due: since.Add(10 * time.Minute)}
	rows := p.console(desk.ConsoleQuery{Queue: board.ToTake, Order: board.Order{By: board.ByWait}})
	if d := p.detail(id); d.Clock != want || len(rows) != 1 || rows[0].Clock != want {
		t.Errorf("the page has %+v, the list %+v; want %+v", d.Clock, rows, want)
	}
	// It counts of what waits here, too.
	p.ok(p.Take(t.Context(), id))
	rows = p.console(desk.ConsoleQuery{Queue: board.Mine, Order: board.Order{By: board.ByWait}})
	if d := p.detail(id); d.Clock != want || len(rows) != 1 || rows[0].Clock != want {
		t.Errorf("taken, the page has %+v, the list %+v; want %+v", d.Clock, rows, want)
	}
}
