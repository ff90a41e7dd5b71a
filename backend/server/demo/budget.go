package demo

import "math/rand/v2"

// A budget shares out a total of messages over a total of tickets, each of which needs at least one.
type budget struct {
	rng               *rand.Rand
	tickets, messages int
	average           float64
}

func newBudget(seed uint64, s sizes) *budget {
	return &budget{random(seed, streamSizes, 0), s.tickets, s.messages, float64(s.messages) / float64(max(1, s.tickets))}
}

// take gives a ticket so many messages as it wants, as far as they go round.
func (b *budget) take(want int) int {
	given := min(max(want, 1), b.messages-(b.tickets-1))
	if b.tickets == 1 {
		given = b.messages
	}
	b.tickets--
	b.messages -= given
	return given
}

// usual is how many messages an ordinary ticket of those still to come wants: most a few less than the average, some
// many more.
func (b *budget) usual() int {
	mean := float64(b.messages) / float64(max(1, b.tickets))
	var factor float64 // one in the mean
	switch n := b.rng.IntN(20); {
	case n < 3:
		factor = 0.3 + 0.3*b.rng.Float64()
	case n == 3:
		factor = 1.8 + 0.8*b.rng.Float64()
	default:
		factor = 0.8 + 0.45*b.rng.Float64()
	}
	return int(mean*factor + 0.5)
}

// open is how many messages an open ticket wants that has come so far.
func (b *budget) open(low, high int) int {
	if b.average < 4 {
		return b.usual()
	}
	return low + b.rng.IntN(high-low+1)
}
