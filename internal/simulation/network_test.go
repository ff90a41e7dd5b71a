package simulation_test

import (
	"context"
	"errors"
	"io"
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
			c.up.set(w.up, w.slow)
			c.down.set(w.down, w.slow)
		}
	}
}

func (l *link) now() weather {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.weather
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

// connection is two streams.
type connection struct {
	link     *link
	up, down *stream
}

// cut is a reset: both ends fail at once, and what was on its way is gone.
func (c *connection) cut() {
	c.up.reset()
	c.down.reset()
	c.leave()
}

// retransmission is after how long a system gives up what nobody has acknowledged.
const retransmission = 3 * time.Minute

func (c *connection) giveUpLater() { time.AfterFunc(retransmission, c.cut) }

func (c *connection) leave() {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	c.link.open = slices.DeleteFunc(c.link.open, func(o *connection) bool { return o == c })
}

// end is one end of a connection.
type end struct {
	connection    *connection
	reads, writes *stream
	local, remote net.Addr
}

var _ net.Conn = (*end)(nil)

func (e *end) Read(p []byte) (int, error)  { return e.reads.read(p) }
func (e *end) Write(p []byte) (int, error) { return e.writes.write(p) }
func (e *end) LocalAddr() net.Addr         { return e.local }
func (e *end) RemoteAddr() net.Addr        { return e.remote }

func (e *end) Close() error {
	e.reads.abandon()
	if e.writes.finish() {
		e.connection.leave()
	}
	return nil
}

func (e *end) SetDeadline(at time.Time) error {
	e.reads.setReadDeadline(at)
	e.writes.setWriteDeadline(at)
	return nil
}
func (e *end) SetReadDeadline(at time.Time) error  { e.reads.setReadDeadline(at); return nil }
func (e *end) SetWriteDeadline(at time.Time) error { e.writes.setWriteDeadline(at); return nil }

// window is how much of a stream may be on its way.
const window = 256 << 10

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	changed chan struct{}

	pieces  []piece
	size    int
	latency time.Duration
	slow    time.Duration
	flow    flow
	held    []piece

	// finished by the writer, abandoned by the reader, broken by a reset; torn is broken once what came before was read.
	finished, abandoned, broken, torn bool
	// dead: something was lost, so nothing arrives any more. lost is called then.
	dead bool
	lost func()

	written     int
	cutAt       int
	cut         func()
	loseAt      int
	readBefore  time.Time
	writeBefore time.Time
}

// piece is what was written at once, and when it arrives.
type piece struct {
	at   time.Time
	data []byte
}

func newStream(latency time.Duration) *stream {
	return &stream{changed: make(chan struct{}), latency: latency}
}

func (s *stream) cutAfter(n int, cut func()) { s.cutAt, s.cut = n, cut }
func (s *stream) loseAfter(n int)            { s.loseAt = n }

// tell wakes whoever waits; the lock is held.
func (s *stream) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *stream) set(f flow, slow time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = slow
	s.flow = f
	if f == flows {
		now := time.Now().Add(s.latency)
		for _, p := range s.held {
			s.pieces = append(s.pieces, piece{now, p.data})
		}
		s.held = nil
	}
	s.tell()
}

func (s *stream) isDead() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dead
}

func (s *stream) read(p []byte) (int, error) {
	for {
		s.mu.Lock()
		now := time.Now()
		wait := time.Duration(-1)
		switch {
		case s.broken, s.torn && len(s.pieces) == 0:
			s.mu.Unlock()
			return 0, syscall.ECONNRESET
		case s.abandoned:
			s.mu.Unlock()
			return 0, net.ErrClosed
		case !s.readBefore.IsZero() && !now.Before(s.readBefore):
			s.mu.Unlock()
			return 0, os.ErrDeadlineExceeded
		case len(s.pieces) > 0 && !s.pieces[0].at.After(now):
			first := &s.pieces[0]
			n := copy(p, first.data)
			if first.data = first.data[n:]; len(first.data) == 0 {
				s.pieces = s.pieces[1:]
			}
			s.size -= n
			s.tell()
			s.mu.Unlock()
			return n, nil
		case len(s.pieces) > 0:
			wait = s.pieces[0].at.Sub(now)
		case s.finished && !s.dead && len(s.held) == 0:
			s.mu.Unlock()
			return 0, io.EOF
		}
		if !s.readBefore.IsZero() && (wait < 0 || s.readBefore.Sub(now) < wait) {
			wait = s.readBefore.Sub(now)
		}
		changed := s.changed
		s.mu.Unlock()
		await(changed, wait)
	}
}

// await waits for a change, or so long; for ever where that is negative.
func await(changed <-chan struct{}, most time.Duration) {
	if most < 0 {
		<-changed
		return
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

func (s *stream) write(p []byte) (int, error) {
	done := 0
	for {
		s.mu.Lock()
		now := time.Now()
		switch {
		case s.broken, s.torn:
			s.mu.Unlock()
			return done, syscall.ECONNRESET
		case s.finished:
			s.mu.Unlock()
			return done, net.ErrClosed
		case s.abandoned && !s.dead:
			s.mu.Unlock()
			return done, syscall.EPIPE
		case !s.writeBefore.IsZero() && !now.Before(s.writeBefore):
			s.mu.Unlock()
			return done, os.ErrDeadlineExceeded
		}
		if room := window - s.size; room > 0 {
			n := min(room, len(p)-done)
			cut := s.take(p[done:done+n], now)
			done += n
			s.mu.Unlock()
			if cut != nil {
				cut()
				return done, syscall.ECONNRESET
			}
			if done == len(p) {
				return done, nil
			}
			continue
		}
		wait := time.Duration(-1)
		if !s.writeBefore.IsZero() {
			wait = s.writeBefore.Sub(now)
		}
		changed := s.changed
		s.mu.Unlock()
		await(changed, wait)
	}
}

// take puts data on its way; the lock is held. What it returns is to be called when the connection ends here.
func (s *stream) take(data []byte, now time.Time) (cut func()) {
	before := s.written
	s.written += len(data)
	s.size += len(data)
	switch {
	case s.cutAt > 0 && s.written >= s.cutAt:
		data = data[:max(s.cutAt-before, 0)]
		s.torn, cut = true, s.cut
	case s.flow == loses:
		s.die()
		return nil
	case s.dead:
		return nil
	case s.loseAt > 0 && s.written >= s.loseAt:
		data = data[:max(s.loseAt-before, 0)]
		s.die()
	}
	if len(data) == 0 {
		s.tell()
		return cut
	}
	p := piece{now.Add(s.latency + s.slow), slices.Clone(data)}
	if s.flow == holds {
		s.held = append(s.held, p)
		return cut
	}
	if last := len(s.pieces) - 1; last >= 0 && p.at.Before(s.pieces[last].at) {
		p.at = s.pieces[last].at
	}
	s.pieces = append(s.pieces, p)
	s.tell()
	return cut
}

func (s *stream) die() {
	if !s.dead {
		s.dead = true
		s.lost()
	}
}

// finish is the writer's end; it reports whether the reader has left too.
func (s *stream) finish() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finished = true
	if s.flow == loses {
		s.die()
	}
	s.tell()
	return s.abandoned
}

func (s *stream) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.abandoned = true
	s.tell()
}

func (s *stream) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = true
	s.pieces, s.held = nil, nil
	s.tell()
}

func (s *stream) setReadDeadline(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readBefore = at
	s.tell()
}

func (s *stream) setWriteDeadline(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeBefore = at
	s.tell()
}

// faults counts what was injected, by kind.
type faults struct {
	mu sync.Mutex
	of map[string]int
}

func newFaults() *faults { return &faults{of: map[string]int{}} }

func (f *faults) add(kind string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of[kind]++
}

var errGone = errors.New("simulation: the process is dead")
