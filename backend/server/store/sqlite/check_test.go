package sqlite

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

// noted puts a note on a new ticket.
func noted(tb testing.TB, s store.Store, h *storetest.House) {
	tb.Helper()
	ctx, by := tb.Context(), h.Technicians[0]
	storetest.Must(tb, s.Write(ctx, func(w store.Writer) error {
		t, err := h.Open(ctx, w, h.Operators[0], "Perde olio.", storetest.Day)
		if err != nil {
			return err
		}
		m, err := t.Note(support.Act{By: by, At: storetest.Day.Add(time.Minute), NewID: storetest.NewID}, support.Words{ID: storetest.NewID(), Text: "x"})
		if err != nil {
			return err
		}
		return storetest.Keep(ctx, w, by, &t, []support.Message{m}, [32]byte{})
	}))
}

// withFiles puts a reply with two files, of which one has arrived, on a new ticket.
func withFiles(tb testing.TB, s store.Store, h *storetest.House) {
	tb.Helper()
	ticket := h.OpenTicket(tb, s, h.Operators[0])
	said := storetest.Say(tb, s, h.Operators[0], &ticket, support.MessageReply, "", storetest.Files("guarnizione.jpg", "allarmi.log"))
	storetest.Say(tb, s, h.Technicians[0], &ticket, support.MessageReply, "Grazie.", nil)
	storetest.Arrive(tb, s, said.Attachments[0].ID, support.Attachment{ArrivedAt: storetest.Day, Type: "image/jpeg", Width: 640, Height: 480})
}

// furnished has a cause, a filter, canned replies and response times.
func furnished(tb testing.TB, s store.Store, h *storetest.House) {
	tb.Helper()
	storetest.Must(tb, s.Write(tb.Context(), func(w store.Writer) error { return storetest.Furnish(tb.Context(), w, h.Technicians[0]) }))
}

// TestCheck_FindsWhatIsWrong plants one fault after the other.
func TestCheck_FindsWhatIsWrong(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 2, 4)
	noted(t, s, h)
	furnished(t, s, h)
	withFiles(t, s, h)
	sound := filepath.Join(t.TempDir(), "sound.db")
	storetest.Must(t, s.Backup(t.Context(), sound, nil))
	for fault, want := range map[string]string{
		`UPDATE messages SET text = text || '!' WHERE place = 2`:                                          "does not continue the chain",
		`UPDATE messages SET author_name = 'x', author = x'00' WHERE place = 2`:                           "does not continue the chain",
		`DELETE FROM messages WHERE place = 2`:                                                            "index 3 stands where 2 should",
		`UPDATE tickets SET message_count = message_count + 1`:                                            "message count is 3, its messages say 2",
		`UPDATE tickets SET last_index = 99`:                                                              "last index",
		`UPDATE tickets SET note_count = 1`:                                                               "note count",
		`UPDATE tickets SET read_by_customer = 1000`:                                                      "was read up to",
		`UPDATE tickets SET read_by_support = 0`:                                                          "has not read what their own side said",
		`UPDATE tickets SET status = 'closed'`:                                                            "status is closed",
		`UPDATE tickets SET title = 'x'`:                                                                  "title is not what its messages say",
		`UPDATE tickets SET updated_at = 1`:                                                               "last change",
		`UPDATE head SET position = 0`:                                                                    "feed entries above the newest position",
		`UPDATE numbers SET last = 1000`:                                                                  "tickets above the newest number",
		`DELETE FROM feed WHERE type = 2 AND audience = 1`:                                                "messages missing from the support's feed",
		`DELETE FROM feed WHERE type = 1 AND audience <> 1`:                                               "tickets missing from their company's feed",
		`UPDATE feed SET removed = 1 WHERE type = 3`:                                                      "machines missing from",
		`INSERT INTO feed VALUES (1, 2, x'01', 1, 0)`:                                                     "feed entries of messages that are not there",
		`UPDATE messages SET kind = 'note', note = 1 WHERE place = 2`:                                     "notes in a feed other than the support's",
		`DELETE FROM companies`:                                                                           "tickets without a company",
		`DELETE FROM machines`:                                                                            "tickets whose machine is missing",
		`INSERT INTO marks VALUES (x'01', x'02', x'03', 1, 0)`:                                            "marks without a ticket",
		`INSERT INTO sessions VALUES (x'01', x'02', 'x', 0, 0)`:                                           "sessions without a person",
		`UPDATE indexed SET message = 1000000`:                                                            "word indexes ahead",
		`DELETE FROM identity`:                                                                            "stores without an identity",
		`INSERT INTO acts VALUES (x'01', x'02', x'03')`:                                                   "acts without a person",
		`DELETE FROM tickets`:                                                                             "messages without a ticket",
		`UPDATE messages SET event_from = 'waiting' WHERE event_type = 'status'`:                          `changes the status from "waiting", which was "new"`,
		`UPDATE tickets SET closed_at = 5`:                                                                "is in_progress, closed at",
		`UPDATE messages SET hash = zeroblob(32) WHERE place = 1`:                                         "message 1 does not continue the chain",
		`UPDATE tickets SET chain_head = zeroblob(32), description = 'x', resolution = 'x'`:               "chain's head",
		`UPDATE people SET company = NULL WHERE role = 'operator'`:                                        "people on the wrong side",
		`UPDATE credentials SET login = 'x'; INSERT INTO credentials VALUES (x'01', 'y', 'y', '', 0)`:     "credentials without a person",
		`UPDATE messages SET created_at = created_at + 1 WHERE place = (SELECT max(place) FROM messages)`: "last change",
		`UPDATE feed SET position = 0 WHERE type = 4`:                                                     "feed entries without a position",
		`INSERT INTO feed VALUES (99, 5, x'01', 1, 0)`:                                                    "feed entries of nobody: 99",
		`DELETE FROM head`:                                                                                "stores without a newest position",
		`DELETE FROM numbers`:                                                                             "stores without a newest number",
		`UPDATE tickets SET follows = x'0102'`:                                                            "tickets whose earlier ticket is missing: ",
		`UPDATE tickets SET opened_for = x'0102'`:                                                         "tickets whose customer is missing: ",
		`UPDATE tickets SET assignee = x'0102'`:                                                           "tickets whose assignee is missing: ",
		`UPDATE tickets SET category = x'0102'`:                                                           "tickets whose category is missing: ",
		`UPDATE tickets SET opened_by = x'0102'`:                                                          "tickets whose opener is missing: ",
		`UPDATE messages SET author = x'0102'`:                                                            "messages whose author is missing: ",
		`UPDATE machines SET linked_person = x'0102'`:                                                     "machines whose person is missing: ",
		`UPDATE machines SET default_technician = x'0102'`:                                                "machines whose technician is missing: ",
		`UPDATE machines SET company = x'0102'`:                                                           "machines without a company: ",
		`UPDATE people SET company = x'0102' WHERE role = 'operator'`:                                     "people whose company is missing: ",
		`INSERT INTO marks SELECT id, x'0102', x'03', 1, 0 FROM people LIMIT 1`:                           "marks without a message: x'0102'",
		`INSERT INTO marks SELECT x'0506', id, x'03', 1, 0 FROM tickets LIMIT 1`:                          "marks without a person: x'0506'",
		`INSERT INTO marks SELECT p.id, t.id, t.id, 2, 0 FROM people AS p, tickets AS t LIMIT 1`:          "marks that are not where their message is: ",
		`UPDATE feed SET position = 1 WHERE type = 2 AND object IN (SELECT id FROM messages WHERE place = 2) AND audience = 1`:     "messages that come before the one they follow in the support's feed: ",
		`UPDATE feed SET position = 1 WHERE type = 2 AND object IN (SELECT id FROM messages WHERE place = 2) AND audience <> 1`:    "messages that come before the one they follow in their company's feed: ",
		`UPDATE feed SET position = 1 WHERE type = 1 AND audience = 1`:                                                             "tickets that come before their last message in the support's feed: ",
		`UPDATE feed SET position = 1 WHERE type = 1 AND audience <> 1`:                                                            "tickets that come before their last message in their company's feed: ",
		`INSERT INTO feed SELECT a.id, 2, m.id, 1, 0 FROM audiences AS a, messages AS m WHERE a.name = 'customers' AND m.note > 0`: "notes in a feed other than the support's: ",
		`UPDATE messages SET text = text || '!' WHERE note > 0`:                                                                    "note 1 does not continue the chain",
		`UPDATE tickets SET note_chain_head = zeroblob(32) WHERE note_count > 0`:                                                   "notes' chain's head",
		`DELETE FROM messages WHERE note > 0`:                                                                                      "note count",
		`UPDATE tickets SET awaited_since = 5 WHERE number = 1001`:                                                                 "waiting for the support is",
		`UPDATE tickets SET paused_at = 5 WHERE number = 1001`:                                                                     "waiting for the customer is",
		`UPDATE tickets SET spoken_at = 5 WHERE number = 1001`:                                                                     "last talk is",
		`UPDATE tickets SET call_again_at = 5 WHERE number = 1001`:                                                                 "next call is",
		`UPDATE tickets SET verdict_at = 5 WHERE number = 1001`:                                                                    "verdict's time is",
		`UPDATE tickets SET verdict = 'fails' WHERE number = 1001`:                                                                 `verdict is "fails", its messages say ""`,
		`UPDATE tickets SET cause_name = 'Usura' WHERE number = 1001`:                                                              `cause is "Usura", its messages say ""`,
		`UPDATE tickets SET cause = x'0102' WHERE number = 1001`:                                                                   "tickets whose cause is missing: ",
		`UPDATE tickets SET duplicate_of_number = 1002 WHERE number = 1001`:                                                        "is a duplicate of 1002, its messages say of 0",
		`UPDATE tickets SET duplicate_of = x'0102' WHERE number = 1001`:                                                            "tickets whose original is missing: ",
		`UPDATE tickets SET duplicate_of = (SELECT max(id) FROM tickets) WHERE number = 1001`:                                      "duplicates that are not closed",
		`UPDATE filters SET person = x'0102'`:                                                                                      "filters without a person: ",
		`UPDATE filters SET person = (SELECT max(id) FROM people)`:                                                                 "filters missing from their person's feed: ",
		`UPDATE filters SET person = (SELECT max(id) FROM people WHERE role = 'operator')`:                                         "filters in a feed other than their person's: ",
		`UPDATE canned_replies SET owner = x'0102' WHERE owner IS NOT NULL`:                                                        "canned replies whose owner is missing: ",
		`UPDATE canned_replies SET owner = NULL, folded = folded || '2' WHERE owner IS NOT NULL`:                                   "canned replies missing from their own feed: ",
		`UPDATE canned_replies SET owner = (SELECT max(id) FROM people), folded = hex(id)`:                                         "canned replies in a feed other than their own: ",
		`DELETE FROM feed WHERE type = 8`:                                                                                          "causes missing from the support's feed: ",
		`INSERT INTO feed SELECT a.id, 8, c.id, 1, 0 FROM audiences AS a, causes AS c WHERE a.name = 'customers'`:                  "causes in a feed other than the support's: ",
		`DELETE FROM feed WHERE type = 11`:                                                                                         "response times missing from the support's feed: ",
		`INSERT INTO feed SELECT a.id, 11, r.id, 1, 0 FROM audiences AS a, response_times AS r WHERE a.name = 'customers'`:         "response times in a feed other than the support's: ",
		`DELETE FROM attachments WHERE place = 0`:                                                                                  "messages that have other attachments than they say: ",
		`UPDATE attachments SET place = 7 WHERE place = 1`:                                                                         "messages that have other attachments than they say: ",
		`UPDATE messages SET attached = 0`:                                                                                         "messages that have other attachments than they say: ",
		`UPDATE attachments SET message = 1000`:                                                                                    "attachments without a message: ",
		`UPDATE attachments SET message = (SELECT seq FROM messages WHERE kind = 'event' LIMIT 1)`:                                 "attachments of what is neither a reply nor a note: ",
		`UPDATE attachments SET size = 0 WHERE place = 1`:                                                                          "attachments that cannot have been declared: ",
		`UPDATE attachments SET name = '' WHERE place = 1`:                                                                         "attachments that cannot have been declared: ",
		`UPDATE attachments SET place = place + 10; UPDATE attachments SET place = 11 - place`:                                     "message 2 does not continue the chain",
		`UPDATE attachments SET sha256 = zeroblob(32) WHERE place = 1`:                                                             "message 2 does not continue the chain",
		`UPDATE attachments SET type = '' WHERE arrived_at > 0`:                                                                    "attachments that have half arrived: ",
		`UPDATE attachments SET arrived_at = 0`:                                                                                    "attachments that have half arrived: ",
		`UPDATE attachments SET abandoned_at = 1`:                                                                                  "attachments that have arrived and were given up: ",
		`UPDATE attachments SET width = 0`:                                                                                         "attachments that have half arrived: ",
		`DELETE FROM causes`:                                                                                                       "feed entries of causes that are not there",
		`DELETE FROM filters`:                                                                                                      "feed entries of filters that are not there",
		`DELETE FROM canned_replies`:                                                                                               "feed entries of canned replies that are not there",
		`DELETE FROM response_times`:                                                                                               "feed entries of response times that are not there",
	} {
		t.Run(want, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "faulty.db")
			storetest.Must(t, copyFile(sound, file))
			db, err := sql.Open("sqlite", file)
			storetest.Must(t, err)
			defer db.Close()
			_, err = db.ExecContext(t.Context(), fault)
			storetest.Must(t, err)
			found, err := check(t.Context(), db)
			storetest.Must(t, err)
			if !strings.Contains(strings.Join(found, "\n"), want) {
				t.Errorf("%s: found %q", fault, found)
			}
		})
	}
}

// Damage is told with where it is, and what else is wrong too: what can be saved, and from where, is for people to decide.
func TestCheck_TellsWhereAFileIsDamagedAndGoesOn(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, 200, 6)
	file := filepath.Join(t.TempDir(), "damaged.db")
	storetest.Must(t, s.Backup(t.Context(), file, nil))
	db, err := sql.Open("sqlite", file)
	storetest.Must(t, err)
	_, err = db.ExecContext(t.Context(), `UPDATE numbers SET last = 0`)
	storetest.Must(t, err)
	var page int64
	storetest.Must(t, db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = 'messages'`).Scan(&page))
	storetest.Must(t, db.Close())
	content, err := os.ReadFile(file)
	storetest.Must(t, err)
	copy(content[(page-1)*4096:], strings.Repeat("x", 2000))
	storetest.Must(t, os.WriteFile(file, content, 0o600))
	db, err = sql.Open("sqlite", file)
	storetest.Must(t, err)
	defer db.Close()
	found, err := check(t.Context(), db)
	storetest.Must(t, err)
	for _, want := range []string{"file: ", "tickets and messages cannot be read", "tickets above the newest number"} {
		if !strings.Contains(strings.Join(found, "\n"), want) {
			t.Errorf("%q is not among %q", want, found)
		}
	}
}

// What is found goes to terminals and, from a backup that failed, to the log.
func TestCheck_TellsNothingOfWhatPeopleWrote(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	db, err := sql.Open("sqlite", s.file+"?_pragma=busy_timeout(10000)")
	storetest.Must(t, err)
	_, err = db.ExecContext(t.Context(), `UPDATE tickets SET description = 'segreto' || char(10, 27), title = 'segreto', resolution = 'segreto';
		UPDATE messages SET event_from = char(27)`)
	storetest.Must(t, err)
	storetest.Must(t, db.Close())
	found, err := s.Check(t.Context())
	storetest.Must(t, err)
	if len(found) < 3 {
		t.Errorf("found only %q", found)
	}
	for _, line := range found {
		if strings.ContainsAny(line, "\n\x1b") || strings.Contains(line, "segreto") || strings.Contains(line, ticket.Title) {
			t.Errorf("tells %q", line)
		}
	}
}

func TestCheck_SaysThatItDoesNotTellAll(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	h := storetest.Settle(t, s, 1)
	h.Fill(t, s, maxFindings+1, 1)
	db, err := sql.Open("sqlite", s.file+"?_pragma=busy_timeout(10000)")
	storetest.Must(t, err)
	_, err = db.ExecContext(t.Context(), `UPDATE tickets SET note_count = 7`)
	storetest.Must(t, err)
	storetest.Must(t, db.Close())
	found, err := s.Check(t.Context())
	storetest.Must(t, err)
	if len(found) != maxFindings+1 || !strings.Contains(found[maxFindings], "more") {
		t.Errorf("%d findings, the last %q", len(found), found[len(found)-1])
	}
}

// TestCheck_WhileManyWriteFindsNothingAndLetsThemWrite has eight writers go on, alone and beside one check after the other.
func TestCheck_WhileManyWriteFindsNothingAndLetsThemWrite(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{})
	h := storetest.Settle(t, s, 2)
	h.Fill(t, s, 60, 6)
	const writers, replies = 8, 25
	write := func() time.Duration {
		began := time.Now()
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				ticket := h.OpenTicket(t, s, h.Operators[i%len(h.Operators)])
				for range replies {
					err := s.Write(t.Context(), func(w store.Writer) error {
						now, err := w.Ticket(t.Context(), ticket.ID)
						if err != nil {
							return err
						}
						act := support.Act{By: h.Technicians[i%2], At: storetest.Day.Add(time.Hour), NewID: storetest.NewID}
						said, err := now.Reply(act, support.Words{ID: storetest.NewID(), Text: "Arrivo."})
						if err != nil {
							return err
						}
						return storetest.Keep(t.Context(), w, act.By, &now, said, [32]byte{})
					})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		return time.Since(began)
	}
	alone := write()
	// As the command does: another program on the same file.
	command := openIn(t, dir, Options{Beside: true})
	var checking sync.WaitGroup
	var over atomic.Bool
	checks := 0
	checking.Go(func() {
		for !over.Load() {
			storetest.Sound(t, command)
			checks++
		}
	})
	beside := write()
	over.Store(true)
	checking.Wait()
	storetest.Sound(t, s)
	t.Logf("%d replies took %v, beside %d checks %v", writers*replies, alone, checks, beside)
	if beside > 20*alone+time.Second {
		t.Errorf("beside the checks the same replies took %v instead of %v", beside, alone)
	}
}
