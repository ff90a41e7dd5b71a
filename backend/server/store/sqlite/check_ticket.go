package sqlite

import (
	"context"
	"time"

	"filodiretto/backend/support"
)

// checkStep is how many tickets are looked at together with all their messages.
const checkStep = 200

// numbered is a ticket with its place in the file.
type numbered struct {
	seq int64
	support.Ticket
}

// tickets holds every ticket against its messages: both must tell the same story.
func (c *checker) tickets(ctx context.Context) error {
	for after := int64(0); ; {
		var some []numbered
		err := c.each(ctx, func(r *row) { some = append(some, numbered{r.number(), ticketIn(r)}) },
			`SELECT seq, `+ticketColumns+` FROM tickets WHERE seq > ? ORDER BY seq LIMIT ?`, after, int64(checkStep))
		if err != nil || len(some) == 0 {
			return err
		}
		last := some[len(some)-1].seq
		told := map[int64]*story{}
		for _, t := range some {
			told[t.seq] = &story{checker: c, ticket: t.Ticket, status: support.StatusNew}
		}
		err = c.each(ctx, func(r *row) {
			if s := told[r.number()]; s != nil {
				m := messageIn(r)
				m.TicketID = s.ticket.ID
				s.tell(&m)
			}
		}, `SELECT ticket, `+readMessage+` FROM messages WHERE ticket > ? AND ticket <= ? ORDER BY ticket, place, note`, after, last)
		if err != nil {
			return err
		}
		for _, t := range some {
			told[t.seq].end()
		}
		after = last
	}
}

// A story is what the messages of a ticket tell, one after the other.
type story struct {
	*checker
	ticket support.Ticket

	replies, index, notes              int
	head, noteHead                     support.Hash
	updated, lastReply, lastNote       time.Time
	firstReply                         time.Time
	status                             support.Status
	resolution, description            string
	readBySupport, readByCustomerFloor int
	clock                              toldClock
}

func (s *story) wrong(format string, args ...any) {
	s.checker.wrong("ticket %d: "+format, append([]any{s.ticket.Number}, args...)...)
}

func (s *story) tell(m *support.Message) {
	if m.Kind == support.MessageNote {
		s.tellNote(m)
		return
	}
	s.index++
	if m.Index != s.index {
		s.wrong("index %d stands where %d should", m.Index, s.index)
		s.index = m.Index
	}
	if m.Hash != m.Chained(s.head) {
		s.wrong("message %d does not continue the chain", m.Index)
	}
	s.head, s.updated = m.Hash, m.CreatedAt
	if m.Kind == support.MessageReply {
		s.reply(m)
		return
	}
	s.clock.event(m, s.ticket.Number)
	switch m.Event.Type {
	case support.EventStatus:
		if m.Event.From != string(s.status) {
			s.wrong("message %d changes the status from %q, which was %q", m.Index, m.Event.From, s.status)
		}
		s.status = support.Status(m.Event.To)
		if s.status != support.StatusClosed {
			s.resolution = ""
		}
	case support.EventResolution:
		s.resolution = m.Event.Text
	}
}

func (s *story) reply(m *support.Message) {
	s.replies++
	s.lastReply = m.CreatedAt
	side := m.Author.Role.Side()
	if m.Index == 1 {
		s.description, s.clock.awaited = m.Text, m.CreatedAt
	} else {
		s.clock.reply(m, s.ticket.Kind == support.KindCallback)
		if side == support.SideSupport && s.firstReply.IsZero() {
			s.firstReply = m.CreatedAt
		}
	}
	if side == support.SideSupport {
		s.readBySupport = m.Index
	} else {
		s.readByCustomerFloor = m.Index
	}
}

func (s *story) tellNote(m *support.Message) {
	s.notes++
	if m.NoteIndex != s.notes {
		s.wrong("note %d stands where %d should", m.NoteIndex, s.notes)
		s.notes = m.NoteIndex
	}
	if m.AfterIndex > s.index {
		s.wrong("note %d stands after message %d, which is not there", m.NoteIndex, m.AfterIndex)
	}
	if m.Hash != m.Chained(s.noteHead) {
		s.wrong("note %d does not continue the chain", m.NoteIndex)
	}
	s.noteHead, s.lastNote = m.Hash, m.CreatedAt
}

// end holds the ticket against what was told.
func (s *story) end() {
	t := &s.ticket
	for _, held := range []struct {
		what      string
		same      bool
		is, wants any
	}{
		{"message count", t.MessageCount == s.replies, t.MessageCount, s.replies},
		{"last index", t.LastIndex == s.index, t.LastIndex, s.index},
		{"note count", t.NoteCount == s.notes, t.NoteCount, s.notes},
		{"chain's head", t.Head == s.head, t.Head, s.head},
		{"notes' chain's head", t.NoteHead == s.noteHead, t.NoteHead, s.noteHead},
		{"status", t.Status == s.status, t.Status, s.status},
		{"last change", t.UpdatedAt.Equal(s.updated), t.UpdatedAt, s.updated},
		{"last message's time", t.LastMessageAt.Equal(s.lastReply), t.LastMessageAt, s.lastReply},
		{"last note's time", t.LastNoteAt.Equal(s.lastNote), t.LastNoteAt, s.lastNote},
		{"first reply's time", t.FirstReplyAt.Equal(s.firstReply), t.FirstReplyAt, s.firstReply},
	} {
		if !held.same {
			s.wrong("%s is %v, its messages say %v", held.what, held.is, held.wants)
		}
	}
	// What people wrote stays in the store: findings go to terminals and into the log.
	for _, held := range []struct {
		what string
		same bool
	}{
		{"resolution", t.Resolution == s.resolution},
		{"description", t.Description == s.description},
		{"title", t.Title == support.TitleOf(t.Description)},
	} {
		if !held.same {
			s.wrong("%s is not what its messages say", held.what)
		}
	}
	s.hold(&s.clock)
	if (t.Status == support.StatusClosed) != !t.ClosedAt.IsZero() {
		s.wrong("is %s, closed at %v", t.Status, t.ClosedAt)
	}
	if t.ReadBySupport > t.LastIndex || t.ReadByCustomer > t.LastIndex {
		s.wrong("was read up to %d and %d of %d messages", t.ReadBySupport, t.ReadByCustomer, t.LastIndex)
	}
	if t.ReadBySupport < s.readBySupport || t.ReadByCustomer < s.readByCustomerFloor {
		s.wrong("somebody has not read what their own side said")
	}
}
