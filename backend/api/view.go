package api

import (
	"time"

	"filodiretto/backend/support"
)

// MeFor shows a person to themselves.
func MeFor(p support.Person, c *support.Company) Me {
	me := Me{ID: p.ID, Login: p.Login, Name: p.Name, Role: string(p.Role), Language: p.Language, CreatedAt: At(p.CreatedAt)}
	if c != nil {
		company := CompanyFor(*c)
		me.Company = &company
	}
	return me
}

// TicketFor shows a ticket to somebody who may see it: what notes left on it, only to the support.
func TicketFor(viewer support.Person, t *support.Ticket) Ticket {
	out := Ticket{
		ID: t.ID, Number: t.Number, Kind: string(t.Kind), Title: t.Title, Description: t.Description,
		Status: string(t.Status), Severity: string(t.Severity), CategoryID: t.CategoryID, CompanyID: t.CompanyID,
		MachineID: t.MachineID, OpenedBy: Ref(t.OpenedBy), OpenedFor: refTo(t.OpenedFor), Assignee: refTo(t.Assignee),
		Phone: t.Phone, CallWindow: windowOf(t.CallWindow), FollowsTicketID: t.FollowsTicketID,
		Resolution: t.Resolution, CreatedAt: At(t.CreatedAt), WrittenAt: At(t.WrittenAt), UpdatedAt: At(t.UpdatedAt),
		ClosedAt: At(t.ClosedAt), LastMessageAt: At(t.LastMessageAt), MessageCount: t.MessageCount,
		LastIndex: t.LastIndex, ReadBySupport: t.ReadBySupport, ReadByCustomer: t.ReadByCustomer,
		Verdict: string(t.Verdict), VerdictAt: At(t.VerdictAt),
	}
	if t.Cause.Name != "" {
		cause := CauseThen(t.Cause)
		out.Cause = &cause
	}
	if t.DuplicateOf.ID != "" {
		original := TicketRef(t.DuplicateOf)
		out.DuplicateOf = &original
	}
	if t.MachineID != "" {
		machine := MachineThen(t.Machine)
		out.Machine = &machine
	}
	if viewer.Role.Side() == support.SideSupport {
		count := t.NoteCount
		out.NoteCount = &count
		out.LastNoteAt = At(t.LastNoteAt)
		out.FirstReplyAt, out.AwaitedSince, out.PausedAt = At(t.FirstReplyAt), At(t.AwaitedSince), At(t.PausedAt)
		out.SpokenAt, out.CallAgainAt = At(t.SpokenAt), At(t.CallAgainAt)
	}
	return out
}

// MessageFor shows a message to somebody who may see it.
func MessageFor(m *support.Message) Message {
	out := Message{
		ID: m.ID, TicketID: m.TicketID, Kind: string(m.Kind),
		Author: Author{ID: m.Author.ID, Name: m.Author.Name, Role: string(m.Author.Role)},
		Text:   m.Text, CreatedAt: At(m.CreatedAt), WrittenAt: At(m.WrittenAt), Hash: m.Hash.String(),
	}
	if m.Kind == support.MessageNote {
		after, index := m.AfterIndex, m.NoteIndex
		out.AfterIndex, out.NoteIndex = &after, &index
	} else {
		index := m.Index
		out.Index = &index
	}
	if e := m.Event; e.Type != "" {
		out.Event = &Event{Type: string(e.Type), From: e.From, To: e.To, Outcome: string(e.Outcome), Text: e.Text}
	}
	for i := range m.Attachments {
		out.Attachments = append(out.Attachments, AttachmentFor(&m.Attachments[i]))
	}
	return out
}

// AttachmentFor shows an attachment to somebody who may see its message.
func AttachmentFor(a *support.Attachment) Attachment {
	return Attachment{
		ID: a.ID, Name: a.Name, Size: a.Size, SHA256: a.SHA256.String(),
		ArrivedAt: At(a.ArrivedAt), Type: a.Type, Width: a.Width, Height: a.Height, AbandonedAt: At(a.AbandonedAt),
	}
}

// AttachmentsIn reads attachments off the wire. A SHA-256 that is none is left out: whether the chain holds is another's
// concern.
func AttachmentsIn(in []Attachment) []support.Attachment {
	var out []support.Attachment
	for i := range in {
		a := &in[i]
		digest, _ := support.ParseDigest(a.SHA256) // the zero one is none
		out = append(out, support.Attachment{
			ID: a.ID, Name: a.Name, Size: a.Size, SHA256: digest,
			ArrivedAt: a.ArrivedAt.Instant(), Type: a.Type, Width: a.Width, Height: a.Height, AbandonedAt: a.AbandonedAt.Instant(),
		})
	}
	return out
}

// DeclaredIn reads declared attachments. A SHA-256 that is none is the zero one, which no declaration may have.
func DeclaredIn(in []NewAttachment) []support.Attachment {
	var out []support.Attachment
	for _, a := range in {
		digest, _ := support.ParseDigest(a.SHA256)
		out = append(out, support.Attachment{ID: a.ID, Name: a.Name, Size: a.Size, SHA256: digest})
	}
	return out
}

// Declare is how attachments are declared.
func Declare(in []support.Attachment) []NewAttachment {
	var out []NewAttachment
	for i := range in {
		out = append(out, NewAttachment{ID: in[i].ID, Name: in[i].Name, Size: in[i].Size, SHA256: in[i].SHA256.String()})
	}
	return out
}

// MachineFor shows a machine to somebody who may see it.
func MachineFor(m *support.Machine) Machine {
	return Machine{
		ID: m.ID, CompanyID: m.CompanyID, Name: m.Name, Model: m.Model, Serial: m.Serial, Site: m.Site,
		LinkedPerson: refTo(m.LinkedPerson), DefaultTechnician: refTo(m.DefaultTechnician), Disabled: m.Disabled,
	}
}

// PersonFor shows a person to another who may see them.
func PersonFor(viewer, p support.Person) Person {
	if viewer.Role.Side() == support.SideCustomer && p.Role.Side() == support.SideSupport {
		return Person{ID: p.ID, Name: p.Name}
	}
	return Person{ID: p.ID, Name: p.Name, Role: string(p.Role), CompanyID: p.CompanyID, Disabled: p.Disabled}
}

// CompanyFor shows a company to somebody who may see it.
func CompanyFor(c support.Company) Company { return Company(c) }

// CategoryFor shows a category.
func CategoryFor(c support.Category) Category { return Category(c) }

// MarkFor shows somebody's own mark to them.
func MarkFor(m support.Mark) Mark {
	return Mark{TicketID: m.TicketID, MessageID: m.MessageID, Index: m.Index}
}

func refTo(p support.PersonRef) *Ref {
	if p.ID == "" {
		return nil
	}
	ref := Ref(p)
	return &ref
}

func windowOf(w support.CallWindow) *CallWindow {
	if w.IsZero() {
		return nil
	}
	return &CallWindow{From: At(w.From), To: At(w.To)}
}

// WindowIn reads a window; nil is none.
func WindowIn(w *CallWindow) support.CallWindow {
	if w == nil {
		return support.CallWindow{}
	}
	return support.CallWindow{From: w.From.Instant(), To: w.To.Instant()}
}

// LongBefore is by how much writtenAt must precede createdAt to be shown.
const LongBefore = 2 * time.Minute
