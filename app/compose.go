package app

import (
	"context"
	"errors"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/phone"
	"filodiretto/backend/support"
)

// Compose is writing: drafts, new tickets, replies, and what was refused.
type Compose struct{ program *Program }

// maxChoices bounds a machine list; who sees more types on.
const maxChoices = 100

// SaveReplyDraft keeps a reply or note as it is typed; it is on the disk when it returns.
func (c *Compose) SaveReplyDraft(by string, draft ReplyDraft) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.SaveReplyDraft(context.Background(), draft.TicketID, support.MessageKind(draft.Kind), draft.Text)
}

// ReplyDraft is what was kept, with an empty text when nothing was.
func (c *Compose) ReplyDraft(ticketID, kind string) (ReplyDraft, error) {
	d, err := c.program.desk()
	if err != nil {
		return ReplyDraft{}, err
	}
	text, err := d.ReplyDraft(context.Background(), ticketID, support.MessageKind(kind))
	return ReplyDraft{TicketID: ticketID, Kind: kind, Text: text}, err
}

// SaveNewTicketDraft keeps a new ticket as it is filled in; it is on the disk when it returns.
func (c *Compose) SaveNewTicketDraft(by string, draft NewTicketDraft) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.SaveNewTicketDraft(context.Background(), draftIn(draft))
}

// NewTicketDraft is what was kept, an empty chat when nothing was.
func (c *Compose) NewTicketDraft() (NewTicketDraft, error) {
	d, err := c.program.desk()
	if err != nil {
		return NewTicketDraft{}, err
	}
	draft, err := d.NewTicketDraft(context.Background())
	return draftOut(draft), err
}

// DiscardNewTicketDraft removes it.
func (c *Compose) DiscardNewTicketDraft(by string) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.DiscardNewTicketDraft(context.Background())
}

// Categories are those that can be chosen.
func (c *Compose) Categories() ([]Category, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	all, err := d.Categories(context.Background())
	out := make([]Category, 0, len(all))
	for _, category := range all {
		if !category.Disabled {
			out = append(out, Category{ID: category.ID, Name: category.Name})
		}
	}
	return out, err
}

// Machines looks machines up by any part of name, model or serial.
func (c *Compose) Machines(q MachineQuery) (MachineChoices, error) {
	d, err := c.program.desk()
	if err != nil {
		return MachineChoices{}, err
	}
	found, err := d.Machines(context.Background(), q.Text, min(q.Limit, maxChoices))
	if err != nil {
		return MachineChoices{}, err
	}
	out := MachineChoices{Items: make([]MachineChoice, 0, len(found.Items)), Matching: found.Matching, Total: found.Total}
	for _, m := range found.Items {
		out.Items = append(out.Items, MachineChoice{
			ID: m.ID, Name: m.Name, Model: m.Model, Serial: m.Serial, Site: m.Site, Company: m.Company, LastUsed: m.LastUsed,
		})
	}
	return out, nil
}

// OpenTicketsOf are a machine's open tickets.
func (c *Compose) OpenTicketsOf(machineID string) ([]TicketRow, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	rows, err := d.OpenTicketsOf(context.Background(), machineID)
	out := make([]TicketRow, 0, len(rows))
	for i := range rows {
		out = append(out, rowForm(&rows[i], c.program.country()))
	}
	return out, err
}

// CheckPhone says what a number is, as far as it is typed.
func (c *Compose) CheckPhone(text string) (PhoneCheck, error) {
	country := c.program.country()
	out := PhoneCheck{Formatted: phone.AsYouType(text, country)}
	number, err := phone.Parse(text, country)
	var coded *support.Error
	switch {
	case err == nil:
		out.Valid, out.E164, out.Formatted = true, number, phone.National(number, country)
	case errors.As(err, &coded) && len(coded.Fields) > 0:
		out.Reason = string(coded.Fields[0].Reason)
	default:
		return PhoneCheck{}, err
	}
	return out, nil
}

// OpenTicket commits the opening and removes the draft.
func (c *Compose) OpenTicket(by string, draft NewTicketDraft) (Made, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return Made{}, err
	}
	id, err := d.OpenTicket(context.Background(), draftIn(draft))
	return Made{ID: id}, err
}

// Send commits a reply or note and removes its draft.
func (c *Compose) Send(by string, message ReplyDraft) (Made, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return Made{}, err
	}
	send := d.Reply
	if message.Kind == string(support.MessageNote) {
		send = d.Note
	}
	id, err := send(context.Background(), message.TicketID, message.Text)
	return Made{ID: id}, err
}

// SendAnd commits a reply and what is to follow once it has gone, and removes their drafts.
func (c *Compose) SendAnd(by string, message ReplyDraft, then SendThen) (Made, error) {
	d, err := c.program.deskOf(by)
	if err != nil {
		return Made{}, err
	}
	id, err := d.ReplyAnd(context.Background(), message.TicketID, message.Text, support.Status(then.Status), then.Resolution, then.CauseID)
	return Made{ID: id}, err
}

// SaveCorrection keeps what a refused act is being corrected to; it is on the disk when it returns.
func (c *Compose) SaveCorrection(by, actID, text string) error {
	d, err := c.program.deskOf(by)
	if err != nil {
		return err
	}
	return d.SaveCorrection(context.Background(), actID, text)
}

// Correction is what was kept, empty when nothing was.
func (c *Compose) Correction(actID string) (string, error) {
	d, err := c.program.desk()
	if err != nil {
		return "", err
	}
	return d.Correction(context.Background(), actID)
}

// Resend sends a refused act again, corrected, under a new id.
func (c *Compose) Resend(actID, text string) (Made, error) {
	d, err := c.program.desk()
	if err != nil {
		return Made{}, err
	}
	id, err := d.Resend(context.Background(), actID, text)
	return Made{ID: id}, err
}

// FollowUp prepares a new ticket that goes on from a closed one, with the text of a refused act if one is named.
func (c *Compose) FollowUp(ticketID, refusedID string) (NewTicketDraft, error) {
	d, err := c.program.desk()
	if err != nil {
		return NewTicketDraft{}, err
	}
	var draft desk.NewTicketDraft
	if refusedID != "" {
		draft, err = d.FollowUp(context.Background(), refusedID)
	} else {
		draft, err = d.GoOn(context.Background(), ticketID)
	}
	return draftOut(draft), err
}

// Discard gives up a refused act.
func (c *Compose) Discard(actID string) error {
	d, err := c.program.desk()
	if err != nil {
		return err
	}
	return d.Discard(context.Background(), actID)
}

// Outbox is what waits, is stuck or was refused, in the order of writing.
func (c *Compose) Outbox() ([]WaitingAct, error) {
	d, err := c.program.desk()
	if err != nil {
		return nil, err
	}
	waiting, err := d.Waiting(context.Background())
	out := make([]WaitingAct, 0, len(waiting))
	for i := range waiting {
		w := &waiting[i]
		ticketID := w.TicketID
		if !w.Kind.OfTicket() {
			ticketID = ""
		}
		out = append(out, WaitingAct{
			ID: w.ID, Kind: string(w.Kind), TicketID: ticketID, TicketNumber: w.TicketNumber,
			TicketTitle: w.TicketTitle, Text: w.Text, WrittenAt: millis(w.WrittenAt), Attempts: w.Attempts,
			RetryAt: millis(w.RetryAt), State: string(w.State), Refusal: refusalForm(w.Refusal), Event: eventForm(w.Event),
			Attachments: len(w.Files), Failed: w.Failed,
		})
	}
	return out, err
}

func draftIn(d NewTicketDraft) desk.NewTicketDraft {
	out := desk.NewTicketDraft{
		Kind: d.Kind, CategoryID: d.CategoryID, MachineID: d.MachineID, MachineLabel: d.MachineLabel,
		Severity: d.Severity, Description: d.Description, Phone: d.Phone, FollowsTicketID: d.FollowsTicketID,
		CompanyID: d.CompanyID, OpenedForID: d.OpenedForID,
	}
	if d.CallWindow != nil {
		out.CallWindow = &api.CallWindow{From: instant(d.CallWindow.From), To: instant(d.CallWindow.To)}
	}
	return out
}

func draftOut(d desk.NewTicketDraft) NewTicketDraft {
	out := NewTicketDraft{
		Kind: d.Kind, CategoryID: d.CategoryID, MachineID: d.MachineID, MachineLabel: d.MachineLabel,
		Severity: d.Severity, Description: d.Description, Phone: d.Phone, FollowsTicketID: d.FollowsTicketID,
		CompanyID: d.CompanyID, OpenedForID: d.OpenedForID,
	}
	if out.Kind == "" {
		out.Kind = string(support.KindChat)
	}
	if d.CallWindow != nil {
		out.CallWindow = &CallWindow{From: millis(d.CallWindow.From.Instant()), To: millis(d.CallWindow.To.Instant())}
	}
	return out
}
