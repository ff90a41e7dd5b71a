package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"filodiretto/backend/disk"
	"filodiretto/backend/server/store"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// Backup writes a consistent copy, verifies it, and has along take what belongs to it, before it gets its name.
func (s *Store) Backup(ctx context.Context, file string, along func(context.Context, store.Attachment) error) error {
	if err := mustNotExist(file); err != nil {
		return err
	}
	part, err := partial(file)
	if err != nil {
		return err
	}
	defer sqlitedb.RemoveFile(part)
	if err := s.copyInto(ctx, part); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return err
	}
	if along != nil {
		if err := eachArrived(ctx, part, along); err != nil {
			return err
		}
	}
	return giveName(part, file)
}

// copyInto copies on a connection of its own, which may write for that long: into the copy, not into the store.
func (s *Store) copyInto(ctx context.Context, file string) error {
	c, err := s.db.Readers.Conn(ctx)
	if err != nil {
		return failure(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, `PRAGMA query_only = OFF`); err != nil {
		return failure(err)
	}
	err = failure(sqlitedb.Copy(ctx, c, file))
	_, readOnly := c.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only = ON`)
	return errors.Join(err, failure(readOnly))
}

func mustNotExist(file string) error {
	_, err := os.Lstat(file)
	switch {
	case err == nil:
		return support.Errorf(support.CodeConflict, "%s is there already", file)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	default:
		return support.Wrap(support.CodeStorage, err)
	}
}

// partial makes a private, empty file beside the one to be.
func partial(file string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*")
	if err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	return f.Name(), f.Close()
}

// giveName puts a finished file where nothing may stand yet, and sees that the disk knows it.
func giveName(part, file string) error {
	err := os.Link(part, file)
	switch {
	case errors.Is(err, fs.ErrExist):
		return support.Errorf(support.CodeConflict, "%s is there already", file)
	case err != nil:
		// Not every file system has links.
		if err = os.Rename(part, file); err != nil {
			return support.Wrap(support.CodeStorage, err)
		}
	}
	return disk.SyncFolder(filepath.Dir(file))
}

// verify opens a copy that nobody else uses and finds whatever is wrong with it.
func verify(ctx context.Context, file string) error {
	db, err := sqlitedb.OpenCopy(file)
	if err != nil {
		return err
	}
	defer db.Close()
	found, err := check(ctx, db)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: the copy is not sound: %s", sqlitedb.ErrCorrupt, strings.Join(found, "; "))
	}
	return nil
}

// Restore makes the store of a folder out of a backup, of this version or an earlier one. It verifies the copy before it
// takes the store's place, and refuses, with CodeConflict, a folder in whose store there is anything, and a file that is not
// all of a store. The restored store begins a new epoch: what was committed after the backup is gone, and whoever has seen
// it must fetch anew.
//
// Before that, bring, unless it is nil, is called with each attachment that has arrived by what the backup says. One whose
// bytes it does not have has not arrived in the restored store, and can be brought again by whoever has it.
func Restore(ctx context.Context, backupFile, dir string, bring func(context.Context, store.Attachment) (bool, error)) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	// Now that it is empty: what is brought beside the store would look like other things to whoever opens it.
	if err := makePrivate(dir, slog.New(slog.DiscardHandler)); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	lock, err := takeLock(ctx, dir, lockPatience)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	file := filepath.Join(dir, FileName)
	if err := mustBeEmpty(ctx, dir); err != nil {
		return err
	}
	if err := mustBeAlone(backupFile); err != nil {
		return err
	}
	part := file + ".restoring"
	sqlitedb.RemoveFile(part)
	defer sqlitedb.RemoveFile(part)
	if err := copyFile(backupFile, part); err != nil {
		return err
	}
	// A backup of an earlier version is brought up to date first: what makes a store sound is written for today's schema.
	if err := beginEpoch(ctx, part); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return err
	}
	if bring != nil {
		if err := bringAlong(ctx, part, bring); err != nil {
			return err
		}
	}
	// The empty store's WAL must not be taken for the restored one's.
	sqlitedb.RemoveFile(file)
	if err := os.Rename(part, file); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return disk.SyncFolder(dir)
}

// mustBeEmpty refuses a folder with a store in which somebody has put something.
func mustBeEmpty(ctx context.Context, dir string) error {
	file := filepath.Join(dir, FileName)
	switch err := mustNotExist(file); {
	case err == nil:
		if err := mustNotExist(file + "-wal"); err != nil {
			return fmt.Errorf("what a store in %s has written last was left there when its file was taken away, and belongs to it: %w", dir, err)
		}
		return nil
	case support.CodeOf(err) != support.CodeConflict:
		return err
	}
	db, err := openFile(ctx, file, func(context.Context, *sql.DB, int64) error {
		return support.Errorf(support.CodeConflict, "the store in %s is of an earlier version, and stays as it is", dir)
	})
	if err != nil {
		return err
	}
	defer db.Close()
	var used bool
	err = db.Readers.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM companies) OR EXISTS (SELECT 1 FROM people)
		OR EXISTS (SELECT 1 FROM machines) OR EXISTS (SELECT 1 FROM categories) OR EXISTS (SELECT 1 FROM tickets)
		OR EXISTS (SELECT 1 FROM acts)`).Scan(&used)
	if err != nil {
		return failure(err)
	}
	if used {
		return support.Errorf(support.CodeConflict, "the store in %s is not empty", dir)
	}
	return nil
}

// mustBeAlone refuses the file of a store that was not closed: what was written to it last is in its WAL, and would be lost
// without a word. A backup has none.
func mustBeAlone(file string) error {
	st, err := os.Stat(file + "-wal")
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && st.Size() == 0:
		return nil
	case err != nil:
		return support.Wrap(support.CodeStorage, err)
	}
	return support.Errorf(support.CodeConflict, "%s is no backup but a store's own file, and what was written last is beside it: "+
		"make a backup of the store in %s first, and restore that", file, filepath.Dir(file))
}

// openFile opens a store's file by itself, bringing its schema up to date unless that is objected to.
func openFile(ctx context.Context, file string, objection func(context.Context, *sql.DB, int64) error) (*sqlitedb.DB, error) {
	return sqlitedb.Open(ctx, sqlitedb.Options{
		File: file, Durability: sqlitedb.SurvivesPowerCut, Migrations: migrations, Readers: 1, BeforeMigration: objection,
	})
}

func beginEpoch(ctx context.Context, file string) error {
	return change(ctx, file, func(db *sqlitedb.DB) error {
		var epoch [16]byte
		_, _ = rand.Read(epoch[:])
		var only int
		err := db.Writer.QueryRowContext(ctx, `UPDATE identity SET epoch = ? RETURNING only`, epoch[:]).Scan(&only)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: this is no store's backup", sqlitedb.ErrCorrupt)
		}
		return err
	})
}

// change changes a file that nobody else uses, bringing its schema up to date.
func change(ctx context.Context, file string, fn func(*sqlitedb.DB) error) error {
	db, err := openFile(ctx, file, nil)
	if err != nil {
		return err
	}
	if err = fn(db); err == nil {
		// All of it must be in the file, which alone gets its place: what closing leaves in the WAL, it leaves without a word.
		var busy, written, moved int
		err = db.Writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &written, &moved)
		if err == nil && busy != 0 {
			err = support.Errorf(support.CodeStorage, "somebody is reading %s", file)
		}
	}
	return errors.Join(failure(err), db.Close())
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}
