package cache_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// left is where "Da sinistra." stands: after the description, the first answer and the two events that come of it.
const left = 5

// spoken is a ticket with six messages and two notes, as a technician gets it: commits of what belongs together.
func spoken(t *testing.T) (*line, [][]api.Change) {
	t.Helper()
	l := newLine(luca, 1, anna, "Perde olio.")
	commits := [][]api.Change{l.all()}
	commit := func(from int) {
		out := []api.Change{l.ticketChange()}
		for i := range l.said[from:] {
			out = append(out, messageChange(&l.said[from+i]))
		}
		commits = append(commits, out)
	}
	for i, by := range []support.Person{luca, anna, luca} {
		from := len(l.said)
		l.reply(t, by, []string{"Arrivo.", "Da sinistra.", "Chiudete la valvola."}[i])
		commit(from)
		if by.ID == luca.ID {
			from = len(l.said)
			l.note(t, luca, "Guarnizione vecchia.")
			commit(from)
		}
	}
	return l, commits
}

func breaks(t *testing.T, c *cache.Cache) []cache.Break {
	t.Helper()
	if err := c.VerifyAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := c.Breaks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// empty is a cache that has taken a first sync, of nothing.
func empty(t *testing.T, dir string) *cache.Cache {
	t.Helper()
	c := open(t, dir, luca)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head"})
	return c
}

// without is the commits without the message at a place.
func without(commits [][]api.Change, text string) (out [][]api.Change) {
	for _, commit := range commits {
		out = append(out, slices.DeleteFunc(slices.Clone(commit), func(c api.Change) bool { return c.Message != nil && c.Message.Text == text }))
	}
	return out
}

// other is the commits with every message made another.
func other(commits [][]api.Change, make func(m *api.Message)) (out [][]api.Change) {
	for _, commit := range commits {
		commit = slices.Clone(commit)
		for i, c := range commit {
			if c.Message != nil {
				m := *c.Message
				make(&m)
				commit[i].Message = &m
			}
		}
		out = append(out, commit)
	}
	return out
}

// rehashed makes the hashes fit again, as somebody would who changes the server's store and knows how.
func rehashed(commits [][]api.Change) [][]api.Change {
	var heads [2]support.Hash
	return other(commits, func(m *api.Message) {
		in, which := cache.MessageIn(*m), 0
		if m.Kind == "note" {
			which = 1
		}
		heads[which] = in.Chained(heads[which])
		m.Hash = heads[which].String()
	})
}

func alter(commits [][]api.Change, was, is string) [][]api.Change {
	return other(commits, func(m *api.Message) {
		if m.Text == was {
			m.Text = is
		}
	})
}

// swapped lets two messages change their places.
func swapped(commits [][]api.Change) [][]api.Change {
	return other(commits, func(m *api.Message) {
		index := map[string]int{"Da sinistra.": left + 1, "Chiudete la valvola.": left}
		if n, ok := index[m.Text]; ok {
			m.Index = &n
		}
	})
}

// What a server could do to a record, and what is found.
func faults(l *line, commits [][]api.Change) map[string]struct {
	commits [][]api.Change
	kind    cache.BreakKind
	notes   bool
	index   int
} {
	type found = struct {
		commits [][]api.Change
		kind    cache.BreakKind
		notes   bool
		index   int
	}
	return map[string]found{
		"an altered message":        {alter(commits, "Da sinistra.", "Da destra."), cache.BreakChain, false, left},
		"another author":            {other(commits, func(m *api.Message) { m.Author.ID = piero.ID }), cache.BreakChain, false, 1},
		"another time":              {other(commits, func(m *api.Message) { m.CreatedAt = api.At(l.now) }), cache.BreakChain, false, 1},
		"no hashes":                 {other(commits, func(m *api.Message) { m.Hash = "" }), cache.BreakChain, false, 1},
		"a dropped message":         {without(commits, "Da sinistra."), cache.BreakMissing, false, left},
		"a dropped last message":    {without(commits, "Chiudete la valvola."), cache.BreakMissing, false, left + 1},
		"two in each other's place": {swapped(commits), cache.BreakChain, false, left},
		"an altered note":           {other(commits, func(m *api.Message) { m.Text += map[bool]string{true: "!"}[m.Kind == "note"] }), cache.BreakChain, true, 1},
		"dropped notes":             {without(commits, "Guarnizione vecchia."), cache.BreakMissing, true, 1},
	}
}

func hold(t *testing.T, got []cache.Break, ticket *support.Ticket, kind cache.BreakKind, notes bool, index int) {
	t.Helper()
	if len(got) != 1 {
		t.Fatalf("%d breaks: %+v", len(got), got)
	}
	if b := got[0]; b.TicketID != ticket.ID || b.Kind != kind || b.Notes != notes || b.Index != index {
		t.Errorf("%+v, want %s at %d (notes %v) of %s", b, kind, index, notes, ticket.ID)
	}
}

func TestRecord_NothingIsBrokenInWhatASoundServerSays(t *testing.T) {
	c := empty(t, t.TempDir())
	l, commits := spoken(t)
	for range 2 {
		for _, commit := range commits {
			forward(t, c, commit...)
		}
	}
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
	broken := read(t, c, func(r *cache.Reader) (bool, error) { _, is, err := r.Break(l.ticket.ID); return is, err })
	if broken {
		t.Error("the ticket shows as broken")
	}
}

func TestRecord_AServerThatChangesWhatItSaysIsCaughtLive(t *testing.T) {
	l, commits := spoken(t)
	for name, fault := range faults(l, commits) {
		t.Run(name, func(t *testing.T) {
			c := empty(t, t.TempDir())
			for _, commit := range fault.commits {
				forward(t, c, commit...)
			}
			if name == "two in each other's place" {
				// The second of them comes first.
				fault.kind = cache.BreakMissing
			}
			hold(t, breaks(t, c), &l.ticket, fault.kind, fault.notes, fault.index)
			select {
			case <-c.Broke():
			default:
				t.Error("nobody is told")
			}
		})
	}
}

func TestRecord_AServerThatChangesWhatItSaysIsCaughtInAFirstSync(t *testing.T) {
	l, commits := spoken(t)
	for name, fault := range faults(l, commits) {
		t.Run(name, func(t *testing.T) {
			c := open(t, t.TempDir(), luca)
			for i, commit := range slices.Backward(fault.commits) {
				back := cache.Batch{Walk: cache.Backward, Changes: commit, Backward: "more"}
				if i == len(fault.commits)-1 {
					back.Forward = "head"
				}
				if i == 0 {
					back.Backward = ""
				} else if got := breaks(t, c); len(got) > 0 {
					t.Fatalf("a chain in pieces is called broken: %+v", got)
				}
				apply(t, c, back)
			}
			hold(t, breaks(t, c), &l.ticket, fault.kind, fault.notes, fault.index)
		})
	}
}

func TestRecord_AMessageSeenOnceNeitherChangesNorGoes(t *testing.T) {
	l, commits := spoken(t)
	const was = "Da sinistra."
	changed := rehashed(alter(commits, was, "Da destra."))
	stranger := alter(commits, was, "Da destra.")
	stranger = other(stranger, func(m *api.Message) {
		if m.Text == "Da destra." {
			m.ID = id(77)
		}
	})
	var message string
	for _, m := range l.said {
		if m.Text == was {
			message = m.ID
		}
	}
	// What somebody writes who has rewritten the server's store, consistently, after it was seen here.
	next, _ := spoken(t)
	next.reply(t, anna, "E adesso?")
	whole := rehashed(alter([][]api.Change{next.all()}, was, "Da destra."))[0]
	for name, fault := range map[string]struct {
		page  []api.Change
		kind  cache.BreakKind
		index int
	}{
		"another text under its id":  {changed[3], cache.BreakChanged, left},
		"another message, its place": {stranger[3], cache.BreakChanged, left},
		"taken back":                 {[]api.Change{{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeMessage, ID: message}}}, cache.BreakMissing, left},
		"a history written anew":     {append(slices.Clone(whole[:1]), whole[len(whole)-1]), cache.BreakChain, next.said[len(next.said)-1].Index},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := empty(t, dir)
			for _, commit := range commits {
				forward(t, c, commit...)
			}
			if got := breaks(t, c); len(got) > 0 {
				t.Fatalf("broken before: %+v", got)
			}
			forward(t, c, fault.page...)
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			c = open(t, dir, luca)
			hold(t, breaks(t, c), &l.ticket, fault.kind, false, fault.index)
			kept := read(t, c, func(r *cache.Reader) (support.Message, error) { m, _, err := r.Message(message); return m, err })
			if kept.Text != was {
				t.Errorf("what was read here is now %q", kept.Text)
			}
		})
	}
}

func TestRecord_OfATicketThatWasOutOfSightIsHeldAgainstWhatItWas(t *testing.T) {
	l, commits := spoken(t)
	gone := api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}}
	for name, comes := range map[string][][]api.Change{"": commits, "changed": rehashed(alter(commits, "Da sinistra.", "Da destra."))} {
		c := empty(t, t.TempDir())
		for _, commit := range commits {
			forward(t, c, commit...)
		}
		forward(t, c, gone)
		forward(t, c, slices.Concat(comes...)...)
		got := breaks(t, c)
		if name == "" && len(got) > 0 || name != "" && (len(got) != 1 || string(got[0].Kind) != name || got[0].Index != left) {
			t.Errorf("%q: %+v", name, got)
		}
	}
}

func TestRecord_OfATicketThatWasOutOfSightDuringARestoreNothingIsCalledAltered(t *testing.T) {
	l, commits := spoken(t)
	gone := api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeTicket, ID: l.ticket.ID}}
	// After the restore another message came where one had been lost, and then what had followed on it.
	again := rehashed(alter(commits, "Da sinistra.", "Ci siete?"))
	for name, c := range map[string]struct {
		before []api.Change // the restore
		after  []api.Change // it, before the chains were verified
	}{
		"gone before it":                      {before: []api.Change{gone}},
		"gone after it, before it came again": {after: []api.Change{gone}},
	} {
		t.Run(name, func(t *testing.T) {
			kept := empty(t, t.TempDir())
			for _, commit := range commits {
				forward(t, kept, commit...)
			}
			if c.before != nil {
				forward(t, kept, c.before...)
			}
			if err := kept.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			apply(t, kept, cache.Batch{Walk: cache.Backward, Forward: "head"})
			if c.after != nil {
				forward(t, kept, c.after...)
			}
			if got := breaks(t, kept); len(got) > 0 {
				t.Errorf("what is out of sight is said to be lost: %+v", got)
			}
			forward(t, kept, slices.Concat(again...)...)
			hold(t, breaks(t, kept), &l.ticket, cache.BreakRestored, false, left)
			if lost := breaks(t, kept)[0].Lost; lost != 2 {
				t.Errorf("%d messages lost, want 2", lost)
			}
		})
	}
}

// walkAnew is what a client does whose cursor is of an epoch that has gone.
func walkAnew(t *testing.T, c *cache.Cache, pages ...[]api.Change) {
	t.Helper()
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "more"})
	for i, page := range slices.Backward(pages) {
		batch := cache.Batch{Walk: cache.Backward, Changes: page, Backward: "more"}
		if i == 0 {
			batch.Backward = ""
		}
		apply(t, c, batch)
	}
}

func TestRecord_AfterARestoreWhatTheServerHasLostIsSaidAndNothingIsCalledAltered(t *testing.T) {
	l, commits := spoken(t)
	c := empty(t, t.TempDir())
	for _, commit := range commits {
		forward(t, c, commit...)
	}
	// The backup was made after the third commit, and somebody has written since.
	restored, _ := spoken(t)
	restored.said = slices.DeleteFunc(restored.said, func(m support.Message) bool { return m.Index > 3 || m.NoteIndex > 1 })
	back := *restored
	back.ticket.LastIndex, back.ticket.NoteCount, back.ticket.Head = 3, 1, restored.said[len(restored.said)-2].Hash
	for _, m := range back.said {
		if m.Index == 3 {
			back.ticket.Head = m.Hash
		}
	}
	walkAnew(t, c, back.all())
	hold(t, breaks(t, c), &l.ticket, cache.BreakRestored, false, 4)
	if got := breaks(t, c)[0]; got.Lost != len(l.said)-len(back.said) {
		t.Errorf("%d messages lost, want %d", got.Lost, len(l.said)-len(back.said))
	}
	// The history goes on from the backup: that is no break any more than before.
	from := len(back.said)
	back.reply(t, anna, "Ci siete?")
	page := []api.Change{back.ticketChange()}
	for i := range back.said[from:] {
		page = append(page, messageChange(&back.said[from+i]))
	}
	forward(t, c, page...)
	hold(t, breaks(t, c), &l.ticket, cache.BreakRestored, false, 4)
	// The cache begins anew once more, and all is as it was: nothing is said anew, and what was said goes.
	walkAnew(t, c, back.all())
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("for ever: %+v", got)
	}
}

func TestRecord_ARestoreThatLostNothingIsNotSaid(t *testing.T) {
	_, commits := spoken(t)
	c := empty(t, t.TempDir())
	for _, commit := range commits {
		forward(t, c, commit...)
	}
	walkAnew(t, c, commits...)
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
}

func TestRecord_ARestoreThatMendsAnAlteredStoreMendsTheRecord(t *testing.T) {
	l, commits := spoken(t)
	c := empty(t, t.TempDir())
	for _, commit := range commits {
		forward(t, c, commit...)
	}
	forward(t, c, rehashed(alter(commits, "Da sinistra.", "Da destra."))[3]...)
	hold(t, breaks(t, c), &l.ticket, cache.BreakChanged, false, left)
	walkAnew(t, c, commits...)
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken still: %+v", got)
	}
}

func TestRecord_ATicketThatARestoreHasLostIsSaid(t *testing.T) {
	l, commits := spoken(t)
	c := empty(t, t.TempDir())
	for _, commit := range commits {
		forward(t, c, commit...)
	}
	walkAnew(t, c, nil)
	hold(t, breaks(t, c), &l.ticket, cache.BreakRestored, false, 1)
}

func TestRecord_WhatALaterServerAddsIsNotCalledBroken(t *testing.T) {
	_, commits := spoken(t)
	later := other(commits, func(m *api.Message) {
		if m.Text == "Da sinistra." {
			m.Attachments = json.RawMessage(`[{"id":"x"}]`)
			m.Hash = support.Hash{1, 2, 3}.String()
		}
	})
	// What comes after it is chained to it.
	heads := [2]support.Hash{}
	later = other(later, func(m *api.Message) {
		in, which := cache.MessageIn(*m), 0
		if m.Kind == "note" {
			which = 1
		}
		if m.Attachments == nil {
			m.Hash = in.Chained(heads[which]).String()
		}
		heads[which] = cache.MessageIn(*m).Hash
	})
	live, first := empty(t, t.TempDir()), open(t, t.TempDir(), luca)
	for _, commit := range later {
		forward(t, live, commit...)
	}
	apply(t, first, cache.Batch{Walk: cache.Backward, Forward: "head", Changes: slices.Concat(later...)})
	for name, c := range map[string]*cache.Cache{"live": live, "first sync": first} {
		if got := breaks(t, c); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestRecord_WhatAnEarlierVersionFetchedIsVerifiedOnce(t *testing.T) {
	l, commits := spoken(t)
	dir := t.TempDir()
	c := empty(t, dir)
	for _, commit := range commits {
		forward(t, c, commit...)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	// That version took what came, and looked at nothing.
	change := func(query string) {
		db, err := sql.Open("sqlite", filepath.Join(dir, cache.FileName))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	change(`UPDATE messages SET text = 'Da destra.' WHERE text = 'Da sinistra.'; UPDATE feed SET swept = 0`)
	c = open(t, dir, luca)
	c.CaughtUp()
	select {
	case <-c.Broke():
	case <-time.After(time.Minute):
		t.Fatal("nobody looked")
	}
	hold(t, breaks(t, c), &l.ticket, cache.BreakChain, false, left)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	change(`DELETE FROM breaks`)
	if got := breaks(t, open(t, dir, luca)); len(got) > 0 {
		t.Errorf("looked at again: %+v", got)
	}
}

func TestRecord_BreaksAreToldAndReportedOnce(t *testing.T) {
	l, commits := spoken(t)
	c := empty(t, t.TempDir())
	for _, commit := range without(commits, "Da sinistra.") {
		forward(t, c, commit...)
	}
	for name, way := range map[string]struct {
		left func() ([]cache.Break, error)
		done func([]cache.Break) error
	}{
		"told":     {func() ([]cache.Break, error) { return c.Untold(t.Context()) }, func(b []cache.Break) error { return c.Told(t.Context(), b) }},
		"reported": {func() ([]cache.Break, error) { return c.Unreported(t.Context()) }, func(b []cache.Break) error { return c.Reported(t.Context(), b) }},
	} {
		left, err := way.left()
		if err != nil || len(left) != 1 || left[0].Number != l.ticket.Number {
			t.Fatalf("%s: %+v, %v", name, left, err)
		}
		if err := way.done(left); err != nil {
			t.Fatal(err)
		}
		if left, err := way.left(); err != nil || len(left) > 0 {
			t.Errorf("%s again: %+v, %v", name, left, err)
		}
	}
}
