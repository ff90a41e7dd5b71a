package cache

import "context"

// Followed says that the feed was followed to where it goes: of what was missing by now nothing is on its way.
func (c *Cache) Followed() {
	c.followed.Store(c.applied.Load())
	c.wakeDoubts()
}

func (c *Cache) wakeDoubts() {
	select {
	case c.doubts <- struct{}{}:
	default:
	}
}

const (
	doubtfulTickets = `SELECT d.ticket_id, d.revision FROM feed CROSS JOIN doubtful d WHERE feed.filled AND NOT feed.renewing`
	judgedTicket    = `SELECT last_index, note_count FROM tickets WHERE id = ?`
	judgedMessages  = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? ORDER BY m.place, m.note`
)

// a doubt is a ticket with a hole in its chains, noted with that revision.
type doubt struct {
	ticket   []byte
	revision int64
}

// settleDoubts verifies the chains of tickets that had holes: one that is filled settles it, and so does one that nothing
// can fill any more. While the backward walk is under way, all wait.
func (c *Cache) settleDoubts(ctx context.Context) error {
	c.sweeping.Lock()
	defer c.sweeping.Unlock()
	generation, followed := c.generation.Load(), c.followed.Load()
	var doubts []doubt
	err := c.Read(ctx, func(r *Reader) error {
		return r.each(func(scan func(...any) error) error {
			var d doubt
			err := scan(&d.ticket, &d.revision)
			doubts = append(doubts, d)
			return err
		}, doubtfulTickets)
	})
	if err != nil {
		return err
	}
	for _, d := range doubts {
		t, err := c.judge(ctx, d.ticket)
		if err != nil {
			return err
		}
		if t.broken != nil && t.broken.Kind == BreakMissing && d.revision > followed {
			continue
		}
		if err := c.settleDoubt(ctx, d, t, generation); err != nil {
			return err
		}
	}
	return nil
}

// judge follows one ticket's chains.
func (c *Cache) judge(ctx context.Context, id []byte) (*judged, error) {
	t := &judged{id: idOf(id)}
	return t, c.Read(ctx, func(r *Reader) error {
		var err error
		if t.here, err = found(r.row(judgedTicket, []any{id}, &t.last, &t.notes)); err != nil {
			return err
		}
		err = r.each(func(scan func(...any) error) error {
			m, err := scanMessage(scan)
			if err == nil {
				t.tell(&m)
			}
			return err
		}, judgedMessages, id)
		t.end()
		return err
	})
}

// settleDoubt keeps what was found out about a ticket, unless it came into doubt once more or the cache began anew meanwhile.
func (c *Cache) settleDoubt(ctx context.Context, d doubt, t *judged, generation int64) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.generation.Load() != generation {
		return nil
	}
	tx, err := c.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return c.failure(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	result, err := tx.ExecContext(ctx, `DELETE FROM doubtful WHERE ticket_id = ? AND revision = ?`, d.ticket, d.revision)
	if err != nil {
		return c.failure(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return c.failure(err)
	}
	if t.broken != nil {
		if _, err := tx.ExecContext(ctx, putBreak, t.broken.row()...); err != nil {
			return c.failure(err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE feed SET revision = revision + 1`); err != nil {
			return c.failure(err)
		}
	}
	if err := c.commitBesides(ctx, tx); err != nil {
		return c.failure(err)
	}
	if t.broken != nil {
		t.broken.log(ctx)
		c.tellBroke()
	}
	return nil
}
