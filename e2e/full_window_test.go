//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"filodiretto/internal/smalldisk"
)

// TestFaults_AWindowWhoseDiskIsFullSaysSoKeepsWhatWasTypedAndGoesOn fills the disk under a real window.
func TestFaults_AWindowWhoseDiskIsFullSaysSoKeepsWhatWasTypedAndGoesOn(t *testing.T) {
	recordNotifications(t)
	d := smalldisk.Mount(t, "24m")
	s := startServer(t)
	ticket, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := signedInAt(t, startDriver(t), s, "anna", d.In("anna"))
	anna.start()
	anna.see(".*", "(?s).*In linea.*")
	anna.press("list item|push button|table cell|link", fmt.Sprintf(`(?s).*#%d.*`, number))
	anna.write("Rispondi.*", "Ne cade uno su tre,")
	anna.see(".*", "(?s).*In linea.*")

	d.Fill()
	anna.write("Rispondi.*", " anche adesso.")
	anna.see(".*", "(?s).*Il disco è pieno o non si può scrivere: libera spazio e riprova.*")
	anna.press("push button", "Invia")
	anna.see(".*", "(?s).*Il disco è pieno o non si può scrivere: libera spazio e riprova.*")
	anna.see("entry|text", `(?s)Ne cade uno su tre, anche adesso\.\s*`)
	if n := len(s.truthFor(s.signIn("luca", password)).repliesIn(ticket)); n != 1 {
		t.Errorf("%d replies have left", n)
	}

	d.Clear()
	anna.press("push button", "Invia")
	anna.see(".*", "(?s).*Inviato.*")
	if said := s.truthFor(s.signIn("luca", password)).repliesIn(ticket); len(said) != 2 || said[1].Text != "Ne cade uno su tre, anche adesso." {
		t.Errorf("what has left is %+v", said)
	}
}
