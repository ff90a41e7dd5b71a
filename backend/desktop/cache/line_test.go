package cache_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

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

// shown is the ticket as its viewer gets it, without the chains' heads, which do not travel.
func (l *line) shown() support.Ticket {
	t := l.ticket
	t.Head, t.NoteHead = support.Hash{}, support.Hash{}
	if l.viewer.Role.Side() == support.SideCustomer {
		t.AwaitedSince, t.PausedAt, t.SpokenAt, t.CallAgainAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	}
	return t
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

// photos is a reply of nothing but so many photos.
func (l *line) photos(t testing.TB, by support.Person, n int) {
	act := l.act(by)
	words := support.Words{ID: act.NewID()}
	for range n {
		photo := act.NewID()
		words.Attachments = append(words.Attachments, support.Attachment{
			ID: photo, Name: "guarnizione " + photo[30:] + ".jpg", Size: int64(l.next), SHA256: support.Digest{byte(l.next), byte(l.next >> 8)},
		})
	}
	recorded, err := l.ticket.Reply(act, words)
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
	l.said = append(l.said, recorded...)
}

// arrive lets a photo that has not arrived do so, the one at that place in its message, and is that message; nil where there
// is none.
func (l *line) arrive(which int) *support.Message {
	for i := range l.said {
		m := &l.said[i]
		if which >= len(m.Attachments) || m.Attachments[which].Arrived() {
			continue
		}
		l.now = l.now.Add(time.Minute)
		m.Attachments = slices.Clone(m.Attachments)
		a := &m.Attachments[which]
		a.ArrivedAt, a.Type, a.Width, a.Height = l.now, "image/jpeg", 640, 480
		return m
	}
	return nil
}

// giveUp gives up a photo that has not arrived, the one at that place in the last message.
func (l *line) giveUp(which int) {
	l.now = l.now.Add(time.Minute)
	m := &l.said[len(l.said)-1]
	m.Attachments = slices.Clone(m.Attachments)
	m.Attachments[which].AbandonedAt = l.now
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
