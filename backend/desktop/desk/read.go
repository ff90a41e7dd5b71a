package desk

import (
	"context"
	"encoding/json"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// MarkRead says that the ticket was read up to the message. It never goes back; one that reads no further than before is
// no act.
func (d *Desk) MarkRead(ctx context.Context, ticketID, messageID string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	act := outbox.Act{ID: newID(), Kind: outbox.KindMark, TicketID: ticketID, WrittenAt: d.now()}
	further := false
	err := d.look(ctx, func(v *view) error {
		if _, err := v.ticket(ticketID); err != nil {
			return err
		}
		m, ok, err := v.r.Message(messageID)
		if err != nil {
			return err
		}
		if !ok || m.TicketID != ticketID {
			// One's own that waits: whatever the server has of the ticket stood before it.
			newest, err := v.r.Messages(ticketID, cache.Place{}, 1)
			if err != nil || len(newest) == 0 {
				return err
			}
			m = newest[0]
		}
		mark := support.MarkAt(d.me.ID, &m)
		act.SeenIndex, act.SeenNote = mark.Index, mark.NoteIndex
		if act.Body, err = json.Marshal(api.ReadUpTo{MessageID: m.ID}); err != nil {
			return err
		}
		read, err := v.readForGood(ticketID)
		further = mark.Index > read
		return err
	})
	if err != nil || !further {
		return err
	}
	_, err = d.outbox.Add(ctx, act, "")
	return err
}

// readForGood is the index up to which the ticket is read whatever becomes of what waits: a reply shows that its writer
// had read what stood before it, but one that is refused shows it to nobody.
func (v *view) readForGood(ticketID string) (int, error) {
	reading, err := v.r.Reading(ticketID)
	read := max(reading.Mark, reading.Own)
	for _, a := range v.acts.Acts() {
		if a.TicketID == ticketID && (a.Kind == outbox.KindMark || a.Kind == outbox.KindReply && a.State == outbox.StateSent) {
			read = max(read, a.SeenIndex, a.Answer.Index)
		}
	}
	return read, err
}
