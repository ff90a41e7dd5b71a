package cache_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
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

func TestCache_TakesWhatALaterServerSaysAsFarAsItCanAndGoesOn(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Vecchio")
	l.reply(t, luca, "Arrivo.")
	changes := l.all()
	changes[0].Ticket.Status = "paused"
	event, photo := *changes[1].Message, *changes[1].Message
	event.ID, event.Kind, event.Text, event.Index = id(50), "event", "", index(40)
	event.Event = &api.Event{Type: "handed_over", To: "Marta Verdi"}
	photo.ID, photo.Kind, photo.Index = id(51), "photo", index(41)
	changes = append(changes, api.Change{Type: "attachment"}, api.Change{Type: api.TypeMessage, Message: &event},
		api.Change{Type: api.TypeMessage, Message: &photo}, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: "attachment", ID: id(52)}},
		api.Change{})
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: changes, Forward: "head"})
	forward(t, c, append(changes, newLine(anna, 2, anna, "Nuovo").all()...)...)
	rows := read(t, c, func(r *cache.Reader) ([]cache.Row, error) { return r.Tickets(cache.OpenTickets, cache.Key{}, 10) })
	if len(rows) != 2 || rows[1].Status != "paused" {
		t.Errorf("the list has %+v", rows)
	}
	said := read(t, c, func(r *cache.Reader) ([]support.Message, error) { return r.Messages(l.ticket.ID, cache.Place{}, 10) })
	if len(said) != len(l.said)+2 || said[len(said)-2].Event.Type != "handed_over" || said[len(said)-1].Text != "Vecchio" {
		t.Errorf("the conversation has %+v", said)
	}
	if f, err := c.Feed(t.Context()); err != nil || f.Forward != "on" {
		t.Errorf("it goes on from %+v, %v", f, err)
	}
}

func index(n int) *int { return &n }
