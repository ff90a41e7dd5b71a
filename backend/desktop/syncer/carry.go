package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// abreast is how many tickets' acts travel at the same time.
const abreast = 4

// stuckPause is between two tries of an act that the server keeps failing.
const stuckPause = outbox.LongestWait

// forgetEvery is how often acts that are done are let go.
const forgetEvery = 10 * time.Minute

// idle is how long to wait when nothing is to be done; something new wakes the loop before.
const idle = time.Hour

// carry takes the outbox up until ctx ends.
func (s *Syncer) carry(ctx context.Context) {
	changed, stop := s.Outbox.Watch()
	defer stop()
	failures := 0
	forgetAt := s.Now()
	for ctx.Err() == nil {
		if now := s.Now(); !now.Before(forgetAt) {
			forgetAt = now.Add(forgetEvery)
			s.forget(ctx)
		}
		if due, wait := s.due(); len(due) == 0 {
			s.rest(ctx, min(wait, forgetEvery), changed)
			continue
		}
		err := s.meet(ctx)
		if err == nil {
			err = s.carryReady(ctx)
		}
		if support.CodeOf(err) == support.CodeCursorReset {
			// The store was restored since it was met.
			s.dropped()
		}
		switch {
		case err == nil:
			failures = 0
		case sessionEnded(support.CodeOf(err)):
			s.renewed(ctx)
		default:
			failures++
			if ctx.Err() == nil {
				s.line.failed(reasonOf(err))
			}
			slog.InfoContext(ctx, "the line does not carry", "failures", failures, "err", err)
			var unless <-chan struct{}
			if maybeAlone(err) {
				// What is written meanwhile may get through.
				unless = changed
			}
			s.rest(ctx, backoff(failures, retryAfter(err)), unless)
		}
	}
}

// rest waits, or less when hurried or when the outbox changes.
func (s *Syncer) rest(ctx context.Context, wait time.Duration, changed <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-changed:
	case <-s.hurryUp:
		s.behind.hurry()
	}
}

// due are the acts to send now, those that have come to nothing before after the others, and for how long there is nothing to
// do where none is.
func (s *Syncer) due() (due []outbox.Act, wait time.Duration) {
	now, acts := s.Now(), s.Outbox.Snapshot()
	due, wait = s.behind.due(acts.Ready(now), now)
	if wait == 0 {
		wait = idle
	}
	if at, any := acts.NextTry(now); any {
		wait = min(wait, max(at.Sub(now), time.Millisecond))
	}
	return due, wait
}

// carryReady sends what is ready, to the store as it was met. Its epoch is read before the outbox: of a store that was
// met later, the outbox has all by then that goes first.
func (s *Syncer) carryReady(ctx context.Context) error {
	epoch, _ := s.epoch.Load().(string)
	due, _ := s.due()
	return s.carryAll(ctx, s.Client.Acts(epoch), due)
}

// carryAll sends acts of different tickets side by side. It returns an error when the line, not an act, is at fault.
func (s *Syncer) carryAll(ctx context.Context, to client.Acts, due []outbox.Act) error {
	var (
		senders sync.WaitGroup
		next    atomic.Int64
		r       round
	)
	for range min(abreast, len(due)) {
		senders.Go(func() {
			for !r.over() {
				i := int(next.Add(1)) - 1
				if i >= len(due) {
					return
				}
				err := s.carryOne(ctx, to, due[i])
				s.place(ctx, due[i], err)
				r.note(err)
			}
		})
	}
	senders.Wait()
	return r.fault()
}

// place gives an act its place among those that are ready still, by what has come of it.
func (s *Syncer) place(ctx context.Context, a outbox.Act, err error) {
	switch {
	case ctx.Err() != nil:
	case err == nil:
		s.behind.passed(a.ID)
	case maybeAlone(err):
		s.behind.putOff(a.ID, s.Now())
		s.line.failed(reasonOf(err))
		slog.InfoContext(ctx, "an act does not get through", "act", a.ID, "kind", a.Kind, "err", err)
	default:
		s.behind.last(a.ID)
	}
}

// maybeAlone reports whether others may fare better than an act that has failed so: somebody on the way, who is not the server,
// has answered to it (a filter that takes offence at a text, or a portal that answers everything so), or the disk does not take
// what the server has answered.
func maybeAlone(err error) bool {
	code := support.CodeOf(err)
	return code == support.CodeNotAServer || code == support.CodeStorage
}

// round is what has come of the acts that are sent together.
type round struct {
	mu sync.Mutex
	// line is the line's fault, and alone what may be the fault of the last acts alone: so many of them in a row, since
	// something has passed.
	line, alone error
	inARow      int
	passed      bool
}

// note takes note of what has come of an act.
func (r *round) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.passed, r.inARow, r.alone = true, 0, nil
	case maybeAlone(err):
		r.inARow++
		r.alone = err
	case r.line == nil || sessionEnded(support.CodeOf(err)):
		r.line = err
	}
}

// over reports whether no more are to be sent: where several in a row have failed each alone, it may be all of them.
func (r *round) over() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.line != nil || r.inARow >= abreast
}

// fault is why the line is to rest. What has failed alone rests alone, unless that is all that there was of several.
func (r *round) fault() error {
	switch {
	case r.line != nil:
		return r.line
	case !r.passed && r.inARow >= abreast:
		return r.alone
	default:
		return nil
	}
}

// carryOne sends an act and records what became of it. It returns an error when that is not settled: the line is at fault, or the
// disk, or maybe this act alone (see [maybeAlone]).
func (s *Syncer) carryOne(ctx context.Context, to client.Acts, a outbox.Act) error {
	answer, err := s.send(ctx, to, a)
	if err != nil && ctx.Err() == nil {
		err = s.orTooOld(ctx, a, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		return s.Outbox.Sent(ctx, to.Epoch(), a.ID, answer, s.Client.ServerNow())
	}
	code := support.CodeOf(err)
	var problem *support.Error
	switch {
	case a.Kind.OfTicket() && a.Kind != outbox.KindMark && unknownThere(err) && s.mayCome(ctx):
		// As soon as the feed brings the ticket it goes on, see hurryFor.
		return s.Outbox.Failed(ctx, a.ID, false, s.Now().Add(backoff(a.Attempts+1, 0)))
	case code.JudgesAct() && errors.As(err, &problem):
		slog.WarnContext(ctx, "act refused", "act", a.ID, "kind", a.Kind, "err", err)
		return s.Outbox.Refused(ctx, a.ID, outbox.RefusalBy(problem))
	case code == support.CodeUnavailable:
		// That is the server's state (a full disk) and says nothing of the act: it does not count towards its being stuck, and goes
		// soon after that is over, which may be without a word of the line.
		return s.Outbox.Failed(ctx, a.ID, false, s.Now().Add(min(backoff(a.Attempts+1, retryAfter(err)), outbox.LongestWait)))
	case failsThisAct(code):
		// Others may fare better, so only this one waits.
		wait := backoff(a.CodedFailures+1, retryAfter(err))
		if a.CodedFailures+1 >= outbox.StuckAfter {
			wait = stuckPause
		}
		return s.Outbox.Failed(ctx, a.ID, true, s.Now().Add(min(wait, outbox.LongestWait)))
	default:
		return err
	}
}

// failsThisAct reports whether the server has said of this act that it cannot do it, and not for good: it is at fault itself,
// or it answers what no act of this program should bring about, or in a word that only a later program knows.
func failsThisAct(code support.Code) bool {
	switch code {
	case support.CodeInternal, support.CodeUnavailable, support.CodeMalformed, support.CodeMethodNotAllowed, support.CodeUnsupportedMediaType:
		return true
	default:
		return !code.Known()
	}
}

// orTooOld is what a failure means of an act that servers of before the console have no call for: those answer that it is not
// there, which judges nothing.
func (s *Syncer) orTooOld(ctx context.Context, a outbox.Act, err error) error {
	if support.CodeOf(err) != support.CodeNotFound || a.Kind.OfTicket() && a.Kind != outbox.KindVerdict {
		return err
	}
	knows, asking := s.Client.KnowsConsole(ctx)
	switch {
	case asking != nil:
		return asking
	case knows:
		return err
	default:
		return support.Errorf(support.CodeMethodNotAllowed, "the server is too old for %s", a.Kind)
	}
}

func (s *Syncer) send(ctx context.Context, to client.Acts, a outbox.Act) (outbox.Answer, error) {
	if !a.Kind.OfTicket() {
		return s.sendOwn(ctx, to, a)
	}
	if len(a.Declared()) > 0 && !s.TakesFiles() {
		return outbox.Answer{}, support.Errorf(support.CodeMethodNotAllowed, "the server is too old for attachments")
	}
	switch a.Kind {
	case outbox.KindOpen:
		body, err := a.Opening()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		t, err := to.OpenTicket(ctx, body)
		return outbox.TicketAnswer(t), err
	case outbox.KindReply, outbox.KindNote:
		body, err := a.Message()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		m, err := to.Post(ctx, a.TicketID, body)
		return outbox.MessageAnswer(m), err
	case outbox.KindChange:
		body, err := a.Change()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		t, err := to.Change(ctx, a.TicketID, body)
		return outbox.TicketAnswer(t), err
	case outbox.KindCallAttempt:
		body, err := a.CallAttempt()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		m, err := to.LogCall(ctx, a.TicketID, body)
		return outbox.MessageAnswer(m), err
	case outbox.KindMark:
		body, err := a.Mark()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		return outbox.Answer{}, to.Read(ctx, a.TicketID, body)
	case outbox.KindVerdict:
		body, err := a.Verdict()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		m, err := to.Judge(ctx, a.TicketID, body)
		return outbox.MessageAnswer(m), err
	default:
		return outbox.Answer{}, unreadable(a, fmt.Errorf("kind %q is not known", a.Kind))
	}
}

// sendOwn sends what is about a filter or a canned reply. What the feed brings of it after this has it in it.
func (s *Syncer) sendOwn(ctx context.Context, to client.Acts, a outbox.Act) (outbox.Answer, error) {
	revision, err := s.Cache.Revision(ctx)
	if err != nil {
		return outbox.Answer{}, err
	}
	answer := outbox.Answer{Seen: revision}
	switch a.Kind {
	case outbox.KindFilter:
		body, err := a.Filter()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		_, err = to.PutFilter(ctx, a.TicketID, body)
		return answer, err
	case outbox.KindFilterRemoval:
		return answer, to.DeleteFilter(ctx, a.TicketID)
	case outbox.KindCannedReply:
		body, err := a.CannedReply()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		_, err = to.PutCannedReply(ctx, a.TicketID, body)
		return answer, err
	default:
		return answer, to.DeleteCannedReply(ctx, a.TicketID)
	}
}

// unreadable refuses an act that this program cannot read back: it stays visible and stops nothing else.
func unreadable(a outbox.Act, err error) error {
	return support.Wrap(support.CodeInvalid, fmt.Errorf("act %s: %w", a.ID, err))
}

// forget lets acts go that the feed has brought and that are a day old, by the server's clock: this machine's may have
// jumped since the last answer, so it is asked. It may also have been restored while this workstation was away, for longer
// than a day: what it is to be sent again then waits, and does not go.
func (s *Syncer) forget(ctx context.Context) {
	now := s.Client.ServerNow()
	acts := s.Outbox.Snapshot()
	if !slices.ContainsFunc(acts.Acts(), func(a outbox.Act) bool { return acts.Done(a, now) }) {
		return
	}
	err := s.meetAnew(ctx)
	if err == nil {
		err = s.Forget(ctx)
	}
	if err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "done acts are kept longer", "err", err)
	}
}

func retryAfter(err error) time.Duration {
	var e *support.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// unknownThere reports whether the server does not know what an act is about.
func unknownThere(err error) bool {
	var e *support.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == support.CodeNotFound ||
		e.Code == support.CodeInvalid && slices.Equal(e.Fields, []support.FieldError{followsUnknown})
}

// followsUnknown is all that is wrong with an opening that goes on from a ticket that the server does not know.
var followsUnknown = support.FieldError{Location: "body.followsTicketId", Reason: support.ReasonUnknown}

// mayCome reports whether the server may be one that was restored from a backup lately: what it does not know may be on
// its way from another workstation.
func (s *Syncer) mayCome(ctx context.Context) bool {
	again, err := s.Outbox.Again(ctx, s.Client.ServerNow())
	if err != nil {
		slog.WarnContext(ctx, "nobody knows since when the feed is followed", "err", err)
	}
	return again || err != nil
}

// hurryFor lets acts go at once whose tickets the feed has brought.
func (s *Syncer) hurryFor(ctx context.Context, tickets []string) error {
	put := func(a outbox.Act) bool {
		return a.State == outbox.StateWaiting && !a.RetryAt.IsZero() && slices.Contains(tickets, a.TicketID)
	}
	if !slices.ContainsFunc(s.Outbox.Snapshot().Acts(), put) {
		return nil
	}
	if err := s.Outbox.Hurry(ctx, false); err != nil {
		return err
	}
	s.hurryUp.send()
	return nil
}
