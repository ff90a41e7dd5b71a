package simulation_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"filodiretto/internal/faultdisk"
)

// disk is one process's, as long as it lives.
type disk struct {
	*faultdisk.Disk

	w   *world
	who string
	d   draw

	mu sync.Mutex
	// failed are the times at which an operation failed.
	failed []time.Time
}

// failedAbout reports whether an operation failed at about that time.
func (d *disk) failedAbout(at time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc(d.failed, func(f time.Time) bool { return f.Sub(at).Abs() < time.Second })
}

// hold takes the folder of a process that is about to begin.
func (w *world) hold(t testing.TB, folder, who string, life int) *disk {
	t.Helper()
	d := &disk{Disk: faultdisk.Hold(t, folder), w: w, who: fmt.Sprint(who, " ", life), d: w.chance.of("disk", who, life)}
	if d.d.one(0.2) {
		d.suffer()
	}
	return d
}

// suffer lets operations fail from now on: single ones, and for minutes everything that needs room.
func (d *disk) suffer() {
	if d.w.plan.calm {
		return
	}
	fullAt := time.Now().Add(d.d.about(2 * time.Hour))
	freeAt := fullAt.Add(d.d.between(5*time.Second, 3*time.Minute))
	d.Fail(func(op faultdisk.Op) faultdisk.Fault {
		if d.w.network.isHealed() || op.Kind == faultdisk.Open {
			return faultdisk.None
		}
		fault := faultdisk.None
		now := time.Now()
		if op.Kind == faultdisk.Write && now.After(fullAt) && now.Before(freeAt) {
			fault = faultdisk.Full
		} else if single := d.w.chance.of("operation", d.who, op.Number); single.one(0.0005) {
			fault = pick(single, faultdisk.Full, faultdisk.Failed, faultdisk.Short)
		}
		if fault != faultdisk.None {
			d.w.faults.add("disk: " + fault.String())
			d.mu.Lock()
			d.failed = append(d.failed, now)
			d.mu.Unlock()
		}
		return fault
	})
}

// dieInto ends the process's disk at this instant; another folder gets what is on it then. At a power cut that is less
// than what was written.
func (d *disk) dieInto(folder string, powerCut bool) {
	d.Kill()
	var err error
	for range 10 {
		if powerCut {
			_, err = d.PowerCut(folder, rand.New(rand.NewPCG(d.d.Uint64(), d.d.Uint64()))) //nolint:gosec // a plan is no secret
		} else {
			err = d.Snapshot(folder)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		// A file that SQLite does not write has gone meanwhile.
		if err := os.RemoveAll(folder); err != nil {
			d.w.t.Error(err)
		}
	}
	if err != nil {
		d.w.t.Errorf("a folder was not copied: %v", err)
	}
}

func (w *world) remove(folder string) {
	if err := os.RemoveAll(folder); err != nil {
		w.t.Error(err)
	}
}
