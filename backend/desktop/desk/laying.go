package desk

import (
	"strconv"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// layAct lays one act. A refused one is shown, but does nothing.
func (v *view) layAct(l *laid, a outbox.Act) error {
	if !l.here() && a.Kind != outbox.KindOpen {
		return nil
	}
	switch a.Kind {
	case outbox.KindOpen:
		return v.layOpening(l, a)
	case outbox.KindReply, outbox.KindNote:
		return v.layWords(l, a)
	case outbox.KindChange:
		return v.layChange(l, a)
	case outbox.KindCallAttempt:
		return v.layCall(l, a)
	case outbox.KindVerdict:
		return v.layVerdict(l, a)
	case outbox.KindMark:
		l.floor = max(l.floor, a.SeenIndex)
		l.ticket.Read(v.d.me.Role.Side(), support.Mark{Index: a.SeenIndex, NoteIndex: a.SeenNote})
	}
	return nil
}

// eventUnreadable is of what a damaged disk has left of a change, a call or a verdict.
const eventUnreadable support.EventType = "unreadable"

// layUnreadable shows that there is an act of which nobody knows any more what it says: it stops nothing else, and can be
// discarded. An opening has no ticket to be shown in; it stands among what waits.
func (v *view) layUnreadable(l *laid, a outbox.Act) {
	if !l.here() {
		return
	}
	m := v.wish(a, support.Change{})
	switch a.Kind {
	case outbox.KindOpen, outbox.KindReply:
		m.Kind = support.MessageReply
	case outbox.KindNote:
		m.Kind = support.MessageNote
	default:
		m.Event.Type = eventUnreadable
	}
	if a.State == outbox.StateSent {
		m.Index, m.AfterIndex, m.NoteIndex = a.Answer.Index, a.Answer.AfterIndex, a.Answer.NoteIndex
	}
	l.items = append(l.items, v.item(a, m))
}

func (v *view) layOpening(l *laid, a outbox.Act) error {
	body, err := a.Opening()
	if err != nil {
		return err
	}
	o := openingIn(body)
	parties, err := v.parties(o)
	if err != nil {
		return err
	}
	ticket, first := support.Open(o, v.d.me, parties, when(a))
	ticket.Number = a.Answer.Number
	l.ticket, l.last = ticket, first
	l.refused = a.State == outbox.StateRefused
	if a.State != outbox.StateSent {
		l.opening = a.ID
	}
	l.floor = ticket.LastIndex
	l.items = append(l.items, v.item(a, first))
	return nil
}

// parties looks up what an opening names, as far as it is here.
func (v *view) parties(o support.Opening) (support.Parties, error) {
	p := support.Parties{CompanyID: o.CompanyID}
	if p.CompanyID == "" {
		p.CompanyID = v.d.me.CompanyID
	}
	if o.MachineID != "" {
		machine, ok, err := v.r.Machine(o.MachineID)
		if err != nil {
			return p, err
		}
		if ok {
			p.Machine, p.CompanyID = &machine, machine.CompanyID
		}
		if technician := machine.DefaultTechnician; technician.ID != "" {
			person, known, err := v.r.Person(technician.ID)
			if err != nil {
				return p, err
			}
			if !known {
				person = support.Person{ID: technician.ID, Name: technician.Name}
			}
			p.Technician = &person
		}
	}
	if o.OpenedForID != "" {
		person, _, err := v.r.Person(o.OpenedForID)
		if err != nil {
			return p, err
		}
		p.OpenedFor = person.Ref()
	}
	return p, nil
}

func (v *view) layWords(l *laid, a outbox.Act) error {
	body, err := a.Message()
	if err != nil {
		return err
	}
	words := support.Words{
		ID: body.ID, Text: body.Text, Attachments: api.DeclaredIn(body.Attachments), WrittenAt: body.WrittenAt.Instant(),
	}
	m := support.Message{
		ID: a.ID, TicketID: a.TicketID, Kind: support.MessageKind(body.Kind), Author: v.d.me.Author(), Text: body.Text,
		Attachments: words.Attachments,
		CreatedAt:   when(a), WrittenAt: words.WrittenAt,
	}
	if v.counts(l, a) {
		// What the server will refuse by itself changes nothing here either.
		if a.Kind == outbox.KindNote {
			if recorded, err := l.ticket.Note(v.act(a), words); err == nil {
				m = recorded
			}
		} else if recorded, err := l.ticket.Reply(v.act(a), words); err == nil {
			m = recorded[0]
		}
	}
	if a.State == outbox.StateSent {
		m.Index, m.AfterIndex, m.NoteIndex = a.Answer.Index, a.Answer.AfterIndex, a.Answer.NoteIndex
	}
	if a.Kind == outbox.KindReply && (a.State == outbox.StateSent || v.counts(l, a)) {
		l.last = m
		// The writer had the ticket in front of them; what has come since is news to them.
		l.floor = max(l.floor, a.SeenIndex, a.Answer.Index)
	}
	l.items = append(l.items, v.item(a, m))
	return nil
}

// counts reports whether the act is still to be laid over the ticket: it was not refused, nor what it needs, and the
// ticket in the cache has not come as far yet.
func (v *view) counts(l *laid, a outbox.Act) bool {
	switch a.State {
	case outbox.StateRefused:
		return false
	case outbox.StateSent:
		if l.base == nil {
			return true
		}
		if a.Kind == outbox.KindNote {
			return l.base.NoteCount < a.Answer.NoteIndex
		}
		return l.base.LastIndex < max(a.Answer.Index, a.Answer.LastIndex)
	default:
		return !v.acts.Parked(a)
	}
}

func (v *view) layChange(l *laid, a outbox.Act) error {
	body, err := a.Change()
	if err != nil {
		return err
	}
	change, err := v.changeIn(body)
	if err != nil {
		return err
	}
	category, _, err := v.r.Category(l.ticket.CategoryID)
	if err != nil {
		return err
	}
	ticket := l.ticket
	recorded, changeErr := ticket.Change(v.act(a), change, category.Name)
	switch {
	case changeErr != nil || a.State != outbox.StateSent && !v.counts(l, a):
		recorded = []support.Message{v.wish(a, change)}
	case v.counts(l, a):
		l.ticket = ticket
		l.done = append(l.done, recorded...)
	}
	for i, m := range recorded {
		if i == 0 {
			m.ID = a.ID
		}
		l.items = append(l.items, v.item(a, m))
	}
	return nil
}

// wish is the event of a change that the ticket does not take, as it was meant.
func (v *view) wish(a outbox.Act, c support.Change) support.Message {
	m := support.Message{
		ID: a.ID, TicketID: a.TicketID, Kind: support.MessageEvent, Author: v.d.me.Author(), CreatedAt: when(a), WrittenAt: when(a),
	}
	switch {
	case c.Resolution != nil:
		m.Event = support.Event{Type: support.EventResolution, Text: *c.Resolution}
		if c.Cause != nil {
			m.Event.To = c.Cause.Name
		}
	case c.DuplicateOf != nil:
		m.Event = support.Event{Type: support.EventLink, To: strconv.FormatInt(c.DuplicateOf.Number, 10)}
	case c.Assignee != nil:
		// Whoever takes a ticket starts it by that.
		m.Event = support.Event{Type: support.EventAssignee, To: c.Assignee.Name}
	case c.Status != nil:
		m.Event = support.Event{Type: support.EventStatus, To: string(*c.Status)}
	case c.Category != nil:
		m.Event = support.Event{Type: support.EventCategory, To: c.Category.Name}
	case c.Severity != nil:
		m.Event = support.Event{Type: support.EventSeverity, To: string(*c.Severity)}
	}
	return m
}

func (v *view) layCall(l *laid, a outbox.Act) error {
	body, err := a.CallAttempt()
	if err != nil {
		return err
	}
	m := v.wish(a, support.Change{})
	call := api.CallIn(body)
	m.Event = call.Event()
	if v.counts(l, a) {
		if recorded, err := l.ticket.CallAttempt(v.act(a), call); err == nil {
			m = recorded
		}
	}
	if a.State == outbox.StateSent {
		m.Index = a.Answer.Index
	}
	l.items = append(l.items, v.item(a, m))
	return nil
}
