package service

import (
	"context"
	"unicode/utf8"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// maxQuery is how many code points a search may have.
const maxQuery = 200

// Categories are all of the maker's list, disabled ones too: old tickets are in them.
func (s *Service) Categories(ctx context.Context) (all []support.Category, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		all, err = r.Categories(ctx)
		return err
	})
	return all, err
}

// MachineQuery looks machines up.
type MachineQuery struct {
	Query string
	After string
	Limit int
}

type machinePlace struct{ Name, ID string }

// Machines are those in use that the person may see, by name.
func (s *Service) Machines(ctx context.Context, by support.Person, q MachineQuery) (Page[support.Machine], error) {
	var place machinePlace
	if err := s.unsealPlace(sealMachines, by, q.After, &place); err != nil {
		return Page[support.Machine]{}, err
	}
	query, err := normalQuery(q.Query)
	if err != nil {
		return Page[support.Machine]{}, err
	}
	filter := store.MachineFilter{
		CompanyID: boundTo(by), Query: query, AfterName: place.Name, AfterID: place.ID, Limit: q.Limit + 1,
	}
	var found []support.Machine
	err = s.store.Read(ctx, func(r store.Reader) (err error) {
		found, err = r.Machines(ctx, filter)
		return err
	})
	return pageOf(found, q.Limit, func(m support.Machine) string {
		return s.sealPlace(sealMachines, by, machinePlace{m.Name, m.ID})
	}), err
}

// boundTo is the company that a person's looking is bound to; empty is all.
func boundTo(p support.Person) string {
	if p.Role.Side() == support.SideSupport {
		return ""
	}
	return p.CompanyID
}

func normalQuery(q string) (string, error) {
	q = support.NormalText(q)
	if q == "" {
		return "", nil
	}
	if utf8.RuneCountInString(q) > maxQuery {
		return "", support.Invalid("query.query", support.ReasonTooLong)
	}
	if err := support.CheckText("query.query", q, maxQuery); err != nil {
		return "", err
	}
	return q, nil
}

// MachineCard is a machine and how many tickets of it the asker sees.
type MachineCard struct {
	support.Machine
	OpenTickets, ClosedTickets int
}

// Machine is one machine that the person may see, in use or not.
func (s *Service) Machine(ctx context.Context, by support.Person, id string) (card MachineCard, err error) {
	if !support.ValidID(id) {
		return card, errNotFound
	}
	err = s.store.Read(ctx, func(r store.Reader) error {
		if card.Machine, err = r.Machine(ctx, id); err != nil {
			return err
		}
		if !by.SeesCompany(card.CompanyID) {
			return errNotFound
		}
		card.OpenTickets, card.ClosedTickets, err = r.TicketCounts(ctx, id, boundTo(by))
		return err
	})
	if err != nil {
		return MachineCard{}, err
	}
	return card, nil
}
