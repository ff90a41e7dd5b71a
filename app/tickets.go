package app

import (
	"context"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// Tickets is the list, the conversation, searching.
type Tickets struct{ program *Program }

// desk is what whoever is in front sees and does.
func (p *Program) desk() (*desk.Desk, error) {
	front, err := p.front()
	if err != nil {
		return nil, err
	}
	return front.Desk(), nil
}

// deskOf is what the person with that id sees and does, if they are in front: what one person wrote must not get among
// the next one's because it came late. support.CodeUnauthenticated if somebody else is in front, or nobody.
func (p *Program) deskOf(by string) (*desk.Desk, error) {
	front, err := p.frontOf(by)
	if err != nil {
		return nil, err
	}
	return front.Desk(), nil
}

// frontOf is the profile of the person with that id, if they are in front.
func (p *Program) frontOf(by string) (*desktop.Profile, error) {
	front, err := p.front()
	if err != nil {
		return nil, err
	}
	if front.Desk().Me().ID != by {
		return nil, support.Errorf(support.CodeUnauthenticated, "somebody else is in front")
	}
	return front, nil
}

// List is a page of a section.
func (t *Tickets) List(q TicketQuery) (TicketPage, error) {
	d, err := t.program.desk()
	if err != nil {
		return TicketPage{}, err
	}
	page, err := d.Tickets(context.Background(), desk.Section(q.Section), q.After, q.Limit)
	if err != nil {
		return TicketPage{}, err
	}
	out := TicketPage{Items: make([]TicketRow, 0, len(page.Items)), Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, rowForm(&page.Items[i], t.program.country()))
	}
	return out, nil
}

// Counts are of the whole list.
func (t *Tickets) Counts() (TicketCounts, error) {
	d, err := t.program.desk()
	if err != nil {
		return TicketCounts{}, err
	}
	counts, err := d.Counts(context.Background())
	return TicketCounts(counts), err
}

// Get is one ticket.
func (t *Tickets) Get(id string) (TicketDetail, error) {
	d, err := t.program.desk()
	if err != nil {
		return TicketDetail{}, err
	}
	detail, err := d.Ticket(context.Background(), id)
	if err != nil {
		return TicketDetail{}, err
	}
	return detailForm(&detail, t.program.country()), nil
}

// Messages is a stretch of a conversation.
func (t *Tickets) Messages(q MessageQuery) (MessagePage, error) {
	front, err := t.program.front()
	if err != nil {
		return MessagePage{}, err
	}
	page, err := front.Desk().Messages(context.Background(), q.TicketID, q.Before, q.Limit)
	if err != nil {
		return MessagePage{}, err
	}
	out := MessagePage{Items: make([]MessageItem, 0, len(page.Items)), Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, itemForm(front, &page.Items[i]))
	}
	return out, nil
}

// Search finds a text in all that is here, newest first.
func (t *Tickets) Search(q SearchQuery) (SearchPage, error) {
	d, err := t.program.desk()
	if err != nil {
		return SearchPage{}, err
	}
	page, err := d.Search(context.Background(), q.Text, q.After, q.Limit)
	if err != nil {
		return SearchPage{}, err
	}
	out := SearchPage{Items: make([]SearchHit, 0, len(page.Items)), Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, hitForm(&page.Items[i], t.program.country()))
	}
	return out, nil
}

// MarkRead reads a ticket up to a message.
func (t *Tickets) MarkRead(by, ticketID, messageID string) error {
	d, err := t.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.MarkRead(context.Background(), ticketID, messageID)
}

// Looking says which ticket is in front of somebody's eyes.
func (t *Tickets) Looking(ticketID string) error {
	p, err := t.program.front()
	if support.CodeOf(err) == support.CodeUnauthenticated {
		return nil
	}
	if err != nil {
		return err
	}
	p.Looking(ticketID)
	return nil
}

// Doing says what one does in a ticket.
func (t *Tickets) Doing(ticketID, state string) error {
	p, err := t.program.front()
	if support.CodeOf(err) == support.CodeUnauthenticated {
		return nil
	}
	if err != nil {
		return err
	}
	return p.Doing(ticketID, support.Presence(state))
}

// Present are the others who are in a ticket at this moment.
func (t *Tickets) Present(ticketID string) ([]Present, error) {
	p, err := t.program.front()
	if err != nil {
		return nil, err
	}
	others, err := p.Present(context.Background(), ticketID)
	out := make([]Present, 0, len(others))
	for _, o := range others {
		out = append(out, Present{Person: PersonRef(o.Person), Role: string(o.Role), State: string(o.State)})
	}
	return out, err
}

// Judge says whether the machine of a closed ticket runs.
func (t *Tickets) Judge(by string, verdict VerdictGiven) error {
	d, err := t.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.Judge(context.Background(), verdict.TicketID, support.Verdict(verdict.Verdict), verdict.Text)
}

// Asked is the ticket that somebody asked for from outside the window, once; after that, none.
func (t *Tickets) Asked() (Asked, error) {
	return t.program.asked.take(t.program.inFront()), nil
}

// Machine is one machine with its tickets.
func (t *Tickets) Machine(id string) (MachineCard, error) {
	d, err := t.program.desk()
	if err != nil {
		return MachineCard{}, err
	}
	card, err := d.Machine(context.Background(), id)
	if err != nil {
		return MachineCard{}, err
	}
	return machineForm(&card), nil
}

// country is the one by which telephone numbers are shown.
func (p *Program) country() string {
	front, err := p.front()
	if err != nil {
		return defaultCountry
	}
	return countryOf(front.Card().Me)
}
