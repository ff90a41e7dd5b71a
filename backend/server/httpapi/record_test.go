package httpapi_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server"
)

// counted is the value of a counter by the value of its only label; without one it is empty.
func counted(t *testing.T, registry *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && (label == "" && len(m.GetLabel()) == 0 || len(m.GetLabel()) == 1 && m.GetLabel()[0].GetValue() == label) {
				return m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("%s of %s is not measured", name, label)
	return 0
}

func TestRecordBreak_ReachesTheLogAndTheMeasuresAndTellsNothing(t *testing.T) {
	log := &logged{}
	registry := prometheus.NewRegistry()
	w := newWorld(t, func(c *server.Config) {
		c.Log, c.Metrics = slog.New(slog.NewTextHandler(log, nil)), registry
	})
	own, foreign := w.anna.open(), w.piero.open()
	hash := strings.Repeat("ab", 32)
	for _, ticket := range []string{own, foreign, newID()} {
		w.anna.do("POST", "/v1/record-breaks", object{
			"ticketId": strings.ToUpper(ticket), "kind": "changed", "index": 4, "kept": hash, "came": strings.Repeat("cd", 32),
		}).want(http.StatusNoContent)
		for _, want := range []string{ticket, hash, "kind=changed", w.anna.ID} {
			if !strings.Contains(log.text(), want) {
				t.Errorf("the log does not say %s: %s", want, log.text())
			}
		}
	}
	if n := counted(t, registry, "filodiretto_record_breaks_total", "changed"); n != 3 {
		t.Errorf("%v counted", n)
	}
	if n := counted(t, registry, "filodiretto_record_breaks_total", "missing"); n != 0 {
		t.Errorf("%v counted that nobody reported", n)
	}
	for body, location := range map[string]string{
		`{"ticketId":"x","kind":"chain","index":1}`:                          "body.ticketId",
		`{"ticketId":"` + own + `","kind":"odd","index":1}`:                  "body.kind",
		`{"ticketId":"` + own + `","kind":"chain","index":-1}`:               "body.index",
		`{"ticketId":"` + own + `","kind":"chain","index":1,"lost":-1}`:      "body.lost",
		`{"ticketId":"` + own + `","kind":"chain","index":1,"kept":"short"}`: "body.kept",
	} {
		w.anna.do("POST", "/v1/record-breaks", raw(body)).wantProblem(422, "invalid", location)
	}
}

func TestRecordBreak_IsLimitedByItself(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.ReportsPerMinute = 2 })
	report := func() *reply {
		return w.anna.do("POST", "/v1/record-breaks", object{"ticketId": newID(), "kind": "missing", "index": 1})
	}
	for range 2 {
		report().want(http.StatusNoContent)
	}
	if after := report().wantProblem(429, "rate_limited").header.Get("Retry-After"); after == "" || after == "0" {
		t.Errorf("Retry-After %q", after)
	}
	w.anna.do("GET", "/v1/me", nil).want(http.StatusOK)
	// Another session of theirs is no further allowance, and nobody else's is touched.
	w.anna.token = w.signIn("anna")
	report().wantProblem(429, "rate_limited")
	w.bruno.do("POST", "/v1/record-breaks", object{"ticketId": newID(), "kind": "missing", "index": 1}).want(http.StatusNoContent)
	w.clock.advance(time.Minute)
	report().want(http.StatusNoContent)
}
