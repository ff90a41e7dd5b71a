package cache_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// photographed is a ticket whose second message is two photos, and that message.
func photographed(t *testing.T, viewer support.Person) (*line, *support.Message) {
	t.Helper()
	l := newLine(viewer, 1, anna, "Perde olio.")
	l.photos(t, anna, 2)
	return l, &l.said[1]
}

// shown is how far the message's attachments have come by what the cache says.
func shown(t *testing.T, c *cache.Cache, m *support.Message) string {
	t.Helper()
	kept := read(t, c, func(r *cache.Reader) (support.Message, error) { m, _, err := r.Message(m.ID); return m, err })
	var out []string
	for _, a := range kept.Attachments {
		out = append(out, a.Name+" "+a.Type)
	}
	return strings.Join(out, ", ")
}

func TestCache_AnArrivalComesOnceWheneverItComes(t *testing.T) {
	l, m := photographed(t, luca)
	before := messageChange(m)
	first := *l.arrive(0)
	half := messageChange(&first)
	both := *l.arrive(1)
	whole := messageChange(&both)
	names := func(a, b string) string {
		return m.Attachments[0].Name + " " + a + ", " + m.Attachments[1].Name + " " + b
	}
	for name, story := range map[string]struct {
		comes   []api.Change
		arrived string
	}{
		"in order":        {[]api.Change{before, half, whole}, "0 1 1"},
		"twice":           {[]api.Change{before, half, half, whole, whole}, "0 1 0 1 0"},
		"out of order":    {[]api.Change{before, whole, half, before}, "0 2 0 0"},
		"with its coming": {[]api.Change{whole, before, half}, "2 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			c := empty(t, t.TempDir())
			told := ""
			for i, change := range story.comes {
				commit := []api.Change{change}
				if i == 0 {
					commit = []api.Change{l.ticketChange(), messageChange(&l.said[0]), change}
				}
				was := shown(t, c, m)
				applied := forward(t, c, commit...)
				told += " " + string('0'+rune(len(applied.Arrived)))
				if now := shown(t, c, m); (len(applied.Tickets) > 0) != (now != was) || len(applied.Messages) > 0 == (was != "") {
					t.Errorf("from %q to %q: applied %+v", was, now, applied)
				}
			}
			if strings.TrimSpace(told) != story.arrived {
				t.Errorf("told of%s arrivals, want %s", told, story.arrived)
			}
			if got := shown(t, c, m); got != names("image/jpeg", "image/jpeg") {
				t.Errorf("at last %s", got)
			}
			if got := breaks(t, c); len(got) > 0 {
				t.Errorf("broken: %+v", got)
			}
		})
	}
}

func TestCache_WhatWasGivenUpIsToldOnceAndNoOlderPageTakesItBack(t *testing.T) {
	l, m := photographed(t, luca)
	old := l.all()
	c := open(t, t.TempDir(), luca)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "more"})
	given := *m
	given.Attachments = slices.Clone(m.Attachments)
	given.Attachments[1].AbandonedAt = l.now.Add(time.Minute)
	if applied := forward(t, c, messageChange(&given)); !applied.Abandoned {
		t.Errorf("with its message: %+v", applied)
	}
	if applied := forward(t, c, messageChange(&given)); applied.Abandoned || len(applied.Tickets) != 0 {
		t.Errorf("once more: %+v", applied)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old})
	kept := read(t, c, func(r *cache.Reader) (support.Message, error) { m, _, err := r.Message(m.ID); return m, err })
	if kept.Attachments[0].Abandoned() || !kept.Attachments[1].AbandonedAt.Equal(given.Attachments[1].AbandonedAt) {
		t.Errorf("after the older page: %+v", kept.Attachments)
	}
	// A server that was restored without the bytes knows better than what was.
	there := given
	there.Attachments = slices.Clone(m.Attachments)
	there.Attachments[0].ArrivedAt, there.Attachments[0].Type = l.now.Add(time.Minute), "image/jpeg"
	forward(t, c, messageChange(&there))
	there.Attachments = slices.Clone(m.Attachments)
	there.Attachments[0].AbandonedAt = l.now.Add(time.Hour)
	if applied := forward(t, c, messageChange(&there)); !applied.Abandoned || len(applied.Tickets) != 1 || shown(t, c, m) != m.Attachments[0].Name+" , "+m.Attachments[1].Name+" " {
		t.Errorf("lost and given up: %+v, %q", applied, shown(t, c, m))
	}
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
}

func TestCache_AnOlderPageTakesNoArrivalBack(t *testing.T) {
	l, m := photographed(t, luca)
	old := l.all()
	c := open(t, t.TempDir(), luca)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "more"})
	l.arrive(0)
	forward(t, c, messageChange(m))
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: old})
	if got := shown(t, c, m); !strings.Contains(got, "image/jpeg, ") {
		t.Errorf("after the older page: %s", got)
	}
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
}

// A message that its author sent again after somebody put an older store in place is another, at another time; what was attached
// to it is not, and comes once.
func TestCache_BytesOfAMessageThatWasChangedCanBeHadAllTheSame(t *testing.T) {
	l, m := photographed(t, luca)
	c := empty(t, t.TempDir())
	forward(t, c, l.all()...)
	again := *l.arrive(0)
	again.CreatedAt = again.CreatedAt.Add(time.Minute)
	applied := forward(t, c, messageChange(&again))
	if got := shown(t, c, m); !strings.Contains(got, "image/jpeg, ") || len(applied.Arrived) != 1 {
		t.Errorf("shown %s, applied %+v", got, applied)
	}
	hold(t, breaks(t, c), &l.ticket, cache.BreakChanged, false, 2)
	kept := read(t, c, func(r *cache.Reader) (support.Message, error) { m, _, err := r.Message(m.ID); return m, err })
	if !kept.CreatedAt.Equal(m.CreatedAt) {
		t.Error("the first one did not stay")
	}
}

func TestRecord_AnAttachmentThatIsAnotherThanDeclaredIsCaught(t *testing.T) {
	l, m := photographed(t, luca)
	l.reply(t, luca, "Grazie.")
	change := func(fn func(*api.Attachment)) []api.Change {
		all := l.all()
		for i := range all {
			if all[i].Message != nil && all[i].Message.ID == m.ID {
				all[i].Message.Attachments = slices.Clone(all[i].Message.Attachments)
				fn(&all[i].Message.Attachments[0])
			}
		}
		return all
	}
	for name, fault := range map[string]struct {
		fn func(*api.Attachment)
		// first is what the first fetch of it is caught as: the hashes cover the bytes alone.
		first cache.BreakKind
	}{
		"its bytes": {func(a *api.Attachment) { a.SHA256 = support.Digest{9}.String() }, cache.BreakChain},
		"no hash":   {func(a *api.Attachment) { a.SHA256 = "x" }, cache.BreakChain},
		"its name":  {func(a *api.Attachment) { a.Name = "altra.jpg" }, ""},
		"its size":  {func(a *api.Attachment) { a.Size++ }, ""},
		"its id":    {func(a *api.Attachment) { a.ID = id(77) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := empty(t, t.TempDir())
			forward(t, c, l.all()...)
			was := shown(t, c, m)
			forward(t, c, change(fault.fn)...)
			hold(t, breaks(t, c), &l.ticket, cache.BreakChanged, false, m.Index)
			if got := shown(t, c, m); got != was {
				t.Errorf("it shows %s, before %s", got, was)
			}
			fresh := open(t, t.TempDir(), luca)
			apply(t, fresh, cache.Batch{Walk: cache.Backward, Changes: change(fault.fn), Forward: "head"})
			if fault.first == "" {
				if got := breaks(t, fresh); len(got) > 0 {
					t.Errorf("who never saw it otherwise is told %+v", got)
				}
				return
			}
			hold(t, breaks(t, fresh), &l.ticket, fault.first, false, m.Index)
		})
	}
}

func TestCache_FindsMessagesByTheNamesOfTheirFiles(t *testing.T) {
	for name, many := range map[string]bool{"live": false, "in a first sync": true} {
		t.Run(name, func(t *testing.T) {
			l := newLine(luca, 1, anna, "Perde olio dalla guarnizione.")
			l.said[0].Attachments = []support.Attachment{{ID: id(90), Name: "targhetta VS-40.png", Size: 1, SHA256: support.Digest{1}}}
			l.photos(t, anna, 1)
			changes := l.all()
			for n := 2; many && n < 90; n++ {
				changes = append(changes, newLine(luca, n, anna, "Altro.").all()...)
			}
			c := open(t, t.TempDir(), luca)
			apply(t, c, cache.Batch{Walk: cache.Backward, Changes: changes, Forward: "head"})
			if err := c.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			for words, want := range map[string]string{
				"targhetta": l.said[0].ID, "vs-40": l.said[0].ID, "guarnizione jpg": l.said[1].ID,
			} {
				hits := search(t, c, words)
				if len(hits) != 1 || hits[0].Message.ID != want || len(hits[0].Snippet.Marks) == 0 {
					t.Errorf("%s: %+v", words, hits)
				}
			}
			// The description is found once, as its ticket.
			if hits := search(t, c, "olio"); len(hits) != 1 || hits[0].Message.ID != "" {
				t.Errorf("olio: %+v", hits)
			}
		})
	}
}

func TestCache_ForgetsWhoseFilesWereATicketsThatIsOutOfSight(t *testing.T) {
	l, m := photographed(t, luca)
	dir := t.TempDir()
	c := empty(t, dir)
	forward(t, c, l.all()...)
	leads := func() string {
		of := read(t, c, func(r *cache.Reader) (support.Message, error) {
			m, _, err := r.AttachedTo(m.Attachments[1].ID)
			return m, err
		})
		return of.ID
	}
	newest := func() int {
		return len(read(t, c, func(r *cache.Reader) ([]support.Message, error) { return r.NewestAttached(5) }))
	}
	rows := func() (n int) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, cache.FileName))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM attached`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if leads() != m.ID || newest() != 1 || rows() != 2 {
		t.Errorf("leads to %q, %d newest", leads(), newest())
	}
	forward(t, c, api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}})
	if leads() != "" || newest() != 0 || rows() != 0 {
		t.Errorf("out of sight it leads to %q, %d newest", leads(), newest())
	}
	forward(t, c, l.all()...)
	if leads() != m.ID {
		t.Errorf("back it leads to %q", leads())
	}
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head"})
	if leads() != "" || rows() != 0 {
		t.Errorf("begun anew it leads to %q", leads())
	}
}

func TestCache_WhatAnEarlierVersionPassedOverIsFetchedAnew(t *testing.T) {
	for name, passedOver := range map[string]bool{"files were there": true, "none were there": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := empty(t, dir)
			l, _ := photographed(t, luca)
			forward(t, c, l.all()...)
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			// As the version before has left it.
			db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, cache.FileName))
			if err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{
				`ALTER TABLE messages DROP COLUMN attachments`, `DROP TABLE attached`, `DROP TABLE doubtful`, `DELETE FROM goose_db_version WHERE version_id = 5`,
				`UPDATE messages SET beyond = place > 1`,
			} {
				if strings.Contains(query, "beyond") && !passedOver {
					continue
				}
				if _, err := db.ExecContext(t.Context(), query); err != nil {
					t.Fatal(query, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			c = open(t, dir, luca)
			feed, err := c.Feed(t.Context())
			if err != nil || (feed == cache.Feed{}) != passedOver {
				t.Errorf("it goes on from %+v, %v", feed, err)
			}
			if len(search(t, c, "olio")) != 1 {
				t.Error("the old content does not serve")
			}
		})
	}
}

func TestCache_AListRowKnowsTheFilesOfItsNewestReply(t *testing.T) {
	l, m := photographed(t, anna)
	c := open(t, t.TempDir(), anna)
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: l.all(), Forward: "head"})
	rows := read(t, c, func(r *cache.Reader) ([]cache.Row, error) { return r.Tickets(cache.OpenTickets, cache.Key{}, 5) })
	if len(rows) != 1 || rows[0].Last.ID != m.ID || len(rows[0].Last.Attachments) != 2 || rows[0].Last.Attachments[0] != m.Attachments[0] {
		t.Errorf("rows %+v", rows)
	}
	if with := read(t, c, func(r *cache.Reader) ([]support.Message, error) { return r.WithAttachments(l.ticket.ID) }); len(with) != 1 || with[0].ID != m.ID {
		t.Errorf("with attachments: %+v", with)
	}
	if rows[0].Last.CreatedAt.IsZero() || rows[0].Last.CreatedAt.Location() != time.UTC {
		t.Errorf("at %v", rows[0].Last.CreatedAt)
	}
}
