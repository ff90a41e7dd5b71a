package attachments

import (
	"testing"
	"time"

	"filodiretto/backend/support"
)

func (b *behind) begins(t *testing.T, want errand) {
	t.Helper()
	if e, ok := b.first(); !ok || !e.is(want) {
		t.Errorf("first comes %s %v, want %s %v", e.what.ID, e.whole, want.what.ID, want.whole)
	}
}

// failed has the first one fail.
func (b *behind) failed(itself bool) {
	e, _ := b.first()
	b.putAside(e, itself)
}

func TestBehind_AThumbnailThatFailedWithTheLineWaitsForNoFile(t *testing.T) {
	b := newBehind()
	thumbnail := errand{what: support.Attachment{ID: "a", Width: 1}}
	file := errand{what: support.Attachment{ID: "b", ArrivedAt: time.Unix(1, 0)}, whole: true}
	b.add([]errand{file, thumbnail})
	b.begins(t, thumbnail)
	// However long the line is bad.
	for range 3 {
		b.failed(false)
		b.begins(t, file)
		b.failed(false)
		b.takeUp()
	}
	b.failed(false)
	b.lineIsGood()
	b.begins(t, thumbnail)
	// Now it is the thumbnail's own fault.
	b.failed(false)
	b.lineIsGood()
	b.begins(t, file)
	b.takeUp()
	b.begins(t, file)
	b.done(file)
	b.begins(t, thumbnail)
}

func TestBehind_WhatIsTakenUpAgainByItselfWakesNobody(t *testing.T) {
	b := newBehind()
	lost := errand{what: support.Attachment{ID: "a", Width: 1}}
	b.add([]errand{lost})
	<-b.wake
	b.failed(true)
	b.takeUp()
	b.begins(t, lost)
	select {
	case <-b.wake:
		t.Error("it would be asked for again and again without a rest")
	default:
	}
}

func TestBehind_OfTooManyThumbnailsThoseAreForgottenThatWouldComeLast(t *testing.T) {
	b := newBehind()
	var more []errand
	for i := range mostBehind + 1 {
		id := time.Unix(int64(i), 0)
		more = append(more, errand{what: support.Attachment{ID: id.String(), ArrivedAt: id}})
	}
	file := errand{what: support.Attachment{ID: "b"}, whole: true}
	b.add(append(more, file))
	for i := mostBehind; i > 0; i-- {
		b.begins(t, more[i])
		b.done(more[i])
	}
	b.begins(t, file)
}
