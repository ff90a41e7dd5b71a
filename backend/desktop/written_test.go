package desktop_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

// keys words a dossier by the keys of its texts.
type keys struct{}

func (keys) Language() string { return "en" }

func (keys) Text(key string, pairs ...string) string {
	return key + " " + strings.Join(pairs, " ")
}

// dossier writes one and reads it back, without blanks.
func (s *workstation) dossier(ticketID string, withNotes bool) (string, error) {
	file := filepath.Join(s.t.TempDir(), "ticket.pdf")
	err := s.WriteDossier(s.t.Context(), s.front(), desktop.Dossier{TicketID: ticketID, WithNotes: withNotes, File: file, Texts: keys{}})
	if err != nil {
		return "", err
	}
	f, r, err := pdf.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	text, err := r.GetPlainText()
	if err != nil {
		return "", err
	}
	var all bytes.Buffer
	_, err = all.ReadFrom(text)
	return strings.Join(strings.Fields(all.String()), ""), err
}

func TestDossier_IsWrittenWithoutTheLineAndHasWhatWaits(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	ticket := anna.opens(w, "Perde olio.")
	luca.shows(ticket, "Perde olio. ")
	luca.replies(ticket, "Da dove?")
	if _, err := luca.front().Desk().Note(t.Context(), ticket, "Sempre la stessa."); err != nil {
		t.Fatal(err)
	}
	anna.until("the answer is here", func() bool { return slices.Contains(anna.said(ticket), "Da dove? ") })
	w.down()
	anna.offline()
	anna.replies(ticket, "Da sinistra.")

	got, err := anna.dossier(ticket, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Perdeolio.", "Dadove?", "Dasinistra.", "dossier.waiting"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in it: %s", want, got)
		}
	}
	if strings.Contains(got, "stessa") {
		t.Errorf("a note is in it: %s", got)
	}
	if _, err := anna.dossier(ticket, true); support.CodeOf(err) != support.CodeForbidden {
		t.Errorf("an operator asks for notes: %v", err)
	}
	if got, err = luca.dossier(ticket, true); err != nil || !strings.Contains(got, "Semprelastessa.") || !strings.Contains(got, "dossier.internal") {
		t.Errorf("%v: %s", err, got)
	}
}

func TestDossier_ThatCannotBeWrittenLeavesNothingBehind(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Perde olio.")
	dir := t.TempDir()
	taken := filepath.Join(dir, "ticket.pdf")
	if err := os.Mkdir(taken, 0o700); err != nil {
		t.Fatal(err)
	}
	err := anna.WriteDossier(t.Context(), anna.front(), desktop.Dossier{TicketID: ticket, File: taken, Texts: keys{}})
	if support.CodeOf(err) != support.CodeStorage {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v is there: %v", left, err)
	}
}
