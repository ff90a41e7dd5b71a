package simulation_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/server/store"
)

// The patience after healing: of a line that comes back without anybody's help, and of all that follows once it is up.
const (
	lineWithin    = 75 * time.Second
	settledWithin = 5 * time.Second
)

// heal ends all faults. Whoever is in front is looked at as they are, with nobody pressing anything; then everybody who
// works here signs in once more, so that what waits of theirs leaves, and each has what the others have sent since.
func (w *world) heal(ctx context.Context) {
	w.network.heal()
	// down is somebody in front whose line is not up, and how it is.
	down := func() string {
		for _, s := range w.stations {
			l := s.current()
			if l == nil {
				return fmt.Sprintf("the program of workstation %d is not there", s.n)
			}
			p, err := l.Front()
			if err == nil && !online(p) && p.State().Phase != syncer.PhaseUnauthenticated {
				return fmt.Sprintf("%s: %+v", p.Card().Me.Login, p.State())
			}
		}
		return ""
	}
	if !until(lineWithin, func() bool { return down() == "" }) {
		w.wrong(&w.verdict.odd, "a line does not come back by itself: %s", down())
	}
	w.standStill(ctx)
	w.judgeFronts(ctx, "once the line is back", false)
	for round, which := range []int{0, 1, 0} {
		w.signAllIn(which)
		// "Try now": what the server failed often is tried hourly otherwise.
		w.fronts(func(p *desktop.Profile) bool { return p.RetryNow(ctx) == nil })
		done := func() bool { return w.fronts(func(p *desktop.Profile) bool { return waiting(ctx, p) == 0 }) }
		if !until(settledWithin, done) && round > 0 {
			w.fronts(func(p *desktop.Profile) bool {
				if n := waiting(ctx, p); n > 0 {
					acts, _ := p.Desk().Waiting(ctx)
					w.wrong(&w.verdict.lost, "%d acts of %s still wait %v after healing: %+v", n, p.Card().Me.Login, settledWithin, acts)
				}
				return true
			})
		}
		if round > 0 {
			time.Sleep(settledWithin)
			w.judgeFronts(ctx, "in the end", true)
			w.fronts(func(p *desktop.Profile) bool { w.bytesAreThere(ctx, p); return true })
			w.judgePresent(ctx, w.truth(ctx))
		}
	}
}

// waiting counts the acts, and the messages with files, that are to leave by themselves: what goes with an act that was refused waits for its author.
func waiting(ctx context.Context, p *desktop.Profile) int {
	acts, err := p.Desk().Waiting(ctx)
	if err != nil {
		return -1
	}
	n, refused := p.Counts().Uploading, map[string]bool{}
	for _, a := range acts {
		switch {
		case a.State == desk.OutboxRefused || a.Needs != "" && refused[a.Needs]:
			refused[a.ID] = true
		default:
			n++
		}
	}
	return n
}

func online(p *desktop.Profile) bool { return p.State().Phase == syncer.PhaseOnline }

// signAllIn lets one of the two people of each workstation sign in.
func (w *world) signAllIn(which int) {
	var signingIn sync.WaitGroup
	for _, s := range w.stations {
		signingIn.Go(func() {
			l, who := s.current(), s.people[which]
			if err := l.signIn(who); err != nil {
				w.wrong(&w.verdict.odd, "%s cannot sign in after healing: %v", who, err)
			}
		})
	}
	signingIn.Wait()
	if !until(lineWithin, func() bool { return w.fronts(online) }) {
		w.wrong(&w.verdict.odd, "not everybody is online after healing")
	}
}

// standStill waits until nothing has come to the server for as long as everybody may take to have it.
func (w *world) standStill(ctx context.Context) {
	head := func() (position int64) {
		if err := w.host.now().Store().Read(ctx, func(r store.Reader) (err error) {
			position, err = r.Head(ctx)
			return err
		}); err != nil {
			w.t.Fatal(err)
		}
		return position
	}
	for before := int64(-1); before != head(); time.Sleep(settledWithin) {
		before = head()
	}
}

// fronts reports whether somebody is in front of each workstation, and it holds of all of them.
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
