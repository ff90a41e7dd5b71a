// Package cache keeps on the workstation what the server said: tickets, messages, machines and people as the change
// feed brought them, with the cursors of how far, an index for searching, and what is unread. All of it can be fetched
// again, so a damaged file is set aside and begun anew.
package cache

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// FileName is the cache's file in a profile's folder.
const FileName = "cache.db"

// suspectSuffix names the mark that a file was found damaged while it was open; the next Open looks closely.
const suspectSuffix = ".suspect"

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations make the schema.
var migrations = sqlitedb.Migrations(migrationFiles)

// Options say whose cache it is and where.
type Options struct {
	// Dir is the profile's folder.
	Dir string
	// Me is whose cache it is: what is unread depends on them.
	Me support.Person
	// Revision is one that the cache has been at, by what others remember: it goes on from there if its file has lost that.
	Revision int64
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Log gets what nobody waits for; nil is slog.Default.
	Log *slog.Logger
}

// Notice says what Open had to do to a file that it could not use; the zero value is nothing.
type Notice struct {
	// SetAside is where the file now lies.
	SetAside string
	// Newer is set when a newer version of the program wrote it; otherwise it was corrupt.
	Newer bool
}

// Cache is a person's open cache, safe for use by many goroutines. Only Apply writes it.
type Cache struct {
	me   support.Person
	db   *sqlitedb.DB
	file string
	log  *slog.Logger

	reading statements
	// readers bounds those that read at once, by one less than there are connections: see statements.
	readers chan struct{}
	// writing orders what changes the file: pages of the feed, and the search index's catching up.
	writing sync.Mutex
	slots   slots
	// ready are what writing transactions need, prepared.
	ready map[string]*sql.Stmt
	known map[string]struct{}

	indexing   sync.Mutex
	sweeping   sync.Mutex
	generation atomic.Int64
	// board is a technician's.
	board     *board.Board
	machines  listed[listedMachine]
	people    listed[listedPerson]
	companies listed[support.Company]
	behind    chan struct{}
	// unmerged counts the rows that were indexed since the index was last merged; indexing guards it.
	unmerged int
	unswept  chan struct{}
	doubts   chan struct{}
	// applied is the last revision that the feed made; followed, up to which nothing that is missing is on its way.
	applied  atomic.Int64
	followed atomic.Int64
	broke    chan struct{}
	stop     context.CancelFunc
	stopped  sync.WaitGroup
}

// Open opens or makes the cache. A corrupt file, or one that a newer version of the program wrote, is set aside under a
// new name, a fresh one is made, and the notice says so.
func Open(ctx context.Context, o Options) (*Cache, Notice, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	file := filepath.Join(o.Dir, FileName)
	var notice Notice
	db, err := open(ctx, file)
	why := ""
	switch {
	case errors.Is(err, sqlitedb.ErrCorrupt):
		why = "corrupt"
	case errors.Is(err, sqlitedb.ErrNewer):
		why, notice.Newer = "newer", true
	}
	if why != "" {
		if notice.SetAside, err = sqlitedb.SetAside(file, why, o.Now()); err != nil {
			return nil, notice, err
		}
		db, err = open(ctx, file)
	}
	if err == nil && o.Revision > 0 {
		if _, err = db.Writer.ExecContext(ctx, `UPDATE feed SET revision = ? WHERE revision < ?`, o.Revision, o.Revision); err != nil {
			err = errors.Join(damage(ctx, err), db.Close())
		}
	}
	if err != nil {
		return nil, notice, err
	}
	var revision int64
	if err := db.Readers.QueryRowContext(ctx, `SELECT revision FROM feed`).Scan(&revision); err != nil {
		return nil, notice, errors.Join(damage(ctx, err), db.Close())
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &Cache{
		me: o.Me, db: db, file: file, log: o.Log,
		reading: statements{db: db.Readers, ready: map[string]*sql.Stmt{}},
		readers: make(chan struct{}, maxReaders),
		known:   map[string]struct{}{},
		ready:   map[string]*sql.Stmt{},
		behind:  make(chan struct{}, 1), unswept: make(chan struct{}, 1),
		doubts: make(chan struct{}, 1), broke: make(chan struct{}, 1), stop: stop,
	}
	c.applied.Store(revision)
	if o.Me.MayWork() == nil {
		c.board = board.New(Folded, telling)
		c.stopped.Go(func() { c.fillBoard(running) })
	}
	c.stopped.Go(func() { c.keepIndexed(running) })
	c.stopped.Go(func() { c.keepSwept(running) })
	c.fallBehind()
	return c, notice, nil
}

func open(ctx context.Context, file string) (*sqlitedb.DB, error) {
	db, err := sqlitedb.Open(ctx, sqlitedb.Options{
		File: file, Durability: sqlitedb.SurvivesCrash, Migrations: migrations, Readers: maxReaders + 1,
	})
	if err != nil {
		return nil, damage(ctx, err)
	}
	var only int
	err = db.Writer.QueryRowContext(ctx, `SELECT only_one FROM feed`).Scan(&only)
	if err != nil {
		return nil, errors.Join(damage(ctx, err), db.Close())
	}
	if _, err := os.Lstat(file + suspectSuffix); err != nil {
		return db, nil //nolint:nilerr // nobody suspects the file
	}
	var verdict string
	err = db.Writer.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = errors.New(verdict)
	}
	if err == nil {
		err = checkContents(ctx, db)
	}
	_ = os.Remove(file + suspectSuffix)
	if err != nil {
		return nil, errors.Join(damage(ctx, err), db.Close())
	}
	return db, nil
}

// damage calls a file's failure what it is. A damaged one can fail in any words: a table that is there and cannot be
// found, a row that must be there and is not.
func damage(ctx context.Context, err error) error {
	err = sqlitedb.Failure(err)
	if ctx.Err() != nil || errors.Is(err, sqlitedb.ErrNewer) || errors.Is(err, sqlitedb.ErrCorrupt) ||
		support.CodeOf(err) == support.CodeStorage {
		return err
	}
	return fmt.Errorf("%w: %w", sqlitedb.ErrCorrupt, err)
}

// Close ends the work behind the scenes and closes the file.
func (c *Cache) Close() error {
	c.stop()
	c.stopped.Wait()
	return c.db.Close()
}

// Me is whose cache it is.
func (c *Cache) Me() support.Person { return c.me }

// failure names what the file says. Where it says that it is damaged, the next Open is told to look closely.
func (c *Cache) failure(err error) error {
	if err = sqlitedb.Failure(err); err == nil {
		return nil
	}
	if errors.Is(err, sqlitedb.ErrCorrupt) {
		c.suspect()
	}
	var coded *support.Error
	if errors.As(err, &coded) {
		return err
	}
	return fmt.Errorf("cache: %w", err)
}

// suspect tells the next Open to look closely.
func (c *Cache) suspect() {
	if f, err := os.OpenFile(c.file+suspectSuffix, os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		_ = f.Close()
	}
}

// maxReaders is how many read at once.
const maxReaders = 4
