//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

// TestFaults_AServerWhoseDiskIsFullSaysSoLosesNothingAndGoesOn fills the server's disk while all write: it answers that it
// cannot now, and stays; what is written waits at the workstations. Killed, it says what is wrong, and starts once there is room.
func TestFaults_AServerWhoseDiskIsFullSaysSoLosesNothingAndGoesOn(t *testing.T) {
	t.Parallel()
	d := smalldisk.Mount(t, "48m")
	s := startServerIn(t, d.In("server"), forShifts...)
	h := startShift(t, s, rand.New(rand.NewPCG(2, 0)))
	defer h.figures.say(t, "a full disk of the server")
	h.journal.long = strings.Repeat(" Perde olio.", 300)
	rest := h.work()
	defer rest()
	eventually(t, settlePatience, "there is something to lose", func() string { return fewer(h.journal.acknowledged(), 30) })
	d.Fill()
	h.figures.faults["full disk"]++
	eventually(t, settlePatience, "the server answers that it cannot now", func() string { return fewer(int(h.marco.unavailable.Load()), 3) })
	eventually(t, settlePatience, "what is written waits", func() string {
		return fewer(h.anna.station.must(order{Do: "stand"}).Stand.Waiting, 3)
	})
	s.call("", http.MethodGet, "/v1/server", nil, nil)
	if len(s.truthFor(h.asLuca).tickets) == 0 {
		t.Error("nothing can be read any more")
	}
	// Whoever comes in now may or may not be let in, but is told which.
	status, said := s.ask("", http.MethodPost, "/v1/sessions", api.SignIn{Login: "anna", Password: password})
	if status != http.StatusCreated && status != http.StatusServiceUnavailable {
		t.Errorf("a sign-in was answered %d %s", status, said)
	}

	s.kill()
	h.figures.serverKills++
	if said := s.tryStart(); said != "" {
		if !strings.Contains(said, "disk") {
			t.Errorf("on a full disk it ends with %q", said)
		}
	} else {
		s.kill()
	}
	d.Clear()
	s.start()
	rest()
	h.ends()
}

// TestFaults_AWorkstationWhoseDiskIsFullSaysSoLosesNothingAndGoesOn fills Anna's: what she writes is not taken, and she is told
// so at once; what was taken stays, through a kill and a start without room.
func TestFaults_AWorkstationWhoseDiskIsFullSaysSoLosesNothingAndGoesOn(t *testing.T) {
	t.Parallel()
	d := smalldisk.Mount(t, "24m")
	s := startServer(t, forShifts...)
	h := startShiftWith(t, s, rand.New(rand.NewPCG(3, 0)), func(string) string { return s.url() }, d.In)
	defer h.figures.say(t, "full disks of workstations")
	h.journal.long = strings.Repeat(" Perde olio.", 300)
	h.anna.mayBeFull.Store(true)
	h.luca.mayBeFull.Store(true)
	rest := h.work()
	defer rest()
	eventually(t, settlePatience, "there is something to lose", func() string { return fewer(h.journal.acknowledged(), 30) })
	for range 3 {
		d.Fill()
		h.figures.faults["full disk"]++
		eventually(t, settlePatience, "what is written is not taken", func() string {
			return fewer(int(min(h.anna.full.Load(), h.luca.full.Load())), 3)
		})
		h.anna.station.kill()
		h.luca.station.kill()
		h.figures.stationKills += 2
		// Without room it may or may not get as far as its person's screen; it must not be the worse for it.
		for _, w := range h.writers() {
			w.turn.Lock()
			if code := w.station.tryStart(); code != "" && code != support.CodeStorage {
				t.Errorf("on a full disk %s's program says %q", w.station.login, code)
			}
			w.station.kill()
			w.turn.Unlock()
		}
		d.Clear()
		for _, w := range h.writers() {
			w.full.Store(0)
			w.comesBack(h.figures)
		}
	}
	rest()
	h.ends()
}

// fewer says how far off enough is; nothing once there is enough.
func fewer(n, enough int) string {
	if n >= enough {
		return ""
	}
	return fmt.Sprintf("%d of %d", n, enough)
}
