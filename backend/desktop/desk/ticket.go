package desk

import (
	"context"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// Detail is one ticket with all that its page shows.
type Detail struct {
	Row
	Category string
	// Follows is the closed ticket that this one goes on from; its ID is empty when there is none. If it is not here, it
	// has nothing but its ID.
	Follows support.Ticket
	// Original is the ticket of which this one is a duplicate; its ID is empty when there is none. If it is not here, it has
	// nothing but its ID and number.
	Original support.Ticket
	// Clock is how long the support has owed the customer a word; only technicians are told.
	Clock support.Clock
	// CallAt is when the customer is to be called; zero at no certain time.
	CallAt time.Time
	// JudgeUntil is until when the customer may say whether the machine runs; zero when they may not.
	JudgeUntil time.Time
	// FirstUnread is the id of the first unread reply; empty when all is read.
	FirstUnread string
	May         May
	// Record is whether what is here of it is what the server has always said.
	Record RecordState
	// History are the statuses it has been in, oldest first.
	History []Stage
}

// Ticket is one ticket; CodeNotFound when it is not here.
func (d *Desk) Ticket(ctx context.Context, id string) (Detail, error) {
	var detail Detail
	err := d.look(ctx, func(v *view) error {
		var err error
		detail, err = v.detail(id)
		return err
	})
	return detail, err
}

func (v *view) detail(id string) (Detail, error) {
	var out Detail
	l, err := v.ticket(id)
	if err != nil {
		return out, err
	}
	if out.Row, err = v.laidRow(l); err != nil {
		return out, err
	}
	category, _, err := v.r.Category(l.ticket.CategoryID)
	if err != nil {
		return out, err
	}
	out.Category = category.Name
	if follows := l.ticket.FollowsTicketID; follows != "" {
		row, _, err := v.r.Ticket(follows)
		if err != nil {
			return out, err
		}
		out.Follows = row.Ticket
		out.Follows.ID = follows
	}
	if original := l.ticket.DuplicateOf; original.ID != "" {
		row, _, err := v.r.Ticket(original.ID)
		if err != nil {
			return out, err
		}
		out.Original = row.Ticket
		out.Original.ID, out.Original.Number = original.ID, original.Number
	}
	if v.d.me.MayWork() == nil {
		times, err := v.r.CountingTimes()
		if err != nil {
			return out, err
		}
		out.Clock, out.CallAt = l.ticket.Clock(times), board.CallAt(&l.ticket)
	}
	if l.unread > 0 {
		if _, out.FirstUnread, err = v.r.Unread(id, l.floor); err != nil {
			return out, err
		}
	}
	if !l.refused {
		out.May = mayOf(v.d.me, &l.ticket, v.d.now())
		if out.May.Judge {
			out.JudgeUntil = l.ticket.ClosedAt.Add(support.VerdictWithin)
		}
	}
	if out.Record, err = v.record(id); err != nil {
		return out, err
	}
	out.History, err = v.history(l)
	return out, err
}

// RecordState says whether a ticket's record holds.
type RecordState string

// The states. Broken: what the server says does not follow from what it said before. Restored: the server has begun anew from
// a backup, and no longer has some of what was here.
const (
	RecordWhole    RecordState = ""
	RecordBroken   RecordState = "broken"
	RecordRestored RecordState = "restored"
)

func (v *view) record(ticketID string) (RecordState, error) {
	b, is, err := v.r.Break(ticketID)
	switch {
	case err != nil || !is:
		return RecordWhole, err
	case b.Kind == cache.BreakRestored:
		return RecordRestored, nil
	default:
		return RecordBroken, nil
	}
}

// ticket is a ticket with its acts laid over it, whether or not it has some; CodeNotFound when it is not here.
func (v *view) ticket(id string) (*laid, error) {
	if l := v.laid[id]; l != nil && l.here() {
		return l, nil
	}
	base, ok, err := v.r.Ticket(id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, support.Errorf(support.CodeNotFound, "no such ticket here")
	}
	floor, err := v.floor(id)
	return &laid{base: &base, ticket: base.Ticket, unread: base.Unread, floor: floor, last: base.Last}, err
}

// history is the beginning and every status event, those of acts laid over it included.
func (v *view) history(l *laid) ([]Stage, error) {
	stages := []Stage{{Status: support.StatusNew, At: l.ticket.CreatedAt, By: l.ticket.OpenedBy.Name}}
	events, err := v.r.StatusHistory(l.ticket.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range l.done {
		if m.Event.Type == support.EventStatus {
			events = append(events, m)
		}
	}
	for _, m := range events {
		stages = append(stages, Stage{Status: support.Status(m.Event.To), At: m.CreatedAt, By: m.Author.Name})
	}
	return stages, nil
}

// Messages is a page of a conversation, oldest first. Next leads further back; it is empty at the beginning.
type Messages struct {
	Items []Item
	Next  string
}

// Messages are the newest messages of a ticket before a place (empty: of all), with what waits here at the end.
// CodeNotFound when the ticket is not here.
func (d *Desk) Messages(ctx context.Context, ticketID, before string, limit int) (Messages, error) {
	from, err := parsePlace(before)
	if err != nil {
		return Messages{}, err
	}
	limit = min(max(limit, 1), maxPage)
	var page Messages
	err = d.look(ctx, func(v *view) error {
		l, err := v.ticket(ticketID)
		if err != nil {
			return err
		}
		messages, err := v.r.Messages(ticketID, from, limit+1)
		if err != nil {
			return err
		}
		if len(messages) > limit {
			messages = messages[1:]
			page.Next = placeText(cache.PlaceOf(&messages[0]))
		}
		page.Items = make([]Item, 0, len(messages)+len(l.items))
		for _, m := range messages {
			page.Items = append(page.Items, v.cachedItem(&l.ticket, m))
		}
		if before == "" {
			page.Items = append(page.Items, l.items...)
			sortItems(page.Items)
		}
		v.withFiles(page.Items)
		return nil
	})
	return page, err
}
