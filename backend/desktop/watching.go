package desktop

import (
	"context"
	"maps"
	"slices"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
)

func (p *Profile) applied(a cache.Applied, live bool) {
	if len(a.Tickets) > 0 || a.Renewed {
		p.tell(p, Event{Kind: EventTickets, IDs: a.Tickets, All: a.Renewed})
		p.tell(p, Event{Kind: EventUnread})
	}
	if live {
		p.notify.Changed(a.Stirred...)
	}
}

func (p *Profile) caughtUp() {
	p.cache.CaughtUp()
	p.notify.CaughtUp()
}

func (p *Profile) lineChanged() {
	p.tell(p, Event{Kind: EventConnection})
	if p.syncer.State().Phase != syncer.PhaseOnline {
		return
	}
	select {
	case p.lineUp <- struct{}{}:
	default:
	}
}

// nudge has the session kept or ended as the card now says.
func (p *Profile) nudge() {
	select {
	case p.nudged <- struct{}{}:
	default:
	}
}

// watchOutbox tells the screen of every change, and ends the session of somebody who has left once all is sent.
func (p *Profile) watchOutbox(ctx context.Context, changed <-chan struct{}) {
	select {
	case <-ctx.Done():
		return
	case <-p.sought:
	}
	p.keepOrEndSession(ctx)
	before := p.outbox.Snapshot()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.nudged:
		case <-changed:
			after := p.outbox.Snapshot()
			p.tell(p, Event{Kind: EventTickets, IDs: moved(before, after)})
			p.tell(p, Event{Kind: EventOutbox})
			before = after
		}
		if p.readCard().Disabled {
			p.disabled(p)
			continue
		}
		p.keepOrEndSession(ctx)
	}
}

// moved are the tickets of which acts came, went, or came further: what is laid over them shows otherwise now.
func moved(before, after *outbox.Snapshot) []string {
	type stand struct {
		ticket string
		state  outbox.State
		stuck  bool
	}
	was := map[string]stand{}
	for _, a := range before.Acts() {
		was[a.ID] = stand{ticket: a.TicketID, state: a.State, stuck: a.Stuck()}
	}
	tickets := map[string]bool{}
	for _, a := range after.Acts() {
		is := stand{ticket: a.TicketID, state: a.State, stuck: a.Stuck()}
		if was[a.ID] != is {
			tickets[a.TicketID] = true
		}
		delete(was, a.ID)
	}
	for _, gone := range was {
		tickets[gone.ticket] = true
	}
	return slices.Collect(maps.Keys(tickets))
}
