package cache_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/sqlitedb/schematest"
	"filodiretto/backend/support"
)

func TestCache_OfBeforeTheConsoleIsFetchedAnewAndLaterOnesAreNot(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/frozen/*.sql")
	if err != nil || len(fixtures) < 4 {
		t.Fatal(fixtures, err)
	}
	for _, fixture := range fixtures {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			dir := t.TempDir()
			schematest.Load(t, fixture, filepath.Join(dir, cache.FileName))
			c := open(t, dir, luca)
			f, err := c.Feed(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if anew, before := f == (cache.Feed{}), filepath.Base(fixture) < "00004"; anew != before {
				t.Errorf("it goes on from %+v", f)
			}
			if n := counts(t, c); n.Open == 0 {
				t.Errorf("meanwhile it serves %+v", n)
			}
		})
	}
	if f, err := open(t, t.TempDir(), luca).KeptFeed(t.Context()); err != nil || f != (cache.Feed{}) {
		t.Errorf("a new one has %+v, %v", f, err)
	}
	c := open(t, t.TempDir(), luca)
	if applied := apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head"}); applied.Renewed {
		t.Error("a new one began anew")
	}
}

func TestCache_KeepsWhatTheConsoleNeedsAsTheFeedBringsAndRemovesIt(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	times := api.ResponseTimesFor(support.UsualResponseTimes(time.UTC))
	times.Hours = times.Hours[:2]
	filter := func(name string, place int) api.Change {
		return api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: id(500 + place%2), Name: name, Place: place, Criteria: api.Criteria{OlderThanHours: 3, Assignees: []string{"me"}}}}
	}
	reply := func(n int, text string, shared bool) api.Change {
		return api.Change{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: id(n), Name: "foto", Text: text, Shared: shared}}
	}
	applied := forward(t, c, filter("Seconda", 3), filter("Prima", 0), reply(600, "di tutti", true), reply(601, "mia", false),
		api.Change{Type: api.TypeCause, Cause: &api.Cause{ID: id(400), Name: "Usura"}},
		api.Change{Type: api.TypeCause, Cause: &api.Cause{ID: id(401), Name: "Altro"}},
		api.Change{Type: api.TypeResponseTimes, ResponseTimes: &times})
	if !applied.Console {
		t.Error("nobody is told")
	}
	want := []support.Filter{
		{ID: id(500), PersonID: luca.ID, Name: "Prima", Place: 0, Criteria: support.Criteria{Assignees: []string{"me"}, OlderThan: 3 * time.Hour}},
		{ID: id(501), PersonID: luca.ID, Name: "Seconda", Place: 3, Criteria: support.Criteria{Assignees: []string{"me"}, OlderThan: 3 * time.Hour}},
	}
	filters := func() []support.Filter {
		return read(t, c, func(r *cache.Reader) ([]support.Filter, error) { return r.Filters() })
	}
	if diff := cmp.Diff(want, filters()); diff != "" {
		t.Error(diff)
	}
	replies := func() []support.CannedReply {
		return read(t, c, func(r *cache.Reader) ([]support.CannedReply, error) { return r.CannedReplies() })
	}
	if got := replies(); len(got) != 2 || got[0].Text != "mia" || got[0].OwnerID != luca.ID || got[1].OwnerID != "" {
		t.Errorf("canned replies %+v", got)
	}
	causes := read(t, c, func(r *cache.Reader) ([]support.Cause, error) { return r.Causes() })
	if len(causes) != 2 || causes[0].Name != "Altro" {
		t.Errorf("causes %+v", causes)
	}
	kept := read(t, c, func(r *cache.Reader) (support.ResponseTimes, error) {
		times, _, err := r.ResponseTimes()
		return times, err
	})
	if kept.Targets[support.SeverityStopped].First != 30*time.Minute || kept.Hours[time.Tuesday].IsZero() || !kept.Hours[time.Wednesday].IsZero() {
		t.Errorf("response times %+v", kept)
	}

	removed := func(kind, id string) api.Change {
		return api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: kind, ID: id}}
	}
	applied = forward(t, c, removed(api.TypeFilter, id(500)), removed(api.TypeCannedReply, id(601)), removed(api.TypeCause, id(400)))
	if left := filters(); !applied.Console || len(left) != 1 || left[0].Name != "Seconda" || len(replies()) != 1 {
		t.Errorf("after the removals there are %+v and %+v", left, replies())
	}
	forward(t, c, filter("Di nuovo", 0))
	if left := filters(); len(left) != 2 || left[0].Name != "Di nuovo" {
		t.Errorf("put again there are %+v", left)
	}
}

// A cache that is fetched anew hears on its way back that a filter has gone which was made here: the act that made it is known
// by that to have been overtaken. What came live meanwhile stays.
func TestCache_FetchedAnewKnowsThatAFilterHasGone(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	made := func(n int) outbox.Act {
		seen := read(t, c, func(r *cache.Reader) (int64, error) { return r.Revision() })
		return outbox.Act{Kind: outbox.KindFilter, TicketID: id(n), State: outbox.StateSent, Answer: outbox.Answer{Seen: seen}}
	}
	gone, again := made(500), made(501)
	forward(t, c, api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: id(501), Name: "Di nuovo"}})
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: []api.Change{
		{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id(500)}},
		{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id(501)}},
	}})
	for _, a := range []outbox.Act{gone, again} {
		if !read(t, c, func(r *cache.Reader) (bool, error) { return r.Brought(a) }) {
			t.Errorf("what became of %s is not known", a.TicketID)
		}
	}
	filters := read(t, c, func(r *cache.Reader) ([]support.Filter, error) { return r.Filters() })
	if len(filters) != 1 || filters[0].Name != "Di nuovo" {
		t.Errorf("there are %+v", filters)
	}
}

func TestCache_AnOlderPageBringsBackNeitherRemovedNorOvertakenFiltersAndReplies(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	page := []api.Change{
		{Type: api.TypeFilter, Filter: &api.Filter{ID: id(500), Name: "Vecchio"}}, {Type: api.TypeFilter, Filter: &api.Filter{ID: id(501), Name: "Via"}},
		{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: id(600), Name: "via", Text: "x"}},
		{Type: api.TypeCause, Cause: &api.Cause{ID: id(400), Name: "Via"}},
		{Type: api.TypeResponseTimes, ResponseTimes: &api.ResponseTimes{Zone: "UTC", Targets: []api.Target{{Severity: "stopped", FirstMinutes: 5, NextMinutes: 5}}}},
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "b1"})
	forward(t, c, api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: id(500), Name: "Nuovo"}},
		api.Change{Type: api.TypeResponseTimes, ResponseTimes: &api.ResponseTimes{Zone: "UTC", Targets: []api.Target{{Severity: "stopped", FirstMinutes: 60, NextMinutes: 60}}}},
		api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: id(501)}},
		api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeCannedReply, ID: id(600)}},
		api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeCause, ID: id(400)}})
	if applied := apply(t, c, cache.Batch{Walk: cache.Backward, Changes: page, Backward: ""}); applied.Console {
		t.Error("the older page changed something")
	}
	filters := read(t, c, func(r *cache.Reader) ([]support.Filter, error) { return r.Filters() })
	replies := read(t, c, func(r *cache.Reader) ([]support.CannedReply, error) { return r.CannedReplies() })
	causes := read(t, c, func(r *cache.Reader) ([]support.Cause, error) { return r.Causes() })
	if len(filters) != 1 || filters[0].Name != "Nuovo" || len(replies) != 0 || len(causes) != 0 {
		t.Errorf("there are %+v, %+v, %+v", filters, replies, causes)
	}
	times := read(t, c, func(r *cache.Reader) (support.ResponseTimes, error) {
		times, _, err := r.ResponseTimes()
		return times, err
	})
	if times.Targets[support.SeverityStopped].First != time.Hour {
		t.Errorf("the times are %+v", times)
	}
}

func TestCache_ResponseTimesOfALaterServerDoNotStopAnything(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	forward(t, c, api.Change{Type: api.TypeResponseTimes, ResponseTimes: &api.ResponseTimes{
		Zone: "Luna/Mare della Tranquillità", Targets: []api.Target{{Severity: "burning", FirstMinutes: 1, NextMinutes: 1}},
	}})
	set := read(t, c, func(r *cache.Reader) (bool, error) { _, set, err := r.ResponseTimes(); return set, err })
	if set {
		t.Error("it took what it cannot read")
	}
}

func TestCache_ATicketThatIsRemovedAndComesBackInOneBatchIsOnTheBoard(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	l := newLine(luca, 1, anna, "Ferma")
	forward(t, c, l.all()...)
	removed := api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}}
	there := func() (is bool) {
		t.Helper()
		same := read(t, c, func(r *cache.Reader) (bool, error) {
			return r.Board(&board.Laid{}, func(v *board.View) { _, is = v.Ticket(l.ticket.ID) })
		})
		return same && is
	}
	forward(t, c, append([]api.Change{removed}, l.all()...)...)
	if !there() {
		t.Error("it came back, and is not there")
	}
	forward(t, c, append(l.all(), removed)...)
	if there() {
		t.Error("it went, and is there")
	}
}
