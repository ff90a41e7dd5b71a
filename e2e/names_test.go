//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"testing"
)

// controls are the roles of what somebody can press, choose or type into.
var controls = []string{
	"push button", "toggle button", "check box", "radio button", "combo box", "entry", "link", "menu item", "page tab",
	"list item", "slider", "spin button",
}

// TestWindow_NamesEveryControl goes through the screens of the real window and finds no control without a name, as a
// screen reader tells it.
func TestWindow_NamesEveryControl(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	s.openTicket("Le ventose perdono gli astucci.")
	anna := openWindow(t, startDriver(t), s, "anna")
	anna.see(".*", "(?s).*In linea.*")
	const press = "list item|push button|toggle button|combo box|table cell|link|menu item|page tab"

	anna.named("the list")
	anna.press(press, "(?s).*Le ventose.*")
	anna.see("entry|text", "Rispondi.*")
	anna.named("the ticket")
	anna.press(press, "Opzioni")
	anna.see(".*", "Stampa")
	anna.named("the options")
	anna.press(press, "Nuovo ticket.*")
	anna.see(".*", "Torna ai ticket")
	anna.named("a new support request")
	anna.press(press, "(?s)Richiamami.*")
	anna.see("entry|text", "Telefono.*")
	anna.named("a callback")
	anna.press(press, "Torna ai ticket")
	anna.press(press, "(?s).*Anna Rossi.*menu.*")
	anna.see(".*", "Impostazioni")
	anna.named("the menu")
	anna.press(press, "Impostazioni")
	for _, part := range []string{"Suono, tasti e file", "Rete", "Informazioni", "Licenze", "Aspetto"} {
		anna.press(press, part)
		anna.named("the settings, " + part)
	}
}

// TestWindow_NamesEveryControlOfTheConsole goes through what a technician sees, by the keyboard.
func TestWindow_NamesEveryControlOfTheConsole(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	s.run("", "cause", "add", "--name", "Ventosa usurata")
	_, number := s.openTicket("Le ventose perdono gli astucci.")
	s.openTicket("Il nastro non parte.")
	luca := openWindow(t, startDriver(t), s, "luca")
	first := fmt.Sprintf("(?s)#%d Le ventose.*Macchina ferma.*Nuovo.*", number)
	luca.see(".*", "(?s).*In linea.*")
	luca.see("table row", first)
	luca.named("the console")
	luca.openFirst(first)
	luca.named("the ticket in the console")
	luca.key("i")
	luca.see(".*", "(?s)Storico di 24-0117.*")
	luca.named("the context")
	luca.key("Escape")
	luca.key("x", "shift+j")
	luca.see(".*", "Azioni sui ticket selezionati")
	luca.named("several tickets selected")
	luca.key("shift+x")
	for _, part := range []struct{ what, key, sees string }{
		{"the palette", "ctrl+k", "Comandi e ricerca"},
		{"a call", "l", "Registra una chiamata"},
		{"the closing", "c", "Chiudere il ticket.*"},
		{"the joining", "d", "Unire .*"},
	} {
		luca.key(part.key)
		luca.see("dialog", part.sees)
		luca.named(part.what)
		luca.key("Escape")
		luca.seesNoMore("dialog", part.sees)
	}
	luca.key("f")
	luca.named("the filters")
}

// named fails for every control in sight that has no name.
func (w *window) named(where string) {
	w.t.Helper()
	var seen []node
	if err := w.driver.ask(request{Op: "tree", PID: w.process.Process.Pid}, &seen); err != nil {
		w.t.Fatal(err)
	}
	found := 0
	for _, n := range seen {
		if !slices.Contains(controls, n.Role) {
			continue
		}
		found++
		// What is listed is named by what it says.
		if n.Name == "" && (n.Role != "list item" || n.Text == "") {
			w.t.Errorf("%s: a %s has no name (states %q, text %q)", where, n.Role, n.States, n.Text)
		}
	}
	if found < 3 {
		w.t.Errorf("%s: only %d controls were found", where, found)
	}
}
