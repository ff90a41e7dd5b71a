package desk

import (
	"context"
	"encoding/json"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Reply commits a reply with what is attached to its draft, and removes the draft in the same commit. It returns the
// message's id. CodeTicketClosed on a closed ticket, CodeInvalid at body.text, which may be empty where something is
// attached.
func (d *Desk) Reply(ctx context.Context, ticketID, text string) (string, error) {
	return d.say(ctx, ticketID, support.MessageReply, text)
}

// Note commits an internal note, like Reply. CodeForbidden for operators.
func (d *Desk) Note(ctx context.Context, ticketID, text string) (string, error) {
	return d.say(ctx, ticketID, support.MessageNote, text)
}

func (d *Desk) say(ctx context.Context, ticketID string, kind support.MessageKind, text string) (string, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	act, words, err := d.saying(ticketID, kind, text)
	if err != nil {
		return "", err
	}
	return act.ID, d.doNow(ctx, act, draftKey(ticketID, kind), func(t *support.Ticket, by support.Act) error {
		return said(t, by, kind, words)
	})
}

// saying is the act that says something, with what is attached to its draft. The caller orders acts.
func (d *Desk) saying(ticketID string, kind support.MessageKind, text string) (outbox.Act, support.Words, error) {
	words := support.Words{
		ID: newID(), Text: support.NormalText(text), Attachments: d.attached(draftKey(ticketID, kind)), WrittenAt: d.now(),
	}
	act := outbox.Act{ID: words.ID, Kind: outbox.KindReply, TicketID: ticketID, WrittenAt: words.WrittenAt}
	if kind == support.MessageNote {
		act.Kind = outbox.KindNote
	}
	var err error
	act.Body, err = json.Marshal(api.NewMessage{
		ID: words.ID, Kind: string(kind), Text: words.Text, Attachments: api.Declare(words.Attachments), WrittenAt: api.At(words.WrittenAt),
	})
	return act, words, err
}

// said is what the words do to a ticket.
func said(t *support.Ticket, by support.Act, kind support.MessageKind, words support.Words) error {
	if err := checkWords(words); err != nil {
		return err
	}
	if kind == support.MessageNote {
		_, err := t.Note(by, words)
		return err
	}
	_, err := t.Reply(by, words)
	return err
}

// checkWords says all that is wrong with words and what is attached to them.
func checkWords(words support.Words) error {
	var wrong support.Fields
	if err := gather(&wrong, words.Check()); err != nil {
		return err
	}
	if err := gather(&wrong, support.CheckAttachments("body.attachments", words.Attachments, support.MaxAttachmentSize)); err != nil {
		return err
	}
	return wrong.Err()
}

// do checks an act on a ticket by support's transitions, and commits it.
func (d *Desk) do(ctx context.Context, act outbox.Act, removeDraft string, check func(*support.Ticket, support.Act) error) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	return d.doNow(ctx, act, removeDraft, check)
}

// doNow is do for a caller that orders acts itself.
func (d *Desk) doNow(ctx context.Context, act outbox.Act, removeDraft string, check func(*support.Ticket, support.Act) error) error {
	err := d.look(ctx, func(v *view) error {
		l, err := v.actOn(&act)
		if err != nil {
			return err
		}
		ticket := l.ticket
		return check(&ticket, v.act(act))
	})
	if err != nil {
		return err
	}
	_, err = d.outbox.Add(ctx, act, removeDraft)
	return err
}

// actOn is the ticket that an act is done to. The act gets what it needs of that: that the ticket's opening went, and how far
// its writer had the ticket in front of them.
func (v *view) actOn(act *outbox.Act) (*laid, error) {
	l, err := v.ticket(act.TicketID)
	if err != nil {
		return nil, err
	}
	if l.refused {
		return nil, support.Errorf(support.CodeConflict, "the ticket's opening was refused")
	}
	if act.Needs == "" {
		act.Needs = l.opening
	}
	if l.base != nil {
		act.SeenIndex, act.SeenNote = l.base.LastIndex, l.base.NoteCount
	}
	return l, nil
}
