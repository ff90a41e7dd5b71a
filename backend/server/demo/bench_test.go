package demo

import "testing"

// BenchmarkTelling makes the stories of a large store, without the store.
func BenchmarkTelling(b *testing.B) {
	const tickets, messages = 2_000, 20_000
	for b.Loop() {
		told(b, Options{Seed: 1, Tickets: tickets, Messages: messages}, func(*record) {})
	}
	b.ReportMetric(float64(b.N)*messages/b.Elapsed().Seconds(), "messages/s")
}
