package simulation_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

// plan is the size of a simulation.
type plan struct {
	stations int
	// acts are those of each workstation.
	acts  int
	shift time.Duration
	// calm leaves all faults out.
	calm bool
}

// world is all there is in one simulation.
type world struct {
	t       testing.TB
	plan    plan
	chance  chance
	dir     string
	faults  *faults
	network *network
	host    *host
	cast    cast
	book    *book
	// stations are the workstations.
	stations []*station
	// behind is what ends by itself once nobody waits for it.
	behind sync.WaitGroup
	deaths [2]int
	mu     sync.Mutex
	// verdict is what was found.
	verdict verdict
}

func newWorld(t testing.TB, seed uint64, p plan) *world {
	t.Helper()
	w := &world{t: t, plan: p, chance: chance(seed), faults: newFaults(), book: newBook()}
	w.network = newNetwork(w.chance, w.faults)
	w.network.healed = true
	w.dir = folder(t)
	w.host = &host{w: w}
	w.host.dir = w.host.folder()
	return w
}

// folder is one in memory where there is such a thing: what is proved here is not the disk of the machine that tests.
func folder(t testing.TB) string {
	t.Helper()
	if st, err := os.Stat("/dev/shm"); err != nil || !st.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "filodiretto-simulation-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// live lets the shift happen.
func (w *world) live() {
	if err := w.host.up(); err != nil {
		w.t.Fatal(err)
	}
	var err error
	if w.cast, err = furnish(w.t.Context(), w.host.now().Service(), w.plan.stations); err != nil {
		w.t.Fatal(err)
	}
	for n := range w.plan.stations {
		s := newStation(w, n)
		w.stations = append(w.stations, s)
		if err := s.up(); err != nil {
			w.t.Fatal(err)
		}
		if err := s.current().SetSettings(desktop.Settings{FileRoom: fileRoom}); err != nil {
			w.t.Fatal(err)
		}
	}
	w.network.setHealed(w.plan.calm)
	end := time.Now().Add(w.plan.shift)
	var working sync.WaitGroup
	for _, s := range w.stations {
		working.Go(func() { s.work(end) })
		if !w.plan.calm {
			working.Go(func() { s.suffer(end) })
			working.Go(func() { s.dieAtTimes(end) })
			working.Go(func() { s.jump(end) })
		}
	}
	if !w.plan.calm {
		working.Go(func() { w.host.dieAtTimes(end) })
	}
	working.Go(func() { w.host.rule(end) })
	working.Wait()
	time.Sleep(time.Until(end))
}

// suffer is the weather of a workstation's line.
func (s *station) suffer(end time.Time) {
	for n := 0; ; n++ {
		d := s.w.chance.of("weather", s.n, n)
		if !sleepUntil(end, d.about(20*time.Minute)) {
			return
		}
		kind := pick(d, "line down", "half-open", "only up dead", "only down dead", "stalled", "slow", "cut", portal, badGate, busy, tooMany)
		s.w.faults.add("weather: " + kind)
		w := weather{}
		switch kind {
		case "line down":
			w.refuses = true
		case "half-open":
			w.up, w.down = loses, loses
		case "only up dead":
			w.up = loses
		case "only down dead":
			w.down = loses
		case "stalled":
			w.up, w.down = holds, holds
		case "slow":
			w.slow = d.between(time.Second, 5*time.Second)
		case "cut":
			s.link.cutAll()
			continue
		default:
			w.between = kind
		}
		s.link.set(w)
		rest := sleepUntil(end, d.between(5*time.Second, 6*time.Minute))
		s.link.set(weather{})
		if !rest {
			return
		}
	}
}

// sleepUntil sleeps, but not over the end; it reports false there.
func sleepUntil(end time.Time, d time.Duration) bool {
	if left := time.Until(end); d >= left {
		time.Sleep(left)
		return false
	}
	time.Sleep(d)
	return true
}

// dieAtTimes kills the workstation's program now and then.
func (s *station) dieAtTimes(end time.Time) {
	for n := 0; ; n++ {
		d := s.w.chance.of("death", s.n, n)
		if !sleepUntil(end, d.about(70*time.Minute)) {
			return
		}
		s.die(s.w.powerCut(d))
		s.w.died(0)
		rest := sleepUntil(end, d.between(time.Second, 5*time.Minute))
		s.start()
		if !rest {
			return
		}
	}
}

// start starts the program; where that fails, again after a while.
func (s *station) start() {
	for range 20 {
		err := s.up()
		if err == nil {
			s.checkDrafts("after a death")
			return
		}
		s.w.faults.add("program did not start")
		time.Sleep(5 * time.Second)
	}
	s.w.t.Errorf("workstation %d does not start any more: %v", s.n, s.up())
}

// jump sets the workstation's clock wrong, and right again.
func (s *station) jump(end time.Time) {
	const tenYears = 10 * 365 * 24 * time.Hour
	for n := 0; ; n++ {
		d := s.w.chance.of("clock", s.n, n)
		if !sleepUntil(end, d.about(100*time.Minute)) {
			return
		}
		s.w.faults.add("clock jumped")
		s.ahead.Store(int64(pick(d, 0, tenYears, -tenYears, d.between(-tenYears, tenYears), 3*time.Minute, -time.Hour)))
	}
}

// dieAtTimes kills the server now and then, and in every second world restores a backup once.
func (h *host) dieAtTimes(end time.Time) {
	w := h.w
	plan := w.chance.of("backup")
	backupAt, restoreAt := end, end
	if plan.one(0.5) {
		backupAt = time.Now().Add(plan.between(w.plan.shift/8, w.plan.shift/2))
		restoreAt = backupAt.Add(plan.between(w.plan.shift/100, w.plan.shift/4))
	}
	file := filepath.Join(w.dir, "backup.db")
	for n := 0; ; n++ {
		d := w.chance.of("server's death", n)
		next := time.Now().Add(d.about(80 * time.Minute))
		for _, special := range []*time.Time{&backupAt, &restoreAt} {
			if special.Before(next) && special.Before(end) {
				sleepUntil(end, time.Until(*special))
				if special == &backupAt {
					if err := h.backup(file); err != nil {
						// On a disk that fails there is none to restore.
						restoreAt = end
						if support.CodeOf(err) != support.CodeStorage {
							w.t.Errorf("backup: %v", err)
						}
					}
				} else {
					w.faults.add("restored from a backup")
					if err := h.restore(file); err != nil {
						w.t.Errorf("restore: %v", err)
					}
					h.start()
				}
				*special = end
			}
		}
		if !sleepUntil(end, time.Until(next)) {
			return
		}
		h.die(w.powerCut(d))
		w.died(1)
		rest := sleepUntil(end, d.between(time.Second, 2*time.Minute))
		h.start()
		if !rest {
			return
		}
	}
}

func (h *host) start() {
	var err error
	for range 20 {
		if err = h.up(); err == nil {
			return
		}
		h.w.faults.add("server did not start")
		time.Sleep(5 * time.Second)
	}
	h.w.t.Errorf("the server does not start any more: %v", err)
}

func (w *world) powerCut(d draw) bool {
	cut := d.one(0.4)
	if cut {
		w.faults.add("power cut")
	}
	return cut
}

func (w *world) died(who int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deaths[who]++
}

func (w *world) wrong(of *int, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*of++
	if w.verdict.total() <= 20 {
		w.t.Errorf(format, args...)
	}
}
