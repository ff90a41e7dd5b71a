package service

import (
	"context"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// TicketQuery selects tickets of those that the person may see.
type TicketQuery struct {
	Statuses   []support.Status
	MachineID  string
	CompanyID  string
	AssigneeID string
	Query      string
	After      string
	Limit      int
}

type ticketPlace struct {
	Updated int64
	ID      string
}

// Tickets by newest change.
func (s *Service) Tickets(ctx context.Context, by support.Person, q TicketQuery) (Page[support.Ticket], error) {
	var place ticketPlace
	if err := s.unsealPlace(sealTickets, by, q.After, &place); err != nil {
		return Page[support.Ticket]{}, err
	}
	query, err := normalQuery(q.Query)
	if err != nil {
		return Page[support.Ticket]{}, err
	}
	var bad support.Fields
	for _, status := range q.Statuses {
		if !status.Valid() {
			bad.Add("query.status", support.ReasonUnknown)
			break
		}
	}
	for _, f := range []struct{ location, id string }{
		{"query.machineId", q.MachineID}, {"query.companyId", q.CompanyID}, {"query.assigneeId", q.AssigneeID},
	} {
		if f.id != "" && !support.ValidID(f.id) {
			bad.Add(f.location, support.ReasonBadID)
		}
	}
	if err := bad.Err(); err != nil {
		return Page[support.Ticket]{}, err
	}
	filter := store.TicketFilter{
		CompanyID: q.CompanyID, Statuses: q.Statuses, MachineID: q.MachineID, AssigneeID: q.AssigneeID, Query: query,
		WithNotes: by.Role.Side() == support.SideSupport, AfterID: place.ID, Limit: q.Limit + 1,
	}
	if place.ID != "" {
		filter.AfterUpdated = time.UnixMilli(place.Updated).UTC()
	}
	if bound := boundTo(by); bound != "" {
		if q.CompanyID != "" && q.CompanyID != bound {
			return Page[support.Ticket]{}, nil
		}
		filter.CompanyID = bound
	}
	var found []support.Ticket
	err = s.store.Read(ctx, func(r store.Reader) (err error) {
		found, err = r.Tickets(ctx, filter)
		return err
	})
	return pageOf(found, q.Limit, func(t support.Ticket) string {
		return s.sealPlace(sealTickets, by, ticketPlace{t.UpdatedAt.UnixMilli(), t.ID})
	}), err
}

// Ticket is one that the person may see.
func (s *Service) Ticket(ctx context.Context, by support.Person, id string) (t support.Ticket, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		t, err = seenTicket(ctx, r, by, id)
		return err
	})
	return t, err
}
