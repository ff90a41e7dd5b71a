package outbox_test

import (
	"encoding/json"
	"errors"
	"testing"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func TestOutbox_ResendKeepsPlaceAndDrafts(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	opening := add(t, o, act(outbox.KindOpen, "", "apre"))
	reply := act(outbox.KindReply, opening.ID, "risponde")
	reply.Needs = opening.ID
	add(t, o, reply)
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: outbox.ReplyDraft(opening.ID), Body: json.RawMessage(`"b"`)}))
	if _, err := o.Resend(t.Context(), opening.ID, newID(), opening.Body, now); !errors.Is(err, outbox.ErrNoAct) {
		t.Errorf("a waiting act was resent: %v", err)
	}
	refused(t, o, opening)
	id := newID()
	_, err := o.Resend(t.Context(), opening.ID, id, bodyOf(id, outbox.KindOpen, "meglio"), now)
	ok(t, err)
	o = reopen(t, o, dir)
	acts := o.Snapshot().Acts()
	if acts[0].ID != id || acts[0].State != outbox.StateWaiting || acts[1].Needs != id || acts[1].TicketID != id {
		t.Errorf("acts %+v", acts)
	}
	if _, there, err := o.Draft(t.Context(), outbox.ReplyDraft(id)); err != nil || !there {
		t.Errorf("the draft did not move: %v", err)
	}
}

func TestOutbox_DiscardingLeavesTheWordsThatNeededIt(t *testing.T) {
	o := open(t, t.TempDir())
	opening := add(t, o, act(outbox.KindOpen, "", "apre"))
	reply := act(outbox.KindReply, opening.ID, "risponde")
	reply.Needs = opening.ID
	reply = add(t, o, reply)
	if err := o.Discard(t.Context(), opening.ID, outbox.Drafts{}); !errors.Is(err, outbox.ErrNoAct) {
		t.Errorf("a waiting act was discarded: %v", err)
	}
	refused(t, o, opening)
	draft := outbox.Draft{Key: outbox.NewTicketDraft, Body: json.RawMessage(`"apre"`), WrittenAt: now}
	ok(t, o.Discard(t.Context(), opening.ID, outbox.Drafts{Keep: []outbox.Draft{draft}}))
	if _, there, err := o.Draft(t.Context(), outbox.NewTicketDraft); err != nil || !there {
		t.Errorf("the words were not taken over: %v", err)
	}
	left, there := o.Snapshot().Act(reply.ID)
	if !there || left.State != outbox.StateRefused || left.Refusal.Code != support.CodeNotFound {
		t.Errorf("left %+v", left)
	}
	ok(t, o.Discard(t.Context(), reply.ID, outbox.Drafts{}))
	if n := len(o.Snapshot().Acts()); n != 0 {
		t.Errorf("%d acts left", n)
	}
}

func TestOutbox_WhatIsLeftOfADiscardedActIsRefusedWithItsFiles(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	opening := add(t, o, act(outbox.KindOpen, "", "apre"))
	refused(t, o, opening)
	key := outbox.ReplyDraft(opening.ID)
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: key, Body: json.RawMessage(`{"text":"scriveva"}`), WrittenAt: now}))
	photo := file("a.jpg", 30)
	attach(t, o, key, photo)
	left := with(act(outbox.KindReply, opening.ID, "scriveva"), photo)
	ok(t, o.Discard(t.Context(), opening.ID, outbox.Drafts{
		Keep: []outbox.Draft{{Key: key}}, Moves: []outbox.Move{{From: key, To: left.ID}},
	}, left))
	for _, when := range []string{"at once", "after a restart"} {
		acts := o.Snapshot().Acts()
		if len(acts) != 1 || acts[0].ID != left.ID || acts[0].State != outbox.StateRefused || acts[0].Refusal.Code != support.CodeNotFound {
			t.Errorf("%s there is %+v", when, acts)
		}
		if got := files(o, left.ID); got != "a.jpg waiting" || ready(o) != "" || uploads(o, now) != "" {
			t.Errorf("%s it has %s; to be sent are %s, %s", when, got, ready(o), uploads(o, now))
		}
		if _, there, err := o.Draft(t.Context(), key); err != nil || there {
			t.Errorf("%s the draft is still there: %v", when, err)
		}
		o = reopen(t, o, dir)
	}
}
