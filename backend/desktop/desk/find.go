package desk

import (
	"context"
	"slices"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// Found is what the palette finds.
type Found struct {
	Tickets   []ConsoleRow
	Machines  []FoundMachine
	Companies []FoundCompany
	People    []FoundPerson
}

// FoundMachine is a machine with its company's name.
type FoundMachine struct {
	support.Machine

	Company string
}

// FoundCompany is a company with how many open tickets it has.
type FoundCompany struct {
	support.Company

	Open int
}

// FoundPerson is somebody with how many open tickets they have.
type FoundPerson struct {
	support.Person

	Company string
	Open    int
}

// Find finds what matches a text, at most so much of each kind: a ticket by its number or by what is in it, machines, companies
// and people by any part of what they are called. CodeForbidden for operators.
func (d *Desk) Find(ctx context.Context, text string, limit int) (Found, error) {
	limit = min(max(limit, 1), maxPage)
	var out Found
	err := d.lookBoard(ctx, false, func(v *view) error {
		out = Found{}
		ids, err := v.findTickets(text, limit)
		if err != nil {
			return err
		}
		machines, _, _, err := v.r.Machines(text, limit)
		if err != nil {
			return err
		}
		for _, m := range machines {
			company, err := v.companyName(m.CompanyID)
			if err != nil {
				return err
			}
			out.Machines = append(out.Machines, FoundMachine{Machine: m, Company: company})
		}
		companies, err := v.r.FindCompanies(text, limit)
		if err != nil {
			return err
		}
		people, err := v.r.FindPeople(text, limit)
		if err != nil {
			return err
		}
		err = v.onBoard(func(b *board.View) {
			ofCompanies, ofPeople := b.OpenOf()
			for _, c := range companies {
				out.Companies = append(out.Companies, FoundCompany{Company: c, Open: ofCompanies[c.ID]})
			}
			for _, p := range people {
				out.People = append(out.People, FoundPerson{Person: p, Open: ofPeople[p.ID]})
			}
			var items []board.Item
			for _, id := range ids {
				if item, there := b.Ticket(id); there && len(items) < limit {
					items = append(items, item)
				}
			}
			out.Tickets = v.consoleRows(items)
		})
		if err != nil {
			return err
		}
		for i := range out.People {
			if out.People[i].Company, err = v.companyName(out.People[i].CompanyID); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// findTickets are tickets in which a text is, the newest first; the one of which it is the number before them.
func (v *view) findTickets(text string, limit int) ([]string, error) {
	var ids []string
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if number, is := ticketNumber(text); is {
		id, there, err := v.r.Numbered(number)
		if err != nil {
			return nil, err
		}
		if there {
			add(id)
		}
	}
	q := cache.ParseQuery(text)
	waiting, err := v.searchWaiting(q)
	if err != nil {
		return nil, err
	}
	for _, hit := range waiting {
		add(hit.Ticket.ID)
	}
	newest, err := v.r.NewestWith(q, limit)
	for _, id := range newest {
		add(id)
	}
	return ids, err
}

// Companies are the companies that a text is a part of, by name.
func (d *Desk) Companies(ctx context.Context, text string, limit int) ([]support.Company, error) {
	if err := d.me.MayWork(); err != nil {
		return nil, err
	}
	var out []support.Company
	err := d.look(ctx, func(v *view) (err error) {
		out, err = v.r.FindCompanies(text, min(max(limit, 1), maxPage))
		return err
	})
	return out, err
}
