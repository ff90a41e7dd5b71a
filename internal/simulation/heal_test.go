package simulation_test

import (
	"context"
	"sync"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/syncer"
)

// The patience after healing: of a line that comes back without anybody's help, and of all that follows once it is up.
const (
	lineWithin    = 75 * time.Second
	settledWithin = 5 * time.Second
)

// heal ends all faults, and lets everybody who works here sign in once more: what waits of theirs leaves then.
func (w *world) heal(v *verdict) {
	w.network.heal()
	up := func() bool {
		for _, s := range w.stations {
			l := s.current()
			if l == nil {
				return false
			}
			p, err := l.Front()
			if err == nil && p.State().Phase != syncer.PhaseOnline && p.State().Phase != syncer.PhaseUnauthenticated {
				return false
			}
		}
		return true
	}
	if !until(lineWithin, up) {
		w.wrong(v, &v.odd, "a line does not come back by itself")
	}
	for _, which := range []string{"a", "b"} {
		var signingIn sync.WaitGroup
		for _, s := range w.stations {
			signingIn.Go(func() {
				l, who := s.current(), loginOf(s.n, which)
				if err := l.signIn(who); err != nil {
					w.wrong(v, &v.odd, "%s cannot sign in after healing: %v", who, err)
				}
			})
		}
		signingIn.Wait()
		online := func() bool {
			return w.fronts(func(p *desktop.Profile) bool { return p.State().Phase == syncer.PhaseOnline })
		}
		if !until(lineWithin, online) {
			w.wrong(v, &v.odd, "not everybody is online after healing")
		}
		// "Try now": what the server failed often is tried hourly otherwise.
		w.fronts(func(p *desktop.Profile) bool { return p.RetryNow(context.Background()) == nil })
		done := func() bool { return w.fronts(func(p *desktop.Profile) bool { return p.Counts().Waiting == 0 }) }
		if !until(settledWithin, done) && which == "b" {
			w.fronts(func(p *desktop.Profile) bool {
				if n := p.Counts().Waiting; n > 0 {
					w.wrong(v, &v.lost, "%d acts of %s still wait %v after healing", n, p.Card().Me.Login, settledWithin)
				}
				return true
			})
		}
	}
	time.Sleep(settledWithin)
}

func (w *world) fronts(holds func(*desktop.Profile) bool) bool {
	all := true
	for _, s := range w.stations {
		p, err := s.current().Front()
		all = err == nil && holds(p) && all
	}
	return all
}

// until waits for something in the world's time.
func until(within time.Duration, holds func() bool) bool {
	for end := time.Now().Add(within); ; time.Sleep(100 * time.Millisecond) {
		if holds() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}
