package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-ieproxy"

	"filodiretto/backend/support"
)

// The ways past a proxy, or without one.
const (
	// ProxySystem does as the system says; it is what an empty word means.
	ProxySystem = "system"
	// ProxyNone calls servers directly.
	ProxyNone = "none"
	// ProxyAddress goes through the proxy at an address.
	ProxyAddress = "address"
)

// Network says how this workstation reaches servers. The zero value is as the system does it.
type Network struct {
	Proxy string
	// ProxyAddress is an http or https URL, with name and password where the proxy asks for them. It is never logged.
	ProxyAddress string
	// CAFile is a PEM file of authorities that are trusted besides the system's; empty is none.
	CAFile string
}

// Way is the one way to the network that all clients of a workstation share. It can be changed while it is in use. It is
// safe for use by many goroutines.
type Way struct {
	now func() time.Time

	mu    sync.Mutex
	route *route
}

// NewWay is the system's way; now is the wall clock that certificates are judged by, nil is time.Now.
func NewWay(now func() time.Time) *Way {
	w := &Way{now: now}
	// The zero Network cannot be wrong.
	w.route, _ = w.routeOf(Network{})
	return w
}

// RoundTrip makes one request the way that holds now.
func (w *Way) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	route := w.route
	w.mu.Unlock()
	return route.transport.RoundTrip(r)
}

// CloseIdleConnections is for [http.Client]: it closes those that no request uses at this moment.
func (w *Way) CloseIdleConnections() {
	w.mu.Lock()
	route := w.route
	w.mu.Unlock()
	route.transport.CloseIdleConnections()
}

// Prepare checks a network and returns what makes it the way: from then on every request goes there, and what was under
// way the old way, streams too, is cut off so that it comes again. support.CodeInvalid names what cannot be
// (proxyAddress, caFile); the way stays as it is then.
func (w *Way) Prepare(n Network) (take func(), err error) {
	next, err := w.routeOf(n)
	if err != nil {
		return nil, err
	}
	return func() {
		w.mu.Lock()
		before := w.route
		w.route = next
		w.mu.Unlock()
		before.close()
	}, nil
}

// Through is the proxy that the last request went through, by host and port; empty when it went straight, and before the
// first one.
func (w *Way) Through() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.route.through.Load().(string)
}

// Close cuts off whatever is under way. Requests made after it fail.
func (w *Way) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.route.close()
}

func (w *Way) routeOf(n Network) (*route, error) {
	var wrong support.Fields
	proxy, err := proxyOf(n)
	if err != nil {
		wrong.Check(err)
	}
	roots, err := authorities(n.CAFile)
	if err != nil {
		wrong.Check(err)
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	r := &route{connections: map[net.Conn]struct{}{}}
	r.through.Store("")
	r.open, r.end = context.WithCancel(context.Background())
	r.transport = newTransport(proxy, &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, Time: w.now})
	r.transport.DialContext = r.dial
	r.transport.Proxy = r.noting(r.transport.Proxy)
	return r, nil
}

// NewTransport is the transport of a workstation that nothing was chosen for: the system's proxy and authorities, TLS
// 1.2 or newer.
func NewTransport() *http.Transport {
	return newTransport(systemProxy(), &tls.Config{MinVersion: tls.VersionTLS12})
}

// After how long without a word a connection of HTTP/2 is asked whether it lives, and how long it has to say so. Where a
// stream is held open, the server says something every 15 s.
const (
	quietLimit   = 20 * time.Second
	pingPatience = 10 * time.Second
)

func newTransport(proxy proxyFunc, config *tls.Config) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own
	t.TLSClientConfig = config
	t.Proxy = pastLoopback(proxy)
	t.OnProxyConnectResponse = connectError
	t.ResponseHeaderTimeout = callTimeout
	// All calls share one connection of HTTP/2 with the stream: where that is dead, a new one would never be tried.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: quietLimit, PingTimeout: pingPatience}
	t.MaxIdleConnsPerHost = 8
	return t
}

type proxyFunc func(*http.Request) (*url.URL, error)

// systemProxy is the environment's, and on Windows the one of the internet settings, scripts included.
func systemProxy() proxyFunc {
	find := ieproxy.GetProxyFunc()
	return func(r *http.Request) (*url.URL, error) {
		u, err := find(r)
		if err != nil {
			// Its words repeat the address, and with it a password.
			return nil, support.Errorf(support.CodeProxy, "the address of the system's proxy cannot be read")
		}
		if u != nil && u.Scheme == "" {
			// What a script answers has none.
			u = &url.URL{Scheme: "http", Host: u.Host}
		}
		return u, nil
	}
}

// SystemProxies are the addresses of the environment's proxies, with name and password where they have them: for keeping
// those from being repeated.
func SystemProxies() []string {
	var found []string
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"} {
		for _, variable := range []string{name, strings.ToLower(name)} {
			if address := os.Getenv(variable); address != "" {
				found = append(found, address)
			}
		}
	}
	return found
}

// pastLoopback goes directly to this very machine: for a proxy that would be another one.
func pastLoopback(proxy proxyFunc) proxyFunc {
	if proxy == nil {
		return nil
	}
	return func(r *http.Request) (*url.URL, error) {
		if isLoopback(r.URL.Hostname()) {
			return nil, nil //nolint:nilnil // the contract of http.Transport.Proxy: no proxy
		}
		return proxy(r)
	}
}

func proxyOf(n Network) (proxyFunc, *support.Error) {
	switch n.Proxy {
	case "", ProxySystem:
		return systemProxy(), nil
	case ProxyNone:
		return nil, nil
	}
	typed := strings.TrimSpace(n.ProxyAddress)
	if typed == "" {
		return nil, support.Invalid("proxyAddress", support.ReasonRequired)
	}
	// What the parser says is not passed on: it repeats the address, and with it a password.
	u, err := url.Parse(typed)
	if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) {
		return nil, support.Invalid("proxyAddress", support.ReasonUnknown)
	}
	return http.ProxyURL(&url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}), nil
}

// route is a way as long as it holds: its transport, and the connections that it has made.
type route struct {
	transport *http.Transport
	open      context.Context //nolint:containedctx // it ends dialling when the way is left
	end       context.CancelFunc

	// through is the proxy of the last request, without a name and a password.
	through atomic.Value

	mu          sync.Mutex
	connections map[net.Conn]struct{}
	closed      bool
}

// noting remembers what a choice of proxies chooses.
func (r *route) noting(choose proxyFunc) proxyFunc {
	if choose == nil {
		return nil
	}
	return func(request *http.Request) (*url.URL, error) {
		u, err := choose(request)
		host := ""
		if u != nil {
			host = u.Host
		}
		r.through.Store(host)
		return u, err
	}
}

func (r *route) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.open, cancel)()
	made, err := (&net.Dialer{Timeout: callTimeout, KeepAlive: callTimeout}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &connection{Conn: made, route: r}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		_ = made.Close()
		return nil, net.ErrClosed
	}
	r.connections[c] = struct{}{}
	return c, nil
}

// close cuts off what is under way.
func (r *route) close() {
	r.end()
	r.mu.Lock()
	r.closed = true
	connections := r.connections
	r.connections = map[net.Conn]struct{}{}
	r.mu.Unlock()
	for c := range connections {
		_ = c.Close()
	}
	r.transport.CloseIdleConnections()
}

// connection is one that its route can cut.
type connection struct {
	net.Conn

	route *route
}

func (c *connection) Close() error {
	c.route.mu.Lock()
	delete(c.route.connections, c)
	c.route.mu.Unlock()
	return c.Conn.Close()
}
