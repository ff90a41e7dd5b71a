package sqlitedb

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// copiesKept is of how many versions of the schema a copy stays.
const copiesKept = 2

// CopyAside copies what is committed in the open file into one beside it, whose name says the schema's version and when.
// The copy is checked, and on the disk when it gets its name. Of each version one copy stays, and of the newest two
// versions alone: a migration that fails again and again must not fill the disk.
func CopyAside(ctx context.Context, db *sql.DB, file string, version int64, now time.Time) (string, error) {
	part := file + ".copying"
	RemoveFile(part)
	defer RemoveFile(part)
	err := Copy(ctx, db, part)
	if err == nil {
		err = sound(ctx, part)
	}
	if err != nil {
		return "", fmt.Errorf("copying %s, which is done before its schema is brought up to date: %w", filepath.Base(file), err)
	}
	aside := asideOf(file, schemaOf(version), now)
	if err := os.Rename(part, aside); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	if err := disk.SyncFolder(filepath.Dir(file)); err != nil {
		return "", err
	}
	forgetCopies(file, aside)
	return aside, nil
}

func schemaOf(version int64) string { return "schema-" + strconv.FormatInt(version, 10) }

// Execer is a pool or a connection that may write.
type Execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Copy copies what is committed in an open file into one that is empty or missing, private, and on the disk when it returns.
// What is left of a copy that failed is the caller's to remove.
func Copy(ctx context.Context, db Execer, to string) error {
	// Made here, so that it is private from the beginning; SQLite takes an empty file.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = f.Close() }()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return Failure(err)
	}
	if err := f.Sync(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// OpenCopy opens a closed file that nobody else uses, to read it.
func OpenCopy(file string) (*sql.DB, error) {
	db, err := openAs(file, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	return db, nil
}

// sound is nil of a closed file in which SQLite finds nothing wrong.
func sound(ctx context.Context, file string) error {
	db, err := OpenCopy(file)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return Failure(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: the copy says %s", ErrCorrupt, verdict)
	}
	return nil
}

// RemoveFile removes a file that nobody has open, and what SQLite keeps beside it.
func RemoveFile(file string) {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		_ = os.Remove(file + suffix)
	}
}

// aCopy is one that CopyAside made.
type aCopy struct {
	file    string
	version int64
}

// forgetCopies lets copies go that nobody will go back to; the one just made stays. What cannot be removed stays too.
func forgetCopies(file, made string) {
	copies := copiesOf(file)
	// The one just made first, then the newest; those of one version by name, which is by time.
	slices.SortFunc(copies, func(a, b aCopy) int {
		switch {
		case a.file == made:
			return -1
		case b.file == made:
			return 1
		default:
			return cmp.Or(cmp.Compare(b.version, a.version), strings.Compare(b.file, a.file))
		}
	})
	var versions []int64
	for _, c := range copies {
		if slices.Contains(versions, c.version) || len(versions) == copiesKept {
			_ = os.Remove(c.file)
			continue
		}
		versions = append(versions, c.version)
	}
}

// copiesOf are the copies of a file that lie beside it.
func copiesOf(file string) []aCopy {
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return nil
	}
	var copies []aCopy
	for _, e := range entries {
		said, ours := strings.CutPrefix(e.Name(), filepath.Base(file)+".schema-")
		number, when, dated := strings.Cut(said, "-")
		version, err := strconv.ParseInt(number, 10, 64)
		if !ours || !dated || err != nil || len(when) < len("20060102-150405") || !e.Type().IsRegular() {
			continue
		}
		copies = append(copies, aCopy{file: filepath.Join(filepath.Dir(file), e.Name()), version: version})
	}
	return copies
}
