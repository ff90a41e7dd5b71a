package desktop_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/server/store/sqlite"
)

// backup copies the store; the server is down for it, and up again afterwards.
func (w *world) backup() (file string) {
	w.t.Helper()
	file = filepath.Join(w.t.TempDir(), "backup.db")
	w.down()
	w.with(func(ctx context.Context, s *serverOf) error { return s.store.Backup(ctx, file) })
	w.up()
	return file
}

// restored serves a backup in place of what there was.
func (w *world) restored(file string) {
	w.t.Helper()
	w.down()
	w.data = filepath.Join(w.t.TempDir(), "restored")
	if err := sqlite.Restore(w.t.Context(), file, w.data); err != nil {
		w.t.Fatal(err)
	}
	w.up()
}

func TestRestore_BringsBackWhatWasSentSinceTheBackup(t *testing.T) {
	w := newWorld(t)
	anna, luca := newWorkstation(t), newWorkstation(t)
	clock := &offClock{}
	anna.closed()
	anna.now = clock.now
	anna.start()
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	before := anna.opens(w, "Prima.")
	anna.shows(before, "Prima. sent")
	luca.shows(before, "Prima. ")
	backup := w.backup()
	anna.online()
	anna.replies(before, "Uno.")
	anna.shows(before, "Prima. sent", "Uno. sent")
	after := anna.opens(w, "Dopo.")
	anna.shows(after, "Dopo. sent")
	luca.shows(after, "Dopo. ")
	// A clock that jumps ahead makes nothing a day old.
	clock.set(tenYears)
	anna.replies(after, "Due.")
	luca.shows(after, "Dopo. ", "Due. ")

	w.restored(backup)
	for _, s := range []*workstation{anna, luca} {
		s.shows(before, "Prima. "+s.own(), "Uno. "+s.own())
		s.shows(after, "Dopo. "+s.own(), "Due. "+s.own())
	}
}

// own is how one's own messages stand that the server has.
func (s *workstation) own() string {
	if s.front().Card().Me.Login == "anna" {
		return "sent"
	}
	return ""
}

func TestRestore_AnAnswerWaitsForTheTicketThatItsAuthorSendsAgain(t *testing.T) {
	w := newWorld(t)
	anna, marco := newWorkstation(t), newWorkstation(t)
	anna.signIn(w, "anna")
	marco.signIn(w, "marco")
	anna.online()
	backup := w.backup()
	anna.online()
	id := anna.opens(w, "Ferma.")
	marco.shows(id, "Ferma. ")
	marco.replies(id, "Anche qui.")
	anna.shows(id, "Ferma. sent", "Anche qui. ")
	// Whoever opened it is away when the server comes back.
	anna.closed()
	w.restored(backup)
	marco.until("the server has said that it does not know the ticket", func() bool {
		return marco.front().Counts().Waiting == 1
	})
	marco.replies(id, "E ancora.")
	if n := marco.front().Counts().Refused; n != 0 {
		t.Fatalf("%d refused", n)
	}
	anna.start()
	marco.shows(id, "Ferma. ", "Anche qui. sent", "E ancora. sent")
	anna.shows(id, "Ferma. sent", "Anche qui. ", "E ancora. ")
}

func TestRestore_WhatIsWrittenAfterwardsDoesNotOvertakeWhatWasLost(t *testing.T) {
	w := newWorld(t)
	anna, luca := newWorkstation(t), newWorkstation(t)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	id := anna.opens(w, "Ferma.")
	anna.shows(id, "Ferma. sent")
	backup := w.backup()
	anna.online()
	anna.replies(id, "Uno.")
	anna.shows(id, "Ferma. sent", "Uno. sent")
	w.down()
	anna.replies(id, "Due.")
	w.restored(backup)
	luca.shows(id, "Ferma. ", "Uno. ", "Due. ")
}

func TestRestore_OfAFilePutInPlaceByHandLosesNothingEither(t *testing.T) {
	w := newWorld(t)
	anna, luca := newWorkstation(t), newWorkstation(t)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	id := anna.opens(w, "Ferma.")
	anna.shows(id, "Ferma. sent")
	backup := w.backup()
	anna.online()
	anna.replies(id, "Uno.")
	anna.shows(id, "Ferma. sent", "Uno. sent")
	luca.shows(id, "Ferma. ", "Uno. ")
	w.down()
	w.data = filepath.Join(t.TempDir(), "copied")
	content, err := os.ReadFile(backup)
	if err == nil {
		err = os.Mkdir(w.data, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(w.data, sqlite.FileName), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.up()
	luca.until("the reply is on the server again", func() bool {
		messages, err := w.live.Messages(t.Context(), luca.front().Card().Person, id, "", 10)
		return err == nil && len(messages.Items) == 2
	})
	luca.shows(id, "Ferma. ", "Uno. ")
	anna.shows(id, "Ferma. sent", "Uno. sent")
}
