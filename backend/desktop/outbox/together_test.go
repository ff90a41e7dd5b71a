package outbox_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
)

func TestOutbox_TakesSeveralActsWithTheirDraftsInOneCommitOrNone(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	drafts := []string{outbox.ReplyDraft(ticket), outbox.ResolutionDraft(ticket)}
	for _, key := range drafts {
		ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: key, Body: json.RawMessage(`{"text":"uno"}`), WrittenAt: now}))
	}
	kept := func() (n int) {
		for _, key := range drafts {
			if _, there, err := o.Draft(t.Context(), key); err != nil {
				t.Fatal(err)
			} else if there {
				n++
			}
		}
		return n
	}
	reply := act(outbox.KindReply, ticket, "uno")
	change := outbox.Act{ID: newID(), Kind: outbox.KindChange, TicketID: ticket, Needs: reply.ID, WrittenAt: now}
	change.Body, _ = json.Marshal(api.TicketChange{ChangeID: change.ID, Status: "waiting"})

	twice := change
	twice.ID = reply.ID
	if err := o.AddAll(t.Context(), []outbox.Act{reply, twice}, drafts...); err == nil {
		t.Fatal("two acts with one id were taken")
	}
	if n := len(o.Snapshot().Acts()); n != 0 || kept() != 2 {
		t.Errorf("of what was not taken there are %d acts, and %d of 2 drafts", n, kept())
	}

	ok(t, o.AddAll(t.Context(), []outbox.Act{reply, change}, drafts...))
	o = reopen(t, o, dir)
	acts := o.Snapshot().Acts()
	if len(acts) != 2 || acts[0].ID != reply.ID || acts[1].ID != change.ID || kept() != 0 {
		t.Fatalf("there are %+v, and %d drafts", acts, kept())
	}
	if due := o.Snapshot().Ready(now); len(due) != 1 || due[0].ID != reply.ID {
		t.Errorf("due are %+v: the change goes when the reply has gone", due)
	}
}

func TestOutbox_WhatIsAboutAFilterGoesInOrderAndDoesNotWaitForTickets(t *testing.T) {
	o := open(t, t.TempDir())
	filter := newID()
	put := outbox.Act{ID: newID(), Kind: outbox.KindFilter, TicketID: filter, WrittenAt: now}
	put.Body, _ = json.Marshal(api.PutFilter{ChangeID: put.ID, Name: "Acme, ferme"})
	gone := outbox.Act{ID: newID(), Kind: outbox.KindFilterRemoval, TicketID: filter, WrittenAt: now, Body: json.RawMessage(`{}`)}
	add(t, o, act(outbox.KindReply, newID(), "uno"))
	add(t, o, put)
	add(t, o, gone)
	if due := o.Snapshot().Ready(now); len(due) != 2 || due[1].ID != put.ID {
		t.Errorf("due are %+v", due)
	}
	ok(t, o.Sent(t.Context(), "", put.ID, outbox.Answer{Seen: 7}, now))
	if due := o.Snapshot().Ready(now); len(due) != 2 || due[1].ID != gone.ID {
		t.Errorf("then %+v", due)
	}
}

func TestOutbox_WhatIsNotAboutATicketComesThroughASalvageToo(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	kinds := []outbox.Kind{
		outbox.KindVerdict, outbox.KindFilter, outbox.KindFilterRemoval, outbox.KindCannedReply, outbox.KindCannedReplyRemoval,
	}
	for _, kind := range kinds {
		add(t, o, outbox.Act{ID: newID(), Kind: kind, TicketID: newID(), WrittenAt: now, Body: json.RawMessage(`{"name":"è"}`)})
	}
	ok(t, o.Close())
	file := filepath.Join(dir, outbox.FileName)
	b, err := os.ReadFile(file)
	ok(t, err)
	copy(b, bytes.Repeat([]byte{0xEE}, 100)) // the header
	ok(t, os.WriteFile(file, b, 0o600))
	o, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	t.Cleanup(func() { _ = o.Close() })
	acts := o.Snapshot().Acts()
	if salvage.Acts != len(kinds) || len(acts) != len(kinds) {
		t.Fatalf("salvaged %+v, there are %d acts", salvage, len(acts))
	}
	for i, a := range acts {
		if a.Kind != kinds[i] || string(a.Body) != `{"name":"è"}` {
			t.Errorf("act %d is a %s: %s", i, a.Kind, a.Body)
		}
	}
	if n := o.Snapshot().Counts(); n.Waiting != len(kinds) {
		t.Errorf("counts %+v", n)
	}
}
