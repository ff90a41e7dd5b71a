package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

func (u *user) doing(ticket, state string) *reply {
	u.world.t.Helper()
	return u.do("PUT", "/v1/tickets/"+ticket+"/presence", object{"state": state})
}

// present listens from now on.
func (u *user) present() *stream {
	u.world.t.Helper()
	s := u.listen("")
	s.until("caught-up")
	return s
}

// told is the next that a stream brings, which must be a presence: "name state".
func (s *stream) told() string {
	s.t.Helper()
	e := s.next()
	if e.name != "presence" || e.id != "" {
		s.t.Fatalf("the stream brought %+v", e)
	}
	return fmt.Sprint(e.data["person"].(object)["name"], " ", e.data["state"])
}

func (s *stream) wantTold(all ...string) {
	s.t.Helper()
	for _, want := range all {
		if got := s.told(); got != want {
			s.t.Errorf("told %q, want %q", got, want)
		}
	}
}

func TestPresence_IsToldWhileItLastsAndNothingOfItIsKept(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	_, cursor := w.luca.feed("")
	anna, bruno, piero, luca := w.anna.present(), w.bruno.present(), w.piero.present(), w.luca.present()
	w.anna.doing(id, "viewing").want(http.StatusNoContent)
	luca.wantTold("Anna Rossi viewing")
	bruno.wantTold("Anna Rossi viewing")
	w.anna.doing(id, "typing").want(http.StatusNoContent)
	luca.wantTold("Anna Rossi typing")
	bruno.wantTold("Anna Rossi typing")

	late := w.mara.present()
	late.wantTold("Anna Rossi typing")
	if changes, _ := w.luca.feed(cursor); len(changes) != 0 {
		t.Errorf("presence is in the feed: %v", changes)
	}

	w.anna.doing(id, "gone").want(http.StatusNoContent)
	luca.wantTold("Anna Rossi gone")
	// What comes first of a later reply shows that neither got anything before it.
	w.luca.say(id, "reply", "Arrivo.").want(http.StatusCreated)
	if e := anna.next(); e.name != "change" {
		t.Errorf("Anna was told of herself: %+v", e)
	}
	own := w.piero.open()
	if e := piero.next(); e.name != "change" || e.data["type"] != "message" && e.data["type"] != "ticket" {
		t.Errorf("another company was told: %+v", e)
	}
	w.piero.doing(id, "viewing").wantProblem(http.StatusNotFound, support.CodeNotFound)
	w.piero.doing(own, "viewing").want(http.StatusNoContent)
}

func TestPresence_ANoteBeingTypedNeverShowsAsTypingToAnOperator(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	anna, mara := w.anna.present(), w.mara.present()
	w.luca.doing(id, "viewing").want(http.StatusNoContent)
	mara.wantTold("Luca Bianchi viewing")
	anna.wantTold("Luca Bianchi viewing")
	w.luca.doing(id, "typing_note").want(http.StatusNoContent)
	mara.wantTold("Luca Bianchi typing_note")
	w.bruno.present().wantTold("Luca Bianchi viewing")
	w.luca.say(id, "note", "Garanzia scaduta.").want(http.StatusCreated)
	w.luca.doing(id, "gone").want(http.StatusNoContent)
	// Nothing was told in between.
	anna.wantTold("Luca Bianchi gone")
	w.anna.doing(id, "typing_note").wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.state", "not_allowed")
	w.anna.doing(id, "").wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.state", "required")
	w.anna.doing(id, "dancing").wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.state", "unknown")
}

func TestPresence_EndsWhenNothingIsHeard(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.PresenceLasts = 300 * time.Millisecond })
	id := w.anna.open()
	luca := w.luca.present()
	w.anna.doing(id, "viewing").want(http.StatusNoContent)
	luca.wantTold("Anna Rossi viewing", "Anna Rossi gone")
}

func TestPresence_EndsWithTheSession(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	luca := w.luca.present()
	w.bruno.doing(id, "typing").want(http.StatusNoContent)
	luca.wantTold("Bruno Gialli typing")
	w.bruno.do("DELETE", "/v1/sessions/current", nil).want(http.StatusNoContent)
	luca.wantTold("Bruno Gialli gone")
	w.anna.doing(id, "viewing").want(http.StatusNoContent)
	luca.wantTold("Anna Rossi viewing")
	if err := w.server.Service().DisablePerson(context.Background(), "anna"); err != nil {
		t.Fatal(err)
	}
	if _, e := luca.until("presence"); e.data["state"] != "gone" {
		t.Errorf("after somebody was disabled, %+v", e)
	}
}

func TestPresence_IsLimitedApartFromActs(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.PresencePerMinute, c.Limits.RequestsPerMinute = 3, 5 })
	id := w.anna.open()
	for range 3 {
		w.anna.doing(id, "viewing").want(http.StatusNoContent)
	}
	w.anna.doing(id, "typing").wantProblem(http.StatusTooManyRequests, support.CodeRateLimited)
	w.anna.say(id, "reply", "Ancora ferma.").want(http.StatusCreated)
}
