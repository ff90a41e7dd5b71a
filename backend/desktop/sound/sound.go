// Package sound calls somebody who is not looking at the screen, by the sound of a stopped machine's answer. The sound is
// made here, so there is no file that could be missing.
package sound

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// Player plays the call. It is safe for use by many goroutines.
type Player struct {
	file func() []byte

	mu sync.Mutex
	// playing is closed once the call is over; nil while there is none.
	playing chan struct{}
	// stop ends the call that plays.
	stop   context.CancelFunc
	closed bool
}

// New makes a player.
func New() *Player { return &Player{file: sync.OnceValue(wav)} }

const (
	// moment is how long Play waits to hear that nothing can play, and Close until nothing plays any more.
	moment = 400 * time.Millisecond
	// patience bounds a player that hangs.
	patience = 10 * time.Second
)

// Play begins to play, and returns: support.CodeUnavailable if there is nothing here that can. While it plays, another
// call changes nothing.
func (p *Player) Play(ctx context.Context) error {
	done := p.begin(ctx)
	select {
	case err := <-done:
		if err != nil {
			return support.Wrap(support.CodeUnavailable, err)
		}
		return nil
	case <-time.After(moment):
		return nil
	}
}

var errClosed = errors.New("sound: the program ends")

// begin plays, unless it plays already, and says how that ended.
func (p *Player) begin(ctx context.Context) <-chan error {
	done := make(chan error, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		done <- errClosed
		return done
	case p.playing != nil:
		done <- nil
		return done
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	over := make(chan struct{})
	p.playing, p.stop = over, stop
	go func() {
		defer close(over)
		defer stop()
		err := play(ctx, p.file())
		p.mu.Lock()
		p.playing = nil
		p.mu.Unlock()
		if err != nil {
			slog.InfoContext(ctx, "no sound", "err", err)
		}
		done <- err
	}()
	return done
}

// Close ends the call that plays, and waits for a moment until nothing is left of it. Nothing is played any more.
func (p *Player) Close() {
	p.mu.Lock()
	p.closed = true
	playing, stop := p.playing, p.stop
	p.mu.Unlock()
	if playing == nil {
		return
	}
	stop()
	select {
	case <-playing:
	case <-time.After(moment):
	}
}
