package desktop_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func TestPeople_HaveTheirOwnDraftsAndOutboxOnOneWorkstation(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	ticket := s.opens(w, "Perde olio.")
	s.shows(ticket, "Perde olio. sent")
	s.writes(ticket, "bozza di Anna", "nuovo di Anna")
	// A colleague sees the ticket, not what she writes. Without signing out, as a start with credentials does: it is the same.
	s.signIn(w, "marco")
	s.online()
	s.until("his session alone is kept", func() bool {
		tokens, err := filepath.Glob(filepath.Join(s.dir, "people", "*", "token"))
		return err == nil && len(tokens) == 1
	})
	s.shows(ticket, "Perde olio. ")
	if reply, fresh := s.drafts(ticket); reply != "" || fresh.Description != "" {
		t.Errorf("Marco finds %q and %q", reply, fresh.Description)
	}
	s.writes(ticket, "bozza di Marco", "nuovo di Marco")
	line.set(page(502, "text/html", ""))
	s.replies(ticket, "Sono Marco.")
	s.writes(ticket, "bozza di Marco", "nuovo di Marco")
	s.signIn(w, "anna")
	if reply, fresh := s.drafts(ticket); reply != "bozza di Anna" || fresh.Description != "nuovo di Anna" {
		t.Errorf("Anna finds %q and %q", reply, fresh.Description)
	}
	if got := waiting(s); len(got) != 0 || s.waitingOf("marco") != 1 || s.waitingOf("anna") != 0 {
		t.Errorf("Anna waits for %v; known %+v", got, s.Stand().Known)
	}
	s.restart()
	if !s.nobodyIsInFront() {
		t.Error("somebody is in front whom no server has let in")
	}
	s.signIn(w, "anna")
	if reply, fresh := s.drafts(ticket); reply != "bozza di Anna" || fresh.Description != "nuovo di Anna" {
		t.Errorf("after a restart Anna finds %q and %q", reply, fresh.Description)
	}
	line.set(nil)
	s.retries()
	s.until("what Marco wrote arrives under his name", func() bool {
		page, err := s.front().Desk().Messages(t.Context(), ticket, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		last := page.Items[len(page.Items)-1]
		return last.Text == "Sono Marco." && last.Author.Name == "Marco Ferri" && !last.Own
	})
}

func TestPeople_NothingOfOneIsReadableByAnotherThroughTheProgram(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := w.over(line, "anna")
	ticket := s.opens(w, "Ricetta 7 segreta.")
	s.shows(ticket, "Ricetta 7 segreta. sent")
	s.until("the answer is here", func() bool { return len(waiting(s)) == 0 })
	line.set(page(502, "text/html", ""))
	s.replies(ticket, "Anche la ricetta 8.")
	s.writes(ticket, "bozza segreta", "nuova segreta")
	act := s.front().Desk()
	acts, err := act.Waiting(t.Context())
	if err != nil || len(acts) != 1 {
		t.Fatalf("%v, %v", acts, err)
	}
	s.signsOut()
	line.set(nil)
	s.signIn(w, "stranger") // of another company
	s.online()
	ctx, d := t.Context(), s.front().Desk()
	for name, got := range map[string]func() (int, error){
		"open":                   func() (int, error) { p, err := d.Tickets(ctx, "open", "", 50); return len(p.Items), err },
		"closed":                 func() (int, error) { p, err := d.Tickets(ctx, "closed", "", 50); return len(p.Items), err },
		"counts":                 func() (int, error) { n, err := d.Counts(ctx); return n.Open + n.Closed + n.Unread, err },
		"unread":                 func() (int, error) { u, err := d.Unread(ctx, nil); return len(u), err },
		"search":                 func() (int, error) { h, err := d.Search(ctx, "ricetta", "", 50); return len(h.Items), err },
		"searched drafts":        func() (int, error) { h, err := d.Search(ctx, "segreta", "", 50); return len(h.Items), err },
		"waiting":                func() (int, error) { a, err := d.Waiting(ctx); return len(a), err },
		"machines":               func() (int, error) { m, err := d.Machines(ctx, "24-0117", 50); return len(m.Items) + m.Total, err },
		"tickets of the machine": func() (int, error) { r, err := d.OpenTicketsOf(ctx, w.machine.ID); return len(r), err },
		"reply draft": func() (int, error) {
			text, err := d.ReplyDraft(ctx, ticket, support.MessageReply)
			return len(text), err
		},
		"new draft": func() (int, error) { draft, err := d.NewTicketDraft(ctx); return len(draft.Description), err },
	} {
		if n, err := got(); n != 0 || err != nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	for name, err := range map[string]error{
		"ticket": second(d.Ticket(ctx, ticket)), "messages": second(d.Messages(ctx, ticket, "", 50)),
		"machine": second(d.Machine(ctx, w.machine.ID)), "go on": second(d.GoOn(ctx, ticket)),
		"reply": second(d.Reply(ctx, ticket, "x")), "note": second(d.Note(ctx, ticket, "x")), "mark": d.MarkRead(ctx, ticket, ticket),
		"take": d.Take(ctx, ticket), "status": d.SetStatus(ctx, ticket, support.StatusWaiting), "close": d.CloseTicket(ctx, ticket, "x", ""),
		"call": d.LogCall(ctx, ticket, support.Call{Outcome: support.OutcomeBusy}), "resend": second(d.Resend(ctx, acts[0].ID, "x")),
		"discard": d.Discard(ctx, acts[0].ID), "follow up": second(d.FollowUp(ctx, acts[0].ID)),
	} {
		if code := support.CodeOf(err); code != support.CodeNotFound && code != support.CodeForbidden {
			t.Errorf("%s gave %v", name, err)
		}
	}
	for _, k := range s.Stand().Known {
		if k.Login == "anna" && k.Name != "Anna Rossi" {
			t.Errorf("known as %+v", k)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestPeople_WhatOneLeftBehindIsCountedGoesOutAndEndsTheirSession(t *testing.T) {
	w := newWorld(t)
	s := newWorkstation(t)
	luca := newWorkstation(t)
	luca.signIn(w, "luca")
	s.signIn(w, "anna")
	s.online()
	token, err := os.ReadFile(s.tokenFile())
	for err != nil { // it is kept behind the scenes
		s.until("her session is kept", func() bool { token, err = os.ReadFile(s.tokenFile()); return err == nil })
	}
	w.down()
	s.offline()
	ticket := s.opens(w, "Nastro bloccato.")
	s.signsOutAndIn(w, "anna")
	s.signsOut()
	if n := s.waitingOf("anna"); n != 1 {
		t.Errorf("%d acts of hers wait", n)
	}
	s.restart()
	s.until("her act is counted after a restart", func() bool { return s.waitingOf("anna") == 1 && s.nobodyIsInFront() })
	w.up()
	luca.online()
	luca.shows(ticket, "Nastro bloccato. ")
	s.until("nothing waits and nothing is kept", func() bool {
		_, err := os.ReadFile(s.tokenFile())
		return s.waitingOf("anna") == 0 && os.IsNotExist(err)
	})
	// It is forgotten here first, and then ended there.
	s.until("her session has ended", func() bool {
		_, err := w.live.Authenticate(t.Context(), string(token))
		return support.CodeOf(err) == support.CodeUnauthenticated
	})
	s.signIn(w, "anna")
	s.online()
	s.shows(ticket, "Nastro bloccato. sent")
}

func (s *workstation) tokenFile() string {
	s.t.Helper()
	return filepath.Join(s.dir, "people", s.folders()[0], "token")
}

func TestPeople_WhatWaitsOfSomebodyWhoseSessionWasNotKeptIsCountedToo(t *testing.T) {
	w := newWorld(t)
	s := newWorkstation(t)
	signIn := func() {
		t.Helper()
		// Not to be remembered, and there is no keyring: her session lives in memory alone.
		if err := s.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	signIn()
	s.online()
	w.down()
	s.offline()
	ticket := s.opens(w, "Pinza usurata.")
	s.restart()
	s.until("her act is counted", func() bool { return s.waitingOf("anna") == 1 && s.nobodyIsInFront() })
	w.up()
	signIn()
	s.shows(ticket, "Pinza usurata. sent")
	// The feed may bring it before the answer does.
	s.until("nothing of hers waits", func() bool { return s.waitingOf("anna") == 0 })
	if err := s.SignOut(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := s.waitingOf("anna"); n != 0 {
		t.Errorf("%d acts of hers wait after all was sent", n)
	}
}

func TestPeople_FindTheSupportsTelephoneWhileNobodyIsSignedIn(t *testing.T) {
	w := newWorld(t)
	s := newWorkstation(t)
	if got := s.Stand().Server; got != nil {
		t.Errorf("a new workstation knows the server %+v", got)
	}
	s.signIn(w, "anna")
	s.online()
	met := s.Stand().Server
	if met == nil || met.Name == "" {
		t.Fatalf("whoever is signed in is at the server %+v", met)
	}
	s.signsOut()
	if got := s.Stand().Server; got == nil || got.Support != met.Support || got.Name != met.Name {
		t.Errorf("nobody is signed in, and the server is %+v, want %+v", got, met)
	}
}

func TestPeople_AreKnownAndWhatWaitsLeavesThoughTheSettingsWereLost(t *testing.T) {
	w := newWorld(t)
	s := w.at("anna")
	w.down()
	s.offline()
	ticket := s.opens(w, "Nastro fermo.")
	s.closed()
	if err := os.WriteFile(filepath.Join(s.dir, "settings.json"), []byte(`{"known":`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	s.until("what waits of hers is counted", func() bool { return s.waitingOf("anna") == 1 })
	s.signIn(w, "anna") // without a server
	s.shows(ticket, "Nastro fermo. waiting")
	w.up()
	s.retries()
	s.shows(ticket, "Nastro fermo. sent")
}
