package sqlite

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/sqlitedb/schematest"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// laterVersion is the program with a further migration, until the test ends.
func laterVersion(t *testing.T) {
	t.Helper()
	ours := migrations
	t.Cleanup(func() { migrations = ours })
	later := fstest.MapFS{"99999_later.sql": {Data: []byte("-- +goose Up\nALTER TABLE tickets ADD COLUMN later TEXT NOT NULL DEFAULT 'più tardi';\n")}}
	names, err := fs.Glob(ours, "*.sql")
	storetest.Must(t, err)
	for _, name := range names {
		content, err := fs.ReadFile(ours, name)
		storetest.Must(t, err)
		later[name] = &fstest.MapFile{Data: content}
	}
	migrations = later
}

// version of the schema of the store in a folder that nobody has open.
func version(t *testing.T, dir string) (n int64) {
	t.Helper()
	db, err := openFile(t.Context(), filepath.Join(dir, FileName), nil)
	storetest.Must(t, err)
	storetest.Must(t, db.Readers.QueryRowContext(t.Context(), `SELECT max(version_id) FROM goose_db_version`).Scan(&n))
	storetest.Must(t, db.Close())
	return n
}

func TestRestore_TakesABackupOfEveryEarlierVersion(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/frozen/*.sql")
	if err != nil || len(fixtures) == 0 {
		t.Fatal(fixtures, err)
	}
	for _, fixture := range fixtures {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			backup, dir := filepath.Join(t.TempDir(), "copia.db"), t.TempDir()
			schematest.Load(t, fixture, backup)
			laterVersion(t)
			storetest.Must(t, Restore(t.Context(), backup, dir, nil))
			s := openIn(t, dir, Options{})
			storetest.Sound(t, s)
			if n := categories(t, s); n == 0 {
				t.Error("nothing of it is there")
			}
		})
	}
}

func TestRestore_LeavesAStoreOfAnEarlierVersionAsItIs(t *testing.T) {
	backup, dir := filepath.Join(t.TempDir(), "copia.db"), t.TempDir()
	s := openIn(t, dir, Options{})
	addCategory(t, s)
	storetest.Must(t, s.Backup(t.Context(), backup, nil))
	storetest.Must(t, s.Close())
	before, err := os.ReadFile(s.file)
	storetest.Must(t, err)
	laterVersion(t)
	if err := Restore(t.Context(), backup, dir, nil); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("restoring over a store of an earlier version: %v", err)
	}
	if after, err := os.ReadFile(s.file); err != nil || string(after) != string(before) {
		t.Errorf("the store was touched, %v", err)
	}
}

func TestOpen_ChangesNothingWhereThereIsNoRoomForTheCopyAndSaysWhatIsNeeded(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{})
	addCategory(t, s)
	storetest.Must(t, s.Close())
	was := version(t, dir)
	before, err := os.ReadFile(s.file)
	storetest.Must(t, err)
	t.Run("full", func(t *testing.T) {
		laterVersion(t)
		disk := faultdisk.Hold(t, dir)
		disk.Fail(func(op faultdisk.Op) faultdisk.Fault {
			if op.Kind == faultdisk.Write && strings.HasSuffix(op.File, ".copying") {
				return faultdisk.Full
			}
			return faultdisk.None
		})
		_, err := Open(t.Context(), dir, Options{})
		if support.CodeOf(err) != support.CodeStorage || !strings.Contains(err.Error(), "make room in "+dir) {
			t.Errorf("got %v", err)
		}
	})
	if after, err := os.ReadFile(s.file); err != nil || string(after) != string(before) {
		t.Errorf("the store was touched, %v", err)
	}
	if is := version(t, dir); is != was {
		t.Errorf("the schema is %d, was %d", is, was)
	}
	laterVersion(t)
	if n := categories(t, openIn(t, dir, Options{})); n != 1 {
		t.Errorf("%d categories with room again", n)
	}
}
