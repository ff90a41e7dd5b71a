// Package syncer carries one person's outbox up and their change feed down, and says how the line stands. It never gives
// up: whatever is not the server's final word on an act is a bad line, and the same act goes again.
package syncer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// The beat of the watch for a jump of the wall clock, and how far it must jump to be one: a workstation that slept, or
// whose clock was set, holds a stream that may be dead.
const (
	clockBeat = 5 * time.Second
	clockJump = 15 * time.Second
)

// errJumped ends a stream after the wall clock jumped.
var errJumped = errors.New("syncer: the clock jumped")

// Options wire a syncer.
type Options struct {
	Client *client.Client
	Cache  *cache.Cache
	Outbox *outbox.Outbox
	// Now is the wall clock.
	Now func() time.Time

	// Applied is told after the cache took something; live is set for what the stream brought, not for older pages.
	Applied func(applied cache.Applied, live bool)
	// Forget lets acts go that are done.
	Forget func(ctx context.Context) error
	// CaughtUp is told when all that was missed is in the cache, the older things of a first sync included.
	CaughtUp func()
	// Changed is told after the state of the line changed.
	Changed func()
	// Renew is asked to make the session good again without asking anybody; an error says that it cannot.
	Renew func(ctx context.Context) error
}

// Syncer works for one person. Run it; all other methods may be called at any time and return at once.
type Syncer struct {
	Options
	line line

	hurryDown signal
	hurryUp   signal
	signedIn  signal
}

// New makes a syncer that does nothing yet.
func New(o Options) *Syncer {
	s := &Syncer{Options: o, hurryDown: newSignal(), hurryUp: newSignal(), signedIn: newSignal()}
	s.line = line{now: o.Now, changed: o.Changed, state: State{Phase: PhaseConnecting, Since: o.Now()}}
	return s
}

// State is how the line stands now. While it is up, what the cache holds is current as of the server's last sign of life.
func (s *Syncer) State() State {
	state := s.line.read()
	if heard := s.Client.Heard(); state.Phase == PhaseOnline && heard.After(state.FreshAt) {
		state.FreshAt = heard
	}
	return state
}

// RetryNow tries at once what waits for its time, stuck acts included.
func (s *Syncer) RetryNow(ctx context.Context) error {
	if err := s.Outbox.Hurry(ctx, true); err != nil {
		return err
	}
	s.hurryDown.send()
	s.hurryUp.send()
	return nil
}

// SignedIn says that the client has a session again.
func (s *Syncer) SignedIn() {
	s.signedIn.send()
	s.hurryDown.send()
	s.hurryUp.send()
}

// Run works until ctx ends.
func (s *Syncer) Run(ctx context.Context) {
	var loops sync.WaitGroup
	loops.Go(func() { s.receive(ctx) })
	loops.Go(func() { s.carry(ctx) })
	loops.Wait()
}

// renewed makes the session good again, or waits until somebody signs in. It reports false when ctx ends.
func (s *Syncer) renewed(ctx context.Context) bool {
	err := s.Renew(ctx)
	if err == nil {
		return true
	}
	if ctx.Err() != nil {
		return false
	}
	if code := support.CodeOf(err); code != support.CodeUnauthenticated {
		// Nobody could be asked: that is the line's fault, not the session's.
		s.line.offline(code, s.Now().Add(firstCeiling))
		return pause(ctx, firstCeiling, s.signedIn)
	}
	s.line.unauthenticated()
	slog.InfoContext(ctx, "the session has ended; waiting for somebody to sign in")
	select {
	case <-ctx.Done():
		return false
	case <-s.signedIn:
		return true
	}
}

// pause waits, or less when hurried. It reports false when ctx ends.
func pause(ctx context.Context, d time.Duration, hurry signal) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-hurry:
	}
	return true
}
