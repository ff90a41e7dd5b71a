package outbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// Resend sends a refused act again, corrected, under a new id and in its old place; what needed the old one now needs the
// new one. Of an opening the ticket's id changes with it, and with that the ticket of whatever else was done there, and its
// drafts. The body must carry the new id, and declare what is attached to the act by now. The draft of the correction goes.
// ErrNoAct unless the act is refused, ErrNoAttachment where the body declares anything else.
func (o *Outbox) Resend(ctx context.Context, id, newID string, body json.RawMessage, now time.Time) (Act, error) {
	var resent Act
	err := o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		i := find(was.acts, id)
		if i < 0 || was.acts[i].State != StateRefused {
			return nil, false, ErrNoAct
		}
		after := slices.Clone(was.acts)
		a := &after[i]
		a.ID, a.Body, a.State, a.Refusal, a.WrittenAt = newID, body, StateWaiting, Refusal{}, support.Instant(now)
		a.Attempts, a.CodedFailures, a.RetryAt = 0, 0, time.Time{}
		if err := dropDraft(ctx, tx, Correction(id)); err != nil {
			return nil, false, err
		}
		if a.Kind == KindOpen {
			if err := moveDrafts(ctx, tx, a.TicketID, newID); err != nil {
				return nil, false, err
			}
		}
		if err := takeAll(ctx, tx, was, *a, id); err != nil {
			return nil, false, err
		}
		oldTicket := a.TicketID
		for j := range after {
			b := &after[j]
			changed := j == i
			if b.Needs == id {
				b.Needs, changed = newID, true
			}
			if a.Kind == KindOpen && b.TicketID == oldTicket {
				b.TicketID, changed = newID, true
			}
			if !changed {
				continue
			}
			if err := update(ctx, tx, *b); err != nil {
				return nil, false, err
			}
		}
		resent = *a
		return after, len(was.files) > 0, nil
	})
	return resent, err
}

func moveDrafts(ctx context.Context, tx *sql.Tx, from, to string) error {
	for _, kind := range []func(string) string{ReplyDraft, NoteDraft, ResolutionDraft, CallDraft, VerdictDraft} {
		if _, err := tx.ExecContext(ctx, `UPDATE OR REPLACE drafts SET key = ? WHERE key = ?`, kind(to), kind(from)); err != nil {
			return err
		}
		if err := moveFiles(ctx, tx, kind(from), kind(to)); err != nil {
			return err
		}
	}
	return nil
}

// Discard gives up a refused act. What needed it can never be sent now, but holds somebody's words: it becomes refused
// too, as not_found, and stays until it is discarded itself. The draft of a correction and what is attached go with the act;
// drafts that take its words and files over are kept in the same commit, and so are left, which was never sent and can not be
// either: acts that are refused in the same way. Their files come to them by takeOver. ErrNoAct unless the act is refused.
func (o *Outbox) Discard(ctx context.Context, id string, takeOver Drafts, left ...Act) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		i := find(was.acts, id)
		if i < 0 || was.acts[i].State != StateRefused {
			return nil, false, ErrNoAct
		}
		if err := dropDraft(ctx, tx, Correction(id)); err != nil {
			return nil, false, err
		}
		if err := takeOver.save(ctx, tx); err != nil {
			return nil, false, err
		}
		if err := dropFiles(ctx, tx, id); err != nil {
			return nil, false, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE id = ?`, id); err != nil {
			return nil, false, err
		}
		after := slices.Delete(slices.Clone(was.acts), i, i+1)
		for j := range after {
			b := &after[j]
			if b.Needs != id || b.State != StateWaiting {
				continue
			}
			b.State, b.Refusal, b.Needs = StateRefused, Refusal{Code: support.CodeNotFound}, ""
			if err := update(ctx, tx, *b); err != nil {
				return nil, false, err
			}
		}
		for _, a := range left {
			a.State, a.Refusal, a.WrittenAt = StateRefused, Refusal{Code: support.CodeNotFound}, support.Instant(a.WrittenAt)
			var err error
			if a.Seq, err = insert(ctx, tx, a); err != nil {
				return nil, false, err
			}
			after = append(after, a)
		}
		_, err := withRefused(ctx, tx)
		return after, len(was.files) > 0, err
	})
}
