package desk_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

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
