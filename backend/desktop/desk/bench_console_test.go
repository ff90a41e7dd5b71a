package desk_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// BenchmarkConsolePage lists open and closed tickets by every column, with and without criteria, page after page.
func BenchmarkConsolePage(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	columns := []board.Column{
		board.ByWait, board.ByUpdated, board.ByNumber, board.ByTitle, board.ByCompany, board.ByPerson, board.ByStatus, board.ByAssignee,
	}
	after := ""
	each(b, func(i int) error {
		q := desk.ConsoleQuery{
			Queue: board.Closed, Order: board.Order{By: columns[i/4%len(columns)], Descending: i/2%2 == 0, Grouped: i%3 == 0}, Limit: 50,
		}
		if i%8 < 2 {
			q.Queue = board.Open
		}
		if i%5 == 0 {
			q.Criteria = support.Criteria{Models: []string{"PX-200", "PX-300"}, YoungerThan: 365 * 24 * time.Hour}
		}
		if i%4 > 0 {
			q.After = after
		}
		page, err := p.Console(ctx, q)
		after = page.Next
		return err
	})
}

// BenchmarkConsoleText lists what a text is in.
func BenchmarkConsoleText(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	texts := []string{"guarnizione", "pressa olio", "700.1", "controllata", "24-0117", "di"}
	each(b, func(i int) error {
		_, err := p.Console(ctx, desk.ConsoleQuery{
			Queue: board.Queues[4+i/6%2], Criteria: support.Criteria{Text: texts[i%6]}, Order: board.Order{By: board.ByWait}, Limit: 50,
		})
		return err
	})
}

// BenchmarkQueues counts the queues and a few filters.
func BenchmarkQueues(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	for i := range 5 {
		status := []support.Status{support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed}[i%4]
		f := support.Filter{Name: fmt.Sprint(i), Criteria: support.Criteria{Models: []string{"PX-200"}, Statuses: []support.Status{status}}}
		if _, err := p.SaveFilter(ctx, f); err != nil {
			b.Fatal(err)
		}
	}
	each(b, func(int) error { _, err := p.Queues(ctx); return err })
}

// BenchmarkContext looks at what is around a ticket.
func BenchmarkContext(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	random := rand.New(rand.NewPCG(2, 2))
	each(b, func(int) error {
		_, err := p.TicketContext(ctx, worldID(1, random.IntN(*benchMessages/perTicket)))
		return err
	})
}

// BenchmarkSimilar looks for cases like a ticket's.
func BenchmarkSimilar(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	random := rand.New(rand.NewPCG(3, 3))
	found := 0
	each(b, func(int) error {
		cases, err := p.Similar(ctx, worldID(1, random.IntN(*benchMessages/perTicket)))
		found += len(cases)
		return err
	})
	b.ReportMetric(float64(found)/float64(b.N), "cases/ticket")
}

// BenchmarkFind types into the palette, letter by letter.
func BenchmarkFind(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	var typed []string
	for _, text := range []string{"pressa 3", "#1042", "anna", "24-0117", "acme"} {
		for i := range text {
			typed = append(typed, text[:i+1])
		}
	}
	each(b, func(i int) error { _, err := p.Find(ctx, typed[i%len(typed)], 8); return err })
}

// BenchmarkWork takes, answers and waits, and gives many tickets away at once.
func BenchmarkWork(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	newest := *benchMessages/perTicket - 1
	each(b, func(i int) error {
		id := worldID(1, newest-i%300)
		switch i % 3 {
		case 0:
			return p.Take(ctx, id)
		case 1:
			_, err := p.ReplyAnd(ctx, id, "Arrivo subito", support.StatusWaiting, "", "")
			return err
		default:
			status := support.StatusInProgress
			_, _, err := p.Batch(ctx, []string{id}, desk.Errand{Status: &status})
			return err
		}
	})
}
