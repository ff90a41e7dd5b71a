package support

import "time"

// An Act is done to a ticket by somebody at some time. NewID makes the ids of the events that follow by rule.
type Act struct {
	By    Person
	At    time.Time
	NewID func() string
}

// Words are what a reply or a note says, and what it brings along. ID is the writer's.
type Words struct {
	ID          string
	Text        string
	Attachments []Attachment
	WrittenAt   time.Time
}

// Check says what is wrong with the words by themselves; the text must be normal already. It may be empty where something
// is attached. How large a file may be is for the server to say.
func (w Words) Check() error {
	var wrong Fields
	checkID(&wrong, "body.id", w.ID, true)
	if w.Text != "" || len(w.Attachments) == 0 {
		wrong.Check(CheckText("body.text", w.Text, MaxText))
	}
	return wrong.Err()
}

// MayReply is nil while the ticket is open, else CodeTicketClosed.
func (t *Ticket) MayReply() error {
	if t.Open() {
		return nil
	}
	return Errorf(CodeTicketClosed, "ticket %d is closed", t.Number)
}

// Reply adds a reply and what follows from it by rule: a technician's first makes a new ticket in progress and theirs if
// nobody has it; a customer's puts a waiting one back in progress. It returns the messages recorded, the reply first,
// or CodeTicketClosed and nothing changed.
func (t *Ticket) Reply(act Act, w Words) ([]Message, error) {
	if err := t.MayReply(); err != nil {
		return nil, err
	}
	now := Instant(act.At)
	reply := Message{
		ID: w.ID, Kind: MessageReply, Author: act.By.Author(), Text: w.Text, Attachments: w.Attachments,
		CreatedAt: now, WrittenAt: claimed(w.WrittenAt, now),
	}
	t.record(&reply)
	recorded := []Message{reply}
	if act.By.Role.Side() == SideCustomer {
		if t.Status == StatusWaiting {
			recorded = append(recorded, t.setStatus(act, StatusInProgress))
		}
		t.await(now)
		return recorded, nil
	}
	t.answered()
	if t.FirstReplyAt.IsZero() {
		t.FirstReplyAt = now
		if t.Status == StatusNew {
			recorded = append(recorded, t.setStatus(act, StatusInProgress))
		}
		if t.Assignee.ID == "" {
			recorded = append(recorded, t.setAssignee(act, act.By.Ref()))
		}
	}
	return recorded, nil
}

// Note adds an internal note, also to a closed ticket. It moves nothing that an operator can see. CodeForbidden for
// operators.
func (t *Ticket) Note(act Act, w Words) (Message, error) {
	if err := act.By.MayWork(); err != nil {
		return Message{}, err
	}
	now := Instant(act.At)
	note := Message{
		ID: w.ID, Kind: MessageNote, Author: act.By.Author(), Text: w.Text, Attachments: w.Attachments,
		CreatedAt: now, WrittenAt: claimed(w.WrittenAt, now),
	}
	t.record(&note)
	return note, nil
}

// Call is a call to the customer: how it ended, and, unless they were reached, when to try again (zero: nobody said).
type Call struct {
	ID      string
	Outcome Outcome
	Text    string
	AgainAt time.Time
}

// Check says what is wrong with the call by itself; the text must be normal already.
func (c Call) Check() error {
	var wrong Fields
	checkID(&wrong, "body.id", c.ID, true)
	switch {
	case c.Outcome == "":
		wrong.Add("body.outcome", ReasonRequired)
	case !c.Outcome.Valid():
		wrong.Add("body.outcome", ReasonUnknown)
	}
	if c.Text != "" {
		wrong.Check(CheckText("body.text", c.Text, MaxCallText))
	}
	switch {
	case c.AgainAt.IsZero():
	case c.Outcome == OutcomeSpoken:
		wrong.Add("body.againAt", ReasonNotAllow)
	case !c.AgainAt.After(time.UnixMilli(0)):
		// A store keeps an instant of no milliseconds as none.
		wrong.Add("body.againAt", ReasonBadTime)
	}
	return wrong.Err()
}

// Event is what a call is recorded as; To is when to try again, as it is on the wire.
func (c Call) Event() Event {
	e := Event{Type: EventCallAttempt, Outcome: c.Outcome, Text: c.Text}
	if !c.AgainAt.IsZero() {
		e.To = Instant(c.AgainAt).Format(InstantLayout)
	}
	return e
}

// CallAttempt records a call to the customer. CodeForbidden for operators, CodeTicketClosed on a closed ticket.
func (t *Ticket) CallAttempt(act Act, c Call) (Message, error) {
	if err := act.By.MayWork(); err != nil {
		return Message{}, err
	}
	if err := t.MayReply(); err != nil {
		return Message{}, err
	}
	t.CallAgainAt = Instant(c.AgainAt)
	if c.Outcome == OutcomeSpoken {
		t.spoken(Instant(act.At))
	}
	return t.event(act, c.ID, c.Event()), nil
}

// event records an event; an empty id asks for a new one.
func (t *Ticket) event(act Act, id string, e Event) Message {
	if id == "" {
		id = act.NewID()
	}
	now := Instant(act.At)
	m := Message{ID: id, Kind: MessageEvent, Author: act.By.Author(), Event: e, CreatedAt: now, WrittenAt: now}
	t.record(&m)
	return m
}

// record gives m its place in the ticket and its link in the chain, and moves what counts messages.
func (t *Ticket) record(m *Message) {
	m.TicketID = t.ID
	if m.Kind == MessageNote {
		t.NoteCount++
		t.LastNoteAt = m.CreatedAt
		m.AfterIndex, m.NoteIndex = t.LastIndex, t.NoteCount
		m.Hash = m.Chained(t.NoteHead)
		t.NoteHead = m.Hash
		return
	}
	t.LastIndex++
	m.Index = t.LastIndex
	m.Hash = m.Chained(t.Head)
	t.Head = m.Hash
	t.UpdatedAt = m.CreatedAt
	if m.Kind == MessageReply {
		t.MessageCount++
		t.LastMessageAt = m.CreatedAt
		t.readUpTo(m.Author.Role.Side(), m.Index)
	}
}

// readUpTo moves a side's reading forward and reports whether it moved.
func (t *Ticket) readUpTo(side Side, index int) bool {
	read := &t.ReadByCustomer
	if side == SideSupport {
		read = &t.ReadBySupport
	}
	if index <= *read {
		return false
	}
	*read = index
	return true
}

// Read applies a mark of somebody of that side and reports whether the ticket itself changed: whether their side has now
// read further than before.
func (t *Ticket) Read(side Side, m Mark) bool { return t.readUpTo(side, m.Index) }

// MarkAt is the mark that reading up to m makes. A mark at a note reads up to the reply or event before it.
func MarkAt(personID string, m *Message) Mark {
	mark := Mark{PersonID: personID, TicketID: m.TicketID, MessageID: m.ID, Index: m.Index}
	if m.Kind == MessageNote {
		mark.Index, mark.NoteIndex = m.AfterIndex, m.NoteIndex
	}
	return mark
}
