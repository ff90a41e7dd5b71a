package board

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"filodiretto/backend/support"
)

// standing are how many tickets choices have that are asked for again and again, kept as rows come and go.
type standing struct {
	// mu is for those that read the board at once; who changes it has it alone.
	mu    sync.Mutex
	of    map[string]*tally
	asked int
}

// mostStanding bounds the choices; the one that was not asked for the longest goes first.
const mostStanding = 64

// tally is how many rows of the board a choice has at any time.
type tally struct {
	meant *chosen
	// always are those that are meant whatever the clock says; begin and end are when the others come to be meant, and cease.
	always     int
	begin, end instants
	// asked is when it was last asked for.
	asked int
}

// add counts a row that comes, by 1, or goes, by -1.
func (t *tally) add(h *hot, c *cold, by int) {
	from, until := t.meant.span(h, c)
	if from >= until {
		return
	}
	if from == ever {
		t.always += by
	} else {
		t.begin.add(from, by)
	}
	if until != never {
		t.end.add(until, by)
	}
}

func (t *tally) at(now int64) int { return t.always + t.begin.until(now) - t.end.until(now) }

func (s *standing) add(h *hot, c *cold, by int) {
	for _, t := range s.of {
		t.add(h, c, by)
	}
}

// forget is for when rows have become others where they stand.
func (s *standing) forget() { clear(s.of) }

// StandingCount is Count of a choice that is asked for often: from the second time on it costs what is laid over the board, and
// not what is on it.
func (v *View) StandingCount(q Choice) int {
	if q.Criteria.Text != "" {
		return v.Count(q) // what is found is another thing each time
	}
	s := &v.b.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	t := v.tally(q)
	now := q.Now.UnixMilli()
	n := t.at(now)
	for _, i := range v.instead {
		if t.meant.holds(&v.b.hot[i], &v.b.cold[i], now) {
			n--
		}
	}
	for i := range v.laidHot {
		if t.meant.holds(&v.laidHot[i], &v.laidCold[i], now) {
			n++
		}
	}
	return n
}

// tally is a choice's, made if there is none.
func (v *View) tally(q Choice) *tally {
	s := &v.b.standing
	s.asked++
	key := q.key()
	t, there := s.of[key]
	if !there {
		if len(s.of) >= mostStanding {
			oldest := slices.MinFunc(slices.Collect(maps.Keys(s.of)), func(a, b string) int { return cmp.Compare(s.of[a].asked, s.of[b].asked) })
			delete(s.of, oldest)
		}
		t = &tally{meant: v.chosen(q)}
		v.b.eachOf(t.meant, func(i int32) { t.add(&v.b.hot[i], &v.b.cold[i], 1) })
		s.of[key] = t
	}
	t.asked = s.asked
	return t
}

// eachOf calls fn for each row that can be meant, at whatever time.
func (b *Board) eachOf(c *chosen, fn func(i int32)) {
	if c.open {
		for _, i := range b.sections[openSection] {
			fn(i)
		}
	}
	switch {
	case c.queue == take:
		for i := range b.failing {
			fn(i)
		}
	case c.closed:
		for _, i := range b.sections[closedSection] {
			fn(i)
		}
	}
}

// key tells choices apart that are not the same at every time.
func (q Choice) key() string {
	key, err := json.Marshal(struct {
		Queue    Queue
		Criteria support.Criteria
		Me       string
	}{q.Queue, q.Criteria, q.Me})
	if err != nil {
		panic(err) // of texts and numbers alone
	}
	return string(key)
}

// instants are moments, of which it is quickly said how many have come. Those that were added or taken away wait beside the
// rest until they are many.
type instants struct {
	sorted, came, went []int64
}

// fewBeside is up to how many wait in any case.
const fewBeside = 256

// add adds a moment, or with by -1 takes away one that is there.
func (s *instants) add(at int64, by int) {
	if by > 0 {
		s.came = append(s.came, at)
	} else {
		s.went = append(s.went, at)
	}
	if len(s.came)+len(s.went) > max(fewBeside, len(s.sorted)/8) {
		s.settle()
	}
}

func (s *instants) settle() {
	slices.Sort(s.came)
	slices.Sort(s.went)
	all := make([]int64, 0, len(s.sorted)+len(s.came)-len(s.went))
	came, went := s.came, s.went
	for sorted := s.sorted; len(sorted)+len(came) > 0; {
		from := &sorted
		if len(sorted) == 0 || len(came) > 0 && came[0] < sorted[0] {
			from = &came
		}
		next := (*from)[0]
		*from = (*from)[1:]
		if len(went) > 0 && went[0] == next {
			went = went[1:]
		} else {
			all = append(all, next)
		}
	}
	s.sorted, s.came, s.went = all, s.came[:0], s.went[:0]
}

// until is how many have come by now.
func (s *instants) until(now int64) int {
	n, _ := slices.BinarySearchFunc(s.sorted, now, func(at, now int64) int {
		if at <= now {
			return -1
		}
		return 1
	})
	for _, at := range s.came {
		if at <= now {
			n++
		}
	}
	for _, at := range s.went {
		if at <= now {
			n--
		}
	}
	return n
}
