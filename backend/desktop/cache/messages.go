package cache

import (
	"slices"

	"filodiretto/backend/support"
)

const messageColumns = `m.id, m.ticket_id, m.place, m.note, m.kind, m.author_id, m.author, m.author_role, m.created_at,
	m.written_at, m.hash, m.event, m.text, m.attachments`

func scanMessage(scan func(...any) error) (support.Message, error) {
	var m support.Message
	var id, ticket, author, hash []byte
	var place, note int
	var created, written int64
	var event, attachments string
	err := scan(&id, &ticket, &place, &note, &m.Kind, &author, &m.Author.Name, &m.Author.Role, &created, &written, &hash,
		&event, &m.Text, &attachments)
	if err != nil {
		return m, err
	}
	if m.Attachments, err = attachmentsIn(attachments); err != nil {
		return m, err
	}
	m.ID, m.TicketID, m.Author.ID = idOf(id), idOf(ticket), idOf(author)
	m.CreatedAt, m.WrittenAt = instant(created), instant(written)
	copy(m.Hash[:], hash)
	if m.Kind == support.MessageNote {
		m.AfterIndex, m.NoteIndex = place, note
	} else {
		m.Index = place
	}
	m.Event, err = keptEvent(event)
	return m, err
}

const (
	newestMessages = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ?
		ORDER BY m.place DESC, m.note DESC LIMIT ?`
	olderMessages = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? AND (m.place, m.note) < (?, ?)
		ORDER BY m.place DESC, m.note DESC LIMIT ?`
	oneMessage     = `SELECT ` + messageColumns + ` FROM messages m WHERE m.id = ?`
	statusMessages = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? AND m.event_type = 'status' ORDER BY m.place`
	callMessages   = `SELECT ` + messageColumns + ` FROM json_each(?) j CROSS JOIN messages m
		ON m.ticket_id = unhex(j.value) AND m.event_type = 'call_attempt'`
	firstUnreadText = `SELECT id FROM messages WHERE ticket_id = ? AND place > ? AND kind = 'reply' AND created_at >= ?
		AND (author_role = 'operator') = ? ORDER BY place LIMIT 1`
	newestUnread = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? AND m.place > ?
		AND m.kind = 'reply' AND m.created_at >= ? AND (m.author_role = 'operator') = ? ORDER BY m.place DESC LIMIT 1`
)

func (r *Reader) messages(query string, args ...any) ([]support.Message, error) {
	rows, err := r.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []support.Message
	for rows.Next() {
		m, err := scanMessage(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// Messages are the newest messages of a ticket before a place (the zero one: of all), oldest first.
func (r *Reader) Messages(ticketID string, before Place, limit int) ([]support.Message, error) {
	var page []support.Message
	var err error
	if before == (Place{}) {
		page, err = r.messages(newestMessages, key(ticketID), limit)
	} else {
		page, err = r.messages(olderMessages, key(ticketID), before.Index, before.Note, limit)
	}
	slices.Reverse(page)
	return page, err
}

// Calls are the call attempts of tickets, by ticket.
func (r *Reader) Calls(ticketIDs []string) (map[string][]support.Message, error) {
	list, err := hexed(ticketIDs)
	if err != nil {
		return nil, err
	}
	all, err := r.messages(callMessages, list)
	out := map[string][]support.Message{}
	for _, m := range all {
		out[m.TicketID] = append(out[m.TicketID], m)
	}
	return out, err
}

// Message is the message with that id; false when it is not in the cache.
func (r *Reader) Message(id string) (support.Message, bool, error) {
	stmt, err := r.c.reading.in(r.ctx, r.tx, oneMessage)
	if err != nil {
		return support.Message{}, false, err
	}
	m, err := scanMessage(stmt.QueryRowContext(r.ctx, key(id)).Scan)
	ok, err := found(err)
	return m, ok, err
}

// StatusHistory are the events of a ticket's status, oldest first.
func (r *Reader) StatusHistory(ticketID string) ([]support.Message, error) {
	return r.messages(statusMessages, key(ticketID))
}

// Reading is up to where the person has read a ticket.
type Reading struct {
	// Mark is the index of their mark, Own that of their own last reply.
	Mark, Own int
}

// Reading says how far the ticket has been read.
func (r *Reader) Reading(ticketID string) (Reading, error) {
	var out Reading
	_, err := found(r.row(`SELECT mark_index, own_index FROM reading WHERE ticket_id = ?`, []any{key(ticketID)}, &out.Mark, &out.Own))
	return out, err
}

// Unread counts the other side's replies of a ticket after an index, since the person's account began, whether or not
// the ticket concerns them, and gives the first one's id.
func (r *Reader) Unread(ticketID string, after int) (count int, first string, err error) {
	since, other := millis(r.c.me.CreatedAt), otherSide(r.c.me)
	if err := r.row(unreadQuery, []any{key(ticketID), after, since, other}, &count); err != nil || count == 0 {
		return 0, "", err
	}
	var id []byte
	if err := r.row(firstUnreadText, []any{key(ticketID), after, since, other}, &id); err != nil {
		return 0, "", err
	}
	return count, idOf(id), nil
}

// NewestUnread is the newest of the replies that Unread counts; false when there is none.
func (r *Reader) NewestUnread(ticketID string, after int) (support.Message, bool, error) {
	page, err := r.messages(newestUnread, key(ticketID), after, millis(r.c.me.CreatedAt), otherSide(r.c.me))
	if err != nil || len(page) == 0 {
		return support.Message{}, false, err
	}
	return page[0], true, nil
}
