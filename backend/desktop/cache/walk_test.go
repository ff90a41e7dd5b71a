package cache_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		// Each check opens real files; more is for whoever asks.
		checks := "30"
		if build, ok := debug.ReadBuildInfo(); ok && slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
			checks = "4" // SQLite is many times slower there
		}
		_ = flag.Set("rapid.checks", checks)
	}
	os.Exit(m.Run())
}

// history stands in for the server's feed: every object by the position of its last change.
type history struct {
	viewer  support.Person
	lines   []*line
	marks   map[string]api.Mark
	at      map[string]int // position by object
	object  map[string]func() api.Change
	now     int
	removed map[string]bool
	events  map[string]int // removals, by position
}

func newHistory(viewer support.Person) *history {
	return &history{
		viewer: viewer, marks: map[string]api.Mark{}, at: map[string]int{}, object: map[string]func() api.Change{},
		removed: map[string]bool{}, events: map[string]int{},
	}
}

// touch gives what one commit changed the next position.
func (h *history) touch(l *line, from int) {
	h.now++
	h.at["t"+l.ticket.ID] = h.now
	h.object["t"+l.ticket.ID] = l.ticketChange
	for i := from; i < len(l.said); i++ {
		m := l.said[i]
		h.at["m"+m.ID] = h.now
		h.object["m"+m.ID] = func() api.Change { return messageChange(&m) }
	}
}

// page is the feed between two positions, by position.
func (h *history) page(after, upTo int) []api.Change {
	var keys []string
	for k, at := range h.at {
		if at > after && at <= upTo {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return h.at[a] - h.at[b] })
	var out []api.Change
	for _, k := range keys {
		out = append(out, h.object[k]())
	}
	for id, at := range h.events {
		if at > after && at <= upTo {
			out = append(out, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: id}})
		}
	}
	return out
}

func (h *history) remove(l *line) {
	h.now++
	delete(h.at, "t"+l.ticket.ID)
	delete(h.at, "k"+l.ticket.ID)
	for _, m := range l.said {
		delete(h.at, "m"+m.ID)
	}
	h.removed[l.ticket.ID] = true
	h.events[l.ticket.ID] = h.now
}

func (h *history) step(t *rapid.T) {
	people := []support.Person{anna, piero, luca, marta}
	var alive []*line
	for _, l := range h.lines {
		if !h.removed[l.ticket.ID] {
			alive = append(alive, l)
		}
	}
	what := rapid.IntRange(0, 11).Draw(t, "what")
	if len(alive) == 0 || what == 0 {
		l := newLine(h.viewer, len(h.lines)+1, rapid.SampledFrom(people[:2]).Draw(t, "by"), fmt.Sprintf("descrizione %d olio", len(h.lines)))
		h.lines = append(h.lines, l)
		h.touch(l, 0)
		return
	}
	l := rapid.SampledFrom(alive).Draw(t, "line")
	by := rapid.SampledFrom(people).Draw(t, "by")
	said := len(l.said)
	switch {
	case what == 1:
		h.remove(l)
	case what == 2:
		m := rapid.SampledFrom(l.said).Draw(t, "message")
		mark := support.MarkAt(h.viewer.ID, &m)
		if mark.Index > h.marks[l.ticket.ID].Index {
			h.marks[l.ticket.ID] = api.MarkFor(mark)
			l.ticket.Read(h.viewer.Role.Side(), mark)
			h.touch(l, said)
			id := l.ticket.ID
			h.at["k"+id] = h.now
			h.object["k"+id] = func() api.Change { mark := h.marks[id]; return api.Change{Type: api.TypeMark, Mark: &mark} }
		}
	case what == 3:
		status := rapid.SampledFrom([]support.Status{support.StatusWaiting, support.StatusInProgress, support.StatusClosed}).Draw(t, "status")
		change := support.Change{Seen: l.ticket.Status, Status: &status}
		if text := "fatto"; status == support.StatusClosed {
			change.Resolution = &text
		}
		if recorded, err := l.ticket.Change(l.act(luca), change, ""); err == nil {
			l.said = append(l.said, recorded...)
			h.touch(l, said)
		}
	case what == 4 && h.viewer.MayWork() == nil:
		act := l.act(marta)
		if note, err := l.ticket.Note(act, support.Words{ID: act.NewID(), Text: "nota"}); err == nil {
			l.said = append(l.said, note)
			h.touch(l, said)
		}
	case what == 5:
		to := rapid.SampledFrom([]support.PersonRef{luca.Ref(), marta.Ref(), {}}).Draw(t, "to")
		if recorded, err := l.ticket.Change(l.act(luca), support.Change{Seen: l.ticket.Status, Assignee: &to}, ""); err == nil {
			l.said = append(l.said, recorded...)
			h.touch(l, said)
		}
	case what == 6:
		if l.ticket.MayReply() == nil {
			l.photos(nil, by, rapid.IntRange(1, 3).Draw(t, "photos"))
			h.touch(l, said)
		}
	case what == 7:
		// Nothing of the ticket moves but the message.
		if m := l.arrive(rapid.IntRange(0, 2).Draw(t, "which")); m != nil {
			arrived := *m
			h.now++
			h.at["m"+m.ID] = h.now
			h.object["m"+m.ID] = func() api.Change { return messageChange(&arrived) }
		}
	default:
		if l.ticket.MayReply() == nil {
			l.reply(nil, by, fmt.Sprintf("risposta %d olio", len(l.said)))
			h.touch(l, said)
		}
	}
}

// unread is rule 9 of the product, worked out from all that was said.
func (h *history) unread(l *line) int {
	if !h.viewer.Concerns(&l.ticket) {
		return 0
	}
	floor := h.marks[l.ticket.ID].Index
	for _, m := range l.said {
		if m.Kind == support.MessageReply && m.Author.ID == h.viewer.ID {
			floor = max(floor, m.Index)
		}
	}
	n := 0
	for _, m := range l.said {
		if m.Kind == support.MessageReply && m.Index > floor && m.Author.Role.Side() != h.viewer.Role.Side() && !m.CreatedAt.Before(h.viewer.CreatedAt) {
			n++
		}
	}
	return n
}

// same compares the cache with what the server has.
func (h *history) same(t *rapid.T, c *cache.Cache) {
	var want cache.Counts
	hits := 0
	for _, l := range h.lines {
		row, there, err := cache.Row{}, false, error(nil)
		err = c.Read(t.Context(), func(r *cache.Reader) error { row, there, err = r.Ticket(l.ticket.ID); return err })
		if err != nil {
			t.Fatal(err)
		}
		if there == h.removed[l.ticket.ID] {
			t.Fatalf("ticket %d is there: %v", l.ticket.Number, there)
		}
		if !there {
			h.attached(t, c, l)
			continue
		}
		if diff := cmp.Diff(l.shown(), row.Ticket); diff != "" {
			t.Fatal(diff)
		}
		if got, want := row.Unread, h.unread(l); got != want {
			t.Fatalf("ticket %d: %d unread, want %d", l.ticket.Number, got, want)
		}
		var messages []support.Message
		err = c.Read(t.Context(), func(r *cache.Reader) error {
			messages, err = r.Messages(l.ticket.ID, cache.Place{}, 1000)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		said := slices.Clone(l.said)
		slices.SortStableFunc(said, func(a, b support.Message) int {
			p, q := cache.PlaceOf(&a), cache.PlaceOf(&b)
			switch {
			case p.Before(q):
				return -1
			case q.Before(p):
				return 1
			default:
				return 0
			}
		})
		if diff := cmp.Diff(said, messages); diff != "" {
			t.Fatal(diff)
		}
		for _, m := range l.said {
			if m.Kind == support.MessageReply && m.Text != "" {
				hits++
			}
		}
		h.attached(t, c, l)
		want.Unread += row.Unread
		if row.Open() {
			want.Open++
		} else {
			want.Closed++
			want.UnreadClosed += row.Unread
		}
	}
	var got cache.Counts
	found := 0
	err := c.Read(t.Context(), func(r *cache.Reader) (err error) {
		if got, err = r.Counts(); err != nil {
			return err
		}
		page, _, err := r.Search(cache.ParseQuery("olio"), 0, 10_000)
		found = len(page)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("counts %+v, want %+v", got, want)
	}
	if found != hits {
		t.Fatalf("%d found, want %d", found, hits)
	}
	if c.Me().MayWork() == nil {
		h.onBoard(t, c, want)
	}
}

// attached holds that each attachment of a ticket leads to its message, as long as that is there.
func (h *history) attached(t *rapid.T, c *cache.Cache, l *line) {
	err := c.Read(t.Context(), func(r *cache.Reader) error {
		for _, m := range l.said {
			for _, a := range m.Attachments {
				of, there, err := r.AttachedTo(a.ID)
				if err != nil {
					return err
				}
				if there == h.removed[l.ticket.ID] || there && of.ID != m.ID {
					t.Fatalf("attachment %s of message %s leads to %q", a.ID, m.ID, of.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// onBoard holds that the board shows what the file says.
func (h *history) onBoard(t *rapid.T, c *cache.Cache, want cache.Counts) {
	if err := c.AwaitBoard(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	err := c.Read(t.Context(), func(r *cache.Reader) error {
		rows := map[string]cache.Row{}
		for _, l := range h.lines {
			row, there, err := r.Ticket(l.ticket.ID)
			if err != nil {
				return err
			}
			if there {
				rows[row.ID] = row
			}
		}
		same, err := r.Board(&board.Laid{}, func(v *board.View) {
			if n := v.Counts(luca.ID, began); n[board.Open] != want.Open || n[board.Closed] != want.Closed {
				t.Fatalf("the board has %v, want %+v", n, want)
			}
			for id, row := range rows {
				item, there := v.Ticket(id)
				if !there || item.Unread != row.Unread || item.Status != row.Status || item.Title != row.Title || item.Number != row.Number ||
					!item.Updated.Equal(row.UpdatedAt) || item.Assignee != row.Assignee || !item.Clock.Since.Equal(row.AwaitedSince) ||
					!item.Closed.Equal(row.ClosedAt) || !item.Paused.Equal(row.PausedAt) || !item.Created.Equal(row.CreatedAt) {
					t.Fatalf("the board has %+v, the file %+v", item, row)
				}
			}
		})
		if err == nil && !same {
			t.Fatal("the board is of another moment")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// growing are the tables that no query may read from one end to the other, by the names that queries give them.
var growing = regexp.MustCompile(`^SCAN (tickets|messages|seen|reading|breaks|t|m|l|h|s)\b`)

// few are indexes of the few rows of those that somebody has to look at; that of the calls is read once, when the board is filled.
var few = regexp.MustCompile(`INDEX (tickets_unread|tickets_failing|seen_removed|messages_calls)$`)

// walksNothing holds that nothing of what was asked so far reads a table that grows from one end to the other.
func walksNothing(t *rapid.T, c *cache.Cache) {
	for _, query := range c.Asked() {
		if !slices.Contains([]string{"SELECT", "UPDATE", "DELETE"}, strings.Fields(query)[0]) {
			continue // what begins anew keeps of all messages what was seen
		}
		steps, err := c.Plan(t.Context(), query, strings.Count(query, "?"))
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, step := range steps {
			if growing.MatchString(step) && !few.MatchString(step) {
				t.Errorf("%s\n\t%s", query, step)
			}
		}
	}
}

func TestCache_AnyOrderOfPagesEndsAtWhatTheServerHas(t *testing.T) {
	for _, viewer := range []support.Person{anna, luca} {
		t.Run(string(viewer.Role), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				dir, err := os.MkdirTemp(t.TempDir(), "cache")
				if err != nil {
					rt.Fatal(err)
				}
				c, _, err := cache.Open(rt.Context(), cache.Options{Dir: dir, Me: viewer})
				if err != nil {
					rt.Fatal(err)
				}
				defer func() { _ = c.Close() }()
				h := newHistory(viewer)
				follow(rt, h, c)
				if rapid.Bool().Draw(rt, "reset") {
					if err := c.Reset(rt.Context()); err != nil {
						rt.Fatal(err)
					}
					follow(rt, h, c)
				}
				walksNothing(rt, c)
				// Another start, in which the feed goes on while the board is filled.
				if err := c.Close(); err != nil {
					rt.Fatal(err)
				}
				if c, _, err = cache.Open(rt.Context(), cache.Options{Dir: dir, Me: viewer}); err != nil {
					rt.Fatal(err)
				}
				for range rapid.IntRange(0, 5).Draw(rt, "after the start") {
					before := h.now
					h.step(rt)
					if _, err := c.Apply(rt.Context(), cache.Batch{Changes: h.page(before, h.now), Forward: fmt.Sprint(h.now)}); err != nil {
						rt.Fatal(err)
					}
				}
				if err := c.IndexAll(rt.Context()); err != nil {
					rt.Fatal(err)
				}
				h.same(rt, c)
				walksNothing(rt, c)
			})
		})
	}
}

// follow syncs a cache from nothing while the server lives on.
func follow(t *rapid.T, h *history, c *cache.Cache) {
	put := func(b cache.Batch) {
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			if _, err := c.Apply(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range rapid.IntRange(0, 40).Draw(t, "before") {
		h.step(t)
	}
	forward := h.now
	backward := h.now
	back := func(first bool) (held cache.Batch) {
		from := max(0, backward-rapid.IntRange(1, 8).Draw(t, "commits"))
		held = cache.Batch{Walk: cache.Backward, Changes: h.page(from, backward)}
		if first {
			held.Forward = "head"
		}
		if backward = from; from > 0 {
			held.Backward = fmt.Sprint(from)
		}
		return held
	}
	put(back(true))
	filled := backward == 0
	for range rapid.IntRange(5, 40).Draw(t, "turns") {
		switch rapid.IntRange(0, 4).Draw(t, "turn") {
		case 0:
			h.step(t)
		case 4:
			if forward == h.now {
				h.holds(t, c)
			}
		case 1:
			upTo := min(h.now, forward+rapid.IntRange(1, 5).Draw(t, "commits"))
			put(cache.Batch{Changes: h.page(forward, upTo), Forward: fmt.Sprint(upTo)})
			forward = upTo
		case 2:
			if !filled {
				// The page is read, then live goes on, and only then is it applied.
				page := back(false)
				filled = backward == 0
				for range rapid.IntRange(0, 3).Draw(t, "meanwhile") {
					h.step(t)
				}
				put(cache.Batch{Changes: h.page(forward, h.now), Forward: fmt.Sprint(h.now)})
				forward = h.now
				put(page)
			}
		}
	}
	for !filled {
		put(back(false))
		filled = backward == 0
	}
	put(cache.Batch{Changes: h.page(forward, h.now), Forward: fmt.Sprint(h.now)})
	if err := c.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.same(t, c)
	h.holds(t, c)
}

// holds: nothing that a sound server does breaks a record. What is out of sight after a reset looks as if it had been lost.
func (h *history) holds(t *rapid.T, c *cache.Cache) {
	c.Followed()
	if err := c.VerifyAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	breaks, err := c.Breaks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaks {
		if b.Kind != cache.BreakRestored || !h.removed[b.TicketID] {
			t.Fatalf("a sound server's record is broken: %+v", b)
		}
	}
}
