package simulation_test

import (
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

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

// spare lets pass what was to be cut or lost later.
func (s *stream) spare() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutAt, s.loseAt = 0, 0
}

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
