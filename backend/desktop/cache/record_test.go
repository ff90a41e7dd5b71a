package cache_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/board"
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
	c.Followed()
	if err := c.VerifyAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := c.Breaks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// What is found out makes a new revision: the lists are of that one too, whether or not the feed brings anything more.
	if c.Me().MayWork() == nil {
		if err := c.AwaitBoard(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		same := read(t, c, func(r *cache.Reader) (bool, error) { return r.Board(&board.Laid{}, func(*board.View) {}) })
		if !same {
			t.Error("the lists cannot be read any more")
		}
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
	breaks(t, c)
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
