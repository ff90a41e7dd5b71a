//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// roundsADay is after how many rounds a new day begins, with nothing written yet: what was written is read again and again.
const roundsADay = 25

// TestFaults_KillsLoseNothingAndDoubleNothingWhileAllWrite kills the server, the workstations or all of them at random
// moments, 25 times or as often as FILODIRETTO_ROUNDS says. FILODIRETTO_SEED makes the same choices again, as far as they
// are not the clock's.
func TestFaults_KillsLoseNothingAndDoubleNothingWhileAllWrite(t *testing.T) {
	t.Parallel()
	rounds := number(t, "FILODIRETTO_ROUNDS", roundsADay)
	seed := number(t, "FILODIRETTO_SEED", rand.Uint64()>>1)
	for day := 0; rounds > 0; day++ {
		today := min(rounds, roundsADay)
		rounds -= today
		t.Run(fmt.Sprintf("seed %d", seed+uint64(day)), func(t *testing.T) {
			killDay(t, today, rand.New(rand.NewPCG(seed+uint64(day), 0)))
		})
	}
}

func killDay(t *testing.T, rounds int, random *rand.Rand) {
	h := startShift(t, startServer(t, forShifts...), random)
	defer h.figures.say(t)
	rest := h.work()
	defer rest()
	for range rounds {
		breathe(t.Context(), random, 700*time.Millisecond) // the moment is chance
		h.figures.rounds++
		h.kills(t.Context(), random)
	}
	rest()
	h.ends()
}

// kills one, some or all, and brings them back after a while in any order.
func (h *shift) kills(ctx context.Context, random *rand.Rand) {
	var back []func()
	server := random.IntN(2) == 0
	if server {
		h.server.kill()
		h.figures.serverKills++
		back = append(back, h.server.start)
	}
	for _, w := range h.writers() {
		if random.IntN(2) == 0 || !server && w == h.luca && len(back) == 0 {
			w.station.kill()
			h.figures.stationKills++
			back = append(back, func() { w.comesBack(h.figures) })
		}
	}
	random.Shuffle(len(back), func(i, j int) { back[i], back[j] = back[j], back[i] })
	for _, comesBack := range back {
		breathe(ctx, random, 300*time.Millisecond)
		comesBack()
	}
}
