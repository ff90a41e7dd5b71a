//go:build e2e

package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	_ "modernc.org/sqlite" // what the programs leave is looked into as they keep it
)

// TestHour_WithTheKeyboardAlone replays an hour's work at a technician's console and an operator's window, on the real
// programs, without a mouse: see frontend/e2e/hour.test.mjs. What the programs have left in their files is looked into here.
func TestHour_WithTheKeyboardAlone(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	s.run("", "cause", "add", "--name", "Errore di impostazione")
	s.run("", "cause", "add", "--name", "Ventosa usurata")
	s.call(s.signIn("luca", password), http.MethodPut, "/v1/canned-replies/"+newID(), map[string]any{
		"changeId": newID(), "name": "foto", "shared": true,
		"text": "Buongiorno {operatore}, mi manda una foto delle ventose di {macchina} (s/n {seriale})? È il ticket {numero}.",
	}, nil)
	degraded := s.open("marco", map[string]any{"severity": "degraded", "description": "Colla in eccesso sul lato corto."})
	oldest := s.open("anna", map[string]any{"kind": "callback", "description": "Le ventose perdono gli astucci.", "phone": "+390595550142"})
	later := s.open("marco", map[string]any{"description": "Il nastro non parte."})
	tickets, err := json.Marshal(map[string]opened{"degraded": degraded, "oldest": oldest, "later": later})
	if err != nil {
		t.Fatal(err)
	}
	program, assets := developmentBuild(t), frontendBuild(t)
	annaData, lucaData := filepath.Join(t.TempDir(), "anna"), filepath.Join(t.TempDir(), "luca")
	runBrowserTests(t, "hour.test.mjs",
		"FILODIRETTO_OPERATOR="+serveBrowser(t, program, assets, "anna", annaData, s.url()),
		"FILODIRETTO_TECHNICIAN="+serveBrowser(t, program, assets, "luca", lucaData, s.url()),
		"FILODIRETTO_PASSWORD="+password, "FILODIRETTO_TICKETS="+string(tickets), "FILODIRETTO_SCREENS="+screens(t))
	if t.Failed() {
		return
	}

	const note = "note|Terza volta in un mese: guardare le ventose, non il vuoto."
	replies := []string{
		"reply|Le ventose perdono gli astucci.",
		fmt.Sprintf("reply|Buongiorno Anna, mi manda una foto delle ventose di Astucciatrice 2 (s/n 24-0117)? È il ticket #%d.", oldest.Number),
		"reply|Due ventose sono crepate.",
	}
	const end = "closed|runs|Ventosa usurata|Ventose crepate: cambiate con le VS-40.|0|1"
	t.Run("the server's file has it all", func(t *testing.T) {
		file := filepath.Join(s.data, "filodiretto.db")
		ticket := rowsOf(t, file, `SELECT status || '|' || verdict || '|' || cause_name || '|' || resolution || '|' || call_again_at || '|' || (spoken_at > 0)
			FROM tickets WHERE number = ?`, oldest.Number)
		same(t, ticket, []string{end})
		said := rowsOf(t, file, `SELECT m.kind || '|' || m.text FROM messages m JOIN tickets t ON t.seq = m.ticket
			WHERE m.kind <> 'event' AND number = ? ORDER BY place, note`, oldest.Number)
		same(t, said, []string{replies[0], note, replies[1], replies[2]})
		events := rowsOf(t, file, `SELECT event_type || '|' || event_outcome || '|' || event_text FROM messages m JOIN tickets t ON t.seq = m.ticket
			WHERE event_type IN ('call_attempt', 'verdict') AND number = ? ORDER BY place`, oldest.Number)
		same(t, events, []string{"call_attempt|no_answer|Squilla a vuoto.", "call_attempt|spoken|Cambia le ventose in pausa.", "verdict|runs|"})
		s.run("", "check")
	})
	t.Run("the technician's cache says the same, the operator's but for the note and what the support owes", func(t *testing.T) {
		for data, wanted := range map[string]struct {
			end  string
			said []string
		}{
			lucaData: {end, []string{replies[0], note, replies[1], replies[2]}},
			annaData: {"closed|runs|Ventosa usurata|Ventose crepate: cambiate con le VS-40.|0|0", replies},
		} {
			file := cacheIn(t, data)
			ticket := rowsOf(t, file, `SELECT status || '|' || verdict || '|' || cause || '|' || resolution || '|' || call_again_at || '|' || (spoken_at > 0)
				FROM tickets WHERE number = ?`, oldest.Number)
			same(t, ticket, []string{wanted.end})
			said := rowsOf(t, file, `SELECT m.kind || '|' || m.text FROM messages m JOIN tickets t ON t.id = m.ticket_id
				WHERE m.kind <> 'event' AND number = ? ORDER BY place, note`, oldest.Number)
			same(t, said, wanted.said)
		}
	})
}

// cacheIn is the cache of the one person who works on a folder.
func cacheIn(t *testing.T, data string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(data, "*", "people", "*", "cache.db"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d caches in %s, %v", len(found), data, err)
	}
	return found[0]
}

// rowsOf reads a file that a program has open.
func rowsOf(t *testing.T, file, query string, args ...any) (rows []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var row string
		if err := found.Scan(&row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("not as it was done (-want +got):\n%s", d)
	}
}
