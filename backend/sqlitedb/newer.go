package sqlitedb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

// refuseNewer reports ErrNewer of a file that a newer version of the program wrote, and leaves it as it is to the byte.
// Whoever opens a file to write it, and be it to look, copies what a program that died left in the WAL into it.
// Whatever else is wrong with the file is found by opening it.
func refuseNewer(ctx context.Context, o Options) error {
	if st, err := os.Stat(o.File); err != nil || st.Size() == 0 {
		return nil //nolint:nilerr // it is new, or cannot be opened either
	}
	known, err := newest(o.Migrations)
	if err != nil {
		return err
	}
	version, err := versionOf(ctx, o.File)
	if err == nil && version > known {
		return newer(version, known)
	}
	return nil
}

func newer(version, known int64) error {
	return fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, version, known)
}

// newest is the version of the schema after all migrations.
func newest(migrations fs.FS) (int64, error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return 0, fmt.Errorf("sqlitedb: migrations: %w", err)
	}
	var last int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("sqlitedb: migrations: %w", err)
		}
		last = max(last, version)
	}
	return last, nil
}

// versionOf reads the version of a file's schema without writing to it.
func versionOf(ctx context.Context, file string) (int64, error) {
	// A WAL has to be read too. Where there is none, SQLite would make one.
	mode := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)"}}
	if st, err := os.Stat(file + "-wal"); err != nil || st.Size() == 0 {
		mode.Set("immutable", "1")
	}
	db, err := openAs(file, mode)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	var version sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&version)
	return version.Int64, err
}

// openAs opens a pool of one connection with these parameters.
func openAs(file string, parameters url.Values) (*sql.DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: parameters.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
