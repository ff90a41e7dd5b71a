package desktop

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

func (p *Profile) applied(a cache.Applied, live bool) {
	p.attachments.Arrived(context.Background(), a.Arrived)
	if a.Abandoned {
		p.dropAbandoned()
	}
	if len(a.Tickets) > 0 || a.Renewed {
		p.tell(p, Event{Kind: EventTickets, IDs: a.Tickets, All: a.Renewed})
		p.tell(p, Event{Kind: EventUnread})
	}
	if a.Console || a.Renewed {
		p.tell(p, Event{Kind: EventConsole})
	}
	if live {
		p.notify.Changed(a.Stirred...)
	}
}

// dropAbandoned has the lane drop what was given up at another workstation.
func (p *Profile) dropAbandoned() {
	if err := p.desk.DropAbandoned(context.Background()); err != nil {
		slog.Warn("what was given up elsewhere could not be dropped", "err", err)
	}
}

func (p *Profile) caughtUp() {
	p.cache.CaughtUp()
	p.notify.CaughtUp()
}

func (p *Profile) lineChanged() {
	p.tell(p, Event{Kind: EventConnection})
	state := p.syncer.State()
	if state.Reason == support.CodeUntrusted {
		p.untrusted()
	}
	if state.Phase != syncer.PhaseOnline {
		return
	}
	p.attachments.LineUp()
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
			tickets, console := moved(before, after)
			p.tell(p, Event{Kind: EventTickets, IDs: tickets, All: after.Strays() != before.Strays()})
			if console {
				p.tell(p, Event{Kind: EventConsole})
			}
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

// moved are the tickets of which acts came, went, or came further, or what is attached to them: what is laid over them shows
// otherwise now. Console is
// whether that is so of a filter or a canned reply.
func moved(before, after *outbox.Snapshot) (tickets []string, console bool) {
	type stand struct {
		of    string
		kind  outbox.Kind
		state outbox.State
		stuck bool
		files string
	}
	standOf := func(in *outbox.Snapshot, a outbox.Act) stand {
		return stand{of: a.TicketID, kind: a.Kind, state: a.State, stuck: a.Stuck(), files: filesOf(in, a.ID)}
	}
	was := map[string]stand{}
	for _, a := range before.Acts() {
		was[a.ID] = standOf(before, a)
	}
	changed := map[string]bool{}
	note := func(s stand) {
		if s.kind.OfTicket() {
			changed[s.of] = true
		} else {
			console = true
		}
	}
	for _, a := range after.Acts() {
		is := standOf(after, a)
		before, there := was[a.ID]
		if !there || before != is {
			note(is)
		}
		if there && before.of != is.of {
			note(before)
		}
		delete(was, a.ID)
	}
	for _, gone := range was {
		note(gone)
	}
	return slices.Collect(maps.Keys(changed)), console
}

// filesOf is how far the bytes of what is attached to an act have come.
func filesOf(in *outbox.Snapshot, actID string) string {
	var states strings.Builder
	for _, a := range in.Attachments(actID) {
		states.WriteString(a.ID + string(a.State))
	}
	return states.String()
}
