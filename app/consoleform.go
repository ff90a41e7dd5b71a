package app

import (
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func clockForm(c support.Clock, paused time.Time) Clock {
	out := Clock{Since: millis(c.Since), Half: millis(c.Half), Due: millis(c.Due)}
	if c.Paused {
		out = Clock{Since: millis(c.Since), PausedSince: millis(paused)}
	}
	return out
}

func criteriaForm(c support.Criteria) Criteria {
	out := Criteria(api.CriteriaFor(c))
	for _, list := range []*[]string{&out.CompanyIDs, &out.Models, &out.CategoryIDs, &out.Assignees} {
		*list = append([]string{}, *list...) // never nil: the window wants lists
	}
	return out
}

func criteriaIn(c Criteria) support.Criteria { return api.CriteriaIn(api.Criteria(c)) }

func filterForm(f support.Filter) SavedFilter {
	return SavedFilter{ID: f.ID, Name: f.Name, Place: f.Place, Criteria: criteriaForm(f.Criteria)}
}

func queuesForm(q desk.Queues) Queues {
	n := q.Counts
	out := Queues{Filters: make([]CountedFilter, 0, len(q.Filters)), Counts: QueueCounts{
		ToTake: n[board.ToTake], Mine: n[board.Mine], ToCall: n[board.ToCall], Waiting: n[board.Waiting], Open: n[board.Open],
		Closed: n[board.Closed],
	}}
	for _, f := range q.Filters {
		out.Filters = append(out.Filters, CountedFilter{SavedFilter: filterForm(f.Filter), Count: f.Count})
	}
	return out
}

func queryIn(q ConsoleQuery) desk.ConsoleQuery {
	return desk.ConsoleQuery{
		Queue: board.Queue(q.Queue), Criteria: criteriaIn(q.Criteria), After: q.After, Limit: q.Limit,
		Order: board.Order{By: board.Column(q.Sort), Descending: q.Descending, Grouped: q.Grouped},
	}
}

func consoleRowsForm(rows []desk.ConsoleRow) []ConsoleRow {
	out := make([]ConsoleRow, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		out = append(out, ConsoleRow{
			ID: r.ID, Number: r.Number, Kind: string(r.Kind), Title: r.Title, Severity: string(r.Severity), Status: string(r.Status),
			Company: r.Company.Name, Person: r.Person.Name, Assignee: r.Assignee.Name, AssigneeID: r.Assignee.ID,
			CreatedAt: millis(r.Created), UpdatedAt: millis(r.Updated), ClosedAt: millis(r.Closed), Clock: clockForm(r.Clock, r.Paused),
			CallAt: millis(r.CallAt), Unread: r.Unread, Fails: r.Fails, Outbox: string(r.Outbox),
		})
	}
	return out
}

func earlierForm(all []desk.Earlier) []EarlierTicket {
	out := make([]EarlierTicket, 0, len(all))
	for i := range all {
		e := &all[i]
		form := EarlierTicket{
			ID: e.ID, Number: e.Number, Title: e.Title, Severity: string(e.Severity), Status: string(e.Status), Company: e.Company.Name,
			MachineModel: e.Model, MachineSerial: e.Serial, At: millis(e.At), Cause: e.Cause, Resolution: e.Resolution, Marks: [][]int{},
		}
		for _, m := range e.Marks {
			form.Marks = append(form.Marks, []int{m[0], m[1]})
		}
		out = append(out, form)
	}
	return out
}

func contextForm(c *desk.TicketContext) TicketContext {
	out := TicketContext{
		Earlier: earlierForm(c.Earlier), EarlierCount: c.EarlierCount, In90Days: c.In90Days, CompanyOpenCount: c.CompanyCount,
		CompanyOpen: []OpenTicket{}, People: []PersonOpen{}, Calls: []CallMade{}, Duplicates: []Follows{},
	}
	for _, t := range c.CompanyOpen {
		out.CompanyOpen = append(out.CompanyOpen, OpenTicket{ID: t.ID, Number: t.Number, Title: t.Title, Severity: string(t.Severity)})
	}
	for _, p := range c.People {
		out.People = append(out.People, PersonOpen{ID: p.ID, Name: p.Name, Open: p.Open})
	}
	for i := range c.Calls {
		call := &c.Calls[i]
		out.Calls = append(out.Calls, CallMade{
			TicketID: call.TicketID, Number: call.Number, Outcome: string(call.Event.Outcome), By: call.Author.Name,
			At: millis(call.CreatedAt), Text: call.Event.Text, AgainAt: millis(call.AgainAt),
		})
	}
	for _, t := range c.Duplicates {
		out.Duplicates = append(out.Duplicates, Follows{ID: t.ID, Number: t.Number, Title: t.Title})
	}
	return out
}

func foundForm(f *desk.Found) Found {
	out := Found{
		Tickets: consoleRowsForm(f.Tickets), Machines: []FoundMachine{}, Companies: []FoundCompany{}, People: []FoundPerson{},
	}
	for i := range f.Machines {
		m := &f.Machines[i]
		out.Machines = append(out.Machines, FoundMachine{ID: m.ID, Name: m.Name, Model: m.Model, Serial: m.Serial, Company: m.Company})
	}
	for _, c := range f.Companies {
		out.Companies = append(out.Companies, FoundCompany{ID: c.ID, Name: c.Name, Open: c.Open})
	}
	for _, p := range f.People {
		out.People = append(out.People, FoundPerson{
			ID: p.ID, Name: p.Name, Company: p.Company, CompanyID: p.CompanyID, Role: string(p.Role), Open: p.Open,
		})
	}
	return out
}
