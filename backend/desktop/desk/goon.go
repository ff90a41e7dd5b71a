package desk

import (
	"context"

	"filodiretto/backend/desktop/outbox"
)

// GoOn makes the new ticket's draft one that goes on from a closed ticket. Another draft that is kept makes room, and
// comes back afterwards.
func (d *Desk) GoOn(ctx context.Context, ticketID string) (NewTicketDraft, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	draft, err := d.draftAfter(ctx, ticketID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	change, kept, already, err := d.roomFor(ctx, ticketID)
	if err != nil || already {
		return kept, err
	}
	next, err := d.drafted(outbox.NewTicketDraft, draft, false)
	if err != nil {
		return NewTicketDraft{}, err
	}
	change.Keep = append(change.Keep, next)
	return draft, d.outbox.SaveDrafts(ctx, change)
}
