package desktop_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func TestProfile_ARemovalThatWasCutShortIsFinishedAtTheNextStart(t *testing.T) {
	w := newWorld(t)
	s := newWorkstation(t)
	s.signIn(w, "anna")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(s.dir, "people", s.folders()[0])
	if err := os.Rename(folder, folder+".removed"); err != nil {
		t.Fatal(err)
	}
	s.start()
	if len(s.folders()) != 0 || len(s.Stand().Known) != 0 || !s.nobodyIsInFront() {
		t.Errorf("left %v, %v", s.folders(), s.Stand().Known)
	}
}

func TestProfile_OfSomebodyWhoIsBackStaysWhereAnEarlierRemovalIsFinished(t *testing.T) {
	w := newWorld(t)
	s := w.at("anna")
	s.until("her session is kept", func() bool { return s.front().SessionKept() == desktop.KeptInFile })
	ticket := s.opens(w, "Colla fredda.")
	s.shows(ticket, "Colla fredda. sent")
	w.down()
	s.offline()
	s.replies(ticket, "E oggi anche il nastro.")
	s.closed()
	rest := filepath.Join(s.dir, "people", s.folders()[0]+".removed")
	if err := os.Mkdir(rest, 0o700); err != nil {
		t.Fatal(err)
	}
	s.start()
	if s.nobodyIsInFront() {
		t.Fatal("she is not in front any more")
	}
	s.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. waiting")
	if _, err := os.Stat(rest); !os.IsNotExist(err) {
		t.Errorf("the rest is still there: %v", err)
	}
	w.up()
	s.restart()
	s.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. sent")
	s.until("the answer is here too", func() bool { return len(waiting(s)) == 0 })
	// What lies there is not in the way of the next removal either.
	if err := os.MkdirAll(filepath.Join(rest, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.disables("anna")
	s.until("nothing of hers is here", func() bool { return len(s.folders()) == 0 })
}

func TestProfile_OfSomebodyLetInAgainBeginsAnewWithTheirActs(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	ticket := s.opens(w, "Colla fredda.")
	s.shows(ticket, "Colla fredda. sent")
	line.set(page(502, "text/html", ""))
	s.replies(ticket, "E oggi anche il nastro.")
	w.disables("anna")
	line.set(nil)
	s.until("she is disabled", func() bool { return s.front().State().Reason == support.CodeDisabled })
	s.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. refused")
	w.down()
	w.enables("anna")
	w.up()
	s.signIn(w, "anna")
	s.online()
	said := []string{"Colla fredda. sent", "E oggi anche il nastro. sent"}
	s.shows(ticket, said...)
	s.until("her session is kept", func() bool { return s.front().SessionKept() == desktop.KeptInFile })
	s.restart()
	s.online()
	s.shows(ticket, said...)
	w.down()
	s.signsOutAndIn(w, "anna")
	s.shows(ticket, said...)
}

func TestProfile_AnActWhoseAnswerWasUnderWayWhenItsPersonWasDisabledIsSaidOnce(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s, luca := w.over(line, "anna"), w.at("luca")
	ticket := s.opens(w, "Colla fredda.")
	s.shows(ticket, "Colla fredda. sent")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if r.Method == http.MethodPost && err == nil {
			// The server has it, and nobody here will hear so.
			<-r.Context().Done()
			_ = answer.Body.Close()
			return nil, r.Context().Err()
		}
		return answer, err
	})
	s.replies(ticket, "E oggi anche il nastro.")
	luca.shows(ticket, "Colla fredda. ", "E oggi anche il nastro. ")
	s.signsOut()
	w.disables("anna")
	s.until("her access has ended", func() bool { return len(s.noticed(desktop.NoticePersonDisabled)) == 1 })
	line.set(nil)
	w.down()
	w.enables("anna")
	w.up()
	s.signIn(w, "anna")
	s.online()
	s.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. sent")
	s.until("the answer is here", func() bool { return len(waiting(s)) == 0 })
	luca.online()
	luca.shows(ticket, "Colla fredda. ", "E oggi anche il nastro. ")
}
