package syncer

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/support"
)

// Sizes of pages: the first is small, so that the list is there soon.
const (
	firstPage = 200
	page      = 500
)

// pollEvery is how often a line is asked whose streams fall silent; after pollFor a stream is tried again.
const (
	pollEvery = 5 * time.Second
	pollFor   = 10 * time.Minute
)

// silencesBeforePolling is how many streams in a row must fall silent before the line is polled.
const silencesBeforePolling = 2

// receive brings the feed down until ctx ends.
func (s *Syncer) receive(ctx context.Context) {
	failures, silences := 0, 0
	for ctx.Err() == nil {
		s.line.connecting()
		began := s.Now()
		err := s.attend(ctx, silences >= silencesBeforePolling)
		s.keepFresh(ctx)
		if ctx.Err() != nil {
			return
		}
		s.dropped()
		s.readClocks()
		if s.line.read().Phase == PhaseOnline {
			failures = 0
		}
		switch code := feedCode(err); {
		case errors.Is(err, client.ErrSilent):
			silences++
			slog.InfoContext(ctx, "the stream fell silent", "times", silences)
			continue
		case errors.Is(err, errJumped):
			slog.InfoContext(ctx, "the clock jumped; connecting anew")
			continue
		case errors.Is(err, errPolledEnough):
			silences = silencesBeforePolling - 1
			continue
		case code == support.CodeCursorReset:
			slog.InfoContext(ctx, "the server began anew; fetching everything again")
			failures++
			if anew := s.beginAnew(ctx); anew != nil {
				s.waitForLine(ctx, failures, anew)
			} else if failures > 1 {
				// It was begun anew just now: two servers may answer by turns, or one that is out of its mind.
				s.waitForLine(ctx, failures, err)
			}
			continue
		case sessionEnded(code):
			if !s.renewed(ctx) {
				return
			}
			continue
		default:
			failures++
			if s.Now().Sub(began) > time.Minute {
				silences = 0
			}
			s.waitForLine(ctx, failures, err)
		}
	}
}

// feedCode is a feed's failure by what is to be done about it. A cursor that the server cannot read was damaged here, or sealed with a key
// that the store has no more: it will never be read, so it is what one of another epoch is.
func feedCode(err error) support.Code {
	var e *support.Error
	unread := func(f support.FieldError) bool {
		return f.Reason == support.ReasonTampered && (f.Location == "query.after" || f.Location == "query.before")
	}
	if errors.As(err, &e) && e.Code == support.CodeInvalid && slices.ContainsFunc(e.Fields, unread) {
		return support.CodeCursorReset
	}
	return support.CodeOf(err)
}

// beginAnew fetches everything again. Where the store is of the same epoch, it has gone back all the same.
func (s *Syncer) beginAnew(ctx context.Context) error {
	if !s.sentAgain.Swap(false) {
		if err := s.Outbox.SendAgain(ctx, s.Client.ServerNow()); err != nil {
			return err
		}
	}
	return s.Cache.Reset(ctx)
}

// waitForLine says that the line is down and waits for the next try. The first one after a good time comes soon and
// unseen: most lines that drop are back at once.
func (s *Syncer) waitForLine(ctx context.Context, failures int, err error) {
	wait := backoff(failures, retryAfter(err))
	slog.InfoContext(ctx, "the line is down", "failures", failures, "err", err)
	if failures == 1 && s.line.read().Phase == PhaseOnline {
		s.line.failed(reasonOf(err))
		s.line.connecting()
		pause(ctx, time.Duration(rand.Int64N(int64(time.Second/2))), s.hurryDown) //nolint:gosec // jitter needs no secrecy
		return
	}
	s.line.offline(reasonOf(err), s.Now().Add(wait))
	pause(ctx, wait, s.hurryDown)
}

// reasonOf is why the line is down, for people: a stream that simply ended is a server that cannot be reached.
func reasonOf(err error) support.Code {
	var coded *support.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return support.CodeUnreachable
}

// attend follows the feed as long as the line holds. It always returns an error.
func (s *Syncer) attend(ctx context.Context, poll bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if err := s.meet(ctx); err != nil {
		return err
	}
	feed, err := s.Cache.Feed(ctx)
	if err != nil {
		return err
	}
	if feed.Forward == "" {
		feed, err = s.beginFeed(ctx)
	} else {
		err = s.catchUp(ctx, feed.Forward, false)
	}
	if err != nil {
		return err
	}
	var aside sync.WaitGroup
	defer aside.Wait()
	defer cancel(nil)
	aside.Go(func() { s.watchClock(ctx, cancel) })
	s.line.set(func(st *State) { st.Filling = !feed.Filled })
	if !feed.Filled {
		aside.Go(func() { s.fill(ctx, cancel, feed.Backward) })
	}
	if poll {
		err = s.poll(ctx)
	} else {
		err = s.follow(ctx)
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// beginFeed takes the first page of a first sync, newest first: after it the list is useful, and live follows from its head
// while older pages fill in.
func (s *Syncer) beginFeed(ctx context.Context) (cache.Feed, error) {
	s.line.set(func(st *State) { st.Filling = true })
	got, err := s.Client.Changes(ctx, client.ChangesQuery{Before: "head", Limit: firstPage})
	if err != nil {
		return cache.Feed{}, err
	}
	feed := cache.Feed{Forward: got.Head, Backward: got.Next, Filled: got.Next == ""}
	_, err = s.apply(ctx, cache.Batch{Walk: cache.Backward, Changes: got.Changes, Forward: got.Head, Backward: got.Next}, false)
	return feed, err
}

// catchUp takes page after page until nothing more is ready: far fewer commits of the cache than the stream's.
func (s *Syncer) catchUp(ctx context.Context, after string, live bool) error {
	for {
		got, err := s.Client.Changes(ctx, client.ChangesQuery{After: after, Limit: page})
		if err != nil {
			return err
		}
		if _, err := s.apply(ctx, cache.Batch{Changes: got.Changes, Forward: got.Next}, live); err != nil {
			return err
		}
		after = got.Next
		if !got.More {
			return nil
		}
	}
}

// follow holds the stream.
func (s *Syncer) follow(ctx context.Context) error {
	feed, err := s.Cache.Feed(ctx)
	if err != nil {
		return err
	}
	return s.Client.Stream(ctx, feed.Forward, func(ctx context.Context, b client.Batch) error {
		switch {
		case b.CaughtUp:
			return s.upToDate(ctx, b.Cursor)
		case b.Presence != nil:
			s.Present(*b.Presence)
			return nil
		}
		return s.takeLive(ctx, b)
	})
}

// takeLive takes a commit of the stream. Where something is missing that belongs before it, whatever is on its way is
// fetched at once: what is missing then does not come any more.
func (s *Syncer) takeLive(ctx context.Context, b client.Batch) error {
	doubtful, err := s.apply(ctx, cache.Batch{Changes: b.Changes, Forward: b.Cursor}, true)
	if err != nil || !doubtful {
		return err
	}
	if err := s.catchUp(ctx, b.Cursor, true); err != nil {
		return err
	}
	s.Cache.Followed()
	return nil
}

var errPolledEnough = errors.New("syncer: polled long enough to try a stream again")

// poll asks again and again, where streams do not come through.
func (s *Syncer) poll(ctx context.Context) error {
	until := s.Now().Add(pollFor)
	for s.Now().Before(until) {
		feed, err := s.Cache.Feed(ctx)
		if err != nil {
			return err
		}
		if err := s.catchUp(ctx, feed.Forward, false); err != nil {
			return err
		}
		if err := s.upToDate(ctx, ""); err != nil {
			return err
		}
		if !pause(ctx, pollEvery, s.hurryDown) {
			return context.Cause(ctx)
		}
	}
	return errPolledEnough
}

// upToDate says that the line is up and nothing is missed. What waits here goes at once.
func (s *Syncer) upToDate(ctx context.Context, cursor string) error {
	if cursor != "" {
		if _, err := s.apply(ctx, cache.Batch{Forward: cursor}, false); err != nil {
			return err
		}
	}
	s.Cache.Followed()
	wasUp := s.line.read().Phase == PhaseOnline
	s.line.online(s.Now())
	s.readClocks()
	if !wasUp {
		s.keepFresh(ctx)
		if err := s.Outbox.Hurry(ctx, false); err != nil {
			return err
		}
		s.lost.hurry()
		s.overtaken.lineUp()
		s.hurryUp.send()
		s.hurryBytes.send()
	}
	if !s.line.read().Filling {
		if !wasUp {
			s.seekLost(ctx)
		}
		s.CaughtUp()
	}
	return nil
}

// fill walks the first sync back to the beginning while the feed is followed.
func (s *Syncer) fill(ctx context.Context, giveUp context.CancelCauseFunc, before string) {
	s.line.set(func(st *State) { st.Filling = true })
	failures := 0
	for ctx.Err() == nil {
		got, err := s.Client.Changes(ctx, client.ChangesQuery{Before: before, Limit: page})
		if err == nil {
			_, err = s.apply(ctx, cache.Batch{Walk: cache.Backward, Changes: got.Changes, Backward: got.Next}, false)
		}
		switch code := feedCode(err); {
		case err == nil && got.Next == "":
			s.line.set(func(st *State) { st.Filling = false })
			s.seekLost(ctx)
			s.CaughtUp()
			return
		case err == nil:
			before, failures = got.Next, 0
		case code == support.CodeCursorReset, sessionEnded(code):
			giveUp(err)
			return
		default:
			failures++
			if !pause(ctx, backoff(failures, retryAfter(err)), nil) {
				return
			}
		}
	}
}

// apply reports whether something is missing that belongs before what came.
func (s *Syncer) apply(ctx context.Context, b cache.Batch, live bool) (doubtful bool, err error) {
	applied, err := s.Cache.Apply(ctx, b)
	if err != nil {
		return false, err
	}
	s.Applied(applied, live)
	return applied.Doubtful, s.hurryFor(ctx, applied.Tickets)
}

// watchClock connects anew after the wall clock jumped.
func (s *Syncer) watchClock(ctx context.Context, giveUp context.CancelCauseFunc) {
	ticker := time.NewTicker(clockBeat)
	defer ticker.Stop()
	last := s.Now().Round(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := s.Now().Round(0)
		if gone := now.Sub(last); gone > clockBeat+clockJump || gone < -clockJump {
			giveUp(errJumped)
			return
		}
		last = now
	}
}
