package cache

import (
	"context"
	"log/slog"

	"filodiretto/backend/support"
)

// BreakKind says in which way the record of a ticket does not hold.
type BreakKind string

// The kinds of break. All but the last can only come of a server that has changed what it keeps, or was changed.
const (
	// BreakChanged: a message that was here came again as another, or another came in its place. The first one stays.
	BreakChanged BreakKind = "changed"
	// BreakChain: a message does not follow from the one before it.
	BreakChain BreakKind = "chain"
	// BreakMissing: a message is missing between others or at the end, or the server has taken it back.
	BreakMissing BreakKind = "missing"
	// BreakRestored: the server has begun anew, from a backup, and what was here came after that backup.
	BreakRestored BreakKind = "restored"
)

// Break is where the record of a ticket does not hold.
type Break struct {
	TicketID string
	// Number is the ticket's; 0 when the ticket is not here any more.
	Number int64
	Kind   BreakKind
	// Notes: in the chain of notes, else in that of replies and events. Index is the place in it.
	Notes bool
	Index int
	// Kept is the hash that was here, or before the place; Came is the one that the server gave. The zero value is none.
	Kept, Came support.Hash
	// Lost is how many messages were here that the server has no more; only of BreakRestored.
	Lost int
}

// A link is a message's place in its chain.
type link struct {
	notes bool
	index int
}

func linkOf(m *support.Message) link {
	if m.Kind == support.MessageNote {
		return link{true, m.NoteIndex}
	}
	return link{false, m.Index}
}

// Broke is sent to after breaks were found, once for several.
func (c *Cache) Broke() <-chan struct{} { return c.broke }

func (c *Cache) tellBroke() {
	select {
	case c.broke <- struct{}{}:
	default:
	}
}

const breakColumns = `b.ticket_id, coalesce((SELECT number FROM tickets WHERE id = b.ticket_id), 0), b.kind, b.notes, b.idx,
	b.kept, b.came, b.lost FROM breaks b`

func scanBreak(scan func(...any) error) (Break, error) {
	var b Break
	var ticket, kept, came []byte
	err := scan(&ticket, &b.Number, &b.Kind, &b.Notes, &b.Index, &kept, &came, &b.Lost)
	b.TicketID = idOf(ticket)
	copy(b.Kept[:], kept)
	copy(b.Came[:], came)
	return b, err
}

// Break is where the ticket's record does not hold; false when all that is known of it holds.
func (r *Reader) Break(ticketID string) (Break, bool, error) {
	stmt, err := r.c.reading.in(r.ctx, r.tx, `SELECT `+breakColumns+` WHERE b.ticket_id = ?`)
	if err != nil {
		return Break{}, false, err
	}
	b, err := scanBreak(stmt.QueryRowContext(r.ctx, key(ticketID)).Scan)
	ok, err := found(err)
	return b, ok, err
}

// Untold are the breaks that nobody was told of yet, Unreported those that the server was not.
func (c *Cache) Untold(ctx context.Context) ([]Break, error) {
	return c.breaks(ctx, ` WHERE NOT b.told ORDER BY b.ticket_id`)
}

// Unreported are the breaks that the server does not know of yet.
func (c *Cache) Unreported(ctx context.Context) ([]Break, error) {
	return c.breaks(ctx, ` WHERE NOT b.reported ORDER BY b.ticket_id`)
}

// Breaks are all of them.
func (c *Cache) Breaks(ctx context.Context) ([]Break, error) {
	return c.breaks(ctx, ` ORDER BY b.ticket_id`)
}

func (c *Cache) breaks(ctx context.Context, which string) (all []Break, err error) {
	err = c.Read(ctx, func(r *Reader) error {
		rows, err := r.query(`SELECT ` + breakColumns + which)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			b, err := scanBreak(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, b)
		}
		return rows.Err()
	})
	return all, err
}

// Told keeps that somebody was told of these breaks. One that has become another meanwhile is still to be told.
func (c *Cache) Told(ctx context.Context, breaks []Break) error {
	return c.settled(ctx, `UPDATE breaks SET told = 1 WHERE ticket_id = ? AND kind = ?`, breaks)
}

// Reported keeps that the server knows of these breaks.
func (c *Cache) Reported(ctx context.Context, breaks []Break) error {
	return c.settled(ctx, `UPDATE breaks SET reported = 1 WHERE ticket_id = ? AND kind = ?`, breaks)
}

func (c *Cache) settled(ctx context.Context, query string, breaks []Break) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for _, b := range breaks {
		if _, err := c.db.Writer.ExecContext(ctx, query, key(b.TicketID), string(b.Kind)); err != nil {
			return c.failure(err)
		}
	}
	return nil
}

// putBreak keeps a break, the first one of a ticket; only what came of a restore makes room for what cannot have.
const putBreak = `INSERT INTO breaks (ticket_id, kind, notes, idx, kept, came, lost) VALUES (?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (ticket_id) DO UPDATE SET kind = excluded.kind, notes = excluded.notes, idx = excluded.idx,
		kept = excluded.kept, came = excluded.came, lost = excluded.lost, told = 0, reported = 0
	WHERE breaks.kind = 'restored' AND (excluded.kind <> 'restored' OR excluded.lost > breaks.lost)`

func (b *Break) row() []any {
	return []any{key(b.TicketID), string(b.Kind), b.Notes, b.Index, b.Kept[:], b.Came[:], b.Lost}
}

func (b *Break) log(ctx context.Context) {
	slog.ErrorContext(ctx, "the record of a ticket does not hold", "ticket", b.TicketID, "kind", b.Kind, "notes", b.Notes,
		"index", b.Index, "kept", b.Kept.String(), "came", b.Came.String(), "lost", b.Lost)
}
