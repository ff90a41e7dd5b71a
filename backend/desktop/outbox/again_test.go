package outbox_test

import (
	"fmt"
	"testing"
	"time"

	"filodiretto/backend/desktop/outbox"
)

func begin(t *testing.T, o *outbox.Outbox, epoch string, want bool) {
	t.Helper()
	again, err := o.Begin(t.Context(), epoch, now)
	ok(t, err)
	if again != want {
		t.Errorf("epoch %q: sent again %v, want %v", epoch, again, want)
	}
}

func TestOutbox_SendsTheDaysActsAgainToAStoreOfAnotherEpoch(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	begin(t, o, "one", false)
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	b := add(t, o, act(outbox.KindReply, a.TicketID, "b"))
	c := add(t, o, act(outbox.KindReply, newID(), "c"))
	d := add(t, o, act(outbox.KindReply, newID(), "d"))
	sent(t, o, a)
	sent(t, o, c)
	refused(t, o, d)
	begin(t, o, "one", false)
	begin(t, o, "", false)
	if got := ready(o); got != "b" {
		t.Errorf("to the same store: %s", got)
	}
	begin(t, o, "two", true)
	for range 2 {
		if got := ready(o); got != "a c" {
			t.Errorf("to the restored store: %s, and b goes after a", got)
		}
		o = reopen(t, o, dir)
	}
	begin(t, o, "two", false)
	// What the store as it was answered late is worth nothing.
	ok(t, o.Sent(t.Context(), "one", a.ID, outbox.Answer{Index: 2}, now))
	if got := ready(o); got != "a c" {
		t.Errorf("after a late answer: %s", got)
	}
	ok(t, o.Sent(t.Context(), "two", a.ID, outbox.Answer{Index: 2}, now))
	if got := ready(o); got != "b c" {
		t.Errorf("after its answer: %s", got)
	}
	ok(t, o.Sent(t.Context(), "", b.ID, outbox.Answer{Index: 3}, now))
	if got := ready(o); got != "c" {
		t.Errorf("after the answer of a server that says no epoch: %s", got)
	}
	ok(t, o.SendAgain(t.Context(), now))
	if got := ready(o); got != "a c" {
		t.Errorf("to a store that went back in time: %s", got)
	}
}

func TestOutbox_RemembersForADayThatTheStoreWasRestored(t *testing.T) {
	o := open(t, t.TempDir())
	begin(t, o, "one", false)
	add(t, o, act(outbox.KindReply, newID(), "a"))
	for _, want := range []string{"false false", "true false"} {
		var got []any
		for _, at := range []time.Time{now.Add(time.Hour), now.Add(outbox.Keep)} {
			again, err := o.Again(t.Context(), at)
			ok(t, err)
			got = append(got, again)
		}
		if fmt.Sprint(got...) != want {
			t.Errorf("%v, want %s", got, want)
		}
		_, err := o.Begin(t.Context(), "two", now)
		ok(t, err)
	}
}
