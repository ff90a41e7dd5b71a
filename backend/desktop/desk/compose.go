package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/phone"
	"filodiretto/backend/support"
)

// NewTicketDraft is a new ticket as far as it is written. Phone is as typed.
type NewTicketDraft struct {
	Kind            string          `json:"kind,omitempty"`
	CategoryID      string          `json:"categoryId,omitempty"`
	MachineID       string          `json:"machineId,omitempty"`
	MachineLabel    string          `json:"machineLabel,omitempty"`
	Severity        string          `json:"severity,omitempty"`
	Description     string          `json:"description,omitempty"`
	Phone           string          `json:"phone,omitempty"`
	CallWindow      *api.CallWindow `json:"callWindow,omitempty"`
	FollowsTicketID string          `json:"followsTicketId,omitempty"`
	// CompanyID and OpenedForID are a technician's: for whom.
	CompanyID   string `json:"companyId,omitempty"`
	OpenedForID string `json:"openedForId,omitempty"`
}

// A replyDraft is what the outbox keeps of a reply or note that is being written.
type replyDraft struct {
	Text string `json:"text"`
}

func draftKey(ticketID string, kind support.MessageKind) string {
	if kind == support.MessageNote {
		return outbox.NoteDraft(ticketID)
	}
	return outbox.ReplyDraft(ticketID)
}

// SaveReplyDraft keeps the text of a reply or note; it is on the disk when it returns. An empty one removes it; what is
// attached stays.
func (d *Desk) SaveReplyDraft(ctx context.Context, ticketID string, kind support.MessageKind, text string) error {
	return d.saveDraft(ctx, draftKey(ticketID, kind), replyDraft{Text: text}, text == "")
}

// ReplyDraft is the text kept; empty when there is none.
func (d *Desk) ReplyDraft(ctx context.Context, ticketID string, kind support.MessageKind) (string, error) {
	var kept replyDraft
	err := d.draft(ctx, draftKey(ticketID, kind), &kept)
	return kept.Text, err
}

// SaveNewTicketDraft keeps a new ticket's draft; it is on the disk when it returns. What is attached stays, also where it is
// empty.
func (d *Desk) SaveNewTicketDraft(ctx context.Context, draft NewTicketDraft) error {
	return d.saveDraft(ctx, outbox.NewTicketDraft, draft, draft == NewTicketDraft{})
}

// NewTicketDraft is the draft kept; the zero value when there is none. What had to make room for a draft that has gone
// since comes back by it.
func (d *Desk) NewTicketDraft(ctx context.Context) (NewTicketDraft, error) {
	// Of several who ask at once the second finds what has come back, and does not fetch what lay behind that.
	d.acting.Lock()
	defer d.acting.Unlock()
	kept, err := d.keptNewTicket(ctx)
	if err != nil || kept != (NewTicketDraft{}) || len(d.attached(outbox.NewTicketDraft)) > 0 {
		return kept, err
	}
	return d.comeBack(ctx)
}

// DiscardNewTicketDraft removes it. What is attached becomes that of [outbox.Discarded], for whoever did not mean it; what was
// discarded before that goes, so that it comes back with no other's words.
func (d *Desk) DiscardNewTicketDraft(ctx context.Context) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	return d.outbox.SaveDrafts(ctx, outbox.Drafts{
		Empty: outbox.Discarded, Moves: []outbox.Move{{From: outbox.NewTicketDraft, To: outbox.Discarded}},
		Keep: []outbox.Draft{{Key: outbox.NewTicketDraft}},
	})
}

func (d *Desk) saveDraft(ctx context.Context, key string, of any, empty bool) error {
	draft, err := d.drafted(key, of, empty)
	if err != nil {
		return err
	}
	return d.outbox.SaveDraft(ctx, draft)
}

// drafted is a draft as the outbox keeps it.
func (d *Desk) drafted(key string, of any, empty bool) (outbox.Draft, error) {
	draft := outbox.Draft{Key: key, WrittenAt: d.now()}
	if empty {
		return draft, nil
	}
	var err error
	draft.Body, err = json.Marshal(of)
	return draft, err
}

func (d *Desk) draft(ctx context.Context, key string, into any) error {
	kept, ok, err := d.outbox.Draft(ctx, key)
	if err != nil || !ok {
		return err
	}
	return json.Unmarshal(kept.Body, into)
}

// OpenTicket commits the opening with what is attached to the new ticket's draft, and removes that in the same commit. It
// returns the ticket's id. CodeInvalid says, with fields, all that is wrong.
func (d *Desk) OpenTicket(ctx context.Context, draft NewTicketDraft) (string, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	o := support.Opening{
		ID: newID(), Kind: support.Kind(draft.Kind), CategoryID: draft.CategoryID, MachineID: draft.MachineID,
		Severity: support.Severity(draft.Severity), Description: support.NormalText(draft.Description),
		Phone: strings.TrimSpace(draft.Phone), CallWindow: api.WindowIn(draft.CallWindow),
		FollowsTicketID: draft.FollowsTicketID, CompanyID: draft.CompanyID, OpenedForID: draft.OpenedForID,
		Attachments: d.attached(outbox.NewTicketDraft), WrittenAt: d.now(),
	}
	if err := d.look(ctx, func(v *view) error { return v.checkOpening(&o) }); err != nil {
		return "", err
	}
	body, err := json.Marshal(openingOut(o))
	if err != nil {
		return "", err
	}
	_, err = d.outbox.Add(ctx, outbox.Act{
		ID: o.ID, Kind: outbox.KindOpen, TicketID: o.ID, Body: body, WrittenAt: o.WrittenAt,
	}, outbox.NewTicketDraft)
	if err != nil {
		return "", err
	}
	if o.MachineID != "" {
		// The ticket is safe by now; which machine stands on top next time is not worth an error.
		_ = d.outbox.Put(ctx, lastMachineKey, []byte(o.MachineID))
	}
	return o.ID, nil
}

// checkOpening says all that is wrong with an opening, and brings its telephone number to E.164.
func (v *view) checkOpening(o *support.Opening) error {
	var wrong support.Fields
	typed := o.Phone
	if typed != "" {
		country, err := v.country(*o)
		if err != nil {
			return err
		}
		if o.Phone, err = phone.Parse(typed, country); err != nil {
			o.Phone = typed // it may be wrong, but it is there
			if country == "" && v.d.me.MayWork() == nil {
				err = nil // nobody can read it before they say whose it is, which is asked for
			}
			if err := gather(&wrong, err); err != nil {
				return err
			}
		}
	}
	if err := gather(&wrong, o.Check()); err != nil {
		return err
	}
	if err := gather(&wrong, support.CheckAttachments("body.attachments", o.Attachments, support.MaxAttachmentSize)); err != nil {
		return err
	}
	if err := v.checkNames(o, &wrong); err != nil {
		return err
	}
	return wrong.Err()
}

// gather adds an invalid's fields; any other error comes back.
func gather(wrong *support.Fields, err error) error {
	if err == nil {
		return nil
	}
	var e *support.Error
	if !errors.As(err, &e) || e.Code != support.CodeInvalid {
		return err
	}
	wrong.Check(e)
	return nil
}

// checkNames looks up what the opening names; what is not here, or another company's, reads as unknown.
func (v *view) checkNames(o *support.Opening, wrong *support.Fields) error {
	me := v.d.me
	forOthers := me.MayWork() == nil
	company := me.CompanyID
	if forOthers {
		company = o.CompanyID
	}
	if support.ValidID(o.MachineID) {
		machine, ok, err := v.r.Machine(o.MachineID)
		if err != nil {
			return err
		}
		if !ok || machine.Disabled || !me.SeesCompany(machine.CompanyID) || company != "" && company != machine.CompanyID {
			wrong.Add("body.machineId", support.ReasonUnknown)
		} else {
			company = machine.CompanyID
		}
	} else if forOthers && o.MachineID == "" && o.CompanyID == "" {
		wrong.Add("body.companyId", support.ReasonRequired)
	}
	if support.ValidID(o.CategoryID) {
		category, ok, err := v.r.Category(o.CategoryID)
		if err != nil {
			return err
		}
		if !ok || category.Disabled {
			wrong.Add("body.categoryId", support.ReasonUnknown)
		}
	}
	if support.ValidID(o.CompanyID) {
		if _, ok, err := v.r.Company(o.CompanyID); err != nil {
			return err
		} else if !ok {
			wrong.Add("body.companyId", support.ReasonUnknown)
		}
	}
	if support.ValidID(o.OpenedForID) {
		person, ok, err := v.r.Person(o.OpenedForID)
		if err != nil {
			return err
		}
		if !ok || person.Role.Side() != support.SideCustomer || person.CompanyID != company {
			wrong.Add("body.openedForId", support.ReasonUnknown)
		}
	}
	if support.ValidID(o.FollowsTicketID) {
		if _, ok, err := v.r.Ticket(o.FollowsTicketID); err != nil {
			return err
		} else if !ok {
			wrong.Add("body.followsTicketId", support.ReasonUnknown)
		}
	}
	return nil
}

// country is where a telephone number is read: the company's of whom it is for.
func (v *view) country(o support.Opening) (string, error) {
	p, err := v.parties(o)
	if err != nil {
		return "", err
	}
	company, _, err := v.r.Company(p.CompanyID)
	return company.Country, err
}

// Country is the country that a new ticket's telephone number is read by.
func (d *Desk) Country(ctx context.Context, machineID, companyID string) (string, error) {
	var country string
	err := d.look(ctx, func(v *view) error {
		var err error
		country, err = v.country(support.Opening{MachineID: machineID, CompanyID: companyID})
		return err
	})
	return country, err
}

func openingIn(b api.NewTicket) support.Opening {
	return support.Opening{
		ID: b.ID, Kind: support.Kind(b.Kind), CategoryID: b.CategoryID, MachineID: b.MachineID,
		Severity: support.Severity(b.Severity), Description: b.Description, Phone: b.Phone,
		CallWindow: api.WindowIn(b.CallWindow), FollowsTicketID: b.FollowsTicketID, CompanyID: b.CompanyID,
		OpenedForID: b.OpenedForID, Attachments: api.DeclaredIn(b.Attachments), WrittenAt: b.WrittenAt.Instant(),
	}
}

func openingOut(o support.Opening) api.NewTicket {
	out := api.NewTicket{
		ID: o.ID, Kind: string(o.Kind), CategoryID: o.CategoryID, MachineID: o.MachineID, Severity: string(o.Severity),
		Description: o.Description, Phone: o.Phone, FollowsTicketID: o.FollowsTicketID, CompanyID: o.CompanyID,
		OpenedForID: o.OpenedForID, Attachments: api.Declare(o.Attachments), WrittenAt: api.At(o.WrittenAt),
	}
	if !o.CallWindow.IsZero() {
		out.CallWindow = &api.CallWindow{From: api.At(o.CallWindow.From), To: api.At(o.CallWindow.To)}
	}
	return out
}
