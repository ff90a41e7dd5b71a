package simulation_test

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var (
	seeds = flag.Int("seeds", 0, "how many `seeds` to live through; 0 is what the kind of run says")
	first = flag.Uint64("seed", 0, "the first `seed`; without -seeds the only one")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("SIMULATION_LOG") == "" {
		slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	}
	// Ten programs and a server make much garbage in little memory.
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// The sizes of a simulation: a whole shift, half a one for the race detector, under which it takes long, and a glimpse
// for the quick tests.
var (
	shift   = plan{stations: 10, acts: 110, shift: 8 * time.Hour}
	half    = plan{stations: 5, acts: 50, shift: 4 * time.Hour}
	glimpse = plan{stations: 4, acts: 20, shift: 40 * time.Minute}
)

func TestShift_LosesNothingDoublesNothingAndShowsAllTheSame(t *testing.T) {
	p, from, count := half, max(*first, 1), 2
	if *first > 0 {
		p, count = shift, 1
	}
	if *seeds > 0 {
		p, count = shift, *seeds
	}
	if testing.Short() {
		p, count = glimpse, max(*seeds, 1)
	}
	begun := time.Now()
	var mu sync.Mutex
	var sum verdict
	injected := map[string]int{}
	t.Run("seeds", func(t *testing.T) {
		for seed := from; seed < from+uint64(count); seed++ {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				simulate(t, seed, p, func(v verdict, faults map[string]int) {
					mu.Lock()
					defer mu.Unlock()
					sum.add(v)
					for kind, n := range faults {
						injected[kind] += n
					}
				})
			})
		}
	})
	report(t, p, sum, injected, time.Since(begun))
}

// simulate lives through a seed, and tells what it was like, also where something was wrong: synctest.Test does not return
// then.
func simulate(t *testing.T, seed uint64, p plan, tell func(v verdict, injected map[string]int)) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("again: go test ./internal/simulation -run TestShift -seed %d", seed)
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, seed, p)
		w.live()
		tell(w.judge(), w.faults.of)
	})
}

// report says what was done and found; the run of all tests repeats these lines at its end.
func report(t *testing.T, p plan, v verdict, injected map[string]int, took time.Duration) {
	t.Helper()
	say := func(format string, args ...any) { t.Logf("figures: "+format, args...) }
	say("simulation: %d seeds, %d workstations, %v each, in %v", v.seeds, p.stations, p.shift, took.Round(time.Second))
	say("  %d acts, %d of them refused with a reason; %d deaths of the program, %d of the server", v.acts, v.refused,
		v.desktopDeaths, v.serverDeaths)
	say("  told %d times who else is in a ticket; %d files attached, %d given up", v.met, v.files, v.givenUp)
	var kinds []string
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(injected)) {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, injected[kind]))
		total += injected[kind]
	}
	for part := range slices.Chunk(kinds, 6) {
		say("  faults: %s", strings.Join(part, ", "))
	}
	say("  %d faults in all", total)
	say("  lost %d, doubled %d, out of order %d, seen by the wrong person %d, seen differently %d", v.lost, v.doubled,
		v.disordered, v.seen, v.differing)
	say("  notification missed %d, shown twice %d, stale draft %d, anything else %d", v.missed, v.repeated, v.stale, v.odd)
}
