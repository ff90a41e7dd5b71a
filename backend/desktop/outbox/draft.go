package outbox

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// Draft is text that somebody has begun. Body is the writer's form of it.
type Draft struct {
	Key       string
	Body      json.RawMessage
	WrittenAt time.Time
}

// NewTicketDraft is the key of the new ticket's draft.
const NewTicketDraft = "new"

// Discarded is whose the files of the new ticket's draft are that was discarded last; they go at the next start.
const Discarded = "discarded"

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

// SaveDraft keeps a draft; it is on the disk when it returns. An empty body removes it; what is attached stays.
func (o *Outbox) SaveDraft(ctx context.Context, d Draft) error {
	return o.commit(ctx, func(tx *sql.Tx, _ []Act) ([]Act, error) { return nil, saveDraft(ctx, tx, d) })
}

// Drafts are drafts that change together: what is attached to one goes (empty: to none), then what is attached to others
// moves, then they are kept as by SaveDraft.
type Drafts struct {
	Empty string
	Moves []Move
	Keep  []Draft
}

// A Move gives what is attached to one draft (by its key) or act (by its id) to another, behind what it has.
type Move struct{ From, To string }

// SaveDrafts keeps drafts in one commit.
func (o *Outbox) SaveDrafts(ctx context.Context, d Drafts) error {
	return o.commitAll(ctx, func(tx *sql.Tx, _ *Snapshot) ([]Act, bool, error) {
		return nil, d.Empty != "" || len(d.Moves) > 0, d.save(ctx, tx)
	})
}

func (d *Drafts) save(ctx context.Context, tx *sql.Tx) error {
	if d.Empty != "" {
		if err := dropFiles(ctx, tx, d.Empty); err != nil {
			return err
		}
	}
	for _, m := range d.Moves {
		if err := moveFiles(ctx, tx, m.From, m.To); err != nil {
			return err
		}
	}
	for _, draft := range d.Keep {
		if err := saveDraft(ctx, tx, draft); err != nil {
			return err
		}
	}
	return nil
}

func saveDraft(ctx context.Context, tx *sql.Tx, d Draft) error {
	if len(bytes.TrimSpace(d.Body)) == 0 {
		return dropDraft(ctx, tx, d.Key)
	}
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
