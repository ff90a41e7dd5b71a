// Package notify decides what deserves a native notification and has it shown: each unread reply that concerns the
// person once, never their own doings, never the ticket in front of their eyes, and after an absence one digest instead
// of a flood. What was shown is recorded after it was shown, so a reply is notified twice only if the program dies in
// between, and never not at all. The answer to a stopped machine is called out with sound as well, see calls.go.
package notify

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"filodiretto/backend/desktop/outbox"
)

// floodLimit is how many tickets may be notified one by one; more at a time come as one digest.
const floodLimit = 3

// What could not be shown is tried again after a pause that doubles from the first to the last.
const (
	firstPause = 2 * time.Second
	lastPause  = 5 * time.Minute
)

// Notification is what the desktop shows.
type Notification struct {
	Title string
	Body  string
	// TicketID and MessageID say where a click leads; both are empty for a digest.
	TicketID  string
	MessageID string
	// Urgent asks for the platform's insistent form, for stopped machines.
	Urgent bool
}

// Notifier shows notifications. Notify may block for some hundred milliseconds.
type Notifier interface {
	Notify(ctx context.Context, n Notification) error
}

// Unread is the newest unread reply of one ticket.
type Unread struct {
	TicketID string
	Number   int64
	Title    string
	// Stopped: the ticket is open, and its machine stands still.
	Stopped   bool
	MessageID string
	// Index of the reply; Replies counts the unread ones.
	Index   int
	Replies int
	Author  string
	Text    string
	// Pictures and Files are how many it has, FileName what a single file that is no picture is called.
	Pictures, Files int
	FileName        string
	// Opening is set when the reply is the ticket's own description.
	Opening bool
}

// Source tells what is unread and concerns the person, one entry a ticket: of these tickets, or of all with nil.
type Source interface {
	Unread(ctx context.Context, ticketIDs []string) ([]Unread, error)
}

// Ledger remembers, across restarts, the newest reply of each ticket that was notified.
type Ledger interface {
	Notified(ctx context.Context, ticketID string) (outbox.Notified, error)
	SetNotified(ctx context.Context, newest map[string]outbox.Notified) error
}

// entry is what the ledger remembers of a reply.
func (u Unread) entry() outbox.Notified {
	return outbox.Notified{Index: u.Index, MessageID: u.MessageID}
}

// notifiedBy reports whether a ledger's entry is of the reply, or of a newer one. A newest unread reply that is another,
// at a place that was notified, is one of a server that was restored from a backup: it is new.
func (u Unread) notifiedBy(n outbox.Notified) bool {
	if n.MessageID == "" {
		return u.Index <= n.Index
	}
	return u.MessageID == n.MessageID
}

// Texts words notifications in the person's language.
type Texts interface {
	Reply(u Unread) Notification
	Digest(tickets, replies int) Notification
}

// Options make a desk.
type Options struct {
	Source   Source
	Ledger   Ledger
	Texts    Texts
	Notifier Notifier
	// Sound calls the person; nil is silence.
	Sound Sound
	// Insist: a stopped machine's answer is called out again every minute until somebody opens its ticket.
	Insist bool
}

// Desk notifies one person. Run it in a goroutine; all other methods return at once.
type Desk struct {
	Options

	mu      sync.Mutex
	pending map[string]bool
	all     bool
	looking string
	wake    chan struct{}

	// unrecorded is what was shown and the disk has not taken note of. Only Run's goroutine uses it.
	unrecorded map[string]outbox.Notified

	calls calls
}

// New makes a person's desk.
func New(o Options) *Desk {
	return &Desk{Options: o, pending: map[string]bool{}, unrecorded: map[string]outbox.Notified{}, wake: make(chan struct{}, 1), calls: newCalls()}
}

// Looking says which ticket is in front of somebody's eyes; empty when none is.
func (d *Desk) Looking(ticketID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looking = ticketID
	d.calls.answer(ticketID)
}

// Changed says that something of these tickets arrived while the line was up.
func (d *Desk) Changed(ticketIDs ...string) {
	if len(ticketIDs) == 0 {
		return
	}
	d.mu.Lock()
	for _, id := range ticketIDs {
		d.pending[id] = true
	}
	d.mu.Unlock()
	d.ring()
}

// CaughtUp says that an absence is over and all that was missed has arrived.
func (d *Desk) CaughtUp() {
	d.mu.Lock()
	d.all = true
	d.mu.Unlock()
	d.ring()
}

func (d *Desk) ring() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Run decides and shows until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	if d.Insist {
		d.resumeCalls(ctx)
	}
	again := time.NewTimer(firstPause)
	again.Stop()
	defer again.Stop()
	pause := firstPause
	for {
		select {
		case <-ctx.Done():
			d.record(context.WithoutCancel(ctx), nil)
			return
		case <-d.calls.again.C:
			d.callAgain(ctx)
			continue
		case <-d.wake:
		case <-again.C:
		}
		ids, all := d.takePending()
		if !all && len(ids) == 0 {
			continue
		}
		err := d.decide(ctx, ids, all)
		if err == nil {
			again.Stop()
			pause = firstPause
			continue
		}
		if ctx.Err() == nil {
			slog.WarnContext(ctx, "notification not shown", "err", err, "again in", pause)
			d.keepPending(ids, all)
			again.Reset(pause)
			pause = min(2*pause, lastPause)
		}
	}
}

func (d *Desk) takePending() (ids []string, all bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id := range d.pending {
		ids = append(ids, id)
	}
	clear(d.pending)
	all, d.all = d.all, false
	return ids, all
}

// keepPending puts back what could not be shown; it is tried again after a while, or with the next thing that arrives.
func (d *Desk) keepPending(ids []string, all bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		d.pending[id] = true
	}
	d.all = d.all || all
}

// decide shows what is new among the unread replies of these tickets, or of all.
func (d *Desk) decide(ctx context.Context, ids []string, all bool) error {
	if all {
		ids = nil
	}
	unread, err := d.Source.Unread(ctx, ids)
	if err != nil {
		return err
	}
	d.stopCalling(ids, unread)
	d.mu.Lock()
	looking := d.looking
	d.mu.Unlock()
	d.record(ctx, nil)
	var fresh []Unread
	for _, u := range unread {
		before, unrecorded := d.unrecorded[u.TicketID]
		if !unrecorded {
			if before, err = d.Ledger.Notified(ctx, u.TicketID); err != nil {
				return err
			}
		}
		if u.notifiedBy(before) {
			continue
		}
		if u.TicketID == looking {
			d.record(ctx, map[string]outbox.Notified{u.TicketID: u.entry()})
			continue
		}
		fresh = append(fresh, u)
	}
	if len(fresh) > floodLimit || all && len(fresh) > 1 {
		err = d.digest(ctx, fresh)
	} else {
		err = d.one(ctx, fresh)
	}
	// Where nothing can be shown, the sound is all there is; what is tried again is not called out again.
	if err == nil || d.Insist {
		d.call(ctx, unread, fresh)
	}
	return err
}

// one shows each reply by itself.
func (d *Desk) one(ctx context.Context, fresh []Unread) error {
	for _, u := range fresh {
		if err := d.Notifier.Notify(ctx, d.Texts.Reply(u)); err != nil {
			return err
		}
		d.record(ctx, map[string]outbox.Notified{u.TicketID: u.entry()})
	}
	return nil
}

// digest shows all of them as one.
func (d *Desk) digest(ctx context.Context, fresh []Unread) error {
	newest := make(map[string]outbox.Notified, len(fresh))
	replies, urgent := 0, false
	for _, u := range fresh {
		newest[u.TicketID] = u.entry()
		replies += u.Replies
		urgent = urgent || u.Stopped
	}
	n := d.Texts.Digest(len(fresh), replies)
	n.Urgent = urgent
	if err := d.Notifier.Notify(ctx, n); err != nil {
		return err
	}
	d.record(ctx, newest)
	return nil
}

// record records what was shown. What the disk does not take is remembered here, and recorded with the next,
// at the latest when the desk is left: only where the disk does not take it then either is it shown again.
func (d *Desk) record(ctx context.Context, shown map[string]outbox.Notified) {
	maps.Copy(d.unrecorded, shown)
	if len(d.unrecorded) == 0 {
		return
	}
	if err := d.Ledger.SetNotified(ctx, d.unrecorded); err != nil {
		slog.WarnContext(ctx, "what was notified is not recorded yet", "err", err)
		return
	}
	clear(d.unrecorded)
}
