package outbox

import (
	"context"
	"database/sql"
	"encoding/binary"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // a damaged file is read past the checks of sqlitedb

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// openDamaged opens a copy of a damaged file to read what can be read. Where nothing in it says any more what tables there
// are, that is taken from a sound file of the same form: both were made by the same steps, so their tables begin at the same
// pages. That holds of an earlier version's file too as long as migrations only add columns and tables behind what was
// there; the test of every schema that landed says when it no longer does. A table that it has not yet is one that hasTable
// keeps from being read.
func openDamaged(ctx context.Context, copied string, sound *sqlitedb.DB) (*sql.DB, error) {
	from, err := openLeniently(copied)
	if err != nil {
		return nil, err
	}
	if knowsActs(ctx, from) {
		return from, nil
	}
	_ = from.Close()
	if err := graft(ctx, copied, sound); err != nil {
		return nil, err
	}
	return openLeniently(copied)
}

// openLeniently opens a file in which not everything is right.
func openLeniently(file string) (*sql.DB, error) {
	q := url.Values{"_pragma": {"writable_schema(ON)", "cell_size_check(OFF)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func knowsActs(ctx context.Context, db *sql.DB) bool {
	var there bool
	err := db.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = 'acts'`).Scan(&there)
	return err == nil && there
}

// graft puts the sound file's first page, which holds the header and what tables there are, in the place of the
// damaged one's.
func graft(ctx context.Context, damaged string, sound *sqlitedb.DB) error {
	var file string
	var size int
	err := sound.Writer.QueryRowContext(ctx, `SELECT file, page_size FROM pragma_database_list, pragma_page_size WHERE name = 'main'`).Scan(&file, &size)
	if err == nil {
		// From its log into the file.
		_, err = sound.Writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	if err != nil {
		return failure(err)
	}
	head, err := os.ReadFile(file)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	b, err := os.ReadFile(damaged)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if len(b) < size || len(head) < size {
		return nil
	}
	copy(b, head[:size])
	// How many pages there are, and that none of them is free (https://sqlite.org/fileformat.html, 1.3).
	binary.BigEndian.PutUint32(b[28:], uint32(len(b)/size)) //nolint:gosec // an outbox's size
	clear(b[32:40])
	if err := os.WriteFile(damaged, b, 0o600); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}
