package desk_test

import (
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_WhatIsWrittenOfACannedReplyStaysUntilItIsKeptOrGivenUp(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	kept := func(id, want string) {
		t.Helper()
		draft, err := p.CannedReplyDraft(ctx, id)
		p.ok(err)
		if draft.Text != want || draft.ID != id {
			t.Errorf("of %q there is kept %+v, want %q", id, draft, want)
		}
	}
	kept("", "")
	fresh := desk.CannedReplyDraft{Name: "foto", Text: "Ci manda una", Shared: true}
	p.ok(p.SaveCannedReplyDraft(ctx, fresh))
	if draft, err := p.CannedReplyDraft(ctx, ""); err != nil || draft != fresh {
		t.Errorf("there is kept %+v, %v", draft, err)
	}
	if _, err := p.SaveCannedReply(ctx, support.CannedReply{Text: "Ci manda una foto?"}, true); err == nil {
		t.Error("one without a name was taken")
	}
	kept("", "Ci manda una")
	id, err := p.SaveCannedReply(ctx, support.CannedReply{Name: "foto", Text: "Ci manda una foto?"}, true)
	p.ok(err)
	kept("", "")

	p.ok(p.SaveCannedReplyDraft(ctx, desk.CannedReplyDraft{ID: id, Name: "foto", Text: "Ci manda due"}))
	p.ok(p.SaveCannedReplyDraft(ctx, desk.CannedReplyDraft{Name: "video", Text: "Un video?"}))
	kept(id, "Ci manda due")
	p.ok(p.RemoveCannedReply(ctx, id))
	kept(id, "")
	kept("", "Un video?")
	p.ok(p.SaveCannedReplyDraft(ctx, desk.CannedReplyDraft{}))
	kept("", "")
}
