// Package sound calls somebody who is not looking at the screen, by the sound of a stopped machine's answer. The sound is
// made here, so there is no file that could be missing.
package sound

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// Player plays the call. It is safe for use by many goroutines.
type Player struct {
	file func() []byte

	mu      sync.Mutex
	playing bool
}

// New makes a player.
func New() *Player { return &Player{file: sync.OnceValue(wav)} }

const (
	// moment is how long Play waits to hear that nothing can play.
	moment = 400 * time.Millisecond
	// patience bounds a player that hangs.
	patience = 10 * time.Second
)

// Play begins to play, and returns: support.CodeUnavailable if there is nothing here that can. While it plays, another
// call changes nothing.
func (p *Player) Play(ctx context.Context) error {
	p.mu.Lock()
	if p.playing {
		p.mu.Unlock()
		return nil
	}
	p.playing = true
	p.mu.Unlock()
	done := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		err := play(ctx, p.file())
		p.mu.Lock()
		p.playing = false
		p.mu.Unlock()
		if err != nil {
			slog.InfoContext(ctx, "no sound", "err", err)
		}
		done <- err
	}()
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
