package desk

import (
	"context"
	"encoding/json"
	"strconv"

	"filodiretto/backend/desktop/outbox"
)

// behindKey is where the outbox keeps the drafts of new tickets that had to make room for one that goes on from a closed
// ticket, the last one on top.
const behindKey = "new/behind"

// filesBehind is whose the files of the draft are that makes room as the n-th.
func filesBehind(n int) string { return behindKey + ":" + strconv.Itoa(n) }

// roomFor is what puts the new ticket's draft behind the one that follows a closed ticket; it comes back when that one has been
// sent or discarded. The draft that is there already comes along if it follows the same ticket: then it is to stay.
func (d *Desk) roomFor(ctx context.Context, followsTicketID string) (change outbox.Drafts, kept NewTicketDraft, same bool, err error) {
	kept, err = d.keptNewTicket(ctx)
	if err != nil || kept == (NewTicketDraft{}) && len(d.attached(outbox.NewTicketDraft)) == 0 {
		return change, NewTicketDraft{}, false, err
	}
	if followsTicketID != "" && kept.FollowsTicketID == followsTicketID {
		return change, kept, true, nil
	}
	behind, err := d.behind(ctx)
	if err != nil {
		return change, NewTicketDraft{}, false, err
	}
	list, err := d.drafted(behindKey, append(behind, kept), false)
	change.Keep = append(change.Keep, list)
	change.Moves = append(change.Moves, outbox.Move{From: outbox.NewTicketDraft, To: filesBehind(len(behind))})
	return change, NewTicketDraft{}, false, err
}

// behindToo puts one more draft behind, with what is attached to an owner, above what makes room in the same change.
func (d *Desk) behindToo(ctx context.Context, change *outbox.Drafts, draft NewTicketDraft, owner string) error {
	behind, err := d.behind(ctx)
	if err != nil {
		return err
	}
	for _, kept := range change.Keep {
		if kept.Key != behindKey {
			continue
		}
		behind = nil
		if err := json.Unmarshal(kept.Body, &behind); err != nil {
			return err
		}
	}
	list, err := d.drafted(behindKey, append(behind, draft), false)
	change.Keep = append(change.Keep, list)
	change.Moves = append(change.Moves, outbox.Move{From: owner, To: filesBehind(len(behind))})
	return err
}

// comeBack takes the draft that stands behind the one that has gone; the zero value when there is none.
func (d *Desk) comeBack(ctx context.Context) (NewTicketDraft, error) {
	behind, err := d.behind(ctx)
	if err != nil || len(behind) == 0 {
		return NewTicketDraft{}, err
	}
	n := len(behind) - 1
	back, err := d.drafted(outbox.NewTicketDraft, behind[n], behind[n] == NewTicketDraft{})
	if err != nil {
		return NewTicketDraft{}, err
	}
	list, err := d.drafted(behindKey, behind[:n], n == 0)
	if err != nil {
		return NewTicketDraft{}, err
	}
	return behind[n], d.outbox.SaveDrafts(ctx, outbox.Drafts{
		Moves: []outbox.Move{{From: filesBehind(n), To: outbox.NewTicketDraft}}, Keep: []outbox.Draft{back, list},
	})
}

func (d *Desk) behind(ctx context.Context) ([]NewTicketDraft, error) {
	var behind []NewTicketDraft
	err := d.draft(ctx, behindKey, &behind)
	return behind, err
}

func (d *Desk) keptNewTicket(ctx context.Context) (NewTicketDraft, error) {
	var kept NewTicketDraft
	err := d.draft(ctx, outbox.NewTicketDraft, &kept)
	return kept, err
}
