package desk_test

import (
	"fmt"
	"slices"
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
		}, support.Digest{})
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

// ticketFiles are a ticket's files by name, with the kind of message to which each belongs.
func (p *place) ticketFiles(ticketID string) string {
	p.t.Helper()
	files, err := p.TicketFiles(p.t.Context(), ticketID)
	p.ok(err)
	var out []string
	for _, f := range files {
		out = append(out, f.Name+" "+string(f.State)+" "+string(f.Kind))
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
	if got := p.ticketFiles(id); got != "guarnizione 1.png arrived reply" {
		t.Errorf("of the ticket: %s", got)
	}
	if newest, err := p.NewestFiles(ctx, 5); err != nil || len(newest) != 1 || newest[0].ID != ids[0] || newest[0].TicketID != id {
		t.Errorf("the newest files: %+v, %v", newest, err)
	}
}

func TestDesk_ANotesFilesStayANotes(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply, note := outbox.ReplyDraft(id), outbox.NoteDraft(id)
	p.attach(reply, "per il cliente.png")
	p.attach(note, "margine.xlsx")
	for _, to := range []string{reply, outbox.NewTicketDraft, outbox.Discarded} {
		if err := p.MoveAttachments(ctx, note, to); support.CodeOf(err) != support.CodeForbidden {
			t.Errorf("a note's file was moved to %s: %v", to, err)
		}
	}
	_, err := p.Reply(ctx, id, "Ecco il disegno")
	p.ok(err)
	if got := p.lastFiles(id); got != `"Ecco il disegno" waiting: per il cliente.png waiting` {
		t.Errorf("the reply has %s", got)
	}
	if got := p.drafted(note); got != "margine.xlsx draft" {
		t.Errorf("the note's draft has %q", got)
	}
	said, err := p.Note(ctx, id, "")
	p.ok(err)
	if got := p.lastFiles(id); got != `"" waiting: margine.xlsx waiting` {
		t.Errorf("the note has %s", got)
	}
	p.ok(p.outbox.Refused(ctx, said, outbox.Refusal{Code: support.CodeConflict}))
	if err := p.MoveAttachments(ctx, outbox.Correction(said), reply); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("a refused note's file was moved to a reply: %v", err)
	}
	if _, err := p.FollowUp(ctx, said); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("a refused note became a ticket: %v", err)
	}

	operator := desktop(t, anna)
	if _, err := operator.Attach(ctx, note, support.Attachment{Name: "a", Size: 1, SHA256: support.Digest{1}}, support.Digest{}); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("an operator attached to a note: %v", err)
	}
}

func TestDesk_SaysWhatIsWrongWithAFile(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	good := support.Attachment{Name: "a.png", Size: 1, SHA256: support.Digest{1}}
	but := func(fn func(*support.Attachment)) support.Attachment { a := good; fn(&a); return a }
	for name, want := range map[string]struct {
		owner  string
		file   support.Attachment
		fields string
	}{
		"empty":          {outbox.NewTicketDraft, but(func(a *support.Attachment) { a.Size = 0 }), "body.attachments[0].size=out_of_range"},
		"too large":      {outbox.NewTicketDraft, but(func(a *support.Attachment) { a.Size = support.MaxAttachmentSize + 1 }), "body.attachments[0].size=out_of_range"},
		"without hash":   {outbox.NewTicketDraft, but(func(a *support.Attachment) { a.SHA256 = support.Digest{} }), "body.attachments[0].sha256=required"},
		"of nothing":     {"", good, "body.owner=unknown"},
		"of a closing":   {outbox.ResolutionDraft(newID()), good, "body.owner=unknown"},
		"of no ticket":   {"reply:x", good, "body.owner=unknown"},
		"of a sent act":  {newID(), good, "body.owner=unknown"},
		"behind another": {"new/behind:0", good, "body.owner=unknown"},
	} {
		if _, err := p.Attach(ctx, want.owner, want.file, support.Digest{}); fields(err) != want.fields {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range support.MaxAttachments {
		p.must(p.Attach(ctx, outbox.NewTicketDraft, good, support.Digest{}))
	}
	if _, err := p.Attach(ctx, outbox.NewTicketDraft, good, support.Digest{}); fields(err) != "body.attachments=too_many" {
		t.Errorf("one too many: %v", err)
	}
	for name, sent := range map[string]string{
		"../../etc/passwd": "passwd", `C:\foto\a.png`: "a.png", "a\x00b.png": "ab.png", "fattura\u202Egnp.exe": "fatturagnp.exe", " ": "file",
	} {
		p.ok(p.DiscardNewTicketDraft(ctx))
		good.Name = name
		f, err := p.Attach(ctx, outbox.NewTicketDraft, good, support.Digest{})
		p.ok(err)
		if f.Name != sent {
			t.Errorf("%q is attached as %q", name, f.Name)
		}
	}
	if err := p.Detach(ctx, newID()); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("nobody's file was taken away: %v", err)
	}
	if _, err := p.Attachment(ctx, newID()); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("nobody's file was found: %v", err)
	}
}

func TestDesk_AnEditedPictureHasAnIDOfItsOwnInTheSamePlace(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	ids := p.attach(outbox.NewTicketDraft, "a.png", "b.png")
	drawn := support.Attachment{Name: "a.jpg", Size: 7, SHA256: support.Digest{7}, Type: "image/jpeg", Width: 4, Height: 3}
	edited, err := p.Edit(ctx, ids[0], drawn, support.Digest{6})
	p.ok(err)
	if edited.ID == ids[0] || edited.Original != (support.Digest{6}) || edited.Size != 7 {
		t.Errorf("edited %+v", edited)
	}
	whole := drawn
	whole.ID, whole.SHA256 = edited.ID, support.Digest{6}
	f, err := p.Replace(ctx, whole, support.Digest{6})
	p.ok(err)
	if f.ID != edited.ID || f.SHA256 != (support.Digest{6}) {
		t.Errorf("the original in its place is %+v", f)
	}
	if got := p.drafted(outbox.NewTicketDraft); got != "a.jpg draft, b.png draft" {
		t.Errorf("the draft has %s", got)
	}
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	if _, err := p.Edit(ctx, edited.ID, drawn, support.Digest{}); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("edited on its way: %v", err)
	}
	if got := p.lastFiles(id); got != `"Ferma" waiting: a.jpg waiting, b.png waiting` {
		t.Errorf("the description has %s", got)
	}
	p.sendAll()
	p.receiveAll()
	if got := p.lastFiles(id); got != `"Ferma" sent: a.jpg waiting, b.png waiting` {
		t.Errorf("on the server it has %s", got)
	}
}

func TestDesk_FilesOfANewTicketGoAsideWithItAndComeBack(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	closed := p.server.opened(anna, "Ferma")
	p.receiveAll()
	// A draft of nothing but a photo is a draft.
	p.attach(outbox.NewTicketDraft, "prima.png")
	p.must(p.GoOn(ctx, closed))
	p.attach(outbox.NewTicketDraft, "dopo.png")
	p.close()
	p.open()
	if got := p.drafted(outbox.NewTicketDraft); got != "dopo.png draft" {
		t.Errorf("what goes on has %q", got)
	}
	p.ok(p.DiscardNewTicketDraft(ctx))
	if got := p.drafted(outbox.Discarded); got != "dopo.png draft" {
		t.Errorf("discarded were %q", got)
	}
	if kept, err := p.NewTicketDraft(ctx); err != nil || kept != (desk.NewTicketDraft{}) || p.drafted(outbox.NewTicketDraft) != "prima.png draft" {
		t.Errorf("came back as %+v with %q, %v", kept, p.drafted(outbox.NewTicketDraft), err)
	}
	// Nothing lies behind it any more.
	p.must(p.NewTicketDraft(ctx))
	p.ok(p.MoveAttachments(ctx, outbox.Discarded, outbox.NewTicketDraft))
	if got := p.drafted(outbox.NewTicketDraft); got != "prima.png draft, dopo.png draft" {
		t.Errorf("taken back: %q", got)
	}
	p.ok(p.MoveAttachments(ctx, outbox.NewTicketDraft, outbox.Discarded))
	p.attach(outbox.NewTicketDraft, "terza.png")
	p.ok(p.MoveAttachments(ctx, outbox.NewTicketDraft, outbox.Discarded))
	if got := p.drafted(outbox.Discarded); got != "terza.png draft" {
		t.Errorf("discarded last were %q", got)
	}
	p.close()
	p.open()
	if got := p.drafted(outbox.Discarded); got != "" {
		t.Errorf("after a restart %q is still kept", got)
	}
}

func TestDesk_FilesOfADiscardedDraftDoNotComeBackWithAnother(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	p.attach(outbox.NewTicketDraft, "prima.png")
	p.ok(p.DiscardNewTicketDraft(ctx))
	p.ok(p.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Description: "Un'altra."}))
	p.ok(p.DiscardNewTicketDraft(ctx))
	if got := p.drafted(outbox.Discarded); got != "" {
		t.Errorf("discarded with words alone was %q", got)
	}
}

func TestDesk_ADraftOfAPhotoAloneStaysInFrontOfWhatMadeRoom(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	closed := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.ok(p.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Description: "altro"}))
	p.must(p.GoOn(ctx, closed))
	p.attach(outbox.NewTicketDraft, "dopo.png")
	p.ok(p.SaveNewTicketDraft(ctx, desk.NewTicketDraft{}))
	if kept, err := p.NewTicketDraft(ctx); err != nil || kept != (desk.NewTicketDraft{}) || p.drafted(outbox.NewTicketDraft) != "dopo.png draft" {
		t.Errorf("kept %+v with %q, %v", kept, p.drafted(outbox.NewTicketDraft), err)
	}
}

func TestDesk_ARefusedOpeningGoesAgainWithTheFilesThatAreLeft(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	ids := p.attach(outbox.NewTicketDraft, "a.png", "enorme.log")
	id, err := p.OpenTicket(ctx, request("Ferma"))
	p.ok(err)
	p.attach(outbox.ReplyDraft(id), "poi.png")
	p.ok(p.outbox.Refused(ctx, id, outbox.RefusalBy(support.Invalid("body.attachments[1].size", support.ReasonOutOfArea))))
	p.ok(p.Detach(ctx, ids[1]))
	again, err := p.Resend(ctx, id, "Ferma")
	p.ok(err)
	if got := p.drafted(outbox.ReplyDraft(again)); got != "poi.png draft" {
		t.Errorf("the reply's draft has %q", got)
	}
	p.sendAll()
	p.receiveAll()
	if got := p.ticketFiles(again); got != "a.png waiting reply" {
		t.Errorf("on the server it has %s", got)
	}
}

func TestDesk_WhatIsRefusedKeepsItsFilesAndLetsThemGo(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	reply := outbox.ReplyDraft(id)
	ids := p.attach(reply, "a.png", "enorme.log")
	said, err := p.Reply(ctx, id, "")
	p.ok(err)
	if err := p.Detach(ctx, ids[1]); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("taken away while it waits: %v", err)
	}
	p.ok(p.outbox.Refused(ctx, said, outbox.RefusalBy(support.Invalid("body.attachments[1].size", support.ReasonOutOfArea))))
	talk := p.talk(id)
	if last := talk[len(talk)-1]; !slices.Equal(last.Refusal.Ways, []desk.Way{desk.WayResend, desk.WayDiscard}) {
		t.Errorf("ways %v", last.Refusal.Ways)
	}
	if waiting, err := p.Waiting(ctx); err != nil || len(waiting) != 1 || shownFiles(waiting[0].Files) != "a.png waiting, enorme.log waiting" {
		t.Errorf("waiting %+v, %v", waiting, err)
	}
	p.ok(p.Detach(ctx, ids[1]))
	p.attach(outbox.Correction(said), "piccola.log")
	if got := p.lastFiles(id); got != `"" refused: a.png waiting, piccola.log waiting` {
		t.Errorf("corrected: %s", got)
	}
	again, err := p.Resend(ctx, said, "")
	p.ok(err)
	if got := p.lastFiles(id); got != `"" waiting: a.png waiting, piccola.log waiting` {
		t.Errorf("sent again: %s", got)
	}
	if f, err := p.Attachment(ctx, ids[0]); err != nil || f.State != desk.FileWaiting {
		t.Errorf("the server never had it, and it keeps its id: %+v, %v", f, err)
	}
	p.ok(p.outbox.Refused(ctx, again, outbox.Refusal{Code: support.CodeTicketClosed}))
	draft, err := p.FollowUp(ctx, again)
	p.ok(err)
	if got := p.drafted(outbox.NewTicketDraft); got != "a.png draft, piccola.log draft" {
		t.Errorf("taken over %q", got)
	}
	draft.Description = "Di nuovo"
	next, err := p.OpenTicket(ctx, draft)
	p.ok(err)
	if got := p.lastFiles(next); got != `"Di nuovo" waiting: a.png waiting, piccola.log waiting` {
		t.Errorf("the ticket that goes on has %s", got)
	}
	p.ok(p.outbox.Refused(ctx, next, outbox.Refusal{Code: support.CodeInvalid}))
	p.attach(outbox.NewTicketDraft, "intanto.png")
	p.must(p.FollowUp(ctx, next))
	if got := p.drafted(outbox.NewTicketDraft); got != "a.png draft, piccola.log draft" {
		t.Errorf("a refused opening is a draft again with %q", got)
	}
	p.ok(p.DiscardNewTicketDraft(ctx))
	p.must(p.NewTicketDraft(ctx))
	if got := p.drafted(outbox.NewTicketDraft); got != "intanto.png draft" {
		t.Errorf("what made room came back with %q", got)
	}
}

func TestDesk_OfADisabledPersonNoFileChanges(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	ids := p.attach(outbox.ReplyDraft(id), "a.png")
	said, err := p.Reply(ctx, id, "Ecco")
	p.ok(err)
	before := string(p.outbox.Snapshot().Acts()[0].Body)
	p.ok(p.outbox.RefuseAll(ctx, outbox.Refusal{Code: support.CodeDisabled}))
	if err := p.Detach(ctx, ids[0]); support.CodeOf(err) != support.CodeDisabled {
		t.Errorf("taken away: %v", err)
	}
	if _, err := p.Attach(ctx, outbox.Correction(said), support.Attachment{Name: "b", Size: 1, SHA256: support.Digest{1}}, support.Digest{}); support.CodeOf(err) != support.CodeDisabled {
		t.Errorf("attached: %v", err)
	}
	p.ok(p.outbox.TakeBack(ctx, support.CodeDisabled))
	if after := string(p.outbox.Snapshot().Acts()[0].Body); after != before {
		t.Errorf("it says %s, and the server may have %s", after, before)
	}
	p.sendAll()
	if got := p.lastFiles(id); got != `"Ecco" sent: a.png waiting` {
		t.Errorf("back: %s", got)
	}
}

func TestDesk_ARepeatDeclaresWhatWasDeclared(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.must(p.outbox.Begin(ctx, "one", p.server.now))
	p.attach(outbox.ReplyDraft(id), "a.png", "b.png")
	p.must(p.Reply(ctx, id, "Ecco"))
	first := string(p.outbox.Snapshot().Acts()[0].Body)
	// The answer is lost; it is sent again; then the server's store is restored.
	p.send(func(outbox.Act) bool { return true })
	p.attach(outbox.ReplyDraft(id), "c.png")
	p.sendAll()
	p.receiveAll()
	p.must(p.outbox.Begin(ctx, "two", p.server.now))
	p.close()
	p.open()
	if again := string(p.outbox.Snapshot().Ready(p.server.now)[0].Body); again != first {
		t.Errorf("again it says %s, before %s", again, first)
	}
	if got := p.lastFiles(id); got != `"Ecco" sent: a.png waiting, b.png waiting` {
		t.Errorf("the reply has %s", got)
	}
}

func TestDesk_WhatWaitsSaysOfMessagesThatHaveGoneWhichFilesHaveNot(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	id := p.server.opened(piero, "Ferma")
	p.receiveAll()
	ids := p.attach(outbox.ReplyDraft(id), "a.png", "b.png", "c.png")
	p.must(p.Reply(ctx, id, "Eccole"))
	want := func(when, want string) {
		t.Helper()
		waiting, err := p.Waiting(ctx)
		p.ok(err)
		got := ""
		for _, w := range waiting {
			got += fmt.Sprintf("%q %s: %d files, %d failed", w.Text, w.State, len(w.Files), w.Failed)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	want("at once", `"Eccole" waiting: 3 files, 0 failed`)
	p.sendAll()
	want("as it went", `"Eccole" files: 3 files, 0 failed`)
	p.ok(p.outbox.UploadSent(ctx, "", ids[0], p.server.now))
	p.ok(p.outbox.UploadRefused(ctx, ids[1], support.CodeTooLarge))
	want("one arrived and one cannot", `"Eccole" files: 2 files, 1 failed`)
	p.ok(p.outbox.UploadSent(ctx, "", ids[2], p.server.now))
	want("one is left that cannot", `"Eccole" files: 1 files, 1 failed`)
	p.ok(p.outbox.Hurry(ctx, true))
	p.ok(p.outbox.UploadSent(ctx, "", ids[1], p.server.now))
	want("all arrived", "")
}

func TestDesk_SendAndCloseTakesTheReplysFilesAlong(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	id := p.server.opened(anna, "Ferma")
	p.receiveAll()
	p.attach(outbox.ReplyDraft(id), "manuale.pdf")
	p.attach(outbox.NoteDraft(id), "interno.pdf")
	p.must(p.ReplyAnd(ctx, id, "", support.StatusClosed, "Sostituita", ""))
	p.sendAll()
	p.receiveAll()
	if got := p.ticketFiles(id); got != "manuale.pdf waiting reply" || p.detail(id).Status != support.StatusClosed {
		t.Errorf("the closed ticket has %s", got)
	}
	if due := p.outbox.Snapshot().Uploads(p.server.now); len(due) != 1 {
		t.Errorf("to be sent after the closing: %+v", due)
	}
	if got := p.drafted(outbox.NoteDraft(id)); got != "interno.pdf draft" {
		t.Errorf("the note's draft has %q", got)
	}
}

func TestDesk_FindsFilesByWhatTheyAreCalled(t *testing.T) {
	p := desktop(t, anna)
	ctx := t.Context()
	p.attach(outbox.NewTicketDraft, "guarnizione VS-40.png")
	id, err := p.OpenTicket(ctx, request("Perde"))
	p.ok(err)
	p.attach(outbox.ReplyDraft(id), "allarme_E42.log")
	said, err := p.Reply(ctx, id, "")
	p.ok(err)
	found := func(words string) string {
		t.Helper()
		hits, err := p.Search(ctx, words, "", 10)
		p.ok(err)
		var out []string
		for _, h := range hits.Items {
			of := "ticket"
			switch h.Message.ID {
			case id:
				of = "description"
			case said:
				of = "reply"
			}
			out = append(out, of+": "+h.Snippet.Text)
		}
		return strings.Join(out, ", ")
	}
	for _, when := range []string{"waiting", "brought"} {
		for words, want := range map[string]string{
			"guarniz": "description: guarnizione VS-40.png", "vs-40": "description: guarnizione VS-40.png",
			"e42": "reply: allarme_E42.log", "allarme": "reply: allarme_E42.log", "perde": "ticket: Perde", "manuale": "",
		} {
			if got := found(words); got != want {
				t.Errorf("%s, %q: %s, want %s", when, words, got, want)
			}
		}
		p.sendAll()
		p.receiveAll()
		p.ok(p.cache.IndexAll(ctx))
	}
}
