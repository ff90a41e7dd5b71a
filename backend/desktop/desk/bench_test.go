package desk_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// The size of the world that is measured; the budgets are for 1,000,000 messages.
var (
	benchMessages = flag.Int("bench.messages", 20_000, "how many messages the benchmarks' cache holds, ten a ticket")
	benchKept     = flag.String("bench.dir", "", "a folder to fill and keep, or to use as it was filled before")
)

const (
	blockTickets  = 5
	blockMessages = 50
	perTicket     = blockMessages / blockTickets
	pageOfFeed    = 500
)

// world makes the same feed for the same size: blocks of five tickets whose ten messages each mingle in time.
type world struct {
	blocks int
	words  []string
	zipf   *rand.Zipf
	random *rand.Rand
}

func newWorld(messages int) *world {
	w := &world{blocks: messages / blockMessages, random: rand.New(rand.NewPCG(7, 7))}
	stems := strings.Fields(`press macchin cilindr oli guarnizion allarm sensor nastr motor quadr temperatur vibrazion
		bobin film taglier saldatur pinz ugell valvol pompa filtr cuscinett catena cinghi encoder inverter fusibil pulsant
		emergenz ripar protezion conteggi scatol carton etichett stamp dosator peso bilanc ferm lent rumor perdit controll
		verific sostitu regol mont smont puliz manutenzion ricamb ordin spedizion tecnic turno operator lin velocit`)
	for _, stem := range stems {
		for _, end := range strings.Fields("a e i o are ato ata ate ati ando ione ioni ore oni amento amenti abile ista ità azione") {
			w.words = append(w.words, stem+end)
		}
	}
	w.words = append(strings.Fields("il la di che e un in per con non si da al del è ho ma poi già come dopo quando"), w.words...)
	w.zipf = rand.NewZipf(w.random, 1.15, 4, uint64(len(w.words)-1))
	return w
}

func (w *world) text(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.words[w.zipf.Uint64()])
	}
	if w.random.IntN(4) == 0 {
		fmt.Fprintf(&b, " allarme %d.%d", 100+w.random.IntN(900), w.random.IntN(9))
	}
	if w.random.IntN(20) == 0 {
		fmt.Fprintf(&b, " E%02d sul VS-%d", w.random.IntN(99), w.random.IntN(60))
	}
	return b.String()
}

func worldID(kind, n int) string { return fmt.Sprintf("%08x-0000-7000-8000-%012x", kind, n) }

func (w *world) at(block, message int) api.Time {
	return api.At(began.Add(time.Duration(block*blockMessages+message) * time.Minute))
}

func (w *world) ticket(block, n, last int) api.Ticket {
	number := block*blockTickets + n
	machine := number % 400
	t := api.Ticket{
		ID: worldID(1, number), Number: int64(1000 + number), Kind: "chat", Status: "closed", Severity: "degraded",
		CompanyID: company.ID, MachineID: worldID(3, machine), CategoryID: oil.ID,
		Machine:   &api.MachineThen{Name: fmt.Sprintf("Pressa %d", machine%40), Model: fmt.Sprintf("PX-%d", 100+machine%9*50), Serial: fmt.Sprintf("%02d-%04d", 10+machine%16, machine)},
		OpenedBy:  api.Ref(anna.Ref()),
		CreatedAt: w.at(block, n), WrittenAt: w.at(block, n), UpdatedAt: w.at(block, blockMessages+n), LastMessageAt: w.at(block, blockMessages+n),
		MessageCount: last, LastIndex: last, ReadBySupport: last, ReadByCustomer: last,
	}
	t.Description = w.text(18)
	t.Title = support.TitleOf(t.Description)
	if block > w.blocks-400 {
		t.Status = "in_progress"
		t.Assignee = &api.Ref{ID: luca.ID, Name: luca.Name}
	}
	return t
}

func (w *world) message(block, n, index, slot int, text string) api.Message {
	ticket := block*blockTickets + n
	author := anna.Author()
	if index%2 == 0 {
		author = luca.Author()
	}
	m := api.Message{
		ID: worldID(2, ticket*1000+index), TicketID: worldID(1, ticket), Kind: "reply", Text: text, Index: &index,
		Author:    api.Author{ID: author.ID, Name: author.Name, Role: string(author.Role)},
		CreatedAt: w.at(block, slot), WrittenAt: w.at(block, slot), Hash: strings.Repeat("ab", 32),
	}
	if ticket%5 == 0 && index == 4 {
		m.Kind, m.Text = "event", ""
		m.Event = &api.Event{Type: string(support.EventCallAttempt), Outcome: string(support.OutcomeSpoken), Text: text}
	}
	return m
}

// block is a block of the feed, newest first.
func (w *world) block(block int) []api.Change {
	out := make([]api.Change, 0, blockTickets*2+blockMessages)
	for n := range blockTickets {
		t := w.ticket(block, n, perTicket)
		out = append(out, api.Change{Type: api.TypeTicket, Ticket: &t})
		mark := api.Mark{TicketID: t.ID, MessageID: worldID(2, (block*blockTickets+n)*1000+perTicket), Index: perTicket - block%7/6}
		out = append(out, api.Change{Type: api.TypeMark, Mark: &mark})
	}
	for slot := blockMessages - 1; slot >= 0; slot-- {
		m := w.message(block, slot%blockTickets, slot/blockTickets+1, slot, w.text(6+w.random.IntN(24)))
		out = append(out, api.Change{Type: api.TypeMessage, Message: &m})
	}
	return out
}

// fill is the first sync, without the network.
func (w *world) fill(ctx context.Context, c *cache.Cache) (time.Duration, error) {
	var spent time.Duration
	apply := func(b cache.Batch) error {
		began := time.Now()
		_, err := c.Apply(ctx, b)
		spent += time.Since(began)
		return err
	}
	shown := api.CompanyFor(company)
	page := []api.Change{{Type: api.TypeCompany, Company: &shown}}
	for i := range 400 {
		m := api.Machine{ID: worldID(3, i), CompanyID: company.ID, Name: fmt.Sprintf("Pressa %d", i%40), Model: "PX", Serial: fmt.Sprintf("%02d-%04d", 10+i%16, i)}
		page = append(page, api.Change{Type: api.TypeMachine, Machine: &m})
	}
	first := cache.Batch{Walk: cache.Backward, Changes: page, Forward: "head", Backward: "more"}
	if err := apply(first); err != nil {
		return spent, err
	}
	page = nil
	for block := w.blocks - 1; block >= 0; block-- {
		page = append(page, w.block(block)...)
		if len(page) < pageOfFeed && block > 0 {
			continue
		}
		b := cache.Batch{Walk: cache.Backward, Changes: page, Backward: "more"}
		if block == 0 {
			b.Backward = ""
		}
		if err := apply(b); err != nil {
			return spent, err
		}
		page = page[:0]
	}
	waiting := time.Now()
	err := c.IndexAll(ctx)
	return spent + time.Since(waiting), err
}

// benchPlace is the filled place, made once a run.
var benchPlace = sync.OnceValues(func() (*place, error) {
	dir, err := *benchKept, error(nil)
	if dir == "" {
		if dir, err = os.MkdirTemp("", "filodiretto-bench"); err != nil {
			return nil, err
		}
		benchDir = dir
	}
	p := &place{dir: dir, server: &server{viewer: luca, now: began.Add(5 * 365 * 24 * time.Hour)}}
	ctx := context.Background()
	if p.cache, _, err = cache.Open(ctx, cache.Options{Dir: dir, Me: luca}); err != nil {
		return nil, err
	}
	feed, err := p.cache.Feed(ctx)
	if err != nil {
		return nil, err
	}
	if !feed.Filled {
		if benchFilled, err = newWorld(*benchMessages).fill(ctx, p.cache); err != nil {
			return nil, err
		}
	}
	if p.outbox, _, err = outbox.Open(ctx, dir, p.server.now); err != nil {
		return nil, err
	}
	p.Desk = desk.New(p.cache, p.outbox, func() time.Time { return p.server.now })
	return p, nil
})

var (
	benchDir    string
	benchFilled time.Duration
)

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		// Each check opens real files and syncs them; more is for whoever asks.
		checks := "20"
		if build, ok := debug.ReadBuildInfo(); ok && slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
			checks = "4" // SQLite is many times slower there
		}
		_ = flag.Set("rapid.checks", checks)
	}
	code := m.Run()
	if benchDir != "" {
		_ = os.RemoveAll(benchDir)
	}
	os.Exit(code)
}

func filled(b *testing.B) *place {
	b.Helper()
	p, err := benchPlace()
	if err != nil {
		b.Fatal(err)
	}
	if err := p.cache.AwaitBoard(b.Context(), true); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	return p
}

// each measures every call, and reports the middle one and the 99th of a hundred: by the clock and, where it can be known, by the
// processor's time that the calling thread took, which says more where others work on the same machine.
func each(b *testing.B, fn func(i int) error) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var took, spent []time.Duration
	for i := 0; b.Loop(); i++ {
		began, before := time.Now(), spentByThread()
		if err := fn(i); err != nil {
			b.Fatal(err)
		}
		took, spent = append(took, time.Since(began)), append(spent, spentByThread()-before)
	}
	for unit, all := range map[string][]time.Duration{"ms": took, "cpu-ms": spent} {
		slices.Sort(all)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		b.ReportMetric(ms(all[len(all)*99/100]), "p99-"+unit)
		b.ReportMetric(ms(all[len(all)/2]), "p50-"+unit)
	}
}

func BenchmarkFirstSync(b *testing.B) {
	p := filled(b)
	if benchFilled == 0 {
		b.Skip("the folder was filled before")
	}
	for b.Loop() {
		continue
	}
	size := int64(0)
	if info, err := os.Stat(filepath.Join(p.dir, cache.FileName)); err == nil {
		size = info.Size()
	}
	b.ReportMetric(benchFilled.Seconds(), "s-to-searchable")
	b.ReportMetric(float64(*benchMessages)/benchFilled.Seconds(), "messages/s")
	b.ReportMetric(float64(size)/(1<<20), "MiB")
}

func BenchmarkListPage(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	after := ""
	each(b, func(int) error {
		page, err := p.Tickets(ctx, desk.ClosedTickets, after, 50)
		after = page.Next
		return err
	})
}

func BenchmarkTicketWithMessages(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	random := rand.New(rand.NewPCG(1, 1))
	each(b, func(int) error {
		id := worldID(1, random.IntN(*benchMessages/perTicket))
		if _, err := p.Ticket(ctx, id); err != nil {
			return err
		}
		_, err := p.Messages(ctx, id, "", 50)
		return err
	})
}

func BenchmarkCounts(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	each(b, func(int) error { _, err := p.Counts(ctx); return err })
}

// BenchmarkSearchEachLetter types words and codes letter by letter.
func BenchmarkSearchEachLetter(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	var typed []string
	for _, text := range []string{
		"pressa olio", "guarnizione", "controllata", "allarme 700.1", "24-0117", "VS-40", "E42", "macchinamento ferma",
		"temperatura della pompa", "1042", "zzz", "ricambi spedizione", "di il la",
	} {
		for i := range text {
			typed = append(typed, text[:i+1])
		}
	}
	slowest := map[string]time.Duration{}
	each(b, func(i int) error {
		text := typed[i%len(typed)]
		began := time.Now()
		_, err := p.Search(ctx, text, "", 50)
		slowest[text] = max(slowest[text], time.Since(began))
		return err
	})
	texts := slices.Clone(typed)
	slices.SortFunc(texts, func(x, y string) int { return int(slowest[y] - slowest[x]) })
	for _, text := range texts[:min(5, len(texts))] {
		b.Logf("%q %v", text, slowest[text])
	}
}

// BenchmarkAct commits replies, each with its draft, and lists after each.
func BenchmarkAct(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	newest := *benchMessages/perTicket - 1
	each(b, func(i int) error {
		_, err := p.Reply(ctx, worldID(1, newest-i%200), "Arrivo subito")
		return err
	})
}

// BenchmarkListPageWithActs lists with two hundred tickets in the outbox, as after a shift without a line.
func BenchmarkListPageWithActs(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	newest := *benchMessages/perTicket - 1
	for i := range 200 {
		if _, err := p.Reply(ctx, worldID(1, newest-i), "Arrivo subito"); err != nil {
			b.Fatal(err)
		}
	}
	each(b, func(int) error {
		_, err := p.Tickets(ctx, desk.OpenTickets, "", 50)
		return err
	})
}

// heads are the newest hashes of the newest tickets' chains.
func (p *place) heads(b *testing.B) map[string]support.Hash {
	b.Helper()
	heads := map[string]support.Hash{}
	known := *benchMessages / perTicket
	for number := max(0, known-5000); number < known; number++ {
		err := p.cache.Read(b.Context(), func(r *cache.Reader) error {
			newest, err := r.Messages(worldID(1, number), cache.Place{}, 1)
			if err == nil && len(newest) > 0 {
				heads[worldID(1, number)] = newest[0].Hash
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return heads
}

// BenchmarkWeekOffline applies 5,000 changed tickets and 20,000 messages.
func BenchmarkWeekOffline(b *testing.B) {
	p := filled(b)
	w := newWorld(*benchMessages)
	const tickets, each = 5000, 4
	var pages [][]api.Change
	var page []api.Change
	known := *benchMessages / perTicket
	heads := p.heads(b)
	for i := range tickets {
		number := known - 1 - i%known
		block, n := number/blockTickets, number%blockTickets
		last := perTicket + each*(1+i/known)
		t := w.ticket(block, n, last)
		t.UpdatedAt = w.at(w.blocks+1, i*each)
		page = append(page, api.Change{Type: api.TypeTicket, Ticket: &t})
		for k := range each {
			m := w.message(block, n, last-each+1+k, 0, w.text(18))
			m.CreatedAt = w.at(w.blocks+1, i*each+k)
			in := cache.MessageIn(m)
			heads[t.ID] = in.Chained(heads[t.ID])
			m.Hash = heads[t.ID].String()
			page = append(page, api.Change{Type: api.TypeMessage, Message: &m})
		}
		if len(page) >= pageOfFeed {
			pages = append(pages, page)
			page = nil
		}
	}
	pages = append(pages, page)
	began := time.Now()
	for _, page := range pages {
		if _, err := p.cache.Apply(b.Context(), cache.Batch{Changes: page, Forward: "on"}); err != nil {
			b.Fatal(err)
		}
	}
	caughtUp := time.Since(began)
	if err := p.cache.IndexAll(b.Context()); err != nil {
		b.Fatal(err)
	}
	searchable := time.Since(began)
	for b.Loop() {
		continue
	}
	b.ReportMetric(caughtUp.Seconds(), "s-caught-up")
	b.ReportMetric(searchable.Seconds(), "s-to-searchable")
}

// BenchmarkConsolePage lists open and closed tickets by every column, with and without criteria, page after page.
func BenchmarkConsolePage(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	columns := []board.Column{
		board.ByWait, board.ByUpdated, board.ByNumber, board.ByTitle, board.ByCompany, board.ByPerson, board.ByStatus, board.ByAssignee,
	}
	after := ""
	each(b, func(i int) error {
		q := desk.ConsoleQuery{
			Queue: board.Closed, Order: board.Order{By: columns[i/4%len(columns)], Descending: i/2%2 == 0, Grouped: i%3 == 0}, Limit: 50,
		}
		if i%8 < 2 {
			q.Queue = board.Open
		}
		if i%5 == 0 {
			q.Criteria = support.Criteria{Models: []string{"PX-200", "PX-300"}, YoungerThan: 365 * 24 * time.Hour}
		}
		if i%4 > 0 {
			q.After = after
		}
		page, err := p.Console(ctx, q)
		after = page.Next
		return err
	})
}

// BenchmarkConsoleText lists what a text is in.
func BenchmarkConsoleText(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	texts := []string{"guarnizione", "pressa olio", "700.1", "controllata", "24-0117", "di"}
	each(b, func(i int) error {
		_, err := p.Console(ctx, desk.ConsoleQuery{
			Queue: board.Queues[4+i/6%2], Criteria: support.Criteria{Text: texts[i%6]}, Order: board.Order{By: board.ByWait}, Limit: 50,
		})
		return err
	})
}

// BenchmarkQueues counts the queues and a few filters.
func BenchmarkQueues(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	for i := range 5 {
		status := []support.Status{support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed}[i%4]
		f := support.Filter{Name: fmt.Sprint(i), Criteria: support.Criteria{Models: []string{"PX-200"}, Statuses: []support.Status{status}}}
		if _, err := p.SaveFilter(ctx, f); err != nil {
			b.Fatal(err)
		}
	}
	each(b, func(int) error { _, err := p.Queues(ctx); return err })
}

// BenchmarkContext looks at what is around a ticket.
func BenchmarkContext(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	random := rand.New(rand.NewPCG(2, 2))
	each(b, func(int) error {
		_, err := p.TicketContext(ctx, worldID(1, random.IntN(*benchMessages/perTicket)))
		return err
	})
}

// BenchmarkSimilar looks for cases like a ticket's.
func BenchmarkSimilar(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	random := rand.New(rand.NewPCG(3, 3))
	found := 0
	each(b, func(int) error {
		cases, err := p.Similar(ctx, worldID(1, random.IntN(*benchMessages/perTicket)))
		found += len(cases)
		return err
	})
	b.ReportMetric(float64(found)/float64(b.N), "cases/ticket")
}

// BenchmarkFind types into the palette, letter by letter.
func BenchmarkFind(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	var typed []string
	for _, text := range []string{"pressa 3", "#1042", "anna", "24-0117", "acme"} {
		for i := range text {
			typed = append(typed, text[:i+1])
		}
	}
	each(b, func(i int) error { _, err := p.Find(ctx, typed[i%len(typed)], 8); return err })
}

// BenchmarkWork takes, answers and waits, and gives many tickets away at once.
func BenchmarkWork(b *testing.B) {
	p := filled(b)
	ctx := b.Context()
	newest := *benchMessages/perTicket - 1
	each(b, func(i int) error {
		id := worldID(1, newest-i%300)
		switch i % 3 {
		case 0:
			return p.Take(ctx, id)
		case 1:
			_, err := p.ReplyAnd(ctx, id, "Arrivo subito", support.StatusWaiting, "", "")
			return err
		default:
			status := support.StatusInProgress
			_, _, err := p.Batch(ctx, []string{id}, desk.Errand{Status: &status})
			return err
		}
	})
}
