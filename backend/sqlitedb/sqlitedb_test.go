package sqlitedb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"filodiretto/backend/support"
)

var first = fstest.MapFS{"00001_words.sql": {Data: []byte("-- +goose Up\nCREATE TABLE words (word TEXT PRIMARY KEY) STRICT;\n")}}

func migrations(t *testing.T, more map[string]string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	for name, f := range first {
		all[name] = f
	}
	for name, sql := range more {
		all[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)}
	}
	return all
}

func TestOpen_MakesAPrivateFileWithTheSchema(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a folder with ? and %20.db")
	db, err := Open(t.Context(), Options{File: file, Migrations: first, Durability: SurvivesPowerCut})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Writer.ExecContext(t.Context(), "INSERT INTO words VALUES ('filo')"); err != nil {
		t.Fatal(err)
	}
	var word, mode string
	if err := db.Readers.QueryRowContext(t.Context(), "SELECT word FROM words").Scan(&word); err != nil || word != "filo" {
		t.Fatalf("read %q, %v", word, err)
	}
	if err := db.Writer.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&mode); err != nil || mode != "2" {
		t.Errorf("synchronous is %s, want 2 (FULL); %v", mode, err)
	}
	if _, err := db.Readers.ExecContext(t.Context(), "DELETE FROM words"); err == nil {
		t.Error("a reader wrote")
	}
	st, err := os.Stat(file)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
}

func TestOpen_RefusesAFileOfANewerVersionAndLeavesItAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "newer.db")
	newer, err := Open(t.Context(), Options{File: file, Migrations: migrations(t, map[string]string{"00002_more.sql": "CREATE TABLE more (x);"})})
	if err != nil {
		t.Fatal(err)
	}
	newer.Close()
	before, _ := os.ReadFile(file)
	if _, err := Open(t.Context(), Options{File: file, Migrations: first}); !errors.Is(err, ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the file was touched")
	}
}

func TestOpen_CallsAFileOfGarbageCorrupt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "garbage.db")
	garbage := append([]byte("this was never a database, whatever its name says"), make([]byte, 9000)...)
	if err := os.WriteFile(file, garbage, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{File: file, Migrations: first}); !errors.Is(err, ErrCorrupt) {
		t.Fatalf("got %v, want ErrCorrupt", err)
	}
}

func TestOpen_NamesAFolderThatCannotBeUsed(t *testing.T) {
	_, err := Open(t.Context(), Options{File: filepath.Join(t.TempDir(), "missing", "x.db"), Migrations: first})
	if support.CodeOf(err) != support.CodeStorage {
		t.Fatalf("got %v, want code %s", err, support.CodeStorage)
	}
}

func TestOpen_BacksUpBeforeMigratingAndNotOtherwise(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.db")
	var asked []int64
	o := Options{File: file, Migrations: first}
	o.BeforeMigration = func(_ context.Context, _ *sql.DB, version int64) error { asked = append(asked, version); return nil }
	for range 2 {
		db, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	o.Migrations = migrations(t, map[string]string{"00002_more.sql": "CREATE TABLE more (x);"})
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if len(asked) != 1 || asked[0] != 1 {
		t.Errorf("asked before the migrations %v, want once, from version 1", asked)
	}
}

func TestIsDuplicate_TellsAKeyUsedTwice(t *testing.T) {
	db, err := Open(t.Context(), Options{File: filepath.Join(t.TempDir(), "w.db"), Migrations: first})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	insert := func() error {
		_, err := db.Writer.ExecContext(t.Context(), "INSERT INTO words VALUES ('filo')")
		return err
	}
	if err := insert(); IsDuplicate(err) || err != nil {
		t.Fatalf("first insert: %v", err)
	}
	if err := insert(); !IsDuplicate(err) {
		t.Fatalf("second insert: %v", err)
	}
}

func TestFailure_CallsAFileThatAnotherProgramHoldsNoDamage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "held.db")
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(1)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	holder, err := open().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.ExecContext(t.Context(), `CREATE TABLE t (x); BEGIN EXCLUSIVE`); err != nil {
		t.Fatal(err)
	}
	_, err = open().ExecContext(t.Context(), `INSERT INTO t VALUES (1)`)
	if failure := Failure(err); support.CodeOf(failure) != support.CodeStorage || errors.Is(failure, ErrCorrupt) {
		t.Errorf("%v is called %v", err, failure)
	}
}
