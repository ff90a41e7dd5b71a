package desk_test

import (
	"maps"
	"slices"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// server stands in for the other end: support's rules, a feed of commits, and nothing else.
type server struct {
	viewer   support.Person
	now      time.Time
	tickets  map[string]*support.Ticket
	messages map[string][]support.Message
	answers  map[string]outbox.Answer
	feed     [][]api.Change
}

// commit records what one commit changed, as the viewer's feed has it.
func (s *server) commit(t *support.Ticket, recorded []support.Message, marks ...support.Mark) {
	shown := api.TicketFor(s.viewer, t)
	changes := []api.Change{{Type: api.TypeTicket, Ticket: &shown}}
	for _, m := range recorded {
		s.messages[t.ID] = append(s.messages[t.ID], m)
		if s.viewer.SeesMessage(&m) {
			out := api.MessageFor(&m)
			changes = append(changes, api.Change{Type: api.TypeMessage, Message: &out})
		}
	}
	for _, m := range marks {
		if m.PersonID == s.viewer.ID {
			out := api.MarkFor(m)
			changes = append(changes, api.Change{Type: api.TypeMark, Mark: &out})
		}
	}
	s.feed = append(s.feed, changes)
}

// arrived: all bytes of an attachment are here, and its message comes once more.
func (s *server) arrived(id string) { s.settled(id, false) }

// settled is arrived, or that an attachment was given up. It reports whether it has arrived, now or before.
func (s *server) settled(id string, givenUp bool) (arrived bool) {
	s.now = s.now.Add(time.Second)
	for _, messages := range s.messages {
		for i := range messages {
			m := &messages[i]
			for j := range m.Attachments {
				a := &m.Attachments[j]
				if a.ID != id {
					continue
				}
				if arrived = a.Arrived() || !givenUp; a.Arrived() || a.Abandoned() {
					continue
				}
				m.Attachments = slices.Clone(m.Attachments)
				if givenUp {
					m.Attachments[j].AbandonedAt = support.Instant(s.now)
				} else {
					m.Attachments[j].ArrivedAt, m.Attachments[j].Type = support.Instant(s.now), "image/jpeg"
				}
				if s.viewer.SeesMessage(m) {
					out := api.MessageFor(m)
					s.feed = append(s.feed, []api.Change{{Type: api.TypeMessage, Message: &out}})
				}
			}
		}
	}
	return arrived
}

func (s *server) act(by support.Person) support.Act {
	s.now = s.now.Add(time.Second)
	return support.Act{By: by, At: s.now, NewID: newID}
}

// opened is a ticket opened by somebody elsewhere.
func (s *server) opened(by support.Person, text string) string {
	o := support.Opening{ID: newID(), Kind: support.KindChat, MachineID: filler.ID, CategoryID: oil.ID, Severity: support.SeverityStopped, Description: text}
	s.open(o, by)
	return o.ID
}

func (s *server) open(o support.Opening, by support.Person) *support.Ticket {
	parties := support.Parties{CompanyID: company.ID}
	for _, m := range []support.Machine{press, filler} {
		if m.ID == o.MachineID {
			parties.Machine = &m
		}
	}
	if o.MachineID == press.ID {
		parties.Technician = &marta
	}
	s.now = s.now.Add(time.Second)
	t, first := support.Open(o, by, parties, s.now)
	t.Number = int64(1001 + len(s.tickets))
	s.tickets[o.ID] = &t
	s.commit(&t, []support.Message{first})
	return &t
}

func (s *server) reply(ticketID string, by support.Person, text string) error {
	t := s.tickets[ticketID]
	recorded, err := t.Reply(s.act(by), support.Words{ID: newID(), Text: text})
	if err == nil {
		s.commit(t, recorded)
	}
	return err
}

func (s *server) change(ticketID string, by support.Person, c support.Change) error {
	t := s.tickets[ticketID]
	c.Seen = t.Status
	was := t.DuplicateOf
	recorded, err := t.Change(s.act(by), c, "")
	if err == nil && len(recorded) > 0 {
		s.commit(t, recorded)
		s.links(by, t, was)
	}
	return err
}

// links records in the original that a ticket is its duplicate now, or no longer.
func (s *server) links(by support.Person, t *support.Ticket, was support.TicketRef) {
	link := func(to support.TicketRef, outcome support.Outcome) {
		if original := s.tickets[to.ID]; original != nil && t.DuplicateOf != was {
			s.commit(original, []support.Message{original.Link(s.act(by), t.Number, original.Number, outcome)})
		}
	}
	link(was, support.OutcomeUndone)
	link(t.DuplicateOf, "")
}

func (s *server) closes(ticketID string, by support.Person) error {
	closed, said := support.StatusClosed, "Sostituita la guarnizione"
	return s.change(ticketID, by, support.Change{Status: &closed, Resolution: &said})
}

func (s *server) judged(ticketID string, by support.Person, verdict support.Verdict) error {
	t := s.tickets[ticketID]
	said, err := t.Judge(s.act(by), newID(), verdict, "")
	if err == nil {
		s.commit(t, []support.Message{said})
	}
	return err
}

// joined closes a ticket as a duplicate of another, as far as the server's rules let it.
func (s *server) joined(ticketID string, by support.Person, originalID string) error {
	original := s.tickets[originalID]
	if original.DuplicateOf.ID != "" || originalID == ticketID {
		return support.Invalid("body.duplicateOfId", support.ReasonNotAllow)
	}
	closed := support.StatusClosed
	return s.change(ticketID, by, support.Change{Status: &closed, DuplicateOf: &support.TicketRef{ID: original.ID, Number: original.Number}})
}

// carry does what an act asks, once.
func (s *server) carry(a outbox.Act) (outbox.Answer, error) {
	if answer, ok := s.answers[a.ID]; ok {
		return answer, nil
	}
	answer, err := s.carryFirst(a)
	if err == nil && a.Kind != outbox.KindMark {
		s.answers[a.ID] = answer
	}
	return answer, err
}

func (s *server) carryFirst(a outbox.Act) (outbox.Answer, error) {
	me := s.viewer
	if a.Kind == outbox.KindOpen {
		b, err := a.Opening()
		if err != nil {
			return outbox.Answer{}, err
		}
		t := s.open(support.Opening{
			ID: b.ID, Kind: support.Kind(b.Kind), CategoryID: b.CategoryID, MachineID: b.MachineID,
			Severity: support.Severity(b.Severity), Description: b.Description, Phone: b.Phone, WrittenAt: b.WrittenAt.Instant(),
			FollowsTicketID: b.FollowsTicketID, Attachments: api.DeclaredIn(b.Attachments),
		}, me)
		return outbox.TicketAnswer(api.TicketFor(me, t)), nil
	}
	if !a.Kind.OfTicket() {
		return s.keep(a)
	}
	t := s.tickets[a.TicketID]
	if t == nil {
		return outbox.Answer{}, support.Errorf(support.CodeNotFound, "no such ticket")
	}
	var recorded []support.Message
	var err error
	switch a.Kind {
	case outbox.KindReply, outbox.KindNote:
		b, _ := a.Message()
		words := support.Words{ID: b.ID, Text: b.Text, Attachments: api.DeclaredIn(b.Attachments), WrittenAt: b.WrittenAt.Instant()}
		if a.Kind == outbox.KindReply {
			recorded, err = t.Reply(s.act(me), words)
		} else {
			var note support.Message
			note, err = t.Note(s.act(me), words)
			recorded = []support.Message{note}
		}
	case outbox.KindCallAttempt:
		b, _ := a.CallAttempt()
		var m support.Message
		m, err = t.CallAttempt(s.act(me), api.CallIn(b))
		recorded = []support.Message{m}
	case outbox.KindVerdict:
		b, _ := a.Verdict()
		var m support.Message
		m, err = t.Judge(s.act(me), b.ID, support.Verdict(b.Verdict), b.Text)
		recorded = []support.Message{m}
	case outbox.KindChange:
		b, _ := a.Change()
		was := t.DuplicateOf
		if recorded, err = t.Change(s.act(me), s.changeIn(b), s.categoryName(t.CategoryID)); err != nil {
			return outbox.Answer{}, err
		}
		s.commit(t, recorded)
		answer := outbox.TicketAnswer(api.TicketFor(me, t))
		s.links(me, t, was)
		return answer, nil
	case outbox.KindMark:
		b, _ := a.Mark()
		for _, m := range s.messages[t.ID] {
			if m.ID == b.MessageID {
				mark := support.MarkAt(me.ID, &m)
				t.Read(me.Role.Side(), mark)
				s.commit(t, nil, mark)
			}
		}
		return outbox.Answer{}, nil
	}
	if err != nil {
		return outbox.Answer{}, err
	}
	s.commit(t, recorded)
	return outbox.MessageAnswer(api.MessageFor(&recorded[0])), nil
}

// keep does what an act asks of a filter or a canned reply.
func (s *server) keep(a outbox.Act) (outbox.Answer, error) {
	var change api.Change
	switch a.Kind {
	case outbox.KindFilter:
		b, err := a.Filter()
		if err != nil {
			return outbox.Answer{}, err
		}
		change = api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: a.TicketID, Name: b.Name, Place: b.Place, Criteria: b.Criteria}}
	case outbox.KindCannedReply:
		b, err := a.CannedReply()
		if err != nil {
			return outbox.Answer{}, err
		}
		if b.Name == "presa" {
			return outbox.Answer{}, support.Errorf(support.CodeConflict, "another has the name")
		}
		change = api.Change{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: a.TicketID, Name: b.Name, Text: b.Text, Shared: b.Shared}}
	case outbox.KindFilterRemoval:
		change = api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: a.TicketID}}
	default:
		change = api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeCannedReply, ID: a.TicketID}}
	}
	s.feed = append(s.feed, []api.Change{change})
	return outbox.Answer{}, nil
}

func (s *server) categoryName(id string) string {
	for _, c := range []support.Category{oil, power} {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func (s *server) changeIn(b api.TicketChange) support.Change {
	c := support.Change{ID: b.ChangeID, Seen: support.Status(b.Seen.Status)}
	if b.Status != "" {
		status := support.Status(b.Status)
		c.Status = &status
	}
	if b.Resolution != "" {
		c.Resolution = &b.Resolution
	}
	if b.CauseID != "" {
		c.Cause = &support.CauseRef{ID: b.CauseID, Name: wear.Name}
	}
	if original := s.tickets[b.DuplicateOfID]; original != nil {
		c.DuplicateOf = &support.TicketRef{ID: original.ID, Number: original.Number}
	}
	if b.Severity != "" {
		severity := support.Severity(b.Severity)
		c.Severity = &severity
	}
	if b.CategoryID != "" {
		c.Category = &support.Category{ID: b.CategoryID, Name: s.categoryName(b.CategoryID)}
	}
	if b.AssigneeID.Set {
		c.Assignee = &support.PersonRef{}
		for _, p := range []support.Person{luca, marta} {
			if p.ID == b.AssigneeID.Value && !b.AssigneeID.Null {
				ref := p.Ref()
				c.Assignee = &ref
			}
		}
	}
	return c
}

func (s *server) ids() []string {
	ids := slices.Collect(maps.Keys(s.tickets))
	slices.SortFunc(ids, func(a, b string) int { return int(s.tickets[a].Number - s.tickets[b].Number) })
	return ids
}
