package desk

import (
	"context"
	"errors"
	"slices"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// The console's lists are those of the board, on which every ticket is; what waits is laid over it.

// errMoved: the board has gone on since the cache was looked at.
var errMoved = errors.New("desk: the board has moved on")

// mostTries is how often a list is begun anew because the feed brought something meanwhile. While a first sync runs, that
// may be each time; the window is told to ask again anyway.
const mostTries = 5

// lookBoard calls fn with a view in which onBoard can be called: cache, outbox and board at one moment. With whole it waits
// until closed tickets are on the board too. fn is called again where the feed came in between. CodeForbidden for operators.
func (d *Desk) lookBoard(ctx context.Context, whole bool, fn func(*view) error) error {
	if err := d.me.MayWork(); err != nil {
		return err
	}
	if err := d.cache.AwaitBoard(ctx, whole); err != nil {
		return err
	}
	for range mostTries {
		if err := d.look(ctx, fn); !errors.Is(err, errMoved) {
			return err
		}
	}
	return support.Errorf(support.CodeUnavailable, "the feed brings too much at this moment")
}

// onBoard calls fn with the board, the tickets that have acts laid over it.
func (v *view) onBoard(fn func(*board.View)) error {
	same, err := v.r.Board(v.over, fn)
	if err == nil && !same {
		err = errMoved
	}
	return err
}

// ConsoleQuery asks for a page of a queue.
type ConsoleQuery struct {
	Queue    board.Queue
	Criteria support.Criteria
	Order    board.Order
	After    string
	Limit    int
}

// ConsoleRow is a ticket in a list of the console.
type ConsoleRow struct {
	board.Item

	Outbox OutboxState
}

// ConsolePage is a page of a list. Next leads on; it is empty at the end. Total and Groups, in the order of
// board.Severities, are of the whole list.
type ConsolePage struct {
	Items  []ConsoleRow
	Next   string
	Total  int
	Groups [3]int
}

func (q ConsoleQuery) check() error {
	var wrong support.Fields
	if !slices.Contains(board.Queues, q.Queue) {
		wrong.Add("query.queue", support.ReasonUnknown)
	}
	if !q.Order.By.Valid() {
		wrong.Add("query.sort", support.ReasonUnknown)
	}
	return wrong.Err()
}

// Console is a page of a queue. CodeForbidden for operators, CodeInvalid for what is no queue, column or page.
func (d *Desk) Console(ctx context.Context, q ConsoleQuery) (ConsolePage, error) {
	if err := q.check(); err != nil {
		return ConsolePage{}, err
	}
	limit := min(max(q.Limit, 1), maxPage)
	var out ConsolePage
	err := d.lookBoard(ctx, q.Queue == board.Closed, func(v *view) error {
		choice, err := v.choice(q)
		if err != nil {
			return err
		}
		var page board.Page
		var pageErr error
		if err := v.onBoard(func(b *board.View) { page, pageErr = b.Page(choice, q.Order, q.After, limit) }); err != nil {
			return err
		}
		out = ConsolePage{Items: v.consoleRows(page.Items), Next: page.Next, Total: page.Total, Groups: page.Groups}
		return pageErr
	})
	return out, err
}

func (v *view) consoleRows(items []board.Item) []ConsoleRow {
	rows := make([]ConsoleRow, 0, len(items))
	for _, item := range items {
		row := ConsoleRow{Item: item}
		if l := v.laid[item.ID]; l != nil {
			row.Outbox = l.outbox
		}
		rows = append(rows, row)
	}
	return rows
}

// choice is what the board is asked for, with the tickets in which the text is.
func (v *view) choice(q ConsoleQuery) (board.Choice, error) {
	choice := board.Choice{Queue: q.Queue, Criteria: q.Criteria, Me: v.d.me.ID, Now: v.d.now()}
	text := cache.ParseQuery(q.Criteria.Text)
	if text.Empty() {
		choice.Criteria.Text = ""
		return choice, nil
	}
	var oldest int64
	if err := v.onBoard(func(b *board.View) { oldest = b.Oldest(choice) }); err != nil {
		return choice, err
	}
	var err error
	choice.Found, err = v.found(text, oldest)
	return choice, err
}

// mostFound is how many places of a text are looked at, the newest: there are more of a common word than anybody reads.
const mostFound = 3000

// found are the tickets in which a text is: among the newest places from one on, and in what waits.
func (v *view) found(text cache.Query, oldest int64) (map[string]bool, error) {
	found, err := v.r.TicketsWith(text, oldest, mostFound)
	if err != nil {
		return nil, err
	}
	for id, l := range v.laid {
		if !l.here() || found[id] {
			continue
		}
		in := l.base == nil && text.Matches(cache.TicketTexts(&l.ticket)...)
		for _, item := range l.items {
			in = in || text.Matches(item.Text+item.Event.Text)
		}
		if in {
			found[id] = true
		}
	}
	return found, nil
}

// Criterion names one of a filter's criteria, as the bridge does.
type Criterion string

// The criteria.
const (
	ByStatuses   Criterion = "statuses"
	BySeverities Criterion = "severities"
	ByKind       Criterion = "kind"
	ByCompanies  Criterion = "companyIds"
	ByModels     Criterion = "models"
	ByCategories Criterion = "categoryIds"
	ByAssignees  Criterion = "assignees"
	ByOlder      Criterion = "olderThanHours"
	ByYounger    Criterion = "youngerThanHours"
	ByText       Criterion = "text"
)

// without are the criteria without one of them; false where that says nothing.
func without(c support.Criteria, one Criterion) (support.Criteria, bool) {
	before := true
	switch one {
	case ByStatuses:
		before, c.Statuses = len(c.Statuses) > 0, nil
	case BySeverities:
		before, c.Severities = len(c.Severities) > 0, nil
	case ByKind:
		before, c.Kind = c.Kind != "", ""
	case ByCompanies:
		before, c.CompanyIDs = len(c.CompanyIDs) > 0, nil
	case ByModels:
		before, c.Models = len(c.Models) > 0, nil
	case ByCategories:
		before, c.CategoryIDs = len(c.CategoryIDs) > 0, nil
	case ByAssignees:
		before, c.Assignees = len(c.Assignees) > 0, nil
	case ByOlder:
		before, c.OlderThan = c.OlderThan > 0, 0
	case ByYounger:
		before, c.YoungerThan = c.YoungerThan > 0, 0
	case ByText:
		before, c.Text = c.Text != "", ""
	}
	return c, before
}

// Loosened is how many tickets a query would have without one of its criteria.
type Loosened struct {
	Criterion Criterion
	Count     int
}

// Loosen says of a query what it would have without each of its criteria, most first; those without which it has nothing
// either are left out.
func (d *Desk) Loosen(ctx context.Context, q ConsoleQuery) ([]Loosened, error) {
	q.Order.By = board.ByWait
	if err := q.check(); err != nil {
		return nil, err
	}
	var out []Loosened
	err := d.lookBoard(ctx, q.Queue == board.Closed, func(v *view) error {
		out = nil
		choice, err := v.choice(q)
		if err != nil {
			return err
		}
		// Without another criterion older places count too.
		if choice.Criteria.Text != "" {
			if choice.Found, err = v.found(cache.ParseQuery(choice.Criteria.Text), 0); err != nil {
				return err
			}
		}
		return v.onBoard(func(b *board.View) {
			for _, one := range []Criterion{
				ByStatuses, BySeverities, ByKind, ByCompanies, ByModels, ByCategories, ByAssignees, ByOlder, ByYounger, ByText,
			} {
				loose := choice
				var said bool
				if loose.Criteria, said = without(choice.Criteria, one); !said {
					continue
				}
				if n := b.Count(loose); n > 0 {
					out = append(out, Loosened{Criterion: one, Count: n})
				}
			}
		})
	})
	slices.SortStableFunc(out, func(a, b Loosened) int { return b.Count - a.Count })
	return out, err
}

// KeptFilter is one of the person's filters, and how many tickets it selects.
type KeptFilter struct {
	support.Filter

	Count int
}

// Queues are how many tickets are in each queue, and in each of the person's filters.
type Queues struct {
	Counts  map[board.Queue]int
	Filters []KeptFilter
}

// QueueOf is where the tickets of a filter are looked for: among the open ones, unless it names closed ones.
func QueueOf(c support.Criteria) board.Queue {
	if slices.Contains(c.Statuses, support.StatusClosed) {
		return board.Closed
	}
	return board.Open
}

// Queues counts. As long as closed tickets are still coming onto the board, it counts those that have.
func (d *Desk) Queues(ctx context.Context) (Queues, error) {
	var out Queues
	err := d.lookBoard(ctx, false, func(v *view) error {
		out = Queues{}
		filters, err := v.filters()
		if err != nil {
			return err
		}
		choices := make([]board.Choice, len(filters))
		for i, f := range filters {
			if choices[i], err = v.choice(ConsoleQuery{Queue: QueueOf(f.Criteria), Criteria: f.Criteria}); err != nil {
				return err
			}
		}
		return v.onBoard(func(b *board.View) {
			out.Counts = b.Counts(d.me.ID, d.now())
			for i, f := range filters {
				out.Filters = append(out.Filters, KeptFilter{Filter: f, Count: b.StandingCount(choices[i])})
			}
		})
	})
	return out, err
}

// FilterChoices are what can be chosen in filters.
type FilterChoices struct {
	Companies   []support.Company
	Models      []string
	Categories  []support.Category
	Technicians []support.Person
}

// FilterChoices are what can be chosen in filters.
func (d *Desk) FilterChoices(ctx context.Context) (FilterChoices, error) {
	var out FilterChoices
	if err := d.me.MayWork(); err != nil {
		return out, err
	}
	err := d.look(ctx, func(v *view) error {
		var err error
		if out.Companies, err = v.r.Companies(); err != nil {
			return err
		}
		if out.Models, err = v.r.Models(); err != nil {
			return err
		}
		if out.Categories, err = v.r.Categories(); err != nil {
			return err
		}
		out.Technicians, err = v.r.Technicians()
		return err
	})
	return out, err
}
