package cache

import (
	"encoding/json"
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// rowsAtOnce is how many messages are written by one statement.
const rowsAtOnce = 32

// messageRow is a message about to be written.
type messageRow struct {
	doc   int64
	event string
	// attachments are as the file keeps them.
	attachments string
	support.Message
}

// message writes a message, with others behind it at once. Messages never change: one that is there stays as it is, but that
// its attachments arrive.
func (w *write) message(in *api.Message) error {
	m := MessageIn(*in)
	for _, of := range []struct{ kind, id string }{{api.TypeMessage, m.ID}, {api.TypeTicket, m.TicketID}} {
		if of.kind == api.TypeTicket && w.walk == Forward {
			continue // the ticket itself comes back first
		}
		if gone, err := w.wasRemoved(of.kind, of.id); err != nil || gone {
			return err
		}
	}
	row := messageRow{Message: m}
	if m.Event.Type != "" {
		b, err := json.Marshal(in.Event)
		if err != nil {
			return err
		}
		row.event = string(b)
	}
	var err error
	if row.attachments, err = attachmentsOut(m.Attachments); err != nil {
		return err
	}
	if row.doc, err = w.newDoc(docMessage, m.CreatedAt); err != nil {
		return err
	}
	w.rows = append(w.rows, row)
	if len(w.rows) < rowsAtOnce {
		return nil
	}
	return w.writeRows()
}

// writeRows writes the messages that wait for it, and what follows from those that were not there.
func (w *write) writeRows() error {
	if len(w.rows) == 0 {
		return nil
	}
	args := make([]any, 0, len(w.rows)*16)
	for i := range w.rows {
		m := &w.rows[i]
		place := PlaceOf(&m.Message)
		args = append(args, m.doc, key(m.ID), key(m.TicketID), place.Index, place.Note, string(m.Kind), key(m.Author.ID),
			m.Author.Name, string(m.Author.Role), string(m.Event.Type), millis(m.CreatedAt), millis(m.WrittenAt), m.Hash[:],
			m.event, m.Text, m.attachments)
	}
	stmt, err := w.prepared(`INSERT OR IGNORE INTO messages (doc, id, ticket_id, place, note, kind, author_id, author,
			author_role, event_type, created_at, written_at, hash, event, text, attachments)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)` + strings.Repeat(`,(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, len(w.rows)-1) + ` RETURNING doc`)
	if err != nil {
		return err
	}
	docs, err := scanDocs(stmt.QueryContext(w.ctx, args...))
	if err != nil {
		return err
	}
	written := map[int64]bool{}
	for _, doc := range docs {
		written[doc] = true
	}
	rows := w.rows
	w.rows = w.rows[:0]
	for i := range rows {
		m := &rows[i].Message
		if !written[rows[i].doc] {
			if err := w.again(m); err != nil {
				return err
			}
			continue
		}
		if w.remembers {
			if err := w.cameBack(m); err != nil {
				return err
			}
		}
		if err := w.attach(m); err != nil {
			return err
		}
		w.touched[m.TicketID] = true
		w.applied.Messages = append(w.applied.Messages, *m)
		if m.Event.Type == support.EventCallAttempt {
			w.board.called(m.TicketID)
		}
		if searchable(m) {
			w.docs = append(w.docs, rows[i].doc)
		}
		if err := w.readsOn(m); err != nil {
			return err
		}
	}
	return nil
}

// searchable: the description, message 1, is found with its ticket, but for the names of its files.
func searchable(m *support.Message) bool {
	if len(m.Attachments) > 0 {
		return true
	}
	if m.Kind == support.MessageReply && m.Index == 1 {
		return false
	}
	return m.Text != "" || m.Event.Text != ""
}
