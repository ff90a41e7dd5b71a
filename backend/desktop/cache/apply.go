package cache

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// errOutOfTurn: after Reset only the first page of a new backward walk can be applied.
var errOutOfTurn = errors.New("cache: a page of the old walk came after a reset")

// write is one transaction that applies a batch.
type write struct {
	c     *Cache
	ctx   context.Context //nolint:containedctx // it lives as long as the one call
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
	// unprepared are those that were not kept prepared.
	unprepared []string
	walk       Walk

	filled   bool
	removals bool
	// remembers: tickets have been taken out of sight, and might come again as others.
	remembers bool
	// What the batch does to the counters.
	open, closed, unread int
	// revision is the one that the batch makes.
	revision int64
	applied  Applied
	touched  map[string]bool
	// recount are the tickets whose unread may have changed.
	recount map[string]bool
	// stirred are those that went, or whose urgency is another now.
	stirred map[string]bool
	floors  map[string]floor
	// claims are what tickets say of how far their chains go.
	claims map[string]claim
	heads  map[string]heads
	broke  bool
	// doubted: in a chain is a hole that may be filled; doubts: there was one before.
	doubted, doubts bool
	// rows are messages that wait to be written together.
	rows []messageRow
	// docs are the rows that the search index must take up again.
	docs []int64
	// board is what happens to the board.
	board *onBoard
}

// Apply writes what the batch brought, with its cursors, in one transaction. Applied twice it changes nothing.
func (c *Cache) Apply(ctx context.Context, b Batch) (Applied, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	tx, err := c.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return Applied{}, c.failure(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	w := &write{
		c: c, ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{}, walk: b.Walk,
		touched: map[string]bool{}, recount: map[string]bool{}, stirred: map[string]bool{}, floors: map[string]floor{},
		claims: map[string]claim{}, heads: map[string]heads{},
	}
	if c.board != nil {
		w.board = &onBoard{}
	}
	err = w.batch(b)
	if err == nil {
		err = w.commit()
	}
	if err != nil {
		// What was remembered of the file is of a state that did not come about.
		c.slots.forget()
		clear(c.known)
		return Applied{}, c.failure(err)
	}
	w.keepReady()
	if w.applied.Renewed {
		c.generation.Add(1)
	}
	if w.applied.Machines || w.applied.Renewed {
		c.machines.changed(w.revision)
	}
	if w.applied.People || w.applied.Renewed {
		c.people.changed(w.revision)
	}
	if w.applied.Companies || w.applied.Renewed {
		c.companies.changed(w.revision)
	}
	c.fallBehind()
	if w.broke {
		c.tellBroke()
	}
	c.applied.Store(w.revision)
	if w.doubts || w.doubted {
		c.wakeDoubts()
	}
	return w.applied, nil
}

func (w *write) batch(b Batch) error {
	if err := w.begin(b); err != nil {
		return err
	}
	if b.Walk == Backward && w.filled {
		// A page of a walk that has ended, once more: nobody remembers any more what was removed since.
		b.Changes = nil
	}
	for i := range b.Changes {
		if err := w.change(&b.Changes[i]); err != nil {
			return err
		}
	}
	if err := w.writeRows(); err != nil {
		return err
	}
	if err := w.verify(); err != nil {
		return err
	}
	if err := w.countUnread(); err != nil {
		return err
	}
	if err := w.leaveToIndex(); err != nil {
		return err
	}
	return w.end(b)
}

const howFar = `SELECT filled, renewing, revision, EXISTS (SELECT 1 FROM seen WHERE removed <> 0),
	EXISTS (SELECT 1 FROM doubtful) FROM feed`

// begin reads how far the cache is, and empties it when this batch begins it anew.
func (w *write) begin(b Batch) error {
	var renewing bool
	if _, err := w.look(howFar, nil, &w.filled, &renewing, &w.revision, &w.remembers, &w.doubts); err != nil {
		return err
	}
	w.revision++
	if renewing {
		if b.Walk != Backward || b.Forward == "" {
			return errOutOfTurn
		}
		if err := w.empty(); err != nil {
			return err
		}
		w.filled, w.applied.Renewed = false, true
		w.board.clear()
	}
	if w.filled {
		return nil
	}
	_, err := w.look(`SELECT EXISTS (SELECT 1 FROM removed)`, nil, &w.removals)
	return err
}

// empty begins the cache anew. The hashes of what was in it stay, until what comes was held against them.
func (w *write) empty() error {
	if _, err := w.exec(`UPDATE seen SET removed = ? WHERE removed <> 0`, outOfSightBefore); err != nil {
		return err
	}
	if err := w.remember(begunAnew, ""); err != nil {
		return err
	}
	for _, table := range []string{
		"tickets", "messages", "reading", "machines", "people", "companies", "categories", "causes", "filters", "canned_replies",
		"response_times", "removed", "unindexed", "terms", "attached", "doubtful",
	} {
		if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO found (found) VALUES ('delete-all')`); err != nil {
		return err
	}
	w.c.slots.forget()
	clear(w.c.known)
	_, err := w.tx.ExecContext(w.ctx, `UPDATE feed SET forward = '', backward = '', filled = 0, renewing = 0, swept = 0,
		open_tickets = 0, closed_tickets = 0, unread = 0`)
	return err
}

const moveOn = `UPDATE feed SET forward = CASE WHEN ? = '' THEN forward ELSE ? END,
	backward = coalesce(?, backward), filled = ?, revision = revision + 1, open_tickets = open_tickets + ?,
	closed_tickets = closed_tickets + ?, unread = unread + ? RETURNING unread, revision`

// end moves the cursors and the counters.
func (w *write) end(b Batch) error {
	backward, filled := sql.NullString{}, w.filled
	if b.Walk == Backward {
		backward = sql.NullString{String: b.Backward, Valid: true}
		filled = filled || b.Backward == ""
	}
	if filled && !w.filled {
		w.applied.Filled = true
		if _, err := w.exec(`DELETE FROM removed`); err != nil {
			return err
		}
	}
	_, err := w.look(moveOn, []any{b.Forward, b.Forward, backward, filled, w.open, w.closed, w.unread}, &w.applied.Unread, &w.revision)
	if err != nil {
		return err
	}
	for id := range w.touched {
		w.applied.Tickets = append(w.applied.Tickets, id)
	}
	slices.Sort(w.applied.Tickets)
	maps.Copy(w.stirred, w.recount)
	w.applied.Stirred = slices.Sorted(maps.Keys(w.stirred))
	return nil
}

// change writes one entry of the feed. What this program does not know it passes over.
func (w *write) change(c *api.Change) error {
	switch {
	case c.Ticket != nil:
		return w.ticket(c.Ticket)
	case c.Message != nil:
		return w.message(c.Message)
	case c.Mark != nil:
		return w.mark(*c.Mark)
	case c.Removed != nil:
		return w.remove(*c.Removed)
	case c.Machine != nil:
		return w.machine(c.Machine)
	case c.Person != nil:
		return w.person(c.Person)
	case c.Company != nil:
		return w.company(c.Company)
	case c.Category != nil:
		return w.category(c.Category)
	case c.Cause != nil:
		return w.cause(c.Cause)
	case c.Filter != nil:
		return w.filter(c.Filter)
	case c.CannedReply != nil:
		return w.cannedReply(c.CannedReply)
	case c.ResponseTimes != nil:
		return w.responseTimes(c.ResponseTimes)
	default:
		return nil
	}
}

// wasRemoved reports whether a backward page brings what a later change removed meanwhile; a forward one brings it back
// for good.
func (w *write) wasRemoved(kind, id string) (bool, error) {
	if !w.removals {
		return false, nil
	}
	if w.walk == Forward {
		_, err := w.exec(`DELETE FROM removed WHERE type = ? AND id = ?`, kind, key(id))
		return false, err
	}
	var one int
	return w.look(`SELECT 1 FROM removed WHERE type = ? AND id = ?`, []any{kind, key(id)}, &one)
}

func (w *write) remove(r api.Removed) error {
	if w.walk == Backward {
		// Whatever is there came later than this removal. Of one's own that is not, an act may be waiting to hear that it is gone.
		return w.neverSeen(r)
	}
	if err := w.writeRows(); err != nil {
		return err
	}
	if !w.filled {
		w.removals = true
		if _, err := w.exec(`INSERT OR IGNORE INTO removed (type, id) VALUES (?, ?)`, r.Type, key(r.ID)); err != nil {
			return err
		}
	}
	var table string
	switch r.Type {
	case api.TypeTicket:
		return w.removeTicket(r.ID)
	case api.TypeMessage:
		return w.takenBack(r.ID)
	case api.TypeMachine:
		table, w.applied.Machines = "machines", true
	case api.TypePerson:
		table, w.applied.People = "people", true
	case api.TypeCompany:
		table, w.applied.Companies = "companies", true
	case api.TypeCategory:
		table, w.applied.Categories = "categories", true
	case api.TypeCause:
		table, w.applied.Console = "causes", true
	case api.TypeFilter:
		return w.removeOwn(goneFilter, r.ID)
	case api.TypeCannedReply:
		return w.removeOwn(goneCannedReply, r.ID)
	default:
		return nil
	}
	_, err := w.exec(`DELETE FROM `+table+` WHERE id = ?`, key(r.ID))
	return err
}

// sideOf is a message author's side.
func sideOf(m *support.Message) support.Side { return m.Author.Role.Side() }
