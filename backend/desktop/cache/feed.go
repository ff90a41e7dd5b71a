package cache

import (
	"context"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// A Walk is the way in which a page of the change feed was read.
type Walk int

const (
	// Forward pages (and the stream) bring what changed after the cursor: they overwrite.
	Forward Walk = iota
	// Backward pages bring what is older than all that was there before them: they write only what is not there yet,
	// since whatever is there is at least as new.
	Backward
)

// Feed is how far the cache has followed the change feed.
type Feed struct {
	// Forward is the cursor to go on from; empty: nothing was fetched yet (or all is to be fetched anew), so begin with
	// the first backward page, before "head".
	Forward string
	// Backward is the cursor before which the first sync goes on; of no meaning once Filled.
	Backward string
	// Filled: the backward walk has reached the beginning.
	Filled bool
}

// Batch is what one or several consecutive pages of one walk brought, or one commit of the stream.
type Batch struct {
	Walk    Walk
	Changes []api.Change
	// Forward is the cursor to go on from; empty leaves it as it is. With the first backward page it is that page's
	// head.
	Forward string
	// Backward is the cursor before which a backward walk goes on; empty: this was its last page. A forward batch
	// leaves it as it is.
	Backward string
}

// Applied says what a batch changed.
type Applied struct {
	// Tickets are those of which anything changed: the ticket, its messages, one's mark. Each once.
	Tickets []string
	// Stirred are those of them of which somebody may have to be told, or no longer: what is unread there may be other than
	// before, or the ticket is open, closed, more or less urgent than it was, or gone.
	Stirred []string
	// Messages are those that were not there before.
	Messages []support.Message
	// Arrived are the attachments of which it was the first to say that they have arrived.
	Arrived []Arrived
	// Abandoned: somebody has given an attachment up.
	Abandoned bool
	// Doubtful: something is missing that belongs before what came. It may be on its way; see [Cache.Followed].
	Doubtful bool
	// People, Machines, Companies and Categories are whether any of them changed.
	People, Machines, Companies, Categories bool
	// Console is whether filters, canned replies, causes or response times changed.
	Console bool
	// Renewed: the old content went with this batch, all may have changed.
	Renewed bool
	// Filled: with this batch the first sync is done.
	Filled bool
	// Unread is the number of unread replies now.
	Unread int
}

// Feed says how far the cache has come.
func (c *Cache) Feed(ctx context.Context) (Feed, error) {
	var f Feed
	var renewing bool
	err := c.db.Readers.QueryRowContext(ctx, `SELECT forward, backward, filled, renewing FROM feed`).
		Scan(&f.Forward, &f.Backward, &f.Filled, &renewing)
	if err != nil {
		return Feed{}, c.failure(err)
	}
	if renewing {
		return Feed{}, nil
	}
	return f, nil
}

// Reset begins anew, for a cursor that the server no longer takes. The old content goes on serving until the first
// backward page of the new walk replaces it, in the commit that brings it.
func (c *Cache) Reset(ctx context.Context) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.db.Writer.ExecContext(ctx, `UPDATE feed SET renewing = 1`)
	return c.failure(err)
}

// Fresh is up to when what is here was known to be current, by the workstation's clock; zero when it never was.
func (c *Cache) Fresh(ctx context.Context) (time.Time, error) {
	var at int64
	err := c.db.Readers.QueryRowContext(ctx, `SELECT fresh_at FROM feed`).Scan(&at)
	return instant(at), c.failure(err)
}

// SetFresh keeps that.
func (c *Cache) SetFresh(ctx context.Context, at time.Time) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.db.Writer.ExecContext(ctx, `UPDATE feed SET fresh_at = ?`, millis(at))
	return c.failure(err)
}

// Glance is how far the cache has come, at the cost of reading two rows.
type Glance struct {
	// Begun: something was fetched. Filled: the first sync has reached the beginning. Renewing: all is to be fetched anew,
	// and what is here serves meanwhile.
	Begun, Filled, Renewing bool
	// Open and Closed are how many tickets are here.
	Open, Closed int
	// Newest is when the newest change that is here was made, by the server's clock; zero when nothing is here.
	Newest time.Time
}

// Glance says how far the cache has come.
func (c *Cache) Glance(ctx context.Context) (Glance, error) {
	var g Glance
	var newest int64
	err := c.db.Readers.QueryRowContext(ctx, `SELECT forward <> '', filled, renewing, open_tickets, closed_tickets, max(
			coalesce((SELECT updated_at FROM tickets WHERE closed = 0 ORDER BY updated_at DESC LIMIT 1), 0),
			coalesce((SELECT updated_at FROM tickets WHERE closed = 1 ORDER BY updated_at DESC LIMIT 1), 0))
		FROM feed`).Scan(&g.Begun, &g.Filled, &g.Renewing, &g.Open, &g.Closed, &newest)
	g.Newest = instant(newest)
	return g, c.failure(err)
}
