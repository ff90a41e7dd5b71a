package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

// command runs the program in process with something on standard input.
func command(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, terminal{strings.NewReader(in), &o, &e})
	return code, o.String(), e.String()
}

func must(t *testing.T, in string, args ...string) string {
	t.Helper()
	code, out, errs := command(t, in, args...)
	if code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, errs)
	}
	return out
}

func TestCommands_SetAServerUp(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	t.Setenv("FILODIRETTO_DATA", data)
	must(t, "", "company", "add", "--name", "Acme Imballaggi", "--country", "it")
	must(t, "una-parola-lunga\n", "person", "add", "--login", "anna", "--name", "Anna Rossi", "--role", "operator", "--company", "acme imballaggi")
	must(t, "una-parola-lunga", "person", "add", "--login", "luca", "--name", "Luca Bianchi", "--role", "technician")
	must(t, "", "category", "add", "--name", "Idraulica")
	must(t, "", "cause", "add", "--name", "Usura")
	must(t, "", "cause", "add", "--name", "Altro")
	must(t, "", "cause", "disable", "--name", "altro")
	must(t, "", "response", "set", "--stopped", "15m/45m", "--hours", "mon-sat 07:30-19:00", "--hours", "sat off", "--zone", "Europe/Berlin")
	must(t, "", "response", "set", "--question", "1h30m/24h")
	must(t, "", "machine", "add", "--company", "Acme Imballaggi", "--name", "Pressa 3", "--model", "PX-200", "--serial", "24-0117", "--site", "Linea 2", "--default-technician", "luca")
	must(t, "un'altra-parola\n", "person", "password", "--login", "anna")
	must(t, "", "person", "disable", "--login", "anna")
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"company", "list"}, []string{"Acme Imballaggi", "IT"}},
		{[]string{"person", "list"}, []string{"anna", "disabled", "luca", "technician"}},
		{[]string{"machine", "list"}, []string{"24-0117", "Pressa 3", "Luca Bianchi"}},
		{[]string{"category", "list"}, []string{"Idraulica"}},
		{[]string{"cause", "list"}, []string{"Usura", "Altro", "disabled"}},
		{[]string{"response", "show"}, []string{
			"stopped   15m    45m", "degraded  4h     8h", "question  1h30m  24h", "Europe/Berlin", "mon  07:30-19:00", "fri  07:30-19:00", "sat  off", "sun  off",
		}},
	} {
		out := must(t, "", c.args...)
		for _, word := range c.want {
			if !strings.Contains(out, word) {
				t.Errorf("%v says %q, without %q", c.args, out, word)
			}
		}
	}
	for _, c := range []struct {
		in   string
		args []string
		want string
	}{
		{"", []string{"company", "add", "--name", "acme IMBALLAGGI", "--country", "IT"}, "already"},
		{"", []string{"company", "add", "--name", "Altra", "--country", "Italia"}, "--country is unknown"},
		{"corta\n", []string{"person", "add", "--login", "x", "--name", "X", "--role", "admin"}, "the password is too short"},
		{"", []string{"person", "add", "--login", "x", "--name", "X", "--role", "admin"}, "no password"},
		{"una-parola-lunga", []string{"person", "add", "--login", "x", "--name", "X", "--role", "operator"}, "--company is required"},
		{"una-parola-lunga", []string{"person", "add", "--login", "x", "--name", "X", "--role", "operator", "--company", "Nessuna"}, "no company"},
		{"una-parola-lunga", []string{"person", "add", "--login", "LUCA", "--name", "X", "--role", "admin"}, ""},
		{"", []string{"person", "disable", "--login", "nessuno"}, "nobody signs in as"},
		{"", []string{"machine", "add", "--company", "Acme Imballaggi", "--name", "P", "--model", "M", "--serial", "24-0117"}, "already"},
		{"", []string{"machine", "add", "--company", "Acme Imballaggi", "--name", "P", "--model", "M", "--serial", "1", "--default-technician", "anna"}, "--default-technician does not fit"},
		{"", []string{"machine", "import", "missing.csv"}, "missing.csv"},
		{"", []string{"cause", "add", "--name", "USURA"}, "already"},
		{"", []string{"cause", "disable", "--name", "Nessuna"}, "no cause"},
		{"", []string{"response", "set", "--stopped", "15m"}, "--stopped is to be two times"},
		{"", []string{"response", "set", "--stopped", "10s/1h"}, "--stopped is out of range"},
		{"", []string{"response", "set", "--hours", "lun 08:00-18:00"}, "--hours is to be days and times"},
		{"", []string{"response", "set", "--hours", "mon 18:00-08:00"}, "--hours is to be days and times"},
		{"", []string{"response", "set", "--zone", "Modena"}, "no zone"},
	} {
		code, _, errs := command(t, c.in, c.args...)
		if code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%v: exit %d, %q, want 1 and %q", c.args, code, errs, c.want)
		}
	}
}

func TestMachineImport_ReportsAndExits(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "", "company", "add", "--data", data, "--name", "Acme", "--country", "IT")
	file := filepath.Join(t.TempDir(), "macchine.csv")
	write := func(content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("company;name;model;serial;site\nAcme;Pressa;PX;1;\n")
	if out := must(t, "", "machine", "import", file, "--dry-run", "--data", data); !strings.Contains(out, "line 2: new 1") || !strings.Contains(out, "dry run") {
		t.Errorf("dry run says %q", out)
	}
	if out := must(t, "", "machine", "import", file, "--data", data); !strings.Contains(out, "1 new, 0 changed") {
		t.Errorf("import says %q", out)
	}
	write("company;name;model;serial;site\nAcme;Pressa;PX;2;\nNessuna;Pressa;PX;3;\n")
	code, out, errs := command(t, "", "machine", "import", file, "--data", data)
	if code != 1 || !strings.Contains(out, "line 3: wrong company \"Nessuna\" is unknown") || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

func TestSettings_FlagsBeatEnvironmentBeatsFileBeatsDefaults(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config.json")
	if err := os.WriteFile(file, []byte(`{"data":"from-file","level":"warn","log":"json","name":"File","max-body":5}`), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("from-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FILODIRETTO_LEVEL", "error")
	t.Setenv("FILODIRETTO_DATA_FILE", secret)
	t.Setenv("FILODIRETTO_NAME", "Environment")
	out := must(t, "", "check", "--config", file, "--log", "text", "--only-configuration")
	for _, line := range []string{"data = from-secret", "level = error", "log = text", "name = Environment", "max-body = 5", "drain = 20s"} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("check says %s, without %q", out, line)
		}
	}
	t.Setenv("FILODIRETTO_TLS_CERT", filepath.Join(dir, "missing.pem"))
	if code, _, errs := command(t, "", "check", "--config", file, "--only-configuration"); code != 1 || !strings.Contains(errs, "--tls-key") {
		t.Errorf("half a certificate: exit %d, %s", code, errs)
	}
	t.Setenv("FILODIRETTO_TLS_CERT", "")
	// What one command is about is never taken from the environment.
	if code, _, errs := command(t, "", "company", "add", "--country", "IT"); code != 2 || !strings.Contains(errs, "--name") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if err := os.WriteFile(file, []byte(`{"lisen":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, "", "check", "--config", file); code != 2 || !strings.Contains(errs, "lisen") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestRestore_BeginsANewEpoch(t *testing.T) {
	data, other := populated(t), filepath.Join(t.TempDir(), "other")
	file := filepath.Join(t.TempDir(), "copy.backup")
	cursor := func(dir, after string) (string, error) {
		t.Helper()
		s, err := server.Open(t.Context(), server.Config{Data: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		page, err := s.Service().Changes(t.Context(), support.Person{ID: "luca", Role: support.RoleTechnician}, after, "", 10)
		return page.Next, err
	}
	before, err := cursor(data, "")
	if err != nil {
		t.Fatal(err)
	}
	must(t, "", "backup", file, "--data", data)
	if _, err := cursor(data, before); err != nil {
		t.Errorf("the backed up store: %v", err)
	}
	must(t, "", "restore", file, "--data", other)
	if _, err := cursor(other, before); support.CodeOf(err) != support.CodeCursorReset {
		t.Errorf("a cursor from before the restore: %v, want %s", err, support.CodeCursorReset)
	}
}

func TestBackup_RestoresIntoAnEmptyStoreAlone(t *testing.T) {
	data, other := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "other")
	file := filepath.Join(t.TempDir(), "copy.backup")
	must(t, "", "company", "add", "--data", data, "--name", "Acme", "--country", "IT")
	must(t, "", "backup", file, "--data", data)
	if code, _, errs := command(t, "", "backup", file, "--data", data); code != 1 {
		t.Errorf("a backup over a file: exit %d, %s", code, errs)
	}
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("backup %v, %v", st, err)
	}
	must(t, "", "restore", file, "--data", other)
	if out := must(t, "", "company", "list", "--data", other); !strings.Contains(out, "Acme") {
		t.Errorf("restored %q", out)
	}
	if code, _, errs := command(t, "", "restore", file, "--data", data); code != 1 {
		t.Errorf("restoring over a store: exit %d, %s", code, errs)
	}
	must(t, "", "migrate", "--data", data)
	if out := must(t, "", "check", "--data", other); !strings.Contains(out, "the store is sound") {
		t.Errorf("check says %q", out)
	}
	if out := must(t, "", "version"); !strings.Contains(out, "filodiretto-server ") {
		t.Errorf("version says %q", out)
	}
}
