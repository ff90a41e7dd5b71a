package sqlite

import (
	"context"
	"errors"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// reader reads on one connection: a snapshot of its own, or what a writer has made so far.
type reader struct {
	store *Store
	conn  *conn
	// snapshot is a transaction of its own, to be begun with the first thing read.
	snapshot bool
	begun    bool
}

var errOver = errors.New("sqlite: a reader or writer was used after its function returned")

// ready gives the connection, in its transaction.
func (r *reader) ready(ctx context.Context) (*conn, context.Context, error) {
	if r.conn == nil {
		return nil, nil, errOver
	}
	if !r.snapshot {
		// A writer has begun and is finished: the end of its caller's patience must not tear it.
		return r.conn, context.Background(), nil
	}
	if !r.begun {
		r.begun = true
		if _, err := r.conn.exec(ctx, `BEGIN`); err != nil {
			return nil, nil, err
		}
	}
	return r.conn, ctx, nil
}

func (r *reader) each(ctx context.Context, fn func(*row), query string, args ...any) error {
	c, ctx, err := r.ready(ctx)
	if err != nil {
		return err
	}
	return c.each(ctx, fn, query, args...)
}

func (r *reader) one(ctx context.Context, fn func(*row), query string, args ...any) error {
	c, ctx, err := r.ready(ctx)
	if err != nil {
		return err
	}
	return c.one(ctx, fn, query, args...)
}

// writer reads and writes in one writer's part of a shared commit.
type writer struct {
	reader
	batch *batch
	over  bool
	// broken is the first failure that is not the fault of what was to be written; after it nothing is tried any more.
	broken error
	// position is this writer's in the feed; 0 until it touches something.
	position int64
	touches  []touch
	ids      map[support.Audience]int64

	lastTicket   string
	lastSequence int64
}

var _ store.Writer = (*writer)(nil)

func (w *writer) exec(query string, args ...any) (int64, error) {
	switch {
	case w.over:
		return 0, errOver
	case w.broken != nil:
		return 0, w.broken
	}
	n, err := w.conn.exec(w.batch.ctx, query, args...)
	if err != nil && support.CodeOf(conflictOr(err, "")) != support.CodeConflict {
		w.broken = err
	}
	return n, err
}

// put runs a statement that may meet a key used already.
func (w *writer) put(conflict, query string, args ...any) error {
	_, err := w.exec(query, args...)
	return conflictOr(err, conflict)
}

// change runs a statement that must find its row.
func (w *writer) change(query string, args ...any) error {
	n, err := w.exec(query, args...)
	if err == nil && n == 0 {
		return errNotFound
	}
	return err
}

// limit is how many rows a query may find; 0 is no limit.
func limit(n int) int64 {
	if n <= 0 {
		return -1
	}
	return int64(n)
}
