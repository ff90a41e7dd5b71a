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
		if len(s.Outbox.Snapshot().Ready(s.Now())) == 0 {
			s.rest(ctx, changed)
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
			pause(ctx, backoff(failures, retryAfter(err)), s.hurryUp)
		}
	}
}

// rest waits for something to do.
func (s *Syncer) rest(ctx context.Context, changed <-chan struct{}) {
	wait := idle
	if at, any := s.Outbox.Snapshot().NextTry(); any {
		wait = max(at.Sub(s.Now()), time.Millisecond)
	}
	timer := time.NewTimer(min(wait, forgetEvery))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-changed:
	case <-s.hurryUp:
	}
}

// carryReady sends what is ready, to the store as it was met. Its epoch is read before the outbox: of a store that was
// met later, the outbox has all by then that goes first.
func (s *Syncer) carryReady(ctx context.Context) error {
	epoch, _ := s.epoch.Load().(string)
	return s.carryAll(ctx, s.Client.Acts(epoch), s.Outbox.Snapshot().Ready(s.Now()))
}

// carryAll sends acts of different tickets side by side. It returns an error when the line, not an act, is at fault.
func (s *Syncer) carryAll(ctx context.Context, to client.Acts, ready []outbox.Act) error {
	var (
		senders sync.WaitGroup
		next    atomic.Int64
		mu      sync.Mutex
		fault   error
	)
	for range min(abreast, len(ready)) {
		senders.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				mu.Lock()
				stop := fault != nil
				mu.Unlock()
				if i >= len(ready) || stop {
					return
				}
				if err := s.carryOne(ctx, to, ready[i]); err != nil {
					mu.Lock()
					if fault == nil || sessionEnded(support.CodeOf(err)) {
						fault = err
					}
					mu.Unlock()
				}
			}
		})
	}
	senders.Wait()
	return fault
}

// carryOne sends an act and records what became of it. It returns an error when the line is at fault, or the disk.
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
