package service

import (
	"context"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// TicketChange is what a technician wants changed; nil fields stay.
type TicketChange struct {
	ID             string
	SeenStatus     support.Status
	SeenAssigneeID string
	Status         *support.Status
	Severity       *support.Severity
	// AssigneeID with the empty text unassigns.
	AssigneeID *string
	CategoryID *string
	Resolution *string
	CauseID    *string
	// DuplicateOfID closes the ticket as a duplicate of another of its company.
	DuplicateOfID *string
}

func (c *TicketChange) check() error {
	var wrong support.Fields
	if c.Resolution != nil {
		normal := support.NormalText(*c.Resolution)
		c.Resolution = &normal
	}
	needID(&wrong, "body.changeId", c.ID)
	if c.SeenStatus != "" && !c.SeenStatus.Valid() {
		wrong.Add("body.seen.status", support.ReasonUnknown)
	}
	if c.Status != nil && !c.Status.Valid() {
		wrong.Add("body.status", support.ReasonUnknown)
	}
	if c.Severity != nil && !c.Severity.Valid() {
		wrong.Add("body.severity", support.ReasonUnknown)
	}
	if c.AssigneeID != nil && *c.AssigneeID != "" {
		needID(&wrong, "body.assigneeId", *c.AssigneeID)
	}
	if c.CategoryID != nil {
		needID(&wrong, "body.categoryId", *c.CategoryID)
	}
	if c.Resolution != nil {
		wrong.Check(support.CheckText("body.resolution", *c.Resolution, support.MaxText))
	}
	if c.CauseID != nil {
		needID(&wrong, "body.causeId", *c.CauseID)
	}
	if c.DuplicateOfID != nil {
		needID(&wrong, "body.duplicateOfId", *c.DuplicateOfID)
	}
	return wrong.Err()
}

func needID(wrong *support.Fields, location, id string) {
	switch {
	case id == "":
		wrong.Add(location, support.ReasonRequired)
	case !support.ValidID(id):
		wrong.Add(location, support.ReasonBadID)
	}
}

func (c *TicketChange) fingerprint(ticketID string) [32]byte {
	parts := []string{"change", ticketID, string(c.SeenStatus), c.SeenAssigneeID}
	for _, p := range []*string{(*string)(c.Status), (*string)(c.Severity), c.AssigneeID, c.CategoryID, c.Resolution} {
		if p == nil {
			parts = append(parts, "stays", "")
		} else {
			parts = append(parts, "becomes", *p)
		}
	}
	// What came later is told only where it is asked for: what was asked before it came has the fingerprint that it had.
	if c.CauseID != nil {
		parts = append(parts, "cause", *c.CauseID)
	}
	if c.DuplicateOfID != nil {
		parts = append(parts, "duplicate of", *c.DuplicateOfID)
	}
	return fingerprint(parts...)
}

// ChangeTicket applies a technician's change. A repeat answers the ticket as it is now.
func (s *Service) ChangeTicket(ctx context.Context, by support.Person, ticketID string, c TicketChange) (t support.Ticket, err error) {
	if err := s.mayWork(ctx, by, ticketID); err != nil {
		return t, err
	}
	if err := c.check(); err != nil {
		return t, err
	}
	print := c.fingerprint(ticketID)
	err = s.store.Write(ctx, func(w store.Writer) error {
		if t, err = seenTicket(ctx, w, by, ticketID); err != nil {
			return err
		}
		if before, err := done(ctx, w, by, c.ID, print); before || err != nil {
			return err
		}
		change, oldCategory, err := c.lookUp(ctx, w, &t)
		if err != nil {
			return err
		}
		before, act := t.DuplicateOf, s.act(by)
		recorded, err := t.Change(act, change, oldCategory)
		if err != nil {
			return err
		}
		if err := w.InsertAct(ctx, store.Act{ID: c.ID, PersonID: by.ID, Fingerprint: print}); err != nil {
			return err
		}
		if err := keep(ctx, w, by, &t, recorded, c.ID); err != nil {
			return err
		}
		return linkOriginal(ctx, w, act, &t, before)
	})
	if err != nil {
		return support.Ticket{}, err
	}
	return t, nil
}

// linkOriginal records in the ticket of which t has become a duplicate, or is none any more, what t itself records. before is
// what t was a duplicate of.
func linkOriginal(ctx context.Context, w store.Writer, act support.Act, t *support.Ticket, before support.TicketRef) error {
	if t.DuplicateOf == before {
		return nil
	}
	original, outcome := t.DuplicateOf, support.Outcome("")
	if original.ID == "" {
		original, outcome = before, support.OutcomeUndone
	}
	other, err := w.Ticket(ctx, original.ID)
	if err != nil {
		return err
	}
	linked := other.Link(act, t.Number, other.Number, outcome)
	return keep(ctx, w, act.By, &other, []support.Message{linked}, "")
}

// mayWork is CodeNotFound for a ticket that the person may not see, CodeForbidden for one that they may only see.
// Operators are told so before anything is said about what they asked for.
func (s *Service) mayWork(ctx context.Context, by support.Person, ticketID string) error {
	if _, err := s.Ticket(ctx, by, ticketID); err != nil {
		return err
	}
	return by.MayWork()
}

// lookUp finds what the change names. A person or category already there stays though it was disabled since.
func (c *TicketChange) lookUp(ctx context.Context, r store.Reader, t *support.Ticket) (support.Change, string, error) {
	change := support.Change{ID: c.ID, Seen: c.SeenStatus, Status: c.Status, Severity: c.Severity, Resolution: c.Resolution}
	var wrong support.Fields
	if err := c.lookUpClosing(ctx, r, t, &change, &wrong); err != nil {
		return change, "", err
	}
	var oldCategory string
	if c.AssigneeID != nil {
		change.Assignee = &support.PersonRef{}
		if *c.AssigneeID != "" {
			p, err := r.Person(ctx, *c.AssigneeID)
			if err == nil && p.Role.Side() != support.SideSupport {
				err = errNotFound
			}
			if err := unknown(&wrong, "body.assigneeId", err); err != nil {
				return change, "", err
			}
			if p.Disabled && p.ID != t.Assignee.ID {
				wrong.Add("body.assigneeId", support.ReasonNotAllow)
			}
			*change.Assignee = p.Ref()
		}
	}
	if c.CategoryID != nil {
		category, err := r.Category(ctx, *c.CategoryID)
		if err := unknown(&wrong, "body.categoryId", err); err != nil {
			return change, "", err
		}
		if category.Disabled && category.ID != t.CategoryID {
			wrong.Add("body.categoryId", support.ReasonNotAllow)
		}
		change.Category = &category
		if t.CategoryID != "" {
			old, err := r.Category(ctx, t.CategoryID)
			if err != nil && !missing(err) {
				return change, "", err
			}
			oldCategory = old.Name
		}
	}
	return change, oldCategory, wrong.Err()
}

// lookUpClosing finds what belongs to closing. A cause that went out of use is taken: the closing may have been written
// before, offline.
func (c *TicketChange) lookUpClosing(ctx context.Context, r store.Reader, t *support.Ticket, change *support.Change, wrong *support.Fields) error {
	if c.CauseID != nil {
		cause, err := r.Cause(ctx, *c.CauseID)
		if err := unknown(wrong, "body.causeId", err); err != nil {
			return err
		}
		change.Cause = &support.CauseRef{ID: cause.ID, Name: cause.Name}
	}
	if c.DuplicateOfID != nil {
		original, err := r.Ticket(ctx, *c.DuplicateOfID)
		if err == nil && original.CompanyID != t.CompanyID {
			err = errNotFound
		}
		if err := unknown(wrong, "body.duplicateOfId", err); err != nil {
			return err
		}
		if original.DuplicateOf.ID != "" {
			wrong.Add("body.duplicateOfId", support.ReasonNotAllow)
		}
		change.DuplicateOf = &support.TicketRef{ID: original.ID, Number: original.Number}
	}
	return nil
}

// LogCall records a call attempt. A repeat answers what was recorded, with created false.
func (s *Service) LogCall(ctx context.Context, by support.Person, ticketID string, c support.Call) (m support.Message, created bool, err error) {
	if err := s.mayWork(ctx, by, ticketID); err != nil {
		return m, false, err
	}
	c.Text, c.AgainAt = support.NormalText(c.Text), support.Instant(c.AgainAt)
	if err := c.Check(); err != nil {
		return m, false, err
	}
	asked := []string{"call", ticketID, string(c.Outcome), c.Text}
	if !c.AgainAt.IsZero() {
		asked = append(asked, c.AgainAt.Format(support.InstantLayout))
	}
	print := fingerprint(asked...)
	return s.say(ctx, by, ticketID, c.ID, print, func(act support.Act, t *support.Ticket) ([]support.Message, error) {
		said, err := t.CallAttempt(act, c)
		return []support.Message{said}, err
	})
}
