package httpapi_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// Whatever somebody makes up is their mistake, and no error of the server's (which the world's log would show).
func TestUpload_OfStrangeRequestsIsTheirMistake(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	for _, pairs := range [][]string{
		{"Upload-Defer-Length", "1"}, {"Upload-Defer-Length", "7"}, {"Upload-Concat", "partial"}, {"Upload-Concat", "nonsense"},
		{"Content-Type", "application/offset+octet-stream"}, {"Upload-Checksum", "sha1 AAAA"}, {"Upload-Complete", "?1"},
		{"Upload-Draft-Interop-Version", "3"}, {"Upload-Length", "+1000"}, {"X-HTTP-Method-Override", "PATCH"}, {"Expect", "nothing"},
	} {
		h := tusHeader("Upload-Length", "1000", "Upload-Metadata", metadata(f.id))
		h.Set(pairs[0], pairs[1])
		if r := w.anna.ask("POST", "/v1/uploads", h, bytes.NewReader([]byte("x"))); r.status >= 500 {
			t.Errorf("POST with %q: %d %s", pairs, r.status, r.bytes)
		}
	}
	w.anna.begin(f).want(http.StatusCreated).wantOffset(0)
	for _, pairs := range [][]string{
		{"Upload-Length", "1000"}, {"Upload-Length", "5"}, {"Upload-Defer-Length", "1"}, {"Upload-Concat", "final;/v1/uploads/x"},
		{"Upload-Checksum", "sha1 AAAA"}, {"Upload-Draft-Interop-Version", "3"}, {"Upload-Complete", "?1"}, {"Content-Encoding", "gzip"},
		{"Upload-Offset", "9223372036854775808"}, {"Upload-Offset", "9223372036854775807"}, {"X-HTTP-Method-Override", "DELETE"},
	} {
		h := partHeader(0)
		h.Set(pairs[0], pairs[1])
		if r := w.anna.ask("PATCH", "/v1/uploads/"+f.id, h, bytes.NewReader(nil)); r.status >= 500 {
			t.Errorf("PATCH with %q: %d %s", pairs, r.status, r.bytes)
		}
		if r := w.anna.ask("HEAD", "/v1/uploads/"+f.id, h, nil); r.status >= 500 {
			t.Errorf("HEAD with %q: %d %s", pairs, r.status, r.bytes)
		}
	}
	w.anna.offset(f).want(http.StatusOK).wantOffset(0)
}

func TestUpload_OfABodyThatIsNoneIsItsSendersMistake(t *testing.T) {
	w := newWorld(t)
	for name, body := range map[string]string{
		"no length of a chunk":      "zz\r\nabc",
		"a chunk that has no end":   "3\r\nabcdef",
		"a chunk of too many bytes": "ffffffffffffffff1\r\nabc",
		"more than was declared":    "5dc\r\n" + string(make([]byte, 1500)) + "\r\n0\r\n\r\n",
	} {
		f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
		w.anna.begin(f).want(http.StatusCreated)
		r := w.anna.chunked(t, f).send([]byte(body)).answer()
		if r.status != http.StatusBadRequest && r.status != http.StatusRequestEntityTooLarge && r.status != http.StatusConflict {
			t.Errorf("%s: %d %s", name, r.status, r.bytes)
		}
	}
}

// chunked is patch from the beginning, of a body whose length is not said.
func (u *user) chunked(t *testing.T, f *attachment) *line {
	t.Helper()
	conn := u.connection(t)
	_, err := conn.Write([]byte("PATCH /v1/uploads/" + f.id + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + u.token + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n" +
		"Content-Type: application/offset+octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	return &line{t, conn}
}

// ends are how somebody's session ends.
var ends = map[string]func(*user){
	"disabled": func(u *user) {
		if err := u.world.server.Service().DisablePerson(u.world.t.Context(), u.Login); err != nil {
			u.world.t.Fatal(err)
		}
	},
	"signed out": func(u *user) { u.do("DELETE", "/v1/sessions/current", nil).want(http.StatusNoContent) },
}

func TestUpload_OfWhoeverIsDisabledOrSignedOutMeanwhileEnds(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
			w.anna.begin(f).want(http.StatusCreated)
			l := w.anna.patch(t, f, 0).send(f.content[:200_000])
			w.comes(t, f, 200_000)
			end(w.anna)
			w.clock.advance(time.Minute)
			l.send(f.content[200_000:]).answer().wantProblem(http.StatusUnauthorized, support.CodeUnauthenticated)
			w.luca.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
			if got := w.unfinished(); len(got) != 1 || sizeOf(t, got[0]) != 200_000 {
				t.Errorf("what had come is %q", got)
			}
		})
	}
}

func TestAttachment_IsCutForWhoeverIsDisabledOrSignedOutMeanwhile(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 30_000_000)))
			content := w.bruno.fetching(t, f)
			if _, err := io.CopyN(io.Discard, content, 1000); err != nil {
				t.Fatal(err)
			}
			end(w.bruno)
			w.clock.advance(time.Minute)
			if n, err := io.Copy(io.Discard, content); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%d more bytes came, %v", n, err)
			}
		})
	}
}

func TestUpload_OfOnePersonTakesOnlySoMuchAtATime(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	const most = 24
	var files []*attachment
	for range 2 {
		var some []*attachment
		for range 16 {
			some = append(some, aFile("a.bin", 1000))
		}
		w.anna.attach(ticket, "reply", some...)
		files = append(files, some...)
	}
	var lines []*line
	for _, f := range files[:most] {
		w.anna.begin(f).want(http.StatusCreated)
		lines = append(lines, w.anna.patch(t, f, 0).send(f.content[:1]))
		w.comes(t, f, 1)
	}
	next := files[most]
	w.anna.begin(next).want(http.StatusCreated)
	refused := w.anna.bring(next, 0, next.size).wantProblem(http.StatusTooManyRequests, support.CodeRateLimited)
	if refused.header.Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	// Nobody else waits for that, nor what anna writes.
	w.luca.upload(w.luca.attach(ticket, "note", aFile("b.bin", 1000)))
	w.anna.say(ticket, "reply", "Eccole.").want(http.StatusCreated)
	lines[0].send(files[0].content[1:]).answer().want(http.StatusNoContent)
	// The answer is there a moment before its request has ended.
	r := w.anna.bring(next, 0, next.size)
	for deadline := time.Now().Add(20 * time.Second); r.status == http.StatusTooManyRequests && time.Now().Before(deadline); {
		r = w.anna.bring(next, 0, next.size)
	}
	r.want(http.StatusNoContent)
}
