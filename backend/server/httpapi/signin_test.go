package httpapi_test

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
)

func (w *world) try(login, password string) *reply {
	w.t.Helper()
	return w.nobody().do("POST", "/v1/sessions", object{"login": login, "password": password})
}

// retryAfter is in seconds.
func retryAfter(r *reply) int {
	n, _ := strconv.Atoi(r.header.Get("Retry-After"))
	return n
}

func TestSignIn_LocksALoginWhetherItExistsOrNot(t *testing.T) {
	for _, login := range []string{"anna", "nessuno"} {
		t.Run(login, func(t *testing.T) {
			w := newWorld(t)
			for range 5 {
				w.try(login, "sbagliata").wantProblem(401, "unauthenticated")
			}
			lock := []int{60, 120, 240, 480, 900, 900}
			for _, seconds := range lock {
				r := w.try(login, password).wantProblem(429, "rate_limited")
				if got := retryAfter(r); got < seconds-5 || got > seconds {
					t.Errorf("locked for %d s, want %d", got, seconds)
				}
				w.clock.advance(time.Duration(seconds)*time.Second + time.Second)
				w.try(login, "sbagliata").wantProblem(401, "unauthenticated")
			}
			w.anna.do("GET", "/v1/me", nil).want(http.StatusOK)
			w.bruno.do("GET", "/v1/me", nil).want(http.StatusOK)
			w.clock.advance(16 * time.Minute)
			if login == "anna" {
				w.try(login, password).want(http.StatusCreated)
				for range 4 {
					w.try(login, "sbagliata").wantProblem(401, "unauthenticated")
				}
				w.try(login, password).want(http.StatusCreated)
			}
		})
	}
}

func TestSignIn_AnswersTheSameForUnknownDisabledAndWrong(t *testing.T) {
	w := newWorld(t)
	if err := w.server.Service().DisablePerson(t.Context(), "bruno"); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, r := range []*reply{w.try("anna", "sbagliata"), w.try("nessuno", "sbagliata"), w.try("bruno", "sbagliata"), w.try("anna\x00", "x"), w.try("\u202e", "x")} {
		said[string(r.wantProblem(401, "unauthenticated").bytes)] = true
	}
	if len(said) != 1 {
		t.Errorf("different answers: %v", said)
	}
	w.try("", "x").wantProblem(422, "invalid", "body.login", "required")
	w.try("anna", "").wantProblem(422, "invalid", "body.password", "required")
}

func TestSignIn_TellsADisabledPersonSoOnlyForWhatWasTheirs(t *testing.T) {
	w := newWorld(t)
	w.bruno.do("GET", "/v1/me", nil).want(http.StatusOK)
	before := w.try("bruno", "sbagliata").wantProblem(401, "unauthenticated")
	if err := w.server.Service().DisablePerson(t.Context(), "bruno"); err != nil {
		t.Fatal(err)
	}
	if after := w.try("bruno", "sbagliata"); string(after.bytes) != string(before.bytes) {
		t.Errorf("a wrong password is told %s, and before %s", after.bytes, before.bytes)
	}
	w.try("bruno", password).wantProblem(401, "unauthenticated", "account", "disabled")
	w.bruno.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated", "account", "disabled")
	w.bruno.do("POST", "/v1/tickets", w.aTicket()).wantProblem(401, "unauthenticated", "account", "disabled")
	w.bruno.do("DELETE", "/v1/sessions/current", nil).wantProblem(401, "unauthenticated", "account", "disabled")
	strangers := &user{world: w, token: "AAAA"}
	if r := strangers.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated"); r.body["errors"] != nil {
		t.Errorf("a token that nobody has is told %s", r.bytes)
	}
	// A session that had run out by itself says nothing of its person.
	w.clock.advance(91 * 24 * time.Hour)
	if r := w.bruno.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated"); r.body["errors"] != nil {
		t.Errorf("a session that ran out is told %s", r.bytes)
	}
}

func TestSignIn_LimitsAnAddressByItsFailures(t *testing.T) {
	w := newWorld(t, func(c *server.Config) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	from := func(forwarded, login, password string) int {
		req, _ := http.NewRequest("POST", w.url+"/v1/sessions", jsonBody(object{"login": login, "password": password}))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Forwarded-For", forwarded)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	for i := range 60 {
		if got := from("6.6.6.6, 198.51.100.7, 10.1.2.3", "login"+strconv.Itoa(i), "x"); got != 401 {
			t.Fatalf("failure %d answered %d", i, got)
		}
	}
	for _, c := range []struct {
		forwarded string
		want      int
	}{
		{"198.51.100.7", 429}, {"7.7.7.7, 198.51.100.7", 429}, {"198.51.100.7, 10.9.9.9", 429},
		{"198.51.100.8", 201}, {"198.51.100.7, 198.51.100.9", 201}, {"", 201},
	} {
		if got := from(c.forwarded, "anna", password); got != c.want {
			t.Errorf("from %q: %d, want %d", c.forwarded, got, c.want)
		}
	}
	// Tries that were answered 429 do not count: after the minute the address is free.
	w.clock.advance(61 * time.Second)
	if got := from("198.51.100.7", "anna", password); got != 201 {
		t.Errorf("after a minute: %d", got)
	}
	for i := range 59 {
		from("2001:db8:1:2::"+strconv.Itoa(i+1), "other"+strconv.Itoa(i), "x")
	}
	if got := from("2001:db8:1:2::ffff", "anna", password); got != 201 {
		t.Errorf("an IPv6 network with 59 failures: %d", got)
	}
	from("2001:db8:1:2:9:9:9:9", "one-more", "x")
	if got := from("2001:db8:1:2::ffff", "anna", password); got != 429 {
		t.Errorf("an IPv6 network with 60 failures: %d", got)
	}
	if got := from("2001:db8:1:3::1", "anna", password); got != 201 {
		t.Errorf("another IPv6 network: %d", got)
	}
}

func TestSession_LivesNinetyDaysFromItsLastUse(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.SignIn = service.SignInLimits{} })
	r := w.try("anna", password).want(http.StatusCreated)
	token := &user{world: w, token: r.text("token")}
	expires, err := time.Parse(time.RFC3339, r.text("expiresAt"))
	if err != nil || expires.Sub(w.clock.now()) < 89*24*time.Hour {
		t.Errorf("expires %s, %v", r.text("expiresAt"), err)
	}
	w.clock.advance(60 * 24 * time.Hour)
	token.do("GET", "/v1/me", nil).want(http.StatusOK)
	w.clock.advance(60 * 24 * time.Hour)
	token.do("GET", "/v1/me", nil).want(http.StatusOK)
	w.clock.advance(91 * 24 * time.Hour)
	token.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
}

func TestPassword_SetBySomebodyElseMustBeChanged(t *testing.T) {
	w := newWorld(t)
	if r := w.try("anna", password).want(http.StatusCreated); r.body["mustChangePassword"] != false {
		t.Errorf("signed in with %s", r.bytes)
	}
	if err := w.server.Service().SetPassword(t.Context(), "Anna", "provvisoria"); err != nil {
		t.Fatal(err)
	}
	w.anna.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
	r := w.try("anna", "provvisoria").want(http.StatusCreated)
	if r.body["mustChangePassword"] != true {
		t.Errorf("signed in with %s", r.bytes)
	}
	anna := &user{world: w, token: r.text("token")}
	for _, c := range []struct{ current, next, field, reason string }{
		{"sbagliata", "nuova-parola", "body.current", "wrong"}, {"", "nuova-parola", "body.current", "required"},
		{"provvisoria", "corta", "body.new", "too_short"}, {"provvisoria", "", "body.new", "required"},
		{"provvisoria", "con\u0000zero-in-mezzo", "body.new", "bad_text"},
		{"provvisoria", "provvisoria", "body.new", "not_allowed"},
	} {
		anna.do("PUT", "/v1/me/password", object{"current": c.current, "new": c.next}).wantProblem(422, "invalid", c.field, c.reason)
	}
	anna.do("PUT", "/v1/me/password", object{"current": "provvisoria", "new": "nuova-parola"}).want(http.StatusNoContent)
	if r := w.try("anna", "nuova-parola").want(http.StatusCreated); r.body["mustChangePassword"] != false {
		t.Errorf("signed in with %s", r.bytes)
	}
	w.try("anna", "provvisoria").wantProblem(401, "unauthenticated")
}
