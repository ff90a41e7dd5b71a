package desk

import (
	"context"

	"filodiretto/backend/desktop/outbox"
)

// behindKey is where the outbox keeps the drafts of new tickets that had to make room for one that goes on from a closed
// ticket, the last one on top.
const behindKey = "new/behind"

// makeRoomFor puts the new ticket's draft behind the one that follows a closed ticket; it comes back when that one has
// been sent or discarded. It returns the draft that is there already if it follows the same ticket.
func (d *Desk) makeRoomFor(ctx context.Context, followsTicketID string) (NewTicketDraft, bool, error) {
	kept, err := d.keptNewTicket(ctx)
	if err != nil || kept == (NewTicketDraft{}) {
		return NewTicketDraft{}, false, err
	}
	if followsTicketID != "" && kept.FollowsTicketID == followsTicketID {
		return kept, true, nil
	}
	behind, err := d.behind(ctx)
	if err != nil {
		return NewTicketDraft{}, false, err
	}
	// A machine that stops here leaves the draft in both places: better twice than not at all.
	return NewTicketDraft{}, false, d.keepBehind(ctx, append(behind, kept))
}

// comeBack takes the draft that stands behind the one that has gone; the zero value when there is none.
func (d *Desk) comeBack(ctx context.Context) (NewTicketDraft, error) {
	behind, err := d.behind(ctx)
	if err != nil || len(behind) == 0 {
		return NewTicketDraft{}, err
	}
	last := behind[len(behind)-1]
	if err := d.SaveNewTicketDraft(ctx, last); err != nil {
		return NewTicketDraft{}, err
	}
	return last, d.keepBehind(ctx, behind[:len(behind)-1])
}

func (d *Desk) behind(ctx context.Context) ([]NewTicketDraft, error) {
	var behind []NewTicketDraft
	err := d.draft(ctx, behindKey, &behind)
	return behind, err
}

func (d *Desk) keepBehind(ctx context.Context, behind []NewTicketDraft) error {
	return d.saveDraft(ctx, behindKey, behind, len(behind) == 0)
}

func (d *Desk) keptNewTicket(ctx context.Context) (NewTicketDraft, error) {
	var kept NewTicketDraft
	err := d.draft(ctx, outbox.NewTicketDraft, &kept)
	return kept, err
}
