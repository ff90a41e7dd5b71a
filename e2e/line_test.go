//go:build e2e

package e2e

import (
	"io"
	"net"
	"sync"
	"testing"
)

// line is the network between one program and the server: it can be cut while the server goes on for everybody else.
type line struct {
	t       *testing.T
	target  string
	address string

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
}

func startLine(t *testing.T, target string) *line {
	t.Helper()
	l := &line{t: t, target: target, address: "127.0.0.1:0", open: map[net.Conn]bool{}}
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
		_ = c.Close()
	}
	clear(l.open)
}

func (l *line) carry(of net.Listener, here net.Conn) {
	defer here.Close()
	there, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer there.Close()
	l.mu.Lock()
	if l.listener != of {
		l.mu.Unlock()
		return
	}
	l.open[here], l.open[there] = true, true
	l.mu.Unlock()
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	l.mu.Lock()
	delete(l.open, here)
	delete(l.open, there)
	l.mu.Unlock()
}
