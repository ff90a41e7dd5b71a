package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/server/feed"
	"filodiretto/backend/server/presence"
	"filodiretto/backend/support"
)

const eventStream = "text/event-stream"

// streamPage is about how many changes are written at a time: a stream holds no more than that in memory, and only
// while it writes them.
const streamPage = 100

// wantsStream reports whether a client asks for the feed to be held open. Walking back is never live.
func wantsStream(r *http.Request) bool {
	if r.Method == http.MethodHead || r.URL.Query().Has("before") {
		return false
	}
	for accepted := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		kind, _, _ := strings.Cut(accepted, ";")
		if strings.EqualFold(strings.TrimSpace(kind), eventStream) {
			return true
		}
	}
	return false
}

// stream is one open stream. Between two writes it is this, a subscription and a goroutine with a small stack.
type stream struct {
	api      *API
	w        http.ResponseWriter
	control  *http.ResponseController
	person   support.Person
	session  [32]byte
	position int64
	caughtUp bool
	// others tells who else is in tickets.
	others *presence.Subscription
}

func streamChanges(r *request) error {
	cursor := r.URL.Query().Get("after")
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		cursor = last
	}
	position, err := r.api.service.Position(r.by(), "query.after", cursor)
	if err != nil {
		return err
	}
	s := &stream{
		api: r.api, w: r.w, control: http.NewResponseController(r.w), person: r.by(), session: r.session.Hash, position: position,
	}
	// Subscribed before the first look: what is committed in between wakes.
	waiting := r.api.hub.Subscribe(s.person, s.session)
	defer s.leave(waiting)
	ctx := r.Context()
	waiting.Take()
	first, more, err := s.begin(ctx, waiting)
	if err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", eventStream)
	h.Set("X-Accel-Buffering", "no")
	_ = s.control.SetReadDeadline(time.Time{})
	s.w.WriteHeader(http.StatusOK)
	if s.write(first) != nil {
		return nil //nolint:nilerr // the reader is gone or too slow: it resumes from its cursor
	}
	s.run(ctx, waiting, more)
	return nil
}

// run writes until the reader goes, is too slow, or the stream is ended.
func (s *stream) run(ctx context.Context, waiting *feed.Subscription, more bool) {
	comment := time.NewTicker(s.api.config.Stream.Comment)
	defer comment.Stop()
	looked := s.api.config.Now()
	for {
		alone, woken := false, false
		if !more {
			select {
			case <-ctx.Done():
				return
			case <-waiting.Ended():
				_ = s.write(eventFrame(api.StreamEnded, api.Ended{Reason: string(waiting.Reason())}, ""))
				return
			case <-waiting.Wake():
				woken = true
			case <-comment.C:
				if s.write([]byte(":\n\n")) != nil {
					return
				}
				if now := s.api.config.Now(); now.Sub(looked) < s.api.config.Stream.Look {
					continue
				}
				looked, alone = s.api.config.Now(), true
			}
		}
		select {
		case <-waiting.Ended():
			more = false
			continue
		default:
		}
		if s.tellOthers() != nil {
			return
		}
		own, upTo := waiting.Take()
		if woken && !own {
			frames, done, err := s.fromTail(ctx, upTo)
			if err == nil && done {
				if s.write(frames) != nil {
					return
				}
				continue
			}
		}
		frames, rest, err := s.look(ctx, alone)
		if err != nil {
			s.giveUp(ctx, err)
			return
		}
		if s.write(frames) != nil {
			return
		}
		more = rest
	}
}

// begin listens to who else is in tickets, whose tellings wake the stream as commits do, and reads the first that is new.
// Like [stream.look], and for the same reason, it works on a goroutine of its own.
func (s *stream) begin(ctx context.Context, waiting *feed.Subscription) (first []byte, more bool, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.others = s.api.present.Subscribe(s.person, waiting.Nudge)
		first, more, err = s.read(ctx)
	}()
	<-done
	return first, more, err
}

// leave stops waiting and listening.
func (s *stream) leave(waiting *feed.Subscription) {
	waiting.Close()
	if s.others != nil {
		s.others.Close()
	}
}

// tellOthers writes what was told of others, as events without ids: they are in no feed.
func (s *stream) tellOthers() error {
	all := s.others.Take()
	if len(all) == 0 {
		return nil
	}
	var b []byte
	for _, data := range all {
		b = append(b, "event: "+api.StreamPresence+"\ndata: "...)
		b = append(append(b, data...), '\n', '\n')
	}
	return s.write(b)
}

// giveUp ends a stream whose session was ended by somebody else (another process of this server), or whose feed cannot
// be read; the reader comes back and is told why.
func (s *stream) giveUp(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	switch support.CodeOf(err) {
	case support.CodeUnauthenticated:
		_ = s.write(eventFrame(api.StreamEnded, api.Ended{Reason: string(feed.Revoked)}, ""))
	case support.CodeCursorReset:
		_ = s.write(eventFrame(api.StreamEnded, api.Ended{Reason: "cursor_reset"}, ""))
	default:
		s.api.config.Log.ErrorContext(ctx, "a stream's feed could not be read", "error", err)
	}
}

// look reads what is new into frames, and with checked set makes sure that the session still lives: another process may
// have ended it. It runs on a goroutine of its own: reading a store and marshalling need a deep
// stack, and an idle stream must not keep one.
func (s *stream) look(ctx context.Context, checked bool) (frames []byte, more bool, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if checked {
			if _, err = s.api.service.Session(ctx, s.session); err != nil {
				return
			}
		}
		frames, more, err = s.read(ctx)
	}()
	<-done
	return frames, more, err
}

func (s *stream) read(ctx context.Context) ([]byte, bool, error) {
	page, err := s.api.service.FeedAfter(ctx, s.person, s.position, streamPage)
	if err != nil {
		return nil, false, err
	}
	frames := s.framed(nil, changesOf(s.person, page.Entries))
	s.position = page.Last
	if !page.More && !s.caughtUp {
		s.caughtUp = true
		frames = append(frames, eventFrame(api.StreamCaughtUp, struct{}{}, s.api.service.Cursor(s.person, page.Last))...)
	}
	return frames, page.More, nil
}

// fromTail takes what is new from the tail that all with the same audiences share, up to a position until which there is
// nothing for this person alone. It is not done where the tail does not reach.
func (s *stream) fromTail(ctx context.Context, upTo int64) (frames []byte, done bool, err error) {
	if upTo <= s.position {
		return nil, true, nil
	}
	changes, reaches, err := s.api.tail.changes(ctx, s.api.service, s.person, s.position, upTo)
	if err != nil || !reaches {
		return nil, false, err
	}
	frames = s.framed(nil, changes)
	s.position = upTo
	return frames, true, nil
}

// framed appends changes as events, with a cursor on the last of each commit.
func (s *stream) framed(b []byte, changes []sharedChange) []byte {
	for i, c := range changes {
		b = append(b, "event: "+api.StreamChange+"\n"...)
		if i+1 == len(changes) || changes[i+1].position != c.position {
			b = append(append(append(b, "id: "...), s.api.service.Cursor(s.person, c.position)...), '\n')
		}
		b = append(append(append(b, "data: "...), c.data...), '\n', '\n')
	}
	return b
}

// write sends frames at once, within the time that a reader has.
func (s *stream) write(frames []byte) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(s.api.config.Stream.Write))
	if len(frames) > 0 {
		if _, err := s.w.Write(frames); err != nil {
			return err
		}
	}
	return s.control.Flush()
}

// eventFrame is one event. JSON has no raw newline, so its data is one line.
func eventFrame(event string, body any, id string) []byte {
	data, err := json.Marshal(body)
	if err != nil {
		// Only types of package api come here, which all marshal.
		panic(err)
	}
	b := make([]byte, 0, len(event)+len(data)+len(id)+32)
	b = append(append(append(b, "event: "...), event...), '\n')
	if id != "" {
		b = append(append(append(b, "id: "...), id...), '\n')
	}
	return append(append(append(b, "data: "...), data...), '\n', '\n')
}
