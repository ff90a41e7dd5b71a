package desktop_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// file is one in the only profile's folder.
func (s *workstation) file(name string) string {
	s.t.Helper()
	return filepath.Join(s.dir, "people", s.folders()[0], name)
}

func (s *workstation) closed() {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
}

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
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
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
	if err := anna.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
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
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
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
	if err := anna.front().RetryNow(t.Context()); err != nil {
		t.Fatal(err)
	}
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

func TestSession_IsKeptWhereItCanBeAndItsPersonToldWhereItCannot(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	for name, c := range map[string]struct {
		keyring desktop.Keyring
		kept    desktop.Kept
	}{
		"a keyring":        {newMemoryKeyring(), desktop.KeptInKeyring},
		"no keyring":       {noKeyring{}, desktop.KeptInFile},
		"a locked keyring": {lockedKeyring{make(chan struct{})}, desktop.KeptInFile},
	} {
		t.Run(name, func(t *testing.T) {
			anna := newWorkstationWith(t, nil, c.keyring)
			began := time.Now()
			anna.signIn(w, "anna")
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("the sign-in waited %v for the keyring", took)
			}
			anna.until("the session is kept", func() bool { return anna.front().SessionKept() == c.kept })
			if len(anna.Notices()) != 0 {
				t.Errorf("noticed %+v", anna.Notices())
			}
			anna.restart()
			if anna.nobodyIsInFront() {
				t.Fatal("not in front after a restart")
			}
			if kept := anna.front().SessionKept(); kept != c.kept {
				t.Errorf("after a restart it is kept in %q", kept)
			}
			anna.online()
			anna.closed()
		})
	}
	t.Run("nowhere", func(t *testing.T) {
		anna := newWorkstation(t)
		anna.signIn(w, "anna")
		anna.until("kept", func() bool { return anna.front().SessionKept() == desktop.KeptInFile })
		if err := anna.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		anna.until("forgotten", func() bool { _, err := os.Stat(anna.file("token")); return os.IsNotExist(err) })
		// Nothing can be put in the place of a folder that is not empty.
		if err := os.MkdirAll(filepath.Join(anna.file("token"), "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		anna.signIn(w, "anna")
		anna.until("it is noticed", func() bool { return len(anna.noticed(desktop.NoticeSessionNotKept)) == 1 })
		if kept := anna.front().SessionKept(); kept != desktop.KeptNowhere {
			t.Errorf("said to be kept in %q", kept)
		}
	})
}

func TestSession_OfSomebodyWhoComesBackAtOnceOutlivesTheEndOfTheirLastOne(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := newWorkstationOn(t, line)
	anna.signIn(w, "anna")
	kept := func() bool { return anna.front().SessionKept() == desktop.KeptInFile }
	anna.until("her session is kept", kept)
	asked, answered := make(chan struct{}), make(chan struct{})
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method == http.MethodDelete {
			close(asked)
			<-answered
		}
		return real.RoundTrip(r)
	})
	if err := anna.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-asked
	anna.signIn(w, "anna")
	anna.until("her new session is kept", kept)
	close(answered)
	anna.restart()
	if anna.nobodyIsInFront() {
		t.Fatal("she asked to be remembered, and is not")
	}
	anna.online()
}

func TestSession_OfSomebodyWhoIsNotToBeRememberedAnyMoreIsNotKept(t *testing.T) {
	w := newWorld(t)
	keys := newMemoryKeyring()
	anna := newWorkstationWith(t, nil, keys)
	anna.signIn(w, "anna")
	anna.until("her session is kept", func() bool { return keys.size() == 1 })
	anna.closed()
	settings := filepath.Join(anna.dir, "settings.json")
	if err := os.Remove(settings); err != nil { // so that nobody is known, and the vault is not looked at
		t.Fatal(err)
	}
	anna.start()
	if err := anna.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: password}); err != nil {
		t.Fatal(err)
	}
	anna.until("nothing is kept", func() bool { return keys.size() == 0 })
}

func TestStart_WaitsForNoKeyringAndShowsWhoeverIsRemembered(t *testing.T) {
	w := newWorld(t)
	keys := &askingKeyring{memoryKeyring: newMemoryKeyring()}
	anna := newWorkstationWith(t, nil, keys)
	anna.signIn(w, "marco")
	anna.signIn(w, "anna")
	anna.online()
	ticket := anna.opens(w, "Lama spuntata.")
	anna.shows(ticket, "Lama spuntata. sent")
	anna.until("the session is kept", func() bool { return anna.front().SessionKept() == desktop.KeptInKeyring })
	anna.closed()
	unlock := keys.lock()
	began := time.Now()
	anna.start()
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the start took %v", took)
	}
	if anna.nobodyIsInFront() {
		t.Fatal("she asked to be remembered, and is not")
	}
	anna.shows(ticket, "Lama spuntata. sent")
	unlock()
	anna.online()
	if kept := anna.front().SessionKept(); kept != desktop.KeptInKeyring {
		t.Errorf("kept in %q", kept)
	}
}

// writeLater makes a file one of a newer version.
func writeLater(t *testing.T, file string) {
	t.Helper()
	// The program's last connection may still be on its way out: a context that ends rolls back behind the scenes.
	db, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestProfile_OfANewerVersionIsLeftUntouchedAndSaysSo(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
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
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
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

// saysOf lets a server say something else of itself; everything else it answers as it is.
func saysOf(change func(*api.Server)) meddler {
	return func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err != nil || r.URL.Path != "/v1/server" {
			return answer, err
		}
		var said api.Server
		err = json.NewDecoder(answer.Body).Decode(&said)
		_ = answer.Body.Close()
		if err != nil {
			return nil, err
		}
		change(&said)
		b, err := json.Marshal(said)
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		return answer, err
	}
}

func TestLine_AServerThatBecameTooOldOrTooNewGetsNothingAndSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	ours := api.Version
	api.Version = "1.4.0"
	t.Cleanup(func() { api.Version = ours })
	w := newWorld(t)
	line := newBadLine()
	anna := newWorkstationOn(t, line)
	anna.signIn(w, "anna")
	anna.online()
	ticket := anna.opens(w, "Lama spuntata.")
	anna.shows(ticket, "Lama spuntata. sent")
	sent := []string{"Lama spuntata. sent"}
	for name, change := range map[string]func(*api.Server){
		"another contract": func(s *api.Server) { s.API = []int{2, 3} },
		"a newer desktop":  func(s *api.Server) { s.MinimumDesktop = "1.10.0" },
	} {
		t.Run(name, func(t *testing.T) {
			spoilt := saysOf(change)
			line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
				if r.Method == http.MethodPost {
					t.Errorf("%s was sent %s", name, r.URL.Path)
				}
				return spoilt(r, real)
			})
			w.down()
			w.up()
			anna.until("the line says why", func() bool {
				state := anna.front().State()
				return state.Phase == syncer.PhaseOffline && state.Reason == support.CodeIncompatible
			})
			anna.replies(ticket, name)
			if err := anna.front().RetryNow(t.Context()); err != nil {
				t.Fatal(err)
			}
			anna.until("it was tried again", func() bool { return anna.front().State().Reason == support.CodeIncompatible })
			anna.shows(ticket, append(sent, name+" waiting")...)
			fresh := newWorkstationOn(t, line)
			if code := fresh.tries(w, "marco"); code != support.CodeIncompatible {
				t.Errorf("a stranger's sign-in gave %q", code)
			}
			line.set(nil)
			if err := anna.front().RetryNow(t.Context()); err != nil {
				t.Fatal(err)
			}
			sent = append(sent, name+" sent")
			anna.shows(ticket, sent...)
		})
	}
}

func TestLine_WhatTheServerSaysOfItselfReachesThePersonWhenTheLineComesUp(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := newWorkstationOn(t, line)
	anna.signIn(w, "anna")
	anna.online()
	line.set(saysOf(func(s *api.Server) { s.Support = api.Contact{Phone: "+39059555123", Hours: "8–18"} }))
	w.down()
	w.up()
	anna.until("the new number is there", func() bool { return anna.front().Card().Server.Support.Phone == "+39059555123" })
	w.down()
	anna.restart()
	if got := anna.front().Card().Server.Support; got.Phone != "+39059555123" || got.Hours != "8–18" {
		t.Errorf("without a server it is %+v", got)
	}
	w.up()
}
