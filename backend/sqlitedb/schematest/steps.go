package schematest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// A fault is something that happens at one step of an upgrade.
type fault struct {
	name string
	// strike happens before the step, and says how the step fails. A power cut leaves what it leaves in another folder.
	strike func(d *faultdisk.Disk, step int, cut string) (faultdisk.Fault, error)
	// lasts: it goes on until the disk is sound again.
	lasts bool
	// dies: the program is gone, and cuts: the machine with it.
	dies, cuts bool
	// begin and stride are at which steps it is tried, where not all are.
	begin, stride int
}

var faults = []fault{
	{name: "the program dies", begin: 1, stride: 1, dies: true, strike: func(d *faultdisk.Disk, _ int, _ string) (faultdisk.Fault, error) {
		d.Kill()
		return faultdisk.None, nil
	}},
	{name: "the power is cut", begin: 1, stride: 3, dies: true, cuts: true, strike: func(d *faultdisk.Disk, step int, cut string) (faultdisk.Fault, error) {
		_, err := d.PowerCut(cut, rand.New(rand.NewPCG(uint64(step), 7))) //nolint:gosec // what fails is to fail again
		d.Kill()
		return faultdisk.None, err
	}},
	{name: "the disk is full", begin: 1, stride: 6, lasts: true, strike: lasting(faultdisk.Full)},
	{name: "the disk fails once", begin: 2, stride: 6, strike: lasting(faultdisk.Failed)},
	{name: "a write ends half way", begin: 3, stride: 6, lasts: true, strike: lasting(faultdisk.Short)},
}

func lasting(f faultdisk.Fault) func(*faultdisk.Disk, int, string) (faultdisk.Fault, error) {
	return func(*faultdisk.Disk, int, string) (faultdisk.Fault, error) { return f, nil }
}

// atEveryStep upgrades again and again, with the fault at one step later each time, and afterwards once more with a sound
// disk. Steps are what SQLite does to files, from opening the file to closing it. All of them are tried with death, some with
// the other faults, few with the race detector or -short, and all with all if FILODIRETTO_EVERY_STEP is set.
func (u upgrade[O]) atEveryStep(t *testing.T, f fault) {
	step, stride := f.begin, f.stride
	switch {
	case os.Getenv("FILODIRETTO_EVERY_STEP") != "":
		step, stride = 1, 1
	default:
		stride *= faultdisk.Stride(20)
	}
	for ; ; step += stride {
		dir, met := u.meets(t, u.frozen(t), f, step)
		u.isUpToDate(t, dir)
		u.hasItsCopy(t, dir)
		if t.Failed() {
			t.Fatalf("at step %d", step)
		}
		if !met {
			if step < 15 {
				t.Errorf("an upgrade has more than %d steps: it was not disturbed", step-1)
			}
			return
		}
	}
}

// meets upgrades on a disk that has the fault at that step. It reports whether it came so far, and where what the fault left
// lies.
func (u upgrade[O]) meets(t *testing.T, dir string, f fault, step int) (left string, met bool) {
	disk := faultdisk.Hold(t, dir)
	cut := filepath.Join(t.TempDir(), "cut")
	var steps atomic.Int64
	var struck atomic.Bool
	disk.Fail(func(faultdisk.Op) faultdisk.Fault {
		n := int(steps.Add(1))
		if n != step && (!f.lasts || n < step) {
			return faultdisk.None
		}
		struck.Store(true)
		how, err := f.strike(disk, step, cut)
		if err != nil {
			t.Error(err)
		}
		return how
	})
	o, err := u.Open(t.Context(), dir, day)
	if err == nil {
		_ = o.Close() // the fault may be met here
	} else if !f.dies && support.CodeOf(err) != support.CodeStorage {
		t.Errorf("nobody can be told that the disk is at fault: %v", err)
	}
	disk.Fail(nil)
	disk.Restart()
	if struck.Load() && f.cuts {
		return cut, true
	}
	return dir, struck.Load()
}
