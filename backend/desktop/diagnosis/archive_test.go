package diagnosis

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/sqlitedb"
)

func saved(t *testing.T, a Archive) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "diagnosi.zip")
	if err := a.Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	out := map[string]string{}
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[entry.Name] = string(b)
	}
	return out
}

func TestArchive_TakesOutOfALogWhatShouldNotHaveBeenThere(t *testing.T) {
	dir := t.TempDir()
	lines := map[string]string{
		`{"msg":"Anna Rossi è entrata"}`:                                        `{"msg":"[person] è entrata"}`,
		`{"msg":"anna.rossi, ANNA.ROSSI; annarossi"}`:                           `{"msg":"[person], [person]; annarossi"}`,
		`{"msg":"di Niccolò, a Élodie"}`:                                        `{"msg":"di [person], a [person]"}`,
		`{"msg":"ditta \"Rossi \u0026 Figli\" e Rossi & Figli"}`:                `{"msg":"ditta \"[person]\" e [person]"}`,
		`{"err":"open C:\\Users\\anna\\FiloDiretto: no"}`:                       `{"err":"open ~\\FiloDiretto: no"}`,
		`{"err":"session token-dvkq8 went; p%40ss%2Fword and p@ss/word"}`:       `{"err":"session [secret] went; [secret] and [secret]"}`,
		`{"err":"proxy http://somebody:else@proxy.example:3128 is away"}`:       `{"err":"proxy http://[secret]@proxy.example:3128 is away"}`,
		`{"err":"Authorization: Bearer abcdef"}`:                                `{"err":"Authorization: Bearer [secret]"}`,
		`{"level":"info","msg":"the line is down","err":"unreachable: EOF on"}`: `{"level":"info","msg":"the line is down","err":"unreachable: EOF on"}`,
	}
	var log, want strings.Builder
	for line, clean := range lines {
		log.WriteString(line + "\n")
		want.WriteString(clean + "\n")
	}
	for name, content := range map[string]string{
		"filodiretto.log": log.String(), "filodiretto-2025-11-12T14-33-20.000.log": "older", "notes.txt": "not a log",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := saved(t, Archive{Logs: dir, Private: Private{
		Names:   []string{"Anna Rossi", "anna.rossi", "Niccolò", "Élodie", "Rossi & Figli", "", "on"},
		Secrets: []string{"token-dvkq8", "p@ss/word", "", "on"},
		Home:    `C:\Users\anna`,
	}})
	// A name that is a word is taken out where it stands alone, and leaves the others whole.
	wanted := strings.ReplaceAll(want.String(), "EOF on", "EOF [person]")
	if got["logs/filodiretto.log"] != wanted {
		t.Errorf("got\n%s\nwant\n%s", got["logs/filodiretto.log"], wanted)
	}
	if got["logs/filodiretto-2025-11-12T14-33-20.000.log"] != "older" || got["logs/notes.txt"] != "" {
		t.Errorf("logs %v", got)
	}
}

func TestArchive_SaysWhatCouldNotBeReadAndHasTheRest(t *testing.T) {
	got := saved(t, Archive{
		Settings: func() {}, // no JSON can be made of it
		Stores: func(context.Context) []Store {
			return []Store{{File: "cache.db", Inspection: sqlitedb.Inspection{Schema: 3}, Failed: "read of /home/anna/x: no"}}
		},
		Private: Private{Home: "/home/anna"},
	})
	if !strings.HasPrefix(got["problems.txt"], "settings.json: ") {
		t.Errorf("problems %q", got["problems.txt"])
	}
	for name, want := range map[string]string{
		"stores.json": `"failed": "read of ~/x: no"`, "diagnosis.json": `"people"`, "goroutines.txt": "goroutine profile: total",
		"heap.txt": "heap profile", "README.txt": "password",
	} {
		if !strings.Contains(got[name], want) {
			t.Errorf("%s is %q, want %q in it", name, got[name], want)
		}
	}
}

func TestAside_FindsWhatWasSetAsideLastFirst(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	for file, content := range map[string]string{
		filepath.Join(a, "settings.json.unreadable-20251112-143320"):    "{",
		filepath.Join(b, "cache.db.newer-20251113-080000-2"):            "four",
		filepath.Join(b, "cache.db.newer-20251113-080000-2-wal"):        "not by itself",
		filepath.Join(b, "outbox.db.corrupt-20251110-080000"):           "",
		filepath.Join(b, "cache.db"):                                    "in use",
		filepath.Join(b, "cache.db.corrupt-20259910-080000"):            "no such month",
		filepath.Join(b, "outbox.db.corrupt-20251110-080000 (copy).db"): "",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := Aside(a, b, filepath.Join(a, "none"))
	want := []SetAside{
		{What: "cache", Why: "newer", At: time.Date(2025, 11, 13, 8, 0, 0, 0, time.UTC), Bytes: 4},
		{What: "settings", Why: "unreadable", At: time.Date(2025, 11, 12, 14, 33, 20, 0, time.UTC), Bytes: 1},
		{What: "outbox", Why: "corrupt", At: time.Date(2025, 11, 10, 8, 0, 0, 0, time.UTC)},
	}
	if len(got) != len(want) {
		t.Fatalf("found %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("found %+v, want %+v", got[i], want[i])
		}
	}
}

func TestSystem_SaysWhatItIs(t *testing.T) {
	if System() == "" {
		t.Error("nothing is known of the system")
	}
}
