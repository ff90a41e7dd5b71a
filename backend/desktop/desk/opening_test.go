package desk_test

import (
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_ATicketShowsAtOnceAndHasNoNumberUntilItIsSent(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	p.ok(p.SaveNewTicketDraft(ctx, request("Perde olio. Dal cilindro.")))
	id, err := p.OpenTicket(ctx, request("  Perde olio. Dal cilindro.\r\n"))
	p.ok(err)
	if d, err := p.NewTicketDraft(ctx); err != nil || d != (desk.NewTicketDraft{}) {
		t.Errorf("the draft is still there: %+v, %v", d, err)
	}
	d := p.detail(id)
	if d.Number != 0 || d.Outbox != desk.OutboxWaiting || d.Title != "Perde olio." || d.Company != company.Name ||
		d.Category != oil.Name || d.Machine.Serial != press.Serial || d.Assignee != marta.Ref() || !d.May.Reply || !d.LastOwn {
		t.Errorf("detail %+v", d)
	}
	if p.counts() != (desk.Counts{Open: 1}) {
		t.Errorf("counts %+v", p.counts())
	}
	if s := states(p.talk(id)); s != "waiting" {
		t.Errorf("states %q", s)
	}
	_, err = p.Reply(ctx, id, "Anche dal tubo")
	p.ok(err)
	p.send(nil)
	if d := p.detail(id); d.Number == 0 || d.Outbox != desk.OutboxWaiting {
		t.Errorf("sent: number %d, outbox %q", d.Number, d.Outbox)
	}
	p.sendAll()
	if d := p.detail(id); d.Outbox != desk.OutboxNone || states(p.talk(id)) != "sent sent" {
		t.Errorf("all sent: outbox %q, states %q", d.Outbox, states(p.talk(id)))
	}
	number := p.detail(id).Number
	if found, err := p.TicketByNumber(ctx, number); err != nil || found != id {
		t.Errorf("number %d, before the feed brought it: %q, %v", number, found, err)
	}
	p.receiveAll()
	if found, err := p.TicketByNumber(ctx, number); err != nil || found != id {
		t.Errorf("number %d: %q, %v", number, found, err)
	}
	for _, other := range []int64{number + 1, 0, -1} {
		if found, err := p.TicketByNumber(ctx, other); support.CodeOf(err) != support.CodeNotFound || found != "" {
			t.Errorf("number %d: %q, %v", other, found, err)
		}
	}
	if states(p.talk(id)) != "sent sent" || p.counts() != (desk.Counts{Open: 1}) {
		t.Errorf("brought: states %q, counts %+v", states(p.talk(id)), p.counts())
	}
}

func TestDesk_SaysAllThatIsWrongWithANewTicket(t *testing.T) {
	p := desktop(t, anna)
	for _, c := range []struct {
		draft desk.NewTicketDraft
		want  string
	}{
		{desk.NewTicketDraft{}, "body.description=required body.kind=required body.severity=required"},
		{desk.NewTicketDraft{Kind: "chat"}, "body.categoryId=required body.description=required body.machineId=required body.severity=required"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: "x"}, "body.phone=required"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: "x", Phone: "abc"}, "body.phone=bad_phone"},
		{desk.NewTicketDraft{Kind: "callback", Severity: "stopped", Description: " ", Phone: "12"}, "body.description=required body.phone=too_short"},
		{desk.NewTicketDraft{Kind: "chat", Severity: "stopped", Description: "x", MachineID: newID(), CategoryID: newID()}, "body.categoryId=unknown body.machineId=unknown"},
		{desk.NewTicketDraft{Kind: "chat", Severity: "huge", Description: "x\x00", MachineID: "x", CategoryID: oil.ID}, "body.description=bad_text body.machineId=bad_id body.severity=unknown"},
	} {
		_, err := p.OpenTicket(t.Context(), c.draft)
		if support.CodeOf(err) != support.CodeInvalid || fields(err) != c.want {
			t.Errorf("%+v: %v, want %s", c.draft, err, c.want)
		}
	}
	if n := p.counts(); n != (desk.Counts{}) {
		t.Errorf("counts %+v", n)
	}
}

func TestDesk_KeepsATelephoneNumberInE164(t *testing.T) {
	p := desktop(t, anna)
	id, err := p.OpenTicket(t.Context(), desk.NewTicketDraft{Kind: "callback", Severity: "question", Description: "Chiamatemi", Phone: "059 123456"})
	p.ok(err)
	if d := p.detail(id); d.Phone != "+39059123456" {
		t.Errorf("phone %q", d.Phone)
	}
	hits, err := p.Search(t.Context(), "123456", "", 10)
	p.ok(err)
	if len(hits.Items) != 1 || hits.Items[0].Ticket.ID != id {
		t.Errorf("hits %+v", hits)
	}
}

func TestDesk_ATechnicianOpensATicketForACaller(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	call := desk.NewTicketDraft{Kind: "callback", Severity: "question", Description: "Chiede un ricambio", Phone: "059 555 1234"}
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.companyId=required" {
		t.Errorf("for nobody: %v", err)
	}
	call.CompanyID, call.OpenedForID = company.ID, marta.ID
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.openedForId=unknown" {
		t.Errorf("for a technician: %v", err)
	}
	stranger := api.Person{ID: newID(), Name: "Mara Ferrari", Role: "operator", CompanyID: newID()}
	p.server.feed = append(p.server.feed, []api.Change{{Type: api.TypePerson, Person: &stranger}})
	p.receiveAll()
	call.OpenedForID = stranger.ID
	if _, err := p.OpenTicket(ctx, call); fields(err) != "body.openedForId=unknown" {
		t.Errorf("for another company's: %v", err)
	}
	call.OpenedForID = piero.ID
	id, err := p.OpenTicket(ctx, call)
	p.ok(err)
	d := p.detail(id)
	if d.OpenedFor != piero.Ref() || d.Company != company.Name || d.Phone != "+390595551234" || d.OpenedBy != luca.Ref() {
		t.Errorf("opened %+v", d.Ticket)
	}
	rows := p.console(desk.ConsoleQuery{Queue: board.ToCall, Order: board.Order{By: board.ByWait}})
	if len(rows) != 1 || rows[0].Person.Name != piero.Name || rows[0].Number != 0 || rows[0].Clock.Since.IsZero() {
		t.Errorf("to call are %+v", rows)
	}
	elsewhere := desk.NewTicketDraft{Kind: "chat", Severity: "stopped", Description: "x", MachineID: press.ID, CategoryID: oil.ID, CompanyID: newID()}
	if _, err := p.OpenTicket(ctx, elsewhere); fields(err) != "body.companyId=unknown body.machineId=unknown" {
		t.Errorf("for another company's machine: %v", err)
	}
}
