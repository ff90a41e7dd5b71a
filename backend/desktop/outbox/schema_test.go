package outbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/sqlitedb/schematest"
	"filodiretto/backend/support"
)

func TestSchema_EveryOutboxThatWasEverMadeComesUpToDateAndLosesNothing(t *testing.T) {
	schematest.Run(t, schematest.File[*outbox.Outbox]{
		Migrations: outbox.Migrations,
		Name:       outbox.FileName,
		Fill:       furnish,
		Open: func(ctx context.Context, dir string, now time.Time) (*outbox.Outbox, error) {
			o, salvage, err := outbox.Open(ctx, dir, now)
			if err == nil && salvage != (outbox.Salvage{}) {
				return nil, fmt.Errorf("taken for damaged: %+v, %w", salvage, o.Close())
			}
			return o, err
		},
		Tell: func(t testing.TB, o *outbox.Outbox) any { return inventory(t, o) },
	})
}

func TestSchema_OfEveryOutboxThatWasEverMadeADamagedOneIsSalvaged(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/frozen/*.sql")
	if err != nil || len(fixtures) == 0 {
		t.Fatal(fixtures, err)
	}
	for _, fixture := range fixtures {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, outbox.FileName)
			schematest.Load(t, fixture, file)
			db, err := sql.Open("sqlite", "file:"+file)
			ok(t, err)
			var page int
			ok(t, db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = 'notified'`).Scan(&page))
			ok(t, db.Close())
			b, err := os.ReadFile(file)
			ok(t, err)
			copy(b[(page-1)*pageSize:], bytes.Repeat([]byte{0xEE}, pageSize))
			ok(t, os.WriteFile(file, b, 0o600))
			o, salvage, err := outbox.Open(t.Context(), dir, now)
			ok(t, err)
			defer func() { _ = o.Close() }()
			script, err := os.ReadFile(fixture)
			ok(t, err)
			acts, drafts := bytes.Count(script, []byte(`INSERT INTO "acts"`)), bytes.Count(script, []byte(`INSERT INTO "drafts"`))
			if salvage.Acts != acts || salvage.Drafts != drafts || len(o.Snapshot().Acts()) != acts || acts == 0 || drafts == 0 {
				t.Errorf("of %d acts and %d drafts it salvaged %+v", acts, drafts, salvage)
			}
		})
	}
}

func TestSchema_OfEveryOutboxThatWasEverMadeWhatIsSoundComesThroughASalvage(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/frozen/*.sql")
	if err != nil || len(fixtures) == 0 {
		t.Fatal(fixtures, err)
	}
	for _, fixture := range fixtures {
		for name, spoil := range map[string]func(b []byte, drafts int){
			"a page of drafts": func(b []byte, drafts int) { copy(b[(drafts-1)*pageSize:], bytes.Repeat([]byte{0xEE}, pageSize)) },
			"the first page":   func(b []byte, _ int) { copy(b, bytes.Repeat([]byte{0xEE}, pageSize)) },
			"the header":       func(b []byte, _ int) { copy(b, bytes.Repeat([]byte{0xEE}, 100)) },
		} {
			t.Run(filepath.Base(fixture)+" without "+name, func(t *testing.T) {
				// What it tells when it is whole.
				whole, dir := t.TempDir(), t.TempDir()
				schematest.Load(t, fixture, filepath.Join(whole, outbox.FileName))
				o := open(t, whole)
				want := inventory(t, o)
				ok(t, o.Close())

				file := filepath.Join(dir, outbox.FileName)
				schematest.Load(t, fixture, file)
				db, err := sql.Open("sqlite", "file:"+file)
				ok(t, err)
				var drafts int
				ok(t, db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = 'drafts'`).Scan(&drafts))
				ok(t, db.Close())
				b, err := os.ReadFile(file)
				ok(t, err)
				spoil(b, drafts)
				ok(t, os.WriteFile(file, b, 0o600))

				o, salvage, err := outbox.Open(t.Context(), dir, now)
				ok(t, err)
				defer func() { _ = o.Close() }()
				if salvage.SetAside == "" {
					t.Fatal("the damage was not seen")
				}
				got := inventory(t, o)
				if name == "a page of drafts" {
					want.Drafts, got.Drafts = nil, nil
				}
				if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
					t.Errorf("salvaged %+v:\n%+v\nwant\n%+v", salvage, got, want)
				}
			})
		}
	}
}

// given makes an id that is the same whenever it is made.
func given(n int) string { return fmt.Sprintf("019a7000-0000-7000-8000-%012d", n) }

const ticket1, ticket2, ticket3 = 1, 2, 3

// furnish fills an outbox with an act of each kind and in each state, drafts, and whatever else there is.
func furnish(t testing.TB, dir string) {
	t.Helper()
	o, _, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	written := now
	add := func(id int, kind outbox.Kind, ticket, needs int, body any) {
		t.Helper()
		b, err := json.Marshal(body)
		ok(t, err)
		a := outbox.Act{ID: given(id), Kind: kind, TicketID: given(ticket), Body: b, SeenIndex: id, SeenNote: 1, WrittenAt: written}
		if needs != 0 {
			a.Needs = given(needs)
		}
		written = written.Add(time.Minute)
		_, err = o.Add(t.Context(), a, "")
		ok(t, err)
	}
	add(ticket1, outbox.KindOpen, ticket1, 0, api.NewTicket{
		ID: given(ticket1), Kind: "callback", Severity: "stopped", Description: "Perde olio dall’attuatore.\n«Già» ieri – è l'asse Ω.",
		Phone: "+390595551234", CallWindow: &api.CallWindow{From: api.At(now), To: api.At(now.Add(time.Hour))}, WrittenAt: api.At(now),
	})
	add(11, outbox.KindReply, ticket1, ticket1, api.NewMessage{ID: given(11), Kind: "reply", Text: "Aspetto in linea."})
	add(12, outbox.KindReply, ticket2, 0, api.NewMessage{ID: given(12), Kind: "reply", Text: "Cambiata, tiene."})
	add(13, outbox.KindNote, ticket2, 0, api.NewMessage{ID: given(13), Kind: "note", Text: "Garanzia scaduta."})
	add(14, outbox.KindChange, ticket2, 12, api.TicketChange{
		ChangeID: given(14), Seen: api.Seen{Status: "waiting"}, Status: "closed", AssigneeID: api.Null[string](), Resolution: "Guarnizione.",
	})
	add(15, outbox.KindCallAttempt, ticket2, 0, api.NewCallAttempt{ID: given(15), Outcome: "no_answer"})
	add(16, outbox.KindReply, ticket3, 0, api.NewMessage{ID: given(16), Kind: "reply", Text: "Troppo tardi."})
	add(17, outbox.KindChange, ticket3, 16, api.TicketChange{ChangeID: given(17), Status: "waiting"})
	add(18, outbox.KindMark, ticket3, 0, api.ReadUpTo{MessageID: given(16)})
	ok(t, o.Sent(t.Context(), "", given(12), outbox.Answer{Index: 7, At: api.At(now.Add(time.Minute))}, now.Add(time.Hour)))
	ok(t, o.Sent(t.Context(), "", given(13), outbox.Answer{AfterIndex: 7, NoteIndex: 1, At: api.At(now.Add(time.Minute))}, now.Add(time.Hour)))
	ok(t, o.Refused(t.Context(), given(16), outbox.Refusal{
		Code: support.CodeTicketClosed, Detail: "the ticket is closed", Fields: []support.FieldError{{Location: "body.text", Reason: support.ReasonTooLong}},
	}))
	for n := range outbox.StuckAfter {
		ok(t, o.Failed(t.Context(), given(15), true, now.Add(time.Duration(n)*time.Minute)))
	}
	furnishFiles(t, o)
	for key, body := range draftBodies() {
		ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: key, Body: json.RawMessage(body), WrittenAt: now}))
	}
	ok(t, o.SetNotified(t.Context(), map[string]outbox.Notified{given(ticket1): {Index: 4, MessageID: given(21)}, given(ticket2): {Index: 9}}))
	ok(t, o.Put(t.Context(), "server", []byte{0, 1, 254, 255}))
	ok(t, o.Close())
}

// aStranger is a message of which no act is here.
const aStranger = 41

// furnishFiles attaches files to drafts and to acts, in each state: some whose bytes wait, with their act or after it, have gone,
// cannot arrive, and were given up, here or where the act is not any more.
func furnishFiles(t testing.TB, o *outbox.Outbox) {
	t.Helper()
	files := make([]support.Attachment, 9)
	for i := range files {
		files[i] = support.Attachment{
			ID: given(31 + i), Name: fmt.Sprintf("guarnizione «%d» è.jpg", i), Size: int64(1000 * (i + 1)), SHA256: support.Digest{byte(i + 1), 0xEF},
			Type: "image/jpeg", Width: 640, Height: 480,
		}
		owner := outbox.ReplyDraft(given(ticket2))
		switch i {
		case 0:
			owner = outbox.NewTicketDraft
		case 7:
			owner = outbox.NoteDraft(given(ticket2))
		case 8:
			ok(t, o.Abandon(t.Context(), given(aStranger), files[i]))
			continue
		}
		ok(t, o.Attach(t.Context(), owner, files[i], support.Digest{}))
	}
	ok(t, o.Replace(t.Context(), files[0].ID, files[0], support.Digest{0xAB}))
	say := func(id int, kind outbox.Kind, draft string, declared ...support.Attachment) {
		t.Helper()
		b, err := json.Marshal(api.NewMessage{ID: given(id), Kind: string(kind), Attachments: api.Declare(declared)})
		ok(t, err)
		_, err = o.Add(t.Context(), outbox.Act{ID: given(id), Kind: kind, TicketID: given(ticket2), Body: b, WrittenAt: now}, draft)
		ok(t, err)
	}
	say(19, outbox.KindReply, outbox.ReplyDraft(given(ticket2)), files[1:6]...)
	say(20, outbox.KindNote, outbox.NoteDraft(given(ticket2)), files[7])
	ok(t, o.Sent(t.Context(), "", given(19), outbox.Answer{Index: 8, At: api.At(now)}, now))
	ok(t, o.UploadSent(t.Context(), "", files[1].ID, now))
	ok(t, o.UploadFailed(t.Context(), files[2].ID, now.Add(time.Minute)))
	ok(t, o.UploadRefused(t.Context(), files[3].ID, support.CodeTooLarge))
	for _, f := range files[4:6] {
		ok(t, o.Abandon(t.Context(), given(19), f))
	}
	ok(t, o.UploadAbandoned(t.Context(), "", files[5].ID, now))
}

func draftBodies() map[string]string {
	return map[string]string{
		outbox.NewTicketDraft:            `{"description":"L'asse Z vibra\n\t– molto","severity":"degraded"}`,
		outbox.ReplyDraft(given(1)):      `{"text":"Ho riprovato e…"}`,
		outbox.NoteDraft(given(ticket2)): `{"text":"😀 \u0000"}`,
	}
}

// told is all that an outbox holds.
type told struct {
	Acts     []toldAct
	Drafts   map[string]string
	Notified map[string]int
	// NotifiedIDs came with schema 2.
	NotifiedIDs map[string]string `json:",omitempty"`
	// Files came with schema 3.
	Files  []toldFile `json:",omitempty"`
	Kept   []byte
	Counts outbox.Counts
	Next   string
}

type toldFile struct {
	ID, Owner, Name, SHA256, Original, Type, State, RetryAt, SentAt, Reason string
	Size                                                                    int64
	Width, Height, Attempts                                                 int
}

type toldAct struct {
	ID, Kind, TicketID, Needs, State, Body, WrittenAt, RetryAt, SentAt string
	Seq                                                                int64
	SeenIndex, SeenNote, Attempts, CodedFailures                       int
	Answer                                                             outbox.Answer
	Refusal                                                            outbox.Refusal
	Stuck, Parked                                                      bool
}

func inventory(t testing.TB, o *outbox.Outbox) told {
	t.Helper()
	snapshot := o.Snapshot()
	at := func(at time.Time) string { return api.At(at).String() }
	all := told{Drafts: map[string]string{}, Notified: map[string]int{}, NotifiedIDs: map[string]string{}, Counts: snapshot.Counts()}
	for _, a := range snapshot.Acts() {
		all.Acts = append(all.Acts, toldAct{
			ID: a.ID, Kind: string(a.Kind), TicketID: a.TicketID, Needs: a.Needs, State: string(a.State), Body: string(a.Body),
			WrittenAt: at(a.WrittenAt), RetryAt: at(a.RetryAt), SentAt: at(a.SentAt), Seq: a.Seq, SeenIndex: a.SeenIndex,
			SeenNote: a.SeenNote, Attempts: a.Attempts, CodedFailures: a.CodedFailures, Answer: a.Answer, Refusal: a.Refusal,
			Stuck: a.Stuck(), Parked: snapshot.Parked(a),
		})
	}
	owners := []string{outbox.NewTicketDraft, outbox.ReplyDraft(given(ticket2)), given(aStranger)}
	for _, a := range snapshot.Acts() {
		owners = append(owners, a.ID)
	}
	for _, owner := range owners {
		for _, a := range snapshot.Attachments(owner) {
			all.Files = append(all.Files, toldFile{
				ID: a.ID, Owner: a.Owner, Name: a.Name, SHA256: a.SHA256.String(), Original: a.Original.String(), Type: a.Type,
				State: string(a.State), RetryAt: at(a.RetryAt), SentAt: at(a.SentAt), Reason: string(a.Reason), Size: a.Size,
				Width: a.Width, Height: a.Height, Attempts: a.Attempts,
			})
		}
	}
	for key := range draftBodies() {
		draft, _, err := o.Draft(t.Context(), key)
		ok(t, err)
		all.Drafts[key] = at(draft.WrittenAt) + " " + string(draft.Body)
	}
	for _, ticket := range []int{ticket1, ticket2, ticket3} {
		upTo, err := o.Notified(t.Context(), given(ticket))
		ok(t, err)
		all.Notified[given(ticket)] = upTo.Index
		if upTo.MessageID != "" {
			all.NotifiedIDs[given(ticket)] = upTo.MessageID
		}
	}
	kept, _, err := o.Get(t.Context(), "server")
	ok(t, err)
	all.Kept = kept
	next, _ := snapshot.NextTry(now)
	all.Next = at(next)
	return all
}
