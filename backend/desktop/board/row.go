package board

import (
	"math"
	"time"

	"filodiretto/backend/support"
)

// hot is what decides whether and where a ticket stands in a list: as much as a processor reads at a time.
type hot struct {
	updated, created int64
	// wait orders by who has waited longest, see waiting.
	wait uint64
	// title are the title's first bytes.
	title                                              uint64
	number                                             uint32
	company, person, assignee, model, category, serial int32
	status, severity, kind, flags                      uint8
}

// cold is the rest.
type cold struct {
	id                                         id
	title, folded                              string
	number, doc                                int64
	closed, awaited, paused, callAt, half, due int64
	duplicateOf                                id
	place, unread                              int32
}

// Flags of a row.
const (
	// fails: it is closed, and the customer says that the machine does not run.
	fails = 1 << iota
	// toCall: the customer waits for a call.
	toCall
	// answered: the customer has had a first answer.
	answered
	duplicate
)

func (h *hot) is(flag uint8) bool { return h.flags&flag != 0 }

func (h *hot) section() int {
	if h.status == statusClosed {
		return closedSection
	}
	return openSection
}

// row makes a ticket's row.
func (b *Board) row(key id, r *Row) (hot, cold) {
	t := &r.Ticket
	person := t.OpenedFor
	if person.ID == "" {
		person = t.OpenedBy
	}
	folded := b.fold(t.Title)
	h := hot{
		updated: millis(t.UpdatedAt), created: millis(t.CreatedAt), title: firstOf(folded), number: math.MaxUint32,
		company: b.companies.byID(t.CompanyID), person: b.people.of(person.ID, person.Name),
		assignee: b.people.of(t.Assignee.ID, t.Assignee.Name), model: b.models.of(t.Machine.Model, ""),
		category: b.categories.of(t.CategoryID, ""), serial: b.serials.of(t.Machine.Serial, ""),
		status: short(b.statuses.of(string(t.Status), "")), severity: short(b.severities.of(string(t.Severity), "")),
		kind: short(b.kinds.of(string(t.Kind), "")),
	}
	if t.Number > 0 && t.Number < math.MaxUint32 {
		h.number = uint32(t.Number)
	}
	c := cold{
		id: key, title: t.Title, folded: folded, number: t.Number, doc: r.Doc, closed: millis(t.ClosedAt), awaited: millis(t.AwaitedSince),
		paused: millis(t.PausedAt), unread: int32(r.Unread),
	}
	if !t.Open() && t.Verdict == support.VerdictFails {
		h.flags |= fails
	}
	if !t.FirstReplyAt.IsZero() || !t.SpokenAt.IsZero() {
		h.flags |= answered
	}
	if original, ok := idOf(t.DuplicateOf.ID); ok {
		c.duplicateOf = original
		h.flags |= duplicate
	}
	c.callAt = millis(CallAt(t))
	if t.Open() && (c.callAt != 0 || t.Kind == support.KindCallback && t.SpokenAt.IsZero()) {
		h.flags |= toCall
	}
	h.wait = waiting(&h, &c)
	b.wind(&h, &c)
	return h, c
}

// CallAt is when the customer of an open ticket is to be called: when it is to be tried again, or when they wish, while
// nobody has spoken to them. Zero is at no certain time.
func CallAt(t *support.Ticket) time.Time {
	switch {
	case !t.Open():
		return time.Time{}
	case !t.CallAgainAt.IsZero():
		return t.CallAgainAt
	case t.Kind == support.KindCallback && t.SpokenAt.IsZero():
		return t.CallWindow.From
	default:
		return time.Time{}
	}
}

// notOwed is after every time since when something is owed.
const notOwed = 1 << 62

// waiting orders by since when the support owes the customer a word; what is owed nothing, or is paused, comes after, the
// newest change first.
func waiting(h *hot, c *cold) uint64 {
	if c.awaited > 0 && h.status != statusWaiting {
		return uint64(c.awaited)
	}
	return uint64(notOwed + notOwed - 1 - h.updated)
}

// wind sets a row's clock by the response times.
func (b *Board) wind(h *hot, c *cold) {
	c.half, c.due = 0, 0
	if c.awaited == 0 || h.status == statusWaiting {
		return
	}
	t := support.Ticket{AwaitedSince: instant(c.awaited), Severity: support.Severity(b.severities.all()[h.severity].id)}
	if h.is(answered) {
		t.FirstReplyAt = t.AwaitedSince
	}
	clock := t.Clock(b.times)
	c.half, c.due = millis(clock.Half), millis(clock.Due)
}
