package upkeep_test

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/server/upkeep"
)

func TestDisk_IsSaidToBeLowOnceUntilItHasRoomAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		room := map[string]uint64{}
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			c.DiskLow = 1 << 30
			c.Free = func(dir string) (uint64, error) {
				mu.Lock()
				defer mu.Unlock()
				if r, ok := room[dir]; ok {
					return r, nil
				}
				return 1 << 40, nil
			}
		})
		set := func(bytes uint64) {
			mu.Lock()
			room[k.data] = bytes
			mu.Unlock()
			k.goOn(time.Minute)
		}
		const limit = 1 << 30
		for i, step := range []struct {
			room   uint64
			low    float64
			said   int
			better int
		}{
			{limit, 0, 0, 0}, {limit - 1, 1, 1, 0}, {limit - 5, 1, 1, 0}, {limit + 1, 1, 1, 0}, {limit - 1, 1, 1, 0},
			{limit + limit/4, 0, 1, 1}, {limit, 0, 1, 1}, {limit - 1, 1, 2, 1},
		} {
			set(step.room)
			k.measures("filodiretto_disk_free_bytes", "store", float64(step.room))
			k.measures("filodiretto_disk_low", "store", step.low)
			k.measures("filodiretto_disk_low", "backups", 0)
			if said, better := k.log.count("the disk is low"), k.log.count("the disk has room again"); said != step.said || better != step.better {
				t.Errorf("step %d: said %d and %d times, want %d and %d", i, said, better, step.said, step.better)
			}
		}
	})
}

func TestDisk_OfTheBackupsMustHaveRoomForOneMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			c.DiskLow = 1
			c.Free = func(dir string) (uint64, error) {
				return map[bool]uint64{true: 1 << 40, false: 1000}[dir == filepath.Dir(c.File)], nil
			}
		})
		k.measures("filodiretto_disk_low", "store", 0)
		k.measures("filodiretto_disk_low", "backups", 1)
	})
}

// What was committed last may lie in the WAL alone, and is copied too.
func TestDisk_OfTheBackupsNeedsRoomForTheWALToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var room atomic.Uint64
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			c.DiskLow = 1
			c.Free = func(string) (uint64, error) { return room.Load(), nil }
		})
		st, err := os.Stat(k.config.File)
		storetest.Must(t, err)
		wal, err := os.Stat(k.config.File + "-wal")
		storetest.Must(t, err)
		room.Store(uint64(st.Size() + wal.Size() - 1))
		k.goOn(24 * time.Hour)
		k.measures("filodiretto_disk_low", "backups", 1)
		k.holds()
	})
}

func TestFree_IsWhatTheSystemSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			c.Free = nil
		})
		if got := measure(t, k.measured, "filodiretto_disk_free_bytes", "store"); got < 1<<10 || got > 1<<60 {
			t.Errorf("%v bytes are said to be free", got)
		}
	})
}
