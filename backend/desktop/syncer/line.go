package syncer

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// Phase is how the line to the server stands.
type Phase string

// The phases of a line. Unauthenticated waits for somebody to sign in.
const (
	PhaseConnecting      Phase = "connecting"
	PhaseOnline          Phase = "online"
	PhaseOffline         Phase = "offline"
	PhaseUnauthenticated Phase = "unauthenticated"
)

// State of the line, by the workstation's clock.
type State struct {
	Phase Phase
	// Since is when this phase began.
	Since time.Time
	// FreshAt is up to when what the cache holds is known to be current; zero when it never was.
	FreshAt time.Time
	// RetryAt is when the next try is due; zero when none is.
	RetryAt time.Time
	// Reason is why the line is down; empty while it is up.
	Reason support.Code
	// Filling is set while older things of the first sync are still coming.
	Filling bool
	// ClockAhead is how far the workstation's clock is ahead of the server's (negative: behind), in whole minutes; 0 when
	// it is no more than two.
	ClockAhead time.Duration
}

// line is the state with its lock, told to whoever listens after each change.
type line struct {
	now     func() time.Time
	changed func()

	mu    sync.Mutex
	state State
	last  Failure
}

// Failure is what last kept the line from carrying.
type Failure struct {
	// Code is empty when nothing has since the program began.
	Code support.Code
	At   time.Time
}

// failed notes a failure, also one that nobody is told of.
func (l *line) failed(code support.Code) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = Failure{Code: code, At: l.now()}
}

func (l *line) lastFailure() Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

func (l *line) read() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

func (l *line) set(change func(*State)) {
	l.mu.Lock()
	before := l.state
	change(&l.state)
	if l.state.Phase != before.Phase {
		l.state.Since = l.now()
	}
	differs := l.state != before
	l.mu.Unlock()
	if differs {
		l.changed()
	}
}

func (l *line) connecting() {
	l.set(func(s *State) {
		// A try from offline stays offline to the eye until it succeeds.
		if s.Phase != PhaseOffline {
			s.Phase = PhaseConnecting
		}
		s.RetryAt = time.Time{}
	})
}

func (l *line) online(fresh time.Time) {
	l.set(func(s *State) {
		s.Phase, s.Reason, s.RetryAt = PhaseOnline, "", time.Time{}
		s.FreshAt = fresh
	})
}

func (l *line) offline(reason support.Code, retryAt time.Time) {
	l.failed(reason)
	l.set(func(s *State) { s.Phase, s.Reason, s.RetryAt = PhaseOffline, reason, retryAt })
}

// ended says that the session is over, and why: unauthenticated, or disabled.
func (l *line) ended(reason support.Code) {
	l.failed(reason)
	l.set(func(s *State) { s.Phase, s.Reason, s.RetryAt = PhaseUnauthenticated, reason, time.Time{} })
}

// The back-off between tries: full jitter under a doubling ceiling.
const (
	firstCeiling = time.Second
	lastCeiling  = 30 * time.Second
)

// backoff is how long to wait after the given number of failures in a row, at least what the server asked for.
func backoff(failures int, asked time.Duration) time.Duration {
	ceiling := lastCeiling
	if failures < 6 {
		ceiling = min(ceiling, firstCeiling<<max(failures-1, 0))
	}
	return max(asked, time.Duration(rand.Int64N(int64(ceiling)))+1) //nolint:gosec // jitter needs no secrecy
}

// signal wakes a loop; sent twice before it is taken it is one.
type signal chan struct{}

func newSignal() signal { return make(signal, 1) }

func (s signal) send() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// broadcast wakes everybody who waits, each once.
type broadcast struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait returns what is closed by the next send.
func (b *broadcast) wait() signal {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *broadcast) send() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// turn is a lock that is held while the network is waited for: who waits for it can give up.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (t turn) pass() { <-t }
