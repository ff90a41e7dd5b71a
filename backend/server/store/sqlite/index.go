package sqlite

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const (
	// indexStep is how many things are indexed in one transaction: few enough that no reply waits long for it.
	indexStep = 500
	// indexRest is how long nothing must have been committed before the index is brought up to date, and indexLimit how
	// long it may be put off by commits that keep coming.
	indexRest  = 250 * time.Millisecond
	indexLimit = 5 * time.Second
)

// index is the work behind the scenes that keeps the word index near what was committed. It is not in anybody's
// transaction, because finding a word a moment later costs less than every reply taking longer.
type index struct {
	behind  chan struct{}
	running sync.WaitGroup
}

// fallBehind says that something was committed.
func (s *Store) fallBehind() {
	select {
	case s.index.behind <- struct{}{}:
	default:
	}
}

func (s *Store) keepIndexed(ctx context.Context) {
	for {
		select {
		case <-s.index.behind:
		case <-ctx.Done():
			return
		}
		s.rest(ctx)
		for more := true; more; {
			var err error
			if more, err = s.indexSome(ctx); err != nil {
				if ctx.Err() == nil {
					s.log.ErrorContext(ctx, "what was committed cannot be searched yet", "error", err)
				}
				break
			}
		}
	}
}

// rest returns when nothing was committed for a moment.
func (s *Store) rest(ctx context.Context) {
	quiet, enough := time.NewTimer(indexRest), time.NewTimer(indexLimit)
	defer quiet.Stop()
	defer enough.Stop()
	for {
		select {
		case <-s.index.behind:
			quiet.Reset(indexRest)
		case <-quiet.C:
			return
		case <-enough.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// catchUp brings the index up to date, if this reader's snapshot can still include it. What comes meanwhile, or came
// before a snapshot that has begun, is looked at one by one.
func (r *reader) catchUp(ctx context.Context) error {
	if !r.snapshot || r.begun {
		return nil
	}
	// The connection is not in a transaction yet, so each look is at the newest.
	for {
		var behind bool
		err := r.conn.one(ctx, func(row *row) { behind = row.flag() }, `SELECT
			ticket < coalesce((SELECT max(seq) FROM tickets), 0) OR message < coalesce((SELECT max(seq) FROM messages), 0)
			FROM indexed`)
		if err != nil || !behind {
			return err
		}
		more, err := r.store.indexSome(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// indexSome indexes what comes next, and reports whether there was anything.
func (s *Store) indexSome(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, func(w *writer) error {
		more, err = w.indexSome(ctx)
		return err
	})
	return more, err
}

// progress is up to which ticket and message the index goes.
type progress struct{ ticket, message int64 }

const readProgress = `SELECT ticket, message FROM indexed`

func (p *progress) read(r *row) { p.ticket, p.message = r.number(), r.number() }

// An entry is one thing to be found by its words.
type entry struct {
	rowid int64
	text  string
}

func (e entry) ticket() int64 { return e.rowid >> wordsShift }
func (e entry) note() bool    { return e.rowid&1 == 1 }

func (w *writer) indexSome(ctx context.Context) (more bool, err error) {
	var done progress
	if err := w.one(ctx, done.read, readProgress); err != nil {
		return false, err
	}
	before := done
	var entries []entry
	if err := w.unindexedFrom(ctx, &done, indexStep, func(e entry) { entries = append(entries, e) }); err != nil {
		return false, err
	}
	if done == before {
		return false, nil
	}
	// FTS5 writes a segment each time that a rowid is smaller than the one before.
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.rowid, b.rowid) })
	for _, e := range entries {
		// Folded here and not by FTS5, so that every store means the same by a word.
		if _, err := w.exec(`INSERT INTO words (rowid, text) VALUES (?, ?)`, e.rowid, strings.Join(store.Words(e.text), " ")); err != nil {
			return false, err
		}
	}
	_, err = w.exec(`UPDATE indexed SET ticket = ?, message = ?`, done.ticket, done.message)
	return true, err
}

func (r *reader) unindexed(ctx context.Context, done progress, limit int, fn func(entry)) error {
	return r.unindexedFrom(ctx, &done, limit, fn)
}

// unindexedFrom reads what comes after done, at most limit tickets and as many messages, and moves done.
func (r *reader) unindexedFrom(ctx context.Context, done *progress, limit int, fn func(entry)) error {
	err := r.each(ctx, func(row *row) {
		done.ticket = row.number()
		text := strconv.FormatInt(row.number(), 10) + "\n" + row.text() + "\n" + row.text() + "\n" + row.text()
		fn(entry{rowid: done.ticket << wordsShift, text: text})
	}, unindexedTickets, done.ticket, int64(limit))
	if err != nil {
		return err
	}
	return r.each(ctx, func(row *row) {
		done.message = row.number()
		rowid := row.number() << wordsShift
		place, note, kind, text := row.number(), row.number(), row.text(), row.text()
		switch support.MessageKind(kind) {
		case support.MessageNote:
			rowid += 2*note + 1
		default:
			rowid += 2 * place
		}
		for range 2 { // of the event, and names of attachments
			if more := row.text(); more != "" {
				text += "\n" + more
			}
		}
		if text != "" {
			fn(entry{rowid: rowid, text: text})
		}
	}, unindexedMessages, done.message, int64(limit))
}

const (
	unindexedTickets = `SELECT seq, number, machine_name, machine_model, machine_serial FROM tickets
		WHERE seq > ? ORDER BY seq LIMIT ?`
	unindexedMessages = `SELECT seq, ticket, place, note, kind, text, event_text, CASE WHEN attached > 0 THEN
		(SELECT group_concat(a.name, char(10) ORDER BY a.place) FROM attachments AS a WHERE a.message = seq) END FROM messages
		WHERE seq > ? ORDER BY seq LIMIT ?`
)
