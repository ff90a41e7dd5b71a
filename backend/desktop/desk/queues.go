package desk

import (
	"context"
	"slices"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
)

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

// queueOf is where the tickets of a filter are looked for: among the open ones, unless it names closed ones.
func queueOf(c support.Criteria) board.Queue {
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
			if choices[i], err = v.choice(ConsoleQuery{Queue: queueOf(f.Criteria), Criteria: f.Criteria}); err != nil {
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
