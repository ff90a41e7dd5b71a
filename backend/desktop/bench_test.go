package desktop_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/desktop/client"
)

// BenchmarkReplyToTheOtherCache is from an operator's act, over the server, to the technician's cache, while a thousand
// other streams of another company are open.
func BenchmarkReplyToTheOtherCache(b *testing.B) {
	w := newWorld(b)
	anna, luca := newWorkstation(b), newWorkstation(b)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	anna.online()
	luca.online()
	ticket := anna.opens(w, "Si misura la strada di una parola.")
	luca.shows(ticket, "Si misura la strada di una parola. ")
	listen(b, w, 1000)

	took := make([]time.Duration, 0, b.N)
	for i := range b.N {
		want := fmt.Sprint("parola ", i)
		began := time.Now()
		anna.replies(ticket, want)
		for luca.newest(ticket) != want {
			<-luca.changed
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(0, "ns/op")
}

func (s *workstation) newest(ticketID string) string {
	page, err := s.front().Desk().Messages(s.t.Context(), ticketID, "", 1)
	if err != nil || len(page.Items) == 0 {
		return ""
	}
	return page.Items[0].Text
}

// listen opens streams of somebody whom the ticket does not concern.
func listen(b *testing.B, w *world, streams int) {
	b.Helper()
	c := client.New(client.Options{Address: w.url()})
	if _, err := c.SignIn(b.Context(), "stranger", password, "bench"); err != nil {
		b.Fatal(err)
	}
	transport := client.NewTransport()
	b.Cleanup(transport.CloseIdleConnections)
	for range streams {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, w.url()+"/v1/changes", nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Accept", "text/event-stream")
		r.Header.Set("Authorization", "Bearer "+c.Token())
		answer, err := transport.RoundTrip(r) //nolint:bodyclose // closed below, when the stream ends
		if err != nil || answer.StatusCode != http.StatusOK {
			b.Fatalf("a stream was not opened: %v", err)
		}
		go func() {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}()
	}
}
