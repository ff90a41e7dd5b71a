package outbox

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// Resend sends a refused act again, corrected, under a new id and in its old place; what needed the old one now needs
// the new one. Of an opening the ticket's id changes with it, and with that the ticket of whatever else was done there,
// and its drafts. The body must carry the new id. The draft of the correction goes. ErrNoAct unless the act is refused.
func (o *Outbox) Resend(ctx context.Context, id, newID string, body json.RawMessage, now time.Time) (Act, error) {
	var resent Act
	err := o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		i := find(acts, id)
		if i < 0 || acts[i].State != StateRefused {
			return nil, ErrNoAct
		}
		after := slices.Clone(acts)
		a := &after[i]
		a.ID, a.Body, a.State, a.Refusal, a.WrittenAt = newID, body, StateWaiting, Refusal{}, support.Instant(now)
		a.Attempts, a.CodedFailures, a.RetryAt = 0, 0, time.Time{}
		if err := dropDraft(ctx, tx, Correction(id)); err != nil {
			return nil, err
		}
		if a.Kind == KindOpen {
			if err := moveDrafts(ctx, tx, a.TicketID, newID); err != nil {
				return nil, err
			}
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
				return nil, err
			}
		}
		resent = *a
		return after, nil
	})
	return resent, err
}

func moveDrafts(ctx context.Context, tx *sql.Tx, from, to string) error {
	for _, kind := range []func(string) string{ReplyDraft, NoteDraft, ResolutionDraft, CallDraft} {
		if _, err := tx.ExecContext(ctx, `UPDATE OR REPLACE drafts SET key = ? WHERE key = ?`, kind(to), kind(from)); err != nil {
			return err
		}
	}
	return nil
}

// Discard gives up a refused act. What needed it can never be sent now, but holds somebody's words: it becomes refused
// too, as not_found, and stays until it is discarded itself. The draft of a correction goes with the act; a draft that takes
// its words over is kept in the same commit (nil is none). ErrNoAct unless the act is refused.
func (o *Outbox) Discard(ctx context.Context, id string, takeOver *Draft) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		i := find(acts, id)
		if i < 0 || acts[i].State != StateRefused {
			return nil, ErrNoAct
		}
		if err := dropDraft(ctx, tx, Correction(id)); err != nil {
			return nil, err
		}
		if takeOver != nil {
			if err := saveDraft(ctx, tx, *takeOver); err != nil {
				return nil, err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE id = ?`, id); err != nil {
			return nil, err
		}
		after := slices.Delete(slices.Clone(acts), i, i+1)
		for j := range after {
			b := &after[j]
			if b.Needs != id || b.State != StateWaiting {
				continue
			}
			b.State, b.Refusal, b.Needs = StateRefused, Refusal{Code: support.CodeNotFound}, ""
			if err := update(ctx, tx, *b); err != nil {
				return nil, err
			}
		}
		return after, nil
	})
}

// Draft is text that somebody has begun. Body is the writer's form of it.
type Draft struct {
	Key       string
	Body      json.RawMessage
	WrittenAt time.Time
}

// NewTicketDraft is the key of the new ticket's draft.
const NewTicketDraft = "new"

// ReplyDraft is the key of a ticket's reply draft.
func ReplyDraft(ticketID string) string { return "reply:" + ticketID }

// NoteDraft is the key of a ticket's note draft.
func NoteDraft(ticketID string) string { return "note:" + ticketID }

// ResolutionDraft is the key of what is being written to close a ticket with.
func ResolutionDraft(ticketID string) string { return "resolution:" + ticketID }

// CallDraft is the key of what is being written of a call to a ticket's customer.
func CallDraft(ticketID string) string { return "call:" + ticketID }

// VerdictDraft is the key of what a customer writes about a machine that does not run.
func VerdictDraft(ticketID string) string { return "verdict:" + ticketID }

// CannedReplyDraft is the key of what is being written of a canned reply; the empty id is of a new one.
func CannedReplyDraft(id string) string { return "canned_reply:" + id }

// Correction is the key of the text that a refused act is being corrected to.
func Correction(actID string) string { return "correction:" + actID }

// SaveDraft keeps a draft; it is on the disk when it returns. An empty body removes it.
func (o *Outbox) SaveDraft(ctx context.Context, d Draft) error {
	return o.commit(ctx, func(tx *sql.Tx, _ []Act) ([]Act, error) {
		if len(bytes.TrimSpace(d.Body)) == 0 {
			return nil, dropDraft(ctx, tx, d.Key)
		}
		return nil, saveDraft(ctx, tx, d)
	})
}

func saveDraft(ctx context.Context, tx *sql.Tx, d Draft) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO drafts (key, body, written_at) VALUES (?,?,?)
		ON CONFLICT (key) DO UPDATE SET body = excluded.body, written_at = excluded.written_at`,
		d.Key, string(d.Body), millis(d.WrittenAt))
	return err
}

func dropDraft(ctx context.Context, tx *sql.Tx, key string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE key = ?`, key)
	return err
}

// Draft is the draft with that key; false when there is none.
func (o *Outbox) Draft(ctx context.Context, key string) (Draft, bool, error) {
	d := Draft{Key: key}
	var body string
	var written int64
	err := o.db.Readers.QueryRowContext(ctx, `SELECT body, written_at FROM drafts WHERE key = ?`, key).Scan(&body, &written)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, failure(err)
	}
	d.Body, d.WrittenAt = json.RawMessage(body), instant(written)
	return d, true, nil
}
