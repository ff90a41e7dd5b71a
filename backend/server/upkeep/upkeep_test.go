package upkeep_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/server/upkeep"
)

// kept is a real store that is kept up.
type kept struct {
	t      *testing.T
	data   string
	config upkeep.Config
	store  *sqlite.Store
	house  *storetest.House
	log    *lines

	measured *prometheus.Registry
	stop     func()
}

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), what)
}

// keepUp keeps a store up until the test ends, in a synctest bubble.
func keepUp(t *testing.T, change func(*upkeep.Config)) *kept {
	t.Helper()
	k := &kept{t: t, data: t.TempDir(), log: &lines{}}
	var err error
	k.store, err = sqlite.Open(t.Context(), k.data, sqlite.Options{})
	storetest.Must(t, err)
	k.house = storetest.Settle(t, k.store, 1)
	k.config = upkeep.Config{
		Store: k.store, File: filepath.Join(k.data, sqlite.FileName), Log: slog.New(slog.NewTextHandler(k.log, nil)),
		Backups: upkeep.Backups{Dir: filepath.Join(t.TempDir(), "backups"), Every: 24 * time.Hour, Keep: 3},
		Free:    func(string) (uint64, error) { return 1 << 40, nil },
	}
	if change != nil {
		change(&k.config)
	}
	k.start()
	t.Cleanup(func() {
		k.stop()
		storetest.Must(t, k.store.Close())
	})
	return k
}

// plain backs up without a store, for what is about names and times alone.
type plain struct{}

func (plain) Backup(_ context.Context, file string) error {
	return os.WriteFile(file, []byte("a copy"), 0o600)
}

func plainly(c *upkeep.Config) { c.Store = plain{} }

// start begins as a server does that was started.
func (k *kept) start() {
	k.measured = prometheus.NewRegistry()
	k.config.Metrics = k.measured
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	keep := upkeep.New(k.config)
	go func() {
		defer close(ended)
		keep.Run(ctx)
	}()
	k.stop = sync.OnceFunc(func() { cancel(); <-ended })
	synctest.Wait()
}

func (k *kept) goOn(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (k *kept) files() (names []string) {
	entries, err := os.ReadDir(k.config.Backups.Dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		k.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (k *kept) holds(names ...string) {
	k.t.Helper()
	if got := k.files(); !slices.Equal(got, names) {
		k.t.Errorf("there are %q, want %q", got, names)
	}
}

// measure is a measure by name and its label's value.
func measure(t *testing.T, registry *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := registry.Gather()
	storetest.Must(t, err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && (label == "" || m.GetLabel()[0].GetValue() == label) {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	t.Fatalf("%s %s is not measured", name, label)
	return 0
}

func (k *kept) measures(name, label string, want float64) {
	k.t.Helper()
	if got := measure(k.t, k.measured, name, label); got != want {
		k.t.Errorf("%s %s is %v, want %v", name, label, got, want)
	}
}

// day is the name of a backup made at midnight of a day of January 2000, when synctest's time begins, or later that day.
func day(n int, later ...time.Duration) string {
	at := time.Date(2000, 1, n, 0, 0, 0, 0, time.UTC)
	for _, d := range later {
		at = at.Add(d)
	}
	return "filodiretto-" + at.Format("20060102T150405Z") + ".db"
}

func TestBackups_AreMadeOnTimeAndTheOldestGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, plainly)
		k.holds(day(1))
		k.goOn(23 * time.Hour)
		k.holds(day(1))
		k.goOn(2*time.Hour + 24*time.Hour)
		k.holds(day(1), day(2), day(3))
		k.goOn(7 * 24 * time.Hour)
		k.holds(day(8), day(9), day(10))
		k.measures("filodiretto_backups_total", "made", 10)
		k.measures("filodiretto_backups_total", "failed", 0)
		k.measures("filodiretto_backup_last_timestamp_seconds", "", float64(time.Date(2000, 1, 10, 0, 0, 0, 0, time.UTC).Unix()))
	})
}

func TestBackups_ArePrivateAndCanBeBroughtBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, nil)
		if st, err := os.Stat(k.config.Backups.Dir); err != nil || st.Mode().Perm() != 0o700 {
			t.Errorf("the folder: mode %v, %v", st.Mode(), err)
		}
		for _, name := range k.files() {
			if st, err := os.Stat(filepath.Join(k.config.Backups.Dir, name)); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v, %v", name, st.Mode(), err)
			}
		}
		ticket := k.house.OpenTicket(t, k.store, k.house.Operators[0])
		k.goOn(24 * time.Hour)
		dir := t.TempDir()
		storetest.Must(t, sqlite.Restore(t.Context(), filepath.Join(k.config.Backups.Dir, day(2)), dir))
		restored, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
		storetest.Must(t, err)
		defer func() { storetest.Must(t, restored.Close()) }()
		storetest.Must(t, restored.Read(t.Context(), func(r store.Reader) error {
			_, err := r.Ticket(t.Context(), ticket.ID)
			return err
		}))
	})
}

func TestBackups_AfterARestartWaitForTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, plainly)
		k.goOn(20 * time.Hour)
		k.stop()
		k.goOn(time.Hour)
		k.start()
		k.measures("filodiretto_backup_last_timestamp_seconds", "", float64(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()))
		k.goOn(2 * time.Hour)
		k.holds(day(1))
		k.goOn(time.Hour)
		k.holds(day(1), day(2))
		k.stop()
		// The server was down when the next was due.
		k.goOn(30 * time.Hour)
		k.start()
		k.holds(day(1), day(2), day(3, 6*time.Hour))
	})
}

func TestBackups_OfAClockThatWasAheadKeepNobodyFromMakingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, plainly)
		ahead := "filodiretto-20310101T000000Z.db"
		storetest.Must(t, os.Rename(filepath.Join(k.config.Backups.Dir, day(1)), filepath.Join(k.config.Backups.Dir, ahead)))
		k.goOn(24*time.Hour + 2*time.Minute)
		k.holds(day(1, time.Minute), day(2, time.Minute), ahead)
	})
}

func TestBackups_OfAClockThatWasAheadGoBeforeThoseOfARightOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, plainly)
		for _, name := range []string{"filodiretto-20310101T000000Z.db", "filodiretto-20310102T000000Z.db", "filodiretto-20310103T000000Z.db"} {
			storetest.Must(t, os.WriteFile(filepath.Join(k.config.Backups.Dir, name), nil, 0o600))
		}
		k.goOn(24 * time.Hour)
		k.holds(day(1), day(2), "filodiretto-20310103T000000Z.db")
		k.goOn(24 * time.Hour)
		k.holds(day(1), day(2), day(3))
	})
}

func TestBackups_LeaveWhatIsNotTheirsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		others := []string{".hidden", "filodiretto-19990101T000000Z.db", "filodiretto-1.db", "filodiretto-20000101T000000Z.db.old", "notes.txt"}
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			storetest.Must(t, os.MkdirAll(c.Backups.Dir, 0o700))
			for _, name := range others {
				file := filepath.Join(c.Backups.Dir, name)
				if name == "filodiretto-19990101T000000Z.db" {
					storetest.Must(t, os.Mkdir(file, 0o700))
					continue
				}
				storetest.Must(t, os.WriteFile(file, nil, 0o600))
			}
			// What a server that was killed has left counts as nothing, and goes.
			for _, name := range []string{".filodiretto-19991231T000000Z.db.part-123", ".filodiretto-19991231T000000Z.db.part-123-journal"} {
				storetest.Must(t, os.WriteFile(filepath.Join(c.Backups.Dir, name), []byte("half"), 0o600))
			}
		})
		k.goOn(10 * 24 * time.Hour)
		want := append([]string{day(9), day(10), day(11)}, others...)
		slices.Sort(want)
		k.holds(want...)
	})
}

// failing is a store whose backups fail as long as it is told to.
type failing struct {
	plain

	fails atomic.Bool
}

func (f *failing) Backup(ctx context.Context, file string) error {
	if f.fails.Load() {
		return errors.New("the copy is not sound")
	}
	return f.plain.Backup(ctx, file)
}

func TestBackups_ThatFailAreCountedAndTriedAgainAndCostNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faulty := &failing{}
		k := keepUp(t, func(c *upkeep.Config) { c.Store = faulty })
		k.goOn(3 * 24 * time.Hour)
		k.holds(day(2), day(3), day(4))
		faulty.fails.Store(true)
		k.goOn(24 * time.Hour)
		k.holds(day(2), day(3), day(4))
		k.measures("filodiretto_backups_total", "failed", 1)
		if k.log.count("the copy is not sound") != 1 {
			t.Error("the log does not say why")
		}
		k.goOn(15 * time.Minute)
		k.measures("filodiretto_backups_total", "failed", 2)
		faulty.fails.Store(false)
		k.goOn(15 * time.Minute)
		k.holds(day(3), day(4), day(5, 30*time.Minute))
	})
}

func TestBackups_ThatFailAreTriedAgainInTimeAlsoByAClockThatIsPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faulty := &failing{}
		faulty.fails.Store(true)
		var back atomic.Int64
		k := keepUp(t, func(c *upkeep.Config) {
			c.Store, c.Backups.Every = faulty, 5*time.Minute
			c.Now = func() time.Time { return time.Now().Add(-time.Duration(back.Load())) }
		})
		k.measures("filodiretto_backups_total", "failed", 1)
		// The next is due before the pause is over.
		k.goOn(5 * time.Minute)
		k.measures("filodiretto_backups_total", "failed", 2)
		back.Store(int64(240 * time.Hour))
		k.goOn(time.Minute)
		k.measures("filodiretto_backups_total", "failed", 3)
	})
}

func TestBackups_WithAFolderThatCannotBeMadeGoOnWhenItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			storetest.Must(t, os.WriteFile(c.Backups.Dir, nil, 0o600))
		})
		k.measures("filodiretto_backups_total", "failed", 1)
		storetest.Must(t, os.Remove(k.config.Backups.Dir))
		k.goOn(15 * time.Minute)
		k.holds(day(1, 15*time.Minute))
	})
}

func TestBackups_OfADamagedStoreTakeNoOthersPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, nil)
		k.house.OpenTicket(t, k.store, k.house.Operators[0])
		k.goOn(24 * time.Hour)
		k.holds(day(1), day(2))
		db, err := sql.Open("sqlite", filepath.Join(k.data, sqlite.FileName))
		storetest.Must(t, err)
		_, err = db.ExecContext(t.Context(), `UPDATE messages SET text = text || '!'`)
		storetest.Must(t, err)
		storetest.Must(t, db.Close())
		k.goOn(24 * time.Hour)
		k.holds(day(1), day(2))
		if k.log.count("does not continue the chain") != 1 {
			t.Error("the log does not say what is wrong")
		}
		k.measures("filodiretto_backups_total", "failed", 1)
	})
}

func TestBackups_DoNotFillADiskThatHasNoRoomForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var room atomic.Uint64
		room.Store(1 << 40)
		k := keepUp(t, func(c *upkeep.Config) {
			plainly(c)
			c.Free = func(string) (uint64, error) { return room.Load(), nil }
		})
		room.Store(1000)
		k.goOn(24 * time.Hour)
		k.holds(day(1))
		k.measures("filodiretto_backups_total", "failed", 1)
	})
}

func TestBackups_UnderWayEndWithTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := &waiting{begun: make(chan struct{})}
		k := keepUp(t, func(c *upkeep.Config) { c.Store = waits })
		<-waits.begun
		k.stop()
		if k.log.count("failed") != 0 {
			t.Error("a backup that was given up is called failed")
		}
	})
}

// waiting is a store whose backups take for ever.
type waiting struct{ begun chan struct{} }

func (w *waiting) Backup(ctx context.Context, _ string) error {
	close(w.begun)
	<-ctx.Done()
	return ctx.Err()
}

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

func TestBackups_ThatMakeNoSenseAreRefused(t *testing.T) {
	data := t.TempDir()
	good := upkeep.Backups{Dir: t.TempDir(), Every: time.Hour, Keep: 1}
	for what, b := range map[string]upkeep.Backups{
		"too often": {Dir: good.Dir, Every: time.Second, Keep: 1}, "none kept": {Dir: good.Dir, Every: time.Hour},
		"into the store": {Dir: filepath.Join(data, "x", ".."), Every: time.Hour, Keep: 1},
	} {
		if err := b.Check(data); err == nil {
			t.Errorf("%s is let through", what)
		}
	}
	for _, b := range []upkeep.Backups{good, {}} {
		if err := b.Check(data); err != nil {
			t.Errorf("%+v: %v", b, err)
		}
	}
}
