package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// A restore that fails leaves no store, or else one that says that it was restored: programs that have seen more would take
// the old epoch for a history that somebody has changed.
func TestRestore_IsWholeOrNotWhenTheDiskFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "copia.db")
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 3, 3)
	withFiles(t, s, h)
	storetest.Must(t, s.Backup(t.Context(), file, nil))
	// The bytes of what has arrived are not there any more: the restored store must not say that they are.
	lost := func(context.Context, store.Attachment) (bool, error) { return false, nil }
	was := s.Identity().Epoch
	for _, bad := range []struct {
		fault  faultdisk.Fault
		lasts  bool
		dies   bool
		begins int
	}{
		{fault: faultdisk.Full, begins: 1}, {fault: faultdisk.Failed, begins: 2}, {fault: faultdisk.Full, lasts: true, begins: 3},
		{fault: faultdisk.Short, lasts: true, begins: 1}, {dies: true, begins: 2},
	} {
		t.Run(fmt.Sprintf("%v, lasts %v, dies %v", bad.fault, bad.lasts, bad.dies), func(t *testing.T) {
			stride := faultdisk.Stride(30)
			for step, met := min(bad.begins, stride), true; met; step += stride {
				dir := t.TempDir()
				disk := faultdisk.Hold(t, dir)
				var steps atomic.Int64
				disk.Fail(func(faultdisk.Op) faultdisk.Fault {
					n := int(steps.Add(1))
					if n < step || n > step && !bad.lasts {
						return faultdisk.None
					}
					if bad.dies {
						disk.Kill()
					}
					return bad.fault
				})
				err := Restore(t.Context(), file, dir, lost)
				disk.Fail(nil)
				disk.Restart()
				met = int(steps.Load()) >= step
				if err != nil {
					if _, left := os.Stat(filepath.Join(dir, FileName)); !errors.Is(left, fs.ErrNotExist) {
						t.Errorf("step %d: a restore that failed with %v left a store", step, err)
					}
					storetest.Must(t, Restore(t.Context(), file, dir, lost))
				}
				restored, openErr := Open(t.Context(), dir, Options{})
				storetest.Must(t, openErr)
				if restored.Identity().Epoch == was {
					t.Errorf("step %d: restored (%v) into the old epoch", step, err)
				}
				storetest.Sound(t, restored)
				storetest.Must(t, restored.Read(t.Context(), func(r store.Reader) error {
					arrived, err := r.Arrived(t.Context(), "", 0)
					if len(arrived) > 0 {
						t.Errorf("step %d: restored (%v) with attachments that have no bytes", step, err)
					}
					return err
				}))
				storetest.Must(t, restored.Close())
			}
		})
	}
}

// Whoever takes a store's file away and leaves its WAL has torn it in two: the restored store must not be given the one half,
// nor must that be lost.
func TestRestore_LeavesTheWALOfAStoreWhoseFileWasTakenAway(t *testing.T) {
	backup, dir := filepath.Join(t.TempDir(), "copia.db"), t.TempDir()
	disk := faultdisk.Hold(t, dir)
	s, err := Open(t.Context(), dir, Options{})
	storetest.Must(t, err)
	addCategory(t, s)
	storetest.Must(t, s.Backup(t.Context(), backup, nil))
	addCategory(t, s)
	disk.Kill()
	_ = s.Close()
	disk.Restart()
	file := filepath.Join(dir, FileName)
	wal, err := os.ReadFile(file + "-wal")
	storetest.Must(t, err)
	storetest.Must(t, os.Rename(file, file+".before"))
	if err := Restore(t.Context(), backup, dir, nil); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("got %v", err)
	}
	// A server that is started there makes no new store in its place either.
	if s, err := Open(t.Context(), dir, Options{}); !errors.Is(err, sqlitedb.ErrCorrupt) {
		t.Errorf("opening gave %v", err)
		_ = s.Close()
	}
	if is, err := os.ReadFile(file + "-wal"); err != nil || string(is) != string(wal) {
		t.Errorf("it was touched: %v", err)
	}
	storetest.Must(t, os.Rename(file+"-wal", file+".before-wal"))
	storetest.Must(t, Restore(t.Context(), backup, dir, nil))
	if n := categories(t, openIn(t, dir, Options{})); n != 1 {
		t.Errorf("%d categories", n)
	}
}

// A server that was killed leaves in its WAL what it has answered last: its file alone is no backup.
func TestRestore_RefusesTheFileOfAStoreThatWasNotClosed(t *testing.T) {
	dir, to := t.TempDir(), filepath.Join(t.TempDir(), "new")
	disk := faultdisk.Hold(t, dir)
	s, err := Open(t.Context(), dir, Options{})
	storetest.Must(t, err)
	addCategory(t, s)
	disk.Kill()
	_ = s.Close()
	disk.Restart()
	file, backup := filepath.Join(dir, FileName), filepath.Join(t.TempDir(), "copia.db")
	if err := Restore(t.Context(), file, to, nil); support.CodeOf(err) != support.CodeConflict {
		t.Fatalf("got %v", err)
	}
	// As it says, a backup of it is to be made first.
	s, err = Open(t.Context(), dir, Options{})
	storetest.Must(t, err)
	storetest.Must(t, s.Backup(t.Context(), backup, nil))
	storetest.Must(t, s.Close())
	storetest.Must(t, Restore(t.Context(), backup, to, nil))
	if n := categories(t, openIn(t, to, Options{})); n != 1 {
		t.Errorf("%d categories", n)
	}
}

func TestBackup_TakesNoOthersPlace(t *testing.T) {
	dir := t.TempDir()
	part, file := filepath.Join(dir, "part"), filepath.Join(dir, "copia.db")
	storetest.Must(t, os.WriteFile(part, []byte("new"), 0o600))
	storetest.Must(t, os.WriteFile(file, []byte("made meanwhile"), 0o600))
	if err := giveName(part, file); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("got %v", err)
	}
	if is, err := os.ReadFile(file); err != nil || string(is) != "made meanwhile" {
		t.Errorf("it is %q now, %v", is, err)
	}
}

// A backup borrows a reader's connection and lets it write for that long.
func TestBackup_LeavesReadersUnableToWrite(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{Readers: 1})
	for _, name := range []string{"a.db", "b.db"} {
		storetest.Must(t, s.Backup(t.Context(), filepath.Join(t.TempDir(), name), nil))
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_ = s.Backup(cancelled, filepath.Join(t.TempDir(), "c.db"), nil)
	for range 3 {
		c, err := s.db.Readers.Conn(t.Context())
		storetest.Must(t, err)
		defer c.Close()
		if _, err := c.ExecContext(t.Context(), `DELETE FROM categories`); err == nil {
			t.Error("a reader can write")
		}
	}
}
