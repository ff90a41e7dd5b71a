package desk

import (
	"context"
	"errors"
	"slices"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Waiting is an act that has not reached the server, for the list of what waits.
type Waiting struct {
	outbox.Act
	TicketNumber int64
	// TicketTitle is the ticket's, or what the filter or canned reply is called.
	TicketTitle string
	// Text is what it says; empty when it has no words. Files are attached to it and have not arrived, Failed of them cannot.
	Text   string
	Files  []File
	Failed int
	// Event is what a change, a call or a verdict records, or was to record.
	Event support.Event
	State OutboxState
	// Refusal is set with OutboxRefused.
	Refusal *Refusal
}

// Waiting are the acts that wait, are stuck or were refused, or whose files have not all arrived, in the order of writing; marks
// are none of them.
func (d *Desk) Waiting(ctx context.Context) ([]Waiting, error) {
	var out []Waiting
	err := d.look(ctx, func(v *view) error {
		for _, a := range v.acts.Acts() {
			w := Waiting{Act: a, Text: textOf(a), State: outboxState(v.acts, a)}
			w.Files, w.Failed = notArrived(v.acts, a.ID)
			if w.State == OutboxNone {
				if a.Kind == outbox.KindMark || len(w.Files) == 0 {
					continue
				}
				w.State = OutboxFiles
			}
			if w.State == OutboxRefused {
				w.Refusal = refusalOf(v, a)
			}
			if l := v.laid[a.TicketID]; l != nil {
				w.TicketNumber, w.TicketTitle = l.ticket.Number, l.ticket.Title
				if i := slices.IndexFunc(l.items, func(i Item) bool { return i.ID == a.ID }); i >= 0 {
					w.Event = l.items[i].Event
				}
			} else if !a.Kind.OfTicket() {
				var err error
				if w.TicketTitle, err = v.ownName(a); err != nil && !errors.Is(err, outbox.ErrUnreadable) {
					return err
				}
			}
			out = append(out, w)
		}
		return nil
	})
	return out, err
}

// notArrived are the files of an act that the server has not got, and how many of them it cannot get.
func notArrived(acts *outbox.Snapshot, actID string) (files []File, failed int) {
	for _, a := range acts.Attachments(actID) {
		switch a.State {
		case outbox.FileSent, outbox.FileAbandoning, outbox.FileAbandoned:
			continue
		case outbox.FileFailed:
			failed++
			files = append(files, File{Attachment: a.Attachment, State: FileFailed, Reason: a.Reason})
		default:
			files = append(files, File{Attachment: a.Attachment, State: FileWaiting})
		}
	}
	return files, failed
}
