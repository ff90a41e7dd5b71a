package desk_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"filodiretto/backend/desktop/board"
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
		"send":                          func() { p.send(nil) },
		"send lost":                     func() { p.send(func(outbox.Act) bool { return rapid.Bool().Draw(t, "lost") }) },
		"receive":                       func() { p.receive(rapid.IntRange(1, 4).Draw(t, "commits")) },
		"restart":                       func() { p.close(); p.open() },
		"attached to a new ticket here": func() { p.attachOne(t, outbox.NewTicketDraft) },
		"uploaded":                      func() { p.upload(rapid.Bool().Draw(t, "answer lost")) },
		"given up": func() {
			if all := slices.Sorted(maps.Keys(p.attached)); len(all) > 0 {
				// What is a draft's, was refused or has arrived is not.
				_ = p.Abandon(ctx, pick(all))
			}
		},
		"taken away again": func() {
			if all := slices.Sorted(maps.Keys(p.attached)); len(all) > 0 {
				if id := pick(all); p.Detach(ctx, id) == nil {
					delete(p.attached, id)
				}
			}
		},
	}
	if len(ids) > 0 {
		steps["replied elsewhere"] = func() {
			if other.ID != viewer.ID {
				try(p.server.reply(pick(ids), other, text))
			}
		}
		steps["judged elsewhere"] = func() {
			verdict := rapid.SampledFrom([]support.Verdict{support.VerdictRuns, support.VerdictFails}).Draw(t, "verdict")
			if viewer.MayWork() == nil {
				try(p.server.judged(pick(ids), anna, verdict))
			}
		}
		steps["joined elsewhere"] = func() { try(p.server.joined(pick(ids), marta, pick(ids))) }
		steps["closed elsewhere"] = func() { try(p.server.closes(pick(ids), marta)) }
		steps["assigned elsewhere"] = func() {
			to := rapid.SampledFrom([]support.PersonRef{luca.Ref(), marta.Ref(), {}}).Draw(t, "to")
			try(p.server.change(pick(ids), marta, support.Change{Assignee: &to}))
		}
	}
	if len(here) > 0 {
		steps["replied here"] = func() { _, err := p.Reply(ctx, pick(here), text); try(err) }
		steps["replied without words here"] = func() { _, err := p.Reply(ctx, pick(here), ""); try(err) }
		steps["attached here"] = func() {
			id := pick(here)
			p.attachOne(t, outbox.ReplyDraft(id))
			if viewer.MayWork() == nil {
				p.attachOne(t, outbox.NoteDraft(id))
			}
		}
		steps["read here"] = func() {
			id := pick(here)
			talk := p.talk(id)
			try(p.MarkRead(ctx, id, talk[rapid.IntRange(0, len(talk)-1).Draw(t, "message")].ID))
		}
		if viewer.MayWork() != nil {
			steps["judged here"] = func() { try(p.Judge(ctx, pick(here), support.VerdictFails, text)) }
		}
		if viewer.MayWork() == nil {
			steps["joined here"] = func() { try(p.Join(ctx, pick(here), pick(here))) }
			steps["closed with a cause here"] = func() { try(p.CloseTicket(ctx, pick(here), text, wear.ID)) }
			steps["answered and waiting here"] = func() {
				_, err := p.ReplyAnd(ctx, pick(here), text, support.StatusWaiting, "", "")
				try(err)
			}
			steps["answered and closed here"] = func() {
				_, err := p.ReplyAnd(ctx, pick(here), text, support.StatusClosed, text, wear.ID)
				try(err)
			}
			steps["many taken here"] = func() {
				_, _, err := p.Batch(ctx, []string{pick(here), pick(here)}, desk.Errand{Take: true})
				try(err)
			}
			steps["many closed here"] = func() {
				_, _, err := p.Batch(ctx, []string{pick(here), pick(here)}, desk.Errand{Resolution: &text})
				try(err)
			}
			steps["severity here"] = func() {
				try(p.SetSeverity(ctx, pick(here), rapid.SampledFrom(board.Severities).Draw(t, "severity")))
			}
			steps["reopened here"] = func() { try(p.Reopen(ctx, pick(here))) }
			steps["to be called again here"] = func() {
				try(p.LogCall(ctx, pick(here), support.Call{Outcome: support.OutcomeNoAnswer, AgainAt: p.server.now.Add(time.Hour)}))
			}
			steps["spoken here"] = func() { try(p.LogCall(ctx, pick(here), support.Call{Outcome: support.OutcomeSpoken})) }
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
	names := slices.Sorted(maps.Keys(steps))
	p.server.now = p.server.now.Add(1e9)
	steps[rapid.SampledFrom(names).Draw(t, "step")]()
}

// attachOne attaches a file.
func (p *place) attachOne(t *rapid.T, owner string) {
	p.t.Helper()
	f, err := p.Attach(p.t.Context(), owner, support.Attachment{
		Name: "foto.png", Size: int64(rapid.IntRange(1, 9).Draw(t, "size")), SHA256: support.Digest{1},
	}, support.Digest{})
	if support.CodeOf(err) == support.CodeInvalid {
		return // one too many
	}
	p.ok(err)
	p.attached[f.ID] = true
}

// upload sends the bytes of the smallest file that is due, or says that it was given up.
func (p *place) upload(lost bool) {
	p.t.Helper()
	due := p.outbox.Snapshot().Uploads(p.server.now)
	if len(due) == 0 {
		return
	}
	given := due[0].State == outbox.FileAbandoning
	arrived := p.server.settled(due[0].ID, given)
	if lost {
		p.ok(p.outbox.UploadFailed(p.t.Context(), due[0].ID, p.server.now))
		return
	}
	if given && !arrived {
		p.ok(p.outbox.UploadAbandoned(p.t.Context(), "", due[0].ID, p.server.now))
		return
	}
	p.ok(p.outbox.UploadSent(p.t.Context(), "", due[0].ID, p.server.now))
}

// filesKept: no file is lost on the way from a draft to the server, and a note's never become another's.
func (p *place) filesKept() {
	p.t.Helper()
	for id := range p.attached {
		_, err := p.Attachment(p.t.Context(), id)
		p.ok(err)
	}
	for _, a := range p.outbox.Snapshot().Acts() {
		if a.State == outbox.StateRefused {
			continue // it declares what is left when it goes again
		}
		declared, held := a.Declared(), p.outbox.Snapshot().Attachments(a.ID)
		if len(declared) != len(held) {
			p.t.Fatalf("act %s declares %d files and has %d", a.ID, len(declared), len(held))
		}
		for i := range declared {
			if declared[i].ID != held[i].ID || declared[i].SHA256 != held[i].SHA256 {
				p.t.Fatalf("act %s declares %+v and has %+v", a.ID, declared[i], held[i])
			}
		}
	}
}

// consistent checks what must hold at every moment.
func (p *place) consistent() {
	p.t.Helper()
	p.filesKept()
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
			if section == desk.ClosedTickets {
				n.UnreadClosed += row.Unread
			}
			messages := map[string]bool{}
			for _, item := range p.talk(row.ID) {
				if messages[item.ID] {
					p.t.Fatalf("message %s is shown twice", item.ID)
				}
				messages[item.ID] = true
			}
			for _, a := range p.outbox.Snapshot().Acts() {
				shown := a.Kind == outbox.KindReply || a.Kind == outbox.KindVerdict || a.Kind == outbox.KindNote || a.Kind == outbox.KindCallAttempt || a.Kind == outbox.KindOpen
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
	if p.server.viewer.MayWork() == nil {
		p.consoleConsistent(n)
	}
}

// consoleConsistent: the console's lists have the same tickets as the others, each as it stands there.
func (p *place) consoleConsistent(n desk.Counts) {
	p.t.Helper()
	queues, err := p.Queues(p.t.Context())
	p.ok(err)
	if queues.Counts[board.Open] != n.Open || queues.Counts[board.Closed] != n.Closed {
		p.t.Fatalf("the queues have %+v, the lists %+v", queues.Counts, n)
	}
	for queue, section := range map[board.Queue]desk.Section{board.Open: desk.OpenTickets, board.Closed: desk.ClosedTickets} {
		rows := map[string]desk.ConsoleRow{}
		for _, row := range p.console(desk.ConsoleQuery{Queue: queue, Order: board.Order{By: board.ByUpdated, Descending: true}}) {
			rows[row.ID] = row
		}
		list := p.list(section)
		if len(list) != len(rows) {
			p.t.Fatalf("%d tickets are %s in the console, %d in the list", len(rows), queue, len(list))
		}
		for _, want := range list {
			got := rows[want.ID]
			if got.Status != want.Status || got.Assignee != want.Assignee || got.Unread != want.Unread || got.Outbox != want.Outbox ||
				got.Number != want.Number || !got.Updated.Equal(want.UpdatedAt) || got.Company.Name != want.Company ||
				got.Severity != want.Severity || got.Fails != (want.Verdict == support.VerdictFails) || got.Duplicate != (want.DuplicateOf.ID != "") {
				p.t.Fatalf("the console has %+v, the list %+v", got, want)
			}
		}
	}
}

// console is a whole list of the console, read in small pages.
func (p *place) console(q desk.ConsoleQuery) []desk.ConsoleRow {
	p.t.Helper()
	var out []desk.ConsoleRow
	for q.Limit = 3; ; {
		page, err := p.Console(p.t.Context(), q)
		p.ok(err)
		out = append(out, page.Items...)
		if page.Next == "" {
			if page.Total != len(out) {
				p.t.Fatalf("%d tickets of %d", len(out), page.Total)
			}
			return out
		}
		q.After = page.Next
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
	Files      string
	May        string
	Cause      string
	Verdict    support.Verdict
	Original   support.TicketRef
	// Owed and Again are of the support's clock, which an operator is told nothing of.
	Owed, Paused, Again bool
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
				LastText: d.Last.Text, Files: p.ticketFiles(row.ID), May: fmt.Sprint(d.May), Cause: d.Cause.Name, Verdict: d.Verdict, Original: d.DuplicateOf,
				Owed: !d.AwaitedSince.IsZero(), Paused: !d.PausedAt.IsZero(), Again: !d.CallAgainAt.IsZero(),
			}
			if p.server.viewer.MayWork() != nil {
				e := out[row.ID]
				e.Owed, e.Paused, e.Again = false, false, false
				out[row.ID] = e
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
				p.linked, p.attached = map[string]bool{}, map[string]bool{}
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
		if b, err := a.Change(); err == nil && a.Kind == outbox.KindChange {
			// The original's record gets a link, by the server.
			p.linked[b.DuplicateOfID], p.linked[ticket.DuplicateOf.ID] = true, true
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
		if p.linked[id] {
			got.LastIndex = want.LastIndex
		}
		if got != want && !all[id] {
			t.Fatalf("%s: ticket %s\n got %+v\nwant %+v", when, id, got, want)
		}
	}
	if len(after) != len(before) {
		t.Fatalf("%s: %d tickets, before %d", when, len(after), len(before))
	}
}
