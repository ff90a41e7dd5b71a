package desktop_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/desktop"
)

// faraway is the server's name; only the proxy knows where it is.
const faraway = "assistenza.example"

// authority signs certificates.
type authority struct {
	t    testing.TB
	key  *ecdsa.PrivateKey
	root *x509.Certificate
	// file holds its own certificate in PEM.
	file string
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t: t, key: newKey(t), file: filepath.Join(t.TempDir(), "authority.pem")}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Marzaghi"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().AddDate(-30, 0, 0), NotAfter: time.Now().AddDate(30, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	writePEM(t, a.file, "CERTIFICATE", der)
	return a
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func writePEM(t testing.TB, file, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// certify makes a certificate for a name that holds from now + from until now + until.
func (a *authority) certify(name string, from, until time.Duration) *tls.Certificate {
	a.t.Helper()
	key := newKey(a.t)
	form := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until),
	}
	der, err := x509.CreateCertificate(rand.Reader, form, a.root, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (a *authority) good() *tls.Certificate { return a.certify(faraway, -time.Hour, 24*time.Hour) }

// listening is a listener whose connections can all be cut, and that can go away and come back.
type listening struct {
	t       testing.TB
	address string
	serve   func(net.Conn)

	mu       sync.Mutex
	listener net.Listener
	made     map[net.Conn]struct{}
	// taken counts the connections there ever were.
	taken atomic.Int64
}

func newListening(t testing.TB, serve func(net.Conn)) *listening {
	t.Helper()
	l := &listening{t: t, address: "127.0.0.1:0", serve: serve, made: map[net.Conn]struct{}{}}
	l.up()
	t.Cleanup(l.down)
	return l
}

func (l *listening) up() {
	l.t.Helper()
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	l.address, l.listener = listener.Addr().String(), listener
	l.mu.Unlock()
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			l.taken.Add(1)
			l.mu.Lock()
			l.made[c] = struct{}{}
			l.mu.Unlock()
			go func() {
				l.serve(c)
				_ = c.Close()
				l.mu.Lock()
				delete(l.made, c)
				l.mu.Unlock()
			}()
		}
	}()
}

func (l *listening) down() {
	l.mu.Lock()
	_ = l.listener.Close()
	l.mu.Unlock()
	l.cut()
}

func (l *listening) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.made {
		_ = c.Close()
	}
}

// held is how many connections there are.
func (l *listening) held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.made)
}

// door is the server's front by TLS; it passes on to the real server, or does what a bad line does.
type door struct {
	*listening

	own         *authority
	certificate atomic.Pointer[tls.Certificate]
	instead     atomic.Pointer[http.HandlerFunc]
}

func newDoor(w *world) *door {
	w.t.Helper()
	d := &door{own: newAuthority(w.t)}
	d.certificate.Store(d.own.good())
	target, err := url.Parse(w.url())
	if err != nil {
		w.t.Fatal(err)
	}
	through := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, FlushInterval: -1,
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) },
	}
	handler := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if instead := d.instead.Load(); instead != nil {
			(*instead)(rw, r)
			return
		}
		through.ServeHTTP(rw, r)
	})
	config := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return d.certificate.Load(), nil
	}}
	d.listening = newListening(w.t, func(c net.Conn) { serveOne(tls.Server(c, config), handler) })
	return d
}

// serveOne serves one connection until it ends.
func serveOne(c net.Conn, handler http.Handler) {
	once := &oneConnection{conn: c, done: make(chan struct{})}
	server := &http.Server{Handler: handler, ErrorLog: quiet(), ConnState: func(_ net.Conn, s http.ConnState) {
		if s == http.StateClosed || s == http.StateHijacked {
			once.finish()
		}
	}}
	_ = server.Serve(once)
}

// oneConnection is a listener that has one connection, and ends with it.
type oneConnection struct {
	conn net.Conn
	out  sync.Once
	end  sync.Once
	done chan struct{}
}

func (o *oneConnection) Accept() (c net.Conn, err error) {
	o.out.Do(func() { c = o.conn })
	if c != nil {
		return c, nil
	}
	<-o.done
	return nil, net.ErrClosed
}

func (o *oneConnection) finish()        { o.end.Do(func() { close(o.done) }) }
func (o *oneConnection) Close() error   { return nil }
func (o *oneConnection) Addr() net.Addr { return o.conn.LocalAddr() }

// proxy is a real one: it connects to the door, whatever name is asked for.
type proxy struct {
	*listening

	// password is what it asks for, as name:password; empty lets everybody through.
	password atomic.Pointer[string]
	// refuses is the status that it answers instead; 0 is none.
	refuses atomic.Int64
}

func newProxy(d *door) *proxy {
	d.t.Helper()
	p := &proxy{}
	p.listening = newListening(d.t, func(c net.Conn) { p.pass(c, d.address) })
	return p
}

func (p *proxy) asksFor(password string) { p.password.Store(&password) }

func (p *proxy) pass(c net.Conn, to string) {
	reader := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		status := int(p.refuses.Load())
		if asked := p.password.Load(); asked != nil && *asked != "" &&
			r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte(*asked)) {
			status = http.StatusProxyAuthRequired
		}
		if status != 0 {
			_, _ = fmt.Fprintf(c, "HTTP/1.1 %d No\r\nProxy-Authenticate: Basic realm=\"officina\"\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", status)
			continue
		}
		server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", to)
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() {
			_, _ = io.Copy(server, reader)
			_ = server.Close()
		}()
		_, _ = io.Copy(c, server)
		_ = server.Close()
		return
	}
}

// through are settings that go through the proxy and trust the door's authority.
func through(p *proxy, d *door) desktop.Settings {
	return desktop.Settings{Proxy: "address", ProxyAddress: "http://" + p.address, CAFile: d.own.file}
}

// farawayWorld is a world behind a door and a proxy, and a workstation that goes through both.
func farawayWorld(t *testing.T) (*world, *door, *proxy, *workstation) {
	t.Helper()
	w := newWorld(t)
	d := newDoor(w)
	p := newProxy(d)
	s := newWorkstation(t)
	s.setSettings(through(p, d))
	return w, d, p, s
}

func (s *workstation) setSettings(settings desktop.Settings) {
	s.t.Helper()
	if err := s.SetSettings(settings); err != nil {
		s.t.Fatal(err)
	}
}

// signInFaraway signs in to the server behind the proxy.
func (s *workstation) signInFaraway(login, password string) error {
	s.t.Helper()
	return s.SignIn(s.t.Context(), desktop.Credentials{Address: faraway, Login: login, Password: password, Remember: true})
}
