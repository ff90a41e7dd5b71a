package sqlitedb

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInspect_CountsAndChecksWithoutRepeatingWhatIsThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "words.db")
	o := Options{File: file, Migrations: first, Durability: SurvivesPowerCut}
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Writer.ExecContext(t.Context(),
		`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
		 INSERT INTO words SELECT 'zorro ' || i || hex(zeroblob(20)) FROM n`); err != nil {
		t.Fatal(err)
	}
	got, err := db.Inspect(t.Context())
	if err != nil || got.Schema != 1 || !slices.Equal(got.Check, []string{"ok"}) || got.Pages == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if d := cmp.Diff(map[string]int64{"goose_db_version": 2, "words": 3000}, got.Rows); d != "" {
		t.Error(d)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	// Damaged behind the schema, so that it opens and then is not whole.
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	stat, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(5 * 4096); at < stat.Size(); at += 4096 {
		if _, err := f.WriteAt([]byte("zorro was here"), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	db, err = Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got, err = db.Inspect(t.Context())
	said := strings.Join(got.Check, "\n")
	if said == "ok" || said == "" && err == nil {
		t.Errorf("the damage was not found: %+v, %v", got, err)
	}
	if got.Schema != 1 || strings.Contains(said, "zorro") {
		t.Errorf("%+v, %v", got, err)
	}
}
