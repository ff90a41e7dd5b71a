//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestFaults_KilledWindowsKeepWhatWasTypedAndSendOnceWhatWasSent kills the real windows and the real server, while what was
// typed is half a sentence, and again as soon as the window shows that it was sent.
func TestFaults_KilledWindowsKeepWhatWasTypedAndSendOnceWhatWasSent(t *testing.T) {
	recordNotifications(t)
	seed := number(t, "FILODIRETTO_SEED", rand.Uint64()>>1)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := startServer(t)
	ticket, number := s.openTicket("Le ventose perdono gli astucci.")
	card := fmt.Sprintf(`(?s).*#%d.*`, number)
	d := startDriver(t)
	people := []*window{openWindow(t, d, s, "anna"), openWindow(t, d, s, "luca")}
	enters := func(w *window) {
		if w.name == "luca" {
			w.openFirst(card)
			return
		}
		w.press("list item|push button|table cell|link", card)
		w.see("entry|text", "Rispondi.*")
	}
	for _, w := range people {
		enters(w)
	}
	f := &figures{faults: map[string]int{}}
	defer f.say(t, "kills of real windows")
	kill := func() {
		server := random.IntN(2) == 0
		if server {
			s.kill()
			f.serverKills++
		}
		one := random.IntN(len(people))
		both := random.IntN(2) == 0
		for i, w := range people {
			if i == one || both {
				w.kill()
				f.stationKills++
			}
		}
		if server {
			s.start()
		}
		for i, w := range people {
			if i == one || both {
				w.start()
				enters(w)
			}
		}
	}

	const rounds = 3
	for f.rounds = range rounds {
		beginning, end := fmt.Sprintf("Giro %d, ", f.rounds), "finito."
		for _, w := range people {
			w.write("Rispondi.*", beginning)
		}
		// A draft is at most a second old.
		passes(t.Context(), time.Second)
		kill()
		for _, w := range people {
			w.see("entry|text", "(?s)"+strings.TrimSpace(beginning)+"\\s*")
			f.drafts++
			w.write("Rispondi.*", end)
			w.press("push button", "Invia")
			// Whoever answers is shown first what the customer has said meanwhile. What stands in the box is no paragraph.
			const anyway = "Invia comunque"
			said := "(?s)" + regexp.QuoteMeta(beginning+end) + "\\s*"
			w.see("paragraph|push button", said+"|"+anyway)
			if w.shows("push button", anyway) {
				w.press("push button", anyway)
			}
			w.see("paragraph", said)
			f.words++
		}
		breathe(t.Context(), random, 300*time.Millisecond)
		kill()
	}
	f.rounds = rounds

	asLuca := s.signIn("luca", password)
	eventually(t, settlePatience, "all has arrived", func() string { return fewer(len(s.truthFor(asLuca).repliesIn(ticket)), 1+rounds*len(people)) })
	all := s.truthFor(asLuca)
	last := map[string]string{}
	for _, said := range all.repliesIn(ticket)[1:] {
		if before := last[said.Author.ID]; before >= said.Text || !strings.HasSuffix(said.Text, ", finito.") {
			f.disordered++
			t.Errorf("%s says %q after %q", said.Author.Name, said.Text, before)
		}
		last[said.Author.ID] = said.Text
	}
	for _, w := range people {
		w.see(".*", fmt.Sprintf("(?s).*Giro %d, finito..*", rounds-1))
		w.see("entry|text", "Rispondi.*")
	}
	if n := len(all.repliesIn(ticket)); n != 1+rounds*len(people) {
		f.doubled++
		t.Errorf("%d replies", n)
	}
}
