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

func TestDesk_AnOperatorMayNotWorkAndATechnicianSeesTheRules(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	for name, err := range map[string]error{
		"note": func() error { _, err := p.Note(ctx, id, "x"); return err }(), "take": p.Take(ctx, id),
		"close": p.CloseTicket(ctx, id, "x", ""), "call": p.LogCall(ctx, id, support.Call{Outcome: support.OutcomeBusy}),
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
	if err := p.CloseTicket(ctx, id, " ", ""); fields(err) != "body.resolution=required" {
		t.Errorf("closed without a resolution: %v", err)
	}
	if err := p.Assign(ctx, id, anna.ID); fields(err) != "body.assigneeId=unknown" {
		t.Errorf("assigned to an operator: %v", err)
	}
	if err := p.LogCall(ctx, id, support.Call{Outcome: "maybe"}); fields(err) != "body.outcome=unknown" {
		t.Errorf("an unknown outcome: %v", err)
	}
	p.ok(p.SetStatus(ctx, id, support.StatusWaiting))
	p.ok(p.SetStatus(ctx, id, support.StatusWaiting)) // nothing changes
	if n := len(p.outbox.Snapshot().Acts()); n != 1 {
		t.Errorf("%d acts", n)
	}
	p.ok(p.CloseTicket(ctx, id, "Sostituita la guarnizione", ""))
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
