// Package syncer carries one person's outbox up and their change feed down, and says how the line stands. It never gives
// up: whatever is not the server's final word on an act is a bad line, and the same act goes again.
package syncer

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/api"
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
	// Present is told what somebody does in a ticket at this moment.
	Present func(api.Presence)
	// Changed is told after the state of the line changed.
	Changed func()
	// Meet is asked who answers, each time the line comes up, and with which epoch of the store; an error says that it is
	// nobody to talk to.
	Meet func(ctx context.Context) (epoch string, err error)
	// TakesFiles is asked whether who was met last takes attachments. One from before them would take a message and leave out
	// its files without a word.
	TakesFiles func() bool
	// Content opens the bytes of an attachment; fs.ErrNotExist says that they are not on this disk.
	Content func(context.Context, support.Digest) (*os.File, error)
	// Uploading is told how many bytes of an attachment have gone. It must not block.
	Uploading func(attachmentID string, sent int64)
	// Rests is told that none of them are on their way any more. It must not block.
	Rests func(attachmentID string)
	// Renew is asked to make the session good again without asking anybody. An error says why it cannot: where that is
	// CodeUnauthenticated or CodeDisabled, nothing but a sign-in helps.
	Renew func(ctx context.Context) error
}

// Syncer works for one person. Run it; all other methods may be called at any time and return at once.
type Syncer struct {
	Options
	line line

	hurryDown  signal
	hurryUp    signal
	hurryBytes signal
	signedIn   broadcast

	// meeting orders asking who answers; met is whether it was asked since the line came up.
	meeting turn
	met     bool
	// epoch is of the store that was met last. Whoever reads it before the outbox finds in that all that the store has lost.
	epoch atomic.Value
	// behind are the acts that others go before.
	behind behind
	// spoilt counts how often a file has arrived as another in this run; the upload's alone.
	spoilt map[string]int
	// lost is what of one's own a restored server is without.
	lost lost
	// overtaken are the files that others go before.
	overtaken overtaken
	// sentAgain is whether the acts of the last day wait again for a store of another epoch, whose feed is yet to be followed.
	sentAgain atomic.Bool
}

// New makes a syncer that does nothing yet.
func New(o Options) *Syncer {
	s := &Syncer{Options: o, hurryDown: newSignal(), hurryUp: newSignal(), hurryBytes: newSignal(), meeting: newTurn(),
		behind: behind{acts: map[string]setBack{}}}
	s.epoch.Store("")
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

// LastFailure is what last kept the line from carrying, also while it is up again.
func (s *Syncer) LastFailure() Failure { return s.line.lastFailure() }

// RetryNow tries at once what waits for its time, stuck acts included.
func (s *Syncer) RetryNow(ctx context.Context) error {
	// The line is tried also when the disk does not take that.
	err := s.Outbox.Hurry(ctx, true)
	s.Hurry()
	return err
}

// Hurry tries the line at once: the way to the server is another one.
func (s *Syncer) Hurry() {
	s.lost.hurry()
	s.overtaken.hurry()
	s.hurryDown.send()
	s.hurryUp.send()
	s.hurryBytes.send()
}

// End says that the session is over for that reason, instead of Run.
func (s *Syncer) End(reason support.Code) { s.line.ended(reason) }

// SignedIn says that the client has a session again.
func (s *Syncer) SignedIn() {
	s.signedIn.send()
	s.Hurry()
}

// Run works until ctx ends.
func (s *Syncer) Run(ctx context.Context) {
	s.recallFresh(ctx)
	var loops sync.WaitGroup
	loops.Go(func() { s.receive(ctx) })
	loops.Go(func() { s.carry(ctx) })
	loops.Go(func() { s.upload(ctx) })
	loops.Wait()
}

// meet makes sure that somebody answers to whom this program can talk, once each time the line comes up.
func (s *Syncer) meet(ctx context.Context) error {
	if err := s.meeting.take(ctx); err != nil {
		return err
	}
	defer s.meeting.pass()
	if s.met {
		return nil
	}
	err := s.ask(ctx)
	s.met = err == nil
	return err
}

// meetAnew is meet also where somebody answered already: they may be another by now.
func (s *Syncer) meetAnew(ctx context.Context) error {
	if err := s.meeting.take(ctx); err != nil {
		return err
	}
	defer s.meeting.pass()
	return s.ask(ctx)
}

// ask asks who answers, and with which epoch of the store.
func (s *Syncer) ask(ctx context.Context) error {
	epoch, err := s.Meet(ctx)
	if err == nil {
		err = s.begin(ctx, epoch)
	}
	s.readClocks()
	return err
}

// begin takes note of the store's epoch. Where it is another, the store was restored from a backup: what was sent since
// that was made is sent again, before anything else.
func (s *Syncer) begin(ctx context.Context, epoch string) error {
	again, err := s.Outbox.Begin(ctx, epoch, s.Client.ServerNow())
	if err != nil {
		return err
	}
	if again {
		s.sentAgain.Store(true)
		slog.WarnContext(ctx, "the server was restored from a backup; sending the acts of the last day again")
	}
	s.epoch.Store(epoch)
	return nil
}

// dropped says that the line is down: who answers next may be another, and what connections were kept may lead nowhere.
func (s *Syncer) dropped() {
	s.Client.Anew()
	// Whoever asks at this moment ends with the line.
	_ = s.meeting.take(context.Background())
	defer s.meeting.pass()
	s.met = false
}

// readClocks compares the workstation's clock with the server's.
func (s *Syncer) readClocks() {
	ahead := s.Client.Ahead()
	s.line.set(func(st *State) { st.ClockAhead = ahead })
}

// recallFresh says how fresh what is here was when the program last ran. What lies ahead was kept by a clock that was
// wrong, and says nothing.
func (s *Syncer) recallFresh(ctx context.Context) {
	at, err := s.Cache.Fresh(ctx)
	if err != nil {
		slog.WarnContext(ctx, "nobody knows how fresh the cache is", "err", err)
		return
	}
	if !at.After(s.Now()) {
		s.line.set(func(st *State) { st.FreshAt = at })
	}
}

// keepFresh keeps how fresh what is here is, also for when the program runs again.
func (s *Syncer) keepFresh(ctx context.Context) {
	state := s.State()
	if state.Phase != PhaseOnline {
		return
	}
	s.line.set(func(st *State) { st.FreshAt = state.FreshAt })
	if err := s.Cache.SetFresh(context.WithoutCancel(ctx), state.FreshAt); err != nil {
		slog.WarnContext(ctx, "how fresh the cache is, is not kept", "err", err)
	}
}

// sessionEnded reports whether nothing but another session helps.
func sessionEnded(code support.Code) bool {
	return code == support.CodeUnauthenticated || code == support.CodeDisabled
}

// renewed makes the session good again, or waits until somebody signs in. It reports false when ctx ends.
func (s *Syncer) renewed(ctx context.Context) bool {
	// Looked at before asking, so that a sign-in of that moment is not missed.
	signedIn := s.signedIn.wait()
	err := s.Renew(ctx)
	if err == nil {
		return true
	}
	if ctx.Err() != nil {
		return false
	}
	code := support.CodeOf(err)
	if !sessionEnded(code) {
		// Nobody could be asked: that is the line's fault, not the session's.
		wait := max(firstCeiling, retryAfter(err))
		s.line.offline(code, s.Now().Add(wait))
		return pause(ctx, wait, signedIn)
	}
	s.line.ended(code)
	slog.InfoContext(ctx, "the session has ended; waiting for somebody to sign in", "reason", code)
	select {
	case <-ctx.Done():
		return false
	case <-signedIn:
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
