package httpapi_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server"
)

// streamsOpen is how many streams the server says it has.
func streamsOpen(t *testing.T, registry *prometheus.Registry) int {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "filodiretto_streams" {
			return int(f.GetMetric()[0].GetGauge().GetValue())
		}
	}
	t.Fatal("no measure of streams")
	return 0
}

// pipes is a listener whose connections hold nothing: a write waits for its reader.
type pipes struct {
	accepted chan net.Conn
	closed   chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accepted:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func TestStream_CutsAReaderThatIsTooSlow(t *testing.T) {
	registry := prometheus.NewRegistry()
	w := newWorld(t, func(c *server.Config) { c.Stream.Write, c.Metrics = 100*time.Millisecond, registry })
	w.anna.open()
	listener := pipes{make(chan net.Conn), make(chan struct{})}
	served := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { served <- w.server.Serve(ctx, listener) }()
	ours, theirs := net.Pipe()
	listener.accepted <- theirs
	fmt.Fprintf(ours, "GET /v1/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n", w.anna.token)
	if _, err := io.ReadFull(ours, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if n := streamsOpen(t, registry); n != 1 {
		t.Errorf("%d streams", n)
	}
	deadline := time.After(10 * time.Second)
	for streamsOpen(t, registry) > 0 {
		select {
		case <-deadline:
			t.Fatal("a reader that reads nothing is still held")
		case <-time.Tick(5 * time.Millisecond):
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestServe_StreamsOverTLSAndHTTP2(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, certificate, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	other, err := server.Open(t.Context(), server.Config{
		Data: t.TempDir(), Password: cheap(), TLS: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.server, w.url = other, "https://"+listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- other.Serve(t.Context(), listener) }()
	t.Cleanup(func() { // t.Context has ended by now
		if err := <-served; err != nil {
			t.Error(err)
		}
		_ = other.Close()
	})
	roots := x509.NewCertPool()
	leaf, _ := x509.ParseCertificate(der)
	roots.AddCert(leaf)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	previous := http.DefaultClient
	http.DefaultClient = &http.Client{Transport: transport}
	defer func() { http.DefaultClient = previous }()
	w.people()
	s := w.anna.listen("")
	s.until("caught-up")
	id := w.anna.open()
	if e := s.next(); e.data["type"] != "ticket" && e.data["type"] != "message" {
		t.Errorf("got %+v", e)
	}
	w.luca.say(id, "reply", "Arrivo.").want(http.StatusCreated)
	f := w.anna.upload(w.anna.attach(id, "reply", aFile("Registro.log", 3_000_000)))
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Errorf("%d other bytes arrived", len(got.bytes))
	}
	w.anna.do("DELETE", "/v1/sessions/current", nil).want(http.StatusNoContent)
	s.until("ended")
}
