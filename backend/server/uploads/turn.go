package uploads

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/support"
)

var (
	errOvertaken = support.Errorf(support.CodeConflict, "another request goes on with this upload")
	errBusy      = &support.Error{Code: support.CodeUnavailable, Detail: "another request is at work on this upload", RetryAfter: time.Second}
	errEnding    = &support.Error{Code: support.CodeUnavailable, Detail: "the server is going down; go on when it is back", RetryAfter: time.Second}
)

// turns lets one request at a time at each upload. A later one has the right of way: whoever asks again has lost the
// connection of before, which may look alive from here for long.
type turns struct {
	mu    sync.Mutex
	at    map[string]*turn
	ended bool
}

// turn is one request's time at an upload.
type turn struct {
	given   chan struct{}
	control *http.ResponseController

	mu sync.Mutex
	// cut is why the turn was ended, and last until when it may read.
	cut  error
	last time.Time
}

// grace is how long a request that was overtaken may still read: what has come over its line but not yet been read would
// have to be sent again. Of a line that is dead nothing comes; of one that was closed the end comes at once.
const grace = 200 * time.Millisecond

// take waits until the upload is this request's, having the one that is at it cut; errBusy if that takes too long. What the
// turn returns must be given back by [turns.give].
func (t *turns) take(ctx context.Context, id string, patience time.Duration, control *http.ResponseController) (*turn, error) {
	mine := &turn{given: make(chan struct{}), control: control}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errBusy)
	defer cancel()
	for {
		before, err := t.enter(id, mine)
		if before == nil {
			return mine, err
		}
		before.stop(errOvertaken)
		select {
		case <-before.given:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// enter makes the turn the upload's, or returns the one that is.
func (t *turns) enter(id string, mine *turn) (before *turn, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil, errEnding
	}
	if before = t.at[id]; before == nil {
		t.at[id] = mine
	}
	return before, nil
}

// try makes the turn the upload's only if nobody is at it.
func (t *turns) try(id string) *turn {
	mine := &turn{given: make(chan struct{})}
	if before, err := t.enter(id, mine); before != nil || err != nil {
		return nil
	}
	return mine
}

func (t *turns) give(id string, mine *turn) {
	t.mu.Lock()
	delete(t.at, id)
	t.mu.Unlock()
	close(mine.given)
}

// end cuts all that are under way and lets nobody in any more.
func (t *turns) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	for _, turn := range t.at {
		turn.stop(errEnding)
	}
}

// wait returns when nobody is at any upload, once nobody is let in any more.
func (t *turns) wait() {
	t.mu.Lock()
	under := slices.Collect(maps.Values(t.at))
	t.mu.Unlock()
	for _, turn := range under {
		<-turn.given
	}
}

// stop ends the reading of the request's body; what has come of it is kept.
func (t *turn) stop(why error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut != nil {
		return
	}
	t.cut, t.last = why, time.Now().Add(grace)
	if t.control != nil {
		_ = t.control.SetReadDeadline(t.last) // a connection without deadlines is a test's
	}
}

// stopped is why the turn was ended, nil while it lasts.
func (t *turn) stopped() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cut
}

// over reports whether the turn was ended, and its last moment has passed.
func (t *turn) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cut != nil && time.Now().After(t.last)
}

// readUntil moves the deadline of reading, unless the turn was ended: tusd moves it at every read.
func (t *turn) readUntil(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut == nil {
		_ = t.control.SetReadDeadline(at) // as above
	}
}

// body is a request's body while its turn lasts.
type body struct {
	io.ReadCloser
	turn  *turn
	visit *visit
}

func (b body) Read(p []byte) (int, error) {
	if b.turn.over() {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.ReadCloser.Read(p)
	var why *support.Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, http.ErrBodyReadAfterClose), errors.Is(err, os.ErrDeadlineExceeded):
		return n, err
	case errors.As(err, &why):
		b.visit.fault = why
	}
	// However a body ends that is not whole, it is its sender's doing.
	return n, io.ErrUnexpectedEOF
}
