package cache

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// Reader reads the cache as it was at one moment. It lives as long as the function given to Read.
type Reader struct {
	c   *Cache
	ctx context.Context //nolint:containedctx // it lives as long as the one call
	tx  *sql.Tx
}

// Read calls fn with a reader: all that it reads belongs together. fn must not call Read.
func (c *Cache) Read(ctx context.Context, fn func(*Reader) error) error {
	select {
	case c.readers <- struct{}{}:
		defer func() { <-c.readers }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tx, err := c.db.Readers.BeginTx(ctx, nil)
	if err != nil {
		return c.failure(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(&Reader{c: c, ctx: ctx, tx: tx}); err != nil {
		return c.failure(err)
	}
	return nil
}

func (r *Reader) query(query string, args ...any) (*sql.Rows, error) {
	stmt, err := r.c.reading.in(r.ctx, r.tx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(r.ctx, args...)
}

func (r *Reader) row(query string, args []any, targets ...any) error {
	stmt, err := r.c.reading.in(r.ctx, r.tx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(r.ctx, args...).Scan(targets...)
}

// found turns a look-up's error into whether there was something.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Revision differs between moments at which the cache differs.
func (r *Reader) Revision() (int64, error) {
	var revision int64
	err := r.row(`SELECT revision FROM feed`, nil, &revision)
	return revision, err
}

// Counts are how many tickets there are, and how many replies are unread, in all and of closed tickets.
type Counts struct {
	Open, Closed, Unread, UnreadClosed int
}

// Counts counts at the cost of reading one row, and those of tickets with something unread.
func (r *Reader) Counts() (Counts, error) {
	var n Counts
	err := r.row(counts, nil, &n.Open, &n.Closed, &n.Unread, &n.UnreadClosed)
	return n, err
}

// Row is a ticket as lists show it. Its Description is left out of pages.
type Row struct {
	support.Ticket
	// Unread replies, by the rule for whose cache it is.
	Unread int
	// Last is the newest reply, its text cut to what a line can show.
	Last support.Message
}

const ticketColumns = `t.id, t.number, t.kind, t.title, t.status, t.severity, t.unread, t.category_id, t.company_id,
	t.machine_id, t.machine_name, t.machine_model, t.machine_serial, t.machine_site, t.opened_by_id, t.opened_by,
	t.opened_for_id, t.opened_for, t.assignee_id, t.assignee, t.phone, t.call_from, t.call_to, t.follows_id,
	t.created_at, t.written_at, t.updated_at, t.closed_at, t.last_message_at, t.message_count, t.last_index,
	t.read_by_support, t.read_by_customer, t.note_count, t.last_note_at, t.resolution, t.cause_id, t.cause, t.verdict,
	t.verdict_at, t.duplicate_of, t.duplicate_of_number, t.first_reply_at, t.awaited_since, t.paused_at, t.spoken_at,
	t.call_again_at`

// LastText is how many characters of a ticket's newest reply its row has.
const LastText = 200

// lastColumns are of the ticket's newest reply; the texts of list rows need no more than a line.
const lastColumns = `coalesce(m.id, x''), coalesce(m.place, 0), coalesce(m.author_id, x''), coalesce(m.author, ''),
	coalesce(m.author_role, ''), coalesce(m.created_at, 0), coalesce(substr(m.text, 1, 200), ''), coalesce(m.attachments, '')`

const lastJoin = ` LEFT JOIN messages m ON m.doc = (SELECT l.doc FROM messages l
	WHERE l.ticket_id = t.id AND l.kind = 'reply' ORDER BY l.place DESC, l.note DESC LIMIT 1)`

func scanRow(scan func(...any) error, more ...any) (Row, error) {
	var out Row
	t := &out.Ticket
	var id, category, company, machine, by, forWhom, assignee, follows, cause, duplicateOf, lastID, lastAuthor []byte
	var from, to, created, written, updated, closed, last, lastNote, lastAt int64
	var judged, replied, awaited, paused, spoken, again int64
	var attachments string
	targets := []any{
		&id, &t.Number, &t.Kind, &t.Title, &t.Status, &t.Severity, &out.Unread, &category, &company,
		&machine, &t.Machine.Name, &t.Machine.Model, &t.Machine.Serial, &t.Machine.Site, &by, &t.OpenedBy.Name,
		&forWhom, &t.OpenedFor.Name, &assignee, &t.Assignee.Name, &t.Phone, &from, &to, &follows,
		&created, &written, &updated, &closed, &last, &t.MessageCount, &t.LastIndex,
		&t.ReadBySupport, &t.ReadByCustomer, &t.NoteCount, &lastNote, &t.Resolution, &cause, &t.Cause.Name, &t.Verdict,
		&judged, &duplicateOf, &t.DuplicateOf.Number, &replied, &awaited, &paused, &spoken,
		&again,
		&lastID, &out.Last.Index, &lastAuthor, &out.Last.Author.Name, &out.Last.Author.Role, &lastAt, &out.Last.Text,
		&attachments,
	}
	err := scan(append(targets, more...)...)
	if err != nil {
		return out, err
	}
	if out.Last.Attachments, err = attachmentsIn(attachments); err != nil {
		return out, err
	}
	t.ID, t.CategoryID, t.CompanyID, t.MachineID = idOf(id), idOf(category), idOf(company), idOf(machine)
	t.OpenedBy.ID, t.OpenedFor.ID, t.Assignee.ID = idOf(by), idOf(forWhom), idOf(assignee)
	t.FollowsTicketID, t.Cause.ID, t.DuplicateOf.ID = idOf(follows), idOf(cause), idOf(duplicateOf)
	t.CallWindow = support.CallWindow{From: instant(from), To: instant(to)}
	t.CreatedAt, t.WrittenAt, t.UpdatedAt = instant(created), instant(written), instant(updated)
	t.ClosedAt, t.LastMessageAt, t.LastNoteAt = instant(closed), instant(last), instant(lastNote)
	t.VerdictAt, t.FirstReplyAt, t.AwaitedSince = instant(judged), instant(replied), instant(awaited)
	t.PausedAt, t.SpokenAt, t.CallAgainAt = instant(paused), instant(spoken), instant(again)
	if len(lastID) > 0 {
		out.Last.ID, out.Last.TicketID, out.Last.Kind = idOf(lastID), t.ID, support.MessageReply
		out.Last.Author.ID, out.Last.CreatedAt = idOf(lastAuthor), instant(lastAt)
	}
	return out, nil
}

func (r *Reader) rows(query string, args ...any) ([]Row, error) {
	rows, err := r.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Row
	for rows.Next() {
		row, err := scanRow(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Section is one of the two parts of the list.
type Section string

// The sections.
const (
	OpenTickets   Section = "open"
	ClosedTickets Section = "closed"
)

// SectionOf is where the ticket stands.
func SectionOf(t *support.Ticket) Section {
	if t.Open() {
		return OpenTickets
	}
	return ClosedTickets
}

// Key is a ticket's place in its section: newest change first, then by id. The zero value stands before all.
type Key struct {
	UpdatedAt time.Time
	ID        string
}

// KeyOf is the ticket's place.
func KeyOf(t *support.Ticket) Key { return Key{UpdatedAt: t.UpdatedAt, ID: t.ID} }

// Compare orders keys as the list does: negative when k comes first.
func (k Key) Compare(other Key) int {
	if c := other.UpdatedAt.Compare(k.UpdatedAt); c != 0 {
		return c
	}
	return strings.Compare(other.ID, k.ID)
}

// Query texts of growing tables stand together here, where the test of their plans finds them.
const (
	firstTickets = `SELECT ` + ticketColumns + `, ` + lastColumns + ` FROM tickets t` + lastJoin + `
		WHERE t.closed = ? ORDER BY t.updated_at DESC, t.id DESC LIMIT ?`
	nextTickets = `SELECT ` + ticketColumns + `, ` + lastColumns + ` FROM tickets t` + lastJoin + `
		WHERE t.closed = ? AND (t.updated_at, t.id) < (?, ?) ORDER BY t.updated_at DESC, t.id DESC LIMIT ?`
	firstKeys = `SELECT updated_at, id FROM tickets WHERE closed = ? ORDER BY updated_at DESC, id DESC LIMIT ?`
	nextKeys  = `SELECT updated_at, id FROM tickets WHERE closed = ? AND (updated_at, id) < (?, ?)
		ORDER BY updated_at DESC, id DESC LIMIT ?`
	ticketsByID = `SELECT ` + ticketColumns + `, ` + lastColumns + ` FROM json_each(?) j
		CROSS JOIN tickets t ON t.id = unhex(j.value)` + lastJoin
	oneTicket = `SELECT ` + ticketColumns + `, ` + lastColumns + `, t.description, coalesce((SELECT f.created_at
			FROM messages f WHERE f.ticket_id = t.id AND f.place > 1 AND f.kind = 'reply' AND f.author_role <> 'operator'
			ORDER BY f.place LIMIT 1), 0)
		FROM tickets t` + lastJoin + ` WHERE t.id = ?`
	counts = `SELECT open_tickets, closed_tickets, unread,
		(SELECT coalesce(sum(unread), 0) FROM tickets t INDEXED BY tickets_unread WHERE unread > 0 AND closed = 1) FROM feed`
	unreadTickets = `SELECT ` + ticketColumns + `, ` + lastColumns + ` FROM tickets t` + lastJoin + `
		WHERE t.unread > 0 ORDER BY t.updated_at`
	machineTickets = `SELECT ` + ticketColumns + `, ` + lastColumns + ` FROM tickets t` + lastJoin + `
		WHERE t.machine_id = ? AND t.machine_id <> x'' AND t.closed = ? ORDER BY t.updated_at DESC LIMIT ?`
	numberedTicket = `SELECT id FROM tickets WHERE number = ?`
)

// Tickets is a page of a section, newest change first, after a key.
func (r *Reader) Tickets(section Section, after Key, limit int) ([]Row, error) {
	closed := section == ClosedTickets
	if after == (Key{}) {
		return r.rows(firstTickets, closed, limit)
	}
	return r.rows(nextTickets, closed, millis(after.UpdatedAt), key(after.ID), limit)
}

// Keys are the places of a section's tickets after a key: of a page without its contents.
func (r *Reader) Keys(section Section, after Key, limit int) ([]Key, error) {
	query, args := firstKeys, []any{section == ClosedTickets, limit}
	if after != (Key{}) {
		query, args = nextKeys, []any{section == ClosedTickets, millis(after.UpdatedAt), key(after.ID), limit}
	}
	rows, err := r.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	keys := make([]Key, 0, limit)
	for rows.Next() {
		var at int64
		var id []byte
		if err := rows.Scan(&at, &id); err != nil {
			return nil, err
		}
		keys = append(keys, Key{UpdatedAt: instant(at), ID: idOf(id)})
	}
	return keys, rows.Err()
}

// TicketsByID are the tickets with these ids, as pages have them, by id.
func (r *Reader) TicketsByID(ids []string) (map[string]Row, error) {
	list, err := hexed(ids)
	if err != nil {
		return nil, err
	}
	rows, err := r.rows(ticketsByID, list)
	out := make(map[string]Row, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, err
}

// hexed are ids as queries take many at once.
func hexed(ids []string) (string, error) {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = hex.EncodeToString(key(id))
	}
	list, err := json.Marshal(all)
	return string(list), err
}

// Ending is what was behind a ticket, and what was done.
type Ending struct{ Cause, Resolution string }

const endings = `SELECT t.id, t.cause, t.resolution FROM json_each(?) j CROSS JOIN tickets t ON t.id = unhex(j.value)`

// Endings are those of the tickets with these ids, by id.
func (r *Reader) Endings(ids []string) (map[string]Ending, error) {
	list, err := hexed(ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Ending, len(ids))
	return out, r.eachRow(endings, list, func(scan func(...any) error) error {
		var id []byte
		var o Ending
		err := scan(&id, &o.Cause, &o.Resolution)
		out[idOf(id)] = o
		return err
	})
}

// Ticket is one ticket with its description and, as far as its messages are here, FirstReplyAt; false when it is not in
// the cache.
func (r *Reader) Ticket(id string) (Row, bool, error) {
	stmt, err := r.c.reading.in(r.ctx, r.tx, oneTicket)
	if err != nil {
		return Row{}, false, err
	}
	var description string
	var firstReply int64
	row, err := scanRow(stmt.QueryRowContext(r.ctx, key(id)).Scan, &description, &firstReply)
	row.Description = description
	if row.FirstReplyAt.IsZero() {
		row.FirstReplyAt = instant(firstReply)
	}
	ok, err := found(err)
	return row, ok, err
}

// Numbered is the id of the ticket with this number; false when it is not in the cache.
func (r *Reader) Numbered(number int64) (string, bool, error) {
	var id []byte
	ok, err := found(r.row(numberedTicket, []any{number}, &id))
	return idOf(id), ok, err
}

// MachineTickets are a machine's tickets of one section, newest change first.
func (r *Reader) MachineTickets(machineID string, section Section, limit int) ([]Row, error) {
	return r.rows(machineTickets, key(machineID), section == ClosedTickets, limit)
}

// UnreadTickets are the tickets with unread replies, oldest change first.
func (r *Reader) UnreadTickets() ([]Row, error) { return r.rows(unreadTickets) }
