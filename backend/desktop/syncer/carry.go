package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

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
		ready := s.Outbox.Snapshot().Ready(s.Now())
		if len(ready) == 0 {
			s.rest(ctx, changed)
			continue
		}
		err := s.meet(ctx)
		if err == nil {
			err = s.carryAll(ctx, ready)
		}
		switch {
		case err == nil:
			failures = 0
		case sessionEnded(support.CodeOf(err)):
			s.renewed(ctx)
		default:
			failures++
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

// carryAll sends acts of different tickets side by side. It returns an error when the line, not an act, is at fault.
func (s *Syncer) carryAll(ctx context.Context, ready []outbox.Act) error {
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
				if err := s.carryOne(ctx, ready[i]); err != nil {
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
func (s *Syncer) carryOne(ctx context.Context, a outbox.Act) error {
	answer, err := s.send(ctx, a)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		return s.Outbox.Sent(ctx, a.ID, answer, s.Client.ServerNow())
	}
	code := support.CodeOf(err)
	var problem *support.Error
	switch {
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

func (s *Syncer) send(ctx context.Context, a outbox.Act) (outbox.Answer, error) {
	switch a.Kind {
	case outbox.KindOpen:
		body, err := a.Opening()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		t, err := s.Client.OpenTicket(ctx, body)
		return outbox.TicketAnswer(t), err
	case outbox.KindReply, outbox.KindNote:
		body, err := a.Message()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		m, err := s.Client.Post(ctx, a.TicketID, body)
		return outbox.MessageAnswer(m), err
	case outbox.KindChange:
		body, err := a.Change()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		t, err := s.Client.Change(ctx, a.TicketID, body)
		return outbox.TicketAnswer(t), err
	case outbox.KindCallAttempt:
		body, err := a.CallAttempt()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		m, err := s.Client.LogCall(ctx, a.TicketID, body)
		return outbox.MessageAnswer(m), err
	case outbox.KindMark:
		body, err := a.Mark()
		if err != nil {
			return outbox.Answer{}, unreadable(a, err)
		}
		return outbox.Answer{}, s.Client.Read(ctx, a.TicketID, body)
	default:
		return outbox.Answer{}, unreadable(a, fmt.Errorf("kind %q is not known", a.Kind))
	}
}

// unreadable refuses an act that this program cannot read back: it stays visible and stops nothing else.
func unreadable(a outbox.Act, err error) error {
	return support.Wrap(support.CodeInvalid, fmt.Errorf("act %s: %w", a.ID, err))
}

// forget lets acts go that the feed has brought and that are a day old.
func (s *Syncer) forget(ctx context.Context) {
	if err := s.Forget(ctx); err != nil && ctx.Err() == nil {
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
