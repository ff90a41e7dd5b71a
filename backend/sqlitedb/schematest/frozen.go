package schematest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
)

// freeze is given when a schema is to be frozen: scripts/freeze-schema.sh.
var freeze = flag.Bool("freeze", false, "freeze the newest schema: write its fixture, unless there is one")

// folder is where a package keeps what is frozen, and sums lists its migrations with what they hash to.
const (
	folder = "testdata/frozen"
	sums   = "migrations.sum"
)

// migration is one file of a package's migrations.
type migration struct {
	version int64
	name    string
	sum     string
}

func (m migration) fixture() string { return filepath.Join(folder, fmt.Sprintf("%05d.sql", m.version)) }
func (m migration) told() string    { return filepath.Join(folder, fmt.Sprintf("%05d.json", m.version)) }

func migrationsOf(t testing.TB, files fs.FS) []migration {
	t.Helper()
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no migrations: %v", err)
	}
	var all []migration
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		// A working copy on Windows may have other line ends.
		content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
		all = append(all, migration{version: version, name: name, sum: fmt.Sprintf("%x", sha256.Sum256(content))})
	}
	return all
}

// everyMigrationIsFrozen holds that each has its fixture and has not been changed since.
func everyMigrationIsFrozen(t *testing.T, all []migration) {
	frozen := frozenSums(t)
	for _, m := range all {
		switch was, known := frozen[m.name]; {
		case !known:
			t.Errorf("%s is not frozen yet: run scripts/freeze-schema.sh", m.name)
		case was != m.sum:
			t.Errorf("%s was changed after it was frozen: whoever has that schema never gets the change. Put it back, and make a new migration", m.name)
		}
		delete(frozen, m.name)
		for _, file := range []string{m.fixture(), m.told()} {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("schema %d has no fixture: %v", m.version, err)
			}
		}
	}
	for name := range frozen {
		t.Errorf("%s was frozen and is gone", name)
	}
}

func frozenSums(t testing.TB) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, sums))
	if err != nil && !*freeze {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("%s has a line %q", sums, line)
		}
		known[name] = sum
	}
	return known
}

// freezeNewest writes the fixture of the newest schema. What is frozen stays as it is.
func (f File[O]) freezeNewest(t *testing.T, all []migration) {
	newest, frozen := all[len(all)-1], frozenSums(t)
	if _, there := frozen[newest.name]; there {
		t.Logf("%s is frozen already and stays as it is", newest.name)
		return
	}
	dir := t.TempDir()
	f.Fill(t, dir)
	script := dump(t, filepath.Join(dir, f.Name))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, newest.fixture(), []byte(script), os.O_EXCL)
	write(t, newest.told(), f.whatIsIn(t, dir), os.O_EXCL)
	write(t, filepath.Join(folder, sums), fmt.Appendf(nil, "%s  %s\n", newest.sum, newest.name), os.O_APPEND)
}

func write(t testing.TB, file string, content []byte, how int) {
	t.Helper()
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|how, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// whatIsIn opens a folder's file as the program does and is told what is in it.
func (f File[O]) whatIsIn(t testing.TB, dir string) []byte {
	t.Helper()
	o, err := f.Open(t.Context(), dir, day)
	if err != nil {
		t.Fatal(err)
	}
	told := f.Tell(t, o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(told, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// day is when a file is opened in these tests.
var day = time.Date(2026, 12, 1, 7, 30, 0, 0, time.UTC)
