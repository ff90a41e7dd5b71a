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

func TestSchema_EveryCacheThatWasEverMadeComesUpToDateAndGoesOnServing(t *testing.T) {
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
	third, fourth := newLine(luca, 3, anna, "Il nastro slitta."), newLine(luca, 7, anna, "Tutto bene?")
	first.reply(t, luca, "Mi manda una foto della guarnizione 700.1?")
	first.note(t, luca, "Garanzia scaduta, perché?")
	first.reply(t, anna, "Ecco.")
	first.photos(t, anna, 3)
	first.arrive(0)
	first.giveUp(2)
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
	changes = append(changes[:0:0], console(t)...)
	// Of one something is on its way.
	fourth.reply(t, luca, "Dica.")
	fourth.reply(t, anna, "Come non detto.")
	changes = append(changes, fourth.ticketChange(), messageChange(&fourth.said[0]), messageChange(&fourth.said[2]))
	changes = append(append(changes, third.all()...), api.Change{Type: api.TypeRemoved, Removed: &gone}, api.Change{Type: api.TypeMark, Mark: &mark})
	apply(t, c, cache.Batch{Walk: cache.Forward, Changes: changes, Forward: "later-cursor"})
	keptFresh(t, c)
	if err := c.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// console are tickets that are closed with a cause and judged, taken for a duplicate, and waiting for a call, and what else
// there is for a technician's console.
func console(t testing.TB) []api.Change {
	t.Helper()
	judged, original, duplicate := newLine(luca, 4, anna, "La pinza non chiude."), newLine(luca, 5, piero, "Ferma."), newLine(luca, 6, anna, "È ferma!")
	closed, resolution := support.StatusClosed, "Regolata la pressione."
	judged.change(t, luca, support.Change{Status: &closed, Resolution: &resolution, Cause: &support.CauseRef{ID: id(400), Name: "Regolazione"}})
	act := judged.act(anna)
	said, err := judged.ticket.Judge(act, act.NewID(), support.VerdictFails, "Come prima.")
	if err != nil {
		t.Fatal(err)
	}
	judged.said = append(judged.said, said)
	duplicate.change(t, marta, support.Change{Status: &closed, DuplicateOf: &support.TicketRef{ID: original.ticket.ID, Number: original.ticket.Number}})
	call := original.act(luca)
	if said, err = original.ticket.CallAttempt(call, support.Call{
		ID: call.NewID(), Outcome: support.OutcomeBusy, Text: "Non risponde.", AgainAt: call.At.Add(time.Hour),
	}); err != nil {
		t.Fatal(err)
	}
	original.said = append(original.said, said)
	waiting := support.StatusWaiting
	original.change(t, luca, support.Change{Status: &waiting})
	times := api.ResponseTimesFor(support.UsualResponseTimes(time.UTC))
	changes := []api.Change{
		{Type: api.TypeCause, Cause: &api.Cause{ID: id(400), Name: "Regolazione"}},
		{Type: api.TypeCause, Cause: &api.Cause{ID: id(401), Name: "Usura", Disabled: true}},
		{Type: api.TypeFilter, Filter: &api.Filter{ID: id(500), Name: "Ferme di Acme", Place: 2, Criteria: api.Criteria{
			Statuses: []string{"new", "in_progress"}, Severities: []string{"stopped"}, Kind: "chat", CompanyIDs: []string{id(100)},
			Models: []string{"PX-200"}, CategoryIDs: []string{id(300)}, Assignees: []string{"me", "nobody", marta.ID},
			OlderThanHours: 2, YoungerThanHours: 72, Text: "olio",
		}}},
		{Type: api.TypeFilter, Filter: &api.Filter{ID: id(501), Name: "Già via"}},
		{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: id(600), Name: "foto", Text: "Ci manda una foto, {operatore}?", Shared: true}},
		{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: id(601), Name: "foto", Text: "Una foto?"}},
		{Type: api.TypeResponseTimes, ResponseTimes: &times},
		{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id(501)}},
	}
	for _, l := range []*line{judged, original, duplicate} {
		changes = append(changes, l.all()...)
	}
	return changes
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
	closed := support.StatusClosed
	l.change(t, by, support.Change{Status: &closed, Resolution: &resolution})
}

func (l *line) change(t testing.TB, by support.Person, c support.Change) {
	t.Helper()
	act := l.act(by)
	c.ID = act.NewID()
	recorded, err := l.ticket.Change(act, c, "")
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
	feed, err := c.KeptFeed(t.Context())
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
		// These came with schema 4.
		Filters       []api.Filter       `json:",omitempty"`
		CannedReplies []api.CannedReply  `json:",omitempty"`
		Causes        []api.Cause        `json:",omitempty"`
		Times         *api.ResponseTimes `json:",omitempty"`
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
		for _, words := range []string{"perche", "0117", "700.1", "asse z", "E42", "1002", "slitta", "jpg"} {
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
		filters, err := r.Filters()
		if err != nil {
			return err
		}
		for _, f := range filters {
			all.Filters = append(all.Filters, api.FilterFor(f))
		}
		replies, err := r.CannedReplies()
		if err != nil {
			return err
		}
		for _, c := range replies {
			all.CannedReplies = append(all.CannedReplies, api.CannedReplyFor(c))
		}
		causes, err := r.Causes()
		if err != nil {
			return err
		}
		for _, c := range causes {
			all.Causes = append(all.Causes, api.CauseFor(c))
		}
		times, set, err := r.ResponseTimes()
		if err != nil {
			return err
		}
		if set {
			shown := api.ResponseTimesFor(times)
			all.Times = &shown
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
