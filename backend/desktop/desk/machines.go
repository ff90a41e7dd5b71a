package desk

import (
	"context"
	"slices"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// lastMachineKey is where the outbox keeps the machine that was named last.
const lastMachineKey = "last-machine"

// Choice is a machine to choose.
type Choice struct {
	support.Machine
	Company string
	// LastUsed is the one that this person named last.
	LastUsed bool
}

// Choices are the machines that match, and how many do, of how many there are.
type Choices struct {
	Items           []Choice
	Matching, Total int
}

// Machines finds machines by any part of name, model or serial: one of exactly that serial first, then the one used
// last, then by name.
func (d *Desk) Machines(ctx context.Context, text string, limit int) (Choices, error) {
	lastUsed, _, err := d.outbox.Get(ctx, lastMachineKey)
	if err != nil {
		return Choices{}, err
	}
	limit = min(max(limit, 1), maxPage)
	var out Choices
	err = d.look(ctx, func(v *view) error {
		machines, matching, total, err := v.r.Machines(text, limit)
		if err != nil {
			return err
		}
		out.Matching, out.Total = matching, total
		machines, err = v.lastUsedOnTop(machines, string(lastUsed), text, limit)
		if err != nil {
			return err
		}
		for _, m := range machines {
			company, err := v.companyName(m.CompanyID)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, Choice{Machine: m, Company: company, LastUsed: m.ID == string(lastUsed)})
		}
		return nil
	})
	return out, err
}

func (v *view) lastUsedOnTop(machines []support.Machine, id, text string, limit int) ([]support.Machine, error) {
	i := slices.IndexFunc(machines, func(m support.Machine) bool { return m.ID == id })
	var last support.Machine
	switch {
	case i >= 0:
		last = machines[i]
		machines = slices.Delete(machines, i, i+1)
	case text != "" || id == "":
		return machines, nil
	default:
		var ok bool
		var err error
		if last, ok, err = v.r.Machine(id); err != nil || !ok || last.Disabled {
			return machines, err
		}
	}
	at := 0
	if len(machines) > 0 && text != "" && cache.Folded(machines[0].Serial) == cache.Folded(text) {
		at = 1
	}
	machines = slices.Insert(machines, min(at, len(machines)), last)
	return machines[:min(len(machines), limit)], nil
}

// MachineCard is a machine with its tickets.
type MachineCard struct {
	support.Machine
	Company string
	// Tickets are its newest, at most twenty.
	Tickets []Row
}

const cardTickets = 20

// Machine is one machine; CodeNotFound when it is not here.
func (d *Desk) Machine(ctx context.Context, id string) (MachineCard, error) {
	var card MachineCard
	err := d.look(ctx, func(v *view) error {
		machine, ok, err := v.r.Machine(id)
		if err != nil {
			return err
		}
		if !ok {
			return support.Errorf(support.CodeNotFound, "no such machine here")
		}
		card.Machine = machine
		if card.Company, err = v.companyName(machine.CompanyID); err != nil {
			return err
		}
		for _, section := range []Section{OpenTickets, ClosedTickets} {
			rows, err := v.machineTickets(id, section)
			if err != nil {
				return err
			}
			card.Tickets = append(card.Tickets, rows...)
		}
		slices.SortFunc(card.Tickets, func(a, b Row) int { return cache.KeyOf(&a.Ticket).Compare(cache.KeyOf(&b.Ticket)) })
		card.Tickets = card.Tickets[:min(len(card.Tickets), cardTickets)]
		return nil
	})
	return card, err
}

// OpenTicketsOf are a machine's open tickets, newest change first.
func (d *Desk) OpenTicketsOf(ctx context.Context, machineID string) ([]Row, error) {
	var out []Row
	err := d.look(ctx, func(v *view) error {
		var err error
		out, err = v.machineTickets(machineID, OpenTickets)
		return err
	})
	return out, err
}

// machineTickets are a machine's newest tickets of one section, with their acts.
func (v *view) machineTickets(machineID string, section Section) ([]Row, error) {
	rows, err := v.r.MachineTickets(machineID, section, cardTickets+len(v.laid))
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, base := range rows {
		if v.laid[base.ID] != nil {
			continue
		}
		if out, err = appendRow(out, v.row, base); err != nil {
			return nil, err
		}
	}
	for _, l := range v.laid {
		if !l.here() || l.ticket.MachineID != machineID || cache.SectionOf(&l.ticket) != section {
			continue
		}
		if out, err = appendRow(out, v.laidRow, l); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b Row) int { return cache.KeyOf(&a.Ticket).Compare(cache.KeyOf(&b.Ticket)) })
	for i := range out {
		out[i].Description = ""
	}
	return out[:min(len(out), cardTickets)], nil
}

// Categories are the categories to choose from, by name.
func (d *Desk) Categories(ctx context.Context) ([]support.Category, error) {
	var out []support.Category
	err := d.look(ctx, func(v *view) (err error) { out, err = v.r.Categories(); return err })
	return out, err
}
