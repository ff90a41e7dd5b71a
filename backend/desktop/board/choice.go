package board

import (
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

// chosen is a choice that rows are held against.
type chosen struct {
	open, closed bool
	queue        queue
	// everything: neither the queue nor a criterion leaves anything out.
	everything            bool
	me                    []bool
	now                   int64
	statuses, severities  []bool
	kind                  int32
	companies, categories []bool
	models, assignees     []bool
	from, to              int64
	found                 map[id]bool
	v                     *View
}

func (v *View) chosen(q Choice) *chosen {
	c := &chosen{v: v, queue: whole, now: q.Now.UnixMilli(), kind: -1, to: 1 << 62}
	b := v.b
	c.open, c.closed = q.Queue != Closed, q.Queue == Closed || q.Queue == ToTake
	switch q.Queue {
	case ToTake:
		c.queue = take
	case Mine:
		c.queue, c.me = mine, places(b.people, []string{q.Me})
	case ToCall:
		c.queue = call
	case Waiting:
		c.queue = waitingToo
	}
	of := q.Criteria
	if q.Queue == Closed && slices.Contains(of.Statuses, support.StatusClosed) && len(of.Statuses) > 1 {
		// A choice of closed ones and others.
		c.open = true
	}
	c.statuses, c.severities = places(b.statuses, texts(of.Statuses)), places(b.severities, texts(of.Severities))
	if of.Kind != "" {
		c.kind = b.kinds.of(string(of.Kind), "")
	}
	c.companies, c.categories = places(b.companies, of.CompanyIDs), places(b.categories, of.CategoryIDs)
	c.models = places(b.models, of.Models)
	who := slices.Clone(of.Assignees)
	for i, person := range who {
		switch person {
		case support.AssigneeMe:
			who[i] = q.Me
		case support.AssigneeNobody:
			who[i] = ""
		}
	}
	c.assignees = places(b.people, who)
	if of.OlderThan > 0 {
		c.to = q.Now.Add(-of.OlderThan).UnixMilli()
	}
	if of.YoungerThan > 0 {
		c.from = q.Now.Add(-of.YoungerThan).UnixMilli()
	}
	if of.Text != "" {
		c.found = make(map[id]bool, len(q.Found))
		for ticket := range q.Found {
			key, _ := idOf(ticket)
			c.found[key] = true
		}
	}
	c.everything = c.queue == whole && c.statuses == nil && c.severities == nil && c.kind < 0 && c.companies == nil && c.categories == nil && c.models == nil &&
		c.assignees == nil && c.from == 0 && c.to == 1<<62 && c.found == nil
	return c
}

func texts[T ~string](all []T) []string {
	out := make([]string, 0, len(all))
	for _, one := range all {
		out = append(out, string(one))
	}
	return out
}

// places are by place whether a name is among those that go by these ids; nil, for no ids, means that any is.
func places(n *names, ids []string) []bool {
	if len(ids) == 0 {
		return nil
	}
	all := n.all()
	out := make([]bool, len(all))
	for at := range all {
		out[at] = slices.Contains(ids, all[at].id)
	}
	return out
}

func among(chosen []bool, at int32) bool { return chosen == nil || int(at) < len(chosen) && chosen[at] }

// holds reports whether the row is meant.
func (c *chosen) holds(i int32, h *hot) bool {
	return c == nil || c.everything || c.inQueue(i, h) && c.meets(i, h)
}

func (c *chosen) meets(i int32, h *hot) bool {
	return among(c.statuses, int32(h.status)) && among(c.severities, int32(h.severity)) &&
		(c.kind < 0 || c.kind == int32(h.kind)) && among(c.companies, h.company) && among(c.models, h.model) &&
		among(c.categories, h.category) && among(c.assignees, h.assignee) && h.created > c.from && h.created <= c.to &&
		(c.found == nil || c.found[c.v.cold(i).id])
}

func (c *chosen) inQueue(i int32, h *hot) bool {
	switch c.queue {
	case take:
		return c.v.toTake(i, h, c.now)
	case mine:
		return among(c.me, h.assignee)
	case call:
		return h.is(toCall)
	case waitingToo:
		return h.status == statusWaiting
	default:
		return true
	}
}

// toTake is what is new and nobody's, or new past half of its time, and what is closed and does not run.
func (v *View) toTake(i int32, h *hot, now int64) bool {
	if h.status != statusNew {
		return h.is(fails)
	}
	if v.b.people.all()[h.assignee].id == "" {
		return true
	}
	half := v.cold(i).half
	return half != 0 && half <= now
}

// each calls fn for each row that is meant.
func (c *chosen) each(fn func(i int32, h *hot)) {
	v := c.v
	if c.queue != take {
		v.each(c.open, c.closed, c, fn)
		return
	}
	// Of closed ones only few can be meant.
	v.each(true, false, c, fn)
	for i := range v.laidHot {
		if h := &v.laidHot[i]; h.section() == closedSection && c.holds(^int32(i), h) {
			fn(^int32(i), h)
		}
	}
	for i := range v.b.failing {
		if h := &v.b.hot[i]; !v.isHidden(i) && c.holds(i, h) {
			fn(i, h)
		}
	}
}

// Count is how many tickets are meant.
func (v *View) Count(q Choice) int {
	n := 0
	v.chosen(q).each(func(int32, *hot) { n++ })
	return n
}

// Counts are how many tickets are in each queue.
func (v *View) Counts(me string, now time.Time) map[Queue]int {
	ofMe, at := places(v.b.people, []string{me}), now.UnixMilli()
	n := map[Queue]int{}
	var toTake, own, toBeCalled, waits, open int
	v.each(true, false, nil, func(i int32, h *hot) {
		open++
		if v.toTake(i, h, at) {
			toTake++
		}
		if among(ofMe, h.assignee) {
			own++
		}
		if h.is(toCall) {
			toBeCalled++
		}
		if h.status == statusWaiting {
			waits++
		}
	})
	closed := len(v.b.sections[closedSection])
	for _, i := range v.b.sections[closedSection] {
		if v.hidden == nil {
			break
		}
		if v.isHidden(i) {
			closed--
		}
	}
	for i := range v.b.failing {
		if !v.isHidden(i) {
			toTake++
		}
	}
	for i := range v.laidHot {
		if h := &v.laidHot[i]; h.section() == closedSection {
			closed++
			if h.is(fails) {
				toTake++
			}
		}
	}
	n[ToTake], n[Mine], n[ToCall], n[Waiting], n[Open], n[Closed] = toTake, own, toBeCalled, waits, open, closed
	return n
}

// Oldest is the lowest place in the search index of those that are meant, the text aside; 0 when there are none.
func (v *View) Oldest(q Choice) int64 {
	q.Criteria.Text = ""
	var oldest int64
	v.chosen(q).each(func(i int32, _ *hot) {
		if doc := v.cold(i).doc; doc > 0 && (oldest == 0 || doc < oldest) {
			oldest = doc
		}
	})
	return oldest
}
