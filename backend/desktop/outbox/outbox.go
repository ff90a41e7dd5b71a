// Package outbox keeps what exists nowhere else: the acts that wait to be sent, the drafts, what was notified, and the
// profile's few settled facts. Everything committed here survives a power cut. The acts of the day are also held in
// memory with what is attached, so that laying them over the cache costs nothing when there are none.
package outbox

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// FileName is the outbox's file in a profile's folder.
const FileName = "outbox.db"

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations make the schema.
var migrations = sqlitedb.Migrations(migrationFiles)

// ErrNoAct: there is no such act, or not in the state that the call is for. Decide by errors.Is.
var ErrNoAct = errors.New("outbox: no such act")

// Outbox is a profile's open outbox, safe for use by many goroutines.
type Outbox struct {
	db *sqlitedb.DB

	// writing orders commits and the snapshots that follow from them.
	writing  sync.Mutex
	snapshot atomic.Pointer[Snapshot]

	watching sync.Mutex
	watchers map[chan struct{}]struct{}
}

// Salvage says what Open had to do to a damaged file.
type Salvage struct {
	// SetAside is where the damaged file now lies; empty when nothing was wrong.
	SetAside string
	// Acts, Drafts and Rest count what could be read of it.
	Acts, Drafts, Rest int
	// Whole is whether all of it could be read.
	Whole bool
}

// Open opens or makes the outbox in the profile's folder. A corrupt file is set aside under a new name, and whatever of
// it can be read goes into a new one. One of an earlier version is copied aside before it is brought up to date; where
// the disk does not take the copy, it stays as it is: support.CodeStorage. A newer one is left untouched:
// sqlitedb.ErrNewer.
func Open(ctx context.Context, dir string, now time.Time) (*Outbox, Salvage, error) {
	file := filepath.Join(dir, FileName)
	var salvage Salvage
	if err := finishSalvage(file); err != nil {
		return nil, salvage, err
	}
	db, content, err := open(ctx, file, now)
	if errors.Is(err, sqlitedb.ErrCorrupt) {
		db, content, salvage, err = replaceDamaged(ctx, file, now)
	}
	if err != nil {
		return nil, salvage, err
	}
	o := &Outbox{db: db, watchers: map[chan struct{}]struct{}{}}
	o.snapshot.Store(content)
	if len(content.files[Discarded]) > 0 {
		if err := o.SaveDrafts(ctx, Drafts{Empty: Discarded}); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "files of a draft that was discarded stay longer", "err", err)
		}
	}
	return o, salvage, nil
}

// open opens a sound file and reads its acts and what is attached. The outbox is small, so all of it is checked. Whatever is
// wrong with it comes back as sqlitedb.ErrCorrupt, except that it is newer, or that the disk or the context fails.
func open(ctx context.Context, file string, now time.Time) (*sqlitedb.DB, *Snapshot, error) {
	db, err := sqlitedb.Open(ctx, sqlitedb.Options{
		File: file, Durability: sqlitedb.SurvivesPowerCut, Readers: 2, Migrations: migrations,
		BeforeMigration: func(ctx context.Context, db *sql.DB, version int64) error {
			_, err := sqlitedb.CopyAside(ctx, db, file, version, now)
			return err
		},
	})
	if err != nil {
		return nil, nil, damage(ctx, err)
	}
	var verdict string
	err = db.Writer.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = errors.New(verdict)
	}
	content := &Snapshot{}
	if err == nil {
		content.acts, err = readActs(ctx, db.Readers)
	}
	if err == nil {
		content.files, err = readFiles(ctx, db.Readers)
	}
	if err != nil {
		return nil, nil, errors.Join(damage(ctx, err), db.Close())
	}
	return db, content, nil
}

// damage calls a file's failure what it is. A damaged one can fail in any words: a table that is there and cannot be
// found, a value that is no JSON.
func damage(ctx context.Context, err error) error {
	err = sqlitedb.Failure(err)
	if ctx.Err() != nil || errors.Is(err, sqlitedb.ErrNewer) || errors.Is(err, sqlitedb.ErrCorrupt) ||
		support.CodeOf(err) == support.CodeStorage {
		return err
	}
	return fmt.Errorf("%w: %w", sqlitedb.ErrCorrupt, err)
}

// Close closes the file.
func (o *Outbox) Close() error { return o.db.Close() }

// Watch returns a channel that gets a value after acts, or what is attached, changed; several changes may share one. Stop
// ends it.
func (o *Outbox) Watch() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	o.watching.Lock()
	defer o.watching.Unlock()
	o.watchers[c] = struct{}{}
	return c, func() {
		o.watching.Lock()
		defer o.watching.Unlock()
		delete(o.watchers, c)
	}
}

func (o *Outbox) tell() {
	o.watching.Lock()
	defer o.watching.Unlock()
	for c := range o.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// commit runs fn in a transaction. When fn returns a changed list of acts (not nil), the snapshot becomes that list once
// the transaction is on the disk.
func (o *Outbox) commit(ctx context.Context, fn func(tx *sql.Tx, acts []Act) ([]Act, error)) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		acts, err := fn(tx, was.acts)
		return acts, false, err
	})
}

// commitAll is commit for what may change attachments too: fn reports whether it has.
func (o *Outbox) commitAll(ctx context.Context, fn func(tx *sql.Tx, was *Snapshot) (acts []Act, attached bool, err error)) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	before := o.snapshot.Load()
	tx, err := o.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return failure(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	acts, attached, err := fn(tx, before)
	if err != nil {
		return failure(err)
	}
	after := &Snapshot{acts: before.acts, files: before.files, revision: before.revision + 1}
	if acts != nil {
		after.acts = acts
	}
	if attached {
		// They are few, and read again they are what the file says.
		if after.files, err = readFiles(ctx, tx); err != nil {
			return failure(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return failure(err)
	}
	if acts != nil || attached {
		o.snapshot.Store(after)
		o.tell()
	}
	return nil
}

// failure gives what the disk says a code, and leaves what is coded already.
func failure(err error) error {
	if err = sqlitedb.Failure(err); err == nil {
		return nil
	}
	var coded *support.Error
	if errors.As(err, &coded) {
		return err
	}
	return fmt.Errorf("outbox: %w", err)
}
