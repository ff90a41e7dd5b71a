package desk

import (
	"context"
	"strings"
)

// GoOn makes the new ticket's draft one that goes on from a closed ticket. What somebody had described in it already
// stays.
func (d *Desk) GoOn(ctx context.Context, ticketID string) (NewTicketDraft, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	kept, err := d.NewTicketDraft(ctx)
	if err != nil {
		return NewTicketDraft{}, err
	}
	draft, err := d.draftAfter(ctx, ticketID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	draft.Description = strings.TrimSpace(kept.Description)
	return draft, d.SaveNewTicketDraft(ctx, draft)
}
