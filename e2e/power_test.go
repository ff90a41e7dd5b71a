//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/internal/forgetful"
)

// TestFaults_PowerCutsLoseNothingThatWasSaidToBeKept has the server and each workstation on a disk of its own that forgets
// what was not synced, and cuts the power of one, some or all at random moments while all write.
func TestFaults_PowerCutsLoseNothingThatWasSaidToBeKept(t *testing.T) {
	t.Parallel()
	rounds := number(t, "FILODIRETTO_ROUNDS", 10)
	seed := number(t, "FILODIRETTO_SEED", rand.Uint64()>>1)
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		random := rand.New(rand.NewPCG(seed, 0))
		disks := map[string]*forgetful.Disk{}
		for _, of := range []string{"server", "anna", "luca"} {
			disks[of] = forgetful.Mount(t)
		}
		s := startServerIn(t, disks["server"].In("server"), forShifts...)
		h := startShiftWith(t, s, random, func(string) string { return s.url() },
			func(login string) string { return disks[login].In(login) })
		defer h.figures.say(t, "power cuts")
		// At first there is nothing but what was set up and who signed in.
		h.powerCut(t.Context(), random, disks, func() bool { return true })
		rest := h.work()
		defer rest()
		for range rounds {
			breathe(t.Context(), random, 1500*time.Millisecond) // the moment is chance
			h.figures.rounds++
			h.powerCut(t.Context(), random, disks, func() bool { return random.IntN(2) == 0 })
		}
		rest()
		h.ends()
		if h.figures.faults["writes forgotten"] == 0 || h.figures.faults["writes torn"] == 0 {
			t.Error("the cuts took nothing, so nothing was tried")
		}
	})
}

// TestFaults_APowerCutUndoesNeitherSigningInNorOut cuts it as soon as the program says that the session is kept, or that
// nobody is signed in.
func TestFaults_APowerCutUndoesNeitherSigningInNorOut(t *testing.T) {
	t.Parallel()
	s, d := startServer(t, forShifts...), forgetful.Mount(t)
	anna := openStationIn(t, d.In("anna"), s.url(), "anna")
	kept := func() string {
		if kept := anna.must(order{Do: "stand"}).Stand.Kept; kept != string(desktop.KeptInFile) {
			return "it is kept in " + kept
		}
		return ""
	}
	inFront := func(after, want string, seed uint64) {
		t.Helper()
		anna.kill()
		d.Cut(seed)
		anna.start()
		if stand := anna.must(order{Do: "stand"}).Stand; stand.Login != want {
			t.Errorf("%s, and a power cut (seed %d), %q is in front instead of %q", after, seed, stand.Login, want)
		}
	}
	for seed := range uint64(10) {
		eventually(t, settlePatience, "the session is kept", kept)
		inFront("after signing in", "anna", seed)
		if _, err := anna.ask(order{Do: "sign out"}); err != nil {
			t.Errorf("signing out (seed %d): %v", seed, err)
		}
		inFront("after signing out", "", seed)
		anna.must(order{Do: "sign in", Address: s.url(), Login: "anna"})
	}
}

// powerCut takes the power from whom it hits, and brings them back after a while in any order. Killing them first is the
// same as all at once: what they wrote until then is what the disk may forget.
func (h *shift) powerCut(ctx context.Context, random *rand.Rand, disks map[string]*forgetful.Disk, hit func() bool) {
	var back []func()
	forget := func(of string) {
		cut := disks[of].Cut(random.Uint64())
		h.figures.faults["power cuts"]++
		h.figures.faults["writes forgotten"] += cut.Lost
		h.figures.faults["writes torn"] += cut.Torn
		h.figures.faults["names forgotten"] += cut.Names
	}
	server := hit()
	if server {
		h.server.kill()
		forget("server")
		back = append(back, h.server.start)
	}
	for _, w := range h.writers() {
		if hit() || !server && w == h.luca && len(back) == 0 {
			w.station.kill()
			forget(w.station.login)
			back = append(back, func() { w.comesBack(h.figures) })
		}
	}
	random.Shuffle(len(back), func(i, j int) { back[i], back[j] = back[j], back[i] })
	for _, comesBack := range back {
		breathe(ctx, random, 300*time.Millisecond)
		comesBack()
	}
}
