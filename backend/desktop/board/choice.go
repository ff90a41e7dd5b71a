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

// chosen is a choice that rows are held against.
type chosen struct {
	open, closed          bool
	queue                 Queue
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
	c := &chosen{v: v, queue: q.Queue, now: q.Now.UnixMilli(), kind: -1, to: 1 << 62}
	b := v.b
	c.open, c.closed = q.Queue != Closed, q.Queue == Closed || q.Queue == ToTake
	if q.Queue == Mine {
		c.me = places(b.people, []string{q.Me})
	}
	of := q.Criteria
	closed := slices.Contains(of.Statuses, support.StatusClosed)
	if q.Queue == Closed && closed && len(of.Statuses) > 1 {
		// A choice of closed ones and others.
		c.queue, c.open = "", true
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
	return c.inQueue(i, h) && among(c.statuses, int32(h.status)) && among(c.severities, int32(h.severity)) &&
		(c.kind < 0 || c.kind == int32(h.kind)) && among(c.companies, h.company) && among(c.models, h.model) &&
		among(c.categories, h.category) && among(c.assignees, h.assignee) && h.created > c.from && h.created <= c.to &&
		(c.found == nil || c.found[c.v.cold(i).id])
}

func (c *chosen) inQueue(i int32, h *hot) bool {
	switch c.queue {
	case ToTake:
		return c.v.toTake(i, h, c.now)
	case Mine:
		return among(c.me, h.assignee)
	case ToCall:
		return h.is(toCall)
	case Waiting:
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
	take := func(i int32, h *hot) {
		if c.holds(i, h) {
			fn(i, h)
		}
	}
	if c.queue != ToTake {
		v.each(c.open, c.closed, take)
		return
	}
	v.each(true, false, take)
	for i := range v.laidHot {
		if v.laidHot[i].section() == closedSection {
			take(^int32(i), &v.laidHot[i])
		}
	}
	for i := range v.b.failing {
		if !v.isHidden(i) {
			take(i, &v.b.hot[i])
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
	mine, at := places(v.b.people, []string{me}), now.UnixMilli()
	n := map[Queue]int{}
	var take, own, call, wait, open int
	v.each(true, false, func(i int32, h *hot) {
		open++
		if v.toTake(i, h, at) {
			take++
		}
		if among(mine, h.assignee) {
			own++
		}
		if h.is(toCall) {
			call++
		}
		if h.status == statusWaiting {
			wait++
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
			take++
		}
	}
	for i := range v.laidHot {
		if h := &v.laidHot[i]; h.section() == closedSection {
			closed++
			if h.is(fails) {
				take++
			}
		}
	}
	n[ToTake], n[Mine], n[ToCall], n[Waiting], n[Open], n[Closed] = take, own, call, wait, open, closed
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
