package desk

import (
	"encoding/json"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

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
