package demo

import "filodiretto/backend/support"

// read decides how far everybody concerned has read the ticket: what is over was read, of what is open a little was not.
func (r *record) read(c *cast, seed uint64) {
	rng := random(seed, streamMarks, uint64(r.story.index)) //nolint:gosec // never negative
	readers := r.story.house.operators
	for _, p := range readers {
		r.readBy(p, rng.IntN(100))
	}
	desk := append([]*member{c.admin}, c.technicians...)
	for _, p := range desk {
		if p.Concerns(&r.ticket) {
			r.readBy(p, rng.IntN(100))
		}
	}
}

// readBy puts a person's mark where chance, of a hundred, has it.
func (r *record) readBy(p *member, chance int) {
	unread := r.unread(p)
	if len(unread) == 0 {
		return
	}
	left := 0
	switch f := r.story.featured; {
	case !r.ticket.Open():
	case f != nil && f.kind == support.KindCallback && p.Role == support.RoleOperator:
		left = len(unread)
	case f != nil:
		// What the technician has not read of the first one is what the operator wrote last.
		if p.Role != support.RoleOperator && f.unit == 0 {
			left = 2
		}
	case r.ticket.Assignee.ID == "" && p.Role != support.RoleOperator:
		if chance < 60 {
			left = len(unread)
		}
	case p.Login == firstOperator:
	case chance < 35:
		left = 1 + chance%2
	}
	left = min(left, len(unread))
	upTo := len(r.messages) - 1
	if left > 0 {
		upTo = unread[len(unread)-left] - 1
	}
	for ; upTo >= 0; upTo-- {
		if m := &r.messages[upTo]; p.SeesMessage(m) {
			mark := support.MarkAt(p.ID, m)
			r.marks = append(r.marks, mark)
			r.ticket.Read(p.Role.Side(), mark)
			return
		}
	}
}

// firstOperator is whom demonstrations are shown as; only what is meant to be is unread for her.
const firstOperator = "anna.rossi"

// unread are the places of the other side's replies that came after the person's own last one.
func (r *record) unread(p *member) []int {
	var places []int
	for i := range r.messages {
		m := &r.messages[i]
		switch {
		case m.Kind != support.MessageReply:
		case m.Author.ID == p.ID:
			places = places[:0]
		case m.Author.Role.Side() != p.Role.Side():
			places = append(places, i)
		}
	}
	return places
}
