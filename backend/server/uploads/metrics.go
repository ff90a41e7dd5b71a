package uploads

import (
	"os"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/support"
)

// measures are nil where nobody measures.
type measures struct {
	uploads *prometheus.CounterVec
}

// The ways in which an upload can end.
const (
	outcomeArrived  = "arrived"
	outcomeMismatch = "mismatch"
	outcomeFailed   = "failed"
)

func newMeasures(registry prometheus.Registerer, unfinished func() float64) measures {
	if registry == nil {
		return measures{}
	}
	m := measures{uploads: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "filodiretto_uploads_total", Help: "Uploads that came to their end: kept, not what was declared, or not to be kept at that moment.",
	}, []string{"outcome"})}
	for _, outcome := range []string{outcomeArrived, outcomeMismatch, outcomeFailed} {
		m.uploads.WithLabelValues(outcome)
	}
	registry.MustRegister(m.uploads, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "filodiretto_uploads_unfinished", Help: "Uploads of which not all bytes have come.",
	}, unfinished))
	return m
}

func (m measures) finished(err error) {
	if m.uploads == nil {
		return
	}
	outcome := outcomeFailed
	switch {
	case err == nil:
		outcome = outcomeArrived
	case support.CodeOf(err) == support.CodeHashMismatch:
		outcome = outcomeMismatch
	}
	m.uploads.WithLabelValues(outcome).Inc()
}

func (u *Uploads) unfinished() float64 {
	entries, _ := os.ReadDir(u.config.Dir) // a folder that cannot be read has none to count
	return float64(len(entries))
}
