package cache_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"filodiretto/backend/desktop/cache"
)

// refetches is what a migration ends with that makes room for what the feed has brought before, and what this program passed
// over.
const refetches = "-- +goose Up\nCREATE TABLE later (id BLOB PRIMARY KEY) STRICT;\nUPDATE feed SET renewing = 1;\n"

func TestCache_OfAVersionThatKnowsMoreIsFetchedAnewWhileTheOldContentServes(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, anna)
	apply(t, c, cache.Batch{Changes: newLine(anna, 1, anna, "Vecchio").all(), Walk: cache.Backward, Forward: "head"})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	ours := *cache.Migrations
	t.Cleanup(func() { *cache.Migrations = ours })
	later := fstest.MapFS{"99999_later.sql": {Data: []byte(refetches)}}
	names, err := fs.Glob(ours, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(ours, name)
		if err != nil {
			t.Fatal(err)
		}
		later[name] = &fstest.MapFile{Data: content}
	}
	*cache.Migrations = later
	// Without a server it is as it was, however often the program starts.
	for range 2 {
		c = open(t, dir, anna)
		if f, err := c.Feed(t.Context()); err != nil || f != (cache.Feed{}) {
			t.Errorf("it goes on from %+v, %v", f, err)
		}
		if len(search(t, c, "vecchio")) != 1 || counts(t, c).Open != 1 {
			t.Error("the old content is gone before the new is there")
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c = open(t, dir, anna)
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: newLine(anna, 2, anna, "Nuovo").all(), Forward: "head2"})
	if len(search(t, c, "vecchio")) != 0 || len(search(t, c, "nuovo")) != 1 || counts(t, c) != (cache.Counts{Open: 1}) {
		t.Errorf("after the first page: %+v", counts(t, c))
	}
}
