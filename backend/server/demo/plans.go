package demo

import (
	"container/heap"
	"math/rand/v2"
	"time"

	"filodiretto/backend/support"
)

// Bounds of what is still going on, or was until just now, when the story ends.
const (
	mostOpen = 400
	// settled is how long before the end the older tickets were opened at the latest, so that they are over.
	settled = 10 * 24 * time.Hour
	// lengthy is how many messages the one ticket has that goes on for weeks.
	lengthy = 182
	// few is how many tickets are so few that each state has to be thought of.
	few = 12
)

// planner decides what every ticket is to be, and in which order they are opened.
type planner struct {
	*teller
	budget *budget
	rng    *rand.Rand
	now    time.Time
	sizes  sizes
	index  int
}

// recent tells the tickets that are open, or were closed just now: first those that everybody is to find.
func (p *planner) recent() []*story {
	total := p.sizes.tickets
	open := min(total, max(4, total/25), mostOpen)
	closed := min(total-open, max(1, open/2))
	var plans []plan
	busyUnits := map[*unit]bool{}
	for _, f := range p.featured() {
		plans = append(plans, f)
		busyUnits[f.unit] = true
	}
	if total < few {
		for _, end := range []support.Status{support.StatusNew, support.StatusClosed, support.StatusWaiting, support.StatusInProgress} {
			next := p.ordinary()
			next.end = end
			plans = append(plans, next)
		}
	}
	long := p.budget.average >= 5 && p.sizes.messages >= 10*lengthy
	for n := range open + closed {
		if len(plans) >= open+closed {
			break
		}
		next := p.ordinary()
		for range 10 {
			if next.unit == nil || !busyUnits[next.unit] {
				break
			}
			next = p.ordinary()
		}
		busyUnits[next.unit] = true
		switch {
		case n == 0 && long:
			p.lengthy(&next)
		case len(plans) >= open:
			next.end = support.StatusClosed
			next.fails = len(plans)%2 == 0
		default:
			next.end = []support.Status{
				support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusInProgress,
			}[n%4]
			if n%8 == 4 {
				// There is always somebody to call.
				next.kind, next.byPhone = support.KindCallback, false
			}
		}
		plans = append(plans, next)
	}
	plans = arrange(plans, open+closed)
	stories := make([]*story, 0, len(plans))
	for _, pl := range plans {
		pl.index = p.index
		p.index++
		pl.messages = p.want(&pl)
		s := p.tell(pl)
		s.backwards(p.rng, p.now.Add(-p.ago(s)))
		stories = append(stories, s)
	}
	return stories
}

// arrange cuts the plans to a number, so that even a few tickets are in as many states as they can be.
func arrange(plans []plan, most int) []plan {
	if len(plans) <= most {
		return plans
	}
	var first, rest []plan
	seen := map[support.Status]bool{}
	for _, p := range plans {
		if seen[p.end] {
			rest = append(rest, p)
			continue
		}
		seen[p.end] = true
		first = append(first, p)
	}
	return append(first, rest...)[:min(most, len(plans))]
}

// featured plans the stories whose people and machines are there.
func (p *planner) featured() []plan {
	var plans []plan
	for _, f := range features() {
		h := p.cast.houses[0]
		if f.unit >= len(h.units) || f.opener >= len(h.operators) || p.budget.average < 5 {
			continue
		}
		plans = append(plans, plan{
			unit: h.units[f.unit], house: h, opener: h.operators[f.opener], desk: p.cast.technicians[f.desk],
			end: f.end, kind: f.kind, featured: f,
		})
	}
	return plans
}

// lengthy makes a plan one of a ticket that goes on for weeks.
func (p *planner) lengthy(pl *plan) {
	for _, h := range p.cast.houses[1:] {
		for _, u := range h.units {
			if u.family == flowpack || pl.unit == nil {
				pl.unit, pl.house = u, h
			}
		}
		if pl.unit != nil && pl.unit.family == flowpack {
			break
		}
	}
	pl.opener, pl.desk = pl.house.operators[0], p.deskOf(pl.unit)
	pl.end, pl.kind, pl.byPhone = support.StatusInProgress, support.KindChat, false
	pl.featured = endless()
}

// want is how many messages a recent ticket gets.
func (p *planner) want(pl *plan) int {
	switch {
	case pl.featured != nil:
		return p.budget.take(pl.featured.messages)
	case pl.end == support.StatusNew:
		return p.budget.take(min(p.budget.open(1, 3), 4))
	case pl.end == support.StatusClosed:
		return p.budget.take(p.budget.usual())
	default:
		return p.budget.take(p.budget.open(5, 14))
	}
}

// ago is how long before now a recent ticket's last act was.
func (p *planner) ago(s *story) time.Duration {
	switch {
	case s.featured != nil:
		return s.featured.ago
	case s.end == support.StatusNew:
		return between(p.rng, 3*time.Minute, 4*time.Hour)
	case s.end == support.StatusWaiting:
		return between(p.rng, time.Hour, 5*24*time.Hour)
	case s.end == support.StatusClosed:
		return between(p.rng, 20*time.Minute, 4*24*time.Hour)
	case s.severity == support.SeverityStopped:
		return between(p.rng, 2*time.Minute, 90*time.Minute)
	default:
		return time.Duration(float64(between(p.rng, 2*time.Minute, 22*time.Hour)) * p.rng.Float64())
	}
}

// ordinary plans a ticket of anybody about anything.
func (p *planner) ordinary() plan {
	h := p.cast.houses[p.rng.IntN(len(p.cast.houses))]
	pl := plan{house: h, kind: support.KindChat, end: support.StatusClosed, unit: h.units[p.rng.IntN(len(h.units))]}
	pl.opener = h.operators[p.rng.IntN(len(h.operators))]
	pl.desk = p.deskOf(pl.unit)
	switch n := p.rng.IntN(100); {
	case n < 18:
		pl.kind = support.KindCallback
		if n < 3 {
			pl.unit = nil
			pl.desk = p.deskOf(nil)
		}
	case n < 22:
		pl.byPhone = true
	}
	return pl
}

func (p *planner) deskOf(u *unit) *member {
	if u != nil && u.technician != nil {
		return u.technician
	}
	return p.cast.technicians[p.rng.IntN(len(p.cast.technicians))]
}

// queue holds what is about to be opened, the earliest on top.
type queue []*story

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].openedAt.Before(q[j].openedAt) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*story)) } //nolint:forcetypeassert // only stories are pushed
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// inOrder hands out every story, those opened earlier first. It holds those of a few days at a time.
func (p *planner) inOrder(use func(*story) error) error {
	var waiting queue
	for _, s := range p.recent() {
		heap.Push(&waiting, s)
	}
	older := p.sizes.tickets - p.index
	calendar := newOpenings(p.now.Add(-p.sizes.span), p.now.Add(-settled))
	for n := range older {
		slot := calendar.at((float64(n) + p.rng.Float64()) / float64(older))
		for len(waiting) > 0 && waiting[0].openedAt.Before(slot) {
			if err := p.finish(heap.Pop(&waiting).(*story), use); err != nil { //nolint:forcetypeassert // only stories are in it
				return err
			}
		}
		pl := p.ordinary()
		pl.index = p.index
		p.index++
		pl.messages = p.budget.take(p.budget.usual())
		pl.openedAt = pl.opener.hours.next(slot)
		heap.Push(&waiting, &story{plan: pl})
	}
	for len(waiting) > 0 {
		if err := p.finish(heap.Pop(&waiting).(*story), use); err != nil { //nolint:forcetypeassert // only stories are in it
			return err
		}
	}
	return nil
}

// finish tells what was only planned so far: then what came before on the same machine is known.
func (p *planner) finish(s *story, use func(*story) error) error {
	if s.times == nil {
		s = p.tell(s.plan)
		s.onwards(p.rng, p.now.Add(-time.Hour))
	}
	return use(s)
}
