package storetest

import (
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func records(t *testing.T, place func(testing.TB) Place) {
	t.Run("what was never put is not found", func(t *testing.T) { notFound(t, begin(t, place)) })
	t.Run("a put adds and replaces", func(t *testing.T) { putReplaces(t, begin(t, place)) })
	t.Run("lists are by name, then id", func(t *testing.T) { listsByName(t, begin(t, place)) })
	t.Run("logins are unique without regard to case", func(t *testing.T) { loginsUnique(t, begin(t, place)) })
	t.Run("sessions are used and ended", func(t *testing.T) { sessions(t, begin(t, place)) })
	t.Run("acts are kept once, for ever", func(t *testing.T) { acts(t, begin(t, place)) })
	t.Run("marks are one a person and ticket", func(t *testing.T) { marks(t, begin(t, place)) })
}

func notFound(t *testing.T, s store.Store) {
	ctx, id := t.Context(), NewID()
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	for what, get := range map[string]func(store.Reader) error{
		"company":        func(r store.Reader) error { _, err := r.Company(ctx, id); return err },
		"person":         func(r store.Reader) error { _, err := r.Person(ctx, id); return err },
		"machine":        func(r store.Reader) error { _, err := r.Machine(ctx, id); return err },
		"serial":         func(r store.Reader) error { _, err := r.MachineBySerial(ctx, id); return err },
		"category":       func(r store.Reader) error { _, err := r.Category(ctx, id); return err },
		"cause":          func(r store.Reader) error { _, err := r.Cause(ctx, id); return err },
		"filter":         func(r store.Reader) error { _, err := r.Filter(ctx, id); return err },
		"canned reply":   func(r store.Reader) error { _, err := r.CannedReply(ctx, id); return err },
		"response times": func(r store.Reader) error { _, err := r.ResponseTimes(ctx); return err },
		"ticket":         func(r store.Reader) error { _, err := r.Ticket(ctx, id); return err },
		"message":        func(r store.Reader) error { _, err := r.Message(ctx, ticket.ID, id); return err },
		"act":            func(r store.Reader) error { _, err := r.Act(ctx, id); return err },
		"mark":           func(r store.Reader) error { _, err := r.Mark(ctx, h.Operators[0].ID, ticket.ID); return err },
		"credentials":    func(r store.Reader) error { _, err := r.Credentials(ctx, "nobody"); return err },
		"credentials of": func(r store.Reader) error { _, err := r.CredentialsOf(ctx, id); return err },
		"session":        func(r store.Reader) error { _, err := r.Session(ctx, [32]byte{1}); return err },
		"an empty id":    func(r store.Reader) error { _, err := r.Ticket(ctx, ""); return err },
		"no id at all":   func(r store.Reader) error { _, err := r.Person(ctx, "'; --"); return err },
	} {
		wantCode(t, what, readErr(t, s, get), support.CodeNotFound)
	}
	for what, do := range map[string]func(store.Writer) error{
		"updating a ticket": func(w store.Writer) error { return w.UpdateTicket(ctx, support.Ticket{ID: id}) },
		"adding a message": func(w store.Writer) error {
			return w.InsertMessage(ctx, support.Message{ID: NewID(), TicketID: id, Index: 1})
		},
		"deleting a filter":       func(w store.Writer) error { return w.DeleteFilter(ctx, id) },
		"deleting a canned reply": func(w store.Writer) error { return w.DeleteCannedReply(ctx, id) },
		"using a session":         func(w store.Writer) error { return w.UseSession(ctx, [32]byte{1}, Day) },
		"deleting a session":      func(w store.Writer) error { return w.DeleteSession(ctx, [32]byte{1}) },
		"reading in a writer":     func(w store.Writer) error { _, err := w.Machine(ctx, id); return err },
	} {
		wantCode(t, what, s.Write(ctx, do), support.CodeNotFound)
	}
}

func putReplaces(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	c, p, g := h.Companies[0], h.Operators[0], h.Category
	same(t, "company", read(t, s, func(r store.Reader) (support.Company, error) { return r.Company(ctx, c.ID) }), c)
	same(t, "person", read(t, s, func(r store.Reader) (support.Person, error) { return r.Person(ctx, p.ID) }), p)
	same(t, "category", read(t, s, func(r store.Reader) (support.Category, error) { return r.Category(ctx, g.ID) }), g)

	c.Name, c.Country = "Azienda Agricola", "SM"
	p.Name, p.Login, p.Disabled, p.Language = "Anna Rossi", "anna", true, "en"
	g.Name, g.Disabled = "Ricambi", true
	write(t, s, func(w store.Writer) {
		Must(t, w.PutCompany(ctx, c))
		Must(t, w.PutPerson(ctx, p))
		Must(t, w.PutCategory(ctx, g))
	})
	same(t, "company", read(t, s, func(r store.Reader) ([]support.Company, error) { return r.Companies(ctx) }), []support.Company{c})
	same(t, "person", read(t, s, func(r store.Reader) ([]support.Person, error) { return r.People(ctx, c.ID) }), []support.Person{p})
	same(t, "category", read(t, s, func(r store.Reader) ([]support.Category, error) { return r.Categories(ctx) }), []support.Category{g})
}

func listsByName(t *testing.T, s store.Store) {
	ctx := t.Context()
	names := []string{"Zeta", "alfa", "Alfa", "Éclair", "Beta", "Beta", "Beta"}
	var companies []support.Company
	var people []support.Person
	write(t, s, func(w store.Writer) {
		for i, name := range names {
			c := support.Company{ID: NewID(), Name: name, Country: "IT"}
			p := support.Person{ID: NewID(), Login: name + strings.Repeat("x", i), Name: name, Role: support.RoleAdmin, CreatedAt: Day}
			companies, people = append(companies, c), append(people, p)
			Must(t, w.PutCompany(ctx, c))
			Must(t, w.PutPerson(ctx, p))
		}
		Must(t, w.PutPerson(ctx, support.Person{
			ID: NewID(), Login: "operatore", Name: "Beta", Role: support.RoleOperator, CompanyID: companies[0].ID, CreatedAt: Day,
		}))
	})
	slices.SortFunc(companies, func(a, b support.Company) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) })
	slices.SortFunc(people, func(a, b support.Person) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) })
	same(t, "companies", read(t, s, func(r store.Reader) ([]support.Company, error) { return r.Companies(ctx) }), companies)
	same(t, "the maker's people", read(t, s, func(r store.Reader) ([]support.Person, error) { return r.People(ctx, "") }), people)
	same(t, "people of nowhere", read(t, s, func(r store.Reader) ([]support.Person, error) { return r.People(ctx, NewID()) }), []support.Person(nil))
}

func loginsUnique(t *testing.T, s store.Store) {
	ctx := t.Context()
	anna := support.Person{ID: NewID(), Login: "Anna.Rossi", Name: "Anna", Role: support.RoleTechnician, CreatedAt: Day}
	other := support.Person{ID: NewID(), Login: "anna.ROSSI", Name: "Un'altra", Role: support.RoleTechnician, CreatedAt: Day}
	hers := store.Credentials{PersonID: anna.ID, Login: "Anna.Rossi", Hash: "$argon2id$1", MustChange: true}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutPerson(ctx, anna))
		wantCode(t, "the same login in other case", w.PutPerson(ctx, other), support.CodeConflict)
		other.Login = "anna2"
		Must(t, w.PutPerson(ctx, other)) // the refusal has cost the transaction nothing
		Must(t, w.PutPerson(ctx, anna))
		Must(t, w.PutCredentials(ctx, hers))
		wantCode(t, "the same credentials' login", w.PutCredentials(ctx, store.Credentials{PersonID: other.ID, Login: "ANNA.rossi", Hash: "x"}), support.CodeConflict)
	})
	for _, login := range []string{"anna.rossi", "ANNA.ROSSI", "Anna.Rossi"} {
		same(t, login, read(t, s, func(r store.Reader) (store.Credentials, error) { return r.Credentials(ctx, login) }), hers)
	}
	hers.Hash, hers.MustChange = "$argon2id$2", false
	write(t, s, func(w store.Writer) { Must(t, w.PutCredentials(ctx, hers)) })
	same(t, "of a person", read(t, s, func(r store.Reader) (store.Credentials, error) { return r.CredentialsOf(ctx, anna.ID) }), hers)
}

func sessions(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	session := func(n byte, p support.Person) store.Session {
		return store.Session{TokenHash: [32]byte{n}, PersonID: p.ID, Device: "PC-REPARTO-3", CreatedAt: Day, UsedAt: at(int(n))}
	}
	a, b, c := session(1, h.Operators[0]), session(2, h.Operators[0]), session(3, h.Operators[0])
	foreign := session(4, h.Technicians[0])
	write(t, s, func(w store.Writer) {
		for _, one := range []store.Session{a, b, c, foreign} {
			Must(t, w.InsertSession(ctx, one))
		}
		wantCode(t, "the same token", w.InsertSession(ctx, a), support.CodeConflict)
		Must(t, w.UseSession(ctx, a.TokenHash, at(60)))
	})
	a.UsedAt = at(60)
	have := func(hash [32]byte) bool {
		err := readErr(t, s, func(r store.Reader) error { _, err := r.Session(ctx, hash); return err })
		if err != nil {
			wantCode(t, "a session", err, support.CodeNotFound)
		}
		return err == nil
	}
	same(t, "used", read(t, s, func(r store.Reader) (store.Session, error) { return r.Session(ctx, a.TokenHash) }), a)
	write(t, s, func(w store.Writer) { Must(t, w.DeleteSession(ctx, b.TokenHash)) })
	if have(b.TokenHash) || !have(a.TokenHash) {
		t.Error("ending one session ended another, or not itself")
	}
	write(t, s, func(w store.Writer) { Must(t, w.DeleteSessions(ctx, h.Operators[0].ID, c.TokenHash)) })
	if have(a.TokenHash) || !have(c.TokenHash) || !have(foreign.TokenHash) {
		t.Error("ending all but one did not keep that one, or reached somebody else's")
	}
	write(t, s, func(w store.Writer) { Must(t, w.DeleteSessions(ctx, h.Operators[0].ID, [32]byte{})) })
	if have(c.TokenHash) || !have(foreign.TokenHash) {
		t.Error("ending all kept one, or reached somebody else's")
	}
}

func acts(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	act := store.Act{ID: NewID(), PersonID: h.Operators[0].ID, Fingerprint: [32]byte{1, 2, 3}}
	write(t, s, func(w store.Writer) {
		Must(t, w.InsertAct(ctx, act))
		wantCode(t, "the same act", w.InsertAct(ctx, store.Act{ID: act.ID, PersonID: NewID()}), support.CodeConflict)
	})
	same(t, "act", read(t, s, func(r store.Reader) (store.Act, error) { return r.Act(ctx, act.ID) }), act)
}

func marks(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	mark := support.Mark{PersonID: h.Operators[0].ID, TicketID: ticket.ID, MessageID: ticket.ID, Index: 1}
	other := support.Mark{PersonID: h.Technicians[0].ID, TicketID: ticket.ID, MessageID: NewID(), Index: 1, NoteIndex: 2}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutMark(ctx, mark))
		Must(t, w.PutMark(ctx, other))
		mark.Index, mark.MessageID = 5, NewID()
		Must(t, w.PutMark(ctx, mark))
	})
	same(t, "mark", read(t, s, func(r store.Reader) (support.Mark, error) { return r.Mark(ctx, mark.PersonID, ticket.ID) }), mark)
	same(t, "other", read(t, s, func(r store.Reader) (support.Mark, error) { return r.Mark(ctx, other.PersonID, ticket.ID) }), other)
}
