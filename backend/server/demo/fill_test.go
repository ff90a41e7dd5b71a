package demo_test

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server/demo"
	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/support"
)

var noon = time.Date(2026, 11, 19, 11, 7, 0, 0, time.UTC)

func emptyStore(t testing.TB) store.Store {
	t.Helper()
	st, err := sqlite.Open(context.Background(), t.TempDir(), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func reversed(password string) (string, error) { return "hash of " + password, nil }

func options(seed uint64) demo.Options {
	return demo.Options{Seed: seed, Now: noon, HashPassword: reversed}
}

func fill(t testing.TB, st store.Store, o demo.Options) []demo.Login {
	t.Helper()
	logins, err := demo.Fill(context.Background(), st, o)
	if err != nil {
		t.Fatal(err)
	}
	return logins
}

func read(t testing.TB, st store.Store, fn func(context.Context, store.Reader)) {
	t.Helper()
	err := st.Read(context.Background(), func(r store.Reader) error {
		fn(context.Background(), r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// allTickets walks through all tickets of the store.
func allTickets(t testing.TB, st store.Store, use func(context.Context, store.Reader, support.Ticket)) {
	t.Helper()
	read(t, st, func(ctx context.Context, r store.Reader) {
		filter := store.TicketFilter{Limit: 200}
		for {
			page, err := r.Tickets(ctx, filter)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range page {
				use(ctx, r, k)
			}
			if len(page) < filter.Limit {
				return
			}
			filter.AfterUpdated, filter.AfterID = page[len(page)-1].UpdatedAt, page[len(page)-1].ID
		}
	})
}

func TestFill_MakesASoundStoreOfTheUsualSize(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	st := emptyStore(t)
	logins := fill(t, st, options(1))
	wrong, err := st.Check(context.Background())
	if err != nil || len(wrong) > 0 {
		t.Fatalf("the store is not sound: %v, %q", err, wrong)
	}
	tickets, messages := 0, 0
	allTickets(t, st, func(ctx context.Context, r store.Reader, k support.Ticket) {
		tickets++
		list, err := r.Messages(ctx, store.MessageFilter{TicketID: k.ID, WithNotes: true, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		messages += len(list)
	})
	if tickets != 600 || messages != 6900 {
		t.Errorf("%d tickets with %d messages", tickets, messages)
	}
	read(t, st, func(ctx context.Context, r store.Reader) {
		companies, err := r.Companies(ctx)
		if err != nil || len(companies) != 8 {
			t.Errorf("%d companies, %v", len(companies), err)
		}
		countries := map[string]int{}
		for _, c := range companies {
			countries[c.Country]++
			machines, err := r.Machines(ctx, store.MachineFilter{CompanyID: c.ID, Limit: 100})
			if err != nil || len(machines) == 0 {
				t.Errorf("%s has %d machines, %v", c.Name, len(machines), err)
			}
		}
		if countries["IT"] != 6 || countries["DE"] != 1 || countries["FR"] != 1 {
			t.Errorf("countries: %v", countries)
		}
		for _, l := range logins {
			c, err := r.Credentials(ctx, l.Login)
			if err != nil || c.Hash != "hash of "+l.Password || c.MustChange {
				t.Errorf("%s: %+v, %v", l.Login, c, err)
			}
			if len(l.Password) < 12 || strings.ContainsAny(l.Password, " \t") {
				t.Errorf("%q cannot be read out", l.Password)
			}
		}
	})
	roles, perCompany := map[support.Role]int{}, map[string]int{}
	for _, l := range logins {
		roles[l.Role]++
		if l.Role == support.RoleOperator {
			perCompany[l.Company]++
		}
	}
	if roles[support.RoleAdmin] < 1 || roles[support.RoleTechnician] < 2 || len(perCompany) != 8 {
		t.Errorf("roles %v, companies %v", roles, perCompany)
	}
}

func TestFill_SameSeedSameContent(t *testing.T) {
	content := func(seed uint64, now time.Time) (all []string) {
		st := emptyStore(t)
		o := options(seed)
		o.Tickets, o.Now = 120, now
		for _, l := range fill(t, st, o) {
			all = append(all, l.Login+" "+l.Password+" "+l.Company)
		}
		allTickets(t, st, func(ctx context.Context, r store.Reader, k support.Ticket) {
			all = append(all, k.ID, k.Description, k.Head.String(), k.NoteHead.String())
		})
		return all
	}
	first, again := content(9, noon), content(9, noon.Add(3*time.Minute))
	if strings.Join(first, "\n") != strings.Join(again, "\n") {
		t.Error("the same seed made something else")
	}
	if other := content(10, noon); strings.Join(first, "\n") == strings.Join(other, "\n") {
		t.Error("another seed made the same")
	}
}

func TestFill_RefusesAStoreThatIsNotEmpty(t *testing.T) {
	st := emptyStore(t)
	err := st.Write(context.Background(), func(w store.Writer) error {
		c := support.Category{ID: "01890000-0000-7000-8000-000000000001", Name: "Idraulica"}
		if err := w.PutCategory(context.Background(), c); err != nil {
			return err
		}
		return w.Touch(context.Background(), store.Object{Type: store.ObjectCategory, ID: c.ID}, support.AudienceSupport())
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Fill(context.Background(), st, options(1)); support.CodeOf(err) != support.CodeConflict {
		t.Errorf("it said %v", err)
	}
	read(t, st, func(ctx context.Context, r store.Reader) {
		if all, err := r.Companies(ctx); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
	})
}

func TestFill_KeepsToTheLeastWhateverIsAskedFor(t *testing.T) {
	st := emptyStore(t)
	o := options(4)
	o.Companies, o.Machines, o.Tickets, o.Messages = 1, 1, 4, 30
	logins := fill(t, st, o)
	operators := map[string]int{}
	for _, l := range logins {
		if l.Role == support.RoleOperator {
			operators[l.Company]++
		}
	}
	if len(operators) != 2 {
		t.Errorf("companies: %v", operators)
	}
	for c, n := range operators {
		if n < 2 {
			t.Errorf("%s has %d operators", c, n)
		}
	}
	read(t, st, func(ctx context.Context, r store.Reader) {
		machines, err := r.Machines(ctx, store.MachineFilter{Limit: 10})
		if err != nil || len(machines) != 2 || machines[0].CompanyID == machines[1].CompanyID {
			t.Errorf("machines: %v, %v", machines, err)
		}
	})
	empty := emptyStore(t)
	o = options(4)
	o.Tickets = demo.None
	fill(t, empty, o)
	allTickets(t, empty, func(context.Context, store.Reader, support.Ticket) {
		t.Error("there is a ticket where none was asked for")
	})
}

func TestFill_RefusesNumbersThatCannotBe(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	st := emptyStore(t)
	for _, o := range []demo.Options{
		{Tickets: 10, Messages: 9}, {Tickets: -2}, {Companies: 1_000_000}, {Tickets: demo.None, Messages: 5},
	} {
		o.HashPassword = reversed
		if _, err := demo.Fill(context.Background(), st, o); support.CodeOf(err) != support.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
	fill(t, st, options(1)) // nothing was written by those
}

func TestFill_MixesTextsIn(t *testing.T) {
	st := emptyStore(t)
	o := options(2)
	o.Tickets = 100
	o.Texts = strings.NewReader("REPL HYD HOSE PH639\treplace hydraulic hose\n\nbad \x01 line\nREPAIR LEAK CR871\n  CHANGE OIL  \r\n")
	fill(t, st, o)
	descriptions := map[string]int{}
	replies := 0
	allTickets(t, st, func(ctx context.Context, r store.Reader, k support.Ticket) {
		for _, text := range []string{"REPL HYD HOSE PH639", "REPAIR LEAK CR871", "CHANGE OIL"} {
			if strings.Contains(strings.ToUpper(k.Description), text) {
				descriptions[text]++
			}
		}
		list, err := r.Messages(ctx, store.MessageFilter{TicketID: k.ID, AfterIndex: 1, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if strings.Contains(strings.ToUpper(m.Text), "CHANGE OIL") {
				replies++
			}
		}
	})
	if len(descriptions) != 3 || replies == 0 {
		t.Errorf("descriptions %v, %d replies", descriptions, replies)
	}
	if wrong, err := st.Check(context.Background()); err != nil || len(wrong) > 0 {
		t.Errorf("%v, %q", err, wrong)
	}
}

func TestFill_GivesThreeTicketsFilesThatHaveArrived(t *testing.T) {
	st := emptyStore(t)
	o := options(1)
	o.Tickets = 40
	kept := map[support.Digest][]byte{}
	o.Keep = func(_ context.Context, company string, digest support.Digest, content []byte) error {
		if company == "" || sha256.Sum256(content) != digest {
			t.Errorf("%d bytes for %q are kept under another name", len(content), company)
		}
		kept[digest] = content
		return nil
	}
	fill(t, st, o)
	with, names := 0, []string{}
	allTickets(t, st, func(ctx context.Context, r store.Reader, k support.Ticket) {
		list, err := r.Messages(ctx, store.MessageFilter{TicketID: k.ID, WithNotes: true, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		before := len(names)
		for _, m := range list {
			for _, a := range m.Attachments {
				names = append(names, a.Name)
				if picture := strings.HasSuffix(a.Name, ".jpg"); !a.Arrived() || int64(len(kept[a.SHA256])) != a.Size || picture != (a.Width > 0) {
					t.Errorf("%s has not arrived as it should: %+v", a.Name, a)
				}
			}
		}
		if len(names) > before {
			with++
		}
	})
	slices.Sort(names)
	if got := strings.Join(names, " "); with != 3 || got != "manometro.jpg pannello.jpg registro-saldatura.log targa.jpg ventosa-sinistra.jpg" {
		t.Errorf("%d tickets have files: %s", with, got)
	}
	if wrong, err := st.Check(context.Background()); err != nil || len(wrong) > 0 {
		t.Errorf("%v, %q", err, wrong)
	}
}
