package desktop_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// saysOf lets a server say something else of itself; everything else it answers as it is.
func saysOf(change func(*api.Server)) meddler {
	return func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err != nil || r.URL.Path != "/v1/server" {
			return answer, err
		}
		var said api.Server
		err = json.NewDecoder(answer.Body).Decode(&said)
		_ = answer.Body.Close()
		if err != nil {
			return nil, err
		}
		change(&said)
		b, err := json.Marshal(said)
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		return answer, err
	}
}

func TestLine_AServerThatBecameTooOldOrTooNewGetsNothingAndSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	ours := api.Version
	api.Version = "1.4.0"
	t.Cleanup(func() { api.Version = ours })
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	ticket := anna.opens(w, "Lama spuntata.")
	anna.shows(ticket, "Lama spuntata. sent")
	sent := []string{"Lama spuntata. sent"}
	for name, change := range map[string]func(*api.Server){
		"another contract": func(s *api.Server) { s.API = []int{2, 3} },
		"a newer desktop":  func(s *api.Server) { s.MinimumDesktop = "1.10.0" },
	} {
		t.Run(name, func(t *testing.T) {
			spoilt := saysOf(change)
			line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
				if r.Method == http.MethodPost {
					t.Errorf("%s was sent %s", name, r.URL.Path)
				}
				return spoilt(r, real)
			})
			w.down()
			w.up()
			anna.until("the line says why", func() bool {
				state := anna.front().State()
				return state.Phase == syncer.PhaseOffline && state.Reason == support.CodeIncompatible
			})
			anna.replies(ticket, name)
			anna.retries()
			anna.until("it was tried again", func() bool { return anna.front().State().Reason == support.CodeIncompatible })
			anna.shows(ticket, append(sent, name+" waiting")...)
			fresh := newWorkstationOn(t, line)
			if code := fresh.tries(w, "marco"); code != support.CodeIncompatible {
				t.Errorf("a stranger's sign-in gave %q", code)
			}
			line.set(nil)
			anna.retries()
			sent = append(sent, name+" sent")
			anna.shows(ticket, sent...)
		})
	}
}

func TestLine_WhatTheServerSaysOfItselfReachesThePersonWhenTheLineComesUp(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	line.set(saysOf(func(s *api.Server) { s.Support = api.Contact{Phone: "+39059555123", Hours: "8–18"} }))
	w.down()
	w.up()
	anna.until("the new number is there", func() bool { return anna.front().Card().Server.Support.Phone == "+39059555123" })
	w.down()
	anna.restart()
	if got := anna.front().Card().Server.Support; got.Phone != "+39059555123" || got.Hours != "8–18" {
		t.Errorf("without a server it is %+v", got)
	}
	w.up()
}
