// Package powercut says what a power cut leaves of what was written and not synced: any part of it, sector by sector, an
// earlier write of a sector as well as a later one. It is for tests alone.
package powercut

import (
	"math/rand/v2"
	"slices"
)

// Change is a write, or with Truncate a truncation to At.
type Change struct {
	At       int64
	Data     []byte
	Truncate bool
}

// Sum counts what became of changes.
type Sum struct {
	// Kept and Lost are changes that are there and that are not, Torn writes of which a part is there.
	Kept, Lost, Torn int
}

// Add adds what another cut did.
func (s *Sum) Add(other Sum) {
	s.Kept, s.Lost, s.Torn = s.Kept+other.Kept, s.Lost+other.Lost, s.Torn+other.Torn
}

// Leave is what is found of a file, given what was durable of it and what was done to it since, in order. The random
// numbers choose; durable is not written to.
func Leave(durable []byte, since []Change, rng *rand.Rand, sum *Sum) []byte {
	sector := int64(512)
	if rng.IntN(2) == 0 {
		sector = 4096
	}
	image := slices.Clone(durable)
	survives := fate(rng, len(since))
	for i, c := range since {
		var kept, lost int
		image, kept, lost = c.apply(image, sector, func() bool { return survives(i) })
		switch {
		case lost == 0:
			sum.Kept++
		case kept == 0:
			sum.Lost++
		default:
			sum.Torn++
		}
	}
	return image
}

// Apply is a content after all of a change.
func (c Change) Apply(content []byte) []byte {
	if c.Truncate {
		return resize(content, c.At)
	}
	content = resize(content, max(c.At+int64(len(c.Data)), int64(len(content))))
	copy(content[c.At:], c.Data)
	return content
}

// apply does to an image what a change did to the file, for those of its sectors that survive.
func (c Change) apply(image []byte, sector int64, survives func() bool) (_ []byte, kept, lost int) {
	if c.Truncate {
		if !survives() {
			return image, 0, 1
		}
		return c.Apply(image), 1, 0
	}
	for from := c.At; from < c.At+int64(len(c.Data)); {
		to := min((from/sector+1)*sector, c.At+int64(len(c.Data)))
		if survives() {
			image = Change{At: from, Data: c.Data[from-c.At : to-c.At]}.Apply(image)
			kept++
		} else {
			lost++
		}
		from = to
	}
	return image, kept, lost
}

// fate chooses what becomes of changes: all or none are there, or what the disk had come to in order, or any of them.
func fate(rng *rand.Rand, changes int) func(i int) bool {
	switch rng.IntN(5) {
	case 0:
		return func(int) bool { return false }
	case 1:
		return func(int) bool { return true }
	case 2:
		upTo := rng.IntN(changes + 1)
		return func(i int) bool { return i < upTo || i == upTo && rng.IntN(2) == 0 }
	default:
		often := []float64{0.1, 0.5, 0.9}[rng.IntN(3)]
		return func(int) bool { return rng.Float64() < often }
	}
}

func resize(content []byte, size int64) []byte {
	if more := int(size) - len(content); more > 0 {
		return append(content, make([]byte, more)...)
	}
	return content[:size]
}
