package service_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

func newService(t testing.TB) *service.Service {
	t.Helper()
	ctx := context.Background()
	s, err := server.Open(ctx, server.Config{
		Data: t.TempDir(), Password: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, name := range []string{"Acme", "Caffè Società"} {
		if _, err := s.Service().AddCompany(ctx, name, "it"); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []service.NewPerson{
		{Login: "anna", Name: "Anna Rossi", Role: support.RoleOperator, Company: "acme"},
		{Login: "luca", Name: "Luca Bianchi", Role: support.RoleTechnician},
	} {
		p.Password = "una-parola-lunga"
		if _, err := s.Service().AddPerson(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	return s.Service()
}

func TestImport_ReadsWhatSpreadsheetsSave(t *testing.T) {
	const header = "company;name;model;serial;site\n"
	for name, file := range map[string]string{
		"semicolons":      header + "Acme;Pressa 3;PX-200;24-0117;Linea 2\nCaffè Società;Forno;FX;24-0118;\n",
		"commas":          "company,name,model,serial,site\nAcme,Pressa 3,PX-200,24-0117,\"Linea 2, sinistra\"\nCaffè Società,Forno,FX,24-0118,\n",
		"byte order mark": "\ufeff" + header + "Acme;Pressa 3;PX-200;24-0117;Linea 2\nCaffè Società;Forno;FX;24-0118;\n",
		"windows":         header + "Acme;Pressa 3;PX-200;24-0117;Linea 2\r\nCaff\xe8 Societ\xe0;Forno;FX;24-0118;\r\n",
		"other order":     "Serial;Site;COMPANY;name;model\n24-0117;;acme;Pressa 3;PX-200\n24-0118;;caffè società;Forno;FX\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			report, err := s.ImportMachines(t.Context(), strings.NewReader(file), false)
			if err != nil || report.New != 2 || report.Wrong != 0 {
				t.Fatalf("report %+v, %v", report, err)
			}
			all, err := s.AllMachines(t.Context())
			if err != nil || len(all) != 2 {
				t.Errorf("machines %+v, %v", all, err)
			}
		})
	}
}

func TestImport_SaysPerLineAndChangesAllOrNothing(t *testing.T) {
	s := newService(t)
	read := func(file string, dry bool) string {
		t.Helper()
		report, err := s.ImportMachines(t.Context(), strings.NewReader(file), dry)
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		for _, l := range report.Lines {
			fmt.Fprintf(&said, "%d %s %s|", l.Line, l.Outcome, l.What)
		}
		return said.String()
	}
	count := func() int {
		all, err := s.AllMachines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	const header = "company;name;model;serial;site;linkedPerson;defaultTechnician\n"
	good := header + "Acme;Pressa 3;PX-200;24-0117;;anna;luca\nAcme;\"Pressa\n4\";PX;24-0118;;;\n"
	if got, want := read(good, true), "2 new |3 wrong name \"Pressa\\n4\" has characters that cannot be kept|"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	good = header + "Acme;Pressa 3;PX-200;24-0117;;anna;luca\nAcme;Pressa 4;PX;24-0118;;;\n"
	if got := read(good, true); got != "2 new |3 new |" || count() != 0 {
		t.Errorf("a dry run says %s and leaves %d machines", got, count())
	}
	if got := read(good, false); got != "2 new |3 new |" || count() != 2 {
		t.Errorf("the import says %s and leaves %d machines", got, count())
	}
	if got := read(good, false); got != "2 same |3 same |" {
		t.Errorf("again says %s", got)
	}
	if got := read("company;name;model;serial;site\nAcme;Pressa 3;PX-200;24-0117;\nCaffè Società;Pressa 4;PX;24-0118;Bar\n", false); got != "2 same |3 changed |" {
		t.Errorf("without the people's columns: %s", got)
	}
	bad := header +
		"Nessuna;Pressa;PX;1;;;\n" +
		"Acme;;PX;2;;;\n" +
		"Acme;Pressa;PX;;;;\n" +
		"Acme;Pressa;PX;3;;luca;anna\n" +
		"Acme;Pressa;PX;4;;nessuno;\n" +
		"Acme;Pressa;PX;5\n" +
		"Acme;Pressa;PX;6;;;\n" +
		"Acme;Pressa;PX;6;;;\n" +
		"Acme;Pre\"ssa;PX;7;;;\n" +
		"Acme;Pressa;PX;8;;;\n"
	want := "2 wrong company \"Nessuna\" is unknown|3 wrong name is missing|4 wrong serial is missing|" +
		"5 wrong linkedPerson \"luca\" does not fit there; defaultTechnician \"anna\" does not fit there|" +
		"6 wrong linkedPerson \"nessuno\" is unknown|7 wrong 4 fields where the header has 7|8 new |" +
		"9 wrong serial \"6\" stands in line 8 already|10 wrong bare \" in non-quoted-field|11 new |"
	if got := read(bad, false); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	if count() != 2 {
		t.Errorf("a wrong file left %d machines", count())
	}
	for file, what := range map[string]string{
		"":                                      "1 wrong the header is missing|",
		"company;name\n":                        "1 wrong column \"model\" is missing|",
		"company;name;model;serial;site;site\n": "1 wrong column \"site\" stands twice|",
		"Ditta;name;model;serial;site\n":        "1 wrong column \"Ditta\" is unknown|",
	} {
		if got := read(file, false); got != what {
			t.Errorf("%q says %s, want %s", file, got, what)
		}
	}
}

func TestImport_MovesAMachineBetweenCompanies(t *testing.T) {
	s := newService(t)
	const header = "company;name;model;serial;site;linkedPerson\n"
	for _, line := range []string{"Acme;Pressa;PX;1;;anna\n", "Caffè Società;Pressa;PX;1;;\n"} {
		if report, err := s.ImportMachines(t.Context(), strings.NewReader(header+line), false); err != nil || report.Wrong > 0 {
			t.Fatalf("%+v, %v", report, err)
		}
	}
	people, err := s.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		page, err := s.Changes(t.Context(), p, "", "", 100)
		if err != nil {
			t.Fatal(err)
		}
		removed, machines := 0, 0
		for _, e := range page.Entries {
			if e.Removed {
				removed++
			} else if e.Machine != nil {
				machines++
			}
		}
		want := [2]int{0, 1}
		if p.Role == support.RoleOperator {
			want = [2]int{1, 0}
		}
		if got := [2]int{removed, machines}; got != want {
			t.Errorf("%s's feed has %d removed, %d machines; want %v", p.Name, removed, machines, want)
		}
	}
}

func FuzzImport(f *testing.F) {
	for _, file := range []string{
		"", "company;name;model;serial;site\nAcme;P;M;1;\n", "company,name,model,serial,site\n\"", "\xff\xfe", "\ufeff;;;;\n", "a\x00b",
		"company;name;model;serial;site\n\"Acme\n;;;;\n", "company;name;model;serial;site\rAcme;P;M;1;\r", "company;name;model;serial;site\nAcme;\xe0;M;1;\n",
	} {
		f.Add([]byte(file))
	}
	s := newService(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := s.ImportMachines(context.Background(), strings.NewReader(string(file)), true)
		if err != nil {
			t.Errorf("%q: %v", file, err)
		}
		if n := report.New + report.Changed + report.Same + report.Wrong; n != len(report.Lines) {
			t.Errorf("%q: %d lines, %d counted", file, len(report.Lines), n)
		}
	})
}
