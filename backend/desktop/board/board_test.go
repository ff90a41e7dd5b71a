package board_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
)

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", "600") // all in memory
	}
	os.Exit(m.Run())
}

var (
	began = time.Date(2025, 11, 3, 9, 0, 0, 0, time.UTC) // a Monday
	times = support.UsualResponseTimes(time.UTC)
)

func id(kind, n int) string { return fmt.Sprintf("%08x-0000-7000-8000-%012x", kind, n) }

// pick draws one of a few.
func pick[T any](t *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(t, label) }

// drawn is any ticket, of few companies, people and words, so that many are alike.
func drawn(t *rapid.T, n int) board.Row {
	at := func(label string) time.Time {
		return began.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, label)) * 30 * time.Minute)
	}
	maybe := func(label string) time.Time {
		if rapid.Bool().Draw(t, "some "+label) {
			return at(label)
		}
		return time.Time{}
	}
	who := func(label string) support.PersonRef {
		n := rapid.IntRange(0, 3).Draw(t, label)
		return []support.PersonRef{{}, {ID: id(9, 1), Name: "Luca Bianchi"}, {ID: id(9, 2), Name: "Élia Zöe"}, {ID: id(9, 3), Name: "luca bianchi"}}[n]
	}
	r := board.Row{Unread: rapid.IntRange(0, 3).Draw(t, "unread"), Doc: int64(n + 1)}
	r.Ticket = support.Ticket{
		ID: id(1, n), Number: int64(pick(t, "number", 0, n, 1000+n)), Kind: pick(t, "kind", support.KindChat, support.KindCallback),
		Title:    pick(t, "title", "Perde olio", "perde olio dal cilindro", "Perde ólio", "Allarme E42", ""),
		Status:   pick(t, "status", support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed, support.Status("paused")),
		Severity: pick(t, "severity", board.Severities...), CategoryID: pick(t, "category", "", id(4, 1), id(4, 2)),
		CompanyID: pick(t, "company", id(5, 1), id(5, 2), id(5, 3)), OpenedBy: support.PersonRef{ID: id(9, 4), Name: "Anna Rossi"},
		OpenedFor: who("for"), Assignee: who("assignee"), CreatedAt: at("created"), UpdatedAt: at("updated"),
		Machine: support.MachineThen{Model: pick(t, "model", "PX-100", "PX-200"), Serial: pick(t, "serial", "", "24-0117", "22-0031")},
	}
	ticket := &r.Ticket
	if !ticket.Open() {
		ticket.ClosedAt, ticket.Verdict = at("closed"), pick(t, "verdict", "", support.VerdictRuns, support.VerdictFails)
		if rapid.Bool().Draw(t, "duplicate") {
			ticket.DuplicateOf = support.TicketRef{ID: id(1, rapid.IntRange(0, 5).Draw(t, "of")), Number: 1}
		}
		return r
	}
	ticket.AwaitedSince, ticket.FirstReplyAt, ticket.SpokenAt = maybe("awaited"), maybe("replied"), maybe("spoken")
	ticket.CallAgainAt = maybe("again")
	if from := maybe("from"); !from.IsZero() {
		ticket.CallWindow = support.CallWindow{From: from, To: from.Add(time.Hour)}
	}
	if ticket.Status == support.StatusWaiting {
		ticket.PausedAt = at("paused")
	}
	return r
}

// world is a board, and all that should be on it.
type world struct {
	b         *board.Board
	rows      map[string]board.Row
	laid      map[string]board.Row
	companies map[string]string
	// called are the tickets with calls.
	called map[string]bool
	times  support.ResponseTimes
	now    time.Time
}

func newWorld() *world {
	w := &world{
		b: board.New(strings.ToLower, strings.Fields), rows: map[string]board.Row{}, laid: map[string]board.Row{}, now: began.Add(8 * time.Hour), called: map[string]bool{}, times: times,
		companies: map[string]string{id(5, 1): "Acme", id(5, 2): "fonderia Zeta", id(5, 3): "Fonderia Alfa"},
	}
	w.b.Change(board.Change{Companies: w.companies, Times: &times}, 1)
	return w
}

func (w *world) step(t *rapid.T) {
	n := rapid.IntRange(0, 30).Draw(t, "n")
	switch rapid.IntRange(0, 11).Draw(t, "what") {
	case 0:
		w.b.Change(board.Change{Gone: []string{id(1, n)}}, 2)
		delete(w.rows, id(1, n))
	case 1:
		if row, there := w.rows[id(1, n)]; there {
			row.Unread = rapid.IntRange(0, 9).Draw(t, "unread now")
			w.rows[row.ID] = row
		}
		w.b.Change(board.Change{Unread: map[string]int{id(1, n): w.rows[id(1, n)].Unread}}, 2)
	case 2:
		row := drawn(t, n)
		w.b.Load([]board.Row{row}, 2)
		if _, there := w.rows[row.ID]; !there {
			w.rows[row.ID] = row
		}
	case 3:
		row := drawn(t, n)
		w.laid[row.ID] = row
	case 4:
		w.b.Change(board.Change{Called: []string{id(1, n)}}, 2)
		w.called[id(1, n)] = true
	default:
		row := drawn(t, n)
		w.b.Change(board.Change{Put: []board.Row{row}}, 2)
		w.rows[row.ID] = row
	}
}

// shown are the tickets as they should be seen.
func (w *world) shown() []board.Row {
	all := maps.Clone(w.rows)
	maps.Copy(all, w.laid)
	return slices.Collect(maps.Values(all))
}

func (w *world) read(fn func(*board.View)) {
	laid := &board.Laid{Rows: slices.Collect(maps.Values(w.laid)), Instead: slices.Collect(maps.Keys(w.laid))}
	w.b.Read(laid, fn)
}

// meant says in plain words what a choice is.
func (w *world) meant(q board.Choice, r *board.Row) bool {
	t, c := &r.Ticket, q.Criteria
	has := func(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }
	age := w.now.Sub(t.CreatedAt)
	assignee := t.Assignee.ID
	who := false
	for _, a := range c.Assignees {
		who = who || a == assignee && a != "" || a == support.AssigneeMe && assignee == q.Me || a == support.AssigneeNobody && assignee == ""
	}
	if (len(c.Statuses) > 0 && !slices.Contains(c.Statuses, t.Status)) || (len(c.Severities) > 0 && !slices.Contains(c.Severities, t.Severity)) ||
		(c.Kind != "" && c.Kind != t.Kind) || !has(c.CompanyIDs, t.CompanyID) || !has(c.Models, t.Machine.Model) ||
		!has(c.CategoryIDs, t.CategoryID) || len(c.Assignees) > 0 && !who || c.OlderThan > 0 && age < c.OlderThan ||
		c.YoungerThan > 0 && age >= c.YoungerThan || c.Text != "" && !q.Found[t.ID] {
		return false
	}
	switch q.Queue {
	case board.ToTake:
		half := t.Clock(w.times).Half
		return t.Status == support.StatusNew && (assignee == "" || !half.IsZero() && !half.After(w.now)) || !t.Open() && t.Verdict == support.VerdictFails
	case board.Mine:
		return t.Open() && assignee == q.Me
	case board.ToCall:
		return t.Open() && (t.Kind == support.KindCallback && t.SpokenAt.IsZero() || !t.CallAgainAt.IsZero())
	case board.Waiting:
		return t.Status == support.StatusWaiting
	case board.Open:
		return t.Open()
	default:
		return !t.Open() || slices.Contains(c.Statuses, support.StatusClosed)
	}
}

// order says in plain words how two tickets stand.
func (w *world) order(q board.Choice, o board.Order, a, b *board.Row) int {
	person := func(r *board.Row) string {
		if r.OpenedFor.ID != "" {
			return r.OpenedFor.Name
		}
		return r.OpenedBy.Name
	}
	owed := func(r *board.Row) bool {
		return !r.AwaitedSince.IsZero() && r.Status != support.StatusWaiting
	}
	wait := func(a, b *board.Row) int {
		switch {
		case owed(a) != owed(b):
			if owed(a) {
				return -1
			}
			return 1
		case owed(a):
			return a.AwaitedSince.Compare(b.AwaitedSince)
		default:
			return b.UpdatedAt.Compare(a.UpdatedAt)
		}
	}
	best := func(r *board.Row) time.Time {
		if at := board.CallAt(&r.Ticket); !at.IsZero() {
			return at
		}
		return r.AwaitedSince
	}
	number := func(r *board.Row) int64 {
		if r.Number == 0 {
			return 1 << 40
		}
		return r.Number
	}
	low := strings.ToLower
	var c int
	switch o.By {
	case board.ByNumber:
		c = cmp.Compare(number(a), number(b))
	case board.ByCompany:
		c = strings.Compare(low(w.companies[a.CompanyID]), low(w.companies[b.CompanyID]))
	case board.ByTitle:
		c = strings.Compare(low(a.Title), low(b.Title))
	case board.ByPerson:
		c = strings.Compare(low(person(a)), low(person(b)))
	case board.ByStatus:
		rank := []support.Status{support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed, "paused"}
		c = cmp.Compare(slices.Index(rank, a.Status), slices.Index(rank, b.Status))
	case board.ByAssignee:
		c = strings.Compare(low(a.Assignee.Name), low(b.Assignee.Name))
	case board.ByUpdated:
		c = a.UpdatedAt.Compare(b.UpdatedAt)
	case board.ByWait:
		c = wait(a, b)
		if q.Queue == board.ToCall {
			x, y := best(a), best(b)
			switch {
			case x.IsZero() && y.IsZero():
			case x.IsZero() || y.IsZero():
				c = cmp.Compare(y.UnixMilli(), x.UnixMilli()) // at no certain time comes last
			default:
				c = x.Compare(y)
			}
		}
	}
	if o.Descending {
		c = -c
	}
	group := 0
	if o.Grouped {
		group = cmp.Compare(slices.Index(board.Severities, a.Severity), slices.Index(board.Severities, b.Severity))
	}
	return cmp.Or(group, c, b.UpdatedAt.Compare(a.UpdatedAt), strings.Compare(a.ID, b.ID))
}

func drawnChoice(t *rapid.T, now time.Time) board.Choice {
	q := board.Choice{Queue: pick(t, "queue", board.Queues...), Me: id(9, 1), Now: now}
	c := &q.Criteria
	some := func(label string) bool { return rapid.IntRange(0, 7).Draw(t, label) == 0 }
	if some("by status") {
		c.Statuses = rapid.SliceOfN(rapid.SampledFrom([]support.Status{support.StatusNew, support.StatusWaiting, support.StatusClosed}), 1, 3).Draw(t, "statuses")
	}
	if some("by severity") {
		c.Severities = []support.Severity{pick(t, "severity", board.Severities...)}
	}
	if some("by kind") {
		c.Kind = pick(t, "kind", support.KindChat, support.KindCallback)
	}
	if some("by company") {
		c.CompanyIDs = []string{id(5, 1), id(5, 9)}
	}
	if some("by model") {
		c.Models = []string{"PX-200"}
	}
	if some("by category") {
		c.CategoryIDs = []string{id(4, 2)}
	}
	if some("by assignee") {
		c.Assignees = rapid.SliceOfN(rapid.SampledFrom([]string{support.AssigneeMe, support.AssigneeNobody, id(9, 2)}), 1, 2).Draw(t, "assignees")
	}
	if some("by age") {
		c.OlderThan, c.YoungerThan = time.Duration(rapid.IntRange(0, 5).Draw(t, "older"))*time.Hour, time.Duration(rapid.IntRange(0, 9).Draw(t, "younger"))*time.Hour
	}
	if some("by text") {
		c.Text, q.Found = "olio", map[string]bool{}
		for range 10 {
			q.Found[id(1, rapid.IntRange(0, 30).Draw(t, "found"))] = true
		}
	}
	return q
}

func TestBoard_APageIsWhatGoingThroughAllTicketsOneByOneGives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(0, 60).Draw(rt, "steps") {
			w.step(rt)
		}
		q := drawnChoice(rt, w.now)
		o := board.Order{
			By:         pick(rt, "by", board.ByNumber, board.ByCompany, board.ByTitle, board.ByPerson, board.ByStatus, board.ByWait, board.ByAssignee, board.ByUpdated),
			Descending: rapid.Bool().Draw(rt, "descending"), Grouped: rapid.Bool().Draw(rt, "grouped"),
		}
		var want []string
		var groups [3]int
		meant := slices.DeleteFunc(w.shown(), func(r board.Row) bool { return !w.meant(q, &r) })
		slices.SortFunc(meant, func(a, b board.Row) int { return w.order(q, o, &a, &b) })
		for i := range meant {
			want = append(want, meant[i].ID)
			groups[slices.Index(board.Severities, meant[i].Severity)]++
		}
		var got []string
		w.read(func(v *board.View) {
			for after := ""; ; {
				page, err := v.Page(q, o, after, rapid.IntRange(1, 7).Draw(rt, "limit"))
				if err != nil {
					rt.Fatal(err)
				}
				for _, item := range page.Items {
					got = append(got, item.ID)
				}
				if page.Total != len(meant) || page.Groups != groups || v.Count(q) != len(meant) {
					rt.Fatalf("total %d, groups %v, count %d; there are %d, %v", page.Total, page.Groups, v.Count(q), len(meant), groups)
				}
				if after = page.Next; after == "" {
					return
				}
			}
		})
		if diff := gocmp.Diff(want, got); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestBoard_CountsOfQueuesAreThoseOfTheirLists(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(0, 60).Draw(rt, "steps") {
			w.step(rt)
		}
		want := map[board.Queue]int{}
		for _, queue := range board.Queues {
			want[queue] = 0
			for _, row := range w.shown() {
				if w.meant(board.Choice{Queue: queue, Me: id(9, 1)}, &row) {
					want[queue]++
				}
			}
		}
		w.read(func(v *board.View) {
			if diff := gocmp.Diff(want, v.Counts(id(9, 1), w.now)); diff != "" {
				rt.Fatal(diff)
			}
		})
	})
}

// Counts that stand are asked for while rows come and go, the clock moves, and all begins anew.
func TestBoard_CountsThatStandAreThoseOfGoingThroughAllTickets(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		var choices []board.Choice
		for range rapid.IntRange(1, 4).Draw(rt, "choices") {
			choices = append(choices, drawnChoice(rt, w.now))
		}
		for range rapid.IntRange(0, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 30).Draw(rt, "at large") {
			case 0:
				w.b.Change(board.Change{Clear: true}, 3)
				clear(w.rows)
			case 1:
				within := time.Duration(rapid.IntRange(1, 9).Draw(rt, "hours")) * time.Hour
				w.times = support.UsualResponseTimes(time.UTC)
				w.times.Targets[support.SeverityStopped] = support.Target{First: within, Next: within}
				w.b.Change(board.Change{Times: &w.times}, 3)
			default:
				w.step(rt)
			}
			w.now = w.now.Add(time.Duration(rapid.IntRange(-20, 40).Draw(rt, "minutes")) * time.Minute)
			q := choices[rapid.IntRange(0, len(choices)-1).Draw(rt, "asked for")]
			q.Now = w.now
			want := len(slices.DeleteFunc(w.shown(), func(r board.Row) bool { return !w.meant(q, &r) }))
			w.read(func(v *board.View) {
				if got := v.StandingCount(q); got != want || v.Count(q) != want {
					rt.Fatalf("%+v: %d, counted %d; there are %d", q, got, v.Count(q), want)
				}
			})
		}
	})
}

// More tickets than wait beside those that are in order, and more choices than stand.
func TestBoard_CountsStandWhileThousandsComeAndGo(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	change := func(from, to int, gone bool) {
		for n := from; n < to; n++ {
			row := board.Row{Ticket: support.Ticket{
				ID: id(1, n), Status: support.StatusClosed, Severity: support.SeverityQuestion, CreatedAt: began.Add(time.Duration(n) * time.Minute),
			}}
			if gone {
				b.Change(board.Change{Gone: []string{row.ID}}, 2)
			} else {
				b.Change(board.Change{Put: []board.Row{row}}, 2)
			}
		}
	}
	const all = 3000
	count := func(at, older int) (n int) {
		q := board.Choice{
			Queue: board.Closed, Now: began.Add(time.Duration(at) * time.Minute), Criteria: support.Criteria{OlderThan: time.Duration(older) * time.Minute},
		}
		b.Read(&board.Laid{}, func(v *board.View) { n = v.StandingCount(q) })
		return n
	}
	change(0, all, false)
	for round, there := range [][2]int{{0, all}, {1000, all}, {1000, 2000}, {0, all}} {
		switch round {
		case 1:
			change(0, 1000, true)
		case 2:
			change(2000, all, true)
		case 3:
			change(0, 1000, false)
			change(2000, all, false)
		}
		for at := 0; at < 2*all; at += 7 {
			if n, want := count(at, 60), min(max(at-60+1, there[0]), there[1])-there[0]; n != want {
				t.Fatalf("round %d, minute %d: there are %d, not %d", round, at, n, want)
			}
		}
	}
	for range 2 {
		for older := 1; older <= 100; older++ {
			if n, want := count(all, older), all+1-older; n != want {
				t.Fatalf("older than %d minutes are %d, not %d", older, n, want)
			}
		}
	}
}

func TestBoard_ShowsWhatIsAroundATicket(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(0, 60).Draw(rt, "steps") {
			w.step(rt)
		}
		of := drawn(rt, rapid.IntRange(0, 30).Draw(rt, "of"))
		since := began.Add(5 * time.Hour)
		var earlier, since90, company int
		var duplicates, called, openOf = []string{}, []string{}, map[string]int{}
		for _, r := range w.shown() {
			if _, laid := w.laid[r.ID]; r.CompanyID == of.CompanyID && (laid || w.called[r.ID]) {
				called = append(called, r.ID)
			}
			if r.CompanyID == of.CompanyID && r.Open() && r.ID != of.ID {
				company++
				person := r.OpenedFor
				if person.ID == "" {
					person = r.OpenedBy
				}
				openOf[person.ID]++
			}
			if r.ID == of.ID {
				continue
			}
			if r.DuplicateOf.ID == of.ID {
				duplicates = append(duplicates, r.ID)
			}
			if of.Machine.Serial != "" && r.Machine.Serial == of.Machine.Serial && !r.CreatedAt.After(of.CreatedAt) {
				earlier++
				if r.CreatedAt.After(since) {
					since90++
				}
			}
		}
		w.read(func(v *board.View) {
			got := v.Around(&of.Ticket, since)
			if got.EarlierCount != earlier || len(got.Earlier) != min(earlier, 20) || got.Since != since90 || got.CompanyCount != company ||
				len(got.Company) != min(company, 10) || len(got.Duplicates) != len(duplicates) {
				rt.Fatalf("got %+v; there are %d earlier, %d lately, %d of the company, duplicates %v", got, earlier, since90, company, duplicates)
			}
			for i, item := range got.Earlier {
				if item.Serial != of.Machine.Serial || i > 0 && item.Created.After(got.Earlier[i-1].Created) {
					rt.Fatalf("earlier ones are %+v", got.Earlier)
				}
			}
			var ids []string
			for i, item := range got.Called {
				if ids = append(ids, item.ID); i > 0 && item.Updated.After(got.Called[i-1].Updated) {
					rt.Fatalf("those with calls are %+v", got.Called)
				}
			}
			slices.Sort(ids)
			slices.Sort(called)
			if !slices.Equal(ids, called) {
				rt.Fatalf("those with calls are %v, not %v", ids, called)
			}
			if diff := gocmp.Diff(openOf, got.OpenOf); diff != "" {
				rt.Fatal(diff)
			}
		})
	})
}

func TestBoard_SeesACommitWholeOrNotAtAll(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	row := board.Row{Ticket: support.Ticket{ID: id(1, 1), Status: support.StatusNew, Severity: support.SeverityStopped}}
	failed := fmt.Errorf("the disk is full")
	if err := b.Commit(board.Change{Put: []board.Row{row}}, 2, func() error { return failed }); err != failed {
		t.Errorf("it says %v", err)
	}
	there := func() (there bool, revision int64) {
		b.Read(&board.Laid{}, func(v *board.View) { _, there = v.Ticket(row.ID); revision = v.Revision })
		return there, revision
	}
	if is, revision := there(); is || revision != 0 {
		t.Errorf("what was not committed is there: %v, at %d", is, revision)
	}
	err := b.Commit(board.Change{Put: []board.Row{row}}, 2, func() error { return nil })
	if is, revision := there(); err != nil || !is || revision != 2 {
		t.Errorf("what was committed is there: %v, at %d, %v", is, revision, err)
	}
	b.Change(board.Change{Clear: true}, 3)
	if is, _ := there(); is {
		t.Error("it is there after all was taken away")
	}
}

func TestBoard_NewResponseTimesAndNamesCountAtOnce(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	b.Change(board.Change{Times: &times, Put: []board.Row{{Ticket: support.Ticket{
		ID: id(1, 1), Status: support.StatusNew, Severity: support.SeverityStopped, CompanyID: id(5, 1), AwaitedSince: began,
		Assignee: support.PersonRef{ID: id(9, 1), Name: "Luca"},
	}}, {Ticket: support.Ticket{
		ID: id(1, 2), Status: support.StatusClosed, Severity: support.SeverityStopped, CompanyID: id(5, 1), AwaitedSince: began,
		Verdict: support.VerdictFails,
	}}}}, 1)
	at := began.Add(20 * time.Minute)
	failing := func() (half time.Time) {
		b.Read(&board.Laid{}, func(v *board.View) {
			out, _ := v.Ticket(id(1, 2))
			half = out.Clock.Half
		})
		return half
	}
	item := func() (out board.Item, take int) {
		b.Read(&board.Laid{}, func(v *board.View) {
			out, _ = v.Ticket(id(1, 1))
			take = v.Counts(id(9, 2), at)[board.ToTake]
		})
		return out, take
	}
	if got, take := item(); !got.Clock.Half.Equal(began.Add(15*time.Minute)) || got.Company.Name != "" || take != 2 {
		t.Errorf("%+v, %d to take", got, take)
	}
	slower := support.UsualResponseTimes(time.UTC)
	slower.Targets[support.SeverityStopped] = support.Target{First: time.Hour, Next: time.Hour}
	b.Change(board.Change{Times: &slower, Companies: map[string]string{id(5, 1): "Acme"}}, 2)
	if got, take := item(); !got.Clock.Half.Equal(began.Add(30*time.Minute)) || got.Company.Name != "Acme" || take != 1 {
		t.Errorf("%+v, %d to take", got, take)
	}
	if half := failing(); !half.Equal(began.Add(30 * time.Minute)) {
		t.Errorf("of a machine that does not run half is %v", half)
	}
}

func TestBoard_RefusesACursorThatIsNone(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	b.Read(&board.Laid{}, func(v *board.View) {
		for _, after := range []string{"x", "!!", "bnVsbGw="} {
			if _, err := v.Page(board.Choice{Queue: board.Open}, board.Order{By: board.ByWait}, after, 10); support.CodeOf(err) != support.CodeInvalid {
				t.Errorf("%q: %v", after, err)
			}
		}
	})
}
