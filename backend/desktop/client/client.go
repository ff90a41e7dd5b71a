// Package client speaks the HTTP contract to a server. Every failure comes back as a support.Error whose code says
// what to do: a judging code only from a problem that the server itself worded, and for whatever else can answer in
// its place (a proxy, a captive portal, nothing at all) a code that means: try again.
package client

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// callTimeout bounds one call; the stream has none but its silence.
const callTimeout = 30 * time.Second

// maxAnswer bounds what is read of one answer: a page of 500 long messages fits.
const maxAnswer = 64 << 20

// Options say how to reach a server.
type Options struct {
	// Address is the server's origin, as [Origin] makes it.
	Address string
	// Transport is nil for the default one: the system's proxy, the system's authorities.
	Transport http.RoundTripper
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
}

// Client is one person's line to one server. It is safe for use by many goroutines.
type Client struct {
	address string
	calls   *resty.Client
	stream  *resty.Client
	// bytes brings parts of files.
	bytes *resty.Client
	pace  pace
	now   func() time.Time

	mu     sync.Mutex
	token  string
	offset time.Duration
	heard  time.Time
}

// New makes a client; nothing is sent.
func New(o Options) *Client {
	transport := o.Transport
	if transport == nil {
		transport = NewTransport()
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	c := &Client{address: o.Address, now: now}
	c.calls = newResty(o.Address, transport).SetTimeout(callTimeout).SetResponseBodyLimit(maxAnswer)
	c.stream = newResty(o.Address, transport).SetDoNotParseResponse(true)
	c.bytes = newResty(o.Address, transport).SetDoNotParseResponse(true)
	c.bytes.SetPreRequestHook(withPortion)
	return c
}

// newResty never retries and never follows: an act is repeated by its outbox alone, and a redirect is a portal's.
func newResty(address string, transport http.RoundTripper) *resty.Client {
	r := resty.New().SetBaseURL(address).SetTransport(transport).SetRedirectPolicy(resty.NoRedirectPolicy()).
		SetHeader("User-Agent", "filodiretto-desktop/"+api.Version).SetLogger(quiet{})
	r.JSONMarshal = json.Marshal
	return r
}

// quiet keeps resty's remarks out of the log: failures are logged by whoever decides what they mean.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}
func (quiet) Warnf(string, ...any)  {}
func (quiet) Debugf(string, ...any) {}

// Origin brings an address as people type it ("assistenza.example", "http://127.0.0.1:8080/") to the origin that calls
// go to. https is assumed, http only for this very machine; support.CodeInvalid says that it cannot be an address.
func Origin(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	if !strings.Contains(s, "://") {
		s = "https://" + s
		if u, err := url.Parse(s); err == nil && isLoopback(u.Hostname()) {
			s = "http://" + strings.TrimPrefix(s, "https://")
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, " \t") {
		return "", support.Invalid("address", support.ReasonUnknown)
	}
	switch u.Scheme {
	case "https":
	case "http":
		if !isLoopback(u.Hostname()) {
			return "", support.Invalid("address", support.ReasonNotAllow)
		}
	default:
		return "", support.Invalid("address", support.ReasonUnknown)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

func isLoopback(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

// Address is the origin that calls go to.
func (c *Client) Address() string { return c.address }

// Anew lets go of the connections that nobody uses at this moment: one that a network has dropped without a word swallows the
// next call, until that has waited its whole time. Further calls make connections of their own.
func (c *Client) Anew() { c.calls.GetClient().CloseIdleConnections() }

// SetToken sets the session that calls are made in; empty is none.
func (c *Client) SetToken(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = token
}

// Token is the session that calls are made in, empty when there is none.
func (c *Client) Token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// clockTolerance is how far this machine's clock may be off before anybody is told, and before it is corrected for: an
// answer says the time to a second, and takes its time to come.
const clockTolerance = 2 * time.Minute

// ServerNow is the server's time by its last answer, where this machine's clock is off by minutes; otherwise, and before
// the first answer, this machine's.
func (c *Client) ServerNow() time.Time {
	now := c.now()
	if off := c.off(); off.Abs() > clockTolerance {
		return now.Add(off)
	}
	return now
}

// Ahead is how far this machine's clock is ahead of the server's (negative: behind) as of its last answer, in whole
// minutes; 0 when it is no more than two.
func (c *Client) Ahead() time.Duration {
	off := c.off()
	if off.Abs() <= clockTolerance {
		return 0
	}
	return -off.Round(time.Minute)
}

// off is what this machine's clock lacks to the server's, as of its last answer.
func (c *Client) off() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// learnTime reads it from the server's own word, never from a portal's page.
func (c *Client) learnTime(h http.Header) {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = at.Sub(c.now())
}

// Heard is when the server last said anything, a stream's comment too; zero before it did.
func (c *Client) Heard() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

func (c *Client) heardNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.now()
}

// OfferToken sets the session that calls are made in, unless there is one; it reports whether it did.
func (c *Client) OfferToken(token string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" {
		return false
	}
	c.token = token
	return true
}

// TakeToken is the session that calls were made in; further ones are made in none.
func (c *Client) TakeToken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	token := c.token
	c.token = ""
	return token
}

// do makes one call in the session and reads its answer into out, unless that is nil.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	return c.doIn(ctx, c.Token(), nil, method, path, query, body, out)
}

func (c *Client) doIn(ctx context.Context, token string, headers map[string]string, method, path string, query url.Values, body, out any) error {
	r := c.calls.R().SetContext(ctx).SetHeaders(headers).SetQueryParamsFromValues(query)
	if token != "" {
		r.SetAuthToken(token)
	}
	if body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	answer, err := r.Execute(method, path)
	if err != nil {
		return transportError(ctx, err)
	}
	if err := statusError(answer.StatusCode(), answer.Header(), answer.Body()); err != nil {
		slog.DebugContext(ctx, "call failed", "method", method, "path", path, "status", answer.StatusCode(), "err", err)
		if isMedia(answer.Header(), "application/problem+json") {
			c.learnTime(answer.Header())
		}
		return err
	}
	if out == nil {
		if answer.StatusCode() != http.StatusNoContent {
			// A portal's page is a success to everybody else.
			return support.Errorf(support.CodeNotAServer, "the answer to %s is status %d", path, answer.StatusCode())
		}
		c.learnTime(answer.Header())
		return nil
	}
	if !isMedia(answer.Header(), "application/json") {
		return support.Errorf(support.CodeNotAServer, "the answer to %s is %q", path, answer.Header().Get("Content-Type"))
	}
	if err := json.Unmarshal(answer.Body(), out); err != nil {
		return unreadable(err)
	}
	c.learnTime(answer.Header())
	return nil
}
