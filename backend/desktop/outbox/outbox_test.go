package outbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

var now = time.Date(2025, 11, 12, 14, 32, 0, 0, time.UTC)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func open(t testing.TB, dir string) *outbox.Outbox {
	t.Helper()
	o, salvage, err := outbox.Open(t.Context(), dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if salvage != (outbox.Salvage{}) {
		t.Fatalf("unexpected salvage %+v", salvage)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func reopen(t testing.TB, o *outbox.Outbox, dir string) *outbox.Outbox {
	t.Helper()
	ok(t, o.Close())
	return open(t, dir)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func act(kind outbox.Kind, ticketID, text string) outbox.Act {
	a := outbox.Act{ID: newID(), Kind: kind, TicketID: ticketID, WrittenAt: now}
	if kind == outbox.KindOpen {
		a.TicketID = a.ID
	}
	a.Body = bodyOf(a.ID, kind, text)
	return a
}

func bodyOf(id string, kind outbox.Kind, text string) json.RawMessage {
	var body any = api.NewMessage{ID: id, Kind: "reply", Text: text}
	if kind == outbox.KindOpen {
		body = api.NewTicket{ID: id, Kind: "chat", Severity: "stopped", Description: text}
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return b
}

func add(t testing.TB, o *outbox.Outbox, a outbox.Act) outbox.Act {
	t.Helper()
	a, err := o.Add(t.Context(), a, "")
	ok(t, err)
	return a
}

func ready(o *outbox.Outbox) string {
	var texts []string
	for _, a := range o.Snapshot().Ready(now) {
		m, _ := a.Message()
		opening, _ := a.Opening()
		texts = append(texts, m.Text+opening.Description)
	}
	return strings.Join(texts, " ")
}

func sent(t testing.TB, o *outbox.Outbox, a outbox.Act) {
	t.Helper()
	ok(t, o.Sent(t.Context(), "", a.ID, outbox.Answer{Index: 2}, now))
}

func refused(t testing.TB, o *outbox.Outbox, a outbox.Act) {
	t.Helper()
	ok(t, o.Refused(t.Context(), a.ID, outbox.Refusal{Code: support.CodeTicketClosed}))
}

func TestOutbox_TakesTheDraftAlongInOneCommit(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: outbox.ReplyDraft(ticket), Body: json.RawMessage(`{"text":"uno"}`), WrittenAt: now}))
	_, err := o.Add(t.Context(), act(outbox.KindReply, ticket, "uno"), outbox.ReplyDraft(ticket))
	ok(t, err)
	o = reopen(t, o, dir)
	if _, there, err := o.Draft(t.Context(), outbox.ReplyDraft(ticket)); err != nil || there {
		t.Errorf("the draft is still there: %v", err)
	}
	if ready(o) != "uno" {
		t.Errorf("ready: %q", ready(o))
	}
	// The same act again fails, and leaves a draft alone.
	again := o.Snapshot().Acts()[0]
	ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: outbox.ReplyDraft(ticket), Body: json.RawMessage(`{"text":"due"}`)}))
	again.Seq = 0
	if _, err := o.Add(t.Context(), again, outbox.ReplyDraft(ticket)); err == nil {
		t.Error("one id was taken twice")
	}
	if d, there, err := o.Draft(t.Context(), outbox.ReplyDraft(ticket)); err != nil || !there || string(d.Body) != `{"text":"due"}` {
		t.Errorf("the draft went with an act that was not kept: %s, %v", d.Body, err)
	}
}

func TestOutbox_CoalescesMarksAndDropsRefusedOnes(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ticket := newID()
	mark := func(index int) outbox.Act {
		return outbox.Act{ID: newID(), Kind: outbox.KindMark, TicketID: ticket, Body: json.RawMessage(`{}`), SeenIndex: index, WrittenAt: now}
	}
	first := add(t, o, mark(3))
	add(t, o, mark(7))
	add(t, o, mark(5))
	acts := o.Snapshot().Acts()
	if len(acts) != 1 || acts[0].SeenIndex != 7 {
		t.Fatalf("acts %+v", acts)
	}
	// The answer to the one that another took the place of comes late.
	sent(t, o, first)
	if c := o.Snapshot().Counts(); c != (outbox.Counts{}) {
		t.Errorf("marks are counted: %+v", c)
	}
	if o.Snapshot().Drained() {
		t.Error("drained with a mark waiting")
	}
	refused(t, o, acts[0])
	o = reopen(t, o, dir)
	if n := len(o.Snapshot().Acts()); n != 0 {
		t.Errorf("%d acts left", n)
	}
}

func TestOutbox_ForgetsOnlyWhatTheFeedBroughtADayAgo(t *testing.T) {
	o := open(t, t.TempDir())
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	waiting := add(t, o, act(outbox.KindReply, newID(), "b"))
	sent(t, o, a)
	brought := false
	forget := func(at time.Time) int {
		n, err := o.Forget(t.Context(), at, func(context.Context, outbox.Act) (bool, error) { return brought, nil })
		ok(t, err)
		return n
	}
	if forget(now.Add(48*time.Hour)) != 0 {
		t.Error("forgotten before the feed brought it")
	}
	brought = true
	if forget(now.Add(23*time.Hour)) != 0 {
		t.Error("forgotten within the day")
	}
	if forget(now.Add(24*time.Hour)) != 1 {
		t.Error("not forgotten")
	}
	if acts := o.Snapshot().Acts(); len(acts) != 1 || acts[0].ID != waiting.ID {
		t.Errorf("acts %+v", acts)
	}
}

func TestOutbox_ForgetsNothingThatWaitsAgainMeanwhile(t *testing.T) {
	o := open(t, t.TempDir())
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	sent(t, o, a)
	n, err := o.Forget(t.Context(), now.Add(48*time.Hour), func(ctx context.Context, _ outbox.Act) (bool, error) {
		return true, o.SendAgain(ctx, now.Add(48*time.Hour))
	})
	ok(t, err)
	if got := ready(o); got != "a" || n != 0 {
		t.Errorf("to send: %q, %d forgotten", got, n)
	}
}

func TestOutbox_KeepsEverythingAcrossAStart(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	b := add(t, o, act(outbox.KindReply, newID(), "b"))
	c := act(outbox.KindReply, newID(), "c")
	c.Needs, c.SeenIndex, c.SeenNote = b.ID, 4, 2
	c = add(t, o, c)
	d := act(outbox.KindReply, newID(), "d")
	d.Needs = a.ID
	add(t, o, d)
	at := api.At(now.Add(time.Second))
	ok(t, o.Sent(t.Context(), "", a.ID, outbox.Answer{Number: 7, Index: 3, AfterIndex: 1, NoteIndex: 2, LastIndex: 9, At: at}, now))
	ok(t, o.Refused(t.Context(), b.ID, outbox.RefusalBy(support.Invalid("body.text", support.ReasonTooLong))))
	ok(t, o.Failed(t.Context(), c.ID, true, now.Add(time.Hour)))
	newest := outbox.Notified{Index: 5, MessageID: newID()}
	ok(t, o.SetNotified(t.Context(), map[string]outbox.Notified{"x": {Index: 3, MessageID: newID()}}))
	ok(t, o.SetNotified(t.Context(), map[string]outbox.Notified{"x": newest, "y": {Index: 1}}))
	ok(t, o.Put(t.Context(), "me", []byte{0, 1, 255}))
	before := fmt.Sprintf("%+v", o.Snapshot().Acts())
	o = reopen(t, o, dir)
	if after := fmt.Sprintf("%+v", o.Snapshot().Acts()); after != before {
		t.Errorf("after the start\n%s\nbefore\n%s", after, before)
	}
	if n, err := o.Notified(t.Context(), "x"); err != nil || n != newest {
		t.Errorf("notified %v, %v", n, err)
	}
	if v, ok, err := o.Get(t.Context(), "me"); err != nil || !ok || !bytes.Equal(v, []byte{0, 1, 255}) {
		t.Errorf("kept %v, %v", v, err)
	}
	if v, ok, err := o.Get(t.Context(), "nobody"); err != nil || ok {
		t.Errorf("kept %v, %v", v, err)
	}
}

func TestOutbox_TellsWhoeverWatches(t *testing.T) {
	o := open(t, t.TempDir())
	changed, stop := o.Watch()
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	select {
	case <-changed:
	default:
		t.Error("an act was added in silence")
	}
	stop()
	sent(t, o, a)
	select {
	case <-changed:
		t.Error("told after stopping")
	default:
	}
}

func TestOutbox_ServesManyAtOnce(t *testing.T) {
	o := open(t, t.TempDir())
	var working sync.WaitGroup
	for n := range 8 {
		working.Go(func() {
			ticket := newID()
			for i := range 10 {
				a, err := o.Add(context.WithoutCancel(t.Context()), act(outbox.KindReply, ticket, fmt.Sprint(n, i)), "")
				if err != nil {
					t.Error(err)
					return
				}
				o.Snapshot().Ready(now)
				if err := o.Sent(context.WithoutCancel(t.Context()), "", a.ID, outbox.Answer{Index: i}, now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	acts := o.Snapshot().Acts()
	if len(acts) != 80 {
		t.Fatalf("%d acts", len(acts))
	}
	for i := 1; i < len(acts); i++ {
		if acts[i].Seq <= acts[i-1].Seq {
			t.Fatal("out of order")
		}
	}
}

func TestOutbox_LeavesANewerFileUntouched(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	add(t, o, act(outbox.KindReply, newID(), "a"))
	ok(t, o.Close())
	file := filepath.Join(dir, outbox.FileName)
	execIn(t, file, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	before, err := os.ReadFile(file)
	ok(t, err)
	if _, _, err := outbox.Open(t.Context(), dir, now); !errors.Is(err, sqlitedb.ErrNewer) {
		t.Fatalf("error %v", err)
	}
	after, err := os.ReadFile(file)
	ok(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the newer file was touched")
	}
}

func execIn(t testing.TB, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	ok(t, err)
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), query)
	ok(t, err)
}
