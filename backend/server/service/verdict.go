package service

import (
	"context"

	"filodiretto/backend/support"
)

// NewVerdict is a customer's word on a closed ticket.
type NewVerdict struct {
	ID      string
	Verdict support.Verdict
	// Text may be empty.
	Text string
}

func (n NewVerdict) check() error {
	var wrong support.Fields
	needID(&wrong, "body.id", n.ID)
	switch {
	case n.Verdict == "":
		wrong.Add("body.verdict", support.ReasonRequired)
	case !n.Verdict.Valid():
		wrong.Add("body.verdict", support.ReasonUnknown)
	}
	if n.Text != "" {
		wrong.Check(support.CheckText("body.text", n.Text, support.MaxText))
	}
	return wrong.Err()
}

// Judge records whether the machine of a closed ticket runs, by its customer. A repeat answers what was recorded, with
// created false.
func (s *Service) Judge(ctx context.Context, by support.Person, ticketID string, n NewVerdict) (m support.Message, created bool, err error) {
	n.Text = support.NormalText(n.Text)
	wrong := n.check()
	if by.Role.Side() != support.SideCustomer {
		wrong = errNotCustomers
	}
	if wrong != nil {
		// Whoever may not see the ticket is told that alone.
		if _, err := s.Ticket(ctx, by, ticketID); err != nil {
			return m, false, err
		}
		return m, false, wrong
	}
	print := fingerprint("verdict", ticketID, string(n.Verdict), n.Text)
	return s.say(ctx, by, ticketID, n.ID, print, func(act support.Act, t *support.Ticket) ([]support.Message, error) {
		said, err := t.Judge(act, n.ID, n.Verdict, n.Text)
		return []support.Message{said}, err
	})
}

var errNotCustomers = support.Errorf(support.CodeForbidden, "only the customer says whether the machine runs")
