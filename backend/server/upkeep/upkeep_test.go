package upkeep_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server/backup"
	"filodiretto/backend/server/blobs"
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
	blobs  *blobs.Blobs
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
	k.blobs, err = blobs.Open(filepath.Join(k.data, "blobs"))
	storetest.Must(t, err)
	k.house = storetest.Settle(t, k.store, 1)
	k.config = upkeep.Config{
		Store: backup.Kept{Store: k.store, Blobs: k.blobs, Log: slog.New(slog.NewTextHandler(k.log, nil))}, File: filepath.Join(k.data, sqlite.FileName), Log: slog.New(slog.NewTextHandler(k.log, nil)),
		Backups: upkeep.Backups{Dir: filepath.Join(t.TempDir(), "backups"), Every: 24 * time.Hour, Keep: 3},
		Free:    func(string) (uint64, error) { return 1 << 40, nil },
	}
	if change != nil {
		change(&k.config)
	}
	k.start()
	t.Cleanup(func() {
		k.stop()
		storetest.Must(t, errors.Join(k.store.Close(), k.blobs.Close()))
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
