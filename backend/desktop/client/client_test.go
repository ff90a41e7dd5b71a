package client

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"filodiretto/backend/api"
)

// By the server's time queues are told what is late: half a minute off, and somebody is told a ticket is not.
func TestServerNow_IsTheServersToTheSecondWhereThisClockIsFarOff(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(api.Server{})
	}))
	defer server.Close()
	for _, off := range []time.Duration{0, time.Minute, 3*time.Minute + 29*time.Second, -tenYears - 31*time.Second} {
		c := New(Options{Address: server.URL, Now: func() time.Time { return time.Now().Add(off) }})
		if _, err := c.Server(t.Context()); err != nil {
			t.Fatal(err)
		}
		want, within := time.Now(), 3*time.Second
		if off.Abs() <= clockTolerance {
			want, within = want.Add(off), time.Second
		}
		if wrong := c.ServerNow().Sub(want); wrong.Abs() > within {
			t.Errorf("with a clock %v off the server's time is wrong by %v", off, wrong)
		}
		if off.Abs() > clockTolerance && c.Ahead() != off.Round(time.Minute) {
			t.Errorf("told to be %v ahead, and is %v", c.Ahead(), off)
		}
	}
}

const tenYears = 10 * 365 * 24 * time.Hour
