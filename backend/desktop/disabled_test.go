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
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

func TestProfile_OfADisabledPersonGoesAtTheNextContact(t *testing.T) {
	w := newWorld(t)
	keys := newMemoryKeyring()
	anna := newWorkstationWith(t, nil, keys)
	anna.signIn(w, "anna")
	anna.online()
	anna.until("her session is kept", func() bool { return keys.size() == 1 })
	w.disables("anna")
	anna.until("the screen asks to sign in", anna.nobodyIsInFront)
	anna.until("nothing of hers is here", func() bool {
		return len(anna.folders()) == 0 && keys.size() == 0 && len(anna.Stand().Known) == 0
	})
	said := anna.noticed(desktop.NoticePersonDisabled)
	if len(said) != 1 || said[0].Person != "Anna Rossi" || said[0].Count != 0 {
		t.Errorf("noticed %+v", said)
	}
	if code := anna.tries(w, "anna"); code != support.CodeDisabled {
		t.Errorf("a sign-in gave %q", code)
	}
	anna.restart()
	if len(anna.noticed(desktop.NoticePersonDisabled)) != 1 {
		t.Error("the notice did not stay until it was read")
	}
	if err := anna.DismissNotice(said[0].ID); err != nil {
		t.Fatal(err)
	}
	if len(anna.Notices()) != 0 {
		t.Errorf("still noticed: %+v", anna.Notices())
	}
}

func TestProfile_KeepsActsOfADisabledPerson(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Colla fredda.")
	anna.shows(ticket, "Colla fredda. sent")
	w.down()
	anna.offline()
	anna.replies(ticket, "E oggi anche il nastro.")
	w.with(func(ctx context.Context, s *serverOf) error { return s.DisablePerson(ctx, "anna") })
	w.up()
	anna.retries()
	isEnded := func() bool {
		state := anna.front().State()
		return state.Phase == syncer.PhaseUnauthenticated && state.Reason == support.CodeDisabled
	}
	check := func() {
		t.Helper()
		anna.until("the line says that she is disabled", isEnded)
		anna.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. refused")
		acts, err := anna.front().Desk().Waiting(t.Context())
		if err != nil || len(acts) != 1 || acts[0].Refusal == nil || acts[0].Refusal.Code != support.CodeDisabled ||
			!slices.Equal(acts[0].Refusal.Ways, []desk.Way{desk.WayCopy, desk.WayDiscard}) {
			t.Fatalf("waiting %+v, %v", acts, err)
		}
		anna.until("it is noticed", func() bool { return len(anna.noticed(desktop.NoticePersonDisabled)) > 0 })
		said := anna.noticed(desktop.NoticePersonDisabled)
		if len(said) != 1 || said[0].Person != "Anna Rossi" || said[0].Count != 1 {
			t.Fatalf("noticed %+v", said)
		}
	}
	check()
	anna.restart()
	check()
	// What she writes now cannot leave either, and says so.
	anna.replies(ticket, "Mi sentite?")
	anna.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. refused", "Mi sentite? refused")
	for range 2 {
		if anna.nobodyIsInFront() {
			t.Fatal("put away with words of hers")
		}
		acts, err := anna.front().Desk().Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := anna.front().Desk().Discard(t.Context(), acts[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	anna.until("put away", func() bool { return anna.nobodyIsInFront() && len(anna.folders()) == 0 })
}

func TestProfile_OfADisabledPersonOpensForNobodyWhileItsActsAreKept(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	line.set(page(502, "text/html", ""))
	ticket := s.opens(w, "Vuoto basso.")
	s.signsOut()
	s.signIn(w, "anna") // alone
	s.shows(ticket, "Vuoto basso. waiting")
	s.signsOut()
	w.disables("anna")
	line.set(nil)
	s.signIn(w, "marco")
	s.until("it is noticed", func() bool { return len(s.noticed(desktop.NoticePersonDisabled)) == 1 })
	if said := s.noticed(desktop.NoticePersonDisabled)[0]; said.Count != 1 || said.Person != "Anna Rossi" {
		t.Errorf("noticed %+v", said)
	}
	if s.front().Card().Me.Login != "marco" {
		t.Error("whoever is in front was disturbed")
	}
	s.until("no session of hers is kept", func() bool {
		tokens, _ := filepath.Glob(filepath.Join(s.dir, "people", "*", "token"))
		return len(tokens) == 1 // Marco's
	})
	if n := len(s.folders()); n != 2 {
		t.Errorf("%d profiles are kept, want 2", n)
	}
	if err := s.DismissNotice(s.noticed(desktop.NoticePersonDisabled)[0].ID); err != nil {
		t.Fatal(err)
	}
	if code := s.tries(w, "anna"); code != support.CodeDisabled {
		t.Errorf("with a server: %q", code)
	}
	w.down()
	if code := s.tries(w, "anna"); code != support.CodeUnauthenticated {
		t.Errorf("alone: %q", code)
	}
	s.restart()
	if code := s.tries(w, "anna"); code != support.CodeUnauthenticated {
		t.Errorf("alone after a restart: %q", code)
	}
	if len(s.noticed(desktop.NoticePersonDisabled)) != 0 || len(s.folders()) != 2 {
		t.Error("noticed again, or put away with her words")
	}
}

func TestProfile_OfADisabledPersonGoesAtTheirNextSignIn(t *testing.T) {
	w := newWorld(t)
	s := w.at("anna")
	s.signsOut()
	w.disables("anna")
	wrong := desktop.Credentials{Address: w.url(), Login: "anna", Password: "another"}
	if err := s.SignIn(t.Context(), wrong); support.CodeOf(err) != support.CodeUnauthenticated || len(s.folders()) != 1 {
		t.Errorf("a wrong password gave %v and left %v", err, s.folders())
	}
	if code := s.tries(w, "anna"); code != support.CodeDisabled {
		t.Errorf("the right one gave %q", code)
	}
	if len(s.folders()) != 0 || len(s.Stand().Known) != 0 || len(s.noticed(desktop.NoticePersonDisabled)) != 1 {
		t.Errorf("left %v, %v, %v", s.folders(), s.Stand().Known, s.Notices())
	}
}

func TestProfile_OfADisabledPersonIsEndedAlsoWhereTheDiskTakesItLaterOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	ticket := s.opens(w, "Colla fredda.")
	s.shows(ticket, "Colla fredda. sent")
	line.set(page(502, "text/html", ""))
	s.replies(ticket, "E oggi anche il nastro.")
	w.disables("anna")
	// Nothing can be put in the place of a folder that is not empty.
	file := filepath.Join(s.dir, "people", s.folders()[0], "profile.json")
	if err := errors.Join(os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o700)); err != nil {
		t.Fatal(err)
	}
	line.set(nil)
	s.shows(ticket, "Colla fredda. sent", "E oggi anche il nastro. refused")
	s.until("she is disabled", func() bool { return s.front().State().Reason == support.CodeDisabled })
	if err := os.RemoveAll(file); err != nil {
		t.Fatal(err)
	}
	s.until("the disk has it", func() bool {
		b, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(b), `"disabled": true`) && strings.Contains(string(b), `"verifier": ""`)
	})
	if n := len(s.noticed(desktop.NoticePersonDisabled)); n != 1 {
		t.Errorf("noticed %d times", n)
	}
}
