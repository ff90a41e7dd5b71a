package app

import (
	"context"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// Console is what a technician sees beside a ticket's own page: queues, lists, what is around a ticket, the palette.
type Console struct{ program *Program }

// Queues are how many tickets are in each queue and filter.
func (c *Console) Queues() (Queues, error) {
	d, err := c.program.desk()
	if err != nil {
		return Queues{}, err
	}
	queues, err := d.Queues(context.Background())
	return queuesForm(queues), err
}

// List is a page of a queue.
func (c *Console) List(q ConsoleQuery) (ConsolePage, error) {
	d, err := c.program.desk()
	if err != nil {
		return ConsolePage{}, err
	}
	page, err := d.Console(context.Background(), queryIn(q))
	return ConsolePage{
		Items: consoleRowsForm(page.Items), Next: page.Next, Total: page.Total,
		Groups: Groups{Stopped: page.Groups[0], Degraded: page.Groups[1], Question: page.Groups[2]},
	}, err
}

// Loosen says what a query would have without each of its criteria.
func (c *Console) Loosen(q ConsoleQuery) ([]Loosened, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.Loosen(context.Background(), queryIn(q))
	out := make([]Loosened, 0, len(all))
	for _, l := range all {
		out = append(out, Loosened{Criterion: string(l.Criterion), Count: l.Count})
	}
	return out, err
}

// Choices are what can be chosen in filters.
func (c *Console) Choices() (FilterChoices, error) {
	out := FilterChoices{Companies: []CompanyRef{}, Models: []string{}, Categories: []Category{}, Technicians: []PersonRef{}}
	d, err := c.program.desk()
	if err != nil {
		return out, err
	}
	all, err := d.FilterChoices(context.Background())
	for _, company := range all.Companies {
		out.Companies = append(out.Companies, CompanyRef{ID: company.ID, Name: company.Name})
	}
	out.Models = append(out.Models, all.Models...)
	for _, category := range all.Categories {
		out.Categories = append(out.Categories, Category{ID: category.ID, Name: category.Name})
	}
	for _, p := range all.Technicians {
		out.Technicians = append(out.Technicians, PersonRef{ID: p.ID, Name: p.Name})
	}
	return out, err
}

// Batch does something to many tickets, each by an act of its own.
func (c *Console) Batch(by string, batch Batch) (BatchResult, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return BatchResult{}, err
	}
	errand, err := errandIn(batch.Act)
	if err != nil {
		return BatchResult{}, err
	}
	done, left, err := d.Batch(context.Background(), batch.TicketIDs, errand)
	out := BatchResult{Done: done, Left: make([]BatchLeft, 0, len(left))}
	for _, l := range left {
		out.Left = append(out.Left, BatchLeft{TicketID: l.TicketID, Number: l.Number, Reason: string(l.Reason)})
	}
	return out, err
}

func errandIn(a BatchAct) (desk.Errand, error) {
	switch a.Kind {
	case "take":
		return desk.Errand{Take: true}, nil
	case "assign":
		return desk.Errand{AssigneeID: &a.PersonID}, nil
	case "setStatus":
		status := support.Status(a.Status)
		return desk.Errand{Status: &status}, nil
	case "close":
		return desk.Errand{Resolution: &a.Resolution, CauseID: a.CauseID}, nil
	default:
		return desk.Errand{}, support.Invalid("body.kind", support.ReasonUnknown)
	}
}

// SaveFilter keeps a filter; it is on the disk when it returns.
func (c *Console) SaveFilter(by string, filter SavedFilter) (Made, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return Made{}, err
	}
	id, err := d.SaveFilter(context.Background(), support.Filter{
		ID: filter.ID, Name: filter.Name, Place: filter.Place, Criteria: criteriaIn(filter.Criteria),
	})
	return Made{ID: id}, err
}

// RemoveFilter takes a filter away.
func (c *Console) RemoveFilter(by, id string) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.RemoveFilter(context.Background(), id)
}

// Context is what is known around a ticket.
func (c *Console) Context(ticketID string) (TicketContext, error) {
	d, err := c.program.desk()
	if err != nil {
		return TicketContext{}, err
	}
	around, err := d.TicketContext(context.Background(), ticketID)
	return contextForm(&around), err
}

// Similar are closed tickets that say similar things.
func (c *Console) Similar(ticketID string) ([]EarlierTicket, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	cases, err := d.Similar(context.Background(), ticketID)
	return earlierForm(cases), err
}

// Find is what the palette finds.
func (c *Console) Find(q TextQuery) (Found, error) {
	d, err := c.program.desk()
	if err != nil {
		return Found{}, err
	}
	found, err := d.Find(context.Background(), q.Text, q.Limit)
	return foundForm(&found), err
}

// CannedReplies are one's own and the shared ones.
func (c *Console) CannedReplies() ([]CannedReply, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.CannedReplies(context.Background())
	out := make([]CannedReply, 0, len(all))
	for _, r := range all {
		out = append(out, CannedReply{ID: r.ID, Name: r.Name, Text: r.Text, Shared: r.OwnerID == ""})
	}
	return out, err
}

// SaveCannedReplyDraft keeps what is being written of a canned reply; one without a name and a text is removed.
func (c *Console) SaveCannedReplyDraft(by string, draft CannedReply) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.SaveCannedReplyDraft(context.Background(), desk.CannedReplyDraft(draft))
}

// CannedReplyDraft is what was kept of the canned reply with that id; the empty one is of a new one.
func (c *Console) CannedReplyDraft(id string) (CannedReply, error) {
	d, err := c.program.desk()
	if err != nil {
		return CannedReply{}, err
	}
	draft, err := d.CannedReplyDraft(context.Background(), id)
	return CannedReply(draft), err
}

// SaveCannedReply keeps a canned reply; it is on the disk when it returns, and its draft is gone.
func (c *Console) SaveCannedReply(by string, reply CannedReply) (Made, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return Made{}, err
	}
	id, err := d.SaveCannedReply(context.Background(), support.CannedReply{ID: reply.ID, Name: reply.Name, Text: reply.Text}, reply.Shared)
	return Made{ID: id}, err
}

// RemoveCannedReply takes a canned reply away.
func (c *Console) RemoveCannedReply(by, id string) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.RemoveCannedReply(context.Background(), id)
}

// Causes are what can be behind a request.
func (c *Console) Causes() ([]Cause, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.Causes(context.Background())
	out := make([]Cause, 0, len(all))
	for _, cause := range all {
		out = append(out, Cause{ID: cause.ID, Name: cause.Name})
	}
	return out, err
}

// People are those of a company, to open a ticket for one of them.
func (c *Console) People(companyID string) ([]PersonRef, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.People(context.Background(), companyID)
	out := make([]PersonRef, 0, len(all))
	for _, p := range all {
		out = append(out, PersonRef{ID: p.ID, Name: p.Name})
	}
	return out, err
}

// Companies are those that a text is a part of.
func (c *Console) Companies(q TextQuery) ([]CompanyRef, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.Companies(context.Background(), q.Text, q.Limit)
	out := make([]CompanyRef, 0, len(all))
	for _, company := range all {
		out = append(out, CompanyRef{ID: company.ID, Name: company.Name})
	}
	return out, err
}
