package desktop_test

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// heldUnderWay lets nobody have an answer to a call without a session before both ways of the line have asked, and
// counts the sign-ins.
func heldUnderWay(signIns *atomic.Int32) meddler {
	var both sync.WaitGroup
	both.Add(2)
	var up, down sync.Once
	return func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		switch {
		case r.URL.Path == "/v1/sessions":
			signIns.Add(1)
		case r.Header.Get("Authorization") != "":
		case r.Method == http.MethodPost:
			up.Do(both.Done)
			both.Wait()
		case r.URL.Path == "/v1/changes":
			down.Do(both.Done)
			both.Wait()
		}
		return answer, err
	}
}

func TestLine_APasswordThatNoServerHasJudgedIsTriedOnce(t *testing.T) {
	for name, now := range map[string]string{"the right one": password, "another one now": "un'altra password"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			line := newBadLine()
			s := w.over(line, "anna")
			s.signsOut()
			line.set(page(http.StatusBadGateway, "text/html", ""))
			s.signIn(w, "anna") // by her last password alone
			ticket := s.opens(w, "Nastro bloccato.")
			if err := w.live.SetPassword(t.Context(), "anna", now); err != nil {
				t.Fatal(err)
			}
			var signIns atomic.Int32
			line.set(heldUnderWay(&signIns))
			s.retries()
			if now == password {
				s.shows(ticket, "Nastro bloccato. sent")
			} else {
				s.until("she is to sign in", func() bool { return s.front().State().Phase == syncer.PhaseUnauthenticated })
				s.shows(ticket, "Nastro bloccato. waiting")
			}
			s.closed()
			if n := signIns.Load(); n != 1 {
				t.Errorf("it was tried %d times", n)
			}
		})
	}
}

func TestSignIn_WhileTheServerTakesNoMoreTriesLetsAKnownPersonIn(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	anna.signsOut()
	// The wait is a minute, and would be the test's.
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err == nil && answer.StatusCode == http.StatusTooManyRequests {
			answer.Header.Set("Retry-After", "1")
		}
		return answer, err
	})
	elsewhere := newWorkstation(t)
	tries := func(s *workstation, typed string) error {
		return s.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: typed})
	}
	for range 5 {
		if err := tries(elsewhere, "not hers"); support.CodeOf(err) != support.CodeUnauthenticated {
			t.Fatal(err)
		}
	}
	if err := tries(elsewhere, password); support.CodeOf(err) != support.CodeRateLimited {
		t.Errorf("where nobody knows her: %v", err)
	}
	var wait *support.Error
	if err := tries(anna, "not hers"); !errors.As(err, &wait) || wait.Code != support.CodeRateLimited || wait.RetryAfter == 0 {
		t.Errorf("another's password gave %v", err)
	}
	if err := tries(anna, password); err != nil {
		t.Fatalf("not let in: %v", err)
	}
	ticket := anna.opens(w, "Nastro bloccato.")
	anna.until("the line says why", func() bool { return anna.front().State().Reason == support.CodeRateLimited })
	anna.shows(ticket, "Nastro bloccato. waiting")
	w.down()
	w.up() // which has forgotten who tried
	anna.retries()
	anna.shows(ticket, "Nastro bloccato. sent")
	anna.online()
}

func TestChangePassword_ThatTheDiskDoesNotTakeHoldsAllTheSame(t *testing.T) {
	w := newWorld(t)
	s := w.at("anna")
	mend := takesNothing(t, s.file("profile.json"))
	const next = "un'altra password"
	if err := s.ChangePassword(t.Context(), password, next); err != nil {
		t.Errorf("the server took it, and it is said to have failed: %v", err)
	}
	mend()
	s.signsOut() // which writes all of it
	w.down()
	for typed, want := range map[string]support.Code{password: support.CodeUnauthenticated, next: ""} {
		err := s.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: typed})
		if support.CodeOf(err) != want {
			t.Errorf("with the password %q: %v", typed, err)
		}
	}
}
