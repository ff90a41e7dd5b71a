package cache_test

import (
	"slices"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
)

// photoFirst is a ticket of which a photo has arrived: its message comes behind what was said after it.
func photoFirst(t *testing.T) (l *line, before []api.Change, behind api.Change) {
	t.Helper()
	l = newLine(luca, 1, anna, "Perde olio.")
	before = l.all()
	l.photos(t, anna, 1)
	l.reply(t, luca, "Si vede.")
	photo := *l.arrive(0)
	for i := range l.said[1:] {
		if l.said[1+i].ID != photo.ID {
			before = append(before, messageChange(&l.said[1+i]))
		}
	}
	before[0] = l.ticketChange()
	return l, before, messageChange(&photo)
}

func TestRecord_APhotoThatArrivedComesAfterWhatWasSaidAfterIt(t *testing.T) {
	_, before, behind := photoFirst(t)
	c := empty(t, t.TempDir())
	if applied := forward(t, c, before...); !applied.Doubtful {
		t.Error("nobody hears that something is missing")
	}
	if err := c.VerifyAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all, err := c.Breaks(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("broken while it is on its way: %+v, %v", all, err)
	}
	if applied := forward(t, c, behind); applied.Doubtful {
		t.Error("something is still missing")
	}
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
}

func TestRecord_WhatIsMissingWhenNothingIsOnItsWayIsMissing(t *testing.T) {
	l, before, behind := photoFirst(t)
	dir := t.TempDir()
	c := empty(t, dir)
	forward(t, c, before...)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	// The line was cut; the program starts anew, and the server has nothing more.
	c = open(t, dir, luca)
	c.Followed()
	<-c.Broke()
	hold(t, breaks(t, c), &l.ticket, cache.BreakMissing, false, 2)
	forward(t, c, behind)
	hold(t, breaks(t, c), &l.ticket, cache.BreakMissing, false, 2)
}

func TestRecord_WhatFillsAHoleMustFit(t *testing.T) {
	l, before, behind := photoFirst(t)
	c := empty(t, t.TempDir())
	forward(t, c, before...)
	other := *behind.Message
	other.Text = "Altro."
	m := cache.MessageIn(other)
	other.Hash = m.Chained(l.said[0].Hash).String()
	// It follows from what is before it, and what is after it does not follow from it.
	forward(t, c, api.Change{Type: api.TypeMessage, Message: &other})
	<-c.Broke()
	hold(t, breaks(t, c), &l.ticket, cache.BreakChain, false, 3)
}

func TestRecord_NothingIsMissingBeforeTheFirstSyncHasCome(t *testing.T) {
	l, before, behind := photoFirst(t)
	c := open(t, t.TempDir(), luca)
	apply(t, c, cache.Batch{Walk: cache.Backward, Forward: "head", Backward: "more"})
	if applied := forward(t, c, slices.Clone(before[2:])...); applied.Doubtful {
		t.Error("what the first sync has not brought is fetched once more")
	}
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
	apply(t, c, cache.Batch{Walk: cache.Backward, Changes: append(slices.Clone(before[:2]), behind)})
	if got := breaks(t, c); len(got) > 0 {
		t.Errorf("broken at the end: %+v", got)
	}
	if got := read(t, c, func(r *cache.Reader) (int, error) {
		m, err := r.Messages(l.ticket.ID, cache.Place{}, 50)
		return len(m), err
	}); got != len(l.said) {
		t.Errorf("%d of %d messages", got, len(l.said))
	}
}
