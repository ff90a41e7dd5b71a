package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/server/store"
)

// event is one of a stream.
type event struct {
	name, id string
	data     object
	comment  bool
}

// stream is an open change stream; its events come through a channel that is closed when it ends.
type stream struct {
	t      testing.TB
	events chan event
	cancel context.CancelFunc
	header http.Header
}

// listen opens a stream after a cursor.
func (u *user) listen(after string) *stream {
	u.world.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "GET", u.world.url+"/v1/changes", nil)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+u.token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(req) //nolint:bodyclose // closed by who reads it, below
	if err != nil {
		cancel()
		u.world.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		cancel()
		u.world.t.Fatalf("stream answered %d", res.StatusCode)
	}
	s := &stream{t: u.world.t, events: make(chan event, 10_000), cancel: cancel, header: res.Header}
	u.world.t.Cleanup(cancel)
	go func() {
		defer close(s.events)
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		var e event
		for lines.Scan() {
			switch field, value, _ := strings.Cut(lines.Text(), ": "); field {
			case "event":
				e.name = value
			case "id":
				e.id = value
			case "data":
				_ = json.Unmarshal([]byte(value), &e.data)
			case ":":
				e.comment = true
			case "":
				s.events <- e
				e = event{}
			}
		}
	}()
	return s
}

// next is the next event but comments.
func (s *stream) next() event {
	s.t.Helper()
	for {
		select {
		case e, open := <-s.events:
			if !open {
				s.t.Fatal("the stream ended")
			}
			if !e.comment {
				return e
			}
		case <-time.After(10 * time.Second):
			s.t.Fatal("no event")
		}
	}
}

// until reads up to the event of this name, which it returns after the ones before.
func (s *stream) until(name string) (before []event, last event) {
	s.t.Helper()
	for {
		e := s.next()
		if e.name == name {
			return before, e
		}
		before = append(before, e)
	}
}

func TestStream_CatchesUpThenIsLive(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	s := w.anna.listen("")
	before, caughtUp := s.until("caught-up")
	if got, want := len(before), 1+1+4+2+1+1; got != want {
		t.Errorf("%d changes before caught-up, want %d", got, want)
	}
	if caughtUp.id == "" || len(caughtUp.data) != 0 {
		t.Errorf("caught-up %+v", caughtUp)
	}
	for _, h := range [][2]string{{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}, {"Cache-Control", "no-store"}} {
		if s.header.Get(h[0]) != h[1] {
			t.Errorf("%s is %q", h[0], s.header.Get(h[0]))
		}
	}
	w.luca.say(id, "reply", "Arrivo.").want(http.StatusCreated)
	var live []event
	for range 3 {
		live = append(live, s.next())
	}
	if live[0].id != "" || live[1].id != "" || live[2].id == "" {
		t.Errorf("ids stand at %q, %q, %q: want only on the last of the commit", live[0].id, live[1].id, live[2].id)
	}
	missed := w.anna.listen(caughtUp.id)
	again, _ := missed.until("caught-up")
	if fmt.Sprint(again[0].data) != fmt.Sprint(live[0].data) || len(again) != 3 {
		t.Errorf("resumed with %v", again)
	}
	resumed := w.anna.listen(live[2].id)
	if again, _ := resumed.until("caught-up"); len(again) != 0 {
		t.Errorf("resumed after the last with %v", again)
	}
}

func TestStream_LastEventIDBeatsAfter(t *testing.T) {
	w := newWorld(t)
	_, next := w.anna.feed("")
	req, _ := http.NewRequest("GET", w.url+"/v1/changes?after=garbage", nil)
	req.Header.Set("Accept", "text/html, text/event-stream;q=0.9")
	req.Header.Set("Authorization", "Bearer "+w.anna.token)
	req.Header.Set("Last-Event-ID", next)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("answered %d", res.StatusCode)
	}
}

func TestStream_EndsAtOnceWithItsSession(t *testing.T) {
	w := newWorld(t)
	other := &user{Person: w.anna.Person, world: w, token: w.signIn("anna")}
	mine, theirs, bruno := w.anna.listen(""), other.listen(""), w.bruno.listen("")
	for _, s := range []*stream{mine, theirs, bruno} {
		s.until("caught-up")
	}
	w.anna.do("PUT", "/v1/me/password", object{"current": password, "new": "tutta-un-altra"}).want(http.StatusNoContent)
	if e := theirs.next(); e.name != "ended" || e.data["reason"] != "revoked" || e.id != "" {
		t.Errorf("got %+v", e)
	}
	other.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
	w.anna.do("GET", "/v1/me", nil).want(http.StatusOK)
	w.anna.do("DELETE", "/v1/sessions/current", nil).want(http.StatusNoContent)
	if e := mine.next(); e.name != "ended" {
		t.Errorf("got %+v", e)
	}
	w.anna.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
	if err := w.server.Service().DisablePerson(t.Context(), "bruno"); err != nil {
		t.Fatal(err)
	}
	bruno.until("ended")
	w.bruno.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
	w.nobody().do("POST", "/v1/sessions", object{"login": "bruno", "password": password}).wantProblem(401, "unauthenticated")
	w.nobody().do("POST", "/v1/sessions", object{"login": "anna", "password": password}).wantProblem(401, "unauthenticated")
	w.nobody().do("POST", "/v1/sessions", object{"login": "ANNA ", "password": "tutta-un-altra"}).want(http.StatusCreated)
}

func TestStream_SaysThatItIsAliveAndLooksByItself(t *testing.T) {
	w := newWorld(t, func(c *server.Config) {
		c.Stream.Comment, c.Stream.Look = 20*time.Millisecond, time.Millisecond
	})
	s := w.luca.listen("")
	s.until("caught-up")
	// A wake-up that nobody sends: the look alone must find what was written.
	w.server.Store().Listen(func(store.Commit) {})
	id := w.anna.open()
	if e := s.next(); e.data["ticket"].(object)["id"] != id && e.data["type"] != "message" {
		t.Errorf("got %+v", e)
	}
}

func TestStream_EndsWhenAnotherProcessEndsItsSession(t *testing.T) {
	var data string
	w := newWorld(t, func(c *server.Config) {
		c.Stream.Comment, c.Stream.Look = 20*time.Millisecond, time.Millisecond
		data = c.Data
	})
	s := w.anna.listen("")
	s.until("caught-up")
	beside, err := server.Open(t.Context(), server.Config{Data: data, Beside: true, Password: cheap()})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	if err := beside.Service().DisablePerson(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	w.anna.do("GET", "/v1/me", nil).wantProblem(401, "unauthenticated")
	if _, e := s.until("ended"); e.data["reason"] != "revoked" {
		t.Errorf("got %+v", e)
	}
}

func TestHead_IsAnsweredWithoutHoldingOn(t *testing.T) {
	w := newWorld(t)
	req, _ := http.NewRequest("HEAD", w.url+"/v1/changes", nil)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+w.anna.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("answered %d %v", res.StatusCode, res.Header)
	}
}

func TestCursors_AreSealed(t *testing.T) {
	w, elsewhere := newWorld(t), newWorld(t)
	_, first := w.anna.feed("")
	w.piero.open()
	_, second := w.anna.feed(first)
	if first == second || len(first) != len(second) {
		t.Errorf("cursors %q and %q: want two of one length that tell nothing", first, second)
	}
	for at := range first {
		tampered := []byte(first)
		if tampered[at]++; tampered[at] > 'z' || tampered[at] == '[' || tampered[at] == '`' || tampered[at] == ':' {
			tampered[at] = 'A'
		}
		if string(tampered) == first {
			continue
		}
		w.anna.do("GET", "/v1/changes?after="+string(tampered), nil).wantProblem(422, "invalid", "query.after", "tampered")
	}
	_, foreign := elsewhere.anna.feed("")
	for _, garbage := range []string{"x", first[1:], first + "A", "%00", "%FF", strings.Repeat("A", 5000), foreign} {
		w.anna.do("GET", "/v1/changes?after="+garbage, nil).wantProblem(422, "invalid", "query.after", "tampered")
		w.anna.do("GET", "/v1/changes?before="+garbage, nil).wantProblem(422, "invalid", "query.before", "tampered")
	}
	w.bruno.do("GET", "/v1/changes?after="+first, nil).wantProblem(410, "cursor_reset")
	w.luca.do("GET", "/v1/changes?before="+first, nil).wantProblem(410, "cursor_reset")
	w.anna.do("GET", "/v1/changes?before=head&after="+first, nil).wantProblem(422, "invalid", "query.before", "not_allowed")
}

func TestChanges_WalkBackToTheBeginning(t *testing.T) {
	w := newWorld(t)
	for range 7 {
		w.anna.open()
	}
	forward, _ := w.anna.feed("")
	var backward []object
	before, head := "head", ""
	for before != "" {
		r := w.anna.do("GET", "/v1/changes?limit=3&before="+before, nil).want(http.StatusOK)
		if head == "" {
			head = r.text("head")
			w.anna.open() // moves ahead of the head
		}
		list := r.body["changes"].([]any)
		for _, c := range list {
			backward = append(backward, c.(object))
		}
		before = r.text("next")
		if (before != "") != (r.body["more"] == true) {
			t.Errorf("next %q with more %v", before, r.body["more"])
		}
	}
	if a, b := kindsOf(forward), kindsOf(backward); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("forward %v, backward %v", a, b)
	}
	if ahead, _ := w.anna.feed(head); len(ahead) != 2 {
		t.Errorf("after the first page's head there is %v, want the new ticket and its message", kindsOf(ahead))
	}
}
