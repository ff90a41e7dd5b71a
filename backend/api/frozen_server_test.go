package api_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestFrozen_TodaysServerAnswersEarlierProgramsAsTheirOwnDid sends what earlier programs sent, in order and to the word, and
// wants every answer to have all that they got then.
func TestFrozen_TodaysServerAnswersEarlierProgramsAsTheirOwnDid(t *testing.T) {
	for version, r := range recordings(t) {
		t.Run(version, func(t *testing.T) {
			newReplay(t, r).all(r.Exchanges, func(b json.RawMessage) json.RawMessage { return b })
		})
	}
}

// A later program may say more than this server knows, and is answered all the same.
func TestFrozen_TodaysServerPassesOverWhatLaterProgramsSayBesides(t *testing.T) {
	for version, r := range recordings(t) {
		t.Run(version, func(t *testing.T) {
			newReplay(t, r).all(r.Exchanges, func(b json.RawMessage) json.RawMessage { return withMore(t, b) })
		})
	}
}

// withMore is a JSON value as a later version may have it: each object has fields that nobody knows today.
func withMore(t testing.TB, raw json.RawMessage) json.RawMessage {
	t.Helper()
	v := value(t, raw)
	var objects []map[string]any
	eachObject(v, func(o map[string]any) { objects = append(objects, o) })
	for _, o := range objects {
		o["later"], o["laterToo"] = map[string]any{"id": "x", "of": []any{1, "y", nil}}, []any{map[string]any{"type": "z"}}
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// replay asks today's server what an earlier one was asked.
type replay struct {
	t      *testing.T
	world  *frozenWorld
	reader reader
	// now is what today's server says where the earlier one said something else: its ids, sessions and cursors.
	now map[string]string

	stream *bufio.Reader
	events []streamed
}

func newReplay(t *testing.T, r recording) *replay {
	p := &replay{t: t, world: newFrozenWorld(t), reader: readerOf(r), now: map[string]string{}}
	for name, id := range r.Names {
		p.learn(id, p.world.names[name])
	}
	return p
}

func (p *replay) learn(was, is string) {
	if was != is && was != "" && is != "" {
		p.now[was] = is
	}
}

// sealedOrID is what stands for something that the server made.
var sealedOrID = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)

// today is a text of the recording with what stands for the server's things replaced by what stands for them now.
func (p *replay) today(text string) string {
	return sealedOrID.ReplaceAllStringFunc(text, func(was string) string {
		if is, known := p.now[was]; known {
			return is
		}
		return was
	})
}

func (p *replay) all(exchanges []exchange, changed func(json.RawMessage) json.RawMessage) {
	var live exchange
	for i, e := range exchanges {
		what := fmt.Sprintf("%d %s %s %s", i, e.By, e.Method, e.Path)
		p.world.set(e.At)
		if len(e.Body) > 0 {
			e.Body = changed(e.Body)
		}
		answer := p.ask(e) //nolint:bodyclose // when the test ends
		if answer.StatusCode != e.Status {
			b, _ := io.ReadAll(answer.Body)
			p.t.Fatalf("%s is answered %d, was %d: %s", what, answer.StatusCode, e.Status, b)
		}
		for name, was := range e.AnswerHeader {
			// How a thumbnail is drawn is the version's own.
			if is := answer.Header.Get(name); is != p.today(was) && (name != "Content-Length" || !isThumbnail(e)) {
				p.t.Errorf("%s: %s is %q, was %q", what, name, is, was)
			}
		}
		switch {
		case e.Stream != nil:
			live, p.stream = e, bufio.NewReader(answer.Body)
		case len(e.AnswerBytes) > 0:
			p.compareBytes(what, e, answer)
		default:
			p.compare(what, e.Answer, answer.Body)
		}
		for len(p.events) < e.Streamed {
			p.readEvent()
		}
	}
	if live.Stream == nil {
		p.t.Fatal("nothing was streamed")
	}
	for i, was := range live.Stream {
		is := p.events[i]
		if is.Event != was.Event || (is.ID == "") != (was.ID == "") {
			p.t.Errorf("event %d is %s %q, was %s %q", i, is.Event, is.ID, was.Event, was.ID)
		}
		p.compare(fmt.Sprintf("event %d", i), was.Data, bytes.NewReader(is.Data))
	}
}

func (p *replay) ask(e exchange) *http.Response {
	p.t.Helper()
	body := []byte(p.today(string(e.Body)))
	if len(e.BodyBytes) > 0 {
		body = e.BodyBytes
	}
	req, err := http.NewRequestWithContext(p.t.Context(), e.Method, p.world.url+p.today(e.Path), bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	for name, v := range e.Header {
		req.Header.Set(name, p.today(v))
	}
	if e.Token != "" {
		req.Header.Set("Authorization", "Bearer "+p.today(e.Token))
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

// compare holds an answer to the recorded one, and learns from it.
func (p *replay) compare(what string, was json.RawMessage, body io.Reader) {
	p.t.Helper()
	is, err := io.ReadAll(body)
	if err != nil {
		p.t.Fatal(err)
	}
	if len(was) == 0 {
		if len(is) > 0 {
			p.t.Errorf("%s answers %s; it answered nothing", what, is)
		}
		return
	}
	old, now := value(p.t, was), value(p.t, is)
	p.learnFrom(old, now)
	for _, lack := range p.reader.lacks("", value(p.t, []byte(p.today(string(was)))), now) {
		p.t.Errorf("%s: %s", what, lack)
	}
}

// learnFrom takes from two answers what stands for the same.
func (p *replay) learnFrom(was, is any) {
	switch a := was.(type) {
	case map[string]any:
		b, same := is.(map[string]any)
		for name := range a {
			if !same {
				return
			}
			before, text := a[name].(string)
			if now, still := b[name].(string); text && still && (name == "id" || name == "token" || name == "next" || name == "head") {
				p.learn(before, now)
				continue
			}
			p.learnFrom(a[name], b[name])
		}
	case []any:
		if b, same := is.([]any); same && len(a) == len(b) {
			for i := range a {
				p.learnFrom(a[i], b[i])
			}
		}
	}
}

// readEvent waits for the next event of the stream that an earlier program would know.
func (p *replay) readEvent() {
	p.t.Helper()
	late := time.AfterFunc(time.Minute, func() { panic("the stream brings nothing more") })
	defer late.Stop()
	var block strings.Builder
	for {
		line, err := p.stream.ReadString('\n')
		if err != nil {
			p.t.Fatalf("the stream ends after %d events: %v", len(p.events), err)
		}
		block.WriteString(line)
		if line != "\n" {
			continue
		}
		for _, e := range streamedIn(block.String()) {
			if e.Event == "change" && p.reader.passesOver(value(p.t, e.Data)) {
				continue
			}
			p.events = append(p.events, e)
			return
		}
		block.Reset()
	}
}
