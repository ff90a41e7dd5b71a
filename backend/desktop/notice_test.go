package desktop_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func spoil(t *testing.T, file string, from, to int) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := from; i < min(to, len(b)); i++ {
		b[i] = 0xEE
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// oneNotice is the only one of its kind, which must name a file that is there.
func (s *workstation) oneNotice(kind desktop.NoticeKind) desktop.Notice {
	s.t.Helper()
	said := s.noticed(kind)
	if len(said) != 1 {
		s.t.Fatalf("%d notices of %s: %+v", len(said), kind, s.Notices())
	}
	if _, err := os.Stat(said[0].File); err != nil && kind != desktop.NoticeSessionNotKept {
		s.t.Errorf("%s: %v", kind, err)
	}
	return said[0]
}

func TestNotice_SaysThatACacheIsFetchedAnewUntilItIsRead(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Film strappato.")
	anna.shows(ticket, "Film strappato. sent")
	anna.closed()
	// What the last connection has left in the log would make the file good again.
	for _, log := range []string{"cache.db-wal", "cache.db-shm"} {
		if err := os.Remove(anna.file(log)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	spoil(t, anna.file("cache.db"), 0, 1<<20)
	anna.start()
	said := anna.oneNotice(desktop.NoticeCacheAnew)
	anna.online()
	anna.shows(ticket, "Film strappato. sent")
	anna.restart()
	if !cmp.Equal(anna.oneNotice(desktop.NoticeCacheAnew), said) {
		t.Errorf("after a restart: %+v", anna.Notices())
	}
	anna.signsOut()
	if len(anna.Notices()) != 0 {
		t.Error("what concerns her is told to whoever comes")
	}
	anna.signIn(w, "anna")
	if err := anna.DismissNotice(said.ID); err != nil {
		t.Fatal(err)
	}
	anna.restart()
	if len(anna.noticed(desktop.NoticeCacheAnew)) != 0 {
		t.Error("told again")
	}
}

func TestNotice_SaysHowMuchOfADamagedOutboxWasKept(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	w.down()
	anna.offline()
	ticket := anna.opens(w, "Nastro fermo.")
	anna.replies(ticket, "Anche il secondo.")
	if err := anna.front().Desk().SaveReplyDraft(t.Context(), ticket, support.MessageReply, "E il ter"); err != nil {
		t.Fatal(err)
	}
	anna.closed()
	// The free list's head lies: SQLite calls the file malformed, and all its rows can still be read.
	spoil(t, anna.file("outbox.db"), 32, 40)
	anna.start()
	if said := anna.oneNotice(desktop.NoticeOutboxSalvaged); said.Count != 3 {
		t.Errorf("%d kept, want two acts and a draft", said.Count)
	}
	anna.shows(ticket, "Nastro fermo. waiting", "Anche il secondo. waiting")
	w.up()
	anna.retries()
	anna.shows(ticket, "Nastro fermo. sent", "Anche il secondo. sent")
}

func TestNotice_SaysThatTheSettingsBeganAnewAndWhereTheOldOnesLie(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.closed()
	if err := os.WriteFile(filepath.Join(anna.dir, "settings.json"), []byte(`{"settings":{"theme"`), 0o600); err != nil {
		t.Fatal(err)
	}
	anna.start()
	said := anna.oneNotice(desktop.NoticeSettingsAnew)
	if b, err := os.ReadFile(said.File); err != nil || !strings.HasPrefix(string(b), `{"settings":{"theme"`) {
		t.Errorf("the old ones: %q, %v", b, err)
	}
	if !anna.nobodyIsInFront() {
		t.Error("somebody is in front whom nothing names")
	}
	anna.signIn(w, "anna")
	anna.online()
}

// writeLater makes a file one of a newer version.
func writeLater(t *testing.T, file string) {
	t.Helper()
	execIn(t, file, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
}

func TestProfile_OfANewerVersionIsLeftUntouchedAndSaysSo(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	anna.closed()
	writeLater(t, anna.file("outbox.db"))
	before := map[string][]byte{}
	for _, name := range []string{"outbox.db", "cache.db", "profile.json"} {
		before[name], _ = os.ReadFile(anna.file(name))
	}
	anna.start()
	if !anna.nobodyIsInFront() {
		t.Error("in front with files of a newer version")
	}
	if code := anna.tries(w, "anna"); code != support.CodeNewer {
		t.Errorf("a sign-in gave %q", code)
	}
	w.down()
	if code := anna.tries(w, "anna"); code != support.CodeNewer {
		t.Errorf("a sign-in alone gave %q", code)
	}
	for name, was := range before {
		if is, err := os.ReadFile(anna.file(name)); err != nil || !bytes.Equal(is, was) {
			t.Errorf("%s was touched: %v", name, err)
		}
	}
}

func TestProfile_WithANewerCacheFetchesItAnewAndSaysSo(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Pinza usurata.")
	anna.shows(ticket, "Pinza usurata. sent")
	anna.closed()
	writeLater(t, anna.file("cache.db"))
	anna.start()
	if said := anna.oneNotice(desktop.NoticeCacheAnew); !strings.Contains(said.File, "newer") {
		t.Errorf("set aside as %s", said.File)
	}
	anna.online()
	anna.shows(ticket, "Pinza usurata. sent")
}

// noticed are the notices' kinds, people and counts.
func (s *workstation) noticed(kind desktop.NoticeKind) (found []desktop.Notice) {
	for _, n := range s.Notices() {
		if n.Kind == kind {
			found = append(found, n)
		}
	}
	return found
}
