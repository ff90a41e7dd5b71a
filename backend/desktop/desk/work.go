package desk

import (
	"context"
	"errors"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Change is what a technician wants changed of a ticket. Nil fields stay.
type Change struct {
	Status *support.Status
	// AssigneeID empty unassigns.
	AssigneeID *string
	CategoryID *string
	Severity   *support.Severity
	// Resolution belongs to closing, and so does CauseID, which may be left out.
	Resolution *string
	CauseID    string
	// DuplicateOfID closes the ticket as a duplicate of another, without a resolution.
	DuplicateOfID string
	// Needs is the id of an act that must have been sent first ("send and close"), or empty.
	Needs string
}

// errNothing: a change that changes nothing is no act.
var errNothing = errors.New("desk: nothing changes")

// Take assigns the ticket to oneself, and puts a new one in progress.
func (d *Desk) Take(ctx context.Context, ticketID string) error {
	var change Change
	err := d.look(ctx, func(v *view) error {
		l, err := v.ticket(ticketID)
		if err == nil {
			change = v.taking(&l.ticket)
		}
		return err
	})
	if err != nil {
		return err
	}
	return d.Change(ctx, ticketID, change)
}

func (v *view) taking(t *support.Ticket) Change {
	change := Change{AssigneeID: &v.d.me.ID}
	if t.Status == support.StatusNew {
		started := support.StatusInProgress
		change.Status = &started
	}
	return change
}

// Assign gives the ticket to a technician; empty unassigns. CodeInvalid at body.assigneeId for anybody else.
func (d *Desk) Assign(ctx context.Context, ticketID, personID string) error {
	return d.Change(ctx, ticketID, Change{AssigneeID: &personID})
}

// SetStatus puts the ticket in progress or waiting for the customer.
func (d *Desk) SetStatus(ctx context.Context, ticketID string, status support.Status) error {
	return d.Change(ctx, ticketID, Change{Status: &status})
}

// CloseTicket closes the ticket; the customer sees the resolution, and the cause if one is named. CodeInvalid at
// body.resolution without one.
func (d *Desk) CloseTicket(ctx context.Context, ticketID, resolution, causeID string) error {
	return d.Change(ctx, ticketID, closing(resolution, causeID))
}

func closing(resolution, causeID string) Change {
	closed := support.StatusClosed
	return Change{Status: &closed, Resolution: &resolution, CauseID: causeID}
}

// Join closes the ticket as a duplicate of another. CodeInvalid at body.duplicateOfId: unknown where that is not here or
// another company's, not_allowed for itself, for one that is a duplicate, and for one that is not on the server yet.
func (d *Desk) Join(ctx context.Context, ticketID, originalID string) error {
	closed := support.StatusClosed
	return d.Change(ctx, ticketID, Change{Status: &closed, DuplicateOfID: originalID})
}

// SetSeverity and SetCategory put right what was said at opening.
func (d *Desk) SetSeverity(ctx context.Context, ticketID string, severity support.Severity) error {
	return d.Change(ctx, ticketID, Change{Severity: &severity})
}

// SetCategory is SetSeverity of the category. CodeInvalid at body.categoryId for one that is not in use.
func (d *Desk) SetCategory(ctx context.Context, ticketID, categoryID string) error {
	return d.Change(ctx, ticketID, Change{CategoryID: &categoryID})
}

// Reopen puts a closed ticket in progress again.
func (d *Desk) Reopen(ctx context.Context, ticketID string) error {
	return d.SetStatus(ctx, ticketID, support.StatusInProgress)
}

// Change commits a change of the ticket as it is seen here. One that changes nothing is no error and no act.
// CodeForbidden for operators, CodeTicketClosed, CodeInvalid with fields as the server would say.
func (d *Desk) Change(ctx context.Context, ticketID string, c Change) error {
	if err := d.me.MayWork(); err != nil {
		return err
	}
	act := outbox.Act{ID: newID(), Kind: outbox.KindChange, TicketID: ticketID, Needs: c.Needs, WrittenAt: d.now()}
	var change support.Change
	err := d.look(ctx, func(v *view) error {
		l, err := v.ticket(ticketID)
		if err == nil {
			change, err = v.changing(&l.ticket, &act, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	removeDraft := ""
	if c.Resolution != nil {
		removeDraft = outbox.ResolutionDraft(ticketID)
	}
	err = d.do(ctx, act, removeDraft, func(t *support.Ticket, by support.Act) error { return changed(t, by, change) })
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
