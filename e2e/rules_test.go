//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestRule08_AClickOnANotificationOpensTheTicketAtThatMessage(t *testing.T) {
	notified := recordNotifications(t, "body-markup")
	s := startServer(t)
	ticket, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := openWindow(t, startDriver(t), s, "anna")
	anna.see(".*", "(?s).*In linea.*")

	s.reply("luca", ticket, "Spenga & aspetti: <b>non</b> tocchi.")
	shown := notified.next(t, "Spenga &amp; aspetti: &lt;b&gt;non&lt;/b&gt; tocchi.")
	if !strings.Contains(shown.Summary, fmt.Sprintf("#%d", number)) || shown.App != "Filo Diretto" {
		t.Errorf("notified %q by %q", shown.Summary, shown.App)
	}
	anna.xdotool("windowminimize", "--sync", anna.id())
	notified.click(t, shown)
	anna.inFront()
	// The window manager may keep the keyboard from it; what somebody does not look at is not read.
	anna.activate()
	anna.see("entry|text", "Rispondi.*")
	anna.see(".*", "(?s).*non</b> tocchi.*")

	// What is in front of somebody's eyes is not notified.
	s.reply("luca", ticket, "Ci sono tra un'ora.")
	anna.see(".*", "(?s).*Ci sono tra un.ora.*")
	anna.titled("Filo Diretto")
	notified.none(t)
}

func TestRule11_AClosedWindowGoesOnReceivingAndIsOpenedAndEndedByTheTray(t *testing.T) {
	notified := recordNotifications(t)
	tray := startTray(t)
	s := startServer(t)
	ticket, _ := s.openTicket("Le ventose perdono gli astucci.")
	anna := openWindow(t, startDriver(t), s, "anna")
	anna.see(".*", "(?s).*In linea.*")
	icon := tray.item(t)
	icon.says("Filo Diretto")
	plain := icon.picture()

	anna.press("list item|push button|table cell|link", "(?s).*Le ventose.*")
	anna.see("entry|text", "Rispondi.*")
	anna.closeAsAPerson()
	anna.gone()
	notified.next(t, "vicino all’orologio") // that it goes on is said the first time

	// It was open on this ticket, but nobody looks at a window that is not there.
	s.reply("luca", ticket, "Ci sono tra un'ora.")
	shown := notified.next(t, "Ci sono tra un'ora.")
	icon.says("Filo Diretto – 1 non letto")
	if icon.picture() == plain {
		t.Error("the icon shows nothing of what is unread")
	}
	notified.click(t, shown)
	anna.inFront()
	anna.see(".*", "(?s).*Ci sono tra un.ora.*")
	icon.says("Filo Diretto")

	anna.closeAsAPerson()
	anna.gone()
	icon.choose("Apri Filo Diretto")
	anna.inFront()
	anna.closeAsAPerson()
	anna.gone()
	icon.activate()
	anna.inFront()
	notified.none(t)

	icon.choose("Esci dal programma")
	if code := anna.ends(); code != 0 {
		t.Errorf("ended with %d", code)
	}
}

func TestRule11_WithoutATrayAClosedWindowIsMinimisedAndGoesOnReceiving(t *testing.T) {
	notified := recordNotifications(t)
	s := startServer(t)
	ticket, _ := s.openTicket("Le ventose perdono gli astucci.")
	anna := openWindow(t, startDriver(t), s, "anna")
	anna.see(".*", "(?s).*In linea.*")
	anna.closeAsAPerson()
	anna.gone()
	notified.next(t, "ridotto a icona")
	s.reply("luca", ticket, "Ci sono tra un'ora.")
	notified.click(t, notified.next(t, "Ci sono tra un'ora."))
	anna.inFront()
	anna.see(".*", "(?s).*Ci sono tra un.ora.*")

	if err := anna.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := anna.ends(); code != 0 {
		t.Errorf("told to end, it ended with %d", code)
	}
}

func TestRule11_AStoppedMachinesAnswerIsCalledOutWithSound(t *testing.T) {
	folder := t.TempDir()
	script := "#!/bin/sh\nfor file; do :; done\nhead -c 4 \"$file\" >>\"" + filepath.Join(folder, "heard") + "\"\n"
	if err := os.WriteFile(filepath.Join(folder, "pw-play"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	notified := recordNotifications(t)
	s := startServer(t)
	ticket, _ := s.openTicket("Le ventose perdono gli astucci.") // of a stopped machine
	anna := openWindow(t, startDriver(t), s, "anna", "PATH="+folder+":"+os.Getenv("PATH"))
	anna.see(".*", "(?s).*In linea.*")
	s.reply("luca", ticket, "Ci sono tra un'ora.")
	notified.next(t, "Ci sono tra un'ora.")
	anna.until("the answer was called out", func() bool {
		heard, err := os.ReadFile(filepath.Join(folder, "heard"))
		return err == nil && string(heard) == "RIFF"
	})
}
