package desktop_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// givesUp gives the newest file of a ticket up.
func (s *workstation) givesUp(ticketID string) {
	s.t.Helper()
	files := s.filesOf(ticketID)
	if err := s.front().Desk().Abandon(s.t.Context(), files[len(files)-1].ID); err != nil {
		s.t.Fatal(err)
	}
}

// showsFile waits until the only file of a ticket stands so.
func (s *workstation) showsFile(ticketID string, state desk.FileState) {
	s.t.Helper()
	s.until("its file is "+string(state), func() bool {
		files := s.filesOf(ticketID)
		return len(files) == 1 && files[0].State == state
	})
}

func TestAbandon_OfAFileThatFailedIsSeenByBothSides(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.over(newSpoiling(0, 1000), "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	anna.attaches(id, "a.bin", noise(1, 1000))
	anna.replies(id, "Ecco.")
	anna.showsFile(id, desk.FileFailed)
	luca.showsFile(id, desk.FileWaiting)
	anna.givesUp(id)
	if f := anna.filesOf(id)[0]; f.State != desk.FileAbandoned {
		t.Errorf("at once it is %q", f.State)
	}
	luca.showsFile(id, desk.FileAbandoned)
	anna.until("nothing is left of it", func() bool { c := anna.front().Counts(); return c.Unsent() == 0 })
	anna.restart()
	anna.showsFile(id, desk.FileAbandoned)
	if _, err := luca.front().Desk().Attachment(t.Context(), anna.filesOf(id)[0].ID); err != nil {
		t.Error(err)
	}
	if err := luca.front().Desk().Abandon(t.Context(), luca.filesOf(id)[0].ID); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("given up by another: %v", err)
	}
}

func TestAbandon_WithoutALineGoesAfterItsMessageThoughTheProgramWasKilled(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	line.set(func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, errCut })
	anna.attaches(id, "a.bin", noise(1, 1000))
	anna.replies(id, "Ecco.")
	anna.givesUp(id)
	anna.restart()
	anna.showsFile(id, desk.FileAbandoned)
	var asked []string
	var mu sync.Mutex
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		mu.Lock()
		if r.Method != http.MethodGet {
			asked = append(asked, r.Method+" "+strings.Split(r.URL.Path, "/")[2])
		}
		mu.Unlock()
		return real.RoundTrip(r)
	})
	luca.shows(id, "Perde olio. ", "Ecco. ")
	luca.showsFile(id, desk.FileAbandoned)
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(asked, ", "); !strings.Contains(got, "POST tickets, DELETE attachments") || strings.Contains(got, "uploads") {
		t.Errorf("asked was %s", got)
	}
}

func TestAbandon_WhileItIsUploadedStopsIt(t *testing.T) {
	w := newWorld(t)
	began := make(chan struct{})
	var once sync.Once
	line := newBadLine()
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPatch || !strings.HasPrefix(r.URL.Path, "/v1/uploads/") {
			return real.RoundTrip(r)
		}
		// A line over which it would take for ever.
		once.Do(func() { close(began) })
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	anna.attaches(id, "a.bin", noise(1, 1<<20))
	anna.replies(id, "Ecco.")
	received(t, began, "it is on its way")
	anna.givesUp(id)
	luca.showsFile(id, desk.FileAbandoned)
	if phase := anna.front().Counts(); phase.Unsent() != 0 {
		t.Errorf("there is left %+v", phase)
	}
}

func TestAbandon_AtAnotherWorkstationIsObeyedHere(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	there, here := w.over(line, "anna"), w.at("anna")
	noBytes(line)
	id := there.opens(w, "Perde olio.")
	there.attaches(id, "a.bin", noise(1, 1000))
	there.replies(id, "Ecco.")
	here.showsFile(id, desk.FileWaiting)
	here.givesUp(id)
	here.showsFile(id, desk.FileAbandoned)
	there.showsFile(id, desk.FileAbandoned)
	there.until("nothing is left of it", func() bool { c := there.front().Counts(); return c.Unsent() == 0 })
	here.restart()
	here.showsFile(id, desk.FileAbandoned)
}

func TestAbandon_OfWhatHasArrivedMeanwhileLosesNothing(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	cut := page(http.StatusBadGateway, "text/html", "")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/v1/uploads/") && err == nil {
			_ = answer.Body.Close()
			return cut(r, real)
		}
		if r.URL.Path == "/v1/changes" || r.Method == http.MethodPost && r.URL.Path == "/v1/uploads" && answer.Header.Get("Upload-Offset") != "0" {
			_ = answer.Body.Close()
			return cut(r, real)
		}
		return answer, err
	})
	content := noise(1, 1000)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	luca.showsFile(id, desk.FileArrived)
	anna.givesUp(id)
	anna.showsFile(id, desk.FileArrived)
	luca.holds(luca.filesOf(id)[0].File, content)
}

func TestProfile_OfADisabledPersonIsNotKeptForEverByAFile(t *testing.T) {
	w := newWorld(t)
	line, clock := newBadLine(), &offClock{}
	s := newWorkstationOn(t, line)
	s.closed()
	s.now = clock.now
	s.start()
	s.signIn(w, "anna")
	s.online()
	ticket := s.opens(w, "Perde olio.")
	s.shows(ticket, "Perde olio. sent")
	noBytes(line)
	s.attaches(ticket, "registro.bin", noise(3, 1000))
	s.replies(ticket, "Ecco.")
	s.until("only bytes wait", func() bool { return s.front().Counts().Uploading == 1 })
	// For weeks the line has carried words alone.
	clock.set(40 * 24 * time.Hour)
	w.disables("anna")
	s.retries()
	s.until("it is noticed", func() bool { return len(s.noticed(desktop.NoticePersonDisabled)) == 1 })
	s.signsOut()
	s.restart()
	s.until("nobody is in front, and it is still there", func() bool { return s.nobodyIsInFront() && len(s.folders()) == 1 })
	clock.set(71 * 24 * time.Hour)
	s.restart()
	s.until("it is gone", func() bool { return len(s.folders()) == 0 })
}
