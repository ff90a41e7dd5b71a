package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"filodiretto/backend/desktop/board"
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
	// board is the same for the console's lists.
	board board.Laid
	// lines are the acts of each of its tickets; missing is how far each was when the feed had not brought it.
	lines   map[string][]outbox.Act
	missing map[string]outbox.State
	// top is what waits put after: the newest of what the server has, worked out when it is first asked for, and the first
	// act of then, from which further ones are counted.
	top top
}

// top is a moment after all that the server has.
type top struct {
	found bool
	at    time.Time
	first int64
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
func (v *view) layAll(revision int64) (*overlay, error) {
	acts := v.acts.Acts()
	if len(acts) == 0 {
		return &overlay{}, nil
	}
	d := v.d
	generation := d.cache.Generation()
	if last := d.latest.Load(); last != nil && last.revision == revision && last.acts == v.acts && last.generation == generation {
		return last, nil
	}
	// Where only the outbox has moved, only the tickets that it moved are worked out again.
	before := d.latest.Load()
	if before == nil || before.revision != revision || before.generation != generation {
		before = &overlay{top: top{first: acts[0].Seq}}
	}
	next := &overlay{
		revision: revision, generation: generation, acts: v.acts, tickets: map[string]*laid{},
		lines: map[string][]outbox.Act{}, missing: map[string]outbox.State{}, top: before.top,
	}
	for _, a := range acts {
		if !a.Kind.OfTicket() {
			continue // see own.go
		}
		if state, ok := before.missing[a.ID]; !ok || state != a.State {
			brought, err := v.brought(a, revision, generation)
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
		l, err := v.lay(ticketID, line, &next.top)
		if err != nil {
			return nil, err
		}
		next.tickets[ticketID] = l
	}
	if d.me.MayWork() == nil {
		next.layBoard()
	}
	d.latest.Store(next)
	return next, nil
}

// layBoard makes of what is laid over tickets what the board takes.
func (o *overlay) layBoard() {
	for id, l := range o.tickets {
		o.board.Instead = append(o.board.Instead, id)
		if l.here() {
			o.board.Rows = append(o.board.Rows, board.Row{Ticket: l.ticket, Unread: l.unread})
		}
	}
}

// sameAct reports whether an act has not come further in any way that shows.
func sameAct(a, b outbox.Act) bool {
	return a.ID == b.ID && a.State == b.State && a.Needs == b.Needs && a.Stuck() == b.Stuck()
}

// brought reports whether the cache shows what the act did, and remembers it of sent ones: they stay for a day.
func (v *view) brought(a outbox.Act, revision, generation int64) (bool, error) {
	if a.State == outbox.StateRefused {
		return false, nil
	}
	d := v.d
	d.settling.Lock()
	if d.generation != generation {
		clear(d.settled)
		d.generation = generation
	}
	at, settled := d.settled[a.ID]
	d.settling.Unlock()
	if settled && at <= revision {
		return true, nil
	}
	brought, err := v.r.Brought(a)
	if err == nil && brought && a.State == outbox.StateSent {
		d.settling.Lock()
		if at, settled := d.settled[a.ID]; !settled || revision < at {
			d.settled[a.ID] = revision
		}
		d.settling.Unlock()
	}
	return brought, err
}

// lay lays a ticket's acts over it, in the order of writing.
func (v *view) lay(ticketID string, line []outbox.Act, t *top) (*laid, error) {
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
	moved := int64(-1)
	for _, a := range line {
		before := l.ticket.UpdatedAt
		err := v.layAct(l, a)
		if errors.Is(err, outbox.ErrUnreadable) {
			slog.ErrorContext(v.ctx, "what was done here cannot be read back", "act", a.ID, "kind", a.Kind, "err", err)
			v.layUnreadable(l, a)
		} else if err != nil {
			return nil, fmt.Errorf("desk: act %s: %w", a.ID, err)
		}
		if a.State == outbox.StateWaiting && !l.ticket.UpdatedAt.Equal(before) {
			moved = a.Seq
		}
		l.outbox = worst(l.outbox, outboxState(v.acts, a))
	}
	if moved >= 0 {
		if err := v.raise(&l.ticket, moved, t); err != nil {
			return nil, err
		}
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

// raise puts a ticket of which something waits after all that the server has, in the order of writing: it will take that
// later than those, whatever this machine's clock says.
func (v *view) raise(ticket *support.Ticket, seq int64, t *top) error {
	if err := v.find(t); err != nil {
		return err
	}
	if at := t.at.Add(time.Duration(1+seq-t.first) * time.Millisecond); !t.at.IsZero() && ticket.UpdatedAt.Before(at) {
		ticket.UpdatedAt = at
	}
	return nil
}

// find looks for the newest of what the server has, once.
func (v *view) find(t *top) error {
	if t.found {
		return nil
	}
	for _, section := range []Section{OpenTickets, ClosedTickets} {
		newest, err := v.r.Keys(section, cache.Key{}, 1)
		if err != nil {
			return err
		}
		if len(newest) > 0 && newest[0].UpdatedAt.After(t.at) {
			t.at = newest[0].UpdatedAt
		}
	}
	t.found = true
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

// Forget lets acts go that were sent over a day ago and that the feed has brought.
func (d *Desk) Forget(ctx context.Context) error {
	gone, err := d.outbox.Forget(ctx, d.now(), func(ctx context.Context, a outbox.Act) (bool, error) {
		// Filters and canned replies have no place by which they are known: within a day they are here, or were overtaken.
		if !a.Kind.OfTicket() {
			return true, nil
		}
		return d.cache.Brought(ctx, a)
	})
	if gone > 0 {
		d.settling.Lock()
		clear(d.settled)
		d.settling.Unlock()
	}
	return err
}
