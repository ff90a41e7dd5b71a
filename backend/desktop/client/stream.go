package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/tmaxmax/go-sse"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// silenceLimit is how long a stream may say nothing, not even a comment, before it is taken for dead. The server
// comments every 15 s.
const silenceLimit = 40 * time.Second

// maxEvent bounds one event: a message of 20,000 code points in JSON fits several times over.
const maxEvent = 4 << 20

// ErrSilent ends a stream that looked open and said nothing for 40 seconds.
var ErrSilent = errors.New("client: the stream fell silent")

// Batch is what one commit changed, and the cursor after it. CaughtUp comes once a stream, when all that was missed has
// been handed out; its batch has no changes. What somebody does in a ticket at this moment comes by itself, as Presence.
type Batch struct {
	Changes  []api.Change
	Cursor   string
	CaughtUp bool
	Presence *api.Presence
}

// Stream holds the feed open after a cursor and hands out each commit whole, in order, until ctx ends, the line is cut,
// the server ends it, or take fails. It always returns an error: io.EOF when the server closed it, ErrSilent, the
// context's, take's, or one coded as for calls.
func (c *Client) Stream(ctx context.Context, after string, take func(context.Context, Batch) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := c.stream.R().SetContext(ctx).SetHeader("Accept", "text/event-stream").SetHeader("Cache-Control", "no-store")
	if token := c.Token(); token != "" {
		r.SetAuthToken(token)
	}
	if after != "" {
		r.SetQueryParam("after", after)
	}
	answer, err := r.Get("/v1/changes")
	if err != nil {
		return transportError(ctx, err)
	}
	body := answer.RawBody()
	defer func() { _ = body.Close() }()
	if answer.StatusCode() != http.StatusOK {
		// What somebody on the way answers may end in the middle without a word, too.
		said := watch(body, func() {}, cancel)
		defer said.timer.Stop()
		problem, err := io.ReadAll(io.LimitReader(said, maxEvent))
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err != nil {
			return transportError(ctx, err)
		}
		return statusError(answer.StatusCode(), answer.Header(), problem)
	}
	if !isMedia(answer.Header(), "text/event-stream") {
		return support.Errorf(support.CodeNotAServer, "the stream is %q", answer.Header().Get("Content-Type"))
	}
	c.learnTime(answer.Header())
	vigil := watch(body, c.heardNow, cancel)
	defer vigil.timer.Stop()
	err = readStream(ctx, vigil, take)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// readStream gathers changes until an id says that their commit is complete.
func readStream(ctx context.Context, body io.Reader, take func(context.Context, Batch) error) error {
	var (
		gathered []api.Change
		cursor   string
	)
	for event, err := range sse.Read(body, &sse.ReadConfig{MaxEventSize: maxEvent}) {
		if err != nil {
			return support.Wrap(support.CodeUnreachable, err)
		}
		complete := event.LastEventID != cursor && event.LastEventID != ""
		cursor = event.LastEventID
		if event.Type == api.StreamChange {
			var change api.Change
			if err := json.Unmarshal([]byte(event.Data), &change); err != nil {
				return unreadable(err)
			}
			gathered = append(gathered, change)
		}
		if complete && len(gathered) > 0 {
			// Also where another event carries the cursor: nothing may be passed over that stands before it.
			if err := take(ctx, Batch{Changes: gathered, Cursor: cursor}); err != nil {
				return err
			}
			gathered = nil
		}
		switch event.Type {
		case api.StreamCaughtUp:
			if err := take(ctx, Batch{Cursor: cursor, CaughtUp: true}); err != nil {
				return err
			}
		case api.StreamPresence:
			var presence api.Presence
			if err := json.Unmarshal([]byte(event.Data), &presence); err != nil || presence.TicketID == "" || presence.Person.ID == "" {
				continue // it is losable
			}
			if err := take(ctx, Batch{Presence: &presence}); err != nil {
				return err
			}
		case api.StreamEnded:
			return endedError(event.Data)
		}
	}
	return io.EOF
}

func endedError(data string) error {
	var ended api.Ended
	if err := json.Unmarshal([]byte(data), &ended); err != nil {
		return unreadable(err)
	}
	switch ended.Reason {
	case "revoked":
		return support.Errorf(support.CodeUnauthenticated, "the session was ended")
	case "cursor_reset":
		return support.Errorf(support.CodeCursorReset, "the stream began anew")
	default:
		return io.EOF
	}
}

// vigil watches a stream's bytes, comments too, and gives it up when none come for silenceLimit.
type vigil struct {
	body  io.Reader
	timer *time.Timer
	heard func()
}

func watch(body io.Reader, heard func(), giveUp context.CancelCauseFunc) *vigil {
	return &vigil{body: body, timer: time.AfterFunc(silenceLimit, func() { giveUp(ErrSilent) }), heard: heard}
}

func (v *vigil) Read(p []byte) (int, error) {
	n, err := v.body.Read(p)
	if n > 0 {
		v.timer.Reset(silenceLimit)
		v.heard()
	}
	return n, err
}
