package desktop_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// halting lets so many bytes of uploads through, and then answers their requests with a proxy's page until it lets them on.
type halting struct {
	*cuttingLine

	halts atomic.Bool
	// blind also answers whoever asks for changes so.
	blind atomic.Bool
	// unknown counts the uploads of which the server says that there is no such attachment.
	unknown atomic.Int64
}

func newHalting(bytes int64) *halting {
	h := &halting{cuttingLine: newCuttingLine(func() int64 { return 0 }, func() {})}
	if bytes > 0 {
		h.left.Store(bytes)
	}
	cutting := *h.meddle.Load()
	h.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		upload := strings.HasPrefix(r.URL.Path, "/v1/uploads")
		if upload && h.halts.Load() || h.blind.Load() && r.URL.Path == "/v1/changes" {
			return page(http.StatusBadGateway, "text/html", "")(r, real)
		}
		answer, err := cutting(r, real)
		if err != nil && upload {
			h.halts.Store(true)
		}
		if err == nil && upload && answer.StatusCode == http.StatusNotFound {
			h.unknown.Add(1)
		}
		return answer, err
	})
	return h
}

func TestUploads_HalfDoneArriveWholeOnAServerThatWasRestored(t *testing.T) {
	for when, before := range map[string]bool{"from before their message": true, "from after it": false} {
		t.Run(when, func(t *testing.T) {
			w := newWorld(t)
			line := newHalting(1 << 20)
			anna, luca := w.over(line, "anna"), w.at("luca")
			id := anna.opens(w, "Perde olio.")
			luca.shows(id, "Perde olio. ")
			var backup string
			if before {
				backup = w.backup()
			}
			content := noise(1, 3<<20)
			anna.attaches(id, "registro.bin", content)
			anna.replies(id, "Ecco.")
			luca.shows(id, "Perde olio. ", "Ecco. ")
			anna.until("it is half done", line.halts.Load)
			if !before {
				backup = w.backup()
			}
			w.restored(backup)
			line.halts.Store(false)
			luca.holds(luca.hasArrived(id, 1)[0].File, content)
			anna.hasArrived(id, 1)
		})
	}
}

// Somebody restores the server, and then puts an older file in its place by hand, of which nobody is told: until the feed shows it,
// the message is taken to be there, and its upload is of something that nobody knows.
func TestUploads_OfAMessageThatARestoredServerDoesNotKnowWaitForIt(t *testing.T) {
	w := newWorld(t)
	line := newHalting(1 << 20)
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	w.restored(w.backup())
	anna.replies(id, "Anche oggi.")
	luca.shows(id, "Perde olio. ", "Anche oggi. ")
	backup := w.backup()
	content := noise(1, 3<<20)
	anna.attaches(id, "registro.bin", content)
	anna.replies(id, "Ecco.")
	luca.shows(id, "Perde olio. ", "Anche oggi. ", "Ecco. ")
	anna.until("it is half done", line.halts.Load)
	// Her feed has brought what the server is about to lose.
	luca.replies(id, "Grazie.")
	anna.reads(id, "Perde olio.", "Anche oggi.", "Ecco.", "Grazie.")
	line.blind.Store(true)
	luca.closed() // what he writes would hide that the feed has gone back
	w.replacedByHand(backup)
	line.halts.Store(false)
	anna.until("it was tried more often than what does not arrive", func() bool {
		anna.retries()
		// Trying again by hand what has failed for good would begin to count anew.
		waits := anna.diagnosed().Attachments
		return len(waits) == 1 && waits[0].State == string(outbox.FileWaiting) && waits[0].Attempts > outbox.StuckAfter
	})
	if line.unknown.Load() <= outbox.StuckAfter {
		t.Errorf("the server did not know it %d times", line.unknown.Load())
	}
	line.blind.Store(false)
	anna.retries()
	anna.hasArrived(id, 1)
	mara := w.atNew("mara")
	mara.holds(mara.hasArrived(id, 1)[0].File, content)
}

// forgetsWhatItHasSent closes a workstation and has it forget that, as after a day.
func (s *workstation) forgetsWhatItHasSent() {
	s.t.Helper()
	s.closed()
	db, err := sql.Open("sqlite", s.file("outbox.db"))
	if err == nil {
		_, err = db.ExecContext(s.t.Context(), `DELETE FROM attachments; DELETE FROM acts`)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// restoredWithoutBytes serves a backup of the store beside which no attachment was found.
func (w *world) restoredWithoutBytes() {
	w.t.Helper()
	alone := filepath.Join(w.t.TempDir(), "backup.db")
	if err := os.Link(w.backup(), alone); err != nil {
		w.t.Fatal(err)
	}
	w.restoredWith(alone, true)
}

// What arrived more than a day ago the outbox has let go. A backup that came without its bytes gets them from whoever still has them.
func TestUploads_OfLongAgoGoAgainToAServerThatWasRestoredWithoutThem(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	kept, gone := noise(1, 100<<10), noise(2, 1000)
	anna.attaches(id, "registro.bin", kept)
	lost := anna.attaches(id, "sparito.bin", gone)
	anna.replies(id, "Ecco.")
	luca.hasArrived(id, 2)
	anna.hasArrived(id, 2)
	anna.forgetsWhatItHasSent()
	if err := os.Remove(anna.kept(&lost)); err != nil {
		t.Fatal(err)
	}
	w.restoredWithoutBytes()
	anna.start()
	mara := w.atNew("mara")
	mara.until("what is still somewhere is there again", func() bool {
		files := mara.filesOf(id)
		return len(files) == 2 && files[0].Arrived()
	})
	mara.holds(mara.filesOf(id)[0].File, kept)
	if mara.filesOf(id)[1].Arrived() {
		t.Error("what is nowhere has arrived")
	}
}

// The server was restored onto a disk on which there is hardly any room: before there is, it takes none of them.
func TestUploads_OfLongAgoThatTheServerFailsToTakeAreNotGivenUp(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	contents := [][]byte{noise(1, 1000), noise(2, 2000), noise(3, 3000)}
	for i, content := range contents {
		anna.attaches(id, fmt.Sprint(i, ".bin"), content)
	}
	anna.replies(id, "Ecco.")
	luca.hasArrived(id, len(contents))
	anna.hasArrived(id, len(contents))
	anna.forgetsWhatItHasSent()
	var fails atomic.Int64
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPost || r.URL.Path != "/v1/uploads" {
			return real.RoundTrip(r)
		}
		status, code := http.StatusServiceUnavailable, support.CodeUnavailable
		switch fails.Add(1) % 4 {
		case 1:
			status, code = http.StatusInternalServerError, support.CodeInternal
		case 2:
			status, code = http.StatusConflict, support.CodeConflict
		}
		return page(status, "application/problem+json", fmt.Sprintf(`{"status":%d,"code":%q}`, status, code))(r, real)
	})
	w.restoredWithoutBytes()
	anna.start()
	anna.until("each was refused more than once", func() bool {
		anna.retries()
		return fails.Load() > 2*int64(len(contents))
	})
	line.set(nil)
	mara := w.atNew("mara")
	mara.until("they are there again", func() bool {
		anna.retries()
		files := mara.filesOf(id)
		return len(files) == len(contents) && !slices.ContainsFunc(files, func(f desk.TicketFile) bool { return !f.Arrived() })
	})
	for i, f := range mara.filesOf(id) {
		mara.holds(f.File, contents[i])
	}
}

// Somebody gives up, at another workstation or at this one, what a restored server was just to be sent again.
func TestUploads_OfLongAgoEndWhereTheFileIsGivenUp(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	anna.attaches(id, "registro.bin", noise(1, 100<<10))
	anna.replies(id, "Ecco.")
	luca.hasArrived(id, 1)
	anna.hasArrived(id, 1)
	anna.forgetsWhatItHasSent()
	var refused atomic.Int64
	asked, on := make(chan struct{}), make(chan struct{})
	var once sync.Once
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if !strings.HasPrefix(r.URL.Path, "/v1/uploads") {
			return real.RoundTrip(r)
		}
		once.Do(func() { close(asked) })
		<-on
		answer, err := real.RoundTrip(r)
		if err == nil && answer.StatusCode == http.StatusGone {
			refused.Add(1)
		}
		return answer, err
	})
	w.restoredWithoutBytes()
	anna.start()
	received(t, asked, "it is to be sent again")
	there := w.at("anna")
	there.showsFile(id, desk.FileWaiting)
	there.givesUp(id)
	luca.showsFile(id, desk.FileAbandoned)
	close(on)
	for n := range 3 {
		anna.attaches(id, "altro.bin", noise(byte(n+2), 1000))
		anna.replies(id, "E questo.")
		luca.until("what comes after it arrives", func() bool {
			files := luca.filesOf(id)
			return len(files) == n+2 && files[n+1].Arrived()
		})
		anna.retries()
	}
	if n := refused.Load(); n != 1 {
		t.Errorf("it was refused %d times", n)
	}
	if why := anna.diagnosed().Line.LastFailure; why == support.CodeAbandoned {
		t.Errorf("the line is said to have failed: %v", why)
	}
}
