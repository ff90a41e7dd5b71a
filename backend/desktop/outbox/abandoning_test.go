package outbox_test

import (
	"errors"
	"testing"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// said is a reply with files that was taken.
func said(t *testing.T, o *outbox.Outbox, all ...support.Attachment) outbox.Act {
	t.Helper()
	ticket := newID()
	attach(t, o, outbox.ReplyDraft(ticket), all...)
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), all...), outbox.ReplyDraft(ticket))
	ok(t, err)
	return a
}

func TestOutbox_WhatWasGivenUpIsToldOnceItsMessageHasGone(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	large, small := file("a.mp4", 30), file("b.jpg", 20)
	a := said(t, o, large, small)
	ok(t, o.Abandon(t.Context(), a.ID, large))
	o = reopen(t, o, dir)
	if got := files(o, a.ID); got != "a.mp4 abandoning, b.jpg waiting" || uploads(o, now) != "" {
		t.Fatalf("before its message has gone: %s, to be told %q", got, uploads(o, now))
	}
	sent(t, o, a)
	if got := uploads(o, now); got != "a.mp4, b.jpg" {
		t.Errorf("to go are %q, and that one is told goes before all bytes", got)
	}
	ok(t, o.UploadFailed(t.Context(), large.ID, now.Add(outbox.LongestWait)))
	if got := uploads(o, now); got != "b.jpg" {
		t.Errorf("after a failure %q is due", got)
	}
	ok(t, o.UploadSent(t.Context(), "", small.ID, now))
	if c := o.Snapshot().Counts(); c.Unsent() != 0 || o.Snapshot().Drained() || !o.Snapshot().Held(now)[large.SHA256] {
		t.Errorf("while the server does not know: %+v", c)
	}
	ok(t, o.UploadAbandoned(t.Context(), "", large.ID, now))
	o = reopen(t, o, dir)
	if got := files(o, a.ID); got != "a.mp4 abandoned, b.jpg sent" || !o.Snapshot().Drained() || o.Snapshot().Held(now)[large.SHA256] {
		t.Errorf("once it knows: %s, held %v", got, o.Snapshot().Held(now))
	}
	ok(t, o.Abandon(t.Context(), a.ID, large))
	if uploads(o, now) != "" {
		t.Error("given up twice it is told twice")
	}
	if now := now.Add(outbox.Keep); !o.Snapshot().Done(o.Snapshot().Acts()[0], now) {
		t.Error("its act stays for ever")
	}
}

func TestOutbox_WhatHasFailedCanBeGivenUpAndWhatHasArrivedCannot(t *testing.T) {
	o := open(t, t.TempDir())
	failed, there := file("a.jpg", 30), file("b.jpg", 20)
	a := said(t, o, failed, there)
	sent(t, o, a)
	ok(t, o.UploadRefused(t.Context(), failed.ID, support.CodeTooLarge))
	ok(t, o.UploadSent(t.Context(), "", there.ID, now))
	if c := o.Snapshot().Counts(); c.Failed != 1 {
		t.Errorf("counts %+v", c)
	}
	ok(t, o.Abandon(t.Context(), a.ID, failed))
	if c := o.Snapshot().Counts(); c.Unsent() != 0 {
		t.Errorf("given up: %+v", c)
	}
	if err := o.Abandon(t.Context(), a.ID, there); support.CodeOf(err) != support.CodeArrived {
		t.Errorf("one that has arrived: %v", err)
	}
	draft := file("c.jpg", 10)
	attach(t, o, outbox.NewTicketDraft, draft)
	if err := o.Abandon(t.Context(), outbox.NewTicketDraft, draft); !errors.Is(err, outbox.ErrNoAttachment) {
		t.Errorf("of a draft: %v", err)
	}
	// It had arrived after all: the answer was lost.
	ok(t, o.UploadSent(t.Context(), "", failed.ID, now))
	if got := files(o, a.ID); got != "a.jpg sent, b.jpg sent" {
		t.Errorf("it is %s", got)
	}
}

func TestOutbox_WhatWasGivenUpIsToldAgainToAStoreThatWasRestored(t *testing.T) {
	o := open(t, t.TempDir())
	begin(t, o, "one", false)
	told, waits := file("a.jpg", 30), file("b.jpg", 20)
	a := said(t, o, told, waits)
	ok(t, o.Sent(t.Context(), "one", a.ID, outbox.Answer{Index: 2}, now))
	ok(t, o.Abandon(t.Context(), a.ID, told))
	ok(t, o.UploadAbandoned(t.Context(), "one", told.ID, now))
	ok(t, o.Abandon(t.Context(), a.ID, waits))
	begin(t, o, "two", true)
	// The old store's late answer is worth nothing.
	ok(t, o.UploadAbandoned(t.Context(), "one", waits.ID, now))
	ok(t, o.Sent(t.Context(), "two", a.ID, outbox.Answer{Index: 2}, now))
	if got := files(o, a.ID); got != "a.jpg abandoning, b.jpg abandoning" || uploads(o, now) == "" {
		t.Errorf("to the restored store: %s", got)
	}
}

func TestOutbox_WhatWasGivenUpOfWhatIsRefusedIsToBeTakenOutOfIt(t *testing.T) {
	for name, refuse := range map[string]func(*outbox.Outbox, outbox.Act) error{
		"by itself": func(o *outbox.Outbox, a outbox.Act) error {
			return o.Refused(t.Context(), a.ID, outbox.Refusal{Code: support.CodeInvalid})
		},
		"with all": func(o *outbox.Outbox, _ outbox.Act) error {
			return o.RefuseAll(t.Context(), outbox.Refusal{Code: support.CodeDisabled})
		},
	} {
		o := open(t, t.TempDir())
		one := file("a.jpg", 30)
		a := said(t, o, one)
		ok(t, o.Abandon(t.Context(), a.ID, one))
		ok(t, refuse(o, a))
		if got := files(o, a.ID); got != "a.jpg waiting" {
			t.Errorf("%s: %s", name, got)
		}
		ok(t, o.Detach(t.Context(), one.ID))
	}
}

func TestOutbox_GivesUpWhatWasToBeSentFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	elsewhere, message := file("a.jpg", 30), newID()
	ok(t, o.Abandon(t.Context(), message, elsewhere))
	o = reopen(t, o, dir)
	if got := uploads(o, now); got != "a.jpg" || files(o, message) != "a.jpg abandoning" || o.Snapshot().Drained() {
		t.Errorf("to be told is %q", got)
	}
	ok(t, o.UploadAbandoned(t.Context(), "", elsewhere.ID, now))
	if got := files(o, message); got != "" {
		t.Errorf("the feed says it, and so does %q", got)
	}
}
