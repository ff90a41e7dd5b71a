package desktop_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func TestDesktop_AReplyTravelsToTheOtherSideAndBack(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")

	ticket := anna.opens(w, "Le ventose perdono gli astucci.")
	luca.shows(ticket, "Le ventose perdono gli astucci. ")
	luca.notified("Le ventose perdono gli astucci.")
	luca.replies(ticket, "Il vuoto arriva a −0,6 bar?")
	anna.shows(ticket, "Le ventose perdono gli astucci. read", "Il vuoto arriva a −0,6 bar? ")
	anna.notified("Il vuoto arriva a −0,6 bar?")
	anna.until("one unread", func() bool { return anna.unread() == 1 })

	page, err := anna.front().Desk().Messages(t.Context(), ticket, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	last := page.Items[len(page.Items)-1]
	if err := anna.front().Desk().MarkRead(t.Context(), ticket, last.ID); err != nil {
		t.Fatal(err)
	}
	if n := anna.unread(); n != 0 {
		t.Errorf("unread %d right after reading", n)
	}
	luca.shows(ticket, "Le ventose perdono gli astucci. ", "Il vuoto arriva a −0,6 bar? read")
}

func TestDesktop_WhatIsWrittenWithoutAServerLeavesWhenItIsBackAlsoAfterARestart(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	w.down()
	anna.offline()

	ticket := anna.opens(w, "Il film si strappa in saldatura.")
	anna.replies(ticket, "Succede ogni dieci minuti.")
	anna.shows(ticket, "Il film si strappa in saldatura. waiting", "Succede ogni dieci minuti. waiting")
	anna.restart()
	anna.shows(ticket, "Il film si strappa in saldatura. waiting", "Succede ogni dieci minuti. waiting")

	w.up()
	anna.retries()
	anna.shows(ticket, "Il film si strappa in saldatura. sent", "Succede ogni dieci minuti. sent")
	luca.online()
	luca.shows(ticket, "Il film si strappa in saldatura. ", "Succede ogni dieci minuti. ")
}

func TestDesktop_SomebodyKnownSignsInWithoutAServer(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Allarme E42.")
	anna.shows(ticket, "Allarme E42. sent")
	anna.signsOut()
	w.down()

	wrong := desktop.Credentials{Address: w.url(), Login: "anna", Password: "another"}
	if err := anna.SignIn(t.Context(), wrong); support.CodeOf(err) != support.CodeUnauthenticated {
		t.Fatalf("a wrong password gave %v", err)
	}
	stranger := desktop.Credentials{Address: w.url(), Login: "marco", Password: password}
	if err := anna.SignIn(t.Context(), stranger); support.CodeOf(err) != support.CodeUnreachable {
		t.Fatalf("a stranger's sign-in gave %v", err)
	}
	anna.signIn(w, "anna")
	anna.shows(ticket, "Allarme E42. sent")
	anna.replies(ticket, "Ora anche E17.")
	w.up()
	anna.retries()
	anna.shows(ticket, "Allarme E42. sent", "Ora anche E17. sent")
}

func TestDesktop_ActsOfSomebodyWhoSignedOutStillLeave(t *testing.T) {
	w := newWorld(t)
	anna, luca := newWorkstation(t), newWorkstation(t)
	luca.signIn(w, "luca")
	anna.signIn(w, "anna")
	anna.online()
	w.down()
	anna.offline()
	ticket := anna.opens(w, "Nastro d'uscita bloccato.")
	anna.signsOut()
	if _, err := anna.Front(); support.CodeOf(err) != support.CodeUnauthenticated {
		t.Fatalf("somebody is still in front: %v", err)
	}
	if waiting := anna.Stand().Known[0].Waiting; waiting != 1 {
		t.Errorf("%d acts wait, want 1", waiting)
	}
	w.up()
	luca.shows(ticket, "Nastro d'uscita bloccato. ")
}

func TestDesktop_SaysNothingToOneOfWhatIsForAnother(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	ticket := anna.opens(w, "Motore dosatrice fermo.")
	luca.shows(ticket, "Motore dosatrice fermo. ")
	if _, err := luca.front().Desk().Note(t.Context(), ticket, "Attenzione: lotto 2231."); err != nil {
		t.Fatal(err)
	}
	luca.replies(ticket, "Arrivo.")
	anna.shows(ticket, "Motore dosatrice fermo. read", "Arrivo. ")
	anna.notified("Arrivo.")
	hits, err := anna.front().Desk().Search(t.Context(), "2231", "", 10)
	if err != nil || len(hits.Items) != 0 {
		t.Errorf("an operator finds %v, %v", hits.Items, err)
	}
	hits, err = luca.front().Desk().Search(t.Context(), "2231", "", 10)
	if err != nil || len(hits.Items) != 1 {
		t.Errorf("the technician finds %v, %v", hits.Items, err)
	}
}

func TestOpen_RefusesAFolderThatAnotherProgramHas(t *testing.T) {
	s := newWorkstation(t)
	_, err := desktop.Open(t.Context(), desktop.Options{Dir: s.dir, Keyring: noKeyring{}, Notifier: s.screen, Texts: texts{}})
	if !errors.Is(err, desktop.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
}

func TestClose_WaitsForNobodysNetworkAndLetsNobodyInAfterIt(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	asked := make(chan string, 10)
	line.set(func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		asked <- r.Method
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	if err := s.SignOut(t.Context()); err != nil { // whose end the server does not hear
		t.Fatal(err)
	}
	for method := range asked {
		if method == http.MethodDelete {
			break
		}
	}
	codes := make(chan support.Code, 2)
	for range 2 { // one asks, the other waits for it
		go func() { codes <- s.tries(w, "anna") }()
	}
	<-asked
	began := time.Now()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the end took %v", took)
	}
	for range 2 {
		if code := <-codes; code != support.CodeUnavailable {
			t.Errorf("a sign-in gave %q", code)
		}
	}
	if !s.nobodyIsInFront() {
		t.Error("somebody is in front after the end")
	}
	if err := s.SetSettings(desktop.Settings{Theme: "dark"}); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("settings gave %v", err)
	}
}

func TestDesktop_KeepsItsFilesToTheirOwner(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	err := filepath.Walk(anna.dir, func(path string, st os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		if path != anna.dir && st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, st.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
