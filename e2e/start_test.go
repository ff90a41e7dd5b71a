//go:build e2e

package e2e

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // makes a file one of a newer version
)

func TestStart_ALinkOpensTheTicketAlsoInTheWindowThatIsOpen(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	_, first := s.openTicket("Le ventose perdono gli astucci.")
	_, second := s.openTicket("Il nastro slitta.")
	anna := signedIn(t, startDriver(t), s, "anna")
	given := anna.args
	// Nobody is signed in yet when it is asked for, and nothing has been fetched.
	anna.args = append(given[:len(given):len(given)], fmt.Sprintf("filodiretto://ticket/%d", first))
	anna.start()
	anna.see("heading", fmt.Sprintf("(?s).*#%d.*", first))
	anna.args = given

	anna.closeAsAPerson()
	anna.gone()
	anna.again(fmt.Sprintf("filodiretto://ticket/%d/", second))
	anna.inFront()
	anna.see("heading", fmt.Sprintf("(?s).*#%d.*", second))

	anna.again("filodiretto://ticket/%31%s%n")
	anna.see("label", "(?s).*non porta a un ticket: filodiretto://ticket/%31%s%n")
	// While that is to be read, other links lead where they lead.
	anna.again(fmt.Sprintf("filodiretto://ticket/%d", first))
	anna.again(fmt.Sprintf("filodiretto://ticket/%d", second))
	anna.again(fmt.Sprintf("filodiretto://ticket/%d", first))
	anna.see("heading", fmt.Sprintf("(?s).*#%d.*", first))
	anna.ask(request{Op: "press", Role: "push button", Name: "OK"})

	// Without arguments it only comes to the front.
	anna.xdotool("windowminimize", "--sync", anna.id())
	anna.again()
	anna.inFront()
	anna.see("heading", fmt.Sprintf("(?s).*#%d.*", first))
}

func TestStart_WhatWasTypedInTheLastMomentIsThereAfterItWasToldToEnd(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	_, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := signedIn(t, startDriver(t), s, "anna")
	anna.args = append(anna.args, fmt.Sprintf("filodiretto://ticket/%d", number))
	anna.start()
	anna.write("Rispondi.*", "Aspetto in linea.")
	if err := anna.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := anna.ends(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	anna.start()
	anna.see("entry|text", "(?s)Aspetto in linea\\.\\s*")
}

func TestStart_FilesOfANewerVersionAreLeftAsTheyAreAndThatIsSaid(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	_, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := openWindow(t, startDriver(t), s, "anna")
	anna.see("list item|push button|table cell|link", fmt.Sprintf("(?s).*#%d.*", number))
	if err := anna.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := anna.ends(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	found, err := filepath.Glob(filepath.Join(anna.args[3], anna.name, "people", "*", "outbox.db"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	db, err := sql.Open("sqlite", "file:"+found[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	anna.start()
	anna.press("push button", "Anna Rossi")
	anna.ask(request{Op: "focus", Role: "password text", Name: "Password"})
	anna.xdotool("type", "--delay", "12", password)
	anna.press("push button", "Entra")
	anna.see(".*", "(?s).*sono di una versione più nuova: aggiorna il programma.*")
	anna.screenshot()
	if err := anna.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = anna.ends()
	if after, err := os.ReadFile(found[0]); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the newer file was touched: %v", err)
	}
}

func TestStart_WithoutASessionBusItComplainsOfNothingAndLogsWhatRunsHere(t *testing.T) {
	w := unopened(t)
	w.env = []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "NO_AT_BRIDGE=1"}
	w.start()
	log := filepath.Join(w.data, "default", "logs", "filodiretto.log")
	w.until("the log names the program's web view", func() bool {
		b, err := os.ReadFile(log)
		return err == nil && strings.Contains(string(b), `"webView":"WebKitGTK 2.`)
	})
	if err := w.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := w.ends(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	if said := w.said.String(); strings.Contains(strings.ReplaceAll(said, signalNoise, ""), "\n") {
		t.Errorf("said %q", said)
	}
}

// signalNoise is WebKit's, of every program that is in Go.
const signalNoise = "Overriding existing handler for signal 10. Set JSC_SIGNAL_FOR_GC if you want WebKit to use a different signal\n"

func TestStart_WhatKeepsItFromStartingIsSaidAndItEndsWhenToldTo(t *testing.T) {
	t.Run("another program has the folder", func(t *testing.T) {
		w := unopened(t, "--", "filodiretto://ticket/1042")
		folder := filepath.Join(w.data, "default")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		taken := flock.New(filepath.Join(folder, "lock"))
		if got, err := taken.TryLock(); err != nil || !got {
			t.Fatal(got, err)
		}
		t.Cleanup(func() { _ = taken.Unlock() })
		w.driver = startDriver(t)
		w.start()
		w.see("label", "Filo Diretto è già aperto.* cerca lì il ticket #1042.")
		w.saidAndEnds("cerca lì il ticket #1042")

		if err := os.WriteFile(filepath.Join(folder, "settings.json"), []byte(`{"settings":{"language":"en"}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		w.start()
		w.see("label", "Filo Diretto is already open.*")
		w.saidAndEnds("look for ticket #1042 there")
	})
	t.Run("a folder that cannot be written", func(t *testing.T) {
		w := unopened(t)
		w.asAnybody()
		if err := os.Chmod(w.data, 0o555); err != nil {
			t.Fatal(err)
		}
		w.start()
		w.twoWindows()
		w.saidAndEnds("non può leggere o scrivere nella cartella " + w.data)
	})
	t.Run("a folder that cannot be read", func(t *testing.T) {
		w := unopened(t)
		if err := os.Mkdir(filepath.Join(w.data, "default"), 0); err != nil {
			t.Fatal(err)
		}
		w.asAnybody()
		w.start()
		w.twoWindows()
		w.saidAndEnds("non può leggere o scrivere nella cartella " + w.data)
	})
}

// unstarted is a program that will not get as far as its window.
type unstarted struct {
	*window

	data string
	said *record
}

// record is what a program writes to its standard error.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

func unopened(t *testing.T, more ...string) *unstarted {
	t.Helper()
	data := filepath.Join(forAnybody(t), "100% dati")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	w := &unstarted{data: data, said: &record{}, window: &window{
		t: t, name: "nobody", program: binary("filodiretto"), args: append([]string{"--data", data}, more...),
	}}
	w.stderr = io.MultiWriter(w.said, os.Stderr)
	t.Cleanup(w.kill)
	return w
}

// forAnybody is a folder that everybody may go through; a test's own are for its user alone.
func forAnybody(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "filodiretto-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// saidAndEnds wants a sentence, ends the program while its dialog is open, and wants it to say that it has failed.
func (w *unstarted) saidAndEnds(sentence string) {
	w.t.Helper()
	w.screenshot()
	if err := w.process.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if code := w.ends(); code != 1 {
		w.t.Errorf("ended with %d", code)
	}
	if said := w.said.String(); !strings.Contains(said, sentence) {
		w.t.Errorf("said %q, want %q", said, sentence)
	}
}

// twoWindows waits for the dialog before the program's window.
func (w *unstarted) twoWindows() {
	w.t.Helper()
	w.until("a window and its dialog", func() bool {
		return len(w.visible()) == 2
	})
}

// asAnybody has the program started by somebody who may not do everything: root writes everywhere. Accessibility and the
// session bus are for their owner alone.
func (w *unstarted) asAnybody() {
	w.t.Helper()
	if os.Getuid() != 0 {
		return
	}
	const anybody = 65534
	home := forAnybody(w.t)
	copied := func(from, name string, mode os.FileMode) string {
		b, err := os.ReadFile(from)
		if err != nil {
			w.t.Fatal(err)
		}
		to := filepath.Join(home, name)
		if err := os.WriteFile(to, b, mode); err != nil {
			w.t.Fatal(err)
		}
		return to
	}
	w.program = copied(w.program, "filodiretto", 0o755)
	w.env = append(w.env, "HOME="+home, "XDG_RUNTIME_DIR="+home, "DBUS_SESSION_BUS_ADDRESS=", "AT_SPI_BUS_ADDRESS=", "NO_AT_BRIDGE=1")
	if authority := os.Getenv("XAUTHORITY"); authority != "" {
		w.env = append(w.env, "XAUTHORITY="+copied(authority, "authority", 0o644))
	}
	if err := os.Chown(home, anybody, anybody); err != nil {
		w.t.Fatal(err)
	}
	w.as = &syscall.Credential{Uid: anybody, Gid: anybody}
}
