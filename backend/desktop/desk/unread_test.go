package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_UnreadIsOneTruth(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id, other := p.server.opened(anna, "Ferma"), p.server.opened(piero, "Rumore")
	p.ok(p.server.reply(id, luca, "Arrivo"))
	p.ok(p.server.reply(id, luca, "Domani"))
	p.ok(p.server.reply(other, luca, "Quale?"))
	p.receiveAll()
	d := p.detail(id)
	if p.counts().Unread != 3 || d.Unread != 2 || d.FirstUnread == "" {
		t.Fatalf("counts %+v, ticket %d from %q", p.counts(), d.Unread, d.FirstUnread)
	}
	unread, err := p.Unread(ctx, nil)
	p.ok(err)
	if len(unread) != 2 {
		t.Errorf("%d tickets with unread", len(unread))
	}
	p.ok(p.MarkRead(ctx, id, d.FirstUnread))
	if p.counts().Unread != 2 || p.detail(id).Unread != 1 {
		t.Errorf("half read: %+v, %d", p.counts(), p.detail(id).Unread)
	}
	talk := p.talk(id)
	p.ok(p.MarkRead(ctx, id, talk[len(talk)-1].ID))
	p.ok(p.MarkRead(ctx, id, d.FirstUnread)) // never back
	p.sendAll()
	if p.counts().Unread != 1 || p.detail(id).Unread != 0 {
		t.Errorf("read, sent: %+v", p.counts())
	}
	p.receiveAll()
	if p.counts().Unread != 1 || p.detail(id).Unread != 0 || len(p.outbox.Snapshot().Acts()) != 1 {
		t.Errorf("read, brought: %+v", p.counts())
	}
	// One's own reply reads what was there, and not what comes before it leaves.
	_, err = p.Reply(ctx, other, "Il solito")
	p.ok(err)
	if p.counts().Unread != 0 {
		t.Errorf("replied: %+v", p.counts())
	}
	p.ok(p.server.reply(other, luca, "Cioè?"))
	p.receiveAll()
	if p.counts().Unread != 1 {
		t.Errorf("news: %+v", p.counts())
	}
	unread, err = p.Unread(ctx, []string{id, other, newID()})
	p.ok(err)
	if len(unread) != 1 || unread[0].Newest.Text != "Cioè?" {
		t.Errorf("unread %+v", unread)
	}
}

func TestDesk_WhatWasReadStaysReadWhenTheReplyThatFollowedIsRefused(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.ok(p.server.reply(id, luca, "Spenga."))
	p.receiveAll()
	p.must(p.Reply(ctx, id, "Ancora niente"))
	p.ok(p.MarkRead(ctx, id, p.talk(id)[1].ID))
	p.ok(p.server.closes(id, luca))
	p.sendAll()
	p.receiveAll()
	if d := p.detail(id); d.Outbox != desk.OutboxRefused || d.Unread != 0 {
		t.Errorf("%d unread, %s", d.Unread, d.Outbox)
	}
}

func TestDesk_CountsApartWhatIsUnreadInClosedTickets(t *testing.T) {
	p := desktop(t, anna)
	id, other := p.server.opened(anna, "Ferma"), p.server.opened(anna, "Perde olio")
	p.ok(p.server.reply(id, luca, "Sostituita."))
	p.ok(p.server.reply(id, luca, "Chiudo."))
	p.ok(p.server.reply(other, luca, "Arrivo."))
	p.ok(p.server.closes(id, luca))
	p.receiveAll()
	if n := p.counts(); n != (desk.Counts{Open: 1, Closed: 1, Unread: 3, UnreadClosed: 2}) {
		t.Errorf("counts %+v", n)
	}
}

func TestDesk_ATechnicianCountsWhatIsTheirsOrNobodys(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	ref := marta.Ref()
	p.ok(p.server.change(id, marta, support.Change{Assignee: &ref}))
	p.ok(p.server.reply(id, anna, "Allora?"))
	p.receiveAll()
	if p.counts().Unread != 0 {
		t.Errorf("somebody else's counts: %+v", p.counts())
	}
	p.ok(p.Take(ctx, id))
	if p.counts().Unread != 2 || !cmp.Equal(p.detail(id).Assignee, luca.Ref()) {
		t.Errorf("taken: %+v", p.counts())
	}
	if unread, err := p.Unread(ctx, nil); err != nil || len(unread) != 1 {
		t.Errorf("unread %v, %v", unread, err)
	}
	p.ok(p.Assign(ctx, id, marta.ID))
	if p.counts().Unread != 0 {
		t.Errorf("given back: %+v", p.counts())
	}
}
