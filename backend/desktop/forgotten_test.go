package desktop_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop"
)

// relay stands between a workstation and its server, and can lose without a word all that goes over what is connected.
type relay struct {
	net.Listener

	mu   sync.Mutex
	open []*relayed
}

type relayed struct{ dead atomic.Bool }

func newRelay(t *testing.T, w *world) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: listener}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			on, err := net.Dial("tcp", w.address)
			if err != nil {
				_ = c.Close()
				continue
			}
			one := &relayed{}
			r.mu.Lock()
			r.open = append(r.open, one)
			r.mu.Unlock()
			go one.carry(on, c)
			go one.carry(c, on)
		}
	}()
	return r
}

func (r *relayed) carry(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	_, _ = io.Copy(r.over(to), from)
}

func (r *relayed) over(to io.Writer) io.Writer {
	return writer(func(b []byte) (int, error) {
		if r.dead.Load() {
			return len(b), nil
		}
		return to.Write(b)
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// forgets loses from now on what goes over the connections there are; others are made as ever.
func (r *relay) forgets() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.open {
		one.dead.Store(true)
	}
}

func TestSignIn_DoesNotWaitForAConnectionThatTheNetworkHasForgotten(t *testing.T) {
	w := newWorld(t)
	r := newRelay(t, w)
	s := newWorkstation(t)
	// A sign-in gives itself fifteen seconds, and says then that nobody answers.
	ctx := t.Context()
	credentials := desktop.Credentials{Address: "http://" + r.Addr().String(), Login: "anna", Password: password}
	if err := s.SignIn(ctx, credentials); err != nil {
		t.Fatal(err)
	}
	s.online()
	// Among the connections that are kept is one that nobody uses.
	if _, err := s.FindServer(ctx, credentials.Address); err != nil {
		t.Fatal(err)
	}
	r.forgets()
	credentials.Login = "marco"
	if err := s.SignIn(ctx, credentials); err != nil {
		t.Errorf("Marco, whom nobody knows here yet: %v", err)
	}
}
