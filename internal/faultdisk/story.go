package faultdisk

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/internal/powercut"
)

// Story is what is done, step by step, with something that is kept in a folder, so that it can be told again and again
// while its disk fails.
type Story[T io.Closer] struct {
	// Open opens what is kept, or makes it.
	Open func(folder string) (T, error)
	// Steps are done one after another. Each is done wholly or not at all, and can be done again when it failed.
	Steps []func(T) error
	// State tells everything that the steps may have changed, the same for the same, and fails if it is not sound.
	State func(T) (string, error)
	// Sound looks at what was closed in a folder after a power cut; nil is not at all.
	Sound func(folder string) error
	// MayLoseLast is whether a power cut may take steps that were done, as long as none before them is missing.
	MayLoseLast bool
	// Storage tells whether an error is one that says that the disk is at fault.
	Storage func(error) bool
}

// reopenEvery is after how many steps what is kept is closed and opened again.
const reopenEvery = 10

// CutPower tells the story once and cuts the power before every stride-th operation of the disk; what is found after each
// cut must be the state after the last step that was done, or after the one that was under way. It returns what the cuts
// did.
func (s Story[T]) CutPower(t *testing.T, seed uint64, stride int) (cuts int, sum powercut.Sum) {
	t.Helper()
	// The copies are held only because syncing is quicker there.
	folder, copies := t.TempDir(), t.TempDir()
	Hold(t, copies)
	disk := Hold(t, folder)
	rng := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // a cut must be found again by its seed
	var mu sync.Mutex
	done := -1 // the first state is that of what was just made
	var instants []int
	name := func(n int) string { return filepath.Join(copies, strconv.Itoa(n)) }
	disk.Fail(func(op Op) Fault {
		if op.Number%stride != 0 {
			return None
		}
		// Nothing may count as done before the cut that was done after it, so whoever is done waits.
		mu.Lock()
		defer mu.Unlock()
		cut, err := disk.PowerCut(name(len(instants)), rng)
		if err != nil {
			t.Errorf("seed %d, before %+v: %v", seed, op, err)
		}
		sum.Add(cut.Sum)
		instants = append(instants, done)
		return None
	})
	states := s.tell(t, folder, func(int) {
		mu.Lock()
		defer mu.Unlock()
		done++
	})
	disk.Fail(nil)
	for n, done := range instants {
		if err := os.MkdirAll(name(n), 0o700); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Open(name(n))
		if err != nil {
			t.Fatalf("seed %d, cut %d, after step %d: it does not open: %v", seed, n, done, err)
		}
		state, err := s.State(kept)
		if err != nil {
			t.Fatalf("seed %d, cut %d, after step %d: it is not sound: %v", seed, n, done, err)
		}
		first := max(done, 0)
		if s.MayLoseLast {
			first = 0
		}
		if !contains(states[first:min(done+2, len(states))], state) {
			t.Fatalf("seed %d, cut %d: what was done by step %d is not there, or not whole:\n%s\nwant\n%s", seed, n, done, state, states[first])
		}
		err = kept.Close()
		if err == nil && s.Sound != nil {
			err = s.Sound(name(n))
		}
		if err != nil {
			t.Fatalf("seed %d, cut %d, after step %d: %v", seed, n, done, err)
		}
	}
	return len(instants), sum
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// tell tells the story on a sound disk, and returns the states after the opening and after each step; reached hears of
// each.
func (s Story[T]) tell(t *testing.T, folder string, reached func(step int)) []string {
	t.Helper()
	kept, err := s.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	look := func(step int) {
		state, err := s.State(kept)
		if err != nil {
			t.Fatalf("after step %d: %v", step, err)
		}
		states = append(states, state)
		reached(step)
	}
	look(0)
	for i, step := range s.Steps {
		if err := step(kept); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		look(i + 1)
		if (i+1)%reopenEvery == 0 {
			if err := kept.Close(); err != nil {
				t.Fatal(err)
			}
			if kept, err = s.Open(folder); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	return states
}

// Spoil tells the story anew for every stride-th operation of the disk: from that operation on everything that is written
// fails, until somebody is told of it; then there is room again, and the story goes on with the step that failed, for a
// few steps more. It returns how many operations were failed.
func (s Story[T]) Spoil(t *testing.T, fault Fault, first, stride int) (faults int) {
	t.Helper()
	folder := t.TempDir()
	disk := Hold(t, folder)
	states := s.tell(t, folder, func(int) {})
	total := disk.number
	for n := first; n <= total; n += stride {
		faults += s.spoilAt(t, fault, n, states)
	}
	return faults
}

func (s Story[T]) spoilAt(t *testing.T, fault Fault, number int, states []string) int {
	t.Helper()
	folder := t.TempDir()
	disk := Hold(t, folder)
	told := false // somebody was told of the fault
	var looking atomic.Bool
	disk.Fail(func(op Op) Fault {
		if op.Number >= number && op.Kind != Delete && !looking.Load() {
			return fault
		}
		return None
	})
	heal := func(what string, err error) {
		t.Helper()
		if told || !s.Storage(err) {
			t.Fatalf("%v at operation %d: %s: %v", fault, number, what, err)
		}
		told = true
		disk.Fail(nil)
	}
	open := func() T {
		t.Helper()
		kept, err := s.Open(folder)
		if err != nil {
			heal("opening", err)
			if kept, err = s.Open(folder); err != nil {
				t.Fatalf("%v at operation %d: opening with room again: %v", fault, number, err)
			}
		}
		return kept
	}
	expect := func(kept T, when string, want ...string) {
		t.Helper()
		looking.Store(true)
		defer looking.Store(false)
		if state, err := s.State(kept); err != nil || !contains(want, state) {
			t.Fatalf("%v at operation %d: %s: %v\n%s\nwant\n%s", fault, number, when, err, state, want[0])
		}
	}
	kept := open()
	last := len(s.Steps)
	for i, step := range s.Steps {
		if told {
			last = min(last, i+2)
		}
		if i == last {
			break
		}
		if err := step(kept); err != nil {
			heal(fmt.Sprint("step ", i+1), err)
			// The next process may find what failed, since who wrote cannot know what the disk kept of it; but wholly.
			s.expectCopy(t, disk, expect, states[i:i+2])
			expect(kept, "after the failure", states[i])
			if err := step(kept); err != nil {
				t.Fatalf("%v at operation %d: step %d with room again: %v", fault, number, i+1, err)
			}
		}
		expect(kept, fmt.Sprint("after step ", i+1), states[i+1])
		if (i+1)%reopenEvery == 0 {
			_ = kept.Close()
			kept = open()
			expect(kept, "opened again", states[i+1])
		}
	}
	disk.Fail(nil)
	if err := kept.Close(); err != nil {
		t.Fatalf("%v at operation %d: closing: %v", fault, number, err)
	}
	kept = open()
	expect(kept, "in the end", states[last])
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	faults := 0
	for _, n := range disk.Count().Faults {
		faults += n
	}
	return faults
}

func (s Story[T]) expectCopy(t *testing.T, disk *Disk, expect func(T, string, ...string), want []string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "copy")
	if err := disk.Snapshot(folder); err != nil {
		t.Fatal(err)
	}
	found, err := s.Open(folder)
	if err != nil {
		t.Fatalf("a copy made after the failure does not open: %v", err)
	}
	expect(found, "found by the next process", want...)
	if err := found.Close(); err != nil {
		t.Fatal(err)
	}
}
