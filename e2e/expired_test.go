//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"
)

// TestFaults_ASessionThatExpiresWithActsWaitingKeepsThemForWhoSignsInAgain lets a session end of itself while the server is
// away and things wait for it; they stay, through a kill too, and leave once their person has signed in again.
func TestFaults_ASessionThatExpiresWithActsWaitingKeepsThemForWhoSignsInAgain(t *testing.T) {
	t.Parallel()
	const life = 5 * time.Second
	s := startServer(t, append(slices.Clone(forShifts), "--session-life="+life.String())...)
	anna := openStation(t, s.url(), "anna")
	w := &writer{station: anna, journal: newJournal(), board: &board{}, random: rand.New(rand.NewPCG(5, 0))}
	f := &figures{faults: map[string]int{"expired session": 1}}
	defer f.say(t)
	stands := func(what string, right func(stand) bool) {
		t.Helper()
		eventually(t, settlePatience, what, func() string {
			stand := *anna.must(order{Do: "stand"}).Stand
			if right(stand) {
				return ""
			}
			return fmt.Sprintf("%+v", stand)
		})
	}
	stands("anna is up to date", func(s stand) bool { return s.Phase == "online" && !s.Filling })
	ticket := w.opens()
	stands("the opening has left", func(s stand) bool { return s.Waiting == 0 })
	idle := s.signIn("anna", password) // a session as old as hers
	s.kill()
	for range 5 {
		w.says("reply", ticket)
	}
	w.drafts(ticket)

	passes(t.Context(), life)
	s.start()
	if status, _ := s.ask(idle, http.MethodGet, "/v1/me", nil); status != http.StatusUnauthorized {
		t.Fatalf("a session of %s answers %d after it was not used", life, status)
	}
	stands("anna's session has ended, and all waits", func(s stand) bool {
		return s.Phase == "unauthenticated" && s.Waiting == 5 && s.Refused == 0
	})
	anna.kill()
	f.stationKills++
	w.comesBack(f)
	stands("it is the same after a kill", func(s stand) bool {
		return s.Phase == "unauthenticated" && s.Waiting == 5 && s.Refused == 0
	})
	anna.must(order{Do: "sign in", Address: s.url(), Login: "anna"})
	stands("all has left", func(s stand) bool { return s.Phase == "online" && s.Waiting == 0 })
	w.findsDrafts(f)
	w.journal.judge(t, s.truthFor(s.signIn("luca", password)), nil, f)
}
