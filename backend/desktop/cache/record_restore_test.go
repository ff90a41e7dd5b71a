package cache_test

import (
	"slices"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

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
