package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a network of one address, on which what is sent over a connection can be lost without a word.
type pipes struct {
	incoming chan net.Conn
	closed   chan struct{}
	dials    atomic.Int32
	// lost are how many connections, of the first, are dead.
	lost atomic.Int32
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.incoming <- theirs
	return &lossy{Conn: ours, of: p, n: p.dials.Add(1)}, nil
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

type lossy struct {
	net.Conn

	of *pipes
	n  int32
}

func (l *lossy) Write(b []byte) (int, error) {
	if l.n <= l.of.lost.Load() {
		return len(b), nil
	}
	return l.Conn.Write(b)
}

// With HTTP/2, that is, where the server does TLS itself.
func TestTransport_TriesAnotherConnectionWhereTheOneThatAllShareIsDead(t *testing.T) {
	// Its certificate, made where the clock is right.
	lent := httptest.NewUnstartedServer(nil)
	lent.StartTLS()
	defer lent.Close()
	roots := x509.NewCertPool()
	roots.AddCert(lent.Certificate())
	synctest.Test(t, func(t *testing.T) {
		net := &pipes{incoming: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{
			TLSConfig: &tls.Config{Certificates: lent.TLS.Certificates}, ErrorLog: log.New(io.Discard, "", 0),
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ProtoMajor != 2 {
					t.Errorf("the server is asked by %s", r.Proto)
				}
				w.WriteHeader(http.StatusOK)
				if r.URL.Path == "/stream" {
					_ = http.NewResponseController(w).Flush()
					<-r.Context().Done()
				}
			}),
		}
		served := make(chan struct{})
		go func() { defer close(served); _ = server.ServeTLS(net, "", "") }()
		transport := newTransport(nil, &tls.Config{RootCAs: roots, ServerName: "example.com", Time: lent.Certificate().NotBefore.Local})
		transport.DialContext = net.dial
		get := func(path string, within time.Duration) error {
			ctx, cancel := context.WithTimeout(t.Context(), within)
			t.Cleanup(cancel)
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://example.com"+path, http.NoBody)
			if err != nil {
				return err
			}
			answer, err := transport.RoundTrip(r)
			if err == nil && path != "/stream" {
				_ = answer.Body.Close()
			}
			return err
		}
		if err := get("/stream", time.Hour); err != nil {
			t.Fatal(err)
		}
		net.lost.Store(1)
		time.Sleep(quietLimit + pingPatience + time.Second)
		if err := get("/v1/server", 5*time.Second); err != nil {
			t.Errorf("asked who is there after %d connections: %v", net.dials.Load(), err)
		}
		close(net.closed)
		_ = server.Close()
		transport.CloseIdleConnections()
		<-served
	})
}
