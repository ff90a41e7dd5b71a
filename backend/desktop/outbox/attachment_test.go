package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// file is one whose SHA-256 begins with its size.
func file(name string, size int64) support.Attachment {
	return support.Attachment{
		ID: newID(), Name: name, Size: size, SHA256: support.Digest{byte(size), 7}, Type: "image/jpeg", Width: 40, Height: 30,
	}
}

func attach(t testing.TB, o *outbox.Outbox, owner string, files ...support.Attachment) {
	t.Helper()
	for _, f := range files {
		ok(t, o.Attach(t.Context(), owner, f, support.Digest{}))
	}
}

// with is an act that declares files.
func with(a outbox.Act, files ...support.Attachment) outbox.Act {
	body := map[string]any{}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		panic(err)
	}
	body["attachments"] = api.Declare(files)
	a.Body, _ = json.Marshal(body)
	return a
}

// files are what is attached to an owner: "name state", with the place told by the order.
func files(o *outbox.Outbox, owner string) string {
	var out []string
	for _, a := range o.Snapshot().Attachments(owner) {
		out = append(out, a.Name+" "+string(a.State))
	}
	return strings.Join(out, ", ")
}

func uploads(o *outbox.Outbox, at time.Time) string {
	var out []string
	for _, a := range o.Snapshot().Uploads(at) {
		out = append(out, a.Name)
	}
	return strings.Join(out, ", ")
}

func TestOutbox_APictureThatWasMadeSmallerIsNeverAttachedWithoutItsOriginal(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	small, original := file("foto.jpg", 10), support.Digest{99}
	ok(t, o.Attach(t.Context(), outbox.NewTicketDraft, small, original))
	for _, when := range []string{"at once", "after a restart"} {
		held := o.Snapshot().Held(time.Now())
		if got := o.Snapshot().Attachments(outbox.NewTicketDraft); len(got) != 1 || got[0].Original != original || !held[original] || !held[small.SHA256] {
			t.Errorf("%s there are %+v, held %v", when, got, held)
		}
		ok(t, o.Close())
		o = open(t, dir)
	}
}

func TestOutbox_WhatIsAttachedGoesOverToTheActInItsCommit(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	reply, note := outbox.ReplyDraft(ticket), outbox.NoteDraft(ticket)
	first, second, late, noted := file("a.jpg", 30), file("b.log", 20), file("c.jpg", 10), file("n.txt", 5)
	attach(t, o, reply, first, second, late)
	attach(t, o, note, noted)
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: reply, Body: json.RawMessage(`{"text":"uno"}`), WrittenAt: now}))
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: reply}))
	o = reopen(t, o, dir)
	if got := files(o, reply); got != "a.jpg waiting, b.log waiting, c.jpg waiting" {
		t.Fatalf("a draft without text has %q", got)
	}

	// c.jpg was attached after the words were said.
	a := with(act(outbox.KindReply, ticket, ""), first, second)
	a, err := o.Add(t.Context(), a, reply)
	ok(t, err)
	o = reopen(t, o, dir)
	for owner, want := range map[string]string{a.ID: "a.jpg waiting, b.log waiting", reply: "c.jpg waiting", note: "n.txt waiting"} {
		if got := files(o, owner); got != want {
			t.Errorf("%s has %q, want %q", owner, got, want)
		}
	}
	got := o.Snapshot().Attachments(a.ID)[0]
	if got.Attachment != first || got.Owner != a.ID {
		t.Errorf("kept %+v, want %+v", got, first)
	}
	if got := uploads(o, now); got != "" {
		t.Errorf("%s is to be sent before its message", got)
	}
	sent(t, o, a)
	if got := uploads(o, now); got != "b.log, a.jpg" {
		t.Errorf("to be sent are %q, the smallest first", got)
	}
}

func TestOutbox_TakesNoActThatDeclaresWhatIsNotAttached(t *testing.T) {
	o := open(t, t.TempDir())
	ticket := newID()
	reply, note := outbox.ReplyDraft(ticket), outbox.NoteDraft(ticket)
	mine, noted := file("a.jpg", 30), file("n.txt", 5)
	attach(t, o, reply, mine)
	attach(t, o, note, noted)
	other := mine
	other.SHA256 = support.Digest{9}
	for name, declared := range map[string][]support.Attachment{
		"a note's": {noted}, "nobody's": {file("x", 1)}, "other bytes": {other}, "one's own, and a note's": {mine, noted},
	} {
		a := with(act(outbox.KindReply, ticket, "uno"), declared...)
		if _, err := o.Add(t.Context(), a, reply); !errors.Is(err, outbox.ErrNoAttachment) {
			t.Errorf("%s: %v", name, err)
		}
		if err := o.AddAll(t.Context(), []outbox.Act{a}, reply); !errors.Is(err, outbox.ErrNoAttachment) {
			t.Errorf("%s, with others: %v", name, err)
		}
	}
	if n := len(o.Snapshot().Acts()); n != 0 || files(o, reply) != "a.jpg waiting" || files(o, note) != "n.txt waiting" {
		t.Errorf("%d acts, %q, %q", n, files(o, reply), files(o, note))
	}
}

func TestOutbox_OnlyWhatTheServerCannotHaveIsTakenAwayOrReplaced(t *testing.T) {
	o := open(t, t.TempDir())
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	one, two := file("a.jpg", 30), file("b.jpg", 20)
	attach(t, o, key, one, two)
	cut := two
	cut.ID = newID()
	cut.Size, cut.SHA256, cut.Width = 12, support.Digest{12}, 20
	ok(t, o.Replace(t.Context(), two.ID, cut, two.SHA256))
	if got := o.Snapshot().Attachments(key)[1]; got.Attachment != cut || got.Original != two.SHA256 {
		t.Errorf("in its place is %+v", got)
	}
	if held := o.Snapshot().Held(now); len(held) != 3 || !held[two.SHA256] {
		t.Errorf("held are %v, and the original among them", held)
	}
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, "uno"), one, cut), key)
	ok(t, err)
	check := func(when string) {
		t.Helper()
		for name, err := range map[string]error{
			"detach": o.Detach(t.Context(), one.ID), "replace": o.Replace(t.Context(), one.ID, one, support.Digest{}),
			"attach": o.Attach(t.Context(), a.ID, file("c", 1), support.Digest{}),
		} {
			if !errors.Is(err, outbox.ErrNoAttachment) {
				t.Errorf("%s %s: %v", name, when, err)
			}
		}
	}
	check("while it waits")
	if held := o.Snapshot().Held(now); held[two.SHA256] {
		t.Error("the original is held though nobody can go back to it")
	}
	sent(t, o, a)
	check("after it went")
	ok(t, o.UploadRefused(t.Context(), one.ID, support.CodeTooLarge))
	check("after it has failed")
}

func TestOutbox_AnUploadIsDueAgainAfterAFailureAndFailsForGood(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	a1, b1 := file("a.jpg", 30), file("b.jpg", 20)
	attach(t, o, key, a1, b1)
	changed, stop := o.Watch()
	defer stop()
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), a1, b1), key)
	ok(t, err)
	sent(t, o, a)
	<-changed
	ok(t, o.UploadFailed(t.Context(), b1.ID, now.Add(time.Minute)))
	select {
	case <-changed:
	default:
		t.Error("a failed upload is told to nobody")
	}
	ok(t, o.UploadRefused(t.Context(), a1.ID, support.CodeTooLarge))
	o = reopen(t, o, dir)
	if got := uploads(o, now); got != "" {
		t.Errorf("due: %q", got)
	}
	if at, waits := o.Snapshot().NextUpload(); !waits || !at.Equal(now.Add(time.Minute)) {
		t.Errorf("next at %v, %v", at, waits)
	}
	if got := uploads(o, now.Add(time.Minute)); got != "b.jpg" {
		t.Errorf("due later: %q", got)
	}
	// A clock that was wrong puts nothing off for longer.
	if got := uploads(o, now.Add(-2*outbox.LongestWait)); got != "b.jpg" {
		t.Errorf("due before: %q", got)
	}
	if got := o.Snapshot().Attachments(a.ID); got[0].Reason != support.CodeTooLarge || got[1].Attempts != 1 {
		t.Errorf("attachments %+v", got)
	}
	ok(t, o.Hurry(t.Context(), false))
	if got := uploads(o, now); got != "b.jpg" {
		t.Errorf("hurried: %q", got)
	}
	ok(t, o.Hurry(t.Context(), true))
	if got := uploads(o, now); got != "b.jpg, a.jpg" {
		t.Errorf("hurried by somebody: %q", got)
	}
	ok(t, o.UploadSent(t.Context(), "", a1.ID, now))
	ok(t, o.UploadSent(t.Context(), "", b1.ID, now))
	// What comes late of a try that is over says nothing any more.
	ok(t, o.UploadFailed(t.Context(), b1.ID, now))
	ok(t, o.UploadRefused(t.Context(), b1.ID, support.CodeTooLarge))
	if got := files(o, a.ID); got != "a.jpg sent, b.jpg sent" {
		t.Errorf("at last %q", got)
	}
}

func TestOutbox_NobodyIsDoneWhileBytesWait(t *testing.T) {
	o := open(t, t.TempDir())
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	one, two := file("a.jpg", 30), file("b.jpg", 20)
	attach(t, o, key, one, two)
	told := func() string {
		s := o.Snapshot()
		c := s.Counts()
		return fmt.Sprintf("waiting %d, uploading %d (%d), failed %d (%d), unsent %d, drained %v",
			c.Waiting, c.Uploading, c.FilesGoing, c.Failed, c.FilesFailed, c.Unsent(), s.Drained())
	}
	want := func(when, want string) {
		t.Helper()
		if got := told(); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	want("a draft", "waiting 0, uploading 0 (0), failed 0 (0), unsent 0, drained true")
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), one, two), key)
	ok(t, err)
	want("an act", "waiting 1, uploading 0 (0), failed 0 (0), unsent 1, drained false")
	sent(t, o, a)
	want("a message", "waiting 0, uploading 1 (2), failed 0 (0), unsent 1, drained false")
	ok(t, o.UploadSent(t.Context(), "", one.ID, now.Add(time.Hour)))
	want("half a message", "waiting 0, uploading 1 (1), failed 0 (0), unsent 1, drained false")
	ok(t, o.UploadRefused(t.Context(), two.ID, support.CodeTooLarge))
	want("what cannot arrive", "waiting 0, uploading 0 (0), failed 1 (1), unsent 1, drained true")

	forget := func(at time.Time) int {
		t.Helper()
		n, err := o.Forget(t.Context(), at, func(context.Context, outbox.Act) (bool, error) { return true, nil })
		ok(t, err)
		return n
	}
	if forget(now.Add(100*time.Hour)) != 0 {
		t.Error("forgotten with what has not arrived")
	}
	ok(t, o.Hurry(t.Context(), true))
	ok(t, o.UploadSent(t.Context(), "", two.ID, now.Add(50*time.Hour)))
	want("all there", "waiting 0, uploading 0 (0), failed 0 (0), unsent 0, drained true")
	if held := o.Snapshot().Held(now.Add(60 * time.Hour)); len(held) != 1 || !held[two.SHA256] {
		t.Errorf("held are %v: what arrived less than a day ago", held)
	}
	if forget(now.Add(73*time.Hour)) != 0 {
		t.Error("forgotten though a restored server may ask for the bytes again")
	}
	if forget(now.Add(74*time.Hour)) != 1 || files(o, a.ID) != "" {
		t.Errorf("not forgotten, left %q", files(o, a.ID))
	}
}

func TestOutbox_BytesGoAgainWithTheirActsToAStoreOfAnotherEpoch(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	begin(t, o, "one", false)
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	one, two, draft := file("a.jpg", 30), file("b.jpg", 20), file("c.jpg", 10)
	attach(t, o, key, one, two)
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), one, two), key)
	ok(t, err)
	attach(t, o, key, draft)
	ok(t, o.Sent(t.Context(), "one", a.ID, outbox.Answer{Index: 2}, now))
	ok(t, o.UploadSent(t.Context(), "one", one.ID, now))
	ok(t, o.UploadRefused(t.Context(), two.ID, support.CodeTooLarge))
	begin(t, o, "two", true)
	o = reopen(t, o, dir)
	if got := uploads(o, now); got != "" || ready(o) != "" && len(o.Snapshot().Ready(now)) != 1 {
		t.Errorf("before their message: %q", got)
	}
	// The old store's late answer is worth nothing.
	ok(t, o.UploadSent(t.Context(), "one", one.ID, now))
	ok(t, o.Sent(t.Context(), "two", a.ID, outbox.Answer{Index: 2}, now))
	if got := uploads(o, now); got != "b.jpg, a.jpg" {
		t.Errorf("to the restored store: %q", got)
	}
	ok(t, o.UploadSent(t.Context(), "two", one.ID, now))
	ok(t, o.SendAgain(t.Context(), now))
	if got := files(o, a.ID); got != "a.jpg waiting, b.jpg waiting" {
		t.Errorf("after an older store came back: %q", got)
	}
}

func TestOutbox_FilesFollowARefusedActToWhateverBecomesOfIt(t *testing.T) {
	o := open(t, t.TempDir())
	one, two, said := file("a.jpg", 30), file("b.jpg", 20), file("c.jpg", 10)
	attach(t, o, outbox.NewTicketDraft, one, two)
	opening, err := o.Add(t.Context(), with(act(outbox.KindOpen, "", "apre"), one, two), outbox.NewTicketDraft)
	ok(t, err)
	attach(t, o, outbox.ReplyDraft(opening.ID), said)
	refused(t, o, opening)
	ok(t, o.Detach(t.Context(), one.ID))
	id := newID()
	if _, err := o.Resend(t.Context(), opening.ID, id, with(actOf(id, "meglio"), one, two).Body, now); !errors.Is(err, outbox.ErrNoAttachment) {
		t.Errorf("sent again with what was taken away: %v", err)
	}
	if _, err := o.Resend(t.Context(), opening.ID, id, actOf(id, "meglio").Body, now); !errors.Is(err, outbox.ErrNoAttachment) {
		t.Errorf("sent again without what it has: %v", err)
	}
	_, err = o.Resend(t.Context(), opening.ID, id, with(actOf(id, "meglio"), two).Body, now)
	ok(t, err)
	if files(o, id) != "b.jpg waiting" || files(o, outbox.ReplyDraft(id)) != "c.jpg waiting" || files(o, opening.ID) != "" {
		t.Errorf("resent with %q, its draft has %q", files(o, id), files(o, outbox.ReplyDraft(id)))
	}
	again, _ := o.Snapshot().Act(id)
	refused(t, o, again)
	begun := file("d.jpg", 5)
	attach(t, o, outbox.NewTicketDraft, begun)
	ok(t, o.Discard(t.Context(), id, outbox.Drafts{
		Moves: []outbox.Move{{From: outbox.NewTicketDraft, To: "new/behind:0"}, {From: id, To: outbox.NewTicketDraft}},
		Keep:  []outbox.Draft{{Key: outbox.NewTicketDraft, Body: json.RawMessage(`{}`)}},
	}))
	if files(o, outbox.NewTicketDraft) != "b.jpg waiting" || files(o, "new/behind:0") != "d.jpg waiting" {
		t.Errorf("taken over %q, behind it %q", files(o, outbox.NewTicketDraft), files(o, "new/behind:0"))
	}
	ok(t, o.SaveDrafts(t.Context(), outbox.Drafts{Empty: outbox.NewTicketDraft}))
	if got := files(o, outbox.NewTicketDraft); got != "" {
		t.Errorf("a draft that was emptied keeps %q", got)
	}
}

func actOf(id, text string) outbox.Act {
	return outbox.Act{ID: id, Kind: outbox.KindOpen, Body: bodyOf(id, outbox.KindOpen, text)}
}

func TestOutbox_GivingUpARefusedActGivesUpItsFiles(t *testing.T) {
	o := open(t, t.TempDir())
	ticket := newID()
	one := file("a.jpg", 30)
	attach(t, o, outbox.ReplyDraft(ticket), one)
	a, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), one), outbox.ReplyDraft(ticket))
	ok(t, err)
	refused(t, o, a)
	if !o.Snapshot().Held(now)[one.SHA256] {
		t.Error("what was refused is not held")
	}
	ok(t, o.Discard(t.Context(), a.ID, outbox.Drafts{}))
	if held := o.Snapshot().Held(now); len(held) != 0 {
		t.Errorf("held are %v", held)
	}
}

func TestOutbox_BytesOfSomebodyDisabledWaitUntilTheyAreBack(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	key := outbox.ReplyDraft(ticket)
	one, two := file("a.jpg", 30), file("b.jpg", 20)
	attach(t, o, key, one)
	gone, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), one), key)
	ok(t, err)
	sent(t, o, gone)
	attach(t, o, key, two)
	waits, err := o.Add(t.Context(), with(act(outbox.KindReply, ticket, ""), two), key)
	ok(t, err)
	ok(t, o.RefuseAll(t.Context(), outbox.Refusal{Code: support.CodeDisabled}))
	o = reopen(t, o, dir)
	if got := files(o, gone.ID) + "; " + files(o, waits.ID); got != "a.jpg failed; b.jpg waiting" {
		t.Errorf("disabled: %s", got)
	}
	if c := o.Snapshot().Counts(); c.Unsent() != 2 || !o.Snapshot().Drained() {
		t.Errorf("counts %+v, drained %v", c, o.Snapshot().Drained())
	}
	ok(t, o.Hurry(t.Context(), true))
	if got := uploads(o, now); got != "" {
		t.Errorf("%s is sent for somebody disabled", got)
	}
	ok(t, o.TakeBack(t.Context(), support.CodeDisabled))
	if got := uploads(o, now); got != "a.jpg" || ready(o) != "" || len(o.Snapshot().Ready(now)) != 1 {
		t.Errorf("back: %q", got)
	}
}
