package outbox_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func TestOutbox_WhatActsDeclareIsStillSentAfterADamage(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	one, two, three, draft := file("a.jpg", 30), file("b.jpg", 20), file("c.jpg", 10), file("d.jpg", 5)
	attach(t, o, key, one, two)
	gone, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), one, two), key)
	ok(t, err)
	sent(t, o, gone)
	ok(t, o.UploadSent(t.Context(), "", one.ID, now))
	attach(t, o, key, three)
	waits, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), three), key)
	ok(t, err)
	attach(t, o, key, draft)
	ok(t, o.Close())

	file := filepath.Join(dir, outbox.FileName)
	db, err := sql.Open("sqlite", "file:"+file)
	ok(t, err)
	var page int
	ok(t, db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = 'attachments'`).Scan(&page))
	ok(t, db.Close())
	b, err := os.ReadFile(file)
	ok(t, err)
	copy(b[(page-1)*pageSize:], bytes.Repeat([]byte{0xEE}, pageSize))
	ok(t, os.WriteFile(file, b, 0o600))

	o, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	defer func() { _ = o.Close() }()
	if salvage.Whole || salvage.Acts != 2 {
		t.Errorf("salvage %+v", salvage)
	}
	// The server is asked for each, and says of which it has all.
	if got := files(o, gone.ID) + "; " + files(o, waits.ID); got != "a.jpg waiting, b.jpg waiting; c.jpg waiting" {
		t.Errorf("there are %s", got)
	}
	if got := uploads(o, now); got != "b.jpg, a.jpg" {
		t.Errorf("to be sent are %s", got)
	}
	held := o.Snapshot().Held(now)
	for _, a := range []support.Attachment{one, two, three} {
		if !held[a.SHA256] {
			t.Errorf("%s is not held", a.Name)
		}
	}
}

func TestOutbox_ARowThatCannotBeAnAttachmentDoesNotKeepItClosed(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	attach(t, o, outbox.NewTicketDraft, file("a.jpg", 30), file("b.jpg", 20))
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: outbox.NewTicketDraft, Body: json.RawMessage(`{}`)}))
	ok(t, o.Close())
	execIn(t, filepath.Join(dir, outbox.FileName), `UPDATE attachments SET sha256 = 'x' WHERE name = 'a.jpg'`)
	o, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	defer func() { _ = o.Close() }()
	if salvage.SetAside == "" || salvage.Whole || salvage.Drafts != 1 {
		t.Errorf("salvage %+v", salvage)
	}
	if got := files(o, outbox.NewTicketDraft); got != "b.jpg waiting" {
		t.Errorf("left: %s", got)
	}
}

func TestOutbox_FilesOfADiscardedDraftGoAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	attach(t, o, outbox.NewTicketDraft, file("a.jpg", 30))
	ok(t, o.SaveDrafts(t.Context(), outbox.Drafts{Moves: []outbox.Move{{From: outbox.NewTicketDraft, To: outbox.Discarded}}}))
	attach(t, o, outbox.NewTicketDraft, file("b.jpg", 20))
	if len(o.Snapshot().Held(now)) != 2 {
		t.Error("whoever did not mean it has lost the file")
	}
	o = reopen(t, o, dir)
	if files(o, outbox.Discarded) != "" || files(o, outbox.NewTicketDraft) != "b.jpg waiting" || len(o.Snapshot().Held(now)) != 1 {
		t.Errorf("after a start: %q, %q", files(o, outbox.Discarded), files(o, outbox.NewTicketDraft))
	}
}
