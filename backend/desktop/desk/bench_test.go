package desk_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

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
