package sqlite

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// attachedColumn is what is attached to a message of the query around it, as JSON; empty where nothing is.
const attachedColumn = `CASE WHEN attached > 0 THEN (SELECT json_group_array(json_array(hex(a.id), a.name, a.size, hex(a.sha256), a.arrived_at,
	a.type, a.width, a.height, a.abandoned_at) ORDER BY a.place) FROM attachments AS a WHERE a.message = seq) ELSE '' END`

// attachedIn reads attachedColumn.
func attachedIn(r *row) []support.Attachment {
	text := r.text()
	if text == "" {
		return nil
	}
	var all []attached
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		r.err = fmt.Errorf("%w: what is attached to a message: %w", sqlitedb.ErrCorrupt, err)
		return nil
	}
	out := make([]support.Attachment, len(all))
	for i := range all {
		out[i] = support.Attachment(all[i])
	}
	return out
}

// attached is an attachment as attachedColumn has it.
type attached support.Attachment

// UnmarshalJSON reads the columns of one attachment.
func (a *attached) UnmarshalJSON(b []byte) error {
	var id, digest fromHex
	var arrived, abandoned int64
	if err := json.Unmarshal(b, &[...]any{&id, &a.Name, &a.Size, &digest, &arrived, &a.Type, &a.Width, &a.Height, &abandoned}); err != nil {
		return err
	}
	a.ID, a.ArrivedAt, a.AbandonedAt = idOf(id), instant(arrived), instant(abandoned)
	copy(a.SHA256[:], digest)
	return nil
}

// fromHex are bytes as SQLite's hex writes them.
type fromHex []byte

// UnmarshalText reads them.
func (b *fromHex) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

// readAttachment reads an attachment with what it belongs to.
const readAttachment = `SELECT a.id, a.name, a.size, a.sha256, a.arrived_at, a.type, a.width, a.height, a.abandoned_at, m.id, t.id, t.company, m.author, m.kind
	FROM attachments AS a JOIN messages AS m ON m.seq = a.message JOIN tickets AS t ON t.seq = m.ticket`

func attachmentIn(r *row) store.Attachment {
	return store.Attachment{
		Attachment: support.Attachment{
			ID: r.id(), Name: r.text(), Size: r.number(), SHA256: r.hash(), ArrivedAt: r.instant(), Type: r.text(), Width: r.count(), Height: r.count(),
			AbandonedAt: r.instant(),
		},
		MessageID: r.id(), TicketID: r.id(), CompanyID: r.id(), AuthorID: r.id(), Kind: support.MessageKind(r.text()),
	}
}

func (r *reader) Attachment(ctx context.Context, id string) (a store.Attachment, err error) {
	err = r.one(ctx, func(row *row) { a = attachmentIn(row) }, readAttachment+` WHERE a.id = ?`, key(id))
	return a, err
}

func (r *reader) Arrived(ctx context.Context, afterID string, n int) (all []store.Attachment, err error) {
	err = r.each(ctx, func(row *row) { all = append(all, attachmentIn(row)) },
		readAttachment+` WHERE a.id > ? AND a.arrived_at > 0 ORDER BY a.id LIMIT ?`, key(afterID), limit(n))
	return all, err
}

// attach keeps what is attached to a message that was just put.
func (w *writer) attach(messageID string, all []support.Attachment) error {
	for i := range all {
		a := &all[i]
		_, err := w.exec(`INSERT INTO attachments (message, place, id, name, size, sha256, arrived_at, type, width, height, abandoned_at)
			VALUES ((SELECT seq FROM messages WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, key(messageID), int64(i),
			key(a.ID), a.Name, a.Size, a.SHA256[:], millis(a.ArrivedAt), a.Type, int64(a.Width), int64(a.Height), millis(a.AbandonedAt))
		if err != nil {
			return err
		}
	}
	return nil
}

// mayAttach is CodeConflict where the id of one of them is used already. It is asked before anything is written: whoever is
// told of a conflict may go on, and must find nothing half done.
func (w *writer) mayAttach(ctx context.Context, all []support.Attachment) error {
	seen := map[string]bool{}
	for i := range all {
		id := all[i].ID
		used := seen[id]
		seen[id] = true
		err := w.each(ctx, func(*row) { used = true }, `SELECT 1 FROM attachments WHERE id = ?`, key(id))
		if err != nil {
			return err
		}
		if used {
			return support.Errorf(support.CodeConflict, "the id %s is another attachment's already", id)
		}
	}
	return nil
}

func (w *writer) ArriveAttachment(_ context.Context, id string, a support.Attachment) error {
	return w.change(`UPDATE attachments SET arrived_at = ?, type = ?, width = ?, height = ? WHERE id = ?`,
		millis(a.ArrivedAt), a.Type, int64(a.Width), int64(a.Height), key(id))
}

func (w *writer) AbandonAttachment(_ context.Context, id string, at time.Time) error {
	return w.change(`UPDATE attachments SET abandoned_at = ? WHERE id = ?`, millis(at), key(id))
}
