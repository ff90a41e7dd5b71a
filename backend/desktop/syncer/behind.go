package syncer

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/outbox"
)

// behind are the acts whose last try has come to nothing and of which nothing is recorded: it may have been the line's fault, or
// theirs alone. They come after all others, the one that was tried last at the end, so that however many do not get through, the
// others do. It is kept in memory: the disk may be what is at fault.
type behind struct {
	mu    sync.Mutex
	acts  map[string]setBack
	turns int
}

// setBack is how far an act stands behind.
type setBack struct {
	// turn is the order of the last tries.
	turn int
	// tries counts those to which something was answered.
	tries int
	// until is when the next one is due; zero is at once.
	until time.Time
}

// due are those of the ready acts to send now, in this order, and how long the first of the others waits; 0 when none does.
// Acts that are not ready any more stand nowhere.
func (b *behind) due(ready []outbox.Act, now time.Time) (due []outbox.Act, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	still := make(map[string]setBack, len(b.acts))
	for _, a := range ready {
		back, is := b.acts[a.ID]
		if is {
			still[a.ID] = back
		}
		// One that is due later than any back-off was put off by a clock that was wrong.
		if left := back.until.Sub(now); is && left > 0 && left <= lastCeiling {
			if wait == 0 || left < wait {
				wait = left
			}
			continue
		}
		due = append(due, a)
	}
	b.acts = still
	slices.SortStableFunc(due, func(x, y outbox.Act) int { return cmp.Compare(still[x.ID].turn, still[y.ID].turn) })
	return due, wait
}

// last puts an act behind all others.
func (b *behind) last(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turns++
	back := b.acts[id]
	back.turn = b.turns
	b.acts[id] = back
}

// putOff puts an act behind all others to which something was answered; it has a back-off of its own.
func (b *behind) putOff(id string, now time.Time) {
	b.last(id)
	b.mu.Lock()
	defer b.mu.Unlock()
	back := b.acts[id]
	back.tries++
	back.until = now.Add(backoff(back.tries, 0))
	b.acts[id] = back
}

// passed says that what became of an act is recorded. Where it had been put off, whatever was in its way may be gone for the others
// too.
func (b *behind) passed(id string) {
	b.mu.Lock()
	back := b.acts[id]
	delete(b.acts, id)
	b.mu.Unlock()
	if back.tries > 0 {
		b.hurry()
	}
}

// hurry makes all due at once, in their order.
func (b *behind) hurry() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, back := range b.acts {
		back.until = time.Time{}
		b.acts[id] = back
	}
}
