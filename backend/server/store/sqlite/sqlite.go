// Package sqlite keeps the server's store in one SQLite file. Writers share commits of the disk: what queues up while
// one commit is being synced goes into the next together.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"filodiretto/backend/server/store"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// FileName is the store's file in its folder.
const FileName = "filodiretto.db"

const lockName = "filodiretto.lock"

// ErrInUse says that a running server has the folder.
var ErrInUse = errors.New("sqlite: another program is using this folder")

// ErrNoStore says that there is no store in the folder.
var ErrNoStore = errors.New("sqlite: there is no store in this folder")

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations make the schema.
var migrations = sqlitedb.Migrations(migrationFiles)

// Options say how to open a store.
type Options struct {
	// Beside is for commands that do one thing and end: the store is opened also while a server has it, and does not keep a
	// server from starting. The server learns of their commits when it looks by itself, not at once.
	Beside bool
	// Existing refuses, with ErrNoStore, to make a store where there is none: a folder named wrongly must not look like an
	// empty store.
	Existing bool
	// Readers bounds how many read at once; 0 is what fits the machine.
	Readers int
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Log gets what nobody waits for; nil is slog.Default.
	Log *slog.Logger
}

// Store is an open store; it is a store.Store.
type Store struct {
	db       *sqlitedb.DB
	file     string
	lock     *flock.Flock
	log      *slog.Logger
	identity store.Identity

	// readers are the connections nobody reads on at the moment.
	readers chan *conn
	writer  *conn

	mu       sync.RWMutex
	closed   bool
	queue    chan *turn
	stopped  sync.WaitGroup
	stop     context.CancelFunc
	listener atomic.Pointer[func(store.Commit)]

	audiences audiences
	index     index
}

var _ store.Store = (*Store)(nil)

// Open opens or makes the store in a folder, which is made too if it is missing, and brings its schema up to date after
// copying the file. ErrInUse, sqlitedb.ErrCorrupt and sqlitedb.ErrNewer are in the error's chain where they are the
// reason.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Readers == 0 {
		o.Readers = max(4, runtime.NumCPU())
	}
	if o.Existing {
		if _, err := os.Stat(filepath.Join(dir, FileName)); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s", ErrNoStore, dir)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if err := makePrivate(dir, o.Log); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	patience := lockPatience
	if o.Beside {
		patience = 0
	}
	lock, err := takeLock(ctx, dir, patience)
	if errors.Is(err, ErrInUse) && o.Beside {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	s := &Store{file: filepath.Join(dir, FileName), lock: lock, log: o.Log}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.release())
	}
	if o.Beside && s.lock != nil {
		// It was needed for the schema alone: a server may start while a command runs.
		err := s.lock.Unlock()
		s.lock = nil
		if err != nil {
			return nil, errors.Join(support.Wrap(support.CodeStorage, err), s.Close())
		}
	}
	return s, nil
}

// makePrivate closes a folder that was there before to all but its owner, unless it holds other things: then it is not
// ours to close, and whoever reads the log is told.
func makePrivate(dir string, log *slog.Logger) error {
	st, err := os.Stat(dir)
	if err != nil || runtime.GOOS == "windows" || st.Mode().Perm()&0o077 == 0 {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "filodiretto.") {
			log.Warn("the store's folder is open to others and holds other things; give the store a folder of its own", "folder", dir)
			return nil
		}
	}
	return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs its x
}

// lockPatience is longer than a command has the lock, and shorter than anybody waits who started two servers.
const lockPatience = 500 * time.Millisecond

// takeLock takes the folder for this program alone, or fails with ErrInUse after so long.
func takeLock(ctx context.Context, dir string, patience time.Duration) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockName))
	taken, err := lock.TryLock()
	if !taken && err == nil && patience > 0 {
		patient, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if taken, err = lock.TryLockContext(patient, 20*time.Millisecond); errors.Is(err, context.DeadlineExceeded) {
			err = ctx.Err()
		}
	}
	switch {
	case taken:
		return lock, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, support.Wrap(support.CodeStorage, err)
	default:
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
}

func (s *Store) open(ctx context.Context, o Options) (err error) {
	s.db, err = sqlitedb.Open(ctx, sqlitedb.Options{
		File: s.file, Durability: sqlitedb.SurvivesPowerCut, Migrations: migrations,
		// Checking and backing up take a connection of their own, for longer than a reader may have to wait.
		Readers: o.Readers + 2,
		BeforeMigration: func(ctx context.Context, db *sql.DB, version int64) error {
			return s.beforeMigration(ctx, db, version, o.Now())
		},
	})
	if err != nil {
		return err
	}
	if s.writer, err = connect(ctx, s.db.Writer); err != nil {
		return err
	}
	if err := s.writer.tune(ctx); err != nil {
		return err
	}
	if s.identity, err = identify(ctx, s.writer); err != nil {
		return err
	}
	s.readers = make(chan *conn, o.Readers)
	for range o.Readers {
		s.readers <- &conn{db: s.db.Readers}
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.queue = make(chan *turn, queueLength)
	s.index.behind = make(chan struct{}, 1)
	s.stopped.Go(s.commitQueued)
	s.index.running.Go(func() { s.keepIndexed(running) })
	return nil
}

// tune lets the WAL grow further than SQLite would before it is copied into the file, which stalls whoever commits.
func (c *conn) tune(ctx context.Context) error {
	for _, pragma := range []string{`PRAGMA wal_autocheckpoint = 4000`, `PRAGMA journal_size_limit = 67108864`} {
		if err := c.each(ctx, func(*row) {}, pragma); err != nil {
			return err
		}
	}
	return nil
}

// beforeMigration keeps a copy of the file as it is. A command beside a running server must not change the schema under
// it.
func (s *Store) beforeMigration(ctx context.Context, db *sql.DB, version int64, now time.Time) error {
	if s.lock == nil {
		return fmt.Errorf("%w: it must be ended before the schema can be brought up to date", ErrInUse)
	}
	name, err := sqlitedb.CopyAside(ctx, db, s.file, version, now)
	if support.CodeOf(err) == support.CodeStorage {
		s.log.ErrorContext(ctx, "the store could not be copied", "error", err)
		return support.Errorf(support.CodeStorage, "the store is copied before its schema is brought up to date, and the disk did not take "+
			"the copy: make room in %s for as much as the store takes; nothing was changed", filepath.Dir(s.file))
	}
	if err != nil {
		return err
	}
	s.log.InfoContext(ctx, "copied the store before bringing its schema up to date", "copy", name)
	return nil
}

// identify reads who the store is, and makes it somebody when it is new.
func identify(ctx context.Context, c *conn) (store.Identity, error) {
	var id store.Identity
	_, _ = rand.Read(id.Epoch[:])
	_, _ = rand.Read(id.Key[:])
	if _, err := c.exec(ctx, `INSERT INTO identity VALUES (1, ?, ?) ON CONFLICT DO NOTHING`, id.Epoch[:], id.Key[:]); err != nil {
		return id, err
	}
	err := c.one(ctx, func(r *row) {
		copy(id.Epoch[:], r.bytes())
		copy(id.Key[:], r.bytes())
	}, `SELECT epoch, key FROM identity`)
	return id, err
}

// Identity says which store this is.
func (s *Store) Identity() store.Identity { return s.identity }

// Listen sets who is told of commits.
func (s *Store) Listen(listener func(store.Commit)) { s.listener.Store(&listener) }

// Read runs fn on one snapshot, which begins with the first thing that fn reads.
func (s *Store) Read(ctx context.Context, fn func(store.Reader) error) error {
	c, err := s.borrow(ctx)
	if err != nil {
		return err
	}
	r := &reader{store: s, conn: c, snapshot: true}
	defer func() {
		if r.begun && c.held != nil {
			// A connection that cannot even end its reading is replaced by the next who reads.
			if _, err := c.exec(context.WithoutCancel(ctx), `ROLLBACK`); err != nil {
				c.discard()
			}
		}
		r.conn = nil
		s.readers <- c
	}()
	return fn(r)
}

func (s *Store) borrow(ctx context.Context) (*conn, error) {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return nil, errClosed
	}
	select {
	case c := <-s.readers:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close finishes what was queued, waits for who reads, and lets go of the file.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.index.running.Wait()
	close(s.queue)
	s.stopped.Wait()
	for range cap(s.readers) {
		_ = (<-s.readers).close()
	}
	return s.release()
}

// release lets go of all that open took.
func (s *Store) release() error {
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return errors.Join(errs...)
}
