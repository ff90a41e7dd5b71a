package service

import (
	"context"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

type messagePlace struct{ Index, Note int }

// Messages of a ticket in order, notes only for technicians.
func (s *Service) Messages(ctx context.Context, by support.Person, ticketID, after string, limit int) (Page[support.Message], error) {
	if !support.ValidID(ticketID) {
		return Page[support.Message]{}, errNotFound
	}
	var place messagePlace
	kind := sealMessages + " " + ticketID
	badPlace := s.unsealPlace(kind, by, after, &place)
	var found []support.Message
	err := s.store.Read(ctx, func(r store.Reader) error {
		if _, err := seenTicket(ctx, r, by, ticketID); err != nil {
			return err
		}
		if badPlace != nil {
			return badPlace
		}
		var err error
		found, err = r.Messages(ctx, store.MessageFilter{
			TicketID: ticketID, AfterIndex: place.Index, AfterNote: place.Note,
			WithNotes: by.Role.Side() == support.SideSupport, Limit: limit + 1,
		})
		return err
	})
	return pageOf(found, limit, func(m support.Message) string {
		place := messagePlace{Index: m.Index}
		if m.Kind == support.MessageNote {
			place = messagePlace{m.AfterIndex, m.NoteIndex}
		}
		return s.sealPlace(kind, by, place)
	}), err
}

// NewMessage is a reply or a note to be added.
type NewMessage struct {
	ID        string
	Kind      support.MessageKind
	Text      string
	WrittenAt time.Time
	// Attachments are as they are declared.
	Attachments []support.Attachment
}

// PostMessage adds a reply or a note. A repeat answers what was stored, with created false.
func (s *Service) PostMessage(ctx context.Context, by support.Person, ticketID string, n NewMessage) (m support.Message, created bool, err error) {
	words := support.Words{ID: n.ID, Text: support.NormalText(n.Text), Attachments: n.Attachments, WrittenAt: n.WrittenAt}
	wrong := checkMessage(n.Kind, words)
	if n.Kind == support.MessageNote && by.MayWork() != nil {
		wrong = by.MayWork()
	}
	if wrong != nil {
		// Whoever may not see the ticket is told that alone.
		if _, err := s.Ticket(ctx, by, ticketID); err != nil {
			return m, false, err
		}
		return m, false, wrong
	}
	print := fingerprint(append([]string{"message", ticketID, string(n.Kind), words.Text}, declared(n.Attachments)...)...)
	return s.say(ctx, by, ticketID, n.ID, print, func(act support.Act, t *support.Ticket) ([]support.Message, error) {
		if err := s.takes(words.Attachments); err != nil {
			return nil, err
		}
		if n.Kind == support.MessageNote {
			note, err := t.Note(act, words)
			return []support.Message{note}, err
		}
		return t.Reply(act, words)
	})
}

func checkMessage(kind support.MessageKind, words support.Words) error {
	var wrong support.Fields
	switch kind {
	case support.MessageReply, support.MessageNote:
	case "":
		wrong.Add("body.kind", support.ReasonRequired)
	default:
		wrong.Add("body.kind", support.ReasonUnknown)
	}
	return invalid(wrong.Err(), words.Check(), checkAttachments(words.Attachments))
}

// say does an act that adds messages to a ticket and returns the first of them, or of an act done before what it stored.
func (s *Service) say(ctx context.Context, by support.Person, ticketID, id string, print [32]byte,
	do func(support.Act, *support.Ticket) ([]support.Message, error),
) (m support.Message, created bool, err error) {
	err = s.store.Write(ctx, func(w store.Writer) error {
		created = false
		t, err := seenTicket(ctx, w, by, ticketID)
		if err != nil {
			return err
		}
		before, err := done(ctx, w, by, id, print)
		if err != nil {
			return err
		}
		if before {
			m, err = w.Message(ctx, ticketID, id)
			return err
		}
		recorded, err := do(s.act(by), &t)
		if err != nil {
			return err
		}
		if err := w.InsertAct(ctx, store.Act{ID: id, PersonID: by.ID, Fingerprint: print}); err != nil {
			return err
		}
		m, created = recorded[0], true
		return keep(ctx, w, by, &t, recorded, id)
	})
	if err != nil {
		return support.Message{}, false, err
	}
	return m, created, nil
}

// Read moves the person's mark up to a message. It never goes back, and moves the ticket for everybody only where their
// side has now read further than before.
func (s *Service) Read(ctx context.Context, by support.Person, ticketID, messageID string) error {
	var wrong support.Fields
	needID(&wrong, "body.messageId", messageID)
	if len(wrong) > 0 {
		if _, err := s.Ticket(ctx, by, ticketID); err != nil {
			return err
		}
		return wrong.Err()
	}
	return s.store.Write(ctx, func(w store.Writer) error {
		t, err := seenTicket(ctx, w, by, ticketID)
		if err != nil {
			return err
		}
		m, err := w.Message(ctx, ticketID, messageID)
		if err == nil && !by.SeesMessage(&m) {
			err = errNotFound
		}
		if missing(err) {
			return support.Invalid("body.messageId", support.ReasonUnknown)
		}
		if err != nil {
			return err
		}
		old, err := w.Mark(ctx, by.ID, ticketID)
		if err != nil && !missing(err) {
			return err
		}
		mark := support.MarkAt(by.ID, &m)
		if err == nil && !mark.After(old) {
			return nil
		}
		return s.keepMark(ctx, w, by, &t, mark)
	})
}

func (s *Service) keepMark(ctx context.Context, w store.Writer, by support.Person, t *support.Ticket, mark support.Mark) error {
	if err := w.PutMark(ctx, mark); err != nil {
		return err
	}
	// Of one's own mark only oneself learns.
	if err := w.Touch(ctx, store.Object{Type: store.ObjectMark, ID: t.ID}, support.AudiencePerson(by.ID)); err != nil {
		return err
	}
	if !t.Read(by.Role.Side(), mark) {
		return nil
	}
	if err := w.UpdateTicket(ctx, *t); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: t.ID}, t.Audiences()...)
}
