package sqlite

import (
	"context"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const messageColumns = `id, place, note, kind, author, author_name, author_role, created_at, written_at, hash,
	event_type, event_from, event_to, event_outcome, event_text, text`

// readMessage reads a message with all that is attached to it.
const readMessage = messageColumns + `, ` + attachedColumn

// messageIn reads readMessage, but for whose message it is.
func messageIn(r *row) support.Message {
	m := support.Message{ID: r.id()}
	place, note := r.count(), r.count()
	m.Kind = support.MessageKind(r.text())
	if m.Kind == support.MessageNote {
		m.AfterIndex, m.NoteIndex = place, note
	} else {
		m.Index = place
	}
	m.Author = support.Author{ID: r.id(), Name: r.text(), Role: support.Role(r.text())}
	m.CreatedAt, m.WrittenAt, m.Hash = r.instant(), r.instant(), r.hash()
	m.Event = support.Event{
		Type: support.EventType(r.text()), From: r.text(), To: r.text(), Outcome: support.Outcome(r.text()), Text: r.text(),
	}
	m.Text = r.text()
	m.Attachments = attachedIn(r)
	return m
}

func (r *reader) Message(ctx context.Context, ticketID, id string) (m support.Message, err error) {
	err = r.one(ctx, func(row *row) { m = messageIn(row) }, `SELECT `+readMessage+` FROM messages
		WHERE id = ? AND ticket = (SELECT seq FROM tickets WHERE id = ?)`, key(id), key(ticketID))
	m.TicketID = ticketID
	return m, err
}

func (r *reader) Messages(ctx context.Context, f store.MessageFilter) (all []support.Message, err error) {
	query, args := messagesQuery(f)
	err = r.each(ctx, func(row *row) {
		m := messageIn(row)
		m.TicketID = f.TicketID
		all = append(all, m)
	}, query, args...)
	return all, err
}

func messagesQuery(f store.MessageFilter) (string, []any) {
	query := `SELECT ` + readMessage + ` FROM messages
		WHERE ticket = (SELECT seq FROM tickets WHERE id = ?) AND (place, note) > (?, ?)`
	if !f.WithNotes {
		query += ` AND note = 0`
	}
	return query + ` ORDER BY place, note LIMIT ?`,
		[]any{key(f.TicketID), int64(f.AfterIndex), int64(f.AfterNote), limit(f.Limit)}
}

func (w *writer) InsertMessage(ctx context.Context, m support.Message) error {
	place, note := m.Index, 0
	if m.Kind == support.MessageNote {
		place, note = m.AfterIndex, m.NoteIndex
	}
	ticket, err := w.sequence(ctx, m.TicketID)
	if err != nil {
		return err
	}
	if err := w.mayAttach(ctx, m.Attachments); err != nil {
		return err
	}
	err = w.put("this message is there already", `INSERT INTO messages (ticket, attached, `+messageColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		ticket, int64(len(m.Attachments)), key(m.ID), int64(place), int64(note), string(m.Kind), key(m.Author.ID), m.Author.Name, string(m.Author.Role),
		millis(m.CreatedAt), millis(m.WrittenAt), m.Hash[:], string(m.Event.Type), m.Event.From, m.Event.To,
		string(m.Event.Outcome), m.Event.Text, m.Text)
	if err != nil {
		return err
	}
	return w.attach(m.ID, m.Attachments)
}

// sequence is a ticket's number in the file. Messages come many to a ticket, so the last one is remembered.
func (w *writer) sequence(ctx context.Context, ticketID string) (int64, error) {
	if w.lastTicket == ticketID {
		return w.lastSequence, nil
	}
	var n int64
	if err := w.one(ctx, func(r *row) { n = r.number() }, `SELECT seq FROM tickets WHERE id = ?`, key(ticketID)); err != nil {
		return 0, err
	}
	w.lastTicket, w.lastSequence = ticketID, n
	return n, nil
}

func (r *reader) Act(ctx context.Context, id string) (a store.Act, err error) {
	err = r.one(ctx, func(row *row) {
		a = store.Act{ID: row.id(), PersonID: row.id(), Fingerprint: row.hash()}
	}, `SELECT id, person, fingerprint FROM acts WHERE id = ?`, key(id))
	return a, err
}

func (w *writer) InsertAct(_ context.Context, a store.Act) error {
	return w.put("this act was done already", `INSERT INTO acts (id, person, fingerprint) VALUES (?, ?, ?)`,
		key(a.ID), key(a.PersonID), a.Fingerprint[:])
}

func (r *reader) Mark(ctx context.Context, personID, ticketID string) (m support.Mark, err error) {
	err = r.one(ctx, func(row *row) { m = markIn(row) }, `SELECT person, ticket, message, place, note FROM marks
		WHERE person = ? AND ticket = ?`, key(personID), key(ticketID))
	return m, err
}

func markIn(r *row) support.Mark {
	return support.Mark{PersonID: r.id(), TicketID: r.id(), MessageID: r.id(), Index: r.count(), NoteIndex: r.count()}
}

func (w *writer) PutMark(_ context.Context, m support.Mark) error {
	_, err := w.exec(`INSERT INTO marks (person, ticket, message, place, note) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person, ticket) DO UPDATE SET message = excluded.message, place = excluded.place, note = excluded.note`,
		key(m.PersonID), key(m.TicketID), key(m.MessageID), int64(m.Index), int64(m.NoteIndex))
	return err
}
