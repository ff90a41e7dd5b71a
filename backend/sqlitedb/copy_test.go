package sqlitedb_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

var day = time.Date(2026, 12, 1, 7, 30, 0, 0, time.UTC)

// chain is a table and what so many further migrations make of it; each must find what the one before it left.
func chain(length int) fstest.MapFS {
	files := fstest.MapFS{"00001_words.sql": {Data: []byte("-- +goose Up\n" +
		"CREATE TABLE words (n INTEGER PRIMARY KEY, word TEXT NOT NULL, links INTEGER NOT NULL DEFAULT 1) STRICT;\n")}}
	for n := 2; n <= length; n++ {
		script := fmt.Sprintf("CREATE TABLE words_%d (n INTEGER PRIMARY KEY, word TEXT NOT NULL, links INTEGER NOT NULL) STRICT;\n"+
			"INSERT INTO words_%[1]d SELECT n, word, links + 1 FROM words WHERE links = %[2]d;\n"+
			"DROP TABLE words;\nALTER TABLE words_%[1]d RENAME TO words;\nCREATE INDEX words_at_%[1]d ON words (word);\n", n, n-1)
		files[fmt.Sprintf("%05d_link.sql", n)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + script)}
	}
	return files
}

func options(dir string, migrations fstest.MapFS) sqlitedb.Options {
	file := filepath.Join(dir, "words.db")
	return sqlitedb.Options{
		File: file, Durability: sqlitedb.SurvivesPowerCut, Migrations: migrations, Readers: 1,
		BeforeMigration: func(ctx context.Context, db *sql.DB, version int64) error {
			_, err := sqlitedb.CopyAside(ctx, db, file, version, day)
			return err
		},
	}
}

// old makes a file of the first schema, of several pages.
func old(t *testing.T, dir string) {
	t.Helper()
	db, err := sqlitedb.Open(t.Context(), options(dir, chain(1)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Writer.ExecContext(t.Context(), `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100)
		INSERT INTO words (n, word) SELECT n, hex(zeroblob(40)) || n FROM n`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// count opens the file and counts the words that have been through all of the chain.
func count(t *testing.T, dir string, length int) (n int) {
	t.Helper()
	db, err := sqlitedb.Open(t.Context(), options(dir, chain(length)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Readers.QueryRowContext(t.Context(), `SELECT count(*) FROM words WHERE links = ?`, length).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func copies(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "words.db.*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = strings.TrimPrefix(filepath.Base(files[i]), "words.db.")
	}
	return files
}

func TestOpen_GoesOnWhereAProgramDiedInAChainOfMigrations(t *testing.T) {
	const length = 6
	for step := 1; ; step += faultdisk.Stride(17) {
		dir := t.TempDir()
		old(t, dir)
		disk := faultdisk.Hold(t, dir)
		var steps atomic.Int64
		disk.Fail(func(faultdisk.Op) faultdisk.Fault {
			if int(steps.Add(1)) == step {
				disk.Kill()
			}
			return faultdisk.None
		})
		if db, err := sqlitedb.Open(t.Context(), options(dir, chain(length))); err == nil {
			_ = db.Close()
		}
		disk.Fail(nil)
		disk.Restart()
		if n := count(t, dir, length); n != 100 {
			t.Fatalf("the program died at step %d: of 100 words %d are there", step, n)
		}
		if int(steps.Load()) < step {
			if step < 100 {
				t.Errorf("a chain of %d took %d steps", length, step-1)
			}
			return
		}
	}
}

func TestCopyAside_KeepsOneCopyOfEachOfTheNewestTwoVersionsAndTheOneJustMade(t *testing.T) {
	dir := t.TempDir()
	old(t, dir)
	for _, foreign := range []string{"words.db.schema-1-note", "words.db.schema-x-20200101-000000", "other.db.schema-1-20200101-000000"} {
		if err := os.WriteFile(filepath.Join(dir, foreign), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sqlitedb.Open(t.Context(), options(dir, chain(1)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, made := range []struct {
		version int64
		after   time.Duration
		want    []string
	}{
		{1, 0, []string{"schema-1-20261201-073000"}},
		{1, time.Minute, []string{"schema-1-20261201-073100"}},
		// The clock was put back.
		{1, -time.Hour, []string{"schema-1-20261201-063000"}},
		{2, 0, []string{"schema-1-20261201-063000", "schema-2-20261201-073000"}},
		{2, 0, []string{"schema-1-20261201-063000", "schema-2-20261201-073000-2"}},
		{10, 0, []string{"schema-10-20261201-073000", "schema-2-20261201-073000-2"}},
		// Somebody went back to an old copy.
		{1, 0, []string{"schema-1-20261201-073000", "schema-10-20261201-073000"}},
	} {
		file := filepath.Join(dir, "words.db")
		if _, err := sqlitedb.CopyAside(t.Context(), db.Writer, file, made.version, day.Add(made.after)); err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(copies(t, dir), func(name string) bool { return !strings.Contains(name, "-2026") })
		if !slices.Equal(got, made.want) {
			t.Errorf("after a copy of version %d there are %q, want %q", made.version, got, made.want)
		}
	}
	for _, foreign := range []string{"words.db.schema-1-note", "words.db.schema-x-20200101-000000", "other.db.schema-1-20200101-000000"} {
		if _, err := os.Stat(filepath.Join(dir, foreign)); err != nil {
			t.Errorf("what is no copy is gone: %v", err)
		}
	}
}

func TestCopyAside_IsNotHeldUpByWhatAProgramThatDiedHasLeft(t *testing.T) {
	dir := t.TempDir()
	old(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "words.db.copying"), []byte("half a copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := count(t, dir, 2); n != 100 {
		t.Errorf("%d words", n)
	}
	if got := copies(t, dir); !slices.Equal(got, []string{"schema-1-20261201-073000"}) {
		t.Errorf("there are %q", got)
	}
}

func TestOpen_LeavesAFileAsItIsWhereTheDiskDoesNotTakeTheCopy(t *testing.T) {
	for name, fault := range map[string]faultdisk.Fault{"full": faultdisk.Full, "failing": faultdisk.Failed} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			old(t, dir)
			before, err := os.ReadFile(filepath.Join(dir, "words.db"))
			if err != nil {
				t.Fatal(err)
			}
			disk := faultdisk.Hold(t, dir)
			disk.Fail(func(op faultdisk.Op) faultdisk.Fault {
				if op.Kind == faultdisk.Write && strings.HasSuffix(op.File, ".copying") {
					return fault
				}
				return faultdisk.None
			})
			_, err = sqlitedb.Open(t.Context(), options(dir, chain(3)))
			if support.CodeOf(err) != support.CodeStorage || !strings.Contains(err.Error(), "copying words.db") {
				t.Errorf("got %v", err)
			}
			if after, err := os.ReadFile(filepath.Join(dir, "words.db")); err != nil || string(after) != string(before) {
				t.Errorf("the file was touched, %v", err)
			}
			if left := copies(t, dir); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
			disk.Fail(nil)
			if n := count(t, dir, 3); n != 100 {
				t.Errorf("%d words with room again", n)
			}
		})
	}
}
