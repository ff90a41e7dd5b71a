package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/support"
)

// TestFrozen_TodaysDesktopUnderstandsEarlierServers makes every call that an earlier desktop made, of a server that answers
// what its own did. It must send all that was sent then, and read all that is in the answer.
func TestFrozen_TodaysDesktopUnderstandsEarlierServers(t *testing.T) {
	for version, r := range recordings(t) {
		t.Run(version, func(t *testing.T) {
			newPlayback(t, readerOf(r), func(b json.RawMessage) json.RawMessage { return b }).all(r.Exchanges)
		})
	}
}

// A later server says more: fields, changes of the feed of another type, events of the stream.
func TestFrozen_TodaysDesktopPassesOverWhatLaterServersSayBesides(t *testing.T) {
	for version, r := range recordings(t) {
		t.Run(version, func(t *testing.T) {
			p := newPlayback(t, readerOf(r), func(b json.RawMessage) json.RawMessage { return withMore(t, withMoreChanges(t, b)) })
			p.later = true
			p.all(r.Exchanges)
		})
	}
}

// laterChange is a change of a type that nobody knows today.
var laterChange = map[string]any{"type": "attachment", "attachment": map[string]any{"id": theirsLater, "ticketId": theirsLater, "index": 1}}

const theirsLater = "019b9999-0000-7000-8000-000000000001"

// withMoreChanges puts changes of a later type before, between and behind those of a page.
func withMoreChanges(t testing.TB, raw json.RawMessage) json.RawMessage {
	t.Helper()
	page, is := value(t, raw).(map[string]any)
	if !is || page["changes"] == nil {
		return raw
	}
	more := []any{laterChange}
	for _, change := range page["changes"].([]any) { //nolint:forcetypeassert // the contract's
		more = append(more, change, laterChange)
	}
	page["changes"] = more
	b, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// playback is a server that answers what is recorded, and the client that asks it.
type playback struct {
	t       *testing.T
	reader  reader
	url     string
	changed func(json.RawMessage) json.RawMessage
	later   bool

	clients map[string]*client.Client

	// coming is what is to be asked next, in this order.
	mu     sync.Mutex
	coming []exchange
}

func newPlayback(t *testing.T, reader reader, changed func(json.RawMessage) json.RawMessage) *playback {
	p := &playback{t: t, reader: reader, changed: changed, clients: map[string]*client.Client{}}
	listening := httptest.NewServer(http.HandlerFunc(p.answer))
	t.Cleanup(listening.Close)
	p.url = listening.URL
	return p
}

// answer holds a request to the recorded one and answers as recorded.
func (p *playback) answer(w http.ResponseWriter, req *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.coming) == 0 {
		p.t.Errorf("asks %s %s besides", req.Method, req.URL.RequestURI())
		panic(http.ErrAbortHandler)
	}
	e := p.coming[0]
	if req.Method != e.Method || req.URL.RequestURI() != e.Path {
		p.t.Errorf("asks %s %s; asked %s %s", req.Method, req.URL.RequestURI(), e.Method, e.Path)
	}
	if token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "); token != e.Token {
		p.t.Errorf("%s %s is asked with the session %q, was with %q", e.Method, e.Path, token, e.Token)
	}
	for name, was := range e.Header {
		if is := req.Header.Get(name); is != was && (name != "Accept" || was == "text/event-stream") {
			p.t.Errorf("%s %s is asked with %s %q, was with %q", e.Method, e.Path, name, is, was)
		}
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		p.t.Error(err)
	}
	if len(e.BodyBytes) > 0 && !p.takesPart(w, body) {
		return
	}
	if e.Cut {
		p.coming = p.coming[1:]
		panic(http.ErrAbortHandler)
	}
	if len(e.BodyBytes) == 0 && (len(e.Body) > 0 || len(body) > 0) {
		for _, lack := range p.reader.lacks("", value(p.t, e.Body), value(p.t, body)) {
			p.t.Errorf("%s %s sends: %s", e.Method, e.Path, lack)
		}
	}
	p.coming = p.coming[1:]
	for name, v := range e.AnswerHeader {
		w.Header().Set(name, v)
	}
	w.WriteHeader(e.Status)
	if e.Stream == nil {
		if len(e.Answer) > 0 {
			_, _ = w.Write(p.changed(e.Answer))
		}
		_, _ = w.Write(e.AnswerBytes)
		return
	}
	for i, event := range e.Stream {
		if p.later {
			// Of a later version: an event of the feed that is none, one of another kind with a cursor, a change of a later type.
			fmt.Fprintf(w, ": later\n\nevent: announcement\ndata: {\"text\":\"x\"}\n\nevent: announcement\nid: later-%d\ndata: {}\n\n", i)
			if event.Event == api.StreamChange {
				b, _ := json.Marshal(laterChange)
				fmt.Fprintf(w, "event: change\ndata: %s\n\n", b)
			}
		}
		fmt.Fprintf(w, "event: %s\n", event.Event)
		if event.ID != "" {
			fmt.Fprintf(w, "id: %s\n", event.ID)
		}
		fmt.Fprintf(w, "data: %s\n\n", p.changed(compact(p.t, event.Data)))
	}
}

func compact(t testing.TB, raw json.RawMessage) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(value(t, raw))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (p *playback) all(exchanges []exchange) {
	for i, e := range exchanges {
		if e.Call == "" {
			continue // no desktop asks for that
		}
		if e.Call == "Upload" && e.Method != http.MethodPost {
			continue // it was asked within the call before
		}
		together := callAt(exchanges[i:])
		p.ready(together)
		c, there := p.clients[e.By]
		if !there {
			c = client.New(client.Options{Address: p.url, Transport: http.DefaultTransport})
			p.clients[e.By] = c
		}
		c.SetToken(e.Token)
		if e.Call == "Stream" {
			p.stream(c, e)
			continue
		}
		if e.Call == "KnowsConsole" {
			if knows, err := c.KnowsConsole(context.Background()); err != nil || !knows {
				p.t.Errorf("%d: takes %s for an answer of a server of before the console (%v)", i, e.Answer, err)
			}
			continue
		}
		got, err := p.call(c, e)
		what := fmt.Sprintf("%d %s by %s", i, e.Call, e.By)
		if left := p.ready(nil); len(left) > 0 {
			p.t.Errorf("%s no longer asks %s %s", what, left[0].Method, left[0].Path)
		}
		last := together[len(together)-1]
		if last.Cut {
			if support.CodeOf(err) != support.CodeUnreachable {
				p.t.Errorf("%s, of which the line was cut, is told %v", what, err)
			}
			continue
		}
		if last.Status >= 300 {
			p.isRefused(what, last, err)
			continue
		}
		if err != nil {
			p.t.Errorf("%s: %v", what, err)
			continue
		}
		if content, is := got.([]byte); is && !bytes.Equal(content, e.AnswerBytes) {
			p.t.Errorf("%s reads %d bytes that are not the %d of the answer", what, len(content), len(e.AnswerBytes))
		}
		if len(e.Answer) == 0 {
			continue
		}
		for _, lack := range p.reader.lacks("", value(p.t, e.Answer), p.reread(got)) {
			p.t.Errorf("%s reads: %s", what, lack)
		}
	}
}

// reread is what was read of an answer, without what is of a later type.
func (p *playback) reread(got any) any {
	p.t.Helper()
	b, err := json.Marshal(got)
	if err != nil {
		p.t.Fatal(err)
	}
	v := value(p.t, b)
	if page, is := v.(map[string]any); is {
		if changes, is := page["changes"].([]any); is {
			page["changes"] = withoutLater(changes)
		}
	}
	return v
}

func withoutLater(changes []any) []any {
	known := []any{}
	for _, c := range changes {
		if c.(map[string]any)["type"] != laterChange["type"] { //nolint:forcetypeassert // the contract's
			known = append(known, c)
		}
	}
	return known
}

// isRefused wants the code that decides, as the desktop tells it.
func (p *playback) isRefused(what string, e exchange, err error) {
	var problem api.Problem
	if unmarshal := json.Unmarshal(e.Answer, &problem); unmarshal != nil {
		p.t.Fatal(unmarshal)
	}
	want := support.Code(problem.Code)
	if want == support.CodeUnauthenticated && len(problem.Errors) > 0 {
		want = support.CodeDisabled
	}
	var said *support.Error
	if !errors.As(err, &said) || said.Code != want || want != support.CodeDisabled && len(said.Fields) != len(problem.Errors) {
		p.t.Errorf("%s is told %v; it was told %s", what, err, e.Answer)
	}
	if (said != nil && said.RetryAfter > 0) != (e.AnswerHeader["Retry-After"] != "") {
		p.t.Errorf("%s: to try again after %v, was %q", what, said.RetryAfter, e.AnswerHeader["Retry-After"])
	}
}

// call makes the recorded call of the client.
func (p *playback) call(c *client.Client, e exchange) (any, error) {
	ctx := context.Background()
	at, err := url.Parse(e.Path)
	if err != nil {
		p.t.Fatal(err)
	}
	parts := strings.Split(at.Path, "/")
	of := ""
	if len(parts) > 3 {
		of = parts[3]
	}
	switch e.Call {
	case "Server":
		return c.Server(ctx)
	case "SignIn":
		b := bodyOf[api.SignIn](p.t, e)
		return c.SignIn(ctx, b.Login, b.Password, b.Device)
	case "EndSession":
		return nil, c.EndSession(ctx, e.Token)
	case "Me":
		return c.Me(ctx)
	case "ChangePassword":
		return nil, c.ChangePassword(ctx, bodyOf[api.PasswordChange](p.t, e))
	case "OpenTicket":
		return c.Acts("").OpenTicket(ctx, bodyOf[api.NewTicket](p.t, e))
	case "Post":
		return c.Acts("").Post(ctx, of, bodyOf[api.NewMessage](p.t, e))
	case "Change":
		return c.Acts("").Change(ctx, of, bodyOf[api.TicketChange](p.t, e))
	case "LogCall":
		return c.Acts("").LogCall(ctx, of, bodyOf[api.NewCallAttempt](p.t, e))
	case "Read":
		return nil, c.Acts("").Read(ctx, of, bodyOf[api.ReadUpTo](p.t, e))
	case "Judge":
		return c.Acts("").Judge(ctx, of, bodyOf[api.NewVerdict](p.t, e))
	case "PutFilter":
		return c.Acts("").PutFilter(ctx, of, bodyOf[api.PutFilter](p.t, e))
	case "DeleteFilter":
		return nil, c.Acts("").DeleteFilter(ctx, of)
	case "PutCannedReply":
		return c.Acts("").PutCannedReply(ctx, of, bodyOf[api.PutCannedReply](p.t, e))
	case "DeleteCannedReply":
		return nil, c.Acts("").DeleteCannedReply(ctx, of)
	case "PutPresence":
		return nil, c.PutPresence(ctx, of, bodyOf[api.PutPresence](p.t, e))
	case "Upload":
		return nil, p.upload(c, e)
	case "Abandon":
		return nil, c.Acts("").Abandon(ctx, of)
	case "Download":
		return p.download(c, e, of)
	case "Thumbnail":
		return c.Thumbnail(ctx, of)
	case "ReportBreak":
		return nil, c.ReportBreak(ctx, bodyOf[api.RecordBreak](p.t, e))
	case "Changes":
		q := at.Query()
		limit, _ := strconv.Atoi(q.Get("limit"))
		return c.Changes(ctx, client.ChangesQuery{After: q.Get("after"), Before: q.Get("before"), Limit: limit})
	default:
		p.t.Fatalf("the desktop no longer has the call %s: it is still made by desktops of that version", e.Call)
		return nil, nil
	}
}

func bodyOf[T any](t testing.TB, e exchange) (body T) {
	t.Helper()
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	return body
}

// stream follows the recorded stream, and wants its changes and cursors, commit by commit.
func (p *playback) stream(c *client.Client, e exchange) {
	at, err := url.Parse(e.Path)
	if err != nil {
		p.t.Fatal(err)
	}
	var got []client.Batch
	err = c.Stream(context.Background(), at.Query().Get("after"), func(_ context.Context, b client.Batch) error {
		got = append(got, b)
		return nil
	})
	if support.CodeOf(err) != support.CodeUnauthenticated {
		p.t.Errorf("the stream ends with %v; its session was ended", err)
	}
	var read, cursors, present, want, wantCursors, wantPresent []any
	caughtUp := 0
	for _, b := range got {
		if b.Presence != nil {
			present = append(present, p.reread(b.Presence))
			continue
		}
		if b.CaughtUp {
			caughtUp++
		}
		page, is := p.reread(api.Changes{Changes: b.Changes}).(map[string]any)
		if changes, some := page["changes"].([]any); is && some {
			read = append(read, changes...)
		}
		if !strings.HasPrefix(b.Cursor, "later-") {
			cursors = append(cursors, b.Cursor)
		}
	}
	for _, event := range e.Stream {
		switch event.Event {
		case api.StreamChange:
			want = append(want, value(p.t, event.Data))
		case api.StreamPresence:
			wantPresent = append(wantPresent, value(p.t, event.Data))
		}
		if event.ID != "" {
			wantCursors = append(wantCursors, event.ID)
		}
	}
	for _, lack := range slices.Concat(
		p.reader.lacks("stream", want, read), p.reader.lacks("cursors", wantCursors, cursors), p.reader.lacks("presence", wantPresent, present),
	) {
		p.t.Error(lack)
	}
	if caughtUp != 1 {
		p.t.Errorf("caught up %d times", caughtUp)
	}
}
