package storetest

import (
	"fmt"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func messages(t *testing.T, place func(testing.TB) Place) {
	t.Run("a conversation is read in its order, from any place", func(t *testing.T) { conversation(t, begin(t, place)) })
	t.Run("an id or a place is used once", func(t *testing.T) { messagePlaces(t, begin(t, place)) })
}

// converse opens a ticket and has it talked about: notes before, between and after replies and events.
func converse(t *testing.T, s store.Store, h *House) (support.Ticket, []support.Message) {
	ctx := t.Context()
	ticket := h.OpenTicket(t, s, h.Operators[0])
	all := read(t, s, func(r store.Reader) ([]support.Message, error) {
		return r.Messages(ctx, store.MessageFilter{TicketID: ticket.ID})
	})
	for i, what := range []string{"note", "note", "support", "customer", "note", "support", "close", "note"} {
		write(t, s, func(w store.Writer) {
			by := h.Technicians[i%2]
			if what == "customer" {
				by = h.Operators[0]
			}
			act := support.Act{By: by, At: at(i), NewID: NewID}
			words := support.Words{ID: NewID(), Text: Sentence(i), WrittenAt: at(i - 60)}
			var recorded []support.Message
			var err error
			switch what {
			case "note":
				var note support.Message
				note, err = ticket.Note(act, words)
				recorded = []support.Message{note}
			case "close":
				closed, resolution := support.StatusClosed, "Sostituita la guarnizione."
				recorded, err = ticket.Change(act, support.Change{Status: &closed, Resolution: &resolution}, "")
			default:
				recorded, err = ticket.Reply(act, words)
			}
			Must(t, err)
			Must(t, Keep(ctx, w, by, &ticket, recorded, [32]byte{}))
			all = append(all, recorded...)
		})
	}
	return ticket, all
}

func conversation(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	converse(t, s, h)
	ticket, all := converse(t, s, h)
	same(t, "ticket", read(t, s, func(r store.Reader) (support.Ticket, error) { return r.Ticket(ctx, ticket.ID) }), ticket)
	for _, withNotes := range []bool{true, false} {
		var want []support.Message
		for _, m := range all {
			if withNotes || m.Kind != support.MessageNote {
				want = append(want, m)
			}
		}
		for limit := range 4 {
			for after := -1; after < len(want); after++ {
				f := store.MessageFilter{TicketID: ticket.ID, WithNotes: withNotes, Limit: limit}
				if after >= 0 {
					f.AfterIndex, f.AfterNote = placeOf(want[after])
				}
				page := want[after+1:]
				if limit > 0 && len(page) > limit {
					page = page[:limit]
				}
				got := read(t, s, func(r store.Reader) ([]support.Message, error) { return r.Messages(ctx, f) })
				same(t, fmt.Sprintf("%d after %d, notes %v", limit, after, withNotes), got, page)
			}
		}
	}
	for _, m := range all {
		same(t, "by id", read(t, s, func(r store.Reader) (support.Message, error) { return r.Message(ctx, ticket.ID, m.ID) }), m)
	}
}

func placeOf(m support.Message) (index, note int) {
	if m.Kind == support.MessageNote {
		return m.AfterIndex, m.NoteIndex
	}
	return m.Index, 0
}

func messagePlaces(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket, all := converse(t, s, h)
	other := h.OpenTicket(t, s, h.Operators[0])
	write(t, s, func(w store.Writer) {
		again := all[2]
		again.Index, again.AfterIndex, again.NoteIndex = 99, 99, 99
		wantCode(t, "the same id", w.InsertMessage(ctx, again), support.CodeConflict)
		again.TicketID = other.ID
		wantCode(t, "the same id in another ticket", w.InsertMessage(ctx, again), support.CodeConflict)
		again = all[3]
		again.ID = NewID()
		wantCode(t, "the same place", w.InsertMessage(ctx, again), support.CodeConflict)
	})
	wantCode(t, "a message of another ticket", readErr(t, s, func(r store.Reader) error { _, err := r.Message(ctx, other.ID, all[0].ID); return err }), support.CodeNotFound)
	if got := read(t, s, func(r store.Reader) ([]support.Message, error) {
		return r.Messages(ctx, store.MessageFilter{TicketID: NewID(), WithNotes: true})
	}); len(got) != 0 {
		t.Errorf("a ticket that is not there has %d messages", len(got))
	}
	same(t, "the conversation", len(read(t, s, func(r store.Reader) ([]support.Message, error) {
		return r.Messages(ctx, store.MessageFilter{TicketID: ticket.ID, WithNotes: true})
	})), len(all))
}
