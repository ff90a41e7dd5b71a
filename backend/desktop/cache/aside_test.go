package cache_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/sqlitedb"
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

func TestCache_WhatCannotBeReadBackIsDamageToo(t *testing.T) {
	for name, spoil := range map[string]string{
		"attachments": `UPDATE messages SET attachments = '[{' || char(0) WHERE attachments <> ''`,
		"event":       `UPDATE messages SET event = '{"type":' || char(0) WHERE event <> ''`,
		"filter":      `UPDATE filters SET criteria = '{' || char(0)`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := open(t, dir, luca)
			l := newLine(luca, 1, anna, "Perde olio.")
			l.reply(t, luca, "Si vede?") // an event says that it is in progress
			l.photos(t, anna, 1)
			filter := api.Filter{ID: id(9), Name: "Ferme"}
			forward(t, c, append(l.all(), api.Change{Type: api.TypeFilter, Filter: &filter})...)
			look := func() error {
				return c.Read(t.Context(), func(r *cache.Reader) error {
					if _, err := r.Filters(); err != nil {
						return err
					}
					if _, err := r.Tickets(cache.OpenTickets, cache.Key{}, 10); err != nil {
						return err
					}
					_, err := r.Messages(l.ticket.ID, cache.Place{}, 10)
					return err
				})
			}
			if err := look(); err != nil {
				t.Fatal(err)
			}
			execIn(t, filepath.Join(dir, cache.FileName), spoil)
			if err := look(); !errors.Is(err, sqlitedb.ErrCorrupt) {
				t.Fatalf("read as %v", err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			c, notice, err := cache.Open(t.Context(), cache.Options{Dir: dir, Me: luca})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(notice.SetAside, "cache.db.corrupt-") || counts(t, c) != (cache.Counts{}) {
				t.Errorf("it is not fetched anew: %+v", notice)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
