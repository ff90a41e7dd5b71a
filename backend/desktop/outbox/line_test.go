package outbox_test

import (
	"testing"
	"time"

	"filodiretto/backend/desktop/outbox"
)

func TestOutbox_SendsInOrderPerTicketAndTicketsDoNotWait(t *testing.T) {
	o := open(t, t.TempDir())
	one, two := newID(), newID()
	a1 := add(t, o, act(outbox.KindReply, one, "a1"))
	a2 := add(t, o, act(outbox.KindReply, one, "a2"))
	b1 := add(t, o, act(outbox.KindReply, two, "b1"))
	steps := []struct {
		do   func()
		want string
	}{
		{func() {}, "a1 b1"},
		{func() { ok(t, o.Failed(t.Context(), a1.ID, false, now.Add(time.Minute))) }, "b1"},
		{func() { sent(t, o, b1) }, ""},
		{func() { ok(t, o.Hurry(t.Context(), false)) }, "a1"},
		{func() { refused(t, o, a1) }, "a2"},
		{func() { sent(t, o, a2) }, ""},
	}
	for i, step := range steps {
		step.do()
		if got := ready(o); got != step.want {
			t.Errorf("step %d: ready %q, want %q", i, got, step.want)
		}
	}
}

func TestOutbox_AnActWaitsForWhatItNeeds(t *testing.T) {
	o := open(t, t.TempDir())
	opening := add(t, o, act(outbox.KindOpen, "", "apre"))
	reply := act(outbox.KindReply, opening.ID, "risponde")
	reply.Needs = opening.ID
	reply = add(t, o, reply)
	closing := act(outbox.KindReply, opening.ID, "chiude")
	closing.Needs = reply.ID
	add(t, o, closing)
	add(t, o, act(outbox.KindReply, opening.ID, "libero"))
	if got := ready(o); got != "apre" {
		t.Fatalf("ready %q", got)
	}
	refused(t, o, opening)
	// What needs the refused one waits with it, through the chain; what does not goes on.
	if got := ready(o); got != "libero" {
		t.Fatalf("after the refusal: ready %q", got)
	}
	resent, err := o.Resend(t.Context(), opening.ID, newID(), bodyOf("x", outbox.KindOpen, "apre di nuovo"), now)
	ok(t, err)
	if got := ready(o); got != "apre di nuovo libero" && got != "apre di nuovo" {
		t.Fatalf("after resending: ready %q", got)
	}
	for _, a := range o.Snapshot().Acts() {
		if a.TicketID != resent.ID {
			t.Errorf("act %s stayed at the old ticket", a.ID)
		}
	}
	sent(t, o, resent)
	if got := ready(o); got != "risponde" {
		t.Fatalf("after the opening: ready %q", got)
	}
}

func TestOutbox_IsStuckAfterTenCodedFailuresAlone(t *testing.T) {
	o := open(t, t.TempDir())
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	for range 50 {
		ok(t, o.Failed(t.Context(), a.ID, false, now.Add(time.Second)))
	}
	if c := o.Snapshot().Counts(); c != (outbox.Counts{Waiting: 1}) {
		t.Errorf("a bad line made it stuck: %+v", c)
	}
	for range outbox.StuckAfter {
		ok(t, o.Failed(t.Context(), a.ID, true, now.Add(time.Hour)))
	}
	if c := o.Snapshot().Counts(); c != (outbox.Counts{Waiting: 1, Stuck: 1}) {
		t.Errorf("counts %+v", c)
	}
	ok(t, o.Hurry(t.Context(), false))
	if ready(o) != "" {
		t.Error("a stuck act hurries when the line returns")
	}
	ok(t, o.Hurry(t.Context(), true))
	if ready(o) != "a" {
		t.Error("a stuck act does not hurry when asked")
	}
}

func TestOutbox_AnActPutOffByAClockThatWasWrongIsDue(t *testing.T) {
	o := open(t, t.TempDir())
	defer func() { _ = o.Close() }()
	a := add(t, o, act(outbox.KindReply, newID(), "olio"))
	ok(t, o.Failed(t.Context(), a.ID, true, now.Add(30*time.Minute)))
	if n := len(o.Snapshot().Ready(now)); n != 0 {
		t.Errorf("%d acts are due before their time", n)
	}
	ok(t, o.Failed(t.Context(), a.ID, true, now.AddDate(10, 0, 0)))
	if n := len(o.Snapshot().Ready(now)); n != 1 {
		t.Errorf("%d acts are due, want the one that would wait for ten years", n)
	}
}

func TestOutbox_AnActWaitsForWhatItNeedsInAnotherTicketToo(t *testing.T) {
	o := open(t, t.TempDir())
	first := add(t, o, act(outbox.KindReply, newID(), "prima"))
	after := act(outbox.KindReply, newID(), "dopo")
	after.Needs = first.ID
	add(t, o, after)
	if got := ready(o); got != "prima" {
		t.Fatalf("ready %q", got)
	}
	sent(t, o, first)
	if got := ready(o); got != "dopo" {
		t.Fatalf("after what it needs: ready %q", got)
	}
}

func TestOutbox_KeepsTheOrderOfWritingWhateverTheClockSays(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	first := add(t, o, act(outbox.KindReply, ticket, "prima"))
	second := act(outbox.KindReply, ticket, "dopo")
	second.WrittenAt = now.AddDate(-10, 0, 0)
	add(t, o, second)
	o = reopen(t, o, dir)
	if got := ready(o); got != "prima" {
		t.Fatalf("ready %q", got)
	}
	sent(t, o, first)
	if got := ready(o); got != "dopo" {
		t.Fatalf("then %q", got)
	}
}
