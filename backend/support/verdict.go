package support

import "time"

// VerdictWithin is for how long after closing the customer may say whether the machine runs.
const VerdictWithin = 7 * 24 * time.Hour

// MayJudge is nil while the customer may say whether the machine runs: within [VerdictWithin] of a closing that is not one
// of a duplicate. CodeForbidden for the support, CodeConflict while the ticket is open, CodeTicketClosed when it is too late.
func (t *Ticket) MayJudge(by Person, now time.Time) error {
	switch {
	case by.Role.Side() != SideCustomer:
		return Errorf(CodeForbidden, "only the customer says whether the machine runs")
	case t.Open():
		return Errorf(CodeConflict, "ticket %d is open", t.Number)
	case t.DuplicateOf.ID != "" || Instant(now).After(t.ClosedAt.Add(VerdictWithin)):
		return t.MayReply()
	}
	return nil
}

// Judge records whether the machine runs; text may be empty. The last word counts. Errors are those of MayJudge.
func (t *Ticket) Judge(act Act, id string, verdict Verdict, text string) (Message, error) {
	if err := t.MayJudge(act.By, act.At); err != nil {
		return Message{}, err
	}
	t.Verdict, t.VerdictAt = verdict, Instant(act.At)
	if verdict == VerdictFails {
		t.await(t.VerdictAt)
	} else {
		t.AwaitedSince = time.Time{}
	}
	return t.event(act, id, Event{Type: EventVerdict, Outcome: Outcome(verdict), Text: text}), nil
}
