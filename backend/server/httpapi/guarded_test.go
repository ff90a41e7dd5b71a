package httpapi

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"filodiretto/backend/support"
)

// alone is an API without a service: enough for routes that anybody may ask.
func alone(log *bytes.Buffer) *API {
	c := Config{Log: slog.New(slog.NewTextHandler(log, nil))}.orUsual()
	return &API{config: c, limiter: newLimiter[[32]byte](c.Limits.RequestsPerMinute, c.Now)}
}

func TestGuarded_MakesAPanicAProblemAndLogsIt(t *testing.T) {
	var log bytes.Buffer
	route := Route{Method: "GET", Path: "/x", handle: func(*request) (answer, error) { panic("the secret state") }}
	said := httptest.NewRecorder()
	alone(&log).serve(route)(said, httptest.NewRequest("GET", "/x", nil))
	if said.Code != http.StatusInternalServerError || !strings.Contains(said.Body.String(), `"code":"internal"`) || strings.Contains(said.Body.String(), "secret") {
		t.Errorf("answered %d %s", said.Code, said.Body)
	}
	if !strings.Contains(log.String(), "the secret state") || !strings.Contains(log.String(), "guarded_test.go") {
		t.Errorf("logged %s", log.String())
	}
}

func TestGuarded_CutsAnAnswerThatPanickedHalfway(t *testing.T) {
	var log bytes.Buffer
	handler := alone(&log).guarded("x", func(w *answerWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		panic("too late")
	})
	defer func() {
		if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // panics carry it itself
			t.Errorf("panicked with %v, want the connection to be cut", p)
		}
	}()
	handler(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil))
}

func TestProblem_ShowsNoInternals(t *testing.T) {
	for err, want := range map[error]struct {
		status int
		code   support.Code
	}{
		errors.New("SQL logic error in /var/lib"):                                   {500, support.CodeInternal},
		support.Wrap(support.CodeStorage, errors.New("disk /dev/sda1 is full")):     {503, support.CodeUnavailable},
		support.Wrap(support.CodeUnreachable, errors.New("never sent by a server")): {500, support.CodeInternal},
		support.Errorf(support.CodeUnreachable, "10.0.0.7 does not answer"):         {500, support.CodeInternal},
	} {
		var log bytes.Buffer
		route := Route{handle: func(*request) (answer, error) { return answer{}, err }}
		said := httptest.NewRecorder()
		alone(&log).serve(route)(said, httptest.NewRequest("GET", "/x", nil))
		p, _ := problemOf(err)
		if said.Code != want.status || p.Code != string(want.code) || (want.status == 503) != (said.Header().Get("Retry-After") != "") {
			t.Errorf("%v: answered %d %s, %v", err, said.Code, said.Body, said.Header())
		}
		for _, secret := range []string{"SQL", "/dev", "/var", "10.0.0.7", "never sent"} {
			if strings.Contains(said.Body.String(), secret) {
				t.Errorf("%v: the client is told %s", err, said.Body)
			}
		}
		if !strings.Contains(log.String(), "request failed") {
			t.Errorf("%v: logged %q", err, log.String())
		}
	}
}
