//go:build e2e

package e2e

import (
	"math/rand/v2"
	"testing"
)

// TestFaults_TwoProgramsOnOneFolderNeverSendTheSame starts a second program where one runs: it is refused and touches nothing.
// When the first is killed the folder is free at once, and what waited there leaves once.
func TestFaults_TwoProgramsOnOneFolderNeverSendTheSame(t *testing.T) {
	t.Parallel()
	s := startServer(t, forShifts...)
	h := startShift(t, s, rand.New(rand.NewPCG(6, 0)))
	defer h.figures.say(t)
	rest := h.work()
	defer rest()
	for range 5 {
		breathe(t.Context(), h.anna.random, 5*longestPause)
		for _, w := range h.writers() {
			second := &station{t: t, login: w.station.login, folder: w.station.folder, logs: t.TempDir()}
			if code := second.tryStart(); code != codeTaken {
				t.Errorf("a second program of %s says %q", second.login, code)
			}
			second.kill()
			h.figures.faults["second program"]++
		}
	}
	for _, w := range h.writers() {
		w.station.kill()
		h.figures.stationKills++
		w.comesBack(h.figures)
	}
	rest()
	h.ends()
}
