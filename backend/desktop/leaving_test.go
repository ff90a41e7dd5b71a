package desktop_test

import (
	"net/http"
	"path/filepath"
	"testing"

	"filodiretto/backend/support"
)

func TestPeople_WhatOneWroteBeforeAnyServerLetThemInLeavesWhenTheyHaveGone(t *testing.T) {
	w := newWorld(t)
	keys := newMemoryKeyring()
	s, luca := newWorkstationWith(t, nil, keys), newWorkstation(t)
	luca.signIn(w, "luca")
	s.signIn(w, "anna")
	s.online()
	s.signsOut()
	s.until("her session has ended", func() bool { return keys.size() == 0 })
	w.down()
	s.signIn(w, "anna") // by her last password alone
	ticket := s.opens(w, "Nastro bloccato.")
	s.signsOut()
	w.up()
	luca.online()
	luca.shows(ticket, "Nastro bloccato. ")
	s.until("nothing waits and nothing is kept", func() bool { return s.waitingOf("anna") == 0 && keys.size() == 0 })
}

func TestPeople_WhomTheDiskDoesNotLetInLeaveTheirActsOnTheirWay(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s, luca := newWorkstationOn(t, line), newWorkstation(t)
	luca.signIn(w, "luca")
	s.signIn(w, "anna")
	s.online()
	page := page(http.StatusBadGateway, "text/html", "")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.URL.Path == "/v1/tickets" {
			return page(r, real)
		}
		return real.RoundTrip(r)
	})
	ticket := s.opens(w, "Nastro bloccato.")
	s.signsOut()
	mend := takesNothing(t, filepath.Join(s.dir, "settings.json"))
	if code := s.tries(w, "anna"); code != support.CodeStorage {
		t.Errorf("a sign-in gave %q", code)
	}
	if !s.nobodyIsInFront() {
		t.Error("she is in front")
	}
	line.set(nil)
	luca.shows(ticket, "Nastro bloccato. ")
	s.until("nothing of hers waits", func() bool { return s.waitingOf("anna") == 0 })
	mend()
	s.signIn(w, "anna")
	s.shows(ticket, "Nastro bloccato. sent")
}

func TestPeople_WhoHaveLeftAreSignedOutAlsoWhereTheDiskDoesNotTakeIt(t *testing.T) {
	w := newWorld(t)
	keys := newMemoryKeyring()
	s := newWorkstationWith(t, nil, keys)
	s.signIn(w, "anna")
	s.online()
	s.until("her session is kept", func() bool { return keys.size() == 1 })
	w.down()
	s.offline()
	s.opens(w, "Nastro bloccato.")
	takesNothing(t, s.file("profile.json"))
	if err := s.SignOut(t.Context()); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("signing out gave %v", err)
	}
	w.up()
	s.until("nothing of hers waits, and her session has ended", func() bool { return s.waitingOf("anna") == 0 && keys.size() == 0 })
}
