package outbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// TestOutbox_OfAFullDiskKeepsWhatItHasAndGoesOnWhenThereIsRoom lets SQLite itself run into its limit of pages.
func TestOutbox_OfAFullDiskKeepsWhatItHasAndGoesOnWhenThereIsRoom(t *testing.T) {
	dir := t.TempDir()
	o, _, err := Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	draft := func(text string) error {
		body, _ := json.Marshal(text)
		return o.SaveDraft(t.Context(), Draft{Key: ReplyDraft("t"), Body: body, WrittenAt: time.Now()})
	}
	act := func(id string) error {
		body, _ := json.Marshal(strings.Repeat("olio ", 4000))
		_, err := o.Add(t.Context(), Act{ID: id, Kind: KindReply, TicketID: "t", Body: body, WrittenAt: time.Now()}, ReplyDraft("t"))
		return err
	}
	if err := draft("Perde olio"); err != nil {
		t.Fatal(err)
	}
	if err := act("first"); err != nil {
		t.Fatal(err)
	}
	if err := draft("Perde ancora olio"); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := o.db.Writer.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		t.Helper()
		if err := o.db.Writer.QueryRowContext(t.Context(), `PRAGMA max_page_count = `+strconv.Itoa(n)).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages)
	for name, err := range map[string]error{"a draft": draft(strings.Repeat("molto ", 4000)), "an act": act("second")} {
		if support.CodeOf(err) != support.CodeStorage {
			t.Errorf("%s on a full disk gave %v, want %s", name, err, support.CodeStorage)
		}
	}
	if n := o.Snapshot().Counts().Waiting; n != 1 {
		t.Errorf("%d acts wait, want the one that was taken", n)
	}
	if d, ok, err := o.Draft(t.Context(), ReplyDraft("t")); err != nil || !ok || string(d.Body) != `"Perde ancora olio"` {
		t.Errorf("the draft is %s, %v, %v", d.Body, ok, err)
	}
	limit(pages + 100)
	if err := act("second"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	again, _, err := Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if n := again.Snapshot().Counts().Waiting; n != 2 {
		t.Errorf("%d acts are on the disk, want 2", n)
	}
}
