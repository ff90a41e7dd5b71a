package syncer_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// forgetful answers every cursor as if it were another server's, also its own.
type forgetful struct{ asked atomic.Int64 }

func (f *forgetful) RoundTrip(r *http.Request) (*http.Response, error) {
	f.asked.Add(1)
	time.Sleep(10 * time.Millisecond)
	return &http.Response{
		StatusCode: http.StatusGone, Header: http.Header{"Content-Type": {"application/problem+json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"status":410,"code":"cursor_reset"}`)),
	}, nil
}

func TestSyncer_TakesItsTimeWithAServerThatBeginsAnewAgainAndAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(context.Background())
		o, _, err := outbox.Open(ctx, dir, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := cache.Open(ctx, cache.Options{Dir: dir, Me: support.Person{ID: "0190a6f0-0000-7000-8000-000000000001", Role: support.RoleTechnician}})
		if err != nil {
			t.Fatal(err)
		}
		server := &forgetful{}
		s := syncer.New(syncer.Options{
			Client: client.New(client.Options{Address: "http://127.0.0.1:1", Transport: server}), Cache: c, Outbox: o, Now: time.Now,
			Changed: func() {}, CaughtUp: func() {}, Applied: func(cache.Applied, bool) {},
			Meet:   func(context.Context) (string, error) { return "one", nil },
			Renew:  func(context.Context) error { return nil },
			Forget: func(context.Context) error { return nil },
		})
		ended := make(chan struct{})
		go func() { s.Run(ctx); close(ended) }()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		// With a pause of up to half a minute between two tries.
		if n := server.asked.Load(); n < 5 || n > 200 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		if phase := s.State().Phase; phase != syncer.PhaseOffline {
			t.Errorf("the line is %s", phase)
		}
		end()
		<-ended
		if err := errors.Join(c.Close(), o.Close()); err != nil {
			t.Fatal(err)
		}
	})
}
