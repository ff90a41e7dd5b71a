package desktop

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
)

// SignOut closes the screen. Acts that wait go on leaving; the session ends when they are gone.
func (d *Desktop) SignOut(ctx context.Context) error {
	d.changing.Lock()
	defer d.changing.Unlock()
	d.mu.Lock()
	p := d.front
	d.front = nil
	d.mu.Unlock()
	if p == nil {
		return nil
	}
	err := d.stepBack(ctx, p)
	err = errors.Join(err, d.register.change(func(content *registerContent) { content.Front = "" }))
	d.o.Tell(Event{Kind: EventSession})
	return err
}

// stepBack lets somebody leave who is not in front any more. What waits of theirs leaves by their session, or by the
// password that no server has judged yet. The caller orders changes.
func (d *Desktop) stepBack(ctx context.Context, p *Profile) error {
	p.Looking("")
	err := setAbsent(p.dir)
	err = errors.Join(err, p.changeCardNow(func(c *card) { c.Remembered, c.Leaving = false, true }))
	switch {
	case p.readCard().Disabled:
		return errors.Join(err, d.putAway(ctx, p))
	case p.outbox.Snapshot().Drained():
		err = errors.Join(err, d.putToSleep(p))
		d.leave(ctx, p)
	default:
		p.nudge()
	}
	return err
}

// putToSleep closes a profile in which nothing is to be done. The caller orders changes.
func (d *Desktop) putToSleep(p *Profile) error {
	d.mu.Lock()
	if d.profiles[p.key] == p {
		delete(d.profiles, p.key)
	}
	d.mu.Unlock()
	err := p.close()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asleep[p.key] = p.Counts().Leaving()
	return err
}

// personLeft is told by a profile whose person signed out before all was sent, once it is. It returns at once.
func (d *Desktop) personLeft(p *Profile) {
	d.leaving.Go(func() {
		d.changing.Lock()
		defer d.changing.Unlock()
		d.mu.Lock()
		current := d.profiles[p.key] == p
		d.mu.Unlock()
		if !current || !p.readCard().Leaving {
			// They are back.
			return
		}
		if err := d.putToSleep(p); err != nil {
			slog.Warn("a profile did not close cleanly", "key", p.key, "err", err)
		}
	})
}

// countAsleep looks how much waits in a profile that is not opened.
func (d *Desktop) countAsleep(ctx context.Context, key string) {
	if _, err := os.Stat(filepath.Join(d.folder(key), outbox.FileName)); err != nil {
		return
	}
	o, salvage, err := outbox.Open(ctx, d.folder(key), d.o.Now())
	if err != nil {
		slog.ErrorContext(ctx, "what waits in a profile cannot be counted", "key", key, "err", err)
		return
	}
	d.noteSalvage(ctx, key, salvage)
	d.mu.Lock()
	d.asleep[key] = o.Snapshot().Counts().Leaving()
	d.mu.Unlock()
	if err := o.Close(); err != nil {
		slog.WarnContext(ctx, "an outbox did not close cleanly", "key", key, "err", err)
	}
}

// leavePatience bounds how long the end of a session is told to a server that does not answer.
const leavePatience = 10 * time.Second

// leave ends the session of a closed profile without keeping anybody waiting.
func (d *Desktop) leave(ctx context.Context, p *Profile) {
	d.forgetLater(ctx, p.key, p)
	d.endLater(ctx, d.clientFor(p.client.Address()), p.client.TakeToken())
}

// forgetLater takes the session of a profile that has ended out of its vault without keeping anybody waiting; p may be
// nil. Whoever has come back meanwhile keeps theirs: what their profile finds in the vault is its own affair.
func (d *Desktop) forgetLater(ctx context.Context, key string, p *Profile) {
	d.leaving.Go(func() {
		ctx, stop := within(context.WithoutCancel(ctx), d.late)
		defer stop()
		err := d.vault(key).forgetIf(ctx, func() bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			current, open := d.profiles[key]
			return !open || current == p
		})
		if err != nil {
			slog.WarnContext(ctx, "the session could not be forgotten", "err", err)
		}
	})
}

// endLater ends a session on the server without keeping anybody waiting.
func (d *Desktop) endLater(ctx context.Context, asking *client.Client, token string) {
	d.leaving.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leavePatience)
		defer cancel()
		ctx, stop := within(ctx, d.late)
		defer stop()
		endSession(ctx, asking, token)
	})
}
