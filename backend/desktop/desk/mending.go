package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// SaveCorrection keeps the text that a refused act is being corrected to; it is on the disk when it returns. An empty one
// removes it, and so does whatever becomes of the act. CodeNotFound when the act is not refused.
func (d *Desk) SaveCorrection(ctx context.Context, actID, text string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	if _, err := d.mendable(actID); err != nil {
		return err
	}
	return d.saveDraft(ctx, outbox.Correction(actID), replyDraft{Text: text}, text == "")
}

// Correction is the text kept; empty when there is none.
func (d *Desk) Correction(ctx context.Context, actID string) (string, error) {
	var kept replyDraft
	err := d.draft(ctx, outbox.Correction(actID), &kept)
	return kept.Text, err
}

// Resend sends a refused act again under a new id, with its text (description, words, resolution) corrected and what is
// attached to it by now. What needed it needs the new one. It returns the new id, of an opening the ticket's.
func (d *Desk) Resend(ctx context.Context, actID, text string) (string, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	a, err := d.mendable(actID)
	if err != nil {
		return "", err
	}
	id, text := newID(), support.NormalText(text)
	var body any
	err = d.look(ctx, func(v *view) error {
		if a.Kind == outbox.KindOpen {
			opening, err := a.Opening()
			if err != nil {
				return err
			}
			opening.ID, opening.Description, opening.WrittenAt = id, text, api.At(d.now())
			opening.Attachments = api.Declare(d.attached(a.ID))
			body = opening
			o := openingIn(opening)
			return v.checkOpening(&o)
		}
		l, err := v.ticket(a.TicketID)
		if err != nil {
			return err
		}
		ticket := l.ticket
		if l.base != nil {
			// It goes out before whatever was done here after it.
			ticket = l.base.Ticket
		}
		body, err = v.again(a, &ticket, id, text)
		return err
	})
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	_, err = d.outbox.Resend(ctx, actID, id, b, d.now())
	return id, err
}

// again is the body of an act on a ticket under a new id with another text, checked on the ticket as it is now.
func (v *view) again(a outbox.Act, t *support.Ticket, id, text string) (any, error) {
	by := v.act(a)
	switch a.Kind {
	case outbox.KindReply, outbox.KindNote:
		body, err := a.Message()
		if err != nil {
			return nil, err
		}
		body.ID, body.Text, body.WrittenAt = id, text, api.At(v.d.now())
		words := support.Words{ID: id, Text: text, Attachments: v.d.attached(a.ID), WrittenAt: v.d.now()}
		body.Attachments = api.Declare(words.Attachments)
		if err := checkWords(words); err != nil {
			return nil, err
		}
		if a.Kind == outbox.KindReply {
			return body, t.MayReply()
		}
		return body, v.d.me.MayWork()
	case outbox.KindChange:
		body, err := a.Change()
		if err != nil {
			return nil, err
		}
		body.ChangeID, body.Seen = id, api.Seen{Status: string(t.Status), AssigneeID: t.Assignee.ID}
		if body.Resolution != "" {
			body.Resolution = text
		}
		change, err := v.changeIn(body)
		if err != nil {
			return nil, err
		}
		_, err = t.Change(by, change, "")
		return body, err
	case outbox.KindCallAttempt:
		body, err := a.CallAttempt()
		if err != nil {
			return nil, err
		}
		body.ID, body.Text = id, text
		_, err = t.CallAttempt(by, api.CallIn(body))
		return body, err
	case outbox.KindVerdict:
		body, err := a.Verdict()
		if err != nil {
			return nil, err
		}
		body.ID, body.Text = id, text
		_, err = t.Judge(by, id, support.Verdict(body.Verdict), text)
		return body, err
	default:
		return nil, outbox.ErrNoAct
	}
}

// Discard gives up a refused act, with what is attached to it. What needed it becomes refused in its turn and stays, for its
// words' sake; and so does what was being written in a ticket that goes with its opening.
func (d *Desk) Discard(ctx context.Context, actID string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	a, err := d.refusedAct(actID)
	if err != nil {
		return err
	}
	var change outbox.Drafts
	var left []outbox.Act
	if a.Kind == outbox.KindOpen {
		if left, err = d.leave(ctx, a.TicketID, &change, begunThere...); err != nil {
			return err
		}
	}
	return d.outbox.Discard(ctx, actID, change, left...)
}

func (d *Desk) refusedAct(id string) (outbox.Act, error) {
	a, ok := d.outbox.Snapshot().Act(id)
	if !ok || a.State != outbox.StateRefused {
		return a, support.Errorf(support.CodeNotFound, "no such refused act")
	}
	return a, nil
}

// mendable is a refused act that can be said in another way. What was refused because its author is disabled can not: the
// server may have it, and under another id it would be there twice once they are let in again.
func (d *Desk) mendable(id string) (outbox.Act, error) {
	a, err := d.refusedAct(id)
	if err == nil && a.Refusal.Code == support.CodeDisabled {
		err = support.Errorf(support.CodeDisabled, "its author is disabled")
	}
	return a, err
}

// FollowUp makes a refused act's words and files, as far as they were corrected, a new ticket's draft and gives the act up,
// in one commit: of a reply one that goes on from its closed ticket, of an opening the same again to correct. A
// draft that goes on from the same ticket already keeps its words, below these; another one makes room, and comes back
// afterwards. A reply that was being written in a ticket that goes with its opening comes along, below its description, and what
// else was becomes refused, as by Discard: a customer sees none of it. CodeForbidden for a note's.
func (d *Desk) FollowUp(ctx context.Context, actID string) (NewTicketDraft, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	a, err := d.mendable(actID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	if a.Kind == outbox.KindNote {
		return NewTicketDraft{}, support.Errorf(support.CodeForbidden, "a note stays a note")
	}
	var draft NewTicketDraft
	if a.Kind == outbox.KindOpen {
		draft, err = d.draftOf(ctx, a)
	} else {
		draft, err = d.draftAfter(ctx, a.TicketID)
		draft.Description = textOf(a)
	}
	if err != nil {
		return NewTicketDraft{}, err
	}
	corrected, err := d.Correction(ctx, actID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	if corrected != "" {
		draft.Description = corrected
	}
	change, kept, same, err := d.roomFor(ctx, draft.FollowsTicketID)
	if err != nil {
		return NewTicketDraft{}, err
	}
	if already := strings.TrimSpace(kept.Description); same && already != draft.Description {
		draft.Description = below(draft.Description, already)
	}
	change.Moves = append(change.Moves, outbox.Move{From: actID, To: outbox.NewTicketDraft})
	var left []outbox.Act
	if a.Kind == outbox.KindOpen {
		there := len(d.attached(actID))
		if same {
			there += len(d.attached(outbox.NewTicketDraft))
		}
		if err := d.withReply(ctx, a.TicketID, &draft, &change, there); err != nil {
			return NewTicketDraft{}, err
		}
		if left, err = d.leave(ctx, a.TicketID, &change, begunInside...); err != nil {
			return NewTicketDraft{}, err
		}
	}
	taken, err := d.drafted(outbox.NewTicketDraft, draft, false)
	if err != nil {
		return NewTicketDraft{}, err
	}
	change.Keep = append(change.Keep, taken)
	return draft, d.outbox.Discard(ctx, actID, change, left...)
}

// draftOf is a refused opening as a draft again.
func (d *Desk) draftOf(ctx context.Context, a outbox.Act) (NewTicketDraft, error) {
	b, err := a.Opening()
	if err != nil {
		return NewTicketDraft{}, err
	}
	draft := NewTicketDraft{
		Kind: b.Kind, CategoryID: b.CategoryID, MachineID: b.MachineID, Severity: b.Severity, Description: b.Description,
		Phone: b.Phone, CallWindow: b.CallWindow, FollowsTicketID: b.FollowsTicketID, CompanyID: b.CompanyID,
		OpenedForID: b.OpenedForID,
	}
	if b.MachineID == "" {
		return draft, nil
	}
	err = d.look(ctx, func(v *view) error {
		machine, ok, err := v.r.Machine(b.MachineID)
		if ok {
			draft.MachineLabel = machineLabel(machine.Name, machine.Model, machine.Serial)
		} else {
			draft.MachineID = "" // it has gone, and could not be seen in the draft
		}
		return err
	})
	return draft, err
}

// draftAfter is the draft of a ticket that goes on from a closed one: about the same, to the same number.
func (d *Desk) draftAfter(ctx context.Context, ticketID string) (NewTicketDraft, error) {
	var draft NewTicketDraft
	err := d.look(ctx, func(v *view) error {
		l, err := v.ticket(ticketID)
		if err != nil {
			return err
		}
		t := &l.ticket
		draft = NewTicketDraft{
			Kind: string(t.Kind), CategoryID: t.CategoryID, MachineID: t.MachineID, Severity: string(t.Severity),
			Phone: t.Phone, FollowsTicketID: t.ID,
		}
		if t.MachineID != "" {
			draft.MachineLabel = machineLabel(t.Machine.Name, t.Machine.Model, t.Machine.Serial)
		}
		if v.d.me.MayWork() == nil {
			draft.CompanyID, draft.OpenedForID = t.CompanyID, t.OpenedFor.ID
		}
		return nil
	})
	return draft, err
}

// machineLabel is a machine as the window writes it, too, when one is chosen there.
func machineLabel(name, model, serial string) string {
	parts := slices.DeleteFunc([]string{name, model, serial}, func(part string) bool { return part == "" })
	return strings.Join(parts, " · ")
}
