package desktop_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/server"
	"filodiretto/backend/server/store/sqlite"
)

// backup copies the store; the server is down for it, and up again afterwards.
func (w *world) backup() (file string) {
	w.t.Helper()
	file = filepath.Join(w.t.TempDir(), "backup.db")
	w.down()
	w.with(func(ctx context.Context, s *serverOf) error { return s.server.Backup(ctx, file) })
	w.up()
	return file
}

// restored serves a backup in place of what there was.
func (w *world) restored(file string) {
	w.t.Helper()
	w.restoredWith(file, false)
}

// restoredWith does so also where bytes of attachments are missing, if it may be incomplete.
func (w *world) restoredWith(file string, incomplete bool) {
	w.t.Helper()
	w.down()
	w.data = filepath.Join(w.t.TempDir(), "restored")
	if _, err := server.Restore(w.t.Context(), file, w.data, incomplete); err != nil {
		w.t.Fatal(err)
	}
	w.up()
}

// replacedByHand serves a copy of a backup in place of what there was, which says nothing of it.
func (w *world) replacedByHand(file string) {
	w.t.Helper()
	w.down()
	w.data = filepath.Join(w.t.TempDir(), "copied")
	content, err := os.ReadFile(file)
	if err == nil {
		err = os.Mkdir(w.data, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(w.data, sqlite.FileName), content, 0o600)
	}
	if err != nil {
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
		s.shows(before, "Prima. "+s.mine("anna"), "Uno. "+s.mine("anna"))
		s.shows(after, "Dopo. "+s.mine("anna"), "Due. "+s.mine("anna"))
	}
}

// reads waits for a ticket's replies to be these, however they stand.
func (s *workstation) reads(ticketID string, want ...string) {
	s.t.Helper()
	s.until("the ticket says "+strings.Join(want, " "), func() bool {
		return slices.EqualFunc(s.said(ticketID), want, func(said, text string) bool { return strings.HasPrefix(said, text+" ") })
	})
}

// hasSentAll waits until the server has all that is this one's own.
func (s *workstation) hasSentAll() {
	s.t.Helper()
	s.until("all of its own is on the server", func() bool { return s.front().Counts().Waiting == 0 })
}

// mine is how the messages of somebody stand that the server has.
func (s *workstation) mine(author string) string {
	s.t.Helper()
	if s.front().Card().Me.Login == author {
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
	w.replacedByHand(backup)
	luca.until("the reply is on the server again", func() bool {
		messages, err := w.live.Messages(t.Context(), luca.front().Card().Person, id, "", 10)
		return err == nil && len(messages.Items) == 2
	})
	luca.shows(id, "Ferma. ", "Uno. ")
	anna.shows(id, "Ferma. sent", "Uno. sent")
}

func TestRestore_WhatComesBackInOtherPlacesIsNeverCalledBroken(t *testing.T) {
	w := newWorld(t)
	anna, marco, luca := w.at("anna"), w.at("marco"), w.at("luca")
	all := []*workstation{anna, marco, luca}
	id := anna.opens(w, "Prima.")
	for _, s := range all {
		s.reads(id, "Prima.")
	}
	backup := w.backup()
	for i, s := range all {
		s.online()
		s.replies(id, []string{"Di Anna.", "Di Marco.", "Di Luca."}[i])
		luca.until("it is there", func() bool { return len(luca.said(id)) == i+2 })
	}
	if _, err := luca.front().Desk().Note(t.Context(), id, "Guarnizione vecchia."); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		s.reads(id, "Prima.", "Di Anna.", "Di Marco.", "Di Luca.")
		s.hasSentAll()
		s.closed()
	}

	// They come back one by one, in the other order, and somebody writes where others had written. What somebody reads of their own
	// may be on its way only: the next comes, and they leave, when it is there.
	w.restored(backup)
	luca.start()
	luca.replies(id, "Chi c'è?")
	luca.reads(id, "Prima.", "Di Luca.", "Chi c'è?")
	luca.hasSentAll()
	marco.start()
	marco.reads(id, "Prima.", "Di Luca.", "Chi c'è?", "Di Marco.")
	marco.hasSentAll()
	anna.start()
	anna.reads(id, "Prima.", "Di Luca.", "Chi c'è?", "Di Marco.", "Di Anna.")
	anna.hasSentAll()
	for _, s := range all {
		s.reads(id, "Prima.", "Di Luca.", "Chi c'è?", "Di Marco.", "Di Anna.")
		s.online()
		for _, n := range s.Notices() {
			if n.Kind == desktop.NoticeRecordBroken {
				t.Errorf("%s is told of %+v", s.front().Card().Me.Login, n)
			}
		}
		who := s.front().Card().Person
		s.closed()
		c, _, err := cache.Open(t.Context(), cache.Options{Dir: filepath.Join(s.dir, "people", s.folders()[0]), Me: who})
		if err != nil {
			t.Fatal(err)
		}
		err = c.VerifyAll(t.Context())
		breaks, readErr := c.Breaks(t.Context())
		if err := errors.Join(err, readErr, c.Close()); err != nil {
			t.Fatal(err)
		}
		if len(breaks) != 1 || breaks[0].Kind != cache.BreakRestored || breaks[0].TicketID != id {
			t.Errorf("%s holds %+v", who.Name, breaks)
		}
	}
}

func TestRestore_OfAStoreThatDidNotKnowThatSomebodyIsDisabledLosesNothingOfTheirs(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Prima.")
	anna.shows(id, "Prima. sent")
	backup := w.backup()
	anna.online()
	anna.replies(id, "Uno.")
	anna.shows(id, "Prima. sent", "Uno. sent")
	line.set(page(502, "text/html", ""))
	anna.replies(id, "Due.")
	w.disables("anna")
	line.set(nil)
	anna.retries()
	anna.until("what waited is refused", func() bool { return anna.front().Counts().Refused == 1 })
	w.restored(backup)
	anna.signIn(w, "anna")
	anna.shows(id, "Prima. sent", "Uno. sent", "Due. sent")
	luca.shows(id, "Prima. ", "Uno. ", "Due. ")
}
