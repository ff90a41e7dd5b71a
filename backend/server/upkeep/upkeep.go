// Package upkeep is what a server does for its store while it serves: it makes backups and removes those that are too old, and
// looks at how much room the disks have. Nothing that fails here keeps the server from serving.
package upkeep

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/disk"
)

// beat is how often it is looked whether a backup is due, and how much room there is: wall clocks jump, machines sleep.
const beat = time.Minute

// Store is what is backed up.
type Store interface {
	// Backup writes a verified copy to a file that must not exist yet, and leaves nothing where it fails.
	Backup(ctx context.Context, file string) error
}

// Uploads are what people are bringing, and have perhaps given up.
type Uploads interface {
	// Expire forgets those to which nothing has come for long.
	Expire(ctx context.Context) error
}

// Config says what is kept up. Zero fields get what a real server uses.
type Config struct {
	Store Store
	// Uploads may be nil.
	Uploads Uploads
	// File is the store's.
	File    string
	Backups Backups
	// DiskLow is how many free bytes are too few.
	DiskLow uint64
	Now     func() time.Time
	Log     *slog.Logger
	// Metrics is where it is measured; nil measures nothing.
	Metrics prometheus.Registerer
	// Free is how many bytes are free where a folder is; nil asks the system.
	Free func(dir string) (uint64, error)
}

// Backups says where backups go, how often one is made, and how many are kept. None are made while Dir is empty.
type Backups struct {
	Dir   string
	Every time.Duration
	Keep  int
}

// usualDiskLow is what is free on a disk that is called low.
const usualDiskLow = 1 << 30

// Upkeep keeps one store up.
type Upkeep struct {
	Config

	measures measures
	// again is when a backup that failed is tried again.
	again time.Time
	low   map[string]bool
}

// New makes it and does nothing yet.
func New(c Config) *Upkeep {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Free == nil {
		c.Free = func(dir string) (uint64, error) {
			free, _, err := disk.Space(dir)
			return free, err
		}
	}
	if c.DiskLow == 0 {
		c.DiskLow = usualDiskLow
	}
	return &Upkeep{Config: c, measures: newMeasures(c.Metrics, c.Backups.Dir != ""), low: map[string]bool{}}
}

// Run works until ctx ends; a backup under way is given up then.
func (u *Upkeep) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { repeat(ctx, u.lookAtDisks) })
	if u.Uploads != nil {
		all.Go(func() { repeat(ctx, u.expireUploads) })
	}
	if u.Backups.Dir != "" {
		all.Go(func() { repeat(ctx, u.backUp) })
	}
	all.Wait()
}

func repeat(ctx context.Context, do func(context.Context)) {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for ctx.Err() == nil {
		do(ctx)
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

func (u *Upkeep) expireUploads(ctx context.Context) {
	if err := u.Uploads.Expire(ctx); err != nil && ctx.Err() == nil {
		u.Log.WarnContext(ctx, "unfinished uploads could not be removed", "error", err)
	}
}

// size is how large the store is at most when it is copied.
func (u *Upkeep) size() (bytes uint64) {
	for _, suffix := range []string{"", "-wal"} {
		if st, err := os.Stat(u.File + suffix); err == nil {
			bytes += uint64(st.Size()) //nolint:gosec // sizes are not negative
		}
	}
	return bytes
}
