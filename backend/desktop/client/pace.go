package client

import (
	"sync"
	"time"
)

// How many bytes of a file go in one request: a proxy may hold a request back until it has all of it, and loses all of it when
// the line is cut; so none takes much longer than partTime, however slow the line is.
const (
	smallestPart = 64 << 10
	firstPart    = 256 << 10
	largestPart  = 16 << 20
	partTime     = 8 * time.Second
)

// pace is how much one request takes, as the line has been lately.
type pace struct {
	mu   sync.Mutex
	size int64
}

// next is how much of what is left the next request takes.
func (p *pace) next(left int64) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size == 0 {
		p.size = firstPart
	}
	return min(left, p.size)
}

// went says how long a request of n bytes took.
func (p *pace) went(n int64, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fits := int64(largestPart)
	if took > 0 {
		fits = int64(float64(n) * float64(partTime) / float64(took))
	}
	if n < p.size && took < partTime {
		// The rest of a file says how long an answer takes, not how fast the line is.
		return
	}
	p.size = min(max(min(fits, 4*p.size), smallestPart), largestPart)
}

// failed says that a request did not get through: the next one is smaller.
func (p *pace) failed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size = max(p.size/2, smallestPart)
}
