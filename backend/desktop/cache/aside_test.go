package cache_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
)

func TestCache_SetsACorruptFileAsideAndBeginsAnew(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, cache.FileName)
	if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !strings.Contains(notice.SetAside, "cache.db.corrupt-") || notice.Newer {
		t.Errorf("notice %+v", notice)
	}
	if b, err := os.ReadFile(notice.SetAside); err != nil || !strings.HasPrefix(string(b), "not a database") {
		t.Errorf("the old file is not what it was: %v", err)
	}
	if n := counts(t, c); n != (cache.Counts{}) {
		t.Errorf("counts %+v", n)
	}
}

func TestCache_SetsANewerFileAside(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, anna)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	execIn(t, filepath.Join(dir, cache.FileName), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !strings.Contains(notice.SetAside, "cache.db.newer-") || !notice.Newer {
		t.Errorf("notice %+v", notice)
	}
}

func TestCache_ADamageMetWhileOpenIsCuredByTheNextOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, cache.FileName)
	c := open(t, dir, anna)
	var changes []api.Change
	for n := range 200 {
		changes = append(changes, newLine(anna, n+1, anna, strings.Repeat("testo lungo ", 200)).all()...)
	}
	forward(t, c, changes...)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 4; i < len(b); i++ {
		b[i] = 0xA5
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err = cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil {
		t.Fatal(err)
	}
	failed := false
	for n := range 200 {
		err := c.Read(context.Background(), func(r *cache.Reader) error {
			_, _, err := r.Ticket(id((n + 1) * 1000))
			return err
		})
		failed = failed || err != nil
	}
	if !failed {
		t.Fatal("the damage was not met")
	}
	if err := c.Close(); err != nil {
		t.Log(err)
	}
	c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: anna})
	if err != nil || notice.SetAside == "" {
		t.Fatalf("notice %+v, %v", notice, err)
	}
	_ = c.Close()
}
