package notify

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// Sound calls somebody who is not looking at the screen. Play returns at once; where the sound is turned off, it does
// nothing.
type Sound interface {
	Play(ctx context.Context) error
}

// callEvery is how often somebody is called who has not come.
const callEvery = time.Minute

// calls are the answers to stopped machines that nobody has come to yet. There is one sound for all of them: two
// machines that stand still are not called out at odds with each other. What is shown is not shown again: an urgent
// notification stays where it is on most desktops, a copy of it every minute would bury the others, and the number in
// tray and title bar says why it sounds.
type calls struct {
	// open are the replies that are called out, by ticket; answered those that somebody has come to.
	open, answered map[string]string
	again          *time.Timer
}

func newCalls() calls {
	again := time.NewTimer(callEvery)
	again.Stop()
	return calls{open: map[string]string{}, answered: map[string]string{}, again: again}
}

// answer says that somebody has come to a ticket: its call is over, also if they do not read to the end.
func (c *calls) answer(ticketID string) {
	if reply, ok := c.open[ticketID]; ok {
		c.answered[ticketID] = reply
		delete(c.open, ticketID)
	}
}

// begin notes what is to be called out, and reports whether something of it is new.
func (c *calls) begin(unread []Unread, looking string) bool {
	begun := false
	for _, u := range unread {
		if !u.Stopped {
			continue
		}
		if u.TicketID == looking {
			c.answered[u.TicketID] = u.MessageID
			continue
		}
		if u.MessageID != c.answered[u.TicketID] && u.MessageID != c.open[u.TicketID] {
			c.open[u.TicketID] = u.MessageID
			begun = true
		}
	}
	return begun
}

// call calls out what of the unread replies deserves it, after it has been notified.
func (d *Desk) call(ctx context.Context, unread, fresh []Unread) {
	if !d.Insist {
		if slices.ContainsFunc(fresh, func(u Unread) bool { return u.Stopped }) {
			d.play(ctx)
		}
		return
	}
	d.mu.Lock()
	begun := d.calls.begin(unread, d.looking)
	d.mu.Unlock()
	if begun {
		d.play(ctx)
		d.calls.again.Reset(callEvery)
	}
}

// stopCalling ends the calls of those of these tickets (of all with nil) that have been read, here or elsewhere, are
// closed, or no longer of a stopped machine.
func (d *Desk) stopCalling(ids []string, unread []Unread) {
	calls := map[string]bool{}
	for _, u := range unread {
		calls[u.TicketID] = u.Stopped
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id := range d.calls.open {
		if !calls[id] && (ids == nil || slices.Contains(ids, id)) {
			delete(d.calls.open, id)
		}
	}
}

// callAgain calls out what nobody has come to since.
func (d *Desk) callAgain(ctx context.Context) {
	d.mu.Lock()
	ids := slices.Collect(maps.Keys(d.calls.open))
	d.mu.Unlock()
	if len(ids) == 0 {
		return
	}
	unread, err := d.Source.Unread(ctx, ids)
	if err != nil {
		// Called once too often is better than not at all.
		slog.WarnContext(ctx, "unread replies not found for a call", "err", err)
	} else {
		d.stopCalling(ids, unread)
	}
	d.mu.Lock()
	open := len(d.calls.open) > 0
	d.mu.Unlock()
	if open {
		d.play(ctx)
		d.calls.again.Reset(callEvery)
	}
}

// resumeCalls calls out again, after a restart, what was notified before it and is still unread. What was not notified
// yet is called out with its notification.
func (d *Desk) resumeCalls(ctx context.Context) {
	unread, err := d.Source.Unread(ctx, nil)
	if err != nil {
		slog.WarnContext(ctx, "calls not resumed", "err", err)
		return
	}
	var notified []Unread
	for _, u := range unread {
		before, err := d.Ledger.Notified(ctx, u.TicketID)
		if err != nil {
			slog.WarnContext(ctx, "calls not resumed", "err", err)
			return
		}
		if u.notifiedBy(before) {
			notified = append(notified, u)
		}
	}
	d.call(ctx, notified, nil)
}

func (d *Desk) play(ctx context.Context) {
	if d.Sound == nil {
		return
	}
	if err := d.Sound.Play(ctx); err != nil {
		slog.InfoContext(ctx, "nobody was called", "err", err)
	}
}
