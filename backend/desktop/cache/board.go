package cache

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
)

// usualZone is where the support works whose maker has not said within what time it answers.
const usualZone = "Europe/Rome"

// usualTimes are the response times of a maker who has said nothing.
func usualTimes() support.ResponseTimes {
	zone, err := time.LoadLocation(usualZone)
	if err != nil {
		zone = time.Local
	}
	return support.UsualResponseTimes(zone)
}

// CountingTimes are the response times that count: the maker's, or the usual ones where none were set.
func (r *Reader) CountingTimes() (support.ResponseTimes, error) {
	times, set, err := r.ResponseTimes()
	if err == nil && !set {
		times = usualTimes()
	}
	return times, err
}

// onBoard is what the batch does to the board; nil where there is none.
type onBoard struct {
	change board.Change
	put    map[string]board.Row
	gone   map[string]bool
}

func (o *onBoard) clear() {
	if o == nil {
		return
	}
	times := usualTimes()
	*o = onBoard{change: board.Change{Clear: true, Times: &times}}
}

func (o *onBoard) ticket(t *support.Ticket, doc int64, unread int) {
	if o == nil {
		return
	}
	if o.put == nil {
		o.put = map[string]board.Row{}
	}
	o.put[t.ID] = board.Row{Ticket: *t, Doc: doc, Unread: unread}
	delete(o.gone, t.ID)
}

func (o *onBoard) unread(ticket string, n int) {
	if o == nil {
		return
	}
	if o.change.Unread == nil {
		o.change.Unread = map[string]int{}
	}
	o.change.Unread[ticket] = n
}

func (o *onBoard) removed(ticket string) {
	if o == nil {
		return
	}
	if o.gone == nil {
		o.gone = map[string]bool{}
	}
	delete(o.put, ticket)
	o.gone[ticket] = true
}

func (o *onBoard) called(ticket string) {
	if o != nil {
		o.change.Called = append(o.change.Called, ticket)
	}
}

func (o *onBoard) company(id, name string) {
	if o == nil {
		return
	}
	if o.change.Companies == nil {
		o.change.Companies = map[string]string{}
	}
	o.change.Companies[id] = name
}

func (o *onBoard) times(t support.ResponseTimes) {
	if o != nil {
		o.change.Times = &t
	}
}

// commit commits the batch, with what it does to the board.
func (w *write) commit() error {
	if w.board == nil {
		return w.tx.Commit()
	}
	change := w.board.change
	for _, row := range w.board.put {
		change.Put = append(change.Put, row)
	}
	for ticket := range w.board.gone {
		change.Gone = append(change.Gone, ticket)
	}
	return w.c.board.Commit(change, w.revision, w.tx.Commit)
}

// commitBesides commits what may have made a new revision without changing anything on the board, which is of that one then.
func (c *Cache) commitBesides(ctx context.Context, tx *sql.Tx) error {
	if c.board == nil {
		return tx.Commit()
	}
	var revision int64
	if err := tx.QueryRowContext(ctx, `SELECT revision FROM feed`).Scan(&revision); err != nil {
		return err
	}
	return c.board.Commit(board.Change{}, revision, tx.Commit)
}

// The board is filled in pieces: a page of the feed waits for one at most.
const boardAtOnce = 2000

const boardColumns = `id, doc, number, kind, title, status, severity, unread, category_id, company_id, machine_model,
	machine_serial, opened_by_id, opened_by, opened_for_id, opened_for, assignee_id, assignee, call_from, call_to, created_at,
	updated_at, closed_at, verdict, duplicate_of, duplicate_of_number, first_reply_at, awaited_since, paused_at, spoken_at, call_again_at, description`

const (
	boardOpen    = `SELECT ` + boardColumns + ` FROM tickets WHERE closed = 0 AND (updated_at, id) < (?, ?) ORDER BY updated_at DESC, id DESC LIMIT ?`
	boardFailing = `SELECT ` + boardColumns + ` FROM tickets WHERE verdict = 'fails'`
	boardCalled  = `SELECT DISTINCT ticket_id FROM messages WHERE event_type = 'call_attempt'`
	boardAll     = `SELECT ` + boardColumns + ` FROM tickets WHERE doc < ? ORDER BY doc DESC LIMIT ?`
)

// fillBoard brings all tickets onto the board: the open ones, and those whose machine does not run, before the rest.
func (c *Cache) fillBoard(ctx context.Context) {
	// Whoever waits for the board when this ends finds a cache that is closed.
	defer c.board.Loaded(true)
	for _, step := range []func(context.Context) error{c.boardBegins, c.boardOpen, c.boardRest} {
		for {
			err := step(ctx)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				break
			}
			c.log.Error("the tickets could not be read for the lists", slog.Any("error", err))
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}
}

// boardBegins reads what rows are made by.
func (c *Cache) boardBegins(ctx context.Context) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.Read(ctx, func(r *Reader) error {
		revision, err := r.Revision()
		if err != nil {
			return err
		}
		change := board.Change{Companies: map[string]string{}}
		companies, err := r.Companies()
		if err != nil {
			return err
		}
		for _, company := range companies {
			change.Companies[company.ID] = company.Name
		}
		times, err := r.CountingTimes()
		if err != nil {
			return err
		}
		change.Times = &times
		var ticket []byte
		err = r.each(func(scan func(...any) error) error {
			err := scan(&ticket)
			change.Called = append(change.Called, idOf(ticket))
			return err
		}, boardCalled)
		if err != nil {
			return err
		}
		c.board.Change(change, revision)
		return nil
	})
}

func (c *Cache) boardOpen(ctx context.Context) error {
	last, n := board.Row{Ticket: support.Ticket{UpdatedAt: time.UnixMilli(1 << 60)}}, boardAtOnce
	var err error
	for n == boardAtOnce && err == nil {
		last, n, err = c.boardLoad(ctx, boardOpen, millis(last.UpdatedAt), key(last.ID), boardAtOnce)
	}
	if err == nil {
		_, _, err = c.boardLoad(ctx, boardFailing)
	}
	if err == nil {
		c.board.Loaded(false)
	}
	return err
}

func (c *Cache) boardRest(ctx context.Context) error {
	last, n := board.Row{Doc: 1 << 62}, boardAtOnce
	var err error
	for n == boardAtOnce && err == nil {
		last, n, err = c.boardLoad(ctx, boardAll, last.Doc, boardAtOnce)
	}
	return err
}

// boardLoad brings the tickets of a query onto the board, and says which was the last and how many there were. No page of
// the feed comes in between: what it brings is on the board already, and as new.
func (c *Cache) boardLoad(ctx context.Context, query string, args ...any) (last board.Row, n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	return last, n, c.Read(ctx, func(r *Reader) error {
		revision, err := r.Revision()
		if err != nil {
			return err
		}
		var rows []board.Row
		err = r.each(func(scan func(...any) error) error {
			row, err := scanBoardRow(scan)
			rows = append(rows, row)
			return err
		}, query, args...)
		if err != nil {
			return err
		}
		c.board.Load(rows, revision)
		if n = len(rows); n > 0 {
			last = rows[n-1]
		}
		return nil
	})
}

func scanBoardRow(scan func(...any) error) (board.Row, error) {
	var row board.Row
	t := &row.Ticket
	var id, category, company, by, forWhom, assignee, duplicateOf []byte
	var from, to, created, updated, closed, replied, awaited, paused, spoken, again int64
	err := scan(&id, &row.Doc, &t.Number, &t.Kind, &t.Title, &t.Status, &t.Severity, &row.Unread, &category, &company,
		&t.Machine.Model, &t.Machine.Serial, &by, &t.OpenedBy.Name, &forWhom, &t.OpenedFor.Name, &assignee, &t.Assignee.Name,
		&from, &to, &created, &updated, &closed, &t.Verdict, &duplicateOf, &t.DuplicateOf.Number, &replied, &awaited, &paused,
		&spoken, &again, &t.Description)
	t.ID, t.CategoryID, t.CompanyID, t.DuplicateOf.ID = idOf(id), idOf(category), idOf(company), idOf(duplicateOf)
	t.OpenedBy.ID, t.OpenedFor.ID, t.Assignee.ID = idOf(by), idOf(forWhom), idOf(assignee)
	t.CallWindow = support.CallWindow{From: instant(from), To: instant(to)}
	t.CreatedAt, t.UpdatedAt, t.ClosedAt = instant(created), instant(updated), instant(closed)
	t.FirstReplyAt, t.AwaitedSince, t.PausedAt = instant(replied), instant(awaited), instant(paused)
	t.SpokenAt, t.CallAgainAt = instant(spoken), instant(again)
	return row, err
}

// AwaitBoard returns once all open tickets are on the board, or with whole all. Only a technician's cache has one.
func (c *Cache) AwaitBoard(ctx context.Context, whole bool) error {
	has := c.board.HasOpen()
	if whole {
		has = c.board.HasAll()
	}
	select {
	case <-has:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// BoardFilled is closed once all tickets are on the board; nil where there is none.
func (c *Cache) BoardFilled() <-chan struct{} {
	if c.board == nil {
		return nil
	}
	return c.board.HasAll()
}

// Board calls fn with the board as it is at the reader's moment. It reports false, and does not call fn, where the board has
// gone on since: begin anew.
func (r *Reader) Board(laid *board.Laid, fn func(*board.View)) (same bool, err error) {
	revision, err := r.Revision()
	if err != nil {
		return false, err
	}
	r.c.board.Read(laid, func(v *board.View) {
		if same = v.Revision == revision; same {
			fn(v)
		}
	})
	return same, nil
}
