package support

import (
	"strconv"
	"time"
)

// MaxCallText is how many code points a call attempt's line of text may have.
const MaxCallText = MaxText

// Change is what a technician wants changed of a ticket, and what they saw when they wanted it. Nil fields stay.
type Change struct {
	ID string
	// Seen is the status that the technician looked at, empty if they do not say.
	Seen     Status
	Status   *Status
	Severity *Severity
	// Assignee with the zero value unassigns.
	Assignee *PersonRef
	Category *Category
	// Resolution belongs to closing, and so does Cause, which may be left out.
	Resolution *string
	Cause      *CauseRef
	// DuplicateOf closes the ticket as a duplicate of another, without a resolution.
	DuplicateOf *TicketRef
}

// Change applies a change and returns one event for each field that changed, none if nothing did. Of two changes the
// later wins. CodeForbidden for operators; CodeTicketClosed unless whoever saw it closed reopens it; CodeInvalid for a
// status that cannot follow, and for closing without a resolution.
//
// oldCategory is the name of the ticket's category now, for the event.
func (t *Ticket) Change(act Act, c Change, oldCategory string) ([]Message, error) {
	if err := act.By.MayWork(); err != nil {
		return nil, err
	}
	if err := t.checkChange(c); err != nil {
		return nil, err
	}
	var recorded []Message
	if c.Status != nil && *c.Status != t.Status && *c.Status != StatusClosed {
		if t.DuplicateOf.ID != "" {
			recorded = append(recorded, t.Link(act, t.Number, t.DuplicateOf.Number, OutcomeUndone))
		}
		recorded = append(recorded, t.setStatus(act, *c.Status))
	}
	if c.Assignee != nil && c.Assignee.ID != t.Assignee.ID {
		recorded = append(recorded, t.setAssignee(act, *c.Assignee))
	}
	if c.Category != nil && c.Category.ID != t.CategoryID {
		t.CategoryID = c.Category.ID
		recorded = append(recorded, t.event(act, "", Event{Type: EventCategory, From: oldCategory, To: c.Category.Name}))
	}
	if c.Severity != nil && *c.Severity != t.Severity {
		old := t.Severity
		t.Severity = *c.Severity
		recorded = append(recorded, t.event(act, "", Event{Type: EventSeverity, From: string(old), To: string(t.Severity)}))
	}
	if c.Status != nil && *c.Status == StatusClosed {
		recorded = append(recorded, t.close(act, c)...)
	}
	return recorded, nil
}

func (t *Ticket) checkChange(c Change) error {
	if !t.Open() {
		reopens := c.Status != nil && *c.Status == StatusInProgress
		if c.Seen != StatusClosed || !reopens {
			return t.MayReply()
		}
	}
	var wrong Fields
	if c.Status != nil && !t.Status.MayBecome(*c.Status) {
		wrong.Add("body.status", ReasonNotAllow)
	}
	if c.Severity != nil && !c.Severity.Valid() {
		wrong.Add("body.severity", ReasonUnknown)
	}
	closing := c.Status != nil && *c.Status == StatusClosed
	switch {
	case c.DuplicateOf != nil && (!closing || c.DuplicateOf.ID == t.ID):
		wrong.Add("body.duplicateOfId", ReasonNotAllow)
	case c.DuplicateOf != nil && c.Resolution != nil:
		wrong.Add("body.resolution", ReasonNotAllow)
	case c.DuplicateOf != nil:
	case closing && c.Resolution == nil:
		wrong.Add("body.resolution", ReasonRequired)
	case closing:
		wrong.Check(CheckText("body.resolution", *c.Resolution, MaxText))
	case c.Resolution != nil:
		wrong.Add("body.resolution", ReasonNotAllow)
	}
	if c.Cause != nil && (!closing || c.DuplicateOf != nil) {
		wrong.Add("body.causeId", ReasonNotAllow)
	}
	return wrong.Err()
}

// close comes last of a change, so that the resolution, or the link, is the last word before the closing.
func (t *Ticket) close(act Act, c Change) []Message {
	if c.DuplicateOf != nil {
		t.DuplicateOf = *c.DuplicateOf
		linked := t.Link(act, t.Number, t.DuplicateOf.Number, "")
		return []Message{linked, t.setStatus(act, StatusClosed)}
	}
	t.Resolution = *c.Resolution
	if c.Cause != nil {
		t.Cause = *c.Cause
	}
	said := t.event(act, "", Event{Type: EventResolution, To: t.Cause.Name, Text: t.Resolution})
	return []Message{said, t.setStatus(act, StatusClosed)}
}

// Link records, in either of the two, that the ticket of one number is taken for a duplicate of the ticket of the other,
// or with OutcomeUndone no longer.
func (t *Ticket) Link(act Act, duplicate, original int64, outcome Outcome) Message {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return t.event(act, "", Event{Type: EventLink, From: number(duplicate), To: number(original), Outcome: outcome})
}

func (t *Ticket) setStatus(act Act, next Status) Message {
	old, now := t.Status, Instant(act.At)
	t.Status = next
	t.clockMoves(old, now)
	switch {
	case next == StatusClosed:
		t.ClosedAt = now
	case old == StatusClosed:
		// The events of the closing keep what goes here.
		t.ClosedAt, t.Resolution, t.Cause = time.Time{}, "", CauseRef{}
		t.Verdict, t.VerdictAt, t.DuplicateOf = "", time.Time{}, TicketRef{}
	}
	return t.event(act, "", Event{Type: EventStatus, From: string(old), To: string(next)})
}

func (t *Ticket) setAssignee(act Act, next PersonRef) Message {
	old := t.Assignee
	t.Assignee = next
	return t.event(act, "", Event{Type: EventAssignee, From: old.Name, To: next.Name})
}
