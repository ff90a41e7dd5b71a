package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

// line is a connection over which a piece of a file is being brought.
type line struct {
	t    *testing.T
	conn *net.TCPConn
}

// patch begins to bring the rest of a file from an offset; nothing of it has gone yet.
func (u *user) patch(t *testing.T, f *attachment, from int) *line {
	t.Helper()
	conn := u.connection(t)
	fmt.Fprintf(conn, "PATCH /v1/uploads/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", f.id, u.token, from, f.size-from)
	return &line{t, conn}
}

func (u *user) connection(t *testing.T) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(u.world.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.(*net.TCPConn)
}

func (l *line) send(b []byte) *line {
	l.t.Helper()
	if _, err := l.conn.Write(b); err != nil {
		l.t.Fatal(err)
	}
	return l
}

// answer is what the server says in the end.
func (l *line) answer() *reply {
	l.t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(l.conn), nil)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return replyOf(l.t, "PATCH", res, b)
}

// comes waits until so many bytes of an upload are on the disk.
func (w *world) comes(t *testing.T, f *attachment, size int64) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		for _, file := range w.unfinished() {
			if strings.HasSuffix(file, f.id) && sizeOf(t, file) >= size {
				return
			}
		}
		select {
		case <-deadline:
			t.Fatalf("%d bytes do not come", size)
		case <-time.Tick(2 * time.Millisecond):
		}
	}
}

func TestUpload_GoesOnWhereTheLineWasCut(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 3_000_000))
	w.anna.begin(f).want(http.StatusCreated)
	at, cuts := 0, 0
	for ; at < 2_500_000; cuts++ {
		piece := 1 + rand.IntN(300_000)
		l := w.anna.patch(t, f, at).send(f.content[at : at+piece])
		w.comes(t, f, int64(at+1))
		if cuts%2 == 0 {
			// What was not read yet is lost; else what has come over the line counts, read or not.
			_ = l.conn.SetLinger(0)
		}
		if err := l.conn.Close(); err != nil {
			t.Fatal(err)
		}
		r := w.anna.offset(f).want(http.StatusOK)
		var now int
		if _, err := fmt.Sscan(r.header.Get("Upload-Offset"), &now); err != nil || now < at || now > at+piece || cuts%2 == 1 && now != at+piece {
			t.Fatalf("after %d bytes from %d the upload is at %d, %v", piece, at, now, err)
		}
		at = now
	}
	w.anna.bring(f, at, f.size).want(http.StatusNoContent)
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Errorf("after %d cuts other bytes arrived", cuts)
	}
}

func TestUpload_IsNotHeldByALineThatOnlyLooksAlive(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	dead := w.anna.patch(t, f, 0).send(f.content[:200_000])
	w.comes(t, f, 200_000)
	began := time.Now()
	w.anna.offset(f).want(http.StatusOK).wantOffset(200_000)
	second := w.anna.patch(t, f, 200_000).send(f.content[200_000:300_000])
	w.comes(t, f, 300_000)
	w.anna.bring(f, 300_000, 500_000).want(http.StatusNoContent)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it was held for %v", took)
	}
	for _, l := range []*line{dead, second} {
		l.answer().wantProblem(http.StatusConflict, support.CodeConflict)
	}
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Error("other bytes arrived")
	}
}

func TestUpload_ByOthersInterruptsNobody(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	l := w.anna.patch(t, f, 0).send(f.content[:200_000])
	w.comes(t, f, 200_000)
	for _, u := range []*user{w.bruno, w.luca, w.piero, w.nobody()} {
		if r := u.bring(f, 0, 10); r.status < 400 || r.status == http.StatusConflict {
			t.Errorf("%s: %d", u.Login, r.status)
		}
	}
	l.send(f.content[200_000:]).answer().want(http.StatusNoContent).wantOffset(500_000)
}

func TestUpload_OfManyAtOnceArrivesOnce(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 200_000))
	_, cursor := w.luca.feed("")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				r, err := w.anna.asks("POST", "/v1/uploads", tusHeader("Upload-Length", fmt.Sprint(f.size), "Upload-Metadata", metadata(f.id)), nil)
				var at int
				if err == nil && r.status == http.StatusCreated {
					_, err = fmt.Sscan(r.header.Get("Upload-Offset"), &at)
				}
				if err != nil {
					continue
				}
				if at == f.size {
					return
				}
				// Others may be at another offset, or overtake.
				_, _ = w.anna.asks("PATCH", "/v1/uploads/"+f.id, partHeader(at), bytes.NewReader(f.content[at:min(at+50_000, f.size)]))
			}
			t.Error("it never arrived")
		})
	}
	all.Wait()
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Error("other bytes arrived")
	}
	if changes, _ := w.luca.feed(cursor); len(changes) != 1 {
		t.Errorf("it was told %d times", len(changes))
	}
}

func TestUpload_LetsGoOfASilentLineAndKeepsWhatCame(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Uploads.Silence = 50 * time.Millisecond })
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	l := w.anna.patch(t, f, 0).send(f.content[:123_456])
	l.answer().wantProblem(http.StatusBadRequest, support.CodeMalformed)
	if n, err := l.conn.Read(make([]byte, 1)); err == nil || n != 0 {
		t.Error("the line is still held")
	}
	w.anna.offset(f).want(http.StatusOK).wantOffset(123_456)
}

func TestUpload_TakesAsLongAsBytesCome(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.Request, c.Uploads.Silence = 250*time.Millisecond, 10*time.Second })
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	w.anna.begin(f).want(http.StatusCreated)
	l := w.anna.patch(t, f, 0)
	beat := time.Tick(50 * time.Millisecond)
	for i := range 20 {
		<-beat
		l.send(f.content[i*50 : i*50+50])
	}
	l.answer().want(http.StatusNoContent).wantOffset(1000)
}

func TestServe_EndsUploadsUnderWayAndKeepsWhatCame(t *testing.T) {
	data := t.TempDir()
	w := newWorld(t, func(c *server.Config) { c.Data = data })
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	// The same server at another address, which goes down.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- w.server.Serve(ctx, listener) }()
	u := *w.anna
	elsewhere := *w
	elsewhere.url = "http://" + listener.Addr().String()
	u.world = &elsewhere
	l := u.patch(t, f, 0).send(f.content[:200_000])
	w.comes(t, f, 200_000)
	began := time.Now()
	stop()
	l.answer().wantProblem(http.StatusServiceUnavailable, support.CodeUnavailable)
	if err := <-served; err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("it ended after %v with %v", time.Since(began), err)
	}
	w.anna.begin(f).wantProblem(http.StatusServiceUnavailable, support.CodeUnavailable)
	if files := w.unfinished(); len(files) != 1 || sizeOf(t, files[0]) != 200_000 {
		t.Errorf("kept: %q", files)
	}
}

func TestUpload_OnAFullDiskWaitsAndHoldsUpNobodysWords(t *testing.T) {
	disk := smalldisk.Mount(t, "24m")
	w := newWorld(t, func(c *server.Config) { c.Data, c.Uploads.Reserve = disk.In("data"), 8<<20 })
	ticket := w.anna.open()
	f := w.anna.attach(ticket, "reply", aFile("a.bin", 20<<20))
	w.anna.begin(f).want(http.StatusCreated)
	refused := w.anna.bring(f, 0, f.size).wantProblem(http.StatusServiceUnavailable, support.CodeUnavailable)
	if refused.header.Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	w.anna.say(ticket, "reply", "C'è ancora posto per le parole.").want(http.StatusCreated)
	other := w.anna.attach(ticket, "reply", aFile("b.bin", 20<<20))
	w.anna.begin(other).want(http.StatusCreated)
	w.anna.bring(other, 0, other.size).wantProblem(http.StatusServiceUnavailable, support.CodeUnavailable)
	var at int
	if _, err := fmt.Sscan(w.anna.offset(f).want(http.StatusOK).header.Get("Upload-Offset"), &at); err != nil || at == 0 {
		t.Fatalf("of what came %d bytes are there, %v", at, err)
	}
	w.luca.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
	// Room for it once: nothing is copied.
	disk.Grow("34m")
	w.anna.bring(f, at, f.size).want(http.StatusNoContent).wantOffset(f.size)
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Error("other bytes arrived")
	}
	for line := range strings.Lines(w.logged.take()) {
		if !strings.Contains(line, "the disk is low") {
			t.Errorf("logged: %s", line)
		}
	}
}
