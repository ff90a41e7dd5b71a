package desktop_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/support"
)

// What was sent of a filter is shown until the feed has brought it. A cache that was lost and is fetched anew brings it too,
// with whatever others have made of it since.
func TestProfile_WhoseCacheWasLostShowsAFilterAsAnotherWorkstationMadeIt(t *testing.T) {
	w := newWorld(t)
	here := w.at("luca")
	ctx := t.Context()
	named := func(s *workstation, name string) func() bool {
		return func() bool {
			queues, err := s.front().Desk().Queues(ctx)
			return err == nil && len(queues.Filters) == 1 && queues.Filters[0].Name == name && s.front().Counts().Waiting == 0
		}
	}
	id := ""
	for n := range 8 {
		var err error
		name := fmt.Sprint("Ferme ", n)
		if id, err = here.front().Desk().SaveFilter(ctx, support.Filter{ID: id, Name: name}); err != nil {
			t.Fatal(err)
		}
		here.until("it is sent", named(here, name))
	}
	elsewhere := w.at("luca")
	elsewhere.until("it is at the other workstation", named(elsewhere, "Ferme 7"))
	here.closed()
	if _, err := elsewhere.front().Desk().SaveFilter(ctx, support.Filter{ID: id, Name: "Altrove"}); err != nil {
		t.Fatal(err)
	}
	elsewhere.until("it is changed there", named(elsewhere, "Altrove"))
	files, err := filepath.Glob(filepath.Join(here.dir, "people", "*", "cache.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cache is there: %v", err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	here.start()
	here.signIn(w, "luca")
	here.until("it is here as it was changed there", named(here, "Altrove"))
}
