package board

import (
	"sync/atomic"
	"time"

	"filodiretto/backend/support"
)

// View is the board at one moment, with the tickets that have acts as those will make them. It lives as long as the
// function given to Read.
type View struct {
	b *Board
	// Revision is that of the last change.
	Revision int64

	*made
	// instead are the rows of tickets that are laid over; hidden is the same, one bit for each row, nil when there are none.
	instead []int32
	hidden  []uint64
}

// Laid are tickets that have acts. Instead are all of them, Rows those that there is something to show of. It does not
// change once it was read with, and what is made of it serves again.
type Laid struct {
	Instead []string
	Rows    []Row

	made atomic.Pointer[made]
}

// made are the rows of what is laid over, wound by the response times as they were set for the wound-th time.
type made struct {
	laidHot  []hot
	laidCold []cold
	wound    int
}

func (b *Board) made(laid *Laid) *made {
	if m := laid.made.Load(); m != nil && m.wound == b.wound {
		return m
	}
	m := &made{wound: b.wound}
	for i := range laid.Rows {
		if key, ok := idOf(laid.Rows[i].ID); ok {
			h, c := b.row(key, &laid.Rows[i])
			m.laidHot, m.laidCold = append(m.laidHot, h), append(m.laidCold, c)
		}
	}
	laid.made.Store(m)
	return m
}

// Read calls fn with a view. The board does not change meanwhile, so fn is to be quick, and not to read the board.
func (b *Board) Read(laid *Laid, fn func(*View)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	v := &View{b: b, Revision: b.revision, made: b.made(laid)}
	for _, ticket := range laid.Instead {
		key, _ := idOf(ticket)
		i, there := b.at[key]
		if !there {
			continue
		}
		if v.hidden == nil {
			v.hidden = make([]uint64, (len(b.hot)+63)/64)
		}
		v.hidden[i/64] |= 1 << (i % 64)
		v.instead = append(v.instead, i)
	}
	fn(v)
}

func (v *View) isHidden(i int32) bool { return v.hidden != nil && v.hidden[i/64]&(1<<(i%64)) != 0 }

// rows are read by their place; those that are laid over have places below zero.
func (v *View) hot(i int32) *hot {
	if i < 0 {
		return &v.laidHot[^i]
	}
	return &v.b.hot[i]
}

func (v *View) cold(i int32) *cold {
	if i < 0 {
		return &v.laidCold[^i]
	}
	return &v.b.cold[i]
}

// sampled is one of how many rows is looked at before the others. Rows often stand in the very order of a list, or in the
// opposite one, in which each would be better than the best so far: after those, few are.
const sampled = 64

// each calls fn for each row of the sections that is meant at that time; nil means all.
func (v *View) each(open, closed bool, meant *chosen, now int64, fn func(i int32, h *hot)) {
	all, rest := v.b.hot, v.b.cold
	if meant != nil && meant.everything {
		meant = nil
	}
	for section, wanted := range [2]bool{openSection: open, closedSection: closed} {
		if !wanted {
			continue
		}
		for i := range v.laidHot {
			if h := &v.laidHot[i]; h.section() == section && meant.holds(h, &v.laidCold[i], now) {
				fn(^int32(i), h)
			}
		}
		rows := v.b.sections[section]
		for n := 0; n < len(rows); n += sampled {
			if i := rows[n]; !v.isHidden(i) && meant.holds(&all[i], &rest[i], now) {
				fn(i, &all[i])
			}
		}
		for n, i := range rows {
			if n%sampled != 0 && !v.isHidden(i) && meant.holds(&all[i], &rest[i], now) {
				fn(i, &all[i])
			}
		}
	}
}

// eachIn calls fn for each of these rows, and for each that is laid over the board.
func (v *View) eachIn(rows []int32, fn func(i int32, h *hot)) {
	for i := range v.laidHot {
		fn(^int32(i), &v.laidHot[i])
	}
	for _, i := range rows {
		if !v.isHidden(i) {
			fn(i, &v.b.hot[i])
		}
	}
}

// Item is a ticket as lists show it.
type Item struct {
	ID       string
	Number   int64
	Kind     support.Kind
	Title    string
	Severity support.Severity
	Status   support.Status

	Company, Person          support.PersonRef
	Assignee                 support.PersonRef
	Model, Serial            string
	Created, Updated, Closed time.Time
	Clock                    support.Clock
	// Paused is since when it waits for the customer; CallAt when the customer is to be called. Zero for neither.
	Paused, CallAt time.Time
	Unread         int
	// Fails: it is closed, and the customer says that the machine does not run.
	Fails bool
	// Duplicate: it was closed as a duplicate of another.
	Duplicate bool
	// Laid: it has acts.
	Laid bool
}

func (v *View) item(i int32) Item {
	b, h, c := v.b, v.hot(i), v.cold(i)
	ref := func(n *names, at int32) support.PersonRef {
		named := n.all()[at]
		return support.PersonRef{ID: named.id, Name: named.text}
	}
	return Item{
		ID: c.id.String(), Number: c.number, Kind: support.Kind(b.kinds.all()[h.kind].id), Title: c.title,
		Severity: support.Severity(b.severities.all()[h.severity].id), Status: support.Status(b.statuses.all()[h.status].id),
		Company: ref(b.companies, h.company), Person: ref(b.people, h.person), Assignee: ref(b.people, h.assignee),
		Model: b.models.all()[h.model].id, Serial: b.serials.all()[h.serial].id,
		Created: instant(h.created), Updated: instant(h.updated), Closed: instant(c.closed),
		Clock:  support.Clock{Since: instant(c.awaited), Half: instant(c.half), Due: instant(c.due), Paused: h.status == statusWaiting},
		Paused: instant(c.paused), CallAt: instant(c.callAt), Unread: int(c.unread), Fails: h.is(fails), Duplicate: h.is(duplicate), Laid: i < 0,
	}
}

// Times are the response times by which the clocks go.
func (v *View) Times() support.ResponseTimes { return v.b.times }

// Ticket is a ticket by its id; false when it is not on the board.
func (v *View) Ticket(ticket string) (Item, bool) {
	key, _ := idOf(ticket)
	for i := range v.laidCold {
		if v.laidCold[i].id == key {
			return v.item(^int32(i)), true
		}
	}
	i, there := v.b.at[key]
	if !there || v.isHidden(i) {
		return Item{}, false
	}
	return v.item(i), true
}
