package httpapi

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server/feed"
	"filodiretto/backend/server/service"
)

// metrics measures requests by route, never by person or object.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	breaks   *prometheus.CounterVec
	damages  prometheus.Counter
}

func newMetrics(registry prometheus.Registerer, hub *feed.Hub) *metrics {
	if registry == nil {
		return nil
	}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "filodiretto_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "filodiretto_http_request_seconds", Help: "How long answers took, without streams and attachments.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
		breaks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "filodiretto_record_breaks_total", Help: "Reports by clients that the record of a ticket does not hold, by kind.",
		}, []string{"kind"}),
	}
	m.damages = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "filodiretto_attachments_damaged_total", Help: "Attachments found damaged on the disk when they were fetched.",
	})
	for _, kind := range service.BreakKinds {
		// An alarm looks for one that grows: it must be there before.
		m.breaks.WithLabelValues(kind)
	}
	registry.MustRegister(m.requests, m.duration, m.breaks, m.damages, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "filodiretto_streams", Help: "Change streams that are open.",
	}, func() float64 { return float64(hub.Count()) }))
	return m
}

func (m *metrics) broken(kind string) {
	if m != nil {
		m.breaks.WithLabelValues(kind).Inc()
	}
}

func (m *metrics) damaged() {
	if m != nil {
		m.damages.Inc()
	}
}

func (m *metrics) answered(route string, status int, took time.Duration, unmeasured bool) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if !unmeasured {
		m.duration.WithLabelValues(route).Observe(took.Seconds())
	}
}
