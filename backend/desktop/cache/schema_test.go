package cache_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/sqlitedb/schematest"
	"filodiretto/backend/support"
)

func TestSchema_EveryCacheThatWasEverMadeComesUpToDateAndGoesOnFromItsCursor(t *testing.T) {
	schematest.Run(t, schematest.File[*cache.Cache]{
		Migrations: cache.Migrations,
		Name:       cache.FileName,
		Fill:       furnish,
		Open: func(ctx context.Context, dir string, now time.Time) (*cache.Cache, error) {
			c, _, err := cache.Open(ctx, cache.Options{Dir: dir, Me: luca, Now: func() time.Time { return now }})
			return c, err
		},
		Tell:      func(t testing.TB, c *cache.Cache) any { return inventory(t, c) },
		Refetched: true,
	})
}

// furnish fills a technician's cache in the middle of its first sync: tickets of both sections, all kinds of messages, what is
// unread and what was removed, and the register.
func furnish(t testing.TB, dir string) {
	t.Helper()
	c := open(t, dir, luca)
	first, second := newLine(luca, 1, anna, "Perde olio dall’attuatore.\n«Già» ieri – è l'asse Ω."), newLine(luca, 2, piero, "Allarme E42 sull'asse Z.")
	third := newLine(luca, 3, anna, "Il nastro slitta.")
	first.reply(t, luca, "Mi manda una foto della guarnizione 700.1?")
	first.note(t, luca, "Garanzia scaduta, perché?")
	first.reply(t, anna, "Ecco.")
	first.close(t, luca, "Guarnizione cambiata.")
	second.reply(t, marta, "Arrivo.")
	second.reply(t, piero, "Grazie!")
	second.note(t, marta, "Chiamare prima.")
	linked := support.Machine{ID: id(200), CompanyID: id(100), Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Linea 2",
		LinkedPerson: anna.Ref(), DefaultTechnician: luca.Ref()}
	machine, mark := api.MachineFor(&linked), api.Mark{TicketID: second.ticket.ID, MessageID: second.said[0].ID, Index: 1}
	company, category := api.Company{ID: id(100), Name: "Acme Imballaggi", Country: "IT"}, api.Category{ID: id(300), Name: "Idraulica"}
	unused := api.Category{ID: id(301), Name: "Elettrica", Disabled: true}
	changes := []api.Change{
		{Type: api.TypeMachine, Machine: &machine}, {Type: api.TypeCompany, Company: &company},
		{Type: api.TypeCategory, Category: &category}, {Type: api.TypeCategory, Category: &unused},
	}
	for _, p := range []support.Person{anna, piero, luca, marta} {
		person := api.PersonFor(luca, p)
		changes = append(changes, api.Change{Type: api.TypePerson, Person: &person})
	}
	changes = append(append(changes, first.all()...), second.all()...)
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: changes, Forward: "forward-cursor", Backward: "backward-cursor"})
	gone := api.Removed{Type: api.TypeTicket, ID: third.ticket.ID}
	changes = append(third.all(), api.Change{Type: api.TypeRemoved, Removed: &gone}, api.Change{Type: api.TypeMark, Mark: &mark})
	apply(t, c, cache.Batch{Walk: cache.Forward, Changes: changes, Forward: "later-cursor"})
	keptFresh(t, c)
	if err := c.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func keptFresh(t testing.TB, c *cache.Cache) {
	t.Helper()
	if err := c.SetFresh(t.Context(), began.Add(72*time.Hour)); err != nil {
		t.Fatal(err)
	}
}

func (l *line) note(t testing.TB, by support.Person, text string) {
	t.Helper()
	act := l.act(by)
	recorded, err := l.ticket.Note(act, support.Words{ID: act.NewID(), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	l.said = append(l.said, recorded)
}

func (l *line) close(t testing.TB, by support.Person, resolution string) {
	t.Helper()
	act, closed := l.act(by), support.StatusClosed
	recorded, err := l.ticket.Change(act, support.Change{ID: act.NewID(), Status: &closed, Resolution: &resolution}, "")
	if err != nil {
		t.Fatal(err)
	}
	l.said = append(l.said, recorded...)
}

// toldTicket is a ticket of the cache, as its list and its page show it.
type toldTicket struct {
	Ticket   api.Ticket
	Unread   int
	Last     string
	Reading  cache.Reading
	Messages []api.Message
	Status   int
}

// inventory is what the cache says to whoever asks.
func inventory(t testing.TB, c *cache.Cache) any {
	t.Helper()
	feed, err := c.Feed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := struct {
		Feed                    cache.Feed
		Counts                  cache.Counts
		Open, Closed            []toldTicket
		Unread, Found           []string
		Machines                []api.Machine
		Technicians, Categories []string
		Company, Person         string
	}{Feed: feed}
	err = c.Read(t.Context(), func(r *cache.Reader) error {
		if all.Counts, err = r.Counts(); err != nil {
			return err
		}
		for section, into := range map[cache.Section]*[]toldTicket{cache.OpenTickets: &all.Open, cache.ClosedTickets: &all.Closed} {
			if *into, err = toldSection(r, section); err != nil {
				return err
			}
		}
		unread, err := r.UnreadTickets()
		if err != nil {
			return err
		}
		for _, row := range unread {
			all.Unread = append(all.Unread, row.ID)
		}
		for _, words := range []string{"perche", "0117", "700.1", "asse z", "E42", "1002", "slitta"} {
			hits, _, err := r.Search(cache.ParseQuery(words), 0, 10)
			if err != nil {
				return err
			}
			for _, hit := range hits {
				all.Found = append(all.Found, fmt.Sprintf("%s: #%d %s %s", words, hit.Ticket.Number, hit.Message.ID, hit.Snippet.Text))
			}
		}
		machines, _, _, err := r.Machines("", 10)
		if err != nil {
			return err
		}
		for i := range machines {
			all.Machines = append(all.Machines, api.MachineFor(&machines[i]))
		}
		technicians, err := r.Technicians()
		if err != nil {
			return err
		}
		for _, p := range technicians {
			all.Technicians = append(all.Technicians, p.ID+" "+p.Name+" "+string(p.Role))
		}
		categories, err := r.Categories()
		if err != nil {
			return err
		}
		for _, category := range categories {
			all.Categories = append(all.Categories, category.ID+" "+category.Name)
		}
		company, _, err := r.Company(id(100))
		if err != nil {
			return err
		}
		person, _, err := r.Person(anna.ID)
		all.Company, all.Person = company.Name+" "+company.Country, person.Name+" "+person.CompanyID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func toldSection(r *cache.Reader, section cache.Section) ([]toldTicket, error) {
	keys, err := r.Keys(section, cache.Key{}, 10)
	if err != nil {
		return nil, err
	}
	all := make([]toldTicket, 0, len(keys))
	for _, k := range keys {
		row, _, err := r.Ticket(k.ID)
		if err != nil {
			return nil, err
		}
		told := toldTicket{Ticket: api.TicketFor(luca, &row.Ticket), Unread: row.Unread, Last: row.Last.Text}
		if told.Reading, err = r.Reading(k.ID); err != nil {
			return nil, err
		}
		messages, err := r.Messages(k.ID, cache.Place{}, 100)
		if err != nil {
			return nil, err
		}
		for i := range messages {
			told.Messages = append(told.Messages, api.MessageFor(&messages[i]))
		}
		history, err := r.StatusHistory(k.ID)
		if err != nil {
			return nil, err
		}
		told.Status = len(history)
		all = append(all, told)
	}
	return all, nil
}
