package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// attach attaches files of that size, and gives their ids.
func (p *place) attach(owner string, names ...string) []string {
	p.t.Helper()
	var ids []string
	for _, name := range names {
		digest := support.Digest{byte(len(ids)), 1}
		copy(digest[2:], name)
		f, err := p.Attach(p.t.Context(), owner, support.Attachment{
			Name: name, Size: 100, SHA256: digest, Type: "image/png", Width: 40, Height: 30,
		})
		p.ok(err)
		if f.State != desk.FileDraft {
			p.t.Fatalf("attached as %+v", f)
		}
		ids = append(ids, f.ID)
	}
	return ids
}

// drafted are a draft's files by name.
func (p *place) drafted(owner string) string {
	p.t.Helper()
	files, err := p.DraftAttachments(p.t.Context(), owner)
	p.ok(err)
	return shownFiles(files)
}

func shownFiles(files []desk.File) string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name+" "+string(f.State))
	}
	return strings.Join(out, ", ")
}

// lastFiles are those of the newest message of a ticket.
func (p *place) lastFiles(ticketID string) string {
	p.t.Helper()
	talk := p.talk(ticketID)
	last := talk[len(talk)-1]
	return fmt.Sprintf("%q %s: %s", last.Text, last.State, shownFiles(last.Files))
}

func TestDesk_AReplyMayBeAPhotoAlone(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(piero, "Ferma")
	p.receiveAll()
	reply := outbox.ReplyDraft(id)
	if _, err := p.Reply(ctx, id, " "); fields(err) != "body.text=required" {
		t.Errorf("said nothing: %v", err)
	}
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, "Ecco"))
	ids := p.attach(reply, "../guarnizione 1.png", "b.png")
	p.ok(p.SaveReplyDraft(ctx, id, support.MessageReply, ""))
	p.close()
	p.open()
	if got := p.drafted(reply); got != "guarnizione 1.png draft, b.png draft" {
		t.Fatalf("after a restart the draft has %q", got)
	}
	p.ok(p.Detach(ctx, ids[1]))
	message, err := p.Reply(ctx, id, "")
	p.ok(err)
	want := func(when, want string) {
		t.Helper()
		if got := p.lastFiles(id); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
		f, err := p.Attachment(ctx, ids[0])
		p.ok(err)
		if got := string(f.State); !strings.HasSuffix(want, got) || f.Width != 40 && f.State != desk.FileArrived {
			t.Errorf("%s: by its id it is %+v", when, f)
		}
	}
	want("at once", `"" waiting: guarnizione 1.png waiting`)
	if got := p.drafted(reply); got != "" {
		t.Errorf("left in the draft: %q", got)
	}
	if row := p.list(desk.OpenTickets)[0]; row.Last.ID != message || len(row.Last.Attachments) != 1 {
		t.Errorf("the list says %+v", row.Last)
	}
	p.sendAll()
	want("as it went", `"" sent: guarnizione 1.png waiting`)
	p.receiveAll()
	want("brought by the feed", `"" sent: guarnizione 1.png waiting`)
	if row := p.list(desk.OpenTickets)[0]; row.Last.ID != message || len(row.Last.Attachments) != 1 {
		t.Errorf("the list says %+v", row.Last)
	}
	p.ok(p.outbox.UploadRefused(ctx, ids[0], support.CodeTooLarge))
	want("as it cannot arrive", `"" sent: guarnizione 1.png failed`)
	p.ok(p.outbox.Hurry(ctx, true))
	p.ok(p.outbox.UploadSent(ctx, "", ids[0], p.server.now))
	want("as its bytes have gone", `"" sent: guarnizione 1.png arrived`)
	p.server.arrived(ids[0])
	p.receiveAll()
	want("as the feed says", `"" sent: guarnizione 1.png arrived`)
	if f, err := p.Attachment(ctx, ids[0]); err != nil || f.Type != "image/jpeg" {
		t.Errorf("what the server found counts: %+v, %v", f, err)
	}
	if files, err := p.TicketFiles(ctx, id); err != nil || shownFiles(files) != "guarnizione 1.png arrived" {
		t.Errorf("of the ticket: %+v, %v", files, err)
	}
}
