package cache

import (
	"context"
	"database/sql"
	"log/slog"

	"filodiretto/backend/support"
)

// sweepAtOnce is how many tickets are verified on one snapshot: whoever reads for the screen gets a turn in between.
const sweepAtOnce = 100

// beyondAll is after every id.
var beyondAll = []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")

// keepSwept verifies all chains once the first sync has come to the beginning, and those that an earlier version of the program
// or an earlier run has left unverified.
func (c *Cache) keepSwept(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.doubts:
			if err := c.settleDoubts(ctx); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "doubtful chains could not be verified", "err", err)
			}
			continue
		case <-c.unswept:
		}
		if err := c.VerifyAll(ctx); err != nil && ctx.Err() == nil {
			// It is tried again when the line has been down and is up again.
			slog.ErrorContext(ctx, "the chains could not be verified", "err", err)
		}
	}
}

// CaughtUp says that nothing is on its way any more of what was missed: what is not here by now is missing. Chains are verified
// then behind the scenes, if that is due.
func (c *Cache) CaughtUp() {
	select {
	case c.unswept <- struct{}{}:
	default:
	}
}

// VerifyAll verifies the chains of tickets that are in doubt and, if that is due, of all, and holds them against what was
// here before the cache began anew. It is done behind the scenes too; who calls it waits.
func (c *Cache) VerifyAll(ctx context.Context) error {
	if err := c.settleDoubts(ctx); err != nil {
		return err
	}
	c.sweeping.Lock()
	defer c.sweeping.Unlock()
	generation := c.generation.Load()
	var due bool
	err := c.db.Readers.QueryRowContext(ctx, `SELECT filled AND NOT swept AND NOT renewing FROM feed`).Scan(&due)
	if err != nil || !due {
		return c.failure(err)
	}
	for after := []byte{}; after != nil; {
		s, err := c.stretch(ctx, after)
		if err != nil {
			return err
		}
		after = s.last
		if anew, err := c.settle(ctx, s, generation); err != nil || anew {
			// What begins anew is swept when it has come to its own beginning.
			return err
		}
	}
	return nil
}

// stretch is what was found out about some tickets that follow each other.
type stretch struct {
	after, upTo []byte
	// last is the last ticket's id; nil when these were the last.
	last    []byte
	tickets []*judged
	byID    map[string]*judged
	// seen is whether any of them was here before.
	seen bool
}

// judged is one ticket's record.
type judged struct {
	id          string
	last, notes int
	here        bool
	// doubtful: what is not here may be on its way.
	doubtful bool
	// at and hash are up to where each chain has been followed, replies and events first.
	at   [2]int
	hash [2]support.Hash
	// before are the hashes of what was here before and has not come again.
	before map[link]support.Hash
	was    bool
	broken *Break
}

func (c *Cache) stretch(ctx context.Context, after []byte) (*stretch, error) {
	s := &stretch{after: after, upTo: beyondAll, byID: map[string]*judged{}}
	return s, c.Read(ctx, func(r *Reader) error {
		for _, part := range []func(*Reader) error{s.readTickets, s.readSeen, s.readMessages} {
			if err := part(r); err != nil {
				return err
			}
		}
		for _, t := range s.tickets {
			t.end()
		}
		return nil
	})
}

const (
	sweptTickets = `SELECT id, last_index, note_count, EXISTS (SELECT 1 FROM doubtful d WHERE d.ticket_id = tickets.id)
		FROM tickets WHERE id > ? ORDER BY id LIMIT ?`
	sweptSeen     = `SELECT ticket_id, notes, idx, hash FROM seen WHERE ticket_id > ? AND ticket_id <= ? AND (NOT removed OR EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id))`
	sweptMessages = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id > ? AND m.ticket_id <= ?
		ORDER BY m.ticket_id, m.place, m.note`
)

// each calls fn for each row of a query.
func (r *Reader) each(fn func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := r.query(query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *stretch) add(id []byte) *judged {
	t := &judged{id: idOf(id)}
	s.tickets, s.byID[t.id] = append(s.tickets, t), t
	return t
}

func (s *stretch) readTickets(r *Reader) error {
	err := r.each(func(scan func(...any) error) error {
		var id []byte
		var last, notes int
		var doubtful bool
		if err := scan(&id, &last, &notes, &doubtful); err != nil {
			return err
		}
		t := s.add(id)
		t.last, t.notes, t.here, t.doubtful = last, notes, true, doubtful
		s.last = id
		return nil
	}, sweptTickets, s.after, sweepAtOnce)
	if len(s.tickets) < sweepAtOnce {
		s.last = nil
	} else {
		s.upTo = s.last
	}
	return err
}

func (s *stretch) readSeen(r *Reader) error {
	return r.each(func(scan func(...any) error) error {
		var id, hash []byte
		var at link
		if err := scan(&id, &at.notes, &at.index, &hash); err != nil {
			return err
		}
		s.seen = true
		t := s.byID[idOf(id)]
		if t == nil {
			t = s.add(id)
		}
		if t.before == nil {
			t.before, t.was = map[link]support.Hash{}, true
		}
		t.before[at] = support.Hash(hash)
		return nil
	}, sweptSeen, s.after, s.upTo)
}

func (s *stretch) readMessages(r *Reader) error {
	return r.each(func(scan func(...any) error) error {
		m, err := scanMessage(scan)
		if err != nil {
			return err
		}
		if t := s.byID[m.TicketID]; t != nil {
			t.tell(&m)
		}
		return nil
	}, sweptMessages, s.after, s.upTo)
}

// tell follows the chains by one message; they come in order.
func (t *judged) tell(m *support.Message) {
	at, which := linkOf(m), 0
	if at.notes {
		which = 1
	}
	switch previous := t.hash[which]; {
	case t.broken != nil:
	case at.index != t.at[which]+1:
		t.broken = &Break{TicketID: t.id, Kind: BreakMissing, Notes: at.notes, Index: t.at[which] + 1, Came: m.Hash}
	case m.Chained(previous) != m.Hash:
		t.broken = &Break{TicketID: t.id, Kind: BreakChain, Notes: at.notes, Index: at.index, Kept: previous, Came: m.Hash}
	}
	t.at[which], t.hash[which] = at.index, m.Hash
	if t.before[at] == m.Hash {
		delete(t.before, at)
	}
}

// end holds the chains against what the ticket says, and against what was here before. What was agrees up to some place and
// then no more, for each message's hash is made of all before it: from there on the server has lost it.
func (t *judged) end() {
	for which, last := range []int{t.last, t.notes} {
		if t.broken == nil && t.here && t.at[which] < last {
			t.broken = &Break{TicketID: t.id, Kind: BreakMissing, Notes: which == 1, Index: t.at[which] + 1}
		}
	}
	if t.broken != nil || len(t.before) == 0 {
		return
	}
	t.broken = &Break{TicketID: t.id, Kind: BreakRestored, Lost: len(t.before)}
	first := link{}
	for at := range t.before {
		if first.index == 0 || first.notes && !at.notes || first.notes == at.notes && at.index < first.index {
			first = at
		}
	}
	t.broken.Notes, t.broken.Index, t.broken.Kept = first.notes, first.index, t.before[first]
}

// settle keeps what was found out. It reports true when the cache began anew meanwhile: then it was about what has gone.
func (c *Cache) settle(ctx context.Context, s *stretch, generation int64) (anew bool, err error) {
	breaks, healed := s.verdict()
	if len(breaks)+len(healed) == 0 && !s.seen && s.last != nil {
		return false, nil
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.generation.Load() != generation {
		return true, nil
	}
	tx, err := c.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return false, c.failure(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	if err := s.keep(ctx, tx, breaks, healed); err != nil {
		return false, c.failure(err)
	}
	if err := c.commitBesides(ctx, tx); err != nil {
		return false, c.failure(err)
	}
	for _, b := range breaks {
		b.log(ctx)
	}
	if len(breaks) > 0 {
		c.tellBroke()
	}
	return false, nil
}

// verdict is what is broken, and which tickets have come again just as they were.
func (s *stretch) verdict() (breaks []*Break, healed []string) {
	for _, t := range s.tickets {
		switch {
		case t.broken != nil && t.broken.Kind == BreakMissing && t.doubtful:
			// It is looked at again, see doubt.go.
		case t.broken != nil:
			breaks = append(breaks, t.broken)
		case t.was:
			healed = append(healed, t.id)
		}
	}
	return breaks, healed
}

func (s *stretch) keep(ctx context.Context, tx *sql.Tx, breaks []*Break, healed []string) error {
	exec := func(query string, args ...any) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	for _, b := range breaks {
		if err := exec(putBreak, b.row()...); err != nil {
			return err
		}
	}
	for _, id := range healed {
		if err := exec(`DELETE FROM breaks WHERE ticket_id = ?`, key(id)); err != nil {
			return err
		}
	}
	if s.seen {
		err := exec(`DELETE FROM seen WHERE ticket_id > ? AND ticket_id <= ?
			AND (NOT removed OR EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id))`, s.after, s.upTo)
		if err != nil {
			return err
		}
	}
	if s.last == nil {
		if err := exec(`UPDATE feed SET swept = 1`); err != nil {
			return err
		}
	}
	if len(breaks)+len(healed) == 0 {
		return nil
	}
	return exec(`UPDATE feed SET revision = revision + 1`)
}
