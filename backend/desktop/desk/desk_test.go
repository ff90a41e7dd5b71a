package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func desktop(t *testing.T, viewer support.Person) *place {
	t.Helper()
	p := newPlace(t, t.TempDir(), viewer)
	t.Cleanup(p.close)
	return p
}

func request(text string) desk.NewTicketDraft {
	return desk.NewTicketDraft{Kind: "chat", MachineID: press.ID, CategoryID: oil.ID, Severity: "stopped", Description: text}
}

func fields(err error) string {
	var e *support.Error
	if !errors.As(err, &e) {
		return ""
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Location+"="+string(f.Reason))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func states(items []desk.Item) string {
	var out []string
	for _, i := range items {
		if i.Kind != support.MessageEvent {
			out = append(out, string(i.State))
		}
	}
	return strings.Join(out, " ")
}

func TestDesk_ATicketShowsAtOnceAndHasNoNumberUntilItIsSent(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	p.ok(p.SaveNewTicketDraft(ctx, request("Perde olio. Dal cilindro.")))
	id, err := p.OpenTicket(ctx, request("  Perde olio. Dal cilindro.\r\n"))
	p.ok(err)
	if d, err := p.NewTicketDraft(ctx); err != nil || d != (desk.NewTicketDraft{}) {
		t.Errorf("the draft is still there: %+v, %v", d, err)
	}
	d := p.detail(id)
	if d.Number != 0 || d.Outbox != desk.OutboxWaiting || d.Title != "Perde olio." || d.Company != company.Name ||
		d.Category != oil.Name || d.Machine.Serial != press.Serial || d.Assignee != marta.Ref() || !d.May.Reply || !d.LastOwn {
		t.Errorf("detail %+v", d)
	}
	if p.counts() != (desk.Counts{Open: 1}) {
		t.Errorf("counts %+v", p.counts())
	}
	if s := states(p.talk(id)); s != "waiting" {
		t.Errorf("states %q", s)
	}
	_, err = p.Reply(ctx, id, "Anche dal tubo")
	p.ok(err)
	p.send(nil)
	if d := p.detail(id); d.Number == 0 || d.Outbox != desk.OutboxWaiting {
		t.Errorf("sent: number %d, outbox %q", d.Number, d.Outbox)
	}
	p.sendAll()
	if d := p.detail(id); d.Outbox != desk.OutboxNone || states(p.talk(id)) != "sent sent" {
		t.Errorf("all sent: outbox %q, states %q", d.Outbox, states(p.talk(id)))
	}
	number := p.detail(id).Number
	if found, err := p.TicketByNumber(ctx, number); err != nil || found != id {
		t.Errorf("number %d, before the feed brought it: %q, %v", number, found, err)
	}
	p.receiveAll()
	if found, err := p.TicketByNumber(ctx, number); err != nil || found != id {
		t.Errorf("number %d: %q, %v", number, found, err)
	}
	for _, other := range []int64{number + 1, 0, -1} {
		if found, err := p.TicketByNumber(ctx, other); support.CodeOf(err) != support.CodeNotFound || found != "" {
			t.Errorf("number %d: %q, %v", other, found, err)
		}
	}
	if states(p.talk(id)) != "sent sent" || p.counts() != (desk.Counts{Open: 1}) {
		t.Errorf("brought: states %q, counts %+v", states(p.talk(id)), p.counts())
	}
}

func TestDesk_SaysAllThatIsWrongWithANewTicket(t *testing.T) {
	p := desktop(t, anna)
	for _, c := range []struct {
		draft desk.NewTicketDraft
		want  string
	}{
		{desk.NewTicketDraft{}, "body.description=required body.kind=required body.severity=required"},
		{desk.NewTicketDraft{Kind: "chat"}, "body.categoryId=required body.description=required body.machineId=required body.severity=required"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: "x"}, "body.phone=required"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: "x", Phone: "abc"}, "body.phone=bad_phone"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: " ", Phone: "12"}, "body.description=required body.phone=too_short"},
		{desk.NewTicketDraft{Kind: "chat", Severity: "stopped", Description: "x", MachineID: newID(), CategoryID: newID()}, "body.categoryId=unknown body.machineId=unknown"},
		{desk.NewTicketDraft{Kind: "chat", Severity: "huge", Description: "x\x00", MachineID: "x", CategoryID: oil.ID}, "body.description=bad_text body.machineId=bad_id body.severity=unknown"},
	} {
		_, err := p.OpenTicket(t.Context(), c.draft)
		if support.CodeOf(err) != support.CodeInvalid || fields(err) != c.want {
			t.Errorf("%+v: %v, want %s", c.draft, err, c.want)
		}
	}
	if n := p.counts(); n != (desk.Counts{}) {
		t.Errorf("counts %+v", n)
	}
}

func TestDesk_KeepsATelephoneNumberInE164(t *testing.T) {
	p := desktop(t, anna)
	id, err := p.OpenTicket(t.Context(), desk.NewTicketDraft{Kind: "callback", Severity: "question", Description: "Chiamatemi", Phone: "059 123456"})
	p.ok(err)
	if d := p.detail(id); d.Phone != "+39059123456" {
		t.Errorf("phone %q", d.Phone)
	}
	hits, err := p.Search(t.Context(), "123456", "", 10)
	p.ok(err)
	if len(hits.Items) != 1 || hits.Items[0].Ticket.ID != id {
		t.Errorf("hits %+v", hits)
	}
}

func TestDesk_OwnMessagesSayWhereTheyAre(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(piero, "Ferma")
	p.receiveAll()
	_, err := p.Reply(ctx, id, "Novità?")
	p.ok(err)
	first := p.outbox.Snapshot().Acts()[0]
	want := func(state string) {
		t.Helper()
		talk := p.talk(id)
		if got := string(talk[len(talk)-1].State); got != state {
			t.Errorf("state %q, want %q", got, state)
		}
	}
	want("waiting")
	for range outbox.StuckAfter {
		p.ok(p.outbox.Failed(ctx, first.ID, true, p.server.now))
	}
	want("stuck")
	p.sendAll()
	want("sent")
	p.receiveAll()
	want("sent")
	ticket := p.server.tickets[id]
	ticket.Read(support.SideSupport, support.Mark{Index: ticket.LastIndex})
	p.server.commit(ticket, nil)
	p.receiveAll()
	want("read")
}

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

func TestDesk_UnreadIsOneTruth(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, other := p.server.opened(anna, "Ferma"), p.server.opened(piero, "Rumore")
	p.ok(p.server.reply(id, luca, "Arrivo"))
	p.ok(p.server.reply(id, luca, "Domani"))
	p.ok(p.server.reply(other, luca, "Quale?"))
	p.receiveAll()
	d := p.detail(id)
	if p.counts().Unread != 3 || d.Unread != 2 || d.FirstUnread == "" {
		t.Fatalf("counts %+v, ticket %d from %q", p.counts(), d.Unread, d.FirstUnread)
	}
	unread, err := p.Unread(ctx, nil)
	p.ok(err)
	if len(unread) != 2 {
		t.Errorf("%d tickets with unread", len(unread))
	}
	p.ok(p.MarkRead(ctx, id, d.FirstUnread))
	if p.counts().Unread != 2 || p.detail(id).Unread != 1 {
		t.Errorf("half read: %+v, %d", p.counts(), p.detail(id).Unread)
	}
	talk := p.talk(id)
	p.ok(p.MarkRead(ctx, id, talk[len(talk)-1].ID))
	p.ok(p.MarkRead(ctx, id, d.FirstUnread)) // never back
	p.sendAll()
	if p.counts().Unread != 1 || p.detail(id).Unread != 0 {
		t.Errorf("read, sent: %+v", p.counts())
	}
	p.receiveAll()
	if p.counts().Unread != 1 || p.detail(id).Unread != 0 || len(p.outbox.Snapshot().Acts()) != 1 {
		t.Errorf("read, brought: %+v", p.counts())
	}
	// One's own reply reads what was there, and not what comes before it leaves.
	_, err = p.Reply(ctx, other, "Il solito")
	p.ok(err)
	if p.counts().Unread != 0 {
		t.Errorf("replied: %+v", p.counts())
	}
	p.ok(p.server.reply(other, luca, "Cioè?"))
	p.receiveAll()
	if p.counts().Unread != 1 {
		t.Errorf("news: %+v", p.counts())
	}
	unread, err = p.Unread(ctx, []string{id, other, newID()})
	p.ok(err)
	if len(unread) != 1 || unread[0].Newest.Text != "Cioè?" {
		t.Errorf("unread %+v", unread)
	}
}

func TestDesk_WhatWasReadStaysReadWhenTheReplyThatFollowedIsRefused(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.ok(p.server.reply(id, luca, "Spenga."))
	p.receiveAll()
	p.must(p.Reply(ctx, id, "Ancora niente"))
	p.ok(p.MarkRead(ctx, id, p.talk(id)[1].ID))
	status, resolution := support.StatusClosed, "Fatto."
	p.ok(p.server.change(id, luca, support.Change{Status: &status, Resolution: &resolution}))
	p.sendAll()
	p.receiveAll()
	if d := p.detail(id); d.Outbox != desk.OutboxRefused || d.Unread != 0 {
		t.Errorf("%d unread, %s", d.Unread, d.Outbox)
	}
}

func TestDesk_ATechnicianCountsWhatIsTheirsOrNobodys(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	ref := marta.Ref()
	p.ok(p.server.change(id, marta, support.Change{Assignee: &ref}))
	p.ok(p.server.reply(id, anna, "Allora?"))
	p.receiveAll()
	if p.counts().Unread != 0 {
		t.Errorf("somebody else's counts: %+v", p.counts())
	}
	p.ok(p.Take(ctx, id))
	if p.counts().Unread != 2 || !cmp.Equal(p.detail(id).Assignee, luca.Ref()) {
		t.Errorf("taken: %+v", p.counts())
	}
	if unread, err := p.Unread(ctx, nil); err != nil || len(unread) != 1 {
		t.Errorf("unread %v, %v", unread, err)
	}
	p.ok(p.Assign(ctx, id, marta.ID))
	if p.counts().Unread != 0 {
		t.Errorf("given back: %+v", p.counts())
	}
}

func TestDesk_AnOperatorMayNotWorkAndATechnicianSeesTheRules(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	for name, err := range map[string]error{
		"note": func() error { _, err := p.Note(ctx, id, "x"); return err }(), "take": p.Take(ctx, id),
		"close": p.CloseTicket(ctx, id, "x"), "call": p.LogCall(ctx, id, support.OutcomeBusy, ""),
	} {
		if support.CodeOf(err) != support.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if may := p.detail(id).May; !cmp.Equal(may, desk.May{Reply: true}) {
		t.Errorf("may %+v", may)
	}

	p = desktop(t, luca)
	id = p.server.opened(anna, "Ferma")
	p.receiveAll()
	if err := p.CloseTicket(ctx, id, " "); fields(err) != "body.resolution=required" {
		t.Errorf("closed without a resolution: %v", err)
	}
	if err := p.Assign(ctx, id, anna.ID); fields(err) != "body.assigneeId=unknown" {
		t.Errorf("assigned to an operator: %v", err)
	}
	if err := p.LogCall(ctx, id, "maybe", ""); fields(err) != "body.outcome=unknown" {
		t.Errorf("an unknown outcome: %v", err)
	}
	p.ok(p.SetStatus(ctx, id, support.StatusWaiting))
	p.ok(p.SetStatus(ctx, id, support.StatusWaiting)) // nothing changes
	if n := len(p.outbox.Snapshot().Acts()); n != 1 {
		t.Errorf("%d acts", n)
	}
	p.ok(p.CloseTicket(ctx, id, "Sostituita la guarnizione"))
	d := p.detail(id)
	if d.Open() || d.Resolution != "Sostituita la guarnizione" || !d.May.Reopen || d.May.Close || d.May.Reply || !d.May.Note {
		t.Errorf("closed: %+v", d)
	}
	var stages []support.Status
	for _, s := range d.History {
		stages = append(stages, s.Status)
	}
	if !slices.Equal(stages, []support.Status{support.StatusNew, support.StatusWaiting, support.StatusClosed}) {
		t.Errorf("history %v", stages)
	}
	if err := p.Take(ctx, id); support.CodeOf(err) != support.CodeTicketClosed {
		t.Errorf("took a closed ticket: %v", err)
	}
	p.ok(p.Reopen(ctx, id))
	p.sendAll()
	p.receiveAll()
	if got := p.detail(id); got.Status != support.StatusInProgress || got.Outbox != desk.OutboxNone {
		t.Errorf("reopened: %+v", got)
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

func TestDesk_AfterAResetWhatWasSentStillShows(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	p.sendAll()
	p.receiveAll()
	p.detail(id)
	p.ok(p.cache.Reset(ctx))
	if _, err := p.Ticket(ctx, id); err != nil {
		t.Errorf("the old content is gone: %v", err)
	}
	// The first page of the new walk does not hold the ticket yet.
	p.must(p.cache.Apply(ctx, cacheBatch()))
	if d := p.detail(id); d.Number == 0 || states(p.talk(id)) != "sent" {
		t.Errorf("detail %+v", d)
	}
}

func TestDesk_ForgetsADayAfterTheFeedBroughtIt(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	_, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	p.sendAll()
	p.server.now = p.server.now.Add(25 * time.Hour)
	p.ok(p.Forget(ctx))
	if len(p.outbox.Snapshot().Acts()) != 1 {
		t.Error("forgotten before the feed brought it")
	}
	p.receiveAll()
	p.ok(p.Forget(ctx))
	if len(p.outbox.Snapshot().Acts()) != 0 {
		t.Error("not forgotten")
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

func TestDesk_ServesManyAtOnce(t *testing.T) {
	p := desktop(t, luca)
	ctx := context.WithoutCancel(t.Context())
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	done := make(chan error)
	for range 4 {
		go func() {
			var failed error
			for range 10 {
				_, err := p.Reply(ctx, id, "Arrivo")
				_, listErr := p.Tickets(ctx, desk.OpenTickets, "", 10)
				_, countErr := p.Counts(ctx)
				failed = errors.Join(failed, err, listErr, countErr)
			}
			done <- failed
		}()
	}
	for range 4 {
		p.ok(<-done)
	}
	if n := p.detail(id).MessageCount; n != 41 {
		t.Errorf("%d replies", n)
	}
	if s := states(p.talk(id)); strings.Count(s, "waiting") != 40 {
		t.Errorf("states %q", s)
	}
}

func TestDesk_SaysHowItWasWritten(t *testing.T) {
	p := desktop(t, anna)
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	written := p.server.now
	_, err := p.Reply(t.Context(), id, "Ancora")
	p.ok(err)
	p.server.now = p.server.now.Add(3 * time.Hour)
	p.sendAll()
	talk := p.talk(id)
	last := talk[len(talk)-1]
	if !last.WrittenAt.Equal(written) || last.CreatedAt.Sub(last.WrittenAt) < api.LongBefore {
		t.Errorf("written %v, created %v", last.WrittenAt, last.CreatedAt)
	}
}
