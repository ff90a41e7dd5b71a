//go:build e2e

package e2e

import (
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// meter is a line between a workstation and the server that counts what goes up, and is cut when so much has gone.
type meter struct {
	t        *testing.T
	upstream string
	listener net.Listener

	mu    sync.Mutex
	up    int64
	cutAt int64
	open  map[net.Conn]struct{}
	// cut gets a value when the line was cut.
	cut chan struct{}
	// Past so many bytes nothing goes up until free is closed.
	holdAt int64
	free   chan struct{}
}

func startMeter(t *testing.T, upstream string) *meter {
	t.Helper()
	listener, err := net.Listen("tcp", steadyAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	m := &meter{t: t, upstream: upstream, listener: listener, open: map[net.Conn]struct{}{}, cut: make(chan struct{}, 1), free: make(chan struct{})}
	t.Cleanup(func() {
		_ = listener.Close()
		m.sever()
	})
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go m.carry(from)
		}
	}()
	return m
}

func (m *meter) url() string { return "http://" + m.listener.Addr().String() }

// carried is how many bytes have gone up.
func (m *meter) carried() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.up
}

// cutAfter cuts the line once so many more bytes have gone up.
func (m *meter) cutAfter(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cutAt = m.up + n
}

// holdAfter lets so many more bytes go up, until goesOn.
func (m *meter) holdAfter(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.holdAt = m.up + n
}

func (m *meter) goesOn() { close(m.free) }

// sever cuts what is open, as a plug that is pulled does: what is under way is lost.
func (m *meter) sever() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.open {
		if tcp, is := c.(*net.TCPConn); is {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}

func (m *meter) carry(from net.Conn) {
	to, err := net.Dial("tcp", m.upstream)
	if err != nil {
		_ = from.Close()
		return
	}
	// A line holds little: what is on it when it is cut is lost.
	for _, c := range []net.Conn{from, to} {
		if tcp, is := c.(*net.TCPConn); is {
			_ = tcp.SetWriteBuffer(32 << 10)
		}
	}
	m.mu.Lock()
	m.open[from], m.open[to] = struct{}{}, struct{}{}
	m.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { m.copy(to, from, true) })
	both.Go(func() { m.copy(from, to, false) })
	both.Wait()
	m.mu.Lock()
	delete(m.open, from)
	delete(m.open, to)
	m.mu.Unlock()
}

func (m *meter) copy(to, from net.Conn, up bool) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 16<<10)
	for {
		n, err := from.Read(b)
		if up {
			m.count(n)
		}
		if n > 0 {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (m *meter) count(n int) {
	m.mu.Lock()
	m.up += int64(n)
	held := m.holdAt > 0 && m.up >= m.holdAt
	due := m.cutAt > 0 && m.up >= m.cutAt
	if due {
		m.cutAt = 0
	}
	m.mu.Unlock()
	if held {
		<-m.free
	}
	if due {
		m.sever()
		m.cut <- struct{}{}
	}
}

// between draws a number of bytes.
func between(random *rand.Rand, from, to int64) int64 { return from + random.Int64N(to-from) }
