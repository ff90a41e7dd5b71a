package httpapi_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// BenchmarkReplies_Durable posts replies by several writers at once, to a ticket of each writer's, through the service
// alone and over HTTP.
func BenchmarkReplies_Durable(b *testing.B) {
	for _, writers := range []int{1, 8, 32} {
		b.Run("service/"+itoa(writers), func(b *testing.B) {
			w := newWorld(b)
			tickets := w.openMany(writers)
			perSecond(b, writers, func(i int) error {
				_, _, err := w.server.Service().PostMessage(context.Background(), w.anna.Person, tickets[i], service.NewMessage{
					ID: newID(), Kind: support.MessageReply, Text: "Ancora ferma, aspettiamo.",
				})
				return err
			})
		})
		b.Run("http/"+itoa(writers), func(b *testing.B) {
			w := newWorld(b, func(c *server.Config) { c.Limits.RequestsPerMinute = 1 << 30 })
			http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
			tickets := w.openMany(writers)
			perSecond(b, writers, func(i int) error {
				_, err := w.anna.try("POST", "/v1/tickets/"+tickets[i]+"/messages", object{
					"id": newID(), "kind": "reply", "text": "Ancora ferma, aspettiamo.",
				})
				return err
			})
		})
	}
}

func itoa(n int) string { return map[int]string{1: "1", 8: "8", 32: "32"}[n] }

func (w *world) openMany(count int) (ids []string) {
	for range count {
		ids = append(ids, w.anna.open())
	}
	return ids
}

func perSecond(b *testing.B, writers int, write func(writer int) error) {
	b.ResetTimer()
	var next atomic.Int64
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for next.Add(1) <= int64(b.N) {
				if err := write(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
}
