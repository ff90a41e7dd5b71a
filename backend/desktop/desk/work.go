package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
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

// A WorkDraft is what is written in a ticket besides replies and notes: with what it closes, how a call went, and, by a
// customer, why a machine does not run.
type WorkDraft string

// The work drafts. Each goes with the act that it becomes.
const (
	DraftResolution WorkDraft = "resolution"
	DraftCall       WorkDraft = "call"
	DraftVerdict    WorkDraft = "verdict"
)

func (of WorkDraft) key(ticketID string) (string, error) {
	switch of {
	case DraftResolution:
		return outbox.ResolutionDraft(ticketID), nil
	case DraftCall:
		return outbox.CallDraft(ticketID), nil
	case DraftVerdict:
		return outbox.VerdictDraft(ticketID), nil
	}
	return "", support.Invalid("body.kind", support.ReasonUnknown)
}

// Work is what one of them keeps: its text, and what was chosen beside it.
type Work struct {
	Text string `json:"text"`
	// CauseID is of a resolution.
	CauseID string `json:"causeId,omitempty"`
	// Outcome and AgainAt are of a call.
	Outcome support.Outcome `json:"outcome,omitempty"`
	AgainAt time.Time       `json:"againAt,omitzero"`
}

// SaveWorkDraft keeps one of them; it is on the disk when it returns. One with nothing in it is removed.
func (d *Desk) SaveWorkDraft(ctx context.Context, ticketID string, of WorkDraft, work Work) error {
	key, err := of.key(ticketID)
	if err != nil {
		return err
	}
	return d.saveDraft(ctx, key, work, work == Work{})
}

// WorkDraft is what was kept; the zero value when there is none.
func (d *Desk) WorkDraft(ctx context.Context, ticketID string, of WorkDraft) (Work, error) {
	key, err := of.key(ticketID)
	if err != nil {
		return Work{}, err
	}
	var kept Work
	return kept, d.draft(ctx, key, &kept)
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

// changed is what a change does to a ticket; errNothing when that is nothing.
func changed(t *support.Ticket, by support.Act, change support.Change) error {
	recorded, err := t.Change(by, change, "")
	if err == nil && len(recorded) == 0 {
		return errNothing
	}
	return err
}

// changing gives the act of a change its body, with what its author has in front of them, and is the change as support takes
// it.
func (v *view) changing(t *support.Ticket, act *outbox.Act, c Change) (support.Change, error) {
	body := api.TicketChange{
		ChangeID: act.ID, Seen: api.Seen{Status: string(t.Status), AssigneeID: t.Assignee.ID}, CauseID: c.CauseID,
		DuplicateOfID: c.DuplicateOfID,
	}
	if c.Status != nil {
		body.Status = string(*c.Status)
	}
	if c.Severity != nil {
		body.Severity = string(*c.Severity)
	}
	if c.Resolution != nil {
		body.Resolution = support.NormalText(*c.Resolution)
	}
	if err := v.checkNamed(t, c); err != nil {
		return support.Change{}, err
	}
	if c.CategoryID != nil {
		body.CategoryID = *c.CategoryID
	}
	if c.AssigneeID != nil && *c.AssigneeID == "" {
		body.AssigneeID = api.Null[string]()
	} else if c.AssigneeID != nil {
		body.AssigneeID = api.Some(*c.AssigneeID)
	}
	var err error
	if act.Body, err = json.Marshal(body); err != nil {
		return support.Change{}, err
	}
	return v.changeIn(body)
}

// checkNamed looks up what the change names; what is not here, or no longer in use, reads as unknown.
func (v *view) checkNamed(t *support.Ticket, c Change) error {
	if c.CategoryID != nil {
		if category, ok, err := v.r.Category(*c.CategoryID); err != nil {
			return err
		} else if !ok || category.Disabled {
			return support.Invalid("body.categoryId", support.ReasonUnknown)
		}
	}
	if c.CauseID != "" {
		if cause, ok, err := v.r.Cause(c.CauseID); err != nil {
			return err
		} else if !ok || cause.Disabled {
			return support.Invalid("body.causeId", support.ReasonUnknown)
		}
	}
	if c.AssigneeID != nil && *c.AssigneeID != "" {
		if err := v.checkTechnician(*c.AssigneeID); err != nil {
			return err
		}
	}
	if c.DuplicateOfID == "" {
		return nil
	}
	original, err := v.ticket(c.DuplicateOfID)
	switch {
	case support.CodeOf(err) == support.CodeNotFound || err == nil && original.ticket.CompanyID != t.CompanyID:
		return support.Invalid("body.duplicateOfId", support.ReasonUnknown)
	case err == nil && (original.ticket.ID == t.ID || original.ticket.DuplicateOf.ID != "" || original.ticket.Number == 0):
		return support.Invalid("body.duplicateOfId", support.ReasonNotAllow)
	default:
		return err
	}
}

func (v *view) checkTechnician(id string) error {
	if id == v.d.me.ID {
		return nil
	}
	person, ok, err := v.r.Person(id)
	if err != nil {
		return err
	}
	if !ok || person.Disabled || person.Role.Side() != support.SideSupport {
		return support.Invalid("body.assigneeId", support.ReasonUnknown)
	}
	return nil
}

// changeIn reads a change off the wire, with the names as they are here.
func (v *view) changeIn(b api.TicketChange) (support.Change, error) {
	c := support.Change{ID: b.ChangeID, Seen: support.Status(b.Seen.Status)}
	if b.Status != "" {
		status := support.Status(b.Status)
		c.Status = &status
		if status == support.StatusClosed && b.DuplicateOfID == "" || b.Resolution != "" {
			c.Resolution = &b.Resolution
		}
	}
	if b.CauseID != "" {
		cause, _, err := v.r.Cause(b.CauseID)
		if err != nil {
			return c, err
		}
		c.Cause = &support.CauseRef{ID: b.CauseID, Name: cause.Name}
	}
	if b.DuplicateOfID != "" {
		original, _, err := v.r.Ticket(b.DuplicateOfID)
		if err != nil {
			return c, err
		}
		c.DuplicateOf = &support.TicketRef{ID: b.DuplicateOfID, Number: original.Number}
	}
	if b.Severity != "" {
		severity := support.Severity(b.Severity)
		c.Severity = &severity
	}
	if b.CategoryID != "" {
		category, _, err := v.r.Category(b.CategoryID)
		if err != nil {
			return c, err
		}
		category.ID = b.CategoryID
		c.Category = &category
	}
	if !b.AssigneeID.Set {
		return c, nil
	}
	assignee := support.PersonRef{ID: b.AssigneeID.Value}
	switch {
	case b.AssigneeID.Null:
		assignee.ID = ""
	case assignee.ID == v.d.me.ID:
		assignee.Name = v.d.me.Name
	default:
		person, _, err := v.r.Person(assignee.ID)
		if err != nil {
			return c, err
		}
		assignee.Name = person.Name
	}
	c.Assignee = &assignee
	return c, nil
}

// MarkRead says that the ticket was read up to the message. It never goes back; one that reads no further than before is
// no act.
func (d *Desk) MarkRead(ctx context.Context, ticketID, messageID string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	act := outbox.Act{ID: newID(), Kind: outbox.KindMark, TicketID: ticketID, WrittenAt: d.now()}
	further := false
	err := d.look(ctx, func(v *view) error {
		if _, err := v.ticket(ticketID); err != nil {
			return err
		}
		m, ok, err := v.r.Message(messageID)
		if err != nil {
			return err
		}
		if !ok || m.TicketID != ticketID {
			// One's own that waits: whatever the server has of the ticket stood before it.
			newest, err := v.r.Messages(ticketID, cache.Place{}, 1)
			if err != nil || len(newest) == 0 {
				return err
			}
			m = newest[0]
		}
		mark := support.MarkAt(d.me.ID, &m)
		act.SeenIndex, act.SeenNote = mark.Index, mark.NoteIndex
		if act.Body, err = json.Marshal(api.ReadUpTo{MessageID: m.ID}); err != nil {
			return err
		}
		read, err := v.readForGood(ticketID)
		further = mark.Index > read
		return err
	})
	if err != nil || !further {
		return err
	}
	_, err = d.outbox.Add(ctx, act, "")
	return err
}

// readForGood is the index up to which the ticket is read whatever becomes of what waits: a reply shows that its writer
// had read what stood before it, but one that is refused shows it to nobody.
func (v *view) readForGood(ticketID string) (int, error) {
	reading, err := v.r.Reading(ticketID)
	read := max(reading.Mark, reading.Own)
	for _, a := range v.acts.Acts() {
		if a.TicketID == ticketID && (a.Kind == outbox.KindMark || a.Kind == outbox.KindReply && a.State == outbox.StateSent) {
			read = max(read, a.SeenIndex, a.Answer.Index)
		}
	}
	return read, err
}

// Forget lets acts go that were sent over a day ago and that the feed has brought.
func (d *Desk) Forget(ctx context.Context) error {
	gone, err := d.outbox.Forget(ctx, d.now(), func(ctx context.Context, a outbox.Act) (bool, error) {
		// Filters and canned replies have no place by which they are known: within a day they are here, or were overtaken.
		if !a.Kind.OfTicket() {
			return true, nil
		}
		return d.cache.Brought(ctx, a)
	})
	if gone > 0 {
		d.settling.Lock()
		clear(d.settled)
		d.settling.Unlock()
	}
	return err
}
