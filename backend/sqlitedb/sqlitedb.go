// Package sqlitedb opens SQLite files rightly: pragmas in the DSN (they are per connection, and a pool makes
// connections when it likes), one writer and a pool of readers over a WAL, migrations applied in order, and failures
// named by what can be done about them.
package sqlitedb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"filodiretto/backend/support"
)

// Failures of a file that need different cures. Decide by errors.Is.
var (
	// ErrCorrupt: the file is not a sound SQLite file.
	ErrCorrupt = errors.New("sqlitedb: file is corrupt")
	// ErrNewer: a newer version of the program wrote the file; it was not touched.
	ErrNewer = errors.New("sqlitedb: file was written by a newer version")
)

// Durability is what a commit survives.
type Durability int

const (
	// SurvivesCrash keeps commits when the program dies; a power cut may take the last ones, never the file's soundness.
	SurvivesCrash Durability = iota
	// SurvivesPowerCut syncs every commit to the disk before it returns.
	SurvivesPowerCut
)

// Options say how to open a file.
type Options struct {
	// File is made if it is missing, with mode 0600; its folder must exist.
	File       string
	Durability Durability
	// Readers bounds the pool of readers; 0 means 4.
	Readers int
	// Migrations are goose SQL files, named NNNNN_what.sql, at the root of the file system.
	Migrations fs.FS
	// BeforeMigration runs when an existing file is about to be migrated, with its schema's version; the migration waits
	// for it and does not begin if it fails. What exists nowhere else is copied here: [CopyAside].
	BeforeMigration func(ctx context.Context, db *sql.DB, version int64) error
}

// Migrations are the SQL files of a package's folder `migrations`, as [Options] take them.
func Migrations(embedded embed.FS) fs.FS {
	sub, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // a name that is no path; this one is
	}
	return sub
}

// DB is an open file. Write through Writer alone: it has one connection, and every transaction on it takes the write
// lock at once. Readers see the last commit.
type DB struct {
	Writer  *sql.DB
	Readers *sql.DB
}

// Open opens or makes the file and brings its schema up to date, each step of it in a transaction of its own: a program
// that dies on the way goes on from there. ErrCorrupt and ErrNewer are in the chain of the error where they are the
// reason; otherwise it is coded support.CodeStorage.
func Open(ctx context.Context, o Options) (*DB, error) {
	if err := refuseTorn(o.File); err != nil {
		return nil, err
	}
	if err := refuseNewer(ctx, o); err != nil {
		return nil, err
	}
	if err := makePrivate(o.File); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	writer, err := connect(o, "immediate", 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer, o); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	count := o.Readers
	if count == 0 {
		count = 4
	}
	readers, err := connect(o, "deferred", count)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &DB{Writer: writer, Readers: readers}, nil
}

// Close closes readers and writer; the last one checkpoints the WAL.
func (db *DB) Close() error { return errors.Join(db.Readers.Close(), db.Writer.Close()) }

// refuseTorn reports ErrCorrupt of a file that is empty or gone while its WAL is there, with what was written last: SQLite would
// take that for a leftover and remove it.
func refuseTorn(file string) error {
	if st, err := os.Stat(file); err == nil && st.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil //nolint:nilerr // what is wrong with it is found by opening it
	}
	if st, err := os.Stat(file + "-wal"); err != nil || st.Size() == 0 {
		return nil //nolint:nilerr // so is this
	}
	return fmt.Errorf("%w: %s is empty or gone, and what was written to it last is still beside it", ErrCorrupt, file)
}

// connect opens a pool; busy_timeout stands first, so that the other pragmas wait too.
func connect(o Options, txlock string, connections int) (*sql.DB, error) {
	synchronous := "NORMAL"
	if o.Durability == SurvivesPowerCut {
		synchronous = "FULL"
	}
	q := url.Values{"_txlock": {txlock}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + synchronous + ")", "foreign_keys(ON)",
		"temp_store(MEMORY)", "cache_size(-16000)", "mmap_size(268435456)",
	}}
	if txlock == "deferred" {
		q.Add("_pragma", "query_only(ON)")
	}
	file, err := filepath.Abs(o.File)
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: q.Encode()}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func makePrivate(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func migrate(ctx context.Context, db *sql.DB, o Options) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, o.Migrations, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("sqlitedb: migrations: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return Failure(err)
	}
	if current > target {
		return newer(current, target)
	}
	if current > 0 && current < target && o.BeforeMigration != nil {
		if err := o.BeforeMigration(ctx, db, current); err != nil {
			return err
		}
	}
	if current == target {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return Failure(err)
	}
	return nil
}

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the extended ones carry them in the low byte.
const (
	codePerm       = 3
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeIOErr      = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeNotADB     = 26
	codeUniqueKey  = 1555
	codeUniqueness = 2067
)

// Failure names a SQLite error by what can be done about it: ErrCorrupt, or support.CodeStorage for a disk that is full,
// cannot be read or written, or a file that another program (a backup, a virus scanner) holds for longer than one waits. Other errors, and nil, come back as they are.
func Failure(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case codeCorrupt, codeNotADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case codePerm, codeBusy, codeLocked, codeReadOnly, codeIOErr, codeFull, codeCantOpen:
		return support.Wrap(support.CodeStorage, err)
	default:
		return err
	}
}

// IsDuplicate reports whether err is the violation of a primary key or a unique index.
func IsDuplicate(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == codeUniqueness || e.Code() == codeUniqueKey)
}
