package upkeep

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// measures are nil where nobody measures.
type measures struct {
	backups  *prometheus.CounterVec
	lastMade prometheus.Gauge
	free     *prometheus.GaugeVec
	low      *prometheus.GaugeVec
}

func newMeasures(registry prometheus.Registerer, backups bool) measures {
	if registry == nil {
		return measures{}
	}
	m := measures{
		free: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "filodiretto_disk_free_bytes", Help: "Bytes free where the store and the backups are.",
		}, []string{"disk"}),
		low: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "filodiretto_disk_low", Help: "1 while a disk is low.",
		}, []string{"disk"}),
	}
	registry.MustRegister(m.free, m.low)
	if !backups {
		return m
	}
	m.backups = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "filodiretto_backups_total", Help: "Backups made and verified, and those that failed.",
	}, []string{"outcome"})
	m.lastMade = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "filodiretto_backup_last_timestamp_seconds", Help: "When the newest backup was made; 0 when there is none.",
	})
	for _, outcome := range []string{"made", "failed"} {
		m.backups.WithLabelValues(outcome)
	}
	registry.MustRegister(m.backups, m.lastMade)
	return m
}

func (m measures) backup(made bool) {
	if m.backups == nil {
		return
	}
	outcome := "failed"
	if made {
		outcome = "made"
	}
	m.backups.WithLabelValues(outcome).Inc()
}

func (m measures) lastBackup(at time.Time) {
	if m.lastMade == nil {
		return
	}
	var seconds float64
	if !at.IsZero() {
		seconds = float64(at.Unix())
	}
	m.lastMade.Set(seconds)
}

func (m measures) disk(disk string, room uint64, low bool) {
	if m.free == nil {
		return
	}
	m.free.WithLabelValues(disk).Set(float64(room))
	value := 0.0
	if low {
		value = 1
	}
	m.low.WithLabelValues(disk).Set(value)
}
