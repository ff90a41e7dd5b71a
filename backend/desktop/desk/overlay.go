package desk

import (
	"fmt"
	"math"
	"slices"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// overlay is all tickets that have acts which the feed has not brought, worked out for one state of the two files.
type overlay struct {
	revision   int64
	generation int64
	acts       *outbox.Snapshot
	tickets    map[string]*laid
	// lines are the acts of each of its tickets; missing is how far each was when the feed had not brought it.
	lines   map[string][]outbox.Act
	missing map[string]outbox.State
}

// laid is a ticket with its acts laid over it.
type laid struct {
	// base is the ticket in the cache; nil when it exists here only.
	base   *cache.Row
	ticket support.Ticket
	unread int
	// floor is the index up to which it counts as read.
	floor int
	last  support.Message
	items []Item
	// done are the events of changes that are laid over it.
	done []support.Message
	// opening is the act that opens it, while it is not sent; refused is whether that was refused.
	opening string
	refused bool
	outbox  OutboxState
}

// here reports whether there is a ticket to show: not when acts outlived it.
func (l *laid) here() bool { return l.ticket.ID != "" }

// layAll works out the overlay, or takes the last one if nothing has changed.
func (v *view) layAll(revision int64) (map[string]*laid, error) {
	acts := v.acts.Acts()
	if len(acts) == 0 {
		return nil, nil
	}
	d := v.d
	generation := d.cache.Generation()
	if last := d.latest.Load(); last != nil && last.revision == revision && last.acts == v.acts && last.generation == generation {
		return last.tickets, nil
	}
	// Where only the outbox has moved, only the tickets that it moved are worked out again.
	before := d.latest.Load()
	if before == nil || before.revision != revision || before.generation != generation {
		before = &overlay{}
	}
	next := &overlay{
		revision: revision, generation: generation, acts: v.acts, tickets: map[string]*laid{},
		lines: map[string][]outbox.Act{}, missing: map[string]outbox.State{},
	}
	for _, a := range acts {
		if state, ok := before.missing[a.ID]; !ok || state != a.State {
			brought, err := v.brought(a, generation)
			if err != nil {
				return nil, err
			}
			if brought {
				continue
			}
		}
		next.missing[a.ID] = a.State
		next.lines[a.TicketID] = append(next.lines[a.TicketID], a)
	}
	for ticketID, line := range next.lines {
		if l := before.tickets[ticketID]; l != nil && slices.EqualFunc(line, before.lines[ticketID], sameAct) {
			next.tickets[ticketID] = l
			continue
		}
		l, err := v.lay(ticketID, line)
		if err != nil {
			return nil, err
		}
		next.tickets[ticketID] = l
	}
	d.latest.Store(next)
	return next.tickets, nil
}

// sameAct reports whether an act has not come further in any way that shows.
func sameAct(a, b outbox.Act) bool {
	return a.ID == b.ID && a.State == b.State && a.Needs == b.Needs && a.Stuck() == b.Stuck()
}

// brought reports whether the cache shows what the act did, and remembers it of sent ones: they stay for a day.
func (v *view) brought(a outbox.Act, generation int64) (bool, error) {
	if a.State == outbox.StateRefused {
		return false, nil
	}
	d := v.d
	d.settling.Lock()
	if d.generation != generation {
		clear(d.settled)
		d.generation = generation
	}
	settled := d.settled[a.ID]
	d.settling.Unlock()
	if settled {
		return true, nil
	}
	brought, err := v.r.Brought(a)
	if err == nil && brought && a.State == outbox.StateSent {
		d.settling.Lock()
		d.settled[a.ID] = true
		d.settling.Unlock()
	}
	return brought, err
}

// lay lays a ticket's acts over it, in the order of writing.
func (v *view) lay(ticketID string, line []outbox.Act) (*laid, error) {
	l := &laid{}
	row, ok, err := v.r.Ticket(ticketID)
	if err != nil {
		return nil, err
	}
	reading, err := v.r.Reading(ticketID)
	if err != nil {
		return nil, err
	}
	read := max(reading.Mark, reading.Own)
	if ok {
		l.base, l.ticket, l.unread, l.last = &row, row.Ticket, row.Unread, row.Last
	}
	l.floor = read
	for _, a := range line {
		if err := v.layAct(l, a); err != nil {
			return nil, fmt.Errorf("desk: act %s: %w", a.ID, err)
		}
		l.outbox = worst(l.outbox, outboxState(v.acts, a))
	}
	if ok && (l.floor != read || l.ticket.Assignee.ID != row.Assignee.ID) {
		l.unread = 0
		if v.d.me.Concerns(&l.ticket) {
			if l.unread, _, err = v.r.Unread(ticketID, l.floor); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// layAct lays one act. A refused one is shown, but does nothing.
func (v *view) layAct(l *laid, a outbox.Act) error {
	if !l.here() && a.Kind != outbox.KindOpen {
		return nil
	}
	switch a.Kind {
	case outbox.KindOpen:
		return v.layOpening(l, a)
	case outbox.KindReply, outbox.KindNote:
		return v.layWords(l, a)
	case outbox.KindChange:
		return v.layChange(l, a)
	case outbox.KindCallAttempt:
		return v.layCall(l, a)
	case outbox.KindMark:
		l.floor = max(l.floor, a.SeenIndex)
		l.ticket.Read(v.d.me.Role.Side(), support.Mark{Index: a.SeenIndex, NoteIndex: a.SeenNote})
	}
	return nil
}

func (v *view) layOpening(l *laid, a outbox.Act) error {
	body, err := a.Opening()
	if err != nil {
		return err
	}
	o := openingIn(body)
	parties, err := v.parties(o)
	if err != nil {
		return err
	}
	ticket, first := support.Open(o, v.d.me, parties, when(a))
	ticket.Number = a.Answer.Number
	l.ticket, l.last = ticket, first
	l.refused = a.State == outbox.StateRefused
	if a.State != outbox.StateSent {
		l.opening = a.ID
	}
	l.floor = ticket.LastIndex
	l.items = append(l.items, v.item(a, first))
	return nil
}

// parties looks up what an opening names, as far as it is here.
func (v *view) parties(o support.Opening) (support.Parties, error) {
	p := support.Parties{CompanyID: o.CompanyID}
	if p.CompanyID == "" {
		p.CompanyID = v.d.me.CompanyID
	}
	if o.MachineID != "" {
		machine, ok, err := v.r.Machine(o.MachineID)
		if err != nil {
			return p, err
		}
		if ok {
			p.Machine, p.CompanyID = &machine, machine.CompanyID
		}
		if technician := machine.DefaultTechnician; technician.ID != "" {
			person, known, err := v.r.Person(technician.ID)
			if err != nil {
				return p, err
			}
			if !known {
				person = support.Person{ID: technician.ID, Name: technician.Name}
			}
			p.Technician = &person
		}
	}
	if o.OpenedForID != "" {
		person, _, err := v.r.Person(o.OpenedForID)
		if err != nil {
			return p, err
		}
		p.OpenedFor = person.Ref()
	}
	return p, nil
}

func (v *view) layWords(l *laid, a outbox.Act) error {
	body, err := a.Message()
	if err != nil {
		return err
	}
	words := support.Words{ID: body.ID, Text: body.Text, WrittenAt: body.WrittenAt.Instant()}
	m := support.Message{
		ID: a.ID, TicketID: a.TicketID, Kind: support.MessageKind(body.Kind), Author: v.d.me.Author(), Text: body.Text,
		CreatedAt: when(a), WrittenAt: words.WrittenAt,
	}
	if v.counts(l, a) {
		// What the server will refuse by itself changes nothing here either.
		if a.Kind == outbox.KindNote {
			if recorded, err := l.ticket.Note(v.act(a), words); err == nil {
				m = recorded
			}
		} else if recorded, err := l.ticket.Reply(v.act(a), words); err == nil {
			m = recorded[0]
		}
	}
	if a.State == outbox.StateSent {
		m.Index, m.AfterIndex, m.NoteIndex = a.Answer.Index, a.Answer.AfterIndex, a.Answer.NoteIndex
	}
	if a.Kind == outbox.KindReply && (a.State == outbox.StateSent || v.counts(l, a)) {
		l.last = m
		// The writer had the ticket in front of them; what has come since is news to them.
		l.floor = max(l.floor, a.SeenIndex, a.Answer.Index)
	}
	l.items = append(l.items, v.item(a, m))
	return nil
}

// counts reports whether the act is still to be laid over the ticket: it was not refused, nor what it needs, and the
// ticket in the cache has not come as far yet.
func (v *view) counts(l *laid, a outbox.Act) bool {
	switch a.State {
	case outbox.StateRefused:
		return false
	case outbox.StateSent:
		if l.base == nil {
			return true
		}
		if a.Kind == outbox.KindNote {
			return l.base.NoteCount < a.Answer.NoteIndex
		}
		return l.base.LastIndex < max(a.Answer.Index, a.Answer.LastIndex)
	default:
		return !v.acts.Parked(a)
	}
}

func (v *view) layChange(l *laid, a outbox.Act) error {
	body, err := a.Change()
	if err != nil {
		return err
	}
	change, err := v.changeIn(body)
	if err != nil {
		return err
	}
	category, _, err := v.r.Category(l.ticket.CategoryID)
	if err != nil {
		return err
	}
	ticket := l.ticket
	recorded, changeErr := ticket.Change(v.act(a), change, category.Name)
	switch {
	case changeErr != nil || a.State != outbox.StateSent && !v.counts(l, a):
		recorded = []support.Message{v.wish(a, change)}
	case v.counts(l, a):
		l.ticket = ticket
		l.done = append(l.done, recorded...)
	}
	for i, m := range recorded {
		if i == 0 {
			m.ID = a.ID
		}
		l.items = append(l.items, v.item(a, m))
	}
	return nil
}

// wish is the event of a change that the ticket does not take, as it was meant.
func (v *view) wish(a outbox.Act, c support.Change) support.Message {
	m := support.Message{
		ID: a.ID, TicketID: a.TicketID, Kind: support.MessageEvent, Author: v.d.me.Author(), CreatedAt: when(a), WrittenAt: when(a),
	}
	switch {
	case c.Resolution != nil:
		m.Event = support.Event{Type: support.EventResolution, Text: *c.Resolution}
	case c.Status != nil:
		m.Event = support.Event{Type: support.EventStatus, To: string(*c.Status)}
	case c.Assignee != nil:
		m.Event = support.Event{Type: support.EventAssignee, To: c.Assignee.Name}
	case c.Category != nil:
		m.Event = support.Event{Type: support.EventCategory, To: c.Category.Name}
	case c.Severity != nil:
		m.Event = support.Event{Type: support.EventSeverity, To: string(*c.Severity)}
	}
	return m
}

func (v *view) layCall(l *laid, a outbox.Act) error {
	body, err := a.CallAttempt()
	if err != nil {
		return err
	}
	m := v.wish(a, support.Change{})
	m.Event = support.Event{Type: support.EventCallAttempt, Outcome: support.Outcome(body.Outcome), Text: body.Text}
	if v.counts(l, a) {
		if recorded, err := l.ticket.CallAttempt(v.act(a), a.ID, support.Outcome(body.Outcome), body.Text); err == nil {
			m = recorded
		}
	}
	if a.State == outbox.StateSent {
		m.Index = a.Answer.Index
	}
	l.items = append(l.items, v.item(a, m))
	return nil
}

// act is the act as support's transitions take it. The ids of what follows by rule are made of its own, and leave this
// place with the overlay.
func (v *view) act(a outbox.Act) support.Act {
	n := 0
	return support.Act{By: v.d.me, At: when(a), NewID: func() string { n++; return fmt.Sprintf("%s#%d", a.ID, n) }}
}

// when the act happened: the server's time once it is known, till then when it was written.
func when(a outbox.Act) time.Time {
	switch {
	case a.State != outbox.StateSent:
		return a.WrittenAt
	case !a.Answer.At.IsZero():
		return a.Answer.At.Instant()
	default:
		return a.SentAt
	}
}

// place orders items: what the server has at its place, what waits or was refused after all.
func place(i Item) cache.Place {
	p := cache.PlaceOf(&i.Message)
	if p == (cache.Place{}) || i.State == ItemWaiting || i.State == ItemStuck || i.State == ItemRefused {
		return cache.Place{Index: math.MaxInt}
	}
	return p
}

func sortItems(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int {
		p, q := place(a), place(b)
		switch {
		case p.Before(q):
			return -1
		case q.Before(p):
			return 1
		default:
			return 0
		}
	})
}
