package cache

import (
	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// TicketIn reads a ticket off the wire. The chains' heads do not travel, and to operators neither does FirstReplyAt:
// [Reader.Ticket] finds it among the messages.
func TicketIn(t api.Ticket) support.Ticket {
	out := support.Ticket{
		ID: t.ID, Number: t.Number, Kind: support.Kind(t.Kind), Title: t.Title, Description: t.Description,
		Status: support.Status(t.Status), Severity: support.Severity(t.Severity), CategoryID: t.CategoryID,
		CompanyID: t.CompanyID, MachineID: t.MachineID, OpenedBy: support.PersonRef(t.OpenedBy),
		OpenedFor: refIn(t.OpenedFor), Assignee: refIn(t.Assignee), Phone: t.Phone,
		CallWindow: api.WindowIn(t.CallWindow), FollowsTicketID: t.FollowsTicketID, Resolution: t.Resolution,
		CreatedAt: t.CreatedAt.Instant(), WrittenAt: t.WrittenAt.Instant(), UpdatedAt: t.UpdatedAt.Instant(),
		ClosedAt: t.ClosedAt.Instant(), LastMessageAt: t.LastMessageAt.Instant(), MessageCount: t.MessageCount,
		LastIndex: t.LastIndex, ReadBySupport: t.ReadBySupport, ReadByCustomer: t.ReadByCustomer,
		LastNoteAt: t.LastNoteAt.Instant(), Verdict: support.Verdict(t.Verdict), VerdictAt: t.VerdictAt.Instant(),
		FirstReplyAt: t.FirstReplyAt.Instant(), AwaitedSince: t.AwaitedSince.Instant(), PausedAt: t.PausedAt.Instant(),
		SpokenAt: t.SpokenAt.Instant(), CallAgainAt: t.CallAgainAt.Instant(),
	}
	if t.Cause != nil {
		out.Cause = support.CauseRef(*t.Cause)
	}
	if t.DuplicateOf != nil {
		out.DuplicateOf = support.TicketRef(*t.DuplicateOf)
	}
	if t.Machine != nil {
		out.Machine = support.MachineThen(*t.Machine)
	}
	if t.NoteCount != nil {
		out.NoteCount = *t.NoteCount
	}
	return out
}

// MessageIn reads a message off the wire. A hash that is none is left out: whether the chain holds is another's concern.
func MessageIn(m api.Message) support.Message {
	out := support.Message{
		ID: m.ID, TicketID: m.TicketID, Kind: support.MessageKind(m.Kind), Text: m.Text,
		Author:    support.Author{ID: m.Author.ID, Name: m.Author.Name, Role: support.Role(m.Author.Role)},
		CreatedAt: m.CreatedAt.Instant(), WrittenAt: m.WrittenAt.Instant(),
	}
	if m.Event != nil {
		out.Event = eventIn(*m.Event)
	}
	out.Attachments = api.AttachmentsIn(m.Attachments)
	if m.Index != nil {
		out.Index = *m.Index
	}
	if m.AfterIndex != nil {
		out.AfterIndex = *m.AfterIndex
	}
	if m.NoteIndex != nil {
		out.NoteIndex = *m.NoteIndex
	}
	if h, err := support.ParseHash(m.Hash); err == nil {
		out.Hash = h
	}
	return out
}

func eventIn(e api.Event) support.Event {
	return support.Event{
		Type: support.EventType(e.Type), From: e.From, To: e.To, Outcome: support.Outcome(e.Outcome), Text: e.Text,
	}
}

func refIn(r *api.Ref) support.PersonRef {
	if r == nil {
		return support.PersonRef{}
	}
	return support.PersonRef(*r)
}

// A Place is where in its ticket a message stands: replies and events at their index and zero, a note at its
// afterIndex and noteIndex. No two share one.
type Place struct {
	Index int
	Note  int
}

// PlaceOf is where the message stands.
func PlaceOf(m *support.Message) Place {
	if m.Kind == support.MessageNote {
		return Place{Index: m.AfterIndex, Note: m.NoteIndex}
	}
	return Place{Index: m.Index}
}

// Before reports whether p comes before q.
func (p Place) Before(q Place) bool {
	return p.Index < q.Index || p.Index == q.Index && p.Note < q.Note
}
