package desk_test

import (
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func TestDesk_AFileThatIsGivenUpShowsSoAtOnce(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	ids := p.attach(outbox.ReplyDraft(id), "a.png", "b.png")
	if err := p.Abandon(ctx, ids[0]); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("of a draft: %v", err)
	}
	said, err := p.Reply(ctx, id, "Ecco")
	p.ok(err)
	p.ok(p.Abandon(ctx, ids[0]))
	want := func(when, want string) {
		t.Helper()
		if got := p.lastFiles(id); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	want("at once", `"Ecco" waiting: a.png abandoned, b.png waiting`)
	if waiting, err := p.Waiting(ctx); err != nil || shownFiles(waiting[0].Files) != "b.png waiting" {
		t.Errorf("of what is still to arrive %+v, %v", waiting, err)
	}
	if f, err := p.Attachment(ctx, ids[0]); err != nil || f.State != desk.FileAbandoned {
		t.Errorf("by its id %+v, %v", f, err)
	}
	p.ok(p.outbox.Refused(ctx, said, outbox.Refusal{Code: support.CodeInvalid}))
	want("refused, it can be taken out", `"Ecco" refused: a.png waiting, b.png waiting`)
	if err := p.Abandon(ctx, ids[0]); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("of what was refused: %v", err)
	}
	_, err = p.Resend(ctx, said, "Ecco")
	p.ok(err)
	p.sendAll()
	p.ok(p.Abandon(ctx, ids[0]))
	p.server.settled(ids[0], true)
	p.ok(p.outbox.UploadAbandoned(ctx, "", ids[0], p.server.now))
	p.server.arrived(ids[1])
	p.receiveAll()
	want("as the feed says", `"Ecco" sent: a.png abandoned, b.png arrived`)
	if err := p.Abandon(ctx, newID()); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("of what is not here: %v", err)
	}
}
