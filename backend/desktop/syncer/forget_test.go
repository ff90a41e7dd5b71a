package syncer_test

import (
	"context"
	"errors"
	"net/http"
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

// nowhere is a network on which nobody answers.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody answers")
}

// What was sent on Friday, an hour before the server was restored, is a day old when the workstation comes back on Monday.
func TestSyncer_LetsNothingGoThatARestoredServerIsYetToBeSentAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(context.Background())
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		o, _, err := outbox.Open(ctx, dir, time.Now())
		ok(err)
		c, _, err := cache.Open(ctx, cache.Options{Dir: dir, Me: support.Person{ID: "0190a6f0-0000-7000-8000-000000000001", Role: support.RoleTechnician}})
		ok(err)
		_, err = o.Begin(ctx, "friday", time.Now())
		ok(err)
		sent, err := o.Add(ctx, outbox.Act{
			ID: "0190a6f0-0000-7000-8000-000000000002", Kind: outbox.KindReply, TicketID: "0190a6f0-0000-7000-8000-000000000003",
			Body: []byte(`{}`), WrittenAt: time.Now(),
		}, "")
		ok(err)
		ok(o.Sent(ctx, "friday", sent.ID, outbox.Answer{Index: 2}, time.Now()))
		time.Sleep(60 * time.Hour)

		var up atomic.Bool
		s := syncer.New(syncer.Options{
			Client: client.New(client.Options{Address: "http://127.0.0.1:1", Transport: nowhere{}}), Cache: c, Outbox: o, Now: time.Now,
			Changed: func() {}, CaughtUp: func() {}, Applied: func(cache.Applied, bool) {},
			Renew: func(context.Context) error { return nil },
			Meet: func(context.Context) (string, error) {
				if !up.Load() {
					return "", support.Errorf(support.CodeUnreachable, "nobody answers")
				}
				return "monday", nil
			},
			Forget: func(ctx context.Context) error {
				_, err := o.Forget(ctx, time.Now(), func(context.Context, outbox.Act) (bool, error) { return true, nil })
				return err
			},
		})
		ended := make(chan struct{})
		go func() { s.Run(ctx); close(ended) }()
		// The line is back at the moment at which what is done is let go, and nothing else has asked who answers.
		time.Sleep(10*time.Minute - time.Millisecond)
		up.Store(true)
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if a, there := o.Snapshot().Act(sent.ID); !there || a.State != outbox.StateWaiting {
			t.Errorf("what the restored server does not have: there %v, %+v", there, a)
		}
		end()
		<-ended
		ok(errors.Join(c.Close(), o.Close()))
	})
}
