package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// Earlier is a ticket beside another: with what was behind it and what was done, if it is closed.
type Earlier struct {
	board.Item

	// At is when it was closed or, of an open one, last changed.
	At         time.Time
	Cause      string
	Resolution string
	// Marks are where its title meets the words that were looked for, [start, end) in UTF-16 units.
	Marks [][2]int
}

// CompanyPerson is somebody of a company, with how many open tickets they have.
type CompanyPerson struct {
	support.PersonRef

	Open int
}

// Called is a call to a customer.
type Called struct {
	TicketID string
	Number   int64
	support.Message
	// AgainAt is when to try again; zero where nobody said.
	AgainAt time.Time
}

// TicketContext is what is known around a ticket.
type TicketContext struct {
	// Earlier are the newest of its serial that were opened before it; EarlierCount is how many there are, and In90Days how
	// many of them were opened in the last ninety days.
	Earlier                []Earlier
	EarlierCount, In90Days int
	// CompanyOpen are the most urgent of the company's other open tickets, CompanyCount is how many there are.
	CompanyOpen  []board.Item
	CompanyCount int
	People       []CompanyPerson
	// Calls are the newest to the company.
	Calls      []Called
	Duplicates []board.Item
}

const (
	lately       = 90 * 24 * time.Hour
	mostCalls    = 10
	calledAtOnce = 12
)

// TicketContext is what is known around a ticket. CodeForbidden for operators, CodeNotFound when it is not here.
func (d *Desk) TicketContext(ctx context.Context, ticketID string) (TicketContext, error) {
	var out TicketContext
	err := d.lookBoard(ctx, true, func(v *view) error {
		out = TicketContext{}
		l, err := v.ticket(ticketID)
		if err != nil {
			return err
		}
		var around board.Around
		if err := v.onBoard(func(b *board.View) { around = b.Around(&l.ticket, d.now().Add(-lately)) }); err != nil {
			return err
		}
		out.EarlierCount, out.In90Days, out.CompanyCount = around.EarlierCount, around.Since, around.CompanyCount
		out.CompanyOpen, out.Duplicates = around.Company, around.Duplicates
		if out.Earlier, err = v.earlier(around.Earlier); err != nil {
			return err
		}
		if out.People, err = v.companyPeople(l.ticket.CompanyID, around.OpenOf); err != nil {
			return err
		}
		out.Calls, err = v.calls(around.Called)
		return err
	})
	return out, err
}

// earlier reads what was behind tickets, and what was done.
func (v *view) earlier(items []board.Item) ([]Earlier, error) {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	endings, err := v.r.Endings(ids)
	if err != nil {
		return nil, err
	}
	out := make([]Earlier, 0, len(items))
	for _, item := range items {
		came := endings[item.ID]
		if l := v.laid[item.ID]; l != nil {
			came = cache.Ending{Cause: l.ticket.Cause.Name, Resolution: l.ticket.Resolution}
		}
		e := Earlier{Item: item, At: item.Closed, Cause: came.Cause, Resolution: came.Resolution}
		if e.At.IsZero() {
			e.At = item.Updated
		}
		out = append(out, e)
	}
	return out, nil
}

// companyPeople are the people in use of a company, those with open tickets first.
func (v *view) companyPeople(companyID string, open map[string]int) ([]CompanyPerson, error) {
	people, err := v.r.PeopleOf(companyID)
	out := make([]CompanyPerson, 0, len(people))
	for _, p := range people {
		out = append(out, CompanyPerson{PersonRef: p.Ref(), Open: open[p.ID]})
	}
	slices.SortStableFunc(out, func(a, b CompanyPerson) int { return b.Open - a.Open })
	return out, err
}

// calls are the newest calls of tickets that come by their last change, newest first. A call changes its ticket: no more are
// read once those that follow were last changed before the calls that are shown.
func (v *view) calls(called []board.Item) ([]Called, error) {
	var out []Called
	sort := func() {
		slices.SortFunc(out, func(a, b Called) int {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(b.ID, a.ID))
		})
	}
	for _, item := range called {
		l := v.laid[item.ID]
		if l == nil {
			continue
		}
		for _, i := range l.items {
			if i.Event.Type == support.EventCallAttempt && i.State != ItemRefused {
				out = append(out, calledIn(item, i.Message))
			}
		}
	}
	sort()
	for some := range slices.Chunk(called, calledAtOnce) {
		if len(out) >= mostCalls && some[0].Updated.Before(out[mostCalls-1].CreatedAt) {
			break
		}
		ids := make([]string, 0, len(some))
		for _, item := range some {
			ids = append(ids, item.ID)
		}
		said, err := v.r.Calls(ids)
		if err != nil {
			return nil, err
		}
		for _, item := range some {
			for _, m := range said[item.ID] {
				out = append(out, calledIn(item, m))
			}
		}
		sort()
	}
	return out[:min(len(out), mostCalls)], nil
}

func calledIn(item board.Item, m support.Message) Called {
	out := Called{TicketID: item.ID, Number: item.Number, Message: m}
	if at, err := time.Parse(support.InstantLayout, m.Event.To); err == nil {
		out.AgainAt = at
	}
	return out
}
