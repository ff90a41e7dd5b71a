package board

import (
	"math"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// Queue names a place to look for tickets.
type Queue string

// The queues.
const (
	ToTake  Queue = "toTake"
	Mine    Queue = "mine"
	ToCall  Queue = "toCall"
	Waiting Queue = "waiting"
	Open    Queue = "open"
	Closed  Queue = "closed"
)

// Queues are all of them.
var Queues = []Queue{ToTake, Mine, ToCall, Waiting, Open, Closed}

// Choice says which tickets are meant: those of a queue that meet all criteria.
type Choice struct {
	Queue    Queue
	Criteria support.Criteria
	// Me is who asks, and Now when.
	Me  string
	Now time.Time
	// Found are the tickets in which the criteria's text is; it counts only where there is one.
	Found map[string]bool
}

// queue is a queue as it is looked at for every row; whole is a section, or both.
type queue uint8

const (
	whole queue = iota
	take
	mine
	call
	waitingToo
)

// The ends of time: what is meant from ever is so whatever the clock says.
const (
	ever  = math.MinInt64
	never = math.MaxInt64
)

// chosen is a choice that rows are held against.
type chosen struct {
	open, closed bool
	queue        queue
	// everything: in the sections that are looked at nothing is left out.
	everything                         bool
	me, nobody                         wanted
	statuses, severities, kinds        wanted
	companies, categories, models, who wanted
	// older and younger bound the age, in milliseconds; zero bounds nothing.
	older, younger int64
	found          map[id]bool
}

func (v *View) chosen(q Choice) *chosen {
	b, of := v.b, q.Criteria
	c := &chosen{
		queue: whole, open: q.Queue != Closed, closed: q.Queue == Closed || q.Queue == ToTake,
		nobody: want(b.people, ""), statuses: want(b.statuses, texts(of.Statuses)...), severities: want(b.severities, texts(of.Severities)...),
		companies: want(b.companies, of.CompanyIDs...), categories: want(b.categories, of.CategoryIDs...), models: want(b.models, of.Models...),
		older: of.OlderThan.Milliseconds(), younger: of.YoungerThan.Milliseconds(),
	}
	switch q.Queue {
	case ToTake:
		c.queue = take
	case Mine:
		c.queue, c.me = mine, want(b.people, q.Me)
	case ToCall:
		c.queue = call
	case Waiting:
		c.queue = waitingToo
	}
	if q.Queue == Closed && slices.Contains(of.Statuses, support.StatusClosed) && len(of.Statuses) > 1 {
		// A choice of closed ones and others.
		c.open = true
	}
	if of.Kind != "" {
		c.kinds = want(b.kinds, string(of.Kind))
	}
	who := slices.Clone(of.Assignees)
	for i, person := range who {
		switch person {
		case support.AssigneeMe:
			who[i] = q.Me
		case support.AssigneeNobody:
			who[i] = ""
		}
	}
	c.who = want(b.people, who...)
	if of.Text != "" {
		c.found = make(map[id]bool, len(q.Found))
		for ticket := range q.Found {
			key, _ := idOf(ticket)
			c.found[key] = true
		}
	}
	c.everything = c.queue == whole && c.found == nil && c.older == 0 && c.younger == 0 && c.statuses.any() && c.severities.any() &&
		c.kinds.any() && c.companies.any() && c.categories.any() && c.models.any() && c.who.any()
	return c
}

func texts[T ~string](all []T) []string {
	out := make([]string, 0, len(all))
	for _, one := range all {
		out = append(out, string(one))
	}
	return out
}

// wanted are the names that are meant, by their ids; without one, any is.
type wanted struct {
	names *names
	ids   []string
	// at says it by place; names that came since are looked at when they are first met.
	at []bool
}

func want(n *names, ids ...string) wanted {
	w := wanted{names: n, ids: ids}
	w.learn()
	return w
}

func (w *wanted) learn() {
	if w.any() {
		return
	}
	all := w.names.all()
	for at := len(w.at); at < len(all); at++ {
		w.at = append(w.at, slices.Contains(w.ids, all[at].id))
	}
}

func (w *wanted) any() bool { return len(w.ids) == 0 }

func (w *wanted) has(at int32) bool { return w.any() || w.among(at) }

func (w *wanted) among(at int32) bool {
	if int(at) >= len(w.at) {
		w.learn()
	}
	return w.at[at]
}

// holds reports whether the row is meant at that time; of nothing chosen any is.
func (c *chosen) holds(h *hot, cold *cold, now int64) bool {
	if c == nil {
		return true
	}
	from, until := c.span(h, cold)
	return from <= now && now < until
}

// span is from when the row is meant until when; it is not in between where the end does not come after the beginning.
func (c *chosen) span(h *hot, cold *cold) (from, until int64) {
	from, until = ever, never
	switch {
	case h.section() == openSection && !c.open || h.section() == closedSection && !c.closed:
		return never, never
	case c.everything:
		return from, until
	case c.queue == take:
		from = c.toTake(h, cold)
	case c.queue == mine && !c.me.has(h.assignee), c.queue == call && !h.is(toCall), c.queue == waitingToo && h.status != statusWaiting:
		return never, never
	}
	if !c.meets(h, cold) {
		return never, never
	}
	if c.older > 0 {
		from = max(from, h.created+c.older)
	}
	if c.younger > 0 {
		until = h.created + c.younger
	}
	return from, until
}

// meets reports whether the row meets the criteria, its age aside.
func (c *chosen) meets(h *hot, cold *cold) bool {
	return c.statuses.has(int32(h.status)) && c.severities.has(int32(h.severity)) && c.kinds.has(int32(h.kind)) &&
		c.companies.has(h.company) && c.models.has(h.model) && c.categories.has(h.category) && c.who.has(h.assignee) &&
		(c.found == nil || c.found[cold.id])
}

// toTake is from when a row is to be taken: what is new and nobody's, or new past half of its time, and what is closed and
// does not run.
func (c *chosen) toTake(h *hot, cold *cold) int64 {
	switch {
	case h.is(fails), h.status == statusNew && c.nobody.has(h.assignee):
		return ever
	case h.status == statusNew && cold.half != 0:
		return cold.half
	default:
		return never
	}
}

// eachOf calls fn for each row that is meant at that time.
func (v *View) eachOf(c *chosen, now int64, fn func(i int32, h *hot)) {
	if c.found != nil {
		v.eachFound(c, now, fn)
		return
	}
	if c.queue != take {
		v.each(c.open, c.closed, c, now, fn)
		return
	}
	// Of closed ones only few can be meant.
	v.each(true, false, c, now, fn)
	for i := range v.laidHot {
		if h := &v.laidHot[i]; h.section() == closedSection && c.holds(h, &v.laidCold[i], now) {
			fn(^int32(i), h)
		}
	}
	for i := range v.b.failing {
		if h := &v.b.hot[i]; !v.isHidden(i) && c.holds(h, &v.b.cold[i], now) {
			fn(i, h)
		}
	}
}

// eachFound is eachOf where a text says which alone can be meant.
func (v *View) eachFound(c *chosen, now int64, fn func(i int32, h *hot)) {
	var rows []int32
	for ticket := range c.found {
		if i, there := v.b.at[ticket]; there {
			rows = append(rows, i)
		}
	}
	v.eachIn(rows, func(i int32, h *hot) {
		if c.holds(h, v.cold(i), now) {
			fn(i, h)
		}
	})
}

// Count is how many tickets are meant.
func (v *View) Count(q Choice) int {
	n := 0
	v.eachOf(v.chosen(q), q.Now.UnixMilli(), func(int32, *hot) { n++ })
	return n
}

// Counts are how many tickets are in each queue.
func (v *View) Counts(me string, now time.Time) map[Queue]int {
	n := make(map[Queue]int, len(Queues))
	for _, queue := range Queues {
		n[queue] = v.StandingCount(Choice{Queue: queue, Me: me, Now: now})
	}
	return n
}

// Oldest is the lowest place in the search index of those that are meant, the text aside; 0 when there are none, or when all closed
// ones are meant.
func (v *View) Oldest(q Choice) int64 {
	q.Criteria.Text = ""
	var oldest int64
	c := v.chosen(q)
	if c.everything && c.closed {
		return 0
	}
	v.eachOf(c, q.Now.UnixMilli(), func(i int32, _ *hot) {
		if doc := v.cold(i).doc; doc > 0 && (oldest == 0 || doc < oldest) {
			oldest = doc
		}
	})
	return oldest
}
