package app

import (
	"context"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// Support is what only technicians do.
type Support struct{ program *Program }

// Take gives the ticket to whoever is in front.
func (s *Support) Take(ticketID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.Take(context.Background(), ticketID)
}

// Assign gives the ticket to a technician, or with an empty id to nobody.
func (s *Support) Assign(ticketID, personID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.Assign(context.Background(), ticketID, personID)
}

// SetStatus puts the ticket in progress or waiting for the customer.
func (s *Support) SetStatus(ticketID, status string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.SetStatus(context.Background(), ticketID, support.Status(status))
}

// Close closes the ticket with what it was and what was done, and with the cause if one is named.
func (s *Support) Close(ticketID, resolution, causeID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.CloseTicket(context.Background(), ticketID, resolution, causeID)
}

// Join closes the ticket as a duplicate of another.
func (s *Support) Join(ticketID, originalID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.Join(context.Background(), ticketID, originalID)
}

// SetSeverity puts right how urgent it is.
func (s *Support) SetSeverity(ticketID, severity string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.SetSeverity(context.Background(), ticketID, support.Severity(severity))
}

// SetCategory puts right what it is about.
func (s *Support) SetCategory(ticketID, categoryID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.SetCategory(context.Background(), ticketID, categoryID)
}

// Reopen puts a closed ticket in progress again.
func (s *Support) Reopen(ticketID string) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.Reopen(context.Background(), ticketID)
}

// LogCall records how a call to the customer ended.
func (s *Support) LogCall(attempt CallAttempt) error {
	d, err := s.program.desk()
	if err != nil {
		return err
	}
	return d.LogCall(context.Background(), attempt.TicketID, support.Call{
		Outcome: support.Outcome(attempt.Outcome), Text: attempt.Text, AgainAt: instant(attempt.AgainAt).Instant(),
	})
}

// SaveDraft keeps what a ticket is to be closed with, how a call went, or why a machine does not run, as it is typed and
// chosen; it is on the disk when it returns.
func (s *Support) SaveDraft(by string, draft WorkDraft) error {
	d, err := s.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.SaveWorkDraft(context.Background(), draft.TicketID, desk.WorkDraft(draft.Kind), desk.Work{
		Text: draft.Text, CauseID: draft.CauseID, Outcome: support.Outcome(draft.Outcome),
		AgainAt: instant(draft.AgainAt).Instant(),
	})
}

// Draft is what was kept, with nothing in it when nothing was.
func (s *Support) Draft(ticketID, kind string) (WorkDraft, error) {
	d, err := s.program.desk()
	if err != nil {
		return WorkDraft{}, err
	}
	work, err := d.WorkDraft(context.Background(), ticketID, desk.WorkDraft(kind))
	return WorkDraft{
		TicketID: ticketID, Kind: kind, Text: work.Text, CauseID: work.CauseID, Outcome: string(work.Outcome),
		AgainAt: millis(work.AgainAt),
	}, err
}

// Technicians are the people a ticket can be assigned to.
func (s *Support) Technicians() ([]PersonRef, error) {
	d, err := s.program.desk()
	if err != nil {
		return nil, err
	}
	people, err := d.Technicians(context.Background())
	out := make([]PersonRef, 0, len(people))
	for _, p := range people {
		out = append(out, PersonRef{ID: p.ID, Name: p.Name})
	}
	return out, err
}
