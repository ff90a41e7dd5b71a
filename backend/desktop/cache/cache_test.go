package cache_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

var (
	began = time.Date(2025, 11, 1, 8, 0, 0, 0, time.UTC)
	anna  = support.Person{ID: id(1), Name: "Anna Rossi", Role: support.RoleOperator, CompanyID: id(100), CreatedAt: began}
	piero = support.Person{ID: id(2), Name: "Piero Fabbri", Role: support.RoleOperator, CompanyID: id(100), CreatedAt: began}
	luca  = support.Person{ID: id(3), Name: "Luca Bianchi", Role: support.RoleTechnician, CreatedAt: began}
	marta = support.Person{ID: id(4), Name: "Marta Verdi", Role: support.RoleTechnician, CreatedAt: began}
)

// id makes distinct UUIDs for tests.
func id(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

func open(t testing.TB, dir string, me support.Person) *cache.Cache {
	t.Helper()
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: me})
	if err != nil {
		t.Fatal(err)
	}
	if notice != (cache.Notice{}) {
		t.Fatalf("unexpected notice %+v", notice)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// line is a ticket as the server would have it, and what it said of it.
type line struct {
	viewer support.Person
	ticket support.Ticket
	said   []support.Message
	next   int
	now    time.Time
}

func newLine(viewer support.Person, n int, by support.Person, description string) *line {
	l := &line{viewer: viewer, next: n * 1000, now: began.Add(time.Duration(n) * time.Hour)}
	machine := support.Machine{ID: id(200), Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", CompanyID: id(100)}
	o := support.Opening{
		ID: id(n * 1000), Kind: support.KindChat, MachineID: machine.ID, CategoryID: id(300),
		Severity: support.SeverityStopped, Description: description,
	}
	ticket, first := support.Open(o, by, support.Parties{CompanyID: id(100), Machine: &machine}, l.now)
	ticket.Number = int64(1000 + n)
	l.ticket, l.said = ticket, []support.Message{first}
	return l
}

func (l *line) act(by support.Person) support.Act {
	l.now = l.now.Add(time.Minute)
	return support.Act{By: by, At: l.now, NewID: func() string { l.next++; return id(l.next) }}
}

func (l *line) reply(t testing.TB, by support.Person, text string) {
	act := l.act(by)
	recorded, err := l.ticket.Reply(act, support.Words{ID: act.NewID(), Text: text})
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
	l.said = append(l.said, recorded...)
}

// all is the ticket and its messages as changes.
func (l *line) all() []api.Change {
	out := []api.Change{l.ticketChange()}
	for i := range l.said {
		out = append(out, messageChange(&l.said[i]))
	}
	return out
}

func (l *line) ticketChange() api.Change {
	t := api.TicketFor(l.viewer, &l.ticket)
	return api.Change{Type: api.TypeTicket, Ticket: &t}
}

func messageChange(m *support.Message) api.Change {
	out := api.MessageFor(m)
	return api.Change{Type: api.TypeMessage, Message: &out}
}

func apply(t testing.TB, c *cache.Cache, b cache.Batch) cache.Applied {
	t.Helper()
	applied, err := c.Apply(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

func forward(t testing.TB, c *cache.Cache, changes ...api.Change) cache.Applied {
	t.Helper()
	return apply(t, c, cache.Batch{Walk: cache.Forward, Changes: changes, Forward: "on"})
}

func read[T any](t testing.TB, c *cache.Cache, fn func(*cache.Reader) (T, error)) T {
	t.Helper()
	var out T
	err := c.Read(t.Context(), func(r *cache.Reader) (err error) { out, err = fn(r); return err })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func counts(t testing.TB, c *cache.Cache) cache.Counts {
	t.Helper()
	return read(t, c, (*cache.Reader).Counts)
}

func search(t testing.TB, c *cache.Cache, text string) []cache.Hit {
	t.Helper()
	return searchUpTo(t, c, text, 50)
}

func searchUpTo(t testing.TB, c *cache.Cache, text string, limit int) []cache.Hit {
	t.Helper()
	return read(t, c, func(r *cache.Reader) ([]cache.Hit, error) {
		hits, _, err := r.Search(cache.ParseQuery(text), 0, limit)
		return hits, err
	})
}

func TestCache_ReadersThatBeginAtOnceDoNotWaitForEachOther(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const readers = 4
	var reading sync.WaitGroup
	reading.Add(readers)
	failures := make(chan error, readers)
	for range readers {
		go func() {
			failures <- c.Read(ctx, func(r *cache.Reader) error {
				reading.Done()
				reading.Wait()
				_, err := r.Counts()
				return err
			})
		}()
	}
	for range readers {
		select {
		case err := <-failures:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("they wait for each other")
		}
	}
}

func TestCache_ShowsWhatAPageBrought(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Perde olio dal cilindro sinistro. Da stamattina.")
	l.reply(t, luca, "Mi manda una foto della guarnizione?")
	applied := forward(t, c, l.all()...)
	if !cmp.Equal(applied.Tickets, []string{l.ticket.ID}) || len(applied.Messages) != len(l.said) || applied.Unread != 1 {
		t.Errorf("applied %+v", applied)
	}
	row := read(t, c, func(r *cache.Reader) (cache.Row, error) { row, _, err := r.Ticket(l.ticket.ID); return row, err })
	want := l.ticket
	want.Head = support.Hash{} // heads do not travel
	if diff := cmp.Diff(want, row.Ticket); diff != "" {
		t.Error(diff)
	}
	if row.Last.Text != "Mi manda una foto della guarnizione?" || row.Last.Author != luca.Author() {
		t.Errorf("last %+v", row.Last)
	}
	messages := read(t, c, func(r *cache.Reader) ([]support.Message, error) { return r.Messages(l.ticket.ID, cache.Place{}, 50) })
	if diff := cmp.Diff(l.said, messages); diff != "" {
		t.Error(diff)
	}
	page := read(t, c, func(r *cache.Reader) ([]cache.Row, error) { return r.Tickets(cache.OpenTickets, cache.Key{}, 10) })
	if len(page) != 1 || page[0].Unread != 1 || page[0].Last.ID != row.Last.ID {
		t.Errorf("page %+v", page)
	}
}

func TestCache_ApplyingTwiceChangesNothing(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()...)
	before := counts(t, c)
	again := forward(t, c, l.all()...)
	if got := counts(t, c); got != before || len(again.Messages) != 0 {
		t.Errorf("counts %+v, before %+v, messages %d", got, before, len(again.Messages))
	}
	if hits := search(t, c, "arrivo"); len(hits) != 1 {
		t.Errorf("%d hits", len(hits))
	}
}

func TestCache_AMessageMayComeBeforeItsTicket(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()[1:]...)
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counted without the ticket: %+v", n)
	}
	forward(t, c, l.ticketChange())
	if n := counts(t, c); n != (cache.Counts{Open: 1, Unread: 1}) {
		t.Errorf("counts %+v", n)
	}
}

func TestCache_TheBackwardWalkNeverOverwritesWhatLiveBrought(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	machine := func(name string) api.Change {
		return api.Change{Type: api.TypeMachine, Machine: &api.Machine{ID: id(200), CompanyID: id(100), Name: name}}
	}
	old := []api.Change{
		l.ticketChange(), machine("Pressa vecchia"),
		{Type: api.TypePerson, Person: &api.Person{ID: luca.ID, Name: "L.", Role: "technician"}},
		{Type: api.TypeCategory, Category: &api.Category{ID: id(300), Name: "Vecchia"}},
		{Type: api.TypeCompany, Company: &api.Company{ID: id(100), Name: "Vecchia", Country: "IT"}},
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	l.reply(t, luca, "Arrivo")
	forward(t, c, append(l.all(), machine("Pressa nuova"),
		api.Change{Type: api.TypePerson, Person: &api.Person{ID: luca.ID, Name: luca.Name, Role: "technician"}},
		api.Change{Type: api.TypeCategory, Category: &api.Category{ID: id(300), Name: "Nuova"}},
		api.Change{Type: api.TypeCompany, Company: &api.Company{ID: id(100), Name: "Nuova", Country: "IT"}})...)
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old, Backward: ""})
	if applied.Machines || applied.People || applied.Companies || applied.Categories || len(applied.Tickets) > 0 {
		t.Errorf("applied %+v", applied)
	}
	names := read(t, c, func(r *cache.Reader) (string, error) {
		machines, matching, total, err := r.Machines("nuova", 10)
		if err != nil || matching != 1 || total != 1 {
			return "", fmt.Errorf("%d of %d machines: %w", matching, total, err)
		}
		people, err := r.Technicians()
		if err != nil || len(people) != 1 {
			return "", fmt.Errorf("technicians %v: %w", people, err)
		}
		categories, err := r.Categories()
		if err != nil || len(categories) != 1 {
			return "", fmt.Errorf("categories %v: %w", categories, err)
		}
		company, _, err := r.Company(id(100))
		return machines[0].Name + people[0].Name + categories[0].Name + company.Name, err
	})
	if names != "Pressa nuovaLuca BianchiNuovaNuova" {
		t.Errorf("names %q", names)
	}
	row := read(t, c, func(r *cache.Reader) (cache.Row, error) { row, _, err := r.Ticket(l.ticket.ID); return row, err })
	if row.Status != support.StatusInProgress {
		t.Errorf("status %s", row.Status)
	}
}

func TestCache_WhatWasRemovedMeanwhileIsNotBroughtBackByAnOlderPage(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	page := l.all()
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: page, Backward: "b2"})
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
	if hits := search(t, c, "ferma"); len(hits) != 0 {
		t.Errorf("%d hits", len(hits))
	}
	forward(t, c, page...)
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Backward: ""})
	if n := counts(t, c); n.Open != 1 || !applied.Filled {
		t.Errorf("a ticket that came back: %+v, filled %v", n, applied.Filled)
	}
}

func TestCache_RemovingATicketTakesAllOfIt(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	l.reply(t, luca, "Arrivo")
	forward(t, c, l.all()...)
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
	for _, text := range []string{"ferma", "arrivo", "24-0117"} {
		if hits := search(t, c, text); len(hits) != 0 {
			t.Errorf("%q: %d hits", text, len(hits))
		}
	}
}

func TestCache_KeepsTheCursorsWithThePages(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, anna)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	apply(t, c, cache.Batch{Walk: cache.Forward, Forward: "f1"})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir, anna)
	if f, err := c.Feed(t.Context()); err != nil || f != (cache.Feed{Forward: "f1", Backward: "b1"}) {
		t.Errorf("feed %+v, %v", f, err)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward})
	if f, err := c.Feed(t.Context()); err != nil || !f.Filled || f.Forward != "f1" {
		t.Errorf("feed %+v, %v", f, err)
	}
}

func TestCache_AfterAResetTheOldContentServesUntilTheNewFirstPage(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	old, renewed := newLine(anna, 1, anna, "Vecchio"), newLine(anna, 2, anna, "Nuovo")
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old.all(), Forward: "head"})
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f, err := c.Feed(t.Context()); err != nil || f != (cache.Feed{}) {
		t.Errorf("feed %+v, %v", f, err)
	}
	if len(search(t, c, "vecchio")) != 1 || counts(t, c).Open != 1 {
		t.Error("the old content is gone before the new is there")
	}
	if _, err := c.Apply(t.Context(), cache.Batch{Walk: cache.Forward, Changes: old.all(), Forward: "f9"}); err == nil {
		t.Error("a page of the old walk was applied")
	}
	applied := apply(t, c, cache.Batch{Walk: cache.Backward, Changes: renewed.all(), Forward: "head2", Backward: "b2"})
	if !applied.Renewed {
		t.Error("not said to be renewed")
	}
	if len(search(t, c, "vecchio")) != 0 || len(search(t, c, "nuovo")) != 1 || counts(t, c) != (cache.Counts{Open: 1}) {
		t.Errorf("counts %+v", counts(t, c))
	}
	if f, _ := c.Feed(t.Context()); f != (cache.Feed{Forward: "head2", Backward: "b2"}) {
		t.Errorf("feed %+v", f)
	}
}

func TestCache_SetsACorruptFileAsideAndBeginsAnew(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, cache.FileName)
	if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !strings.Contains(notice.SetAside, "cache.db.corrupt-") || notice.Newer {
		t.Errorf("notice %+v", notice)
	}
	if b, err := os.ReadFile(notice.SetAside); err != nil || !strings.HasPrefix(string(b), "not a database") {
		t.Errorf("the old file is not what it was: %v", err)
	}
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
}

func TestCache_SetsANewerFileAside(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, anna)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	execIn(t, filepath.Join(dir, cache.FileName), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !strings.Contains(notice.SetAside, "cache.db.newer-") || !notice.Newer {
		t.Errorf("notice %+v", notice)
	}
}

func TestCache_ADamageMetWhileOpenIsCuredByTheNextOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, cache.FileName)
	c := open(t, dir, anna)
	var changes []api.Change
	for n := range 200 {
		changes = append(changes, newLine(anna, n+1, anna, strings.Repeat("testo lungo ", 200)).all()...)
	}
	forward(t, c, changes...)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 4; i < len(b); i++ {
		b[i] = 0xA5
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err = cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	failed := false
	for n := range 200 {
		err := c.Read(context.Background(), func(r *cache.Reader) error {
			_, _, err := r.Ticket(id((n + 1) * 1000))
			return err
		})
		failed = failed || err != nil
	}
	if !failed {
		t.Fatal("the damage was not met")
	}
	if err := c.Close(); err != nil {
		t.Log(err)
	}
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil || notice.SetAside == "" {
		t.Fatalf("notice %+v, %v", notice, err)
	}
	_ = c.Close()
}
