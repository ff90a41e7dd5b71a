package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

// fetching asks for an attachment over a connection that holds nothing: the server writes as fast as it is read.
func (u *user) fetching(t *testing.T, f *attachment) io.Reader {
	t.Helper()
	listener := pipes{make(chan net.Conn), make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- u.world.server.Serve(ctx, listener) }()
	ours, theirs := net.Pipe()
	t.Cleanup(func() {
		_ = ours.Close()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	listener.accepted <- theirs
	fmt.Fprintf(ours, "GET /v1/attachments/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", f.id, u.token)
	res, err := http.ReadResponse(bufio.NewReader(ours), nil)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res, err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res.Body
}

func TestAttachment_TakesAsLongAsItIsRead(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.Request, c.Limits.Silence = 250*time.Millisecond, 10*time.Second })
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 2_000_000)))
	content := w.luca.fetching(t, f)
	var got []byte
	piece := make([]byte, 100_000)
	for beat := time.Tick(50 * time.Millisecond); len(got) < f.size; <-beat {
		if _, err := io.ReadFull(content, piece); err != nil {
			t.Fatalf("after %d bytes: %v", len(got), err)
		}
		got = append(got, piece...)
	}
	if !bytes.Equal(got, f.content) {
		t.Error("other bytes came")
	}
}

func TestAttachment_LetsGoOfAReaderThatTakesNothing(t *testing.T) {
	registry := prometheus.NewRegistry()
	w := newWorld(t, func(c *server.Config) { c.Limits.Silence, c.Metrics = 50*time.Millisecond, registry })
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 2_000_000)))
	content := w.luca.fetching(t, f)
	for deadline := time.After(20 * time.Second); answered(t, registry, "GET /v1/attachments/{id}") == 0; {
		select {
		case <-deadline:
			t.Fatal("the reader is still held")
		case <-time.Tick(5 * time.Millisecond):
		}
	}
	if n, err := io.Copy(io.Discard, content); !errors.Is(err, io.ErrUnexpectedEOF) || n >= 2_000_000 {
		t.Errorf("it got %d bytes and %v", n, err)
	}
}

// answered is how many requests of a route have been answered.
func answered(t *testing.T, registry *prometheus.Registry, route string) (n float64) {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "filodiretto_http_requests_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "route" && l.GetValue() == route {
					n += m.GetCounter().GetValue()
				}
			}
		}
	}
	return n
}

func TestAttachments_HaveAnAllowanceOfTheirOwn(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.AttachmentsPerMinute, c.Limits.RequestsPerMinute = 3, 20 })
	ticket := w.anna.open()
	f := w.anna.upload(w.anna.attach(ticket, "reply", aFile("a.bin", 10)))
	w.anna.fetch(f).want(http.StatusOK)
	w.anna.fetch(f).wantProblem(http.StatusTooManyRequests, support.CodeRateLimited)
	w.anna.bring(f, 10, 10).wantProblem(http.StatusTooManyRequests, support.CodeRateLimited)
	w.anna.say(ticket, "reply", "Ecco.").want(http.StatusCreated)
	w.luca.fetch(f).want(http.StatusOK)
}
