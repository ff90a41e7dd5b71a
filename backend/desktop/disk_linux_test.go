package desktop_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

// longText is about as long as a text may be, and differs by its number.
func longText(n int) string { return fmt.Sprint(strings.Repeat("perde olio ", 1700), n) }

func TestDisk_ThatIsFullTakesNothingAwayAndAllGoesOnWhenThereIsRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	d := smalldisk.Mount(t, "24m")
	w := newWorld(t)
	anna, luca := newWorkstationIn(t, d.In("anna")), newWorkstation(t)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	anna.online()
	ticket := anna.opens(w, "Perde olio.")
	anna.shows(ticket, "Perde olio. sent")
	luca.shows(ticket, "Perde olio. ")
	d.Fill()

	// What was typed before stays; SQLite may have room left in its own files for a while.
	last := ""
	var err error
	for n := range 1000 {
		text := longText(n)
		if err = anna.front().Desk().SaveReplyDraft(t.Context(), ticket, support.MessageReply, text); err != nil {
			break
		}
		last = text
	}
	if support.CodeOf(err) != support.CodeStorage {
		t.Fatalf("drafts on a full disk gave %v", err)
	}
	if got, err := anna.front().Desk().ReplyDraft(t.Context(), ticket, support.MessageReply); err != nil || got != last {
		t.Errorf("the last draft that was taken is lost: %d characters, %v", len(got), err)
	}
	if _, err := anna.front().Desk().Reply(t.Context(), ticket, longText(0)); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("sending gave %v", err)
	}
	if err := anna.SetSettings(desktop.Settings{Theme: "dark"}); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("settings gave %v", err)
	}
	if anna.Settings().Theme == "dark" {
		t.Error("settings hold that were not kept")
	}
	if err := anna.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "marco", Password: password}); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("sign-in gave %v", err)
	}
	if login := anna.front().Card().Me.Login; login != "anna" {
		t.Errorf("%s is in front", login)
	}

	// The cache cannot take what the other side says, and says so.
	want := []string{"Perde olio. read"}
	anna.until("the line says that nothing can be kept", func() bool {
		text := longText(len(want))
		luca.replies(ticket, text)
		want = append(want, text+" ")
		return anna.front().State().Reason == support.CodeStorage
	})
	d.Clear()
	anna.shows(ticket, want...)
	anna.online()
	if err := anna.front().Desk().SaveReplyDraft(t.Context(), ticket, support.MessageReply, "Ora"); err != nil {
		t.Errorf("a draft with room again: %v", err)
	}
	anna.replies(ticket, "Ora non più.")
	luca.until("it arrives", func() bool {
		said := luca.said(ticket)
		return said[len(said)-1] == "Ora non più. "
	})
}

// unprivileged lets the process be nobody, whom a folder's mode binds, until the test ends or it is called again.
func unprivileged(t *testing.T, dir string) (back func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		return func() {}
	}
	const nobody = 65534
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	})
	// The folders that the test framework made on the way there.
	for up := filepath.Dir(dir); err == nil && up != os.TempDir() && up != "/"; up = filepath.Dir(up) {
		err = os.Chmod(up, 0o755)
	}
	if err == nil {
		err = syscall.Setresuid(-1, nobody, -1)
	}
	if err != nil {
		t.Fatal(err)
	}
	back = func() {
		if err := syscall.Setresuid(-1, 0, -1); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(back)
	return back
}

func TestDisk_AFolderThatCannotBeWrittenIsCalledSoAndLosesNothing(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Ugello otturato.")
	anna.shows(ticket, "Ugello otturato. sent")
	if err := anna.front().Desk().SaveReplyDraft(t.Context(), ticket, support.MessageReply, "Sto puli"); err != nil {
		t.Fatal(err)
	}
	anna.closed()
	w.down() // it needs its files as who it was
	folder := filepath.Dir(anna.file("outbox.db"))
	modes := func(mode os.FileMode) {
		t.Helper()
		for _, dir := range []string{folder, filepath.Dir(folder), anna.dir} {
			if err := os.Chmod(dir, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	back := unprivileged(t, anna.dir)
	modes(0o500)
	anna.start()
	if !anna.nobodyIsInFront() {
		t.Error("in front with a folder that cannot be written")
	}
	if code := anna.tries(w, "anna"); code != support.CodeStorage {
		t.Errorf("a sign-in gave %q", code)
	}
	if err := anna.SetSettings(desktop.Settings{Theme: "dark"}); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("settings gave %v", err)
	}
	modes(0o700)
	if code := anna.tries(w, "anna"); code != "" {
		t.Errorf("with a folder that can be written: %q", code)
	}
	if got, err := anna.front().Desk().ReplyDraft(t.Context(), ticket, support.MessageReply); err != nil || got != "Sto puli" {
		t.Errorf("the draft is %q, %v", got, err)
	}
	anna.shows(ticket, "Ugello otturato. sent")
	anna.closed()
	back()
	w.up()
}

func TestDisk_ThatIsSlowKeepsNobodyWaitingWhoDoesNotNeedIt(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	card := anna.file("profile.json")
	anna.signsOut()
	kept, err := os.ReadFile(card)
	if err != nil {
		t.Fatal(err)
	}
	// A file that is not there yet: whoever reads it waits.
	if err := errors.Join(os.Remove(card), syscall.Mkfifo(card, 0o600)); err != nil {
		t.Fatal(err)
	}
	stood := make(chan desktop.Stand)
	go func() { stood <- anna.Stand() }()
	disk, err := os.OpenFile(card, os.O_WRONLY, 0) // when it is read
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		if !anna.nobodyIsInFront() || len(anna.Notices()) != 0 || anna.SetSettings(desktop.Settings{Theme: "dark"}) != nil {
			t.Error("not as it is")
		}
	}()
	received(t, answered, "an answer that needs no disk")
	if _, err := disk.Write(kept); err != nil {
		t.Fatal(err)
	}
	if err := disk.Close(); err != nil {
		t.Fatal(err)
	}
	if s := <-stood; s.Server == nil || s.Server.Name == "" {
		t.Errorf("stands at %+v", s.Server)
	}
}

func TestDisk_ThatIsFullDoesNotKeepSomebodySignedInWhoHasLeft(t *testing.T) {
	d := smalldisk.Mount(t, "24m")
	w := newWorld(t)
	anna := newWorkstationIn(t, d.In("anna"))
	anna.signIn(w, "anna")
	anna.online()
	w.down()
	anna.offline()
	anna.opens(w, "Perde olio.") // it waits, so the session is kept
	d.Fill()
	_ = anna.SignOut(t.Context()) // that it cannot all be written down is another matter
	d.Clear()
	anna.restart()
	if !anna.nobodyIsInFront() {
		t.Error("the next person finds her screen open")
	}
}
