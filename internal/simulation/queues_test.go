package simulation_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// The console's queues, worked out over all tickets of the server in the plainest way.

// inQueue reports whether a ticket is in a queue of somebody's.
func inQueue(t *support.Ticket, q board.Queue, me support.Person, times support.ResponseTimes, now time.Time) bool {
	switch q {
	case board.ToTake:
		if t.Status == support.StatusNew {
			half := t.Clock(times).Half
			return t.Assignee.ID == "" || !half.IsZero() && !half.After(now)
		}
		return !t.Open() && t.Verdict == support.VerdictFails
	case board.Mine:
		return t.Open() && t.Assignee.ID == me.ID
	case board.ToCall:
		return t.Open() && (!t.CallAgainAt.IsZero() || t.Kind == support.KindCallback && t.SpokenAt.IsZero())
	case board.Waiting:
		return t.Status == support.StatusWaiting
	case board.Open:
		return t.Open()
	default:
		return !t.Open()
	}
}

// meets reports whether a ticket meets a filter's criteria, text aside, which here is the mark of a company.
func (w *world) meets(t *support.Ticket, c support.Criteria, me support.Person, now time.Time) bool {
	among := func(n int, is bool) bool { return n == 0 || is }
	assigned := slices.ContainsFunc(c.Assignees, func(who string) bool {
		switch who {
		case support.AssigneeMe:
			return t.Assignee.ID == me.ID
		case support.AssigneeNobody:
			return t.Assignee.ID == ""
		default:
			return t.Assignee.ID == who
		}
	})
	age := now.Sub(t.CreatedAt)
	return among(len(c.Statuses), slices.Contains(c.Statuses, t.Status)) &&
		among(len(c.Severities), slices.Contains(c.Severities, t.Severity)) && (c.Kind == "" || c.Kind == t.Kind) &&
		among(len(c.CompanyIDs), slices.Contains(c.CompanyIDs, t.CompanyID)) &&
		among(len(c.Models), slices.Contains(c.Models, t.Machine.Model)) &&
		among(len(c.CategoryIDs), slices.Contains(c.CategoryIDs, t.CategoryID)) && among(len(c.Assignees), assigned) &&
		age >= c.OlderThan && (c.YoungerThan == 0 || age < c.YoungerThan) &&
		(c.Text == "" || t.CompanyID == w.cast.companies[slices.Index([]string{companyMark(0), companyMark(1)}, c.Text)].ID)
}

// owedSince is since when the support owes a word that it has not put off.
func owedSince(t *support.Ticket) time.Time {
	if t.Status == support.StatusWaiting {
		return time.Time{}
	}
	return t.AwaitedSince
}

// callTime is by what a ticket to call is sorted.
func callTime(t *support.Ticket) time.Time {
	if at := board.CallAt(t); !at.IsZero() {
		return at
	}
	return t.AwaitedSince
}

// byWait is the order of a queue: stopped machines first where it is grouped, then who has waited longest.
func byWait(q board.Queue, grouped bool) func(a, b support.Ticket) int {
	rank := func(t *support.Ticket) int { return slices.Index(board.Severities, t.Severity) }
	at := owedSince
	if q == board.ToCall {
		at = callTime
	}
	return func(a, b support.Ticket) int {
		if grouped && rank(&a) != rank(&b) {
			return cmp.Compare(rank(&a), rank(&b))
		}
		switch x, y := at(&a), at(&b); {
		case x.IsZero() != y.IsZero():
			return cmp.Compare(b2i(x.IsZero()), b2i(y.IsZero()))
		case !x.Equal(y):
			return x.Compare(y)
		}
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), bytes.Compare([]byte(a.ID), []byte(b.ID)))
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// aboutNow is how exactly a workstation knows the server's time, also seconds after its clock has jumped by years.
const (
	aboutNow     = 5 * time.Second
	rowsThatDiff = 6
)

// judgeQueues compares the console's lists and counts on somebody's screen with those worked out.
func (w *world) judgeQueues(ctx context.Context, tr truth, p *desktop.Profile, me support.Person, filters []desk.KeptFilter, counts map[board.Queue]int) {
	v := &w.verdict
	chosen := func(q board.Queue, c support.Criteria, now time.Time) (in []support.Ticket) {
		// A filter that names closed ones and others is of both.
		both := q == board.Closed && len(c.Statuses) > 1
		for _, t := range tr.tickets {
			if (both || inQueue(&t, q, me, tr.times, now)) && w.meets(&t, c, me, now) {
				in = append(in, t)
			}
		}
		return in
	}
	// certain are the tickets of a choice, unless it hangs on a moment.
	certain := func(q board.Queue, c support.Criteria) ([]support.Ticket, bool) {
		now := time.Now()
		early, late := chosen(q, c, now.Add(-aboutNow)), chosen(q, c, now.Add(aboutNow))
		order := byWait(q, true)
		slices.SortFunc(early, order)
		slices.SortFunc(late, order)
		return early, slices.EqualFunc(early, late, func(a, b support.Ticket) bool { return a.ID == b.ID })
	}
	for _, q := range board.Queues {
		want, sure := certain(q, support.Criteria{})
		if !sure {
			continue
		}
		if counts[q] != len(want) {
			w.wrong(&v.differing, "%s counts %d in the queue %s, and there are %d", me.Login, counts[q], q, len(want))
		}
		for _, grouped := range []bool{true, false} {
			slices.SortFunc(want, byWait(q, grouped))
			got, err := consoleList(ctx, p, desk.ConsoleQuery{Queue: q, Order: board.Order{By: board.ByWait, Grouped: grouped}})
			if err != nil {
				w.wrong(&v.odd, "%v", err)
				return
			}
			w.sameList(me, string(q), got, want, tr.times)
		}
	}
	for _, f := range filters {
		q := board.Open
		if slices.Contains(f.Criteria.Statuses, support.StatusClosed) {
			q = board.Closed
		}
		want, sure := certain(q, f.Criteria)
		if !sure {
			continue
		}
		if f.Count != len(want) {
			w.wrong(&v.differing, "%s counts %d in the filter %+v, and there are %d", me.Login, f.Count, f.Criteria, len(want))
		}
		got, err := consoleList(ctx, p, desk.ConsoleQuery{Queue: q, Criteria: f.Criteria, Order: board.Order{By: board.ByWait, Grouped: true}})
		if err != nil {
			w.wrong(&v.odd, "%v", err)
			return
		}
		w.sameList(me, fmt.Sprintf("%+v", f.Criteria), got, want, tr.times)
	}
}

// consoleList is a whole list, read in small pages.
func consoleList(ctx context.Context, p *desktop.Profile, q desk.ConsoleQuery) (rows []desk.ConsoleRow, err error) {
	for q.Limit = 7; ; {
		page, err := p.Desk().Console(ctx, q)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.Items...)
		if q.After = page.Next; q.After == "" {
			return rows, nil
		}
	}
}

// sameList compares a list with what it is to be, row by row; what was never sent is in the lists too, with its reason.
func (w *world) sameList(me support.Person, name string, got []desk.ConsoleRow, want []support.Ticket, times support.ResponseTimes) {
	var shown, right []string
	for _, r := range got {
		if r.Number == 0 && r.Outbox == desk.OutboxRefused {
			continue
		}
		shown = append(shown, fmt.Sprintf("%d %s %s %q %v %v %v, call at %v, %v %v", r.Number, r.Status, r.Severity, r.Assignee.Name,
			r.Clock, r.Paused, r.Updated, r.CallAt, r.Fails, r.Duplicate))
	}
	for _, t := range want {
		right = append(right, fmt.Sprintf("%d %s %s %q %v %v %v, call at %v, %v %v", t.Number, t.Status, t.Severity, t.Assignee.Name,
			clockOf(&t, times), t.PausedAt, t.UpdatedAt, board.CallAt(&t), !t.Open() && t.Verdict == support.VerdictFails, t.DuplicateOf.ID != ""))
	}
	if !slices.Equal(shown, right) {
		var differ []string
		for i := range max(len(shown), len(right)) {
			a, b := at(shown, i), at(right, i)
			if a != b && len(differ) < 2*rowsThatDiff {
				differ = append(differ, a+", is to be", b)
			}
		}
		w.wrong(&w.verdict.differing, "%s has in the list %s %d rows, which is to have %d; in it is\n%s", me.Login, name, len(shown), len(right), lines(differ))
	}
}

func at(of []string, i int) string {
	if i < len(of) {
		return of[i]
	}
	return "nothing"
}

// clockOf is the ticket's clock as lists have it: where it stands still, how far it was to go is nobody's business.
func clockOf(t *support.Ticket, times support.ResponseTimes) support.Clock {
	c := t.Clock(times)
	if c.Paused {
		c.Half, c.Due = time.Time{}, time.Time{}
	}
	return c
}
