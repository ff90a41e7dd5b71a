package desk

import "context"

// GoOn makes the new ticket's draft one that goes on from a closed ticket. Another draft that is kept makes room, and
// comes back afterwards.
func (d *Desk) GoOn(ctx context.Context, ticketID string) (NewTicketDraft, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	draft, err := d.draftAfter(ctx, ticketID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	if kept, already, err := d.makeRoomFor(ctx, ticketID); err != nil || already {
		return kept, err
	}
	return draft, d.SaveNewTicketDraft(ctx, draft)
}
