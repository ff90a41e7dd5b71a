package cache

import (
	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// floor is up to where a ticket counts as read: by one's mark, and by one's own last reply.
type floor struct {
	mark, own int
}

func (f floor) index() int { return max(f.mark, f.own) }

func (w *write) floorOf(ticketID string) (floor, error) {
	if f, ok := w.floors[ticketID]; ok {
		return f, nil
	}
	var f floor
	if _, err := w.look(`SELECT mark_index, own_index FROM reading WHERE ticket_id = ?`, []any{key(ticketID)}, &f.mark, &f.own); err != nil {
		return f, err
	}
	w.floors[ticketID] = f
	return f, nil
}

// readsOn notes what a new reply means for what is unread.
func (w *write) readsOn(m *support.Message) error {
	if m.Kind != support.MessageReply {
		return nil
	}
	me := w.c.me
	own := m.Author.ID == me.ID
	if !own && (sideOf(m) == me.Role.Side() || m.CreatedAt.Before(me.CreatedAt)) {
		return nil
	}
	f, err := w.floorOf(m.TicketID)
	if err != nil || m.Index <= f.index() {
		return err
	}
	if own {
		f.own = m.Index
		w.floors[m.TicketID] = f
		_, err = w.exec(`INSERT INTO reading (ticket_id, own_index) VALUES (?, ?)
			ON CONFLICT (ticket_id) DO UPDATE SET own_index = excluded.own_index`, key(m.TicketID), m.Index)
	}
	w.recount[m.TicketID] = true
	return err
}

// mark moves one's mark; it never goes back.
func (w *write) mark(m api.Mark) error {
	moved, err := w.exec(`INSERT INTO reading (ticket_id, mark_message, mark_index) VALUES (?, ?, ?)
		ON CONFLICT (ticket_id) DO UPDATE SET mark_message = excluded.mark_message, mark_index = excluded.mark_index
		WHERE excluded.mark_index > mark_index`, key(m.TicketID), key(m.MessageID), m.Index)
	if err != nil || moved == 0 {
		return err
	}
	delete(w.floors, m.TicketID)
	w.touched[m.TicketID], w.recount[m.TicketID] = true, true
	return nil
}

// unreadQuery counts a ticket's unread replies: those of the other side after a floor, since one's account began.
const unreadQuery = `SELECT count(*) FROM messages WHERE ticket_id = ? AND place > ? AND kind = 'reply'
	AND created_at >= ? AND (author_role = 'operator') = ?`

// otherSide is whether the other side are the operators.
func otherSide(me support.Person) bool { return me.Role.Side() == support.SideSupport }

// countUnread counts again where the batch changed what is unread.
func (w *write) countUnread() error {
	for id := range w.recount {
		var doc int64
		var was int
		var company, assignee []byte
		there, err := w.look(`SELECT doc, unread, company_id, assignee_id FROM tickets WHERE id = ?`, []any{key(id)},
			&doc, &was, &company, &assignee)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		now := 0
		t := support.Ticket{CompanyID: idOf(company), Assignee: support.PersonRef{ID: idOf(assignee)}}
		if w.c.me.Concerns(&t) {
			f, err := w.floorOf(id)
			if err != nil {
				return err
			}
			_, err = w.look(unreadQuery, []any{key(id), f.index(), millis(w.c.me.CreatedAt), otherSide(w.c.me)}, &now)
			if err != nil {
				return err
			}
		}
		if now == was {
			continue
		}
		w.unread += now - was
		w.board.unread(id, now)
		if _, err := w.exec(`UPDATE tickets SET unread = ? WHERE doc = ?`, now, doc); err != nil {
			return err
		}
	}
	return nil
}
