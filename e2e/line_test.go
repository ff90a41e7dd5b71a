//go:build e2e

package e2e

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// line is the network between one program and the server: it can be cut while the server goes on for everybody else.
type line struct {
	t       *testing.T
	target  string
	address string

	mu       sync.Mutex
	listener net.Listener
	open     map[*connection]bool
}

// connection is one that is carried. One that is dead looks open to both ends, and lets nothing through any more.
type connection struct {
	here, there net.Conn
	dead        atomic.Bool
}

func startLine(t *testing.T, target string) *line {
	t.Helper()
	l := &line{t: t, target: target, address: "127.0.0.1:0", open: map[*connection]bool{}}
	if err := l.mend(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.cut)
	return l
}

func (l *line) url() string { return "http://" + l.address }

// mend lets through again, always at the same address.
func (l *line) mend() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener != nil {
		return nil
	}
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		return err
	}
	l.listener, l.address = listener, listener.Addr().String()
	go func() {
		for {
			here, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(listener, here)
		}
	}()
	return nil
}

// cut drops every connection, and refuses new ones.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener == nil {
		return
	}
	_ = l.listener.Close()
	l.listener = nil
	for c := range l.open {
		_, _ = c.here.Close(), c.there.Close()
	}
	clear(l.open)
}

// forget lets all connections die without a word to either end, as a router does that was switched off and on, and goes on
// with new ones.
func (l *line) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		c.dead.Store(true)
	}
}

func (l *line) carry(of net.Listener, here net.Conn) {
	defer here.Close()
	there, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer there.Close()
	c := &connection{here: here, there: there}
	l.mu.Lock()
	if l.listener != of {
		l.mu.Unlock()
		return
	}
	l.open[c] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.open, c)
	}()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		_, _ = io.Copy(c.into(there), here)
		_ = there.Close()
	}()
	_, _ = io.Copy(c.into(here), there)
	if c.dead.Load() {
		// That the server has ended it does not get through either.
		<-asked
	}
}

// into writes to one end, while the connection lives.
func (c *connection) into(end net.Conn) io.Writer {
	return writes(func(b []byte) (int, error) {
		if c.dead.Load() {
			return len(b), nil
		}
		return end.Write(b)
	})
}

type writes func([]byte) (int, error)

func (w writes) Write(b []byte) (int, error) { return w(b) }
