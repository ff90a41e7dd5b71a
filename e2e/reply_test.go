//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
)

// TestReply_TravelsBetweenTwoRealWindows is the way of one reply: written while the server is away and the program dies,
// sent when both are back, answered, notified, read, and known to be read.
func TestReply_TravelsBetweenTwoRealWindows(t *testing.T) {
	notified := recordNotifications(t)
	s := startServer(t)
	_, number := s.openTicket("Le ventose perdono gli astucci. Ne cade uno su tre.")
	d := startDriver(t)
	anna, luca := openWindow(t, d, s, "anna"), openWindow(t, d, s, "luca")
	card := fmt.Sprintf(`(?s).*#%d.*`, number)

	notified.next(t, "Le ventose perdono gli astucci.") // Luca hears of the ticket itself
	anna.see(".*", "(?s).*In linea.*")
	anna.press("list item|push button|table cell|link", card)
	anna.see("entry|text", "Rispondi.*")

	s.kill()
	anna.see(".*", "(?s).*Fuori linea.*")
	anna.write("Rispondi.*", "Sul pezzo c'e' scritto VS-40.")
	anna.press("push button", "Invia")
	anna.see(".*", "(?s).*Sul pezzo c'e' scritto VS-40.*")
	anna.see(".*", "(?s).*In uscita.*")

	anna.kill()
	anna.start()
	anna.press("list item|push button|table cell|link", card)
	anna.see(".*", "(?s).*Sul pezzo c'e' scritto VS-40.*")
	anna.see(".*", "(?s).*In uscita.*")

	s.start()
	anna.see(".*", "(?s).*Inviato.*")
	notified.next(t, "Sul pezzo c'e' scritto VS-40.")
	luca.openFirst(card)
	luca.see(".*", "(?s).*Sul pezzo c'e' scritto VS-40.*")
	anna.see(".*", "(?s).*Letto.*")

	// Anna looks away: only then is she notified.
	anna.press("push button|link", "Nuovo ticket.*")
	anna.see(".*", "Torna ai ticket")
	luca.write("Rispondi.*", "Gliene spedisco due oggi.")
	luca.press("push button", "Invia")
	notified.next(t, "Gliene spedisco due oggi.")
	anna.titled("(1) Filo Diretto")
	anna.press("push button|link", "Torna ai ticket")
	anna.see(".*", `(?s).*1 (messaggio|risposta) non lett.*`)

	anna.press("list item|push button|table cell|link", card)
	anna.see(".*", "(?s).*Gliene spedisco due oggi.*")
	anna.titled("Filo Diretto")
	luca.see(".*", "(?s).*Letto.*")
	notified.none(t)
}

// titled waits until the title bar says so.
func (w *window) titled(want string) {
	w.t.Helper()
	w.xdotool("search", "--sync", "--onlyvisible", "--all", "--pid", strconv.Itoa(w.process.Process.Pid), "--name", "^"+regexp.QuoteMeta(want)+"$")
}
