// Package httpapi is the HTTP face of the server: version 1 of the contract in docs/api.md. It turns requests into use
// cases of package service and their outcome into JSON and problems, and holds the change feed's streams open.
//
// All routes stand in one table ([Routes]); the mux, the OpenAPI document and the tests' matrix of permissions are made
// from it.
package httpapi

import (
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/api"
	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/feed"
	"filodiretto/backend/server/presence"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/uploads"
)

// Config is how the API behaves. Zero fields get what a real server uses.
type Config struct {
	// Server is what GET /v1/server says.
	Server api.Server
	Log    *slog.Logger
	Now    func() time.Time
	// TrustedProxies are those whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
	Limits         Limits
	Stream         Stream
	// Metrics is where the API's measures are registered; nil keeps none.
	Metrics prometheus.Registerer
}

// Limits bound what one client may take.
type Limits struct {
	// Body is how many bytes a request's body may have.
	Body int64
	// RequestsPerMinute of one session; reading the feed does not count.
	RequestsPerMinute int
	// ReportsPerMinute are a person's reports of broken records, in all their sessions.
	ReportsPerMinute int
	// AttachmentsPerMinute are the requests of one session that bring or fetch bytes; they count for nothing else.
	AttachmentsPerMinute int
	// Silence is for how long the reader of an attachment may take nothing.
	Silence time.Duration
	// PresencePerMinute is how often one session may say what it does; that counts for nothing else.
	PresencePerMinute int
	// Request is how long one request, other than a stream, may take.
	Request time.Duration
}

// Stream says how the change feed's streams behave.
type Stream struct {
	// Comment is how often a silent stream says that it is alive.
	Comment time.Duration
	// Look is how often a stream looks by itself, in case a wake-up was lost.
	Look time.Duration
	// Write is how long one write may take before a reader is too slow.
	Write time.Duration
}

func (c Config) orUsual() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Limits.Body <= 0 {
		c.Limits.Body = 1 << 20
	}
	if c.Limits.RequestsPerMinute <= 0 {
		c.Limits.RequestsPerMinute = 600
	}
	if c.Limits.ReportsPerMinute <= 0 {
		c.Limits.ReportsPerMinute = 30
	}
	if c.Limits.AttachmentsPerMinute <= 0 {
		c.Limits.AttachmentsPerMinute = 1200
	}
	if c.Limits.Silence <= 0 {
		c.Limits.Silence = time.Minute
	}
	if c.Limits.PresencePerMinute <= 0 {
		c.Limits.PresencePerMinute = 120
	}
	if c.Limits.Request <= 0 {
		c.Limits.Request = 30 * time.Second
	}
	if c.Stream.Comment <= 0 {
		c.Stream.Comment = 15 * time.Second
	}
	if c.Stream.Look <= 0 {
		c.Stream.Look = 30 * time.Second
	}
	if c.Stream.Write <= 0 {
		c.Stream.Write = 10 * time.Second
	}
	c.Server.API = []int{api.Number}
	c.Server.Version = api.Version
	c.Server.MinimumDesktop = api.MinimumDesktop
	return c
}

// API answers the contract's requests.
type API struct {
	config   Config
	service  *service.Service
	hub      *feed.Hub
	present  *presence.Hub
	limiter  *limiter[[32]byte]
	reports  *limiter[string]
	said     *limiter[[32]byte]
	carried  *limiter[[32]byte]
	blobs    *blobs.Blobs
	uploads  *uploads.Uploads
	bringing bringing
	metrics  *metrics
	tail     tail
	mux      *http.ServeMux
	unknown  http.HandlerFunc
}

// Files is where the bytes of attachments are, and how they come.
type Files struct {
	Blobs   *blobs.Blobs
	Uploads *uploads.Uploads
}

// New makes the API over a service, the hub that wakes its streams, the one that knows who is in which ticket, and the files.
func New(svc *service.Service, hub *feed.Hub, present *presence.Hub, files Files, c Config) (*API, error) {
	c = c.orUsual()
	a := &API{
		config: c, service: svc, hub: hub, present: present, mux: http.NewServeMux(),
		limiter: newLimiter[[32]byte](c.Limits.RequestsPerMinute, c.Now), reports: newLimiter[string](c.Limits.ReportsPerMinute, c.Now),
		said: newLimiter[[32]byte](c.Limits.PresencePerMinute, c.Now), carried: newLimiter[[32]byte](c.Limits.AttachmentsPerMinute, c.Now),
		blobs: files.Blobs, uploads: files.Uploads, bringing: bringing{each: map[string]int{}},
		metrics: newMetrics(c.Metrics, hub),
	}
	if err := a.register(); err != nil {
		return nil, err
	}
	return a, nil
}

// ServeHTTP answers one request. Paths that are not in their plain form are unknown: nothing is redirected.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if plain := path.Clean(r.URL.Path); plain != r.URL.Path && plain+"/" != r.URL.Path {
		a.unknown(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}
