package service

import (
	"context"
	"slices"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// RecordBreak is what a client says of a ticket whose record does not hold.
type RecordBreak struct {
	TicketID string
	// Kind is one of BreakKinds.
	Kind string
	// Notes: in the chain of notes. Index is the place in the chain.
	Notes bool
	Index int
	// Kept is the hash that the client holds, Came the one that it was given; either may be none.
	Kept, Came support.Hash
	// Lost is how many messages the client had that the server has no more.
	Lost int
}

// BreakKinds are the ways in which a record does not hold: see docs/api.md.
var BreakKinds = []string{"changed", "chain", "missing", "restored"}

// ReportBreak takes a client's word that a record does not hold, and leaves it in the log. What it is about may be anything,
// also a ticket that is not there, or not there for them: they learn nothing from it.
func (s *Service) ReportBreak(ctx context.Context, by support.Person, b RecordBreak) error {
	var wrong support.Fields
	if !support.ValidID(b.TicketID) {
		wrong.Add("body.ticketId", support.ReasonBadID)
	}
	if !slices.Contains(BreakKinds, b.Kind) {
		wrong.Add("body.kind", support.ReasonUnknown)
	}
	if b.Index < 0 {
		wrong.Add("body.index", support.ReasonOutOfArea)
	}
	if b.Lost < 0 {
		wrong.Add("body.lost", support.ReasonOutOfArea)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	var number int64
	err := s.store.Read(ctx, func(r store.Reader) error {
		t, err := seenTicket(ctx, r, by, b.TicketID)
		number = t.Number
		if missing(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	s.config.Log.WarnContext(ctx, "a client says that the record of a ticket does not hold; see what check says",
		"person", by.ID, "ticket", b.TicketID, "number", number, "kind", b.Kind, "notes", b.Notes, "index", b.Index,
		"kept", b.Kept.String(), "came", b.Came.String(), "lost", b.Lost)
	return nil
}
