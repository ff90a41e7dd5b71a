//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestFaults_ABadNetworkLosesNothingAndDoublesNothingWhileAllWrite has both sides write through toxiproxy, which does each
// kind of harm alone, and then several at a time. After each, with nobody pressing anything, all has arrived and all see it.
func TestFaults_ABadNetworkLosesNothingAndDoublesNothingWhileAllWrite(t *testing.T) {
	t.Parallel()
	seed := number(t, "FILODIRETTO_SEED", rand.Uint64()>>1)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := startServer(t, forShifts...)
	networks := map[string]*network{"anna": startNetwork(t, s.address), "luca": startNetwork(t, s.address)}
	dir := t.TempDir()
	h := startShiftWith(t, s, random, func(login string) string { return networks[login].url() },
		func(login string) string { return filepath.Join(dir, login) })
	defer h.figures.say(t)

	var longest time.Duration
	suffer := func(together []fault) {
		rest := h.work()
		defer rest()
		for _, n := range networks {
			for _, f := range together {
				n.suffers(f, random)
				h.figures.faults[f.name]++
			}
		}
		breathe(t.Context(), random, 3*time.Second)
		if together[0].set == nil {
			h.saysItIsOffline()
		}
		rest()
		for _, n := range networks {
			n.mend()
		}
		mended := time.Now()
		h.settles(fmt.Sprintf("all has come together after %s", together[0].name))
		longest = max(longest, time.Since(mended))
		h.figures.rounds++
	}
	for _, f := range faults {
		suffer([]fault{f})
	}
	for range number(t, "FILODIRETTO_ROUNDS", roundsADay) / 5 {
		suffer(several(random))
	}
	t.Logf("all had come together at most %s after a fault", longest.Round(time.Millisecond))
	h.ends()
}

// several are two or three kinds of harm that can be done at the same time.
func several(random *rand.Rand) []fault {
	toxics := slices.DeleteFunc(slices.Clone(faults), func(f fault) bool { return f.set == nil })
	random.Shuffle(len(toxics), func(i, j int) { toxics[i], toxics[j] = toxics[j], toxics[i] })
	return toxics[:2+random.IntN(2)]
}

// saysItIsOffline waits until both windows say so, and why.
func (h *shift) saysItIsOffline() {
	h.t.Helper()
	for _, w := range h.writers() {
		eventually(h.t, settlePatience, "the line of "+w.station.login+" is said to be down", func() string {
			stand := w.station.must(order{Do: "stand"}).Stand
			if stand.Phase != "offline" || stand.Reason != "unreachable" {
				return fmt.Sprintf("%+v", *stand)
			}
			return ""
		})
	}
}

// TestFaults_ALineThatLooksOpenAndIsDeadIsNoticedAndMissesNothing takes as long as a stream may be silent. Anna's network lets
// nothing through any more; Luca's has forgotten his connections, and would take new ones.
func TestFaults_ALineThatLooksOpenAndIsDeadIsNoticedAndMissesNothing(t *testing.T) {
	t.Parallel()
	s := startServer(t, forShifts...)
	annas, lucas := startNetwork(t, s.address), startLine(t, s.address)
	ways := map[string]string{"anna": annas.url(), "luca": lucas.url()}
	dir := t.TempDir()
	h := startShiftWith(t, s, rand.New(rand.NewPCG(1, 0)), func(login string) string { return ways[login] },
		func(login string) string { return filepath.Join(dir, login) })
	defer h.figures.say(t)
	ticket := h.anna.opens()
	h.settles("the ticket is there")
	h.luca.says("note", ticket)
	h.luca.says("reply", ticket)
	h.settles("there are connections that can be used again")

	died := time.Now()
	annas.add("timeout", "upstream", attributes{"timeout": 0})
	annas.add("timeout", "downstream", attributes{"timeout": 0})
	lucas.forget()
	h.figures.faults["half-open"]++
	h.figures.faults["forgotten"]++
	h.anna.says("reply", ticket)
	h.luca.says("reply", ticket)
	s.reply("marco", ticket, "Detto mentre nessuno sente.")

	// A minute is what a stream's silence, a call's patience and a pause come to at most, but for a machine that is busy.
	eventually(t, settlePatience, "anna's line is not said to be up any more", func() string {
		if stand := h.anna.station.must(order{Do: "stand"}).Stand; stand.Phase == "online" {
			if stand.FreshAt.After(died.Add(time.Second)) {
				t.Fatalf("what is %s old is said to be as of %s", time.Since(died), stand.FreshAt)
			}
			return fmt.Sprintf("it is %+v after %s", *stand, time.Since(died))
		}
		return ""
	})
	noticed := time.Since(died)
	eventually(t, settlePatience, "luca has what was said meanwhile", func() string {
		return s.truthFor(h.asLuca).difference(h.luca.station.must(order{Do: "tickets"}).Tickets)
	})
	t.Logf("a line that lets nothing through was noticed after %s, and what forgot its connections was got over after %s",
		noticed.Round(time.Second), time.Since(died).Round(time.Second))
	annas.mend()
	h.ends()
}
