package app

import (
	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/phone"
	"filodiretto/backend/support"
)

// defaultCountry is the maker's: numbers are read by it for people who belong to no company.
const defaultCountry = "IT"

func countryOf(me api.Me) string {
	if me.Company == nil || me.Company.Country == "" {
		return defaultCountry
	}
	return me.Company.Country
}

func rowForm(r *desk.Row, country string) TicketRow {
	person := r.OpenedFor.Name
	if person == "" {
		person = r.OpenedBy.Name
	}
	has := desk.EnclosedIn(&r.Last)
	out := TicketRow{
		ID: r.ID, Number: r.Number, Kind: string(r.Kind), Title: r.Title, Severity: string(r.Severity),
		Status: string(r.Status), Person: person, Company: r.Company,
		MachineName: r.Machine.Name, MachineModel: r.Machine.Model, MachineSerial: r.Machine.Serial,
		Assignee: r.Assignee.Name, CreatedAt: millis(r.CreatedAt), UpdatedAt: millis(r.UpdatedAt),
		Last: LastReply{
			Own: r.LastOwn, Author: r.Last.Author.Name, Text: r.Last.Text, At: millis(r.Last.CreatedAt),
			Pictures: has.Pictures, Files: has.Files, FileName: has.Name,
		},
		Unread: r.Unread, Outbox: string(r.Outbox),
	}
	if r.Phone != "" {
		out.Phone = phone.National(r.Phone, country)
	}
	return out
}

func detailForm(d *desk.Detail, country string) TicketDetail {
	out := TicketDetail{
		TicketRow: rowForm(&d.Row, country), Description: d.Description, Category: d.Category,
		MachineID: d.MachineID, MachineSite: d.Machine.Site, OpenedBy: PersonRef(d.OpenedBy),
		AssigneeID: d.Assignee.ID, CompanyID: d.CompanyID, Resolution: d.Resolution, Cause: d.Cause.Name,
		Verdict: string(d.Verdict), JudgeUntil: millis(d.JudgeUntil), Clock: clockForm(d.Clock, d.PausedAt), CallAt: millis(d.CallAt),
		PhoneNumber: d.Phone, ClosedAt: millis(d.ClosedAt), NoteCount: d.NoteCount,
		FirstUnreadID: d.FirstUnread, Record: string(d.Record), History: make([]StatusStep, 0, len(d.History)),
		May: May{
			Reply: d.May.Reply, Note: d.May.Note, Take: d.May.Take, Assign: d.May.Assign, Close: d.May.Close,
			Reopen: d.May.Reopen, LogCall: d.May.LogCall, Judge: d.May.Judge, Join: d.May.Join, FollowUp: d.May.FollowUp, SetStatus: []string{},
		},
	}
	for _, s := range d.May.SetStatus {
		out.May.SetStatus = append(out.May.SetStatus, string(s))
	}
	for _, s := range d.History {
		out.History = append(out.History, StatusStep{Status: string(s.Status), At: millis(s.At), By: s.By})
	}
	if d.OpenedFor.ID != "" {
		ref := PersonRef(d.OpenedFor)
		out.OpenedFor = &ref
	}
	if !d.CallWindow.IsZero() {
		out.CallWindow = &CallWindow{From: millis(d.CallWindow.From), To: millis(d.CallWindow.To)}
	}
	if d.Follows.ID != "" {
		out.Follows = &Follows{ID: d.Follows.ID, Number: d.Follows.Number, Title: d.Follows.Title}
	}
	if d.Original.ID != "" {
		out.DuplicateOf = &Follows{ID: d.Original.ID, Number: d.Original.Number, Title: d.Original.Title}
	}
	if d.CreatedAt.Sub(d.WrittenAt) >= api.LongBefore {
		out.WrittenAt = millis(d.WrittenAt)
	}
	return out
}

func itemForm(front *desktop.Profile, i *desk.Item) MessageItem {
	out := MessageItem{
		ID: i.ID, Kind: string(i.Kind), Own: i.Own, Ours: i.Ours, Text: i.Text, At: millis(i.CreatedAt),
		Author: Author{ID: i.Author.ID, Name: i.Author.Name, Role: string(i.Author.Role)},
		State:  string(i.State), Refusal: refusalForm(i.Refusal), Attachments: attachedForms(front, i.Files),
	}
	out.Event = eventForm(i.Event)
	if i.CreatedAt.Sub(i.WrittenAt) >= api.LongBefore {
		out.WrittenAt = millis(i.WrittenAt)
	}
	return out
}

func eventForm(e support.Event) *TicketEvent {
	if e.Type == "" {
		return nil
	}
	return &TicketEvent{Type: string(e.Type), From: e.From, To: e.To, Outcome: string(e.Outcome), Text: e.Text}
}

func refusalForm(r *desk.Refusal) *Refusal {
	if r == nil {
		return nil
	}
	out := &Refusal{Code: string(r.Code), Fields: faults(r.Fields), Ways: []string{}}
	for _, w := range r.Ways {
		out.Ways = append(out.Ways, string(w))
	}
	return out
}

func hitForm(h *desk.Hit, country string) SearchHit {
	out := SearchHit{
		Ticket: rowForm(&h.Ticket, country), MessageID: h.Message.ID, Snippet: h.Snippet.Text, Marks: [][]int{},
		At: millis(h.Message.CreatedAt),
	}
	if h.Message.ID == "" {
		out.At = millis(h.Ticket.CreatedAt)
	}
	for _, m := range h.Snippet.Marks {
		out.Marks = append(out.Marks, []int{m[0], m[1]})
	}
	return out
}

func machineTicketForm(r *desk.Row) MachineTicket {
	at := r.ClosedAt
	if r.Status != support.StatusClosed {
		at = r.UpdatedAt
	}
	return MachineTicket{
		ID: r.ID, Number: r.Number, Title: r.Title, Status: string(r.Status), At: millis(at), Resolution: r.Resolution,
		Cause: r.Cause.Name,
	}
}

func machineForm(m *desk.MachineCard) MachineCard {
	out := MachineCard{
		ID: m.ID, Name: m.Name, Model: m.Model, Serial: m.Serial, Site: m.Site, Company: m.Company,
		LinkedPerson: m.LinkedPerson.Name, DefaultTechnician: m.DefaultTechnician.Name,
		Tickets: make([]MachineTicket, 0, len(m.Tickets)),
	}
	for i := range m.Tickets {
		out.Tickets = append(out.Tickets, machineTicketForm(&m.Tickets[i]))
	}
	return out
}
