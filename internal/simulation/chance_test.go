package simulation_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"
)

// chance draws a plan. What is drawn depends on the seed and on the name of what is decided, on nothing else.
type chance uint64

// of is the chance of one decision.
func (c chance) of(name ...any) draw {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %v", c, name))
	return draw{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))}
}

// draw is what is drawn for one decision.
type draw struct{ *rand.Rand }

// one says whether something happens that happens so often.
func (d draw) one(probability float64) bool { return d.Float64() < probability }

// between is evenly spread.
func (d draw) between(from, to time.Duration) time.Duration {
	return from + time.Duration(d.Int64N(int64(to-from)))
}

// about is a time between two things that happen by chance, so long on average.
func (d draw) about(mean time.Duration) time.Duration {
	return time.Duration(min(d.ExpFloat64(), 4) * float64(mean))
}

// pick chooses one of several.
func pick[T any](d draw, of ...T) T { return of[d.IntN(len(of))] }

// weighted chooses a name by the weights.
func (d draw) weighted(of []weight) string {
	total := 0
	for _, w := range of {
		total += w.of
	}
	at := d.IntN(total)
	for _, w := range of {
		if at -= w.of; at < 0 {
			return w.name
		}
	}
	panic("unreachable")
}

type weight struct {
	name string
	of   int
}
