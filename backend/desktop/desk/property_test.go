package desk_test

import (
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// step is one random thing that happens here or elsewhere.
func (p *place) step(t *rapid.T) {
	ids := p.server.ids()
	var here []string
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		for _, row := range p.list(section) {
			here = append(here, row.ID)
		}
	}
	ctx := p.t.Context()
	viewer := p.server.viewer
	other := rapid.SampledFrom([]support.Person{anna, piero, luca, marta}).Draw(t, "who")
	pick := func(from []string) string { return rapid.SampledFrom(from).Draw(t, "ticket") }
	// What support's rules refuse is no fault of the run.
	try := func(err error) {
		if err != nil && support.CodeOf(err) == support.CodeInternal {
			p.t.Fatal(err)
		}
	}
	text := fmt.Sprintf("testo %d", rapid.IntRange(0, 99).Draw(t, "text"))
	steps := map[string]func(){
		"opened elsewhere": func() { p.server.opened(rapid.SampledFrom([]support.Person{anna, piero}).Draw(t, "by"), text) },
		"opened here": func() {
			draft := desk.NewTicketDraft{
				Kind: "chat", MachineID: press.ID, CategoryID: oil.ID, Severity: "stopped", Description: text,
			}
			_, err := p.OpenTicket(ctx, draft)
			try(err)
		},
		"send":      func() { p.send(nil) },
		"send lost": func() { p.send(func(outbox.Act) bool { return rapid.Bool().Draw(t, "lost") }) },
		"receive":   func() { p.receive(rapid.IntRange(1, 4).Draw(t, "commits")) },
		"restart":   func() { p.close(); p.open() },
	}
	if len(ids) > 0 {
		steps["replied elsewhere"] = func() {
			if other.ID != viewer.ID {
				try(p.server.reply(pick(ids), other, text))
			}
		}
		steps["closed elsewhere"] = func() { try(p.server.closes(pick(ids), marta)) }
		steps["assigned elsewhere"] = func() {
			to := rapid.SampledFrom([]support.PersonRef{luca.Ref(), marta.Ref(), {}}).Draw(t, "to")
			try(p.server.change(pick(ids), marta, support.Change{Assignee: &to}))
		}
	}
	if len(here) > 0 {
		steps["replied here"] = func() { _, err := p.Reply(ctx, pick(here), text); try(err) }
		steps["read here"] = func() {
			id := pick(here)
			talk := p.talk(id)
			try(p.MarkRead(ctx, id, talk[rapid.IntRange(0, len(talk)-1).Draw(t, "message")].ID))
		}
		if viewer.MayWork() == nil {
			steps["noted here"] = func() { _, err := p.Note(ctx, pick(here), text); try(err) }
			steps["taken here"] = func() { try(p.Take(ctx, pick(here))) }
			steps["given away here"] = func() { try(p.Assign(ctx, pick(here), marta.ID)) }
			steps["unassigned here"] = func() { try(p.Assign(ctx, pick(here), "")) }
			steps["waiting here"] = func() { try(p.SetStatus(ctx, pick(here), support.StatusWaiting)) }
			steps["in progress here"] = func() { try(p.SetStatus(ctx, pick(here), support.StatusInProgress)) }
			steps["closed here"] = func() { try(p.CloseTicket(ctx, pick(here), text, "")) }
			steps["called here"] = func() { try(p.LogCall(ctx, pick(here), support.Call{Outcome: support.OutcomeBusy})) }
			steps["category here"] = func() { try(p.Change(ctx, pick(here), desk.Change{CategoryID: &power.ID})) }
		}
	}
	names := make([]string, 0, len(steps))
	for _, id := range []string{
		"opened elsewhere", "opened here", "send", "send lost", "receive", "restart", "replied elsewhere", "closed elsewhere",
		"assigned elsewhere", "replied here", "read here", "noted here", "taken here", "given away here", "unassigned here",
		"waiting here", "in progress here", "closed here", "called here", "category here",
	} {
		if steps[id] != nil {
			names = append(names, id)
		}
	}
	p.server.now = p.server.now.Add(1e9)
	steps[rapid.SampledFrom(names).Draw(t, "step")]()
}

// consistent checks what must hold at every moment.
func (p *place) consistent() {
	p.t.Helper()
	var n desk.Counts
	seen := map[string]bool{}
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		rows := p.list(section)
		for i, row := range rows {
			if seen[row.ID] {
				p.t.Fatalf("ticket %s stands twice in the lists", row.ID)
			}
			seen[row.ID] = true
			if row.Open() != (section == desk.OpenTickets) {
				p.t.Fatalf("a %s ticket stands among the %s", row.Status, section)
			}
			if i > 0 && rows[i-1].UpdatedAt.Before(row.UpdatedAt) {
				p.t.Fatalf("the list is out of order at %d", i)
			}
			n.Unread += row.Unread
			messages := map[string]bool{}
			for _, item := range p.talk(row.ID) {
				if messages[item.ID] {
					p.t.Fatalf("message %s is shown twice", item.ID)
				}
				messages[item.ID] = true
			}
			for _, a := range p.outbox.Snapshot().Acts() {
				shown := a.Kind == outbox.KindReply || a.Kind == outbox.KindNote || a.Kind == outbox.KindCallAttempt || a.Kind == outbox.KindOpen
				if a.TicketID == row.ID && shown && !messages[a.ID] {
					p.t.Fatalf("act %s (%s, %s) is not shown", a.ID, a.Kind, a.State)
				}
			}
		}
		if section == desk.OpenTickets {
			n.Open = len(rows)
		} else {
			n.Closed = len(rows)
		}
	}
	if got := p.counts(); got != n {
		p.t.Fatalf("counts %+v, the lists have %+v", got, n)
	}
}

// essence is what must be the same before and after an act reaches the server.
type essence struct {
	Status     support.Status
	Assignee   support.PersonRef
	Severity   support.Severity
	Category   string
	Resolution string
	Title      string
	Replies    int
	LastIndex  int
	Notes      int
	Unread     int
	LastText   string
	May        string
}

func (p *place) essences() map[string]essence {
	p.t.Helper()
	out := map[string]essence{}
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		for _, row := range p.list(section) {
			d := p.detail(row.ID)
			out[row.ID] = essence{
				Status: d.Status, Assignee: d.Assignee, Severity: d.Severity, Category: d.Category, Resolution: d.Resolution,
				Title: d.Title, Replies: d.MessageCount, LastIndex: d.LastIndex, Notes: d.NoteCount, Unread: d.Unread,
				LastText: d.Last.Text, May: fmt.Sprint(d.May),
			}
		}
	}
	return out
}

func TestDesk_ShowsBeforeSendingWhatTheServerAnswersAfter(t *testing.T) {
	for _, viewer := range []support.Person{anna, luca} {
		t.Run(string(viewer.Role), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				dir, err := os.MkdirTemp(t.TempDir(), "place")
				if err != nil {
					rt.Fatal(err)
				}
				p := newPlace(rt, dir, viewer)
				defer p.close()
				for range rapid.IntRange(1, 30).Draw(rt, "steps") {
					p.step(rt)
					p.consistent()
				}
				// All that happened elsewhere arrives; what waits here is laid over it. Then that is sent too.
				p.receiveAll()
				p.consistent()
				before := p.essences()
				unread, all := p.unforeseeable()
				counted := p.counts()
				p.sendAll()
				p.consistent()
				if p.outbox.Snapshot().Counts().Refused > 0 {
					return // the server judged otherwise, and the screen says so
				}
				p.compare(rt, "sent, not brought", before, p.essences(), unread, all)
				p.receiveAll()
				p.consistent()
				p.compare(rt, "brought", before, p.essences(), unread, all)
				if got := p.counts(); got != counted && len(unread)+len(all) == 0 {
					rt.Fatalf("counts %+v, before %+v", got, counted)
				}
				for id, ticket := range p.server.tickets {
					got := p.detail(id)
					if got.Status != ticket.Status || got.LastIndex != ticket.LastIndex || got.Number != ticket.Number {
						rt.Fatalf("ticket %d: %+v", ticket.Number, got.Ticket)
					}
				}
			})
		})
	}
}

// unforeseeable are tickets of which nobody here can know all: an own reply waits that was written before the newest of
// what is there (until it is sent, what came in between is news; then the rule says that it is read), or a change was
// done whose answer got lost.
func (p *place) unforeseeable() (unread, all map[string]bool) {
	unread, all = map[string]bool{}, map[string]bool{}
	for _, a := range p.outbox.Snapshot().Acts() {
		ticket := p.server.tickets[a.TicketID]
		if a.State == outbox.StateSent || ticket == nil {
			continue
		}
		if a.Kind == outbox.KindReply && ticket.LastIndex > a.SeenIndex {
			unread[a.TicketID] = true
		}
		if _, done := p.server.answers[a.ID]; done && a.Kind == outbox.KindChange {
			all[a.TicketID] = true
		}
	}
	return unread, all
}

func (p *place) compare(t *rapid.T, when string, before, after map[string]essence, unread, all map[string]bool) {
	for id, want := range before {
		got := after[id]
		if unread[id] {
			got.Unread = want.Unread
		}
		if got != want && !all[id] {
			t.Fatalf("%s: ticket %s\n got %+v\nwant %+v", when, id, got, want)
		}
	}
	if len(after) != len(before) {
		t.Fatalf("%s: %d tickets, before %d", when, len(after), len(before))
	}
}
