package sqlite

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const (
	queueLength = 256
	// maxBatch and maxHold bound how many writers, and for how long, share one commit: the first of them waits for all.
	maxBatch = 128
	maxHold  = 20 * time.Millisecond
)

// A turn is one Write waiting for the writing connection. Its fn runs where Write was called, so that a panic in it
// belongs to its caller; the committer only hands the connection over and takes it back.
type turn struct {
	begun atomic.Bool
	// granted hands the writer over, ran takes it back with fn's error, done tells what became of it.
	granted chan *writer
	ran     chan error
	done    chan error
}

var errAbandoned = errors.New("sqlite: the writing function did not return")

// Write runs fn in a transaction and returns when what it wrote is on disk.
func (s *Store) Write(ctx context.Context, fn func(store.Writer) error) error {
	return s.write(ctx, func(w *writer) error { return fn(w) })
}

func (s *Store) write(ctx context.Context, fn func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &turn{granted: make(chan *writer, 1), ran: make(chan error, 1), done: make(chan error, 1)}
	if err := s.enqueue(ctx, t); err != nil {
		return err
	}
	var w *writer
	select {
	case w = <-t.granted:
	case err := <-t.done:
		return err
	case <-ctx.Done():
		if t.begun.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		select {
		case w = <-t.granted:
		case err := <-t.done:
			return err
		}
	}
	t.run(w, fn)
	return <-t.done
}

func (t *turn) run(w *writer, fn func(*writer) error) {
	err := errAbandoned
	defer func() { t.ran <- err }()
	err = fn(w)
	if err == nil {
		err = w.flush()
	}
	w.over = true
}

func (s *Store) enqueue(ctx context.Context, t *turn) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed
	}
	select {
	case s.queue <- t:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// commitQueued is the only one who uses the writing connection, or lends it. It never waits for company: a lone writer
// is committed at once, and whoever comes during its sync is in the next batch.
func (s *Store) commitQueued() {
	crowd := false
	for first := range s.queue {
		b := batch{store: s, ctx: context.Background()}
		for t, more := first, true; more; t, more = s.another(&b, crowd) {
			b.take(t)
		}
		b.commit()
		crowd = len(b.turns) > 1
	}
}

// another takes the next turn that is waiting by now. After a crowded batch those just answered are given the chance to
// come back, without a timer.
func (s *Store) another(b *batch, crowd bool) (*turn, bool) {
	if b.failed != nil || len(b.turns) >= maxBatch || time.Since(b.began) > maxHold {
		return nil, false
	}
	for tries := 0; ; tries++ {
		select {
		case t, ok := <-s.queue:
			return t, ok
		default:
		}
		if !crowd || tries == 2 {
			return nil, false
		}
		runtime.Gosched()
	}
}

// A batch is one commit of the disk that several writers share.
type batch struct {
	store *Store
	ctx   context.Context
	began time.Time
	open  bool
	// position is the newest given out, of which the file knows committed.
	position, committed int64
	turns               []*turn
	commits             []store.Commit
	fresh               map[string]int64
	failed              error
}

// take lets one writer write. If it fails, what it wrote is undone and the others' stays.
func (b *batch) take(t *turn) {
	if !t.begun.CompareAndSwap(false, true) {
		return
	}
	// The first in a batch needs no savepoint: while it is alone, undoing it is undoing all.
	err := b.begin()
	guarded := len(b.turns) > 0
	if err == nil && guarded {
		err = b.exec(`SAVEPOINT turn`)
		b.failed = err
	}
	if err != nil {
		t.done <- undurable(err)
		return
	}
	w := &writer{reader: reader{store: b.store, conn: b.store.writer}, batch: b}
	t.granted <- w
	err = <-t.ran
	w.over, w.conn = true, nil
	if w.broken != nil {
		err = w.broken
	}
	if err != nil {
		b.undo(guarded)
		t.done <- err
		return
	}
	if guarded {
		if b.failed = b.exec(`RELEASE turn`); b.failed != nil {
			t.done <- undurable(b.failed)
			return
		}
	}
	b.turns = append(b.turns, t)
	b.keep(w)
}

func (b *batch) keep(w *writer) {
	if w.position == 0 {
		return
	}
	b.position = w.position
	b.commits = append(b.commits, store.Commit{Position: w.position, Audiences: w.touched()})
	for a, id := range w.ids {
		if b.fresh == nil {
			b.fresh = map[string]int64{}
		}
		b.fresh[a.String()] = id
	}
}

// undo takes back what one writer wrote. Some failures (a full disk) end SQLite's whole transaction; then nobody's is
// left.
func (b *batch) undo(guarded bool) {
	if !guarded {
		b.open = false
		b.rollback()
		return
	}
	if b.failed = b.exec(`ROLLBACK TO turn`); b.failed == nil {
		b.failed = b.exec(`RELEASE turn`)
	}
}

// rollback leaves the connection outside of any transaction.
func (b *batch) rollback() {
	if b.exec(`ROLLBACK`) == nil {
		return
	}
	// SQLite may have rolled back by itself: where a transaction can be begun, there is none, and the disk is not asked. The
	// connection is kept then. Were it the last one, SQLite would close the file and, opening it again, take what it finds
	// of the failed commit in the WAL for committed.
	if b.exec(`BEGIN DEFERRED`) == nil && b.exec(`ROLLBACK`) == nil {
		return
	}
	b.store.writer.discard()
	_ = b.store.writer.tune(b.ctx)
}

func (b *batch) exec(query string, args ...any) error {
	_, err := b.store.writer.exec(b.ctx, query, args...)
	return err
}

func (b *batch) begin() error {
	if b.open {
		return nil
	}
	b.began = time.Now()
	if err := b.exec(`BEGIN IMMEDIATE`); err != nil {
		b.rollback()
		return err
	}
	b.open = true
	// Commands may have written beside this program.
	err := b.store.writer.one(b.ctx, func(r *row) { b.committed = r.number() }, `SELECT position FROM head`)
	b.position = b.committed
	if err != nil {
		b.undo(false)
	}
	return err
}

// commit makes the batch durable and answers everybody in it, whoever listens first.
func (b *batch) commit() {
	if !b.open {
		return
	}
	b.open = false
	if b.failed == nil && b.position != b.committed {
		b.failed = b.exec(`UPDATE head SET position = ?`, b.position)
	}
	if b.failed == nil {
		b.failed = b.exec(`COMMIT`)
	}
	if b.failed != nil {
		b.abandon()
		return
	}
	b.store.audiences.learn(b.fresh)
	if listener := b.store.listener.Load(); listener != nil {
		for _, c := range b.commits {
			(*listener)(c)
		}
	}
	for _, t := range b.turns {
		t.done <- nil
	}
	if len(b.commits) > 0 {
		b.store.fallBehind()
	}
}

func (b *batch) abandon() {
	err := undurable(b.failed)
	b.store.log.Error("a commit failed; nothing of it was kept", "writers", len(b.turns), "error", err)
	b.rollback()
	for _, t := range b.turns {
		t.done <- err
	}
}

// undurable is the error for those whose writing did not reach the disk, whatever SQLite calls it.
func undurable(err error) error {
	if support.CodeOf(err) == support.CodeStorage {
		return err
	}
	return support.Wrap(support.CodeStorage, err)
}
