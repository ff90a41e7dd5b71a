package desktop_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"filodiretto/backend/desktop/desk"
)

// stopping is a line on which something looks into files: the bytes of some it swallows, and then answers as it does.
type stopping struct {
	*badLine

	mu      sync.Mutex
	stopped map[string]bool
}

func newStopping(answers meddler) *stopping {
	l := &stopping{badLine: newBadLine(), stopped: map[string]bool{}}
	l.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPatch || !strings.HasPrefix(r.URL.Path, "/v1/uploads/") || !l.stops(filepath.Base(r.URL.Path)) {
			return real.RoundTrip(r)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		return answers(r, real)
	})
	return l
}

func (l *stopping) stops(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopped[id]
}

// stop has it look for these alone.
func (l *stopping) stop(files ...desk.File) {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.stopped)
	for _, f := range files {
		l.stopped[f.ID] = true
	}
}

func blocked() meddler { return page(http.StatusForbidden, "text/html", "<html>Bloccato</html>") }

func TestUploads_DoNotWaitForOnesThatSomethingOnTheWayStops(t *testing.T) {
	for how, answers := range map[string]meddler{
		"with a page": blocked(),
		"with a cut":  func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, errCut },
	} {
		t.Run(how, func(t *testing.T) {
			w := newWorld(t)
			line := newStopping(answers)
			anna, luca := w.over(line, "anna"), w.at("luca")
			id := anna.opens(w, "Perde olio.")
			luca.shows(id, "Perde olio. ")
			var stopped []desk.File
			var contents [][]byte
			for i := range 3 {
				contents = append(contents, noise(byte(i), 1000+i))
				stopped = append(stopped, anna.attaches(id, fmt.Sprint("virus", i, ".bin"), contents[i]))
			}
			// In more than one request: between them those that are stopped have their turn.
			contents = append(contents, noise(9, 600<<10))
			anna.attaches(id, "buono.bin", contents[3])
			line.stop(stopped...)
			anna.replies(id, "Ecco.")
			luca.until("the one that is let through is there", func() bool {
				anna.retries()
				files := luca.filesOf(id)
				return len(files) == 4 && files[3].Arrived()
			})
			luca.holds(luca.filesOf(id)[3].File, contents[3])
			if slices.ContainsFunc(luca.filesOf(id)[:3], func(f desk.TicketFile) bool { return f.Arrived() }) {
				t.Error("what is stopped has arrived")
			}
			for _, f := range anna.filesOf(id)[:3] {
				if f.State != desk.FileWaiting {
					t.Errorf("what is stopped is %q", f.State)
				}
			}
			line.stop()
			anna.retries()
			for i, f := range luca.hasArrived(id, 4) {
				luca.holds(f.File, contents[i])
			}
		})
	}
}

func TestUploads_OfWhatWasStoppedGoOnBesideALargeOneAsSoonAsSomebodyAsks(t *testing.T) {
	w := newWorld(t)
	line := newStopping(blocked())
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	small, large := anna.attaches(id, "piccola.bin", noise(1, 1000)), anna.attaches(id, "grande.bin", noise(2, 4<<20))
	line.stop(small)
	began, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var order []string
	stops := *line.meddle.Load()
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		of := filepath.Base(r.URL.Path)
		if r.Method == http.MethodPatch && of == large.ID {
			once.Do(func() {
				close(began)
				<-goOn
			})
		}
		answer, err := stops(r, real)
		if err == nil && r.Method == http.MethodPatch && answer.StatusCode == http.StatusNoContent {
			line.mu.Lock()
			order = append(order, of)
			line.mu.Unlock()
		}
		return answer, err
	})
	anna.replies(id, "Ecco.")
	anna.until("the large one is on its way", func() bool {
		anna.retries()
		select {
		case <-began:
			return true
		default:
			return false
		}
	})
	line.stop()
	anna.retries()
	close(goOn)
	luca.hasArrived(id, 2)
	line.mu.Lock()
	defer line.mu.Unlock()
	if len(order) < 3 || order[1] != small.ID {
		t.Errorf("of %s and %s went %v", small.ID, large.ID, order)
	}
}

func TestUploads_OfLongAgoDoNotWaitForOnesThatSomethingOnTheWayStops(t *testing.T) {
	w := newWorld(t)
	line := newStopping(blocked())
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	old := anna.attaches(id, "virus.bin", noise(1, 1000))
	anna.attaches(id, "buono.bin", noise(2, 2000))
	anna.replies(id, "Ecco.")
	luca.hasArrived(id, 2)
	anna.hasArrived(id, 2)
	anna.forgetsWhatItHasSent()
	anna.start()
	line.stop(old, anna.attaches(id, "virus nuovo.bin", noise(3, 1000)))
	w.restoredWithoutBytes()
	anna.replies(id, "E questo.")
	mara := w.atNew("mara")
	mara.until("the one that is let through is there again", func() bool {
		anna.retries()
		files := mara.filesOf(id)
		return len(files) == 3 && files[1].Arrived()
	})
	if files := mara.filesOf(id); files[0].Arrived() || files[2].Arrived() {
		t.Error("what is stopped has arrived")
	}
	line.stop()
	anna.retries()
	mara.hasArrived(id, 3)
}

func TestUploads_OfWhatIsStoppedAreTriedEverMoreRarely(t *testing.T) {
	w, log := newWorld(t), collectLog(t)
	line := newStopping(blocked())
	anna := w.over(line, "anna")
	id := anna.opens(w, "Perde olio.")
	line.stop(anna.attaches(id, "virus.bin", noise(1, 1000)))
	anna.replies(id, "Ecco.")
	anna.until("it was tried in vain again and again", func() bool {
		return strings.Contains(log.String(), `msg="the line does not carry bytes" failures=4`)
	})
}
