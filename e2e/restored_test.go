//go:build e2e

package e2e

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestFaults_AServerRestoredFromYesterdaysBackupGetsBackWhatItHadAcknowledgedSince takes a backup while all write, loses the
// store some time later, and restores it: what it had acknowledged since is still at the workstations, and comes back.
func TestFaults_AServerRestoredFromYesterdaysBackupGetsBackWhatItHadAcknowledgedSince(t *testing.T) {
	t.Parallel()
	s := startServer(t, forShifts...)
	h := startShift(t, s, rand.New(rand.NewPCG(4, 0)))
	defer h.figures.say(t, "a restore")
	h.writesMore(40)
	// What Marco sends is at no workstation: whoever calls the server himself has to see to it himself. All of it is in the
	// backup, what he had no answer to among it.
	h.marco.finishes(t.Context())
	h.marco.stays.Store(true)
	backup := filepath.Join(t.TempDir(), "backup.db")
	s.run("", "backup", backup)

	h.writesMore(60)
	h.settles("the server has acknowledged all that was written since")
	s.kill()
	h.figures.faults["restore"]++
	if err := os.RemoveAll(s.data); err != nil {
		t.Fatal(err)
	}
	s.run("", "restore", backup)
	s.start()
	h.settlesAnew()
	// Who reads in what the workstation still shows of before may name an event that the server no longer has.
	h.settles("all see what came back")
	h.journal.forgetsPlaces()
	h.writesMore(40)
	h.ends()
}

// writesMore has all write until so many more acts are acknowledged.
func (h *shift) writesMore(n int) {
	h.t.Helper()
	rest := h.work()
	defer rest()
	enough := h.journal.acknowledged() + n
	eventually(h.t, settlePatience, "there is more to lose", func() string { return fewer(h.journal.acknowledged(), enough) })
}

// settlesAnew waits until the workstations have what was acknowledged to them back on the server.
func (h *shift) settlesAnew() {
	h.t.Helper()
	eventually(h.t, settlePatience, "what was acknowledged is on the server again", func() string {
		there := map[string]bool{}
		for _, messages := range h.server.truthFor(h.asLuca).said {
			for i := range messages {
				there[wordsOf(&messages[i])] = true
			}
		}
		for _, w := range h.writers() {
			refused := w.station.must(order{Do: "waiting"}).Waiting
			for _, said := range h.journal.said() {
				if said.by == w.station.login && said.fate == acknowledged && !there[said.text] && !isRefused(refused, said) {
					return said.text
				}
			}
		}
		return ""
	})
}
