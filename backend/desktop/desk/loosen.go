package desk

import (
	"context"
	"slices"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

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
