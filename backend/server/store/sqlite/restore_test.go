package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"filodiretto/backend/server/store/storetest"
	"filodiretto/internal/faultdisk"
)

// A restore that fails leaves no store, or else one that says that it was restored: programs that have seen more would take
// the old epoch for a history that somebody has changed.
func TestRestore_OnADiskThatFailsIsWholeOrNot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "copia.db")
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 3, 3)
	storetest.Must(t, s.Backup(t.Context(), file))
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
			stride := faultdisk.Stride(3, 7)
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
				err := Restore(t.Context(), file, dir)
				disk.Fail(nil)
				disk.Restart()
				met = int(steps.Load()) >= step
				if err != nil {
					if _, left := os.Stat(filepath.Join(dir, FileName)); !errors.Is(left, fs.ErrNotExist) {
						t.Errorf("step %d: a restore that failed with %v left a store", step, err)
					}
					storetest.Must(t, Restore(t.Context(), file, dir))
				}
				restored, openErr := Open(t.Context(), dir, Options{})
				storetest.Must(t, openErr)
				if restored.Identity().Epoch == was {
					t.Errorf("step %d: restored (%v) into the old epoch", step, err)
				}
				storetest.Sound(t, restored)
				storetest.Must(t, restored.Close())
			}
		})
	}
}
