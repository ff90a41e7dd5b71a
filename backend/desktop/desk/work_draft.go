package desk

import (
	"context"
	"time"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

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
	err = d.draft(ctx, key, &kept)
	return kept, err
}
