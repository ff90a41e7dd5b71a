package desktop_test

import (
	"net/http"
	"strings"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// noBytes is a line over which everything gets through but the bytes of files.
func noBytes(line *badLine) {
	broken := page(http.StatusBadGateway, "text/html", "")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, "/v1/uploads") {
			return broken(r, real)
		}
		return real.RoundTrip(r)
	})
}

func TestPeople_WhoSignOutLeaveTheirFilesOnTheirWay(t *testing.T) {
	w := newWorld(t)
	keys, line := newMemoryKeyring(), newBadLine()
	s, luca := newWorkstationWith(t, line, keys), w.at("luca")
	s.signIn(w, "anna")
	s.online()
	ticket := s.opens(w, "Perde olio.")
	luca.shows(ticket, "Perde olio. ")
	noBytes(line)
	content := noise(2, 200_000)
	s.attaches(ticket, "registro.bin", content)
	s.replies(ticket, "Ecco.")
	luca.shows(ticket, "Perde olio. ", "Ecco. ")
	s.until("only bytes wait", func() bool { c := s.front().Counts(); return c.Waiting == 0 && c.Uploading == 1 })
	s.signsOut()
	if n := s.waitingOf("anna"); n != 1 || keys.size() != 1 {
		t.Errorf("%d of hers wait, %d sessions are kept", n, keys.size())
	}
	// Another one is in front, and the program ends and starts meanwhile.
	s.restart()
	s.signIn(w, "marco")
	line.set(nil)
	luca.holds(luca.hasArrived(ticket, 1)[0].File, content)
	s.until("nothing of hers waits, and her session has ended", func() bool { return s.waitingOf("anna") == 0 && keys.size() <= 1 })
}

func TestProfile_OfADisabledPersonKeepsFilesThatHaveNotArrived(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	ticket := s.opens(w, "Perde olio.")
	s.shows(ticket, "Perde olio. sent")
	noBytes(line)
	s.attaches(ticket, "registro.bin", noise(3, 1000))
	s.replies(ticket, "Ecco.")
	s.until("only bytes wait", func() bool { return s.front().Counts().Uploading == 1 })
	w.disables("anna")
	s.retries()
	s.until("it is noticed", func() bool { return len(s.noticed(desktop.NoticePersonDisabled)) == 1 })
	if said := s.noticed(desktop.NoticePersonDisabled)[0]; said.Count != 1 {
		t.Errorf("noticed %+v", said)
	}
	s.restart()
	var failed desk.TicketFile
	s.until("the file says that it cannot arrive", func() bool {
		files := s.filesOf(ticket)
		if len(files) != 1 {
			return false
		}
		failed = files[0]
		return failed.State == desk.FileFailed && failed.Reason == support.CodeDisabled
	})
	if err := s.front().Desk().Abandon(t.Context(), failed.ID); err != nil {
		t.Fatal(err)
	}
	s.until("put away", func() bool { return s.nobodyIsInFront() && len(s.folders()) == 0 })
}
