package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

func openIn(tb testing.TB, dir string, o Options) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), dir, o)
	storetest.Must(tb, err)
	tb.Cleanup(func() { storetest.Must(tb, s.Close()) })
	return s
}

func categories(tb testing.TB, s store.Store) (n int) {
	tb.Helper()
	storetest.Must(tb, s.Read(tb.Context(), func(r store.Reader) error {
		all, err := r.Categories(tb.Context())
		n = len(all)
		return err
	}))
	return n
}

func addCategory(tb testing.TB, s store.Store) {
	tb.Helper()
	storetest.Must(tb, s.Write(tb.Context(), func(w store.Writer) error {
		return storetest.PutCategory(tb.Context(), w, support.Category{ID: storetest.NewID(), Name: "x"})
	}))
}

func TestOpen_HasAFolderForItselfAndPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := openIn(t, dir, Options{})
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server: %v", err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700, FileName: 0o600, FileName + "-wal": 0o600, lockName: 0o600} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil || st.Mode().Perm() != want {
			t.Errorf("%q: mode %v, %v", name, st.Mode(), err)
		}
	}
	storetest.Must(t, s.Close())
	openIn(t, dir, Options{})
}

func TestOpen_ClosesAFolderThatStoodOpenUnlessItIsSomebodyElses(t *testing.T) {
	own, shared := filepath.Join(t.TempDir(), "own"), filepath.Join(t.TempDir(), "shared")
	for _, dir := range []string{own, shared} {
		storetest.Must(t, os.Mkdir(dir, 0o755))
	}
	storetest.Must(t, os.WriteFile(filepath.Join(shared, "other"), nil, 0o600))
	for dir, want := range map[string]os.FileMode{own: 0o700, shared: 0o755} {
		openIn(t, dir, Options{})
		if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", dir, st.Mode(), err, want)
		}
	}
}

func TestOpen_BesideARunningServer(t *testing.T) {
	dir := t.TempDir()
	server := openIn(t, dir, Options{})
	h := storetest.Settle(t, server, 1)
	command := openIn(t, dir, Options{Beside: true})
	if command.Identity() != server.Identity() {
		t.Error("the command sees another store")
	}
	for range 5 {
		addCategory(t, command)
		addCategory(t, server)
		h.OpenTicket(t, command, h.Operators[0])
		h.OpenTicket(t, server, h.Operators[0])
	}
	if n := categories(t, server); n != 11 {
		t.Errorf("%d categories, want 11", n)
	}
	file := filepath.Join(t.TempDir(), "copia.db")
	storetest.Must(t, command.Backup(t.Context(), file, nil))
	storetest.Sound(t, command)
	storetest.Must(t, command.Close())
	addCategory(t, server)
	storetest.Sound(t, server)
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("backup: mode %v, %v", st.Mode(), err)
	}
}

func TestOpen_BesideDoesNotKeepAServerFromStarting(t *testing.T) {
	dir := t.TempDir()
	command := openIn(t, dir, Options{Beside: true})
	server := openIn(t, dir, Options{})
	addCategory(t, command)
	addCategory(t, server)
	if n := categories(t, command); n != 2 {
		t.Errorf("%d categories, want 2", n)
	}
}

func TestOpen_BesideAnOlderServerLeavesTheSchemaAlone(t *testing.T) {
	dir := t.TempDir()
	server := openIn(t, dir, Options{})
	// A program that has not got the folder's lock, and would bring the schema up to date.
	beside := &Store{file: filepath.Join(dir, FileName)}
	err := beside.beforeMigration(t.Context(), server.db.Readers, 1, storetest.Day)
	if !errors.Is(err, ErrInUse) {
		t.Errorf("changing the schema under a running server: %v", err)
	}
}

func TestOpen_CopiesTheFileBeforeMigrating(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{})
	addCategory(t, s)
	storetest.Must(t, s.Close())
	db, err := openFile(t.Context(), s.file, nil)
	storetest.Must(t, err)
	storetest.Must(t, s.beforeMigration(t.Context(), db.Writer, 1, storetest.Day))
	storetest.Must(t, db.Close())
	storetest.Must(t, verify(t.Context(), s.file+".schema-1-20250314-092653"))
}

func TestRestore_BringsBackWhatWasAndBeginsAnEpoch(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "copia con spazi ?%20#.db")
	s := openIn(t, dir, Options{})
	h := storetest.Settle(t, s, 2)
	h.Fill(t, s, 10, 6)
	storetest.Must(t, s.Backup(t.Context(), file, nil))
	addCategory(t, s)

	// Over a store in which there is something, and over one in use, nothing is restored.
	if err := Restore(t.Context(), file, dir, nil); !errors.Is(err, ErrInUse) {
		t.Errorf("restoring under a server: %v", err)
	}
	storetest.Must(t, s.Close())
	if err := Restore(t.Context(), file, dir, nil); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("restoring over a store: %v", err)
	}
	if n := categories(t, openIn(t, dir, Options{})); n != 2 {
		t.Errorf("the refused restore left %d categories", n)
	}

	// An empty store may be replaced.
	empty := t.TempDir()
	storetest.Must(t, openIn(t, empty, Options{}).Close())
	for _, to := range []string{empty, filepath.Join(t.TempDir(), "new")} {
		storetest.Must(t, Restore(t.Context(), file, to, nil))
		restored := openIn(t, to, Options{})
		if got := restored.Identity(); got.Epoch == s.Identity().Epoch || got.Key != s.Identity().Key {
			t.Error("the restored store is in the old epoch, or has another key")
		}
		if n := categories(t, restored); n != 1 {
			t.Errorf("restored %d categories, want 1", n)
		}
		storetest.Sound(t, restored)
		left, err := filepath.Glob(filepath.Join(to, "*.restoring*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

func TestRestore_RefusesABackupThatIsNotSound(t *testing.T) {
	file := filepath.Join(t.TempDir(), "copia.db")
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 50, 6)
	storetest.Must(t, s.Backup(t.Context(), file, nil))
	whole, err := os.ReadFile(file)
	storetest.Must(t, err)

	garbage := append([]byte{}, whole...)
	for i := len(garbage) / 2; i < len(garbage)/2+9000; i++ {
		garbage[i] = 'x'
	}
	for what, content := range map[string][]byte{
		"cut short": whole[:len(whole)/2], "garbage within": garbage, "no database": []byte(strings.Repeat("ciao ", 3000)), "nothing": nil,
	} {
		broken, dir := filepath.Join(t.TempDir(), "copia.db"), t.TempDir()
		storetest.Must(t, os.WriteFile(broken, content, 0o600))
		if err := Restore(t.Context(), broken, dir, nil); err == nil {
			t.Errorf("%s: restored", what)
		}
		if _, err := os.Stat(filepath.Join(dir, FileName)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: something was put into place", what)
		}
	}
	if err := Restore(t.Context(), file+".missing", t.TempDir(), nil); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("no backup: %v", err)
	}
}
