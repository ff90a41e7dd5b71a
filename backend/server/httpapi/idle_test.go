package httpapi_test

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
)

// BenchmarkStream_MemoryOfAnIdleClient opens streams over bare connections and reports what each takes in this process,
// both ends of the connection together.
func BenchmarkStream_MemoryOfAnIdleClient(b *testing.B) {
	w := newWorld(b)
	for range 20 {
		w.anna.open()
	}
	const clients = 1000
	warm := w.idle(b, 20)
	before := inUse()
	open := w.idle(b, clients)
	after := inUse()
	b.ReportMetric(float64(after-before)/clients, "B/client")
	b.ReportMetric(0, "ns/op")
	for range b.N {
	}
	for _, c := range append(open, warm...) {
		_ = c.Close()
	}
}

func TestStream_AnIdleClientTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, left out of short runs")
	}
	w := newWorld(t)
	for range 20 {
		w.anna.open()
	}
	const clients, budget = 300, 32 << 10
	warm := w.idle(t, 20)
	before := inUse()
	open := w.idle(t, clients)
	each := (inUse() - before) / clients
	for _, c := range append(open, warm...) {
		_ = c.Close()
	}
	t.Logf("%d bytes each", each)
	if each > budget && !raceEnabled {
		t.Errorf("an idle client takes %d bytes, want at most %d", each, budget)
	}
}

// idle opens streams of all who may and reads each until it has caught up.
func (w *world) idle(t testing.TB, count int) []net.Conn {
	t.Helper()
	users := []*user{w.anna, w.bruno, w.piero, w.luca}
	open := make([]net.Conn, count)
	for i := range open {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		open[i] = c
		fmt.Fprintf(c, "GET /v1/changes HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n", users[i%4].token)
		var read []byte
		chunk := make([]byte, 16<<10)
		for !bytes.Contains(read, []byte("caught-up")) {
			n, err := c.Read(chunk)
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, chunk[:n]...)
		}
	}
	return open
}

// inUse is the heap and the stacks that are in use once the garbage is gone.
func inUse() int {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse) //nolint:gosec // far below the bound
}
