package sqlite_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/api"
	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/sqlitedb/schematest"
	"filodiretto/backend/support"
)

func TestSchema_EveryStoreThatWasEverMadeComesUpToDateAndLosesNothing(t *testing.T) {
	schematest.Run(t, schematest.File[*sqlite.Store]{
		Migrations: sqlite.Migrations,
		Name:       sqlite.FileName,
		Fill:       furnish,
		Open: func(ctx context.Context, dir string, now time.Time) (*sqlite.Store, error) {
			return sqlite.Open(ctx, dir, sqlite.Options{Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
		},
		Tell: func(t testing.TB, s *sqlite.Store) any { return inventory(t, s) },
	})
}

// furnish is a day of a small server: everything that a person can do, by the service that does it.
func furnish(t testing.TB, dir string) {
	t.Helper()
	ctx, now := t.Context(), storetest.Day
	s, err := server.Open(ctx, server.Config{
		Data: dir, Now: func() time.Time { now = now.Add(time.Second); return now },
		Password: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	storetest.Must(t, err)
	do := s.Service()
	person := func(login, name string, role support.Role, company string) support.Person {
		p, err := do.AddPerson(ctx, service.NewPerson{Login: login, Name: name, Role: role, Company: company, Password: "una-parola-lunga", Language: "it"})
		storetest.Must(t, err)
		return p
	}
	for _, company := range []string{"Acme Imballaggi", "Fonderia Emiliana"} {
		_, err := do.AddCompany(ctx, company, "IT")
		storetest.Must(t, err)
	}
	hydraulics, err := do.AddCategory(ctx, "Idraulica")
	storetest.Must(t, err)
	anna := person("anna", "Anna Rossi", support.RoleOperator, "Acme Imballaggi")
	piero := person("piero", "Piero D'Alò", support.RoleOperator, "Fonderia Emiliana")
	luca := person("luca", "Luca Bianchi", support.RoleTechnician, "")
	person("mara", "Mara Verdi", support.RoleAdmin, "")
	press, err := do.AddMachine(ctx, service.MachineEntry{
		Company: "Acme Imballaggi", Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Linea 2", LinkedPerson: "anna", DefaultTechnician: "luca",
	})
	storetest.Must(t, err)
	_, err = do.AddMachine(ctx, service.MachineEntry{Company: "Fonderia Emiliana", Name: "Forno 1", Model: "FX-9", Serial: "23-0042"})
	storetest.Must(t, err)

	first, _, err := do.OpenTicket(ctx, anna, support.Opening{
		ID: storetest.NewID(), Kind: support.KindChat, Severity: support.SeverityStopped, CategoryID: hydraulics.ID, MachineID: press.ID,
		Description: "Perde olio dall’attuatore.\n«Già» ieri – è l'asse Ω.", WrittenAt: now.Add(-time.Hour),
	})
	storetest.Must(t, err)
	say := func(by support.Person, kind support.MessageKind, text string) string {
		m, _, err := do.PostMessage(ctx, by, first.ID, service.NewMessage{ID: storetest.NewID(), Kind: kind, Text: text})
		storetest.Must(t, err)
		return m.ID
	}
	asked := say(luca, support.MessageReply, "Mi manda una foto della guarnizione 700.1?")
	say(luca, support.MessageNote, "Garanzia scaduta, perché?")
	storetest.Must(t, do.Read(ctx, anna, first.ID, asked))
	say(anna, support.MessageReply, "Ecco.")
	attach(t, do, anna, luca, first.ID)
	_, _, err = do.LogCall(ctx, luca, first.ID, support.Call{ID: storetest.NewID(), Outcome: "spoken", Text: "Arriva domani."})
	storetest.Must(t, err)
	closed, resolution := support.StatusClosed, "Guarnizione cambiata."
	_, err = do.ChangeTicket(ctx, luca, first.ID, service.TicketChange{ID: storetest.NewID(), Status: &closed, Resolution: &resolution})
	storetest.Must(t, err)
	console(t, do, anna, luca, first.ID, func() time.Time { return now })
	_, _, err = do.OpenTicket(ctx, piero, support.Opening{
		ID: storetest.NewID(), Kind: support.KindCallback, Severity: support.SeverityQuestion, Description: "Richiamatemi.", Phone: "+390595551234",
		CallWindow: support.CallWindow{From: now.Add(time.Hour), To: now.Add(2 * time.Hour)},
	})
	storetest.Must(t, err)
	storetest.Must(t, do.DisablePerson(ctx, "piero"))
	storetest.Must(t, s.Store().Write(ctx, func(w store.Writer) error {
		return w.InsertSession(ctx, store.Session{TokenHash: aToken, PersonID: anna.ID, Device: "PC linea 2", CreatedAt: now, UsedAt: now})
	}))
	// What is not yet in the search index would be put there by whoever opens the store next.
	storetest.Must(t, s.Store().Read(ctx, func(r store.Reader) error {
		_, err := r.Tickets(ctx, store.TicketFilter{Query: "olio"})
		return err
	}))
	storetest.Must(t, s.Close())
}

// attach is a reply and a note with files, of which one arrives and one is given up.
func attach(t testing.TB, do *service.Service, anna, luca support.Person, ticketID string) {
	t.Helper()
	ctx, files := t.Context(), storetest.Files("guarnizione già rotta.jpg", "allarmi.log", "filmato.mp4", "interno.pdf")
	_, _, err := do.PostMessage(ctx, anna, ticketID, service.NewMessage{ID: storetest.NewID(), Kind: support.MessageReply, Attachments: files[:3]})
	storetest.Must(t, err)
	_, _, err = do.PostMessage(ctx, luca, ticketID, service.NewMessage{ID: storetest.NewID(), Kind: support.MessageNote, Text: "Vedi.", Attachments: files[3:]})
	storetest.Must(t, err)
	found := files[0]
	found.Type, found.Width, found.Height = "image/jpeg", 480, 360
	storetest.Must(t, do.Arrived(ctx, found.ID, found))
	storetest.Must(t, do.Abandon(ctx, anna, files[2].ID))
}

// console is what a technician's console does besides: the closed ticket comes back, another is its duplicate.
func console(t testing.TB, do *service.Service, anna, luca support.Person, ticketID string, now func() time.Time) {
	t.Helper()
	ctx := t.Context()
	worn, err := do.AddCause(ctx, "Usura")
	storetest.Must(t, err)
	_, err = do.AddCause(ctx, "Altro")
	storetest.Must(t, err)
	storetest.Must(t, do.DisableCause(ctx, "Altro"))
	storetest.Must(t, do.SetResponseTimes(ctx, support.UsualResponseTimes(time.UTC)))
	_, err = do.PutFilter(ctx, luca, storetest.NewID(), support.Filter{ID: storetest.NewID(), Name: "Le ferme", Place: 2, Criteria: support.Criteria{
		Severities: []support.Severity{support.SeverityStopped}, Assignees: []string{support.AssigneeMe}, OlderThan: 2 * time.Hour, Text: "olio",
	}})
	storetest.Must(t, err)
	for _, shared := range []bool{true, false} {
		_, err = do.PutCannedReply(ctx, luca, storetest.NewID(), support.CannedReply{ID: storetest.NewID(), Name: "foto", Text: "Mi manda una foto?"}, shared)
		storetest.Must(t, err)
	}
	_, _, err = do.Judge(ctx, anna, ticketID, service.NewVerdict{ID: storetest.NewID(), Verdict: support.VerdictFails, Text: "Perde ancora."})
	storetest.Must(t, err)
	change := func(id string, c service.TicketChange) {
		c.ID = storetest.NewID()
		_, err := do.ChangeTicket(ctx, luca, id, c)
		storetest.Must(t, err)
	}
	inProgress, waiting, closed, resolution := support.StatusInProgress, support.StatusWaiting, support.StatusClosed, "Cambiata di nuovo."
	change(ticketID, service.TicketChange{SeenStatus: closed, Status: &inProgress})
	change(ticketID, service.TicketChange{Status: &closed, Resolution: &resolution, CauseID: &worn.ID})
	open := func(text string) string {
		opened, _, err := do.OpenTicket(ctx, anna, support.Opening{
			ID: storetest.NewID(), Kind: support.KindCallback, Severity: support.SeverityDegraded, Description: text, Phone: "059 123456",
		})
		storetest.Must(t, err)
		return opened.ID
	}
	duplicate, called := open("Perde olio, come prima."), open("Richiamatemi dopo le 11.")
	change(duplicate, service.TicketChange{Status: &closed, DuplicateOfID: &ticketID})
	_, _, err = do.LogCall(ctx, luca, called, support.Call{ID: storetest.NewID(), Outcome: support.OutcomeBusy, AgainAt: now().Add(time.Hour)})
	storetest.Must(t, err)
	change(called, service.TicketChange{Status: &waiting})
}

var aToken = [32]byte{1, 2, 3}

// inventory is all that the store says to whoever asks.
func inventory(t testing.TB, s *sqlite.Store) any {
	t.Helper()
	ctx := t.Context()
	storetest.Sound(t, s)
	all := struct {
		Identity                                            store.Identity
		Companies                                           []api.Company
		Categories                                          []api.Category
		Machines                                            []api.Machine
		People, Credentials, Tickets, Found, Messages, Acts []string
		Session                                             store.Session
		Causes                                              []api.Cause
		Console                                             []string
		ResponseTimes                                       *api.ResponseTimes
		Feeds                                               map[string][]string
	}{Identity: s.Identity(), Feeds: map[string][]string{}}
	said := func(format string, args ...any) string { return fmt.Sprintf(format, args...) }
	storetest.Must(t, s.Read(ctx, func(r store.Reader) (err error) {
		companies, err := r.Companies(ctx)
		if err != nil {
			return err
		}
		people, err := r.People(ctx, "")
		if err != nil {
			return err
		}
		for _, c := range companies {
			all.Companies = append(all.Companies, api.CompanyFor(c))
			theirs, err := r.People(ctx, c.ID)
			if err != nil {
				return err
			}
			people = append(people, theirs...)
		}
		for _, p := range people {
			all.People = append(all.People, said("%s %s %s %s %s %s disabled %v, since %s", p.ID, p.Login, p.Name, p.Role, p.CompanyID, p.Language, p.Disabled, api.At(p.CreatedAt)))
			c, err := r.Credentials(ctx, p.Login)
			if err != nil {
				return err
			}
			all.Credentials = append(all.Credentials, said("%s %s %s %v", c.PersonID, c.Login, c.Hash, c.MustChange))
		}
		categories, err := r.Categories(ctx)
		if err != nil {
			return err
		}
		for _, c := range categories {
			all.Categories = append(all.Categories, api.CategoryFor(c))
		}
		causes, err := r.Causes(ctx)
		if err != nil {
			return err
		}
		for _, c := range causes {
			all.Causes = append(all.Causes, api.CauseFor(c))
		}
		for _, owner := range append([]support.Person{{}}, people...) {
			filters, err := r.Filters(ctx, owner.ID)
			if err != nil {
				return err
			}
			for _, f := range filters {
				all.Console = append(all.Console, wire(t, api.FilterFor(f)))
			}
			canned, err := r.CannedReplies(ctx, owner.ID)
			if err != nil {
				return err
			}
			for _, c := range canned {
				all.Console = append(all.Console, wire(t, api.CannedReplyFor(c)))
			}
		}
		switch times, err := r.ResponseTimes(ctx); {
		case err == nil:
			shown := api.ResponseTimesFor(times)
			all.ResponseTimes = &shown
		case support.CodeOf(err) != support.CodeNotFound:
			return err
		}
		machines, err := r.Machines(ctx, store.MachineFilter{WithDisabled: true})
		if err != nil {
			return err
		}
		for i := range machines {
			all.Machines = append(all.Machines, api.MachineFor(&machines[i]))
		}
		tickets, err := r.Tickets(ctx, store.TicketFilter{})
		if err != nil {
			return err
		}
		for i := range tickets {
			all.Tickets = append(all.Tickets, wire(t, api.TicketFor(people[0], &tickets[i])))
			if err := messagesOf(ctx, t, r, people, tickets[i].ID, &all.Messages, &all.Acts); err != nil {
				return err
			}
		}
		for _, words := range []string{"perche", "olio", "0117", "guarnizione 700.1"} {
			found, err := r.Tickets(ctx, store.TicketFilter{Query: words, WithNotes: true})
			if err != nil {
				return err
			}
			for i := range found {
				all.Found = append(all.Found, said("%s: #%d", words, found[i].Number))
			}
		}
		if all.Session, err = r.Session(ctx, aToken); err != nil {
			return err
		}
		for _, p := range people {
			audiences := []support.Audience{support.AudiencePerson(p.ID), support.AudienceCustomers(), support.AudienceCompany(p.CompanyID)}
			if p.Role.Side() == support.SideSupport {
				audiences = []support.Audience{support.AudiencePerson(p.ID), support.AudienceSupport()}
			}
			page, err := r.Feed(ctx, store.FeedQuery{Audiences: audiences, PersonID: p.ID, Limit: 500})
			if err != nil {
				return err
			}
			for _, e := range page.Entries {
				all.Feeds[p.Login] = append(all.Feeds[p.Login], said("%d %s removed %v", e.Object.Type, e.Object.ID, e.Removed))
			}
			// In any order: a migration may have something told again.
			slices.Sort(all.Feeds[p.Login])
		}
		return nil
	}))
	return all
}

func messagesOf(ctx context.Context, t testing.TB, r store.Reader, people []support.Person, ticketID string, said, acts *[]string) error {
	messages, err := r.Messages(ctx, store.MessageFilter{TicketID: ticketID, WithNotes: true})
	if err != nil {
		return err
	}
	for i := range messages {
		m := &messages[i]
		*said = append(*said, wire(t, api.MessageFor(m)))
		switch act, err := r.Act(ctx, m.ID); {
		case err == nil:
			*acts = append(*acts, fmt.Sprintf("%s %s %x", act.ID, act.PersonID, act.Fingerprint))
		case support.CodeOf(err) != support.CodeNotFound:
			return err
		}
	}
	for _, p := range people {
		switch mark, err := r.Mark(ctx, p.ID, ticketID); {
		case err == nil:
			*said = append(*said, fmt.Sprintf("%s has read up to %s", p.Login, wire(t, api.MarkFor(mark))))
		case support.CodeOf(err) != support.CodeNotFound:
			return err
		}
	}
	return nil
}

// wire is an object as a workstation gets it.
func wire(t testing.TB, object any) string {
	t.Helper()
	b, err := json.Marshal(object)
	storetest.Must(t, err)
	return string(b)
}
