package demo

import (
	"math/rand/v2"
	"time"

	"filodiretto/backend/support"
)

// A pace is how soon a beat follows the one before.
type pace int

const (
	paceTalk pace = iota // as people answer each other
	paceQuick
	paceSoon  // as part of what one is doing anyway
	paceSlow  // after work at the machine, or a parcel
	paceDay   // another day
	paceClose // when all is said
)

func between(rng *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(rng.Int64N(int64(high-low)))
}

// gap is how long before the beat nothing happens.
func (s *story) gap(rng *rand.Rand, b *beat, answered bool) time.Duration {
	switch b.pace {
	case paceSoon:
		return between(rng, 4*time.Second, 40*time.Second)
	case paceQuick:
		return between(rng, time.Minute, 6*time.Minute)
	case paceSlow:
		return between(rng, 90*time.Minute, 30*time.Hour)
	case paceDay:
		return between(rng, 14*time.Hour, 60*time.Hour)
	case paceClose:
		return between(rng, 5*time.Minute, 9*time.Hour)
	}
	urgent := s.severity == support.SeverityStopped
	switch {
	case b.deed == deedNote:
		return between(rng, time.Minute, 12*time.Minute)
	case b.by.Role == support.RoleOperator:
		return between(rng, 90*time.Second, 35*time.Minute)
	case urgent:
		return between(rng, 90*time.Second, 15*time.Minute)
	case !answered && s.severity == support.SeverityQuestion:
		return between(rng, 30*time.Minute, 6*time.Hour)
	default:
		return between(rng, 4*time.Minute, 75*time.Minute)
	}
}

// gaps are how long before each beat nothing happens, as far as people are at work.
func (s *story) gaps(rng *rand.Rand) []time.Duration {
	list := make([]time.Duration, len(s.beats))
	answered := false
	for i := range s.beats {
		list[i] = s.gap(rng, &s.beats[i], answered)
		answered = answered || s.beats[i].by.Role != support.RoleOperator
	}
	return list
}

// onwards times the story from its opening; nothing happens after the limit.
func (s *story) onwards(rng *rand.Rand, limit time.Time) {
	gaps := s.gaps(rng)
	for scale := 1.0; scale > 0.01; scale /= 4 {
		s.times = append(s.times[:0], s.openedAt)
		t := s.openedAt
		for i, g := range gaps {
			next := s.beats[i].by.hours.next(t.Add(time.Duration(float64(g) * scale)))
			if !next.After(t) {
				next = t.Add(time.Second)
			}
			t = next
			s.times = append(s.times, t)
		}
		if !t.After(limit) {
			return
		}
	}
	// Too much was said for so short a time; then it was said at all hours.
	step := limit.Sub(s.openedAt) / time.Duration(len(gaps)+1)
	for i := range gaps {
		s.times[i+1] = s.openedAt.Add(step * time.Duration(i+1))
	}
}

// backwards times the story from its last act at the latest.
func (s *story) backwards(rng *rand.Rand, last time.Time) {
	gaps := s.gaps(rng)
	s.times = make([]time.Time, len(gaps)+1)
	t := last
	for i := len(gaps); i > 0; i-- {
		t = s.beats[i-1].by.hours.last(t)
		s.times[i] = t
		t = t.Add(-gaps[i-1])
	}
	s.times[0] = s.opener.hours.last(t)
	s.openedAt = s.times[0]
}
