package faultdisk_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"filodiretto/internal/faultdisk"
)

// open opens a database as the programs do; synchronous is FULL, NORMAL or OFF.
func open(t *testing.T, folder, synchronous string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(folder, "words.db"))+
		"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=mmap_size(268435456)&_pragma=synchronous("+synchronous+")")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func create(t *testing.T, folder, synchronous string) *sql.DB {
	t.Helper()
	db := open(t, folder, synchronous)
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE words (n INTEGER PRIMARY KEY, word TEXT)`); err != nil {
		t.Fatal(err)
	}
	return db
}

func insert(t *testing.T, db *sql.DB, n int) error {
	t.Helper()
	_, err := db.ExecContext(t.Context(), `INSERT INTO words VALUES (?, hex(randomblob(3000)))`, n)
	return err
}

// count is how many words there are, after the file was found to be sound.
func count(t *testing.T, folder string) (int, error) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "words.db"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		return 0, fmt.Errorf("%s %w", verdict, err)
	}
	var n int
	return n, db.QueryRowContext(t.Context(), `SELECT count(*) FROM words`).Scan(&n)
}

func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func TestHold_TouchesNoOtherFolder(t *testing.T) {
	folder := t.TempDir()
	mine, other := filepath.Join(folder, "mine"), filepath.Join(folder, "mine too")
	for _, f := range []string{mine, other} {
		if err := os.Mkdir(f, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	disk := faultdisk.Hold(t, mine)
	disk.Kill()
	if err := insert(t, create(t, other, "FULL"), 1); err != nil {
		t.Errorf("the other folder: %v", err)
	}
	if db := open(t, mine, "FULL"); insert(t, db, 1) == nil {
		t.Error("a dead folder was written")
	}
	if done := disk.Count().Done; len(done) > 0 {
		t.Errorf("the disk counts %v", done)
	}
}

func TestKill_LetsNothingBeWrittenAndTheNextProcessFindsTheRest(t *testing.T) {
	folder := t.TempDir()
	disk := faultdisk.Hold(t, folder)
	db := create(t, folder, "NORMAL")
	if err := insert(t, db, 1); err != nil {
		t.Fatal(err)
	}
	before := content(t, folder)
	disk.Kill()
	if err := insert(t, db, 2); code(err)&0xff != sqlite3.SQLITE_IOERR {
		t.Errorf("the dead wrote: %v", err)
	}
	// Closing would write the WAL into the file, and delete it.
	_ = db.Close()
	if after := content(t, folder); after != before {
		t.Error("the dead changed the files")
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if err := disk.Snapshot(copied); err != nil {
		t.Fatal(err)
	}
	if n, err := count(t, copied); n != 1 || err != nil {
		t.Errorf("in the copy there are %d words, %v", n, err)
	}
	disk.Restart()
	if n, err := count(t, folder); n != 1 || err != nil {
		t.Errorf("in the folder there are %d words, %v", n, err)
	}
	if err := insert(t, open(t, folder, "NORMAL"), 2); err != nil {
		t.Errorf("the next process: %v", err)
	}
}

func content(t *testing.T, folder string) string {
	t.Helper()
	var all string
	for _, name := range []string{"words.db", "words.db-wal"} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		all += string(b)
	}
	return all
}

// cuts cuts the power at every operation of a scenario of 12 words, in which the WAL is taken into the file several times,
// and counts after how many of the cuts a word was missing that had been committed, or the file was not sound.
func cuts(t *testing.T, synchronous string) (lost, broken int, sum faultdisk.Cut) {
	t.Helper()
	folder, copies := t.TempDir(), t.TempDir()
	faultdisk.Hold(t, copies) // where nothing is synced either, and all is quicker
	// The table was there before.
	_ = create(t, folder, "FULL").Close()
	disk := faultdisk.Hold(t, folder)
	db := open(t, folder, synchronous)
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), `PRAGMA wal_autocheckpoint = 20`); err != nil {
		t.Fatal(err)
	}
	committed := 0
	type instant struct {
		copy      string
		committed int
	}
	var instants []instant
	rng := rand.New(rand.NewPCG(1, 2))
	disk.Fail(func(op faultdisk.Op) faultdisk.Fault {
		at := instant{filepath.Join(copies, fmt.Sprint(op.Number)), committed}
		cut, err := disk.PowerCut(at.copy, rng)
		if err != nil {
			t.Error(err)
		}
		sum.Lost, sum.Torn, sum.Kept = sum.Lost+cut.Lost, sum.Torn+cut.Torn, sum.Kept+cut.Kept
		instants = append(instants, at)
		return faultdisk.None
	})
	for n := range 12 {
		if err := insert(t, db, n); err != nil {
			t.Fatal(err)
		}
		committed++
	}
	disk.Fail(nil)
	for _, at := range instants {
		switch n, err := count(t, at.copy); {
		case err != nil:
			broken++
		case n < at.committed:
			lost++
		}
	}
	if sum.Lost == 0 || sum.Torn == 0 || sum.Kept == 0 {
		t.Errorf("the cuts did not do all that cuts can do: %+v", sum)
	}
	return lost, broken, sum
}

func TestPowerCut_TakesNothingThatWasSyncedAndOftenWhatWasNot(t *testing.T) {
	for _, c := range []struct {
		synchronous     string
		loses, destroys bool
	}{{"FULL", false, false}, {"NORMAL", true, false}, {"OFF", true, true}} {
		t.Run(c.synchronous, func(t *testing.T) {
			lost, broken, sum := cuts(t, c.synchronous)
			t.Logf("%d cuts lost commits, %d the file; %+v", lost, broken, sum)
			if (lost > 0) != c.loses || (broken > 0) != c.destroys {
				t.Errorf("%d cuts lost commits, %d the file; want some: %v, %v", lost, broken, c.loses, c.destroys)
			}
		})
	}
}

func TestPowerCut_MayLeaveNothingOfANewFileAndBringBackADeletedOne(t *testing.T) {
	folder, copies := t.TempDir(), t.TempDir()
	disk := faultdisk.Hold(t, folder)
	if err := os.WriteFile(filepath.Join(folder, "profile.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var sum faultdisk.Cut
	cut := func(name string) {
		for n := range 20 {
			copied := filepath.Join(copies, fmt.Sprint(name, n))
			c, err := disk.PowerCut(copied, rng)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(copied, "profile.json")); err != nil {
				t.Errorf("a file that is not SQLite's: %v", err)
			}
			sum.Missing, sum.Back = sum.Missing+c.Missing, sum.Back+c.Back
		}
	}
	db := open(t, folder, "OFF")
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE words (n INTEGER PRIMARY KEY, word TEXT)`); err != nil {
		t.Fatal(err)
	}
	cut("new")
	if sum.Missing == 0 {
		t.Errorf("new: %+v", sum)
	}
	_ = db.Close()
	if db = open(t, folder, "FULL"); insert(t, db, 1) != nil || insert(t, db, 2) != nil {
		t.Fatal("cannot write")
	}
	sum = faultdisk.Cut{}
	cut("synced")
	if sum.Missing > 0 || sum.Back > 0 {
		t.Errorf("synced: %+v", sum)
	}
	_ = db.Close()
	cut("closed")
	if sum.Missing > 0 || sum.Back == 0 {
		t.Errorf("closed: %+v", sum)
	}
	for n := range 20 {
		if n, err := count(t, filepath.Join(copies, fmt.Sprint("closed", n))); n != 2 || err != nil {
			t.Errorf("with the WAL back there are %d words, %v", n, err)
		}
	}
}

func TestFail_GivesTheErrorsOfARealDisk(t *testing.T) {
	for _, c := range []struct {
		kind  faultdisk.Kind
		fault faultdisk.Fault
		want  int
	}{
		{faultdisk.Write, faultdisk.Full, sqlite3.SQLITE_FULL},
		{faultdisk.Write, faultdisk.Short, sqlite3.SQLITE_FULL},
		{faultdisk.Write, faultdisk.Failed, sqlite3.SQLITE_IOERR_WRITE},
		{faultdisk.Sync, faultdisk.Failed, sqlite3.SQLITE_IOERR_FSYNC},
		{faultdisk.Open, faultdisk.Failed, sqlite3.SQLITE_CANTOPEN},
	} {
		t.Run(fmt.Sprint(c.kind, " ", c.fault), func(t *testing.T) {
			folder := t.TempDir()
			disk := faultdisk.Hold(t, folder)
			db := create(t, folder, "FULL")
			if c.kind == faultdisk.Open {
				_ = db.Close()
				db = open(t, folder, "FULL")
			}
			disk.Fail(func(op faultdisk.Op) faultdisk.Fault {
				if op.Kind == c.kind {
					return c.fault
				}
				return faultdisk.None
			})
			if err := insert(t, db, 1); code(err) != c.want {
				t.Errorf("got %v, want code %d", err, c.want)
			}
			if disk.Count().Faults[c.fault] == 0 {
				t.Errorf("no fault was counted: %+v", disk.Count())
			}
			disk.Fail(nil)
			if err := insert(t, db, 1); err != nil {
				t.Errorf("afterwards: %v", err)
			}
			if n, err := count(t, folder); n != 1 || err != nil {
				t.Errorf("there are %d words, %v", n, err)
			}
		})
	}
}

func TestDisk_IsSafeForManyInBubblesOfTheirOwn(t *testing.T) {
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			folder := t.TempDir()
			disk := faultdisk.Hold(t, folder)
			db := create(t, folder, "FULL")
			var all sync.WaitGroup
			for n := range 20 {
				all.Go(func() { _ = insert(t, db, n) })
				if n == 15 {
					all.Go(disk.Kill)
				}
			}
			all.Go(func() {
				if _, err := disk.PowerCut(filepath.Join(t.TempDir(), "cut"), rand.New(rand.NewPCG(1, 2))); err != nil {
					t.Error(err)
				}
			})
			all.Wait()
			_ = db.Close()
			disk.Restart()
			if _, err := count(t, folder); err != nil {
				t.Error(err)
			}
		})
	}
}
