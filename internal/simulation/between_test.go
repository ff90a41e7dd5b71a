package simulation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// between is whoever stands before the server and answers in its place, and whoever loses its answers.
type between struct {
	network *network
	server  http.Handler
}

// The answers of somebody between.
const (
	portal    = "page of a portal"
	redirect  = "redirect to a portal"
	badGate   = "502 of a proxy"
	proxyAsks = "407 of a proxy"
	tooBig    = "413 of a proxy"
	busy      = "503"
	failing   = "500"
	tooMany   = "429"
	who       = "401"
	otherJSON = "JSON of somebody else"
)

func (b between) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _, _ := net.SplitHostPort(r.RemoteAddr)
	l := b.network.link(name)
	l.mu.Lock()
	l.requests++
	n, how := l.requests, l.weather.between
	l.mu.Unlock()
	if b.network.isHealed() {
		b.server.ServeHTTP(w, r)
		return
	}
	d := b.network.chance.of("request", name, n)
	if how == "" && d.one(0.03) {
		how = pick(d, portal, redirect, badGate, proxyAsks, tooBig, busy, failing, tooMany, who, otherJSON)
	}
	if how != "" {
		b.network.faults.add(how)
		answerInstead(w, how)
		return
	}
	streams := strings.Contains(r.Header.Get("Accept"), "text/event-stream")
	drawn := d.Float64()
	switch {
	case streams || drawn > 0.04:
		b.server.ServeHTTP(w, r)
	case drawn < 0.02:
		b.server.ServeHTTP(httptest.NewRecorder(), r)
		b.network.faults.add("answer lost")
		panic(http.ErrAbortHandler)
	default:
		whole := httptest.NewRecorder()
		b.server.ServeHTTP(whole, r)
		b.network.faults.add("answer cut short")
		body := whole.Body.Bytes()
		for key, values := range whole.Header() {
			w.Header()[key] = values
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.WriteHeader(whole.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func answerInstead(w http.ResponseWriter, how string) {
	page := func(status int) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<html><body>Benvenuto nella rete degli ospiti</body></html>"))
	}
	problem := func(status int, code support.Code, retryAfter string) {
		w.Header().Set("Content-Type", "application/problem+json")
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		var b bytes.Buffer
		_ = json.NewEncoder(&b).Encode(api.Problem{Status: status, Code: string(code)})
		_, _ = w.Write(b.Bytes())
	}
	switch how {
	case portal:
		page(http.StatusOK)
	case redirect:
		w.Header().Set("Location", "http://127.0.0.1:8080/accedi")
		page(http.StatusFound)
	case badGate:
		page(http.StatusBadGateway)
	case proxyAsks:
		page(http.StatusProxyAuthRequired)
	case tooBig:
		page(http.StatusRequestEntityTooLarge)
	case busy:
		problem(http.StatusServiceUnavailable, support.CodeUnavailable, "3")
	case failing:
		problem(http.StatusInternalServerError, support.CodeInternal, "")
	case tooMany:
		problem(http.StatusTooManyRequests, support.CodeRateLimited, "5")
	case who:
		problem(http.StatusUnauthorized, support.CodeUnauthenticated, "")
	case otherJSON:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id":"7","status":"ok"}`))
	}
}
