package support

import "time"

// Opening is what somebody asks for when they open a ticket.
type Opening struct {
	ID          string
	Kind        Kind
	CategoryID  string
	MachineID   string
	Severity    Severity
	Description string
	// Phone is in E.164, or empty.
	Phone           string
	CallWindow      CallWindow
	FollowsTicketID string
	CompanyID       string
	OpenedForID     string
	// Attachments belong to the description.
	Attachments []Attachment
	WrittenAt   time.Time
}

// Check says all that is wrong with the opening by itself, as an [Error] with fields; whether the ids exist is for
// whoever can look. The description must be normal already ([NormalText]).
func (o Opening) Check() error {
	var wrong Fields
	checkID(&wrong, "body.id", o.ID, true)
	switch {
	case o.Kind == "":
		wrong.Add("body.kind", ReasonRequired)
	case !o.Kind.Valid():
		wrong.Add("body.kind", ReasonUnknown)
	}
	switch {
	case o.Severity == "":
		wrong.Add("body.severity", ReasonRequired)
	case !o.Severity.Valid():
		wrong.Add("body.severity", ReasonUnknown)
	}
	wrong.Check(CheckText("body.description", o.Description, MaxText))
	checkID(&wrong, "body.machineId", o.MachineID, o.Kind == KindChat)
	checkID(&wrong, "body.categoryId", o.CategoryID, o.Kind == KindChat)
	checkID(&wrong, "body.followsTicketId", o.FollowsTicketID, false)
	checkID(&wrong, "body.companyId", o.CompanyID, false)
	checkID(&wrong, "body.openedForId", o.OpenedForID, false)
	if o.Kind == KindCallback && o.Phone == "" {
		wrong.Add("body.phone", ReasonRequired)
	}
	if !o.CallWindow.IsZero() {
		switch {
		case o.CallWindow.From.IsZero():
			wrong.Add("body.callWindow.from", ReasonRequired)
		case o.CallWindow.To.IsZero():
			wrong.Add("body.callWindow.to", ReasonRequired)
		case o.CallWindow.To.Before(o.CallWindow.From):
			wrong.Add("body.callWindow.to", ReasonBadTime)
		}
	}
	return wrong.Err()
}

func checkID(wrong *Fields, location, id string, required bool) {
	switch {
	case id == "" && required:
		wrong.Add(location, ReasonRequired)
	case id != "" && !ValidID(id):
		wrong.Add(location, ReasonBadID)
	}
}

// Parties are the things an opening names, looked up. Machine is nil when none is named; Technician is the machine's
// default one, nil when it has none.
type Parties struct {
	CompanyID  string
	Machine    *Machine
	Technician *Person
	OpenedFor  PersonRef
}

// Open makes the ticket that an opening asks for, and its description as message 1, which carries the ticket's id. The
// number is the store's to give. A default technician who is disabled counts as none.
func Open(o Opening, by Person, parties Parties, now time.Time) (Ticket, Message) {
	now = Instant(now)
	t := Ticket{
		ID:              o.ID,
		Kind:            o.Kind,
		Title:           TitleOf(o.Description),
		Description:     o.Description,
		Status:          StatusNew,
		Severity:        o.Severity,
		CategoryID:      o.CategoryID,
		CompanyID:       parties.CompanyID,
		MachineID:       o.MachineID,
		OpenedBy:        by.Ref(),
		OpenedFor:       parties.OpenedFor,
		Phone:           o.Phone,
		CallWindow:      o.CallWindow,
		FollowsTicketID: o.FollowsTicketID,
		CreatedAt:       now,
		WrittenAt:       claimed(o.WrittenAt, now),
		UpdatedAt:       now,
		AwaitedSince:    now,
	}
	if m := parties.Machine; m != nil {
		t.Machine = MachineThen{Name: m.Name, Model: m.Model, Serial: m.Serial, Site: m.Site}
	}
	if parties.Technician != nil && !parties.Technician.Disabled {
		t.Assignee = parties.Technician.Ref()
	}
	first := Message{
		ID: o.ID, Kind: MessageReply, Author: by.Author(), Text: o.Description, Attachments: o.Attachments,
		CreatedAt: now, WrittenAt: t.WrittenAt,
	}
	t.record(&first)
	return t, first
}

// claimed is the writer's claim of when, which cannot be later than now.
func claimed(writtenAt, now time.Time) time.Time {
	if writtenAt.IsZero() || writtenAt.After(now) {
		return now
	}
	return Instant(writtenAt)
}
