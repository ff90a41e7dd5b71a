package simulation_test

import (
	"context"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// network is the one between the workstations and the server. Each workstation has a link of its own, which fails by
// itself.
type network struct {
	chance chance
	faults *faults

	mu       sync.Mutex
	links    map[string]*link
	listener *listener
	healed   bool
}

func newNetwork(c chance, f *faults) *network {
	return &network{chance: c, faults: f, links: map[string]*link{}}
}

func (n *network) link(name string) *link {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, ok := n.links[name]
	if !ok {
		l = &link{network: n, name: name, changed: make(chan struct{})}
		n.links[name] = l
	}
	return l
}

// heal ends all that ails the network, and whatever was held or lost on it.
func (n *network) heal() {
	n.setHealed(true)
	n.mu.Lock()
	links := n.links
	n.mu.Unlock()
	for _, l := range links {
		l.set(weather{})
	}
}

func (n *network) setHealed(healed bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.healed = healed
}

func (n *network) isHealed() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.healed
}

// listen takes the server's address.
func (n *network) listen() *listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listener = &listener{incoming: make(chan net.Conn, 256), closed: make(chan struct{})}
	return n.listener
}

type listener struct {
	incoming chan net.Conn
	once     sync.Once
	closed   chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case <-l.closed:
		return nil, net.ErrClosed
	default:
	}
	select {
	case c := <-l.incoming:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.once.Do(func() { close(l.closed) }); return nil }
func (l *listener) Addr() net.Addr { return address("127.0.0.1:8080") }

type address string

func (address) Network() string  { return "tcp" }
func (a address) String() string { return string(a) }

// flow is how one direction of a link does.
type flow int

const (
	flows flow = iota
	// holds keeps what is sent until the link is better.
	holds
	// loses what is sent: the connection looks open and is dead in this direction, also when the link is better.
	loses
)

// weather is how a link does.
type weather struct {
	up, down flow
	// refuses: nobody answers there, and connections are cut.
	refuses bool
	// slow is what each piece takes longer.
	slow time.Duration
	// between is what somebody on the way answers instead of the server; empty is nobody.
	between string
}

// link is a workstation's way to the server.
type link struct {
	network *network
	name    string

	mu      sync.Mutex
	weather weather
	dials   int
	// requests counts those that came through to whoever answers.
	requests int
	open     []*connection
	changed  chan struct{}
}

func (l *link) set(w weather) {
	l.mu.Lock()
	l.weather = w
	close(l.changed)
	l.changed = make(chan struct{})
	open := slices.Clone(l.open)
	l.mu.Unlock()
	for _, c := range open {
		switch {
		case w.refuses:
			c.cut()
		case l.network.isHealed() && (c.up.isDead() || c.down.isDead()):
			// What lies between has forgotten this connection, and says so.
			c.cut()
		default:
			if l.network.isHealed() {
				c.up.spare()
				c.down.spare()
			}
			c.up.set(w.up, w.slow)
			c.down.set(w.down, w.slow)
		}
	}
}

// cutAll cuts what is open.
func (l *link) cutAll() {
	l.mu.Lock()
	open := slices.Clone(l.open)
	l.mu.Unlock()
	for _, c := range open {
		c.cut()
	}
}

const dialPatience = 30 * time.Second

// dial connects a workstation with whoever listens.
func (l *link) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	for {
		l.mu.Lock()
		w, changed := l.weather, l.changed
		if w.up == flows && w.down == flows {
			l.dials++
			d := l.network.chance.of("dial", l.name, l.dials)
			l.mu.Unlock()
			return l.connect(ctx, d, w)
		}
		l.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, os.ErrDeadlineExceeded
		}
	}
}

func (l *link) connect(ctx context.Context, d draw, w weather) (net.Conn, error) {
	latency := d.between(time.Millisecond, 30*time.Millisecond)
	select {
	case <-time.After(latency + w.slow):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	n := l.network
	n.mu.Lock()
	listening, healed := n.listener, n.healed
	n.mu.Unlock()
	if w.refuses || listening == nil {
		return nil, syscall.ECONNREFUSED
	}
	c := &connection{link: l, up: newStream(latency), down: newStream(latency)}
	c.up.slow, c.down.slow = w.slow, w.slow
	c.up.lost, c.down.lost = c.giveUpLater, c.giveUpLater
	if !healed {
		switch drawn := d.Float64(); {
		case drawn < 0.02:
			n.faults.add("connection cut in a request")
			c.up.cutAfter(1+d.IntN(3000), func() { c.down.reset(); c.leave() })
		case drawn < 0.06:
			n.faults.add("connection cut in an answer")
			c.down.cutAfter(1+d.IntN(12000), func() { c.up.reset(); c.leave() })
		case drawn < 0.08:
			n.faults.add("packet dropped")
			c.up.loseAfter(1 + d.IntN(3000))
		case drawn < 0.10:
			n.faults.add("packet dropped")
			c.down.loseAfter(1 + d.IntN(12000))
		}
	}
	ours := &end{connection: c, reads: c.down, writes: c.up, local: address(l.name + ":1"), remote: listening.Addr()}
	theirs := &end{connection: c, reads: c.up, writes: c.down, local: listening.Addr(), remote: address(l.name + ":1")}
	l.mu.Lock()
	l.open = append(l.open, c)
	l.mu.Unlock()
	select {
	case listening.incoming <- theirs:
		return ours, nil
	case <-listening.closed:
		c.cut()
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		c.cut()
		return nil, ctx.Err()
	}
}
