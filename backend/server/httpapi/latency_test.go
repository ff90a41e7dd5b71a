package httpapi_test

import (
	"io"
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkStream_ReplyToWatcher measures from a technician's reply being sent to the operator's stream having it, while
// a thousand others are connected: all of them concerned, or none.
func BenchmarkStream_ReplyToWatcher(b *testing.B) {
	for name, others := range map[string]func(w *world) *user{
		"others idle":      func(w *world) *user { return w.piero },
		"others concerned": func(w *world) *user { return w.mara },
	} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			id := w.anna.open()
			other := others(w)
			crowd := *w
			crowd.anna, crowd.bruno, crowd.piero, crowd.luca = other, other, other, other
			for _, c := range crowd.idle(b, 1000) {
				defer c.Close()
				go func() { _, _ = io.Copy(io.Discard, c) }()
			}
			watcher := w.anna.listen("")
			watcher.until("caught-up")
			took := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for range b.N {
				began := time.Now()
				text := newID()
				w.luca.say(id, "reply", text).want(http.StatusCreated)
				for {
					e := watcher.next()
					if m, is := e.data["message"].(object); is && m["text"] == text {
						break
					}
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(0, "ns/op")
		})
	}
}
