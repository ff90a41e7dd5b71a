package upkeep_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/server/backup"
	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/server/upkeep"
	"filodiretto/backend/support"
)

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
		storetest.Must(t, sqlite.Restore(t.Context(), filepath.Join(k.config.Backups.Dir, day(2)), dir, nil))
		restored, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
		storetest.Must(t, err)
		defer func() { storetest.Must(t, restored.Close()) }()
		storetest.Must(t, restored.Read(t.Context(), func(r store.Reader) error {
			_, err := r.Ticket(t.Context(), ticket.ID)
			return err
		}))
	})
}

func TestBackups_HaveTheFilesOfAttachmentsInCommon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, nil)
		photo := "a photo"
		a := support.Attachment{ID: storetest.NewID(), Name: "guarnizione.jpg", Size: int64(len(photo)), SHA256: sha256.Sum256([]byte(photo))}
		ticket := k.house.OpenTicket(t, k.store, k.house.Operators[0])
		storetest.Say(t, k.store, k.house.Operators[0], &ticket, support.MessageReply, "", []support.Attachment{a})
		storetest.Must(t, k.blobs.Put(t.Context(), ticket.CompanyID, a.SHA256, strings.NewReader(photo)))
		storetest.Arrive(t, k.store, a.ID, support.Attachment{ArrivedAt: storetest.Day, Type: "text/plain"})
		k.goOn(9 * 24 * time.Hour)
		// The oldest have gone, and what they had is still in what is left.
		k.holds(day(8), day(9), day(10), backup.Folder)
		data := t.TempDir()
		missing, err := backup.Restore(t.Context(), filepath.Join(k.config.Backups.Dir, day(8)), filepath.Join(data, "blobs"), false,
			func(ctx context.Context, bring func(context.Context, store.Attachment) (bool, error)) error {
				return sqlite.Restore(ctx, filepath.Join(k.config.Backups.Dir, day(8)), data, bring)
			})
		if missing != 0 || err != nil {
			t.Errorf("%d missing, %v", missing, err)
		}
		restored, err := blobs.Open(filepath.Join(data, "blobs"))
		storetest.Must(t, err)
		storetest.Must(t, errors.Join(restored.Verify(t.Context(), ticket.CompanyID, a.SHA256), restored.Close()))
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
		db, err := sql.Open("sqlite", filepath.Join(k.data, sqlite.FileName)+"?_pragma=busy_timeout(10000)")
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
