package desk

import (
	"context"
	"errors"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// An Errand is what is done to many tickets at once: exactly one of its fields is set.
type Errand struct {
	Take bool
	// AssigneeID empty unassigns.
	AssigneeID *string
	Status     *support.Status
	// Resolution closes, with a cause that may be left out.
	Resolution *string
	CauseID    string
}

// Left is a ticket to which nothing was done.
type Left struct {
	TicketID string
	Number   int64
	Reason   LeftReason
}

// LeftReason says why.
type LeftReason string

// The reasons. LeftGone is of a ticket that is not here, or whose opening was refused.
const (
	LeftClosed    LeftReason = "closed"
	LeftUnchanged LeftReason = "unchanged"
	LeftGone      LeftReason = "gone"
)

// MostAtOnce is how many tickets one errand is done to.
const MostAtOnce = 500

// Batch does an errand to tickets: an act for each, all committed together. Those that it makes no sense for are left, with
// why. CodeForbidden for operators, CodeInvalid for what is wrong with the errand itself; nothing is done then.
func (d *Desk) Batch(ctx context.Context, ticketIDs []string, errand Errand) (done int, left []Left, err error) {
	if err := d.me.MayWork(); err != nil {
		return 0, nil, err
	}
	if len(ticketIDs) > MostAtOnce {
		return 0, nil, support.Invalid("body.ticketIds", support.ReasonTooLong)
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	var acts []outbox.Act
	err = d.look(ctx, func(v *view) error {
		seen := map[string]bool{}
		for _, id := range ticketIDs {
			if seen[id] {
				continue
			}
			seen[id] = true
			act := outbox.Act{ID: newID(), Kind: outbox.KindChange, TicketID: id, WrittenAt: d.now()}
			why, number, err := v.errand(&act, errand)
			switch {
			case err != nil:
				return err
			case why != "":
				left = append(left, Left{TicketID: id, Number: number, Reason: why})
			default:
				acts = append(acts, act)
			}
		}
		return nil
	})
	if err != nil || len(acts) == 0 {
		return 0, left, err
	}
	return len(acts), left, d.outbox.AddAll(ctx, acts)
}

// errand makes the act of one ticket's, or says why there is none.
func (v *view) errand(act *outbox.Act, errand Errand) (why LeftReason, number int64, err error) {
	l, err := v.actOn(act)
	switch support.CodeOf(err) {
	case "":
	case support.CodeNotFound, support.CodeConflict:
		return LeftGone, 0, nil
	default:
		return "", 0, err
	}
	number = l.ticket.Number
	if !l.ticket.Open() {
		return LeftClosed, number, nil
	}
	change := Change{AssigneeID: errand.AssigneeID, Status: errand.Status}
	switch {
	case errand.Take:
		change = v.taking(&l.ticket)
	case errand.Resolution != nil:
		change = closing(*errand.Resolution, errand.CauseID)
	}
	what, err := v.changing(&l.ticket, act, change)
	if err != nil {
		return "", number, err
	}
	ticket := l.ticket
	err = changed(&ticket, v.act(*act), what)
	switch {
	case errors.Is(err, errNothing):
		return LeftUnchanged, number, nil
	case support.CodeOf(err) == support.CodeTicketClosed:
		return LeftClosed, number, nil
	default:
		return "", number, err
	}
}

// ReplyAnd commits a reply, as Reply does, and what is to follow once it has gone: Status waiting, or closed with a
// resolution and a cause that may be left out. Both are committed together with the removal of their drafts, or neither. It
// returns the reply's id. Errors are those of Reply and of Change.
func (d *Desk) ReplyAnd(ctx context.Context, ticketID, text string, status support.Status, resolution, causeID string) (string, error) {
	if err := d.me.MayWork(); err != nil {
		return "", err
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	reply, words, err := d.saying(ticketID, support.MessageReply, text)
	if err != nil {
		return "", err
	}
	then, drafts := Change{Status: &status}, []string{outbox.ReplyDraft(ticketID)}
	if status == support.StatusClosed {
		then, drafts = closing(resolution, causeID), append(drafts, outbox.ResolutionDraft(ticketID))
	}
	acts := []outbox.Act{reply}
	err = d.look(ctx, func(v *view) error {
		l, err := v.actOn(&acts[0])
		if err != nil {
			return err
		}
		ticket := l.ticket
		if err := said(&ticket, v.act(acts[0]), support.MessageReply, words); err != nil {
			return err
		}
		change := outbox.Act{ID: newID(), Kind: outbox.KindChange, TicketID: ticketID, Needs: reply.ID, WrittenAt: d.now()}
		// What its author has in front of them is the ticket as it is without the reply.
		what, err := v.changing(&l.ticket, &change, then)
		if err != nil {
			return err
		}
		err = changed(&ticket, v.act(change), what)
		if errors.Is(err, errNothing) {
			return nil // it waits already, and goes on waiting
		}
		change.SeenIndex, change.SeenNote = acts[0].SeenIndex, acts[0].SeenNote
		acts = append(acts, change)
		return err
	})
	if err != nil {
		return "", err
	}
	return reply.ID, d.outbox.AddAll(ctx, acts, drafts...)
}
