package sqlite

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	sqlitedriver "modernc.org/sqlite"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

func open(tb testing.TB) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), tb.TempDir(), Options{Readers: 1})
	storetest.Must(tb, err)
	tb.Cleanup(func() { storetest.Must(tb, s.Close()) })
	return s
}

// growing are the tables that no query may read from one end to the other.
var growing = regexp.MustCompile(`\bSCAN (tickets|messages|attachments|feed|acts|marks|filters|canned_replies|f|o|m|t|a)\b`)

// TestQueries_NeverWalkATableThatGrows does everything that readers and writers can, and asks SQLite how it would answer
// each of the statements that this took.
func TestQueries_NeverWalkATableThatGrows(t *testing.T) {
	s := open(t)
	useEverything(t, s)
	statements := map[string]bool{}
	reader := <-s.readers
	for _, c := range []*conn{reader, s.writer} {
		for query := range c.prepared {
			statements[query] = true
		}
	}
	explained := 0
	for query := range statements {
		verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
		if verb != "SELECT" && verb != "UPDATE" && verb != "DELETE" && verb != "INSERT" {
			continue
		}
		explained++
		var plan []string
		err := reader.each(t.Context(), func(r *row) {
			r.next = 3
			plan = append(plan, r.text())
		}, `EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "?"))...)
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		for _, step := range plan {
			if growing.MatchString(step) {
				t.Errorf("%s\n%s", query, strings.Join(plan, "\n"))
			}
		}
	}
	s.readers <- reader
	if explained < 80 {
		t.Errorf("only %d statements were looked at", explained)
	}
}

func useEverything(t *testing.T, s *Store) {
	ctx := t.Context()
	h := storetest.Settle(t, s, 2)
	h.Fill(t, s, 4, 4)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	said := storetest.Say(t, s, h.Operators[0], &ticket, support.MessageReply, "", storetest.Files("guarnizione.jpg"))
	storetest.Arrive(t, s, said.Attachments[0].ID, support.Attachment{ArrivedAt: storetest.Day, Type: "image/jpeg"})
	read := func(r store.Reader) {
		me := h.Technicians[0]
		_, _ = r.Company(ctx, h.Companies[0].ID)
		_, _ = r.Companies(ctx)
		_, _ = r.Person(ctx, me.ID)
		_, _ = r.People(ctx, "")
		_, _ = r.People(ctx, h.Companies[0].ID)
		_, _ = r.Machine(ctx, h.Machines[0].ID)
		_, _ = r.MachineBySerial(ctx, "x")
		_, _ = r.Category(ctx, h.Category.ID)
		_, _ = r.Categories(ctx)
		_, _ = r.Cause(ctx, h.Category.ID)
		_, _ = r.Causes(ctx)
		_, _ = r.Filter(ctx, h.Category.ID)
		_, _ = r.Filters(ctx, me.ID)
		_, _ = r.CannedReply(ctx, h.Category.ID)
		_, _ = r.CannedReplies(ctx, "")
		_, _ = r.CannedReplies(ctx, me.ID)
		_, _ = r.ResponseTimes(ctx)
		_, _ = r.Ticket(ctx, ticket.ID)
		_, _, _ = r.TicketCounts(ctx, h.Machines[0].ID, "")
		_, _, _ = r.TicketCounts(ctx, h.Machines[0].ID, h.Companies[0].ID)
		_, _ = r.Message(ctx, ticket.ID, ticket.ID)
		_, _ = r.Attachment(ctx, ticket.ID)
		_, _ = r.Arrived(ctx, ticket.ID, 3)
		_, _ = r.Act(ctx, ticket.ID)
		_, _ = r.Mark(ctx, me.ID, ticket.ID)
		_, _ = r.Credentials(ctx, "x")
		_, _ = r.CredentialsOf(ctx, me.ID)
		_, _ = r.Session(ctx, [32]byte{})
		for _, f := range filters(h) {
			_, err := r.Tickets(ctx, f)
			storetest.Must(t, err)
		}
		for _, f := range []store.MachineFilter{{}, {CompanyID: h.Companies[0].ID, Query: "a b", Limit: 2}, {WithDisabled: true}} {
			_, _ = r.Machines(ctx, f)
		}
		for _, notes := range []bool{true, false} {
			_, _ = r.Messages(ctx, store.MessageFilter{TicketID: ticket.ID, WithNotes: notes, Limit: 3})
		}
		for _, q := range []store.FeedQuery{
			{Audiences: me.Audiences(), PersonID: me.ID}, {Audiences: me.Audiences(), PersonID: me.ID, Backward: true},
			{Audiences: h.Operators[0].Audiences(), PersonID: h.Operators[0].ID, Limit: 1},
			{Audiences: []support.Audience{support.AudienceSupport()}, Limit: 1},
		} {
			_, err := r.Feed(ctx, q)
			storetest.Must(t, err)
		}
	}
	storetest.Must(t, s.Write(ctx, func(w store.Writer) error {
		p := h.Operators[0]
		storetest.Must(t, storetest.Furnish(ctx, w, h.Technicians[0]))
		_ = w.DeleteFilter(ctx, h.Category.ID)
		_ = w.DeleteCannedReply(ctx, h.Category.ID)
		storetest.Must(t, w.PutMark(ctx, support.Mark{PersonID: p.ID, TicketID: ticket.ID, MessageID: ticket.ID, Index: 1}))
		storetest.Must(t, w.Touch(ctx, store.Object{Type: store.ObjectMark, ID: ticket.ID}, support.AudiencePerson(p.ID)))
		storetest.Must(t, w.PutCredentials(ctx, store.Credentials{PersonID: p.ID, Login: p.Login}))
		_ = w.InsertSession(ctx, store.Session{TokenHash: [32]byte{1}, PersonID: p.ID})
		_ = w.UseSession(ctx, [32]byte{1}, storetest.Day)
		_ = w.DeleteSession(ctx, [32]byte{1})
		_ = w.DeleteSessions(ctx, p.ID, [32]byte{})
		storetest.Must(t, w.UpdateTicket(ctx, ticket))
		read(w)
		return nil
	}))
	storetest.Must(t, s.Read(ctx, func(r store.Reader) error { read(r); return nil }))
}

// filters are all combinations of what tickets can be selected by.
func filters(h *storetest.House) (all []store.TicketFilter) {
	open := []support.Status{support.StatusNew, support.StatusWaiting}
	for bits := range 1 << 5 {
		var f store.TicketFilter
		if bits&1 > 0 {
			f.CompanyID = h.Companies[0].ID
		}
		if bits&2 > 0 {
			f.MachineID = h.Machines[0].ID
		}
		if bits&4 > 0 {
			f.AssigneeID = h.Technicians[0].ID
		}
		if bits&8 > 0 {
			f.Statuses = open
		}
		if bits&16 > 0 {
			f.Statuses = append([]support.Status{support.StatusClosed}, open...)
		}
		all = append(all, f)
		f.Query = "px pres"
		all = append(all, f)
	}
	return all
}

// TestSearch_NeverWalksATableThatGrows plans searches for rare and for common words.
func TestSearch_NeverWalksATableThatGrows(t *testing.T) {
	s := open(t)
	h := storetest.Settle(t, s, 1)
	c := <-s.readers
	defer func() { s.readers <- c }()
	for _, f := range filters(h) {
		for _, count := range []int64{3, fewFound} {
			query, args := searchTickets(f, []phrase{{match: `"a"*`, count: count, fresh: "[1]"}, {match: `"b"*`, count: fewFound, fresh: "[]"}}, 0)
			storetest.Must(t, c.each(t.Context(), func(r *row) {
				r.next = 3
				if step := r.text(); growing.MatchString(step) {
					t.Errorf("%s\n%s", query, step)
				}
			}, `EXPLAIN QUERY PLAN `+query, args...))
		}
	}
}

// TestSearch_LeavesNothingUnindexed has more than one step of things to index, many of them without a word.
func TestSearch_LeavesNothingUnindexed(t *testing.T) {
	s := open(t)
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 3*indexStep/8, 8)
	storetest.Must(t, s.Read(t.Context(), func(r store.Reader) error {
		_, err := r.Tickets(t.Context(), store.TicketFilter{Query: "olio", Limit: 1})
		return err
	}))
	c := <-s.readers
	defer func() { s.readers <- c }()
	storetest.Must(t, c.one(t.Context(), func(r *row) {
		if tickets, messages := r.number(), r.number(); tickets != 0 || messages != 0 {
			t.Errorf("%d tickets and %d messages are not indexed after a search", tickets, messages)
		}
	}, `SELECT (SELECT max(seq) FROM tickets) - ticket, (SELECT max(seq) FROM messages) - message FROM indexed`))
}

// TestWrite_TellsEverybodyThatTheirCommitFailed lets the disk refuse a commit that many share.
func TestWrite_TellsEverybodyThatTheirCommitFailed(t *testing.T) {
	s := open(t)
	h := storetest.Settle(t, s, 1)
	told := 0
	s.Listen(func(store.Commit) { told++ })
	put := func(id string) error {
		return s.Write(t.Context(), func(w store.Writer) error {
			return storetest.PutCategory(t.Context(), w, support.Category{ID: id, Name: "x"})
		})
	}
	held, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := s.Write(t.Context(), func(w store.Writer) error {
			close(held)
			<-release
			return storetest.PutCategory(t.Context(), w, support.Category{ID: storetest.NewID(), Name: "x"})
		})
		if support.CodeOf(err) != support.CodeStorage {
			t.Errorf("the first got %v", err)
		}
	})
	<-held
	var failing atomic.Bool
	failing.Store(true)
	// Nobody uses the connection while a writer holds it.
	storetest.Must(t, s.writer.held.Raw(func(c any) error {
		c.(sqlitedriver.HookRegisterer).RegisterCommitHook(func() int32 {
			if failing.Load() {
				return 1
			}
			return 0
		})
		return nil
	}))
	ids := make([]string, 8)
	for i := range ids {
		ids[i] = storetest.NewID()
		all.Go(func() {
			if err := put(ids[i]); support.CodeOf(err) != support.CodeStorage {
				t.Errorf("another got %v", err)
			}
		})
	}
	for len(s.queue) < len(ids) {
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	failing.Store(false)
	storetest.Must(t, s.Read(t.Context(), func(r store.Reader) error {
		for _, id := range ids {
			if _, err := r.Category(t.Context(), id); support.CodeOf(err) != support.CodeNotFound {
				t.Errorf("%q of a failed commit: %v", id, err)
			}
		}
		return nil
	}))
	if told != 0 {
		t.Errorf("%d commits that failed were told of", told)
	}
	storetest.Must(t, put(storetest.NewID()))
	h.OpenTicket(t, s, h.Operators[0])
	storetest.Sound(t, s)
}

// TestWrite_GoesOnAfterTheDiskWasFull fills the file as far as it may grow.
func TestWrite_GoesOnAfterTheDiskWasFull(t *testing.T) {
	s := open(t)
	h := storetest.Settle(t, s, 1)
	limit := func(pages int) {
		storetest.Must(t, s.write(t.Context(), func(w *writer) error {
			return w.conn.each(context.Background(), func(*row) {}, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
		}))
	}
	limit(140)
	kept := 0
	var full error
	for range 1000 {
		full = s.Write(t.Context(), func(w store.Writer) error {
			_, err := h.Open(t.Context(), w, h.Operators[0], strings.Repeat("parola ", 200), storetest.Day)
			if err != nil {
				// A caller who does not look at errors must not bring half of it to the disk.
				_, _ = h.Open(t.Context(), w, h.Operators[0], "x", storetest.Day)
			}
			return nil //nolint:nilerr // such a caller is what is tried
		})
		if full != nil {
			break
		}
		kept++
	}
	if support.CodeOf(full) != support.CodeStorage {
		t.Fatalf("a full disk after %d tickets is %v", kept, full)
	}
	limit(1 << 30)
	h.OpenTicket(t, s, h.Operators[0])
	storetest.Sound(t, s)
	storetest.Must(t, s.Read(t.Context(), func(r store.Reader) error {
		all, err := r.Tickets(t.Context(), store.TicketFilter{})
		if len(all) != kept+1 {
			t.Errorf("%d tickets are there, %d were acknowledged", len(all), kept+1)
		}
		return err
	}))
}

// TestWriter_IsUselessAfterItsTurn keeps a writer and a reader for too long.
func TestWriter_IsUselessAfterItsTurn(t *testing.T) {
	s := open(t)
	var w store.Writer
	var r store.Reader
	storetest.Must(t, s.Write(t.Context(), func(mine store.Writer) error { w = mine; return nil }))
	storetest.Must(t, s.Read(t.Context(), func(mine store.Reader) error { r = mine; return nil }))
	for what, err := range map[string]error{
		"writing":  w.PutCategory(t.Context(), support.Category{ID: storetest.NewID()}),
		"touching": w.Touch(t.Context(), store.Object{Type: store.ObjectTicket}, support.AudienceSupport()),
		"reading":  func() error { _, err := w.Categories(t.Context()); return err }(),
		"looking":  func() error { _, err := r.Categories(t.Context()); return err }(),
	} {
		if !errors.Is(err, errOver) {
			t.Errorf("%s after the end: %v", what, err)
		}
	}
}
