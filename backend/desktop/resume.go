package desktop

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// startPatience is how long the start waits for the keyring: before it, the window answers nothing.
const startPatience = 250 * time.Millisecond

// resume puts whoever is remembered in front, and behind the scenes to work what others left behind. A profile that
// cannot be opened is left for its person to hear why at sign-in.
func (d *Desktop) resume(ctx context.Context) {
	content := d.register.read()
	var others []string
	for _, known := range content.Known {
		if known.Key != content.Front || !d.resumeFront(ctx, known.Key) {
			others = append(others, known.Key)
		}
	}
	if len(others) == 0 {
		return
	}
	d.leaving.Go(func() {
		ctx, stop := within(context.WithoutCancel(ctx), d.open)
		defer stop()
		for i, session := range d.keptSessions(ctx, others) {
			d.resumeOther(ctx, others[i], session)
		}
		d.o.Tell(Event{Kind: EventSession})
	})
}

// isToStay reports whether the card's person was in front and asked to be remembered. The caller knows them to be in
// front by the register.
func (d *Desktop) isToStay(key string, c card) bool { return c.Remembered && isPresent(d.folder(key)) }

// resumeFront opens the profile of whoever is remembered; it reports false where nobody is. While a keyring has not said
// whether it holds a session, they see what is here, and their profile goes on asking.
func (d *Desktop) resumeFront(ctx context.Context, key string) bool {
	c, err := readCard(d.folder(key))
	if err != nil || !d.isToStay(key, c) {
		return false
	}
	if c.Disabled {
		d.resumeDisabled(ctx, key, c, true)
		return true
	}
	patient, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	token, kept, err := d.vault(key).token(patient)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		slog.DebugContext(ctx, "no session is kept", "key", key, "err", err)
		return false
	}
	c.Leaving = false
	d.resumeProfile(ctx, key, c, keptSession{token, kept}, true)
	return true
}

// resumeOther opens the profile of somebody who is not in front, if it has something to do. Whoever is to stay, and
// whose session a keyring gives only now, comes to the front.
func (d *Desktop) resumeOther(ctx context.Context, key string, session keptSession) {
	d.changing.Lock()
	defer d.changing.Unlock()
	d.mu.Lock()
	_, open := d.profiles[key]
	d.mu.Unlock()
	if open || d.ending() != nil {
		// They have signed in meanwhile, or the program ends.
		return
	}
	c, err := readCard(d.folder(key))
	switch {
	case err != nil:
		slog.ErrorContext(ctx, "a profile's card cannot be read", "key", key, "err", err)
	case c.Disabled:
		d.resumeDisabled(ctx, key, c, false)
	case session.token == "":
		d.countAsleep(ctx, key)
	default:
		// A keyring that was not up yet may be now: nobody who is to stay is taken for somebody who has left.
		stays := key == d.register.read().Front && d.isToStay(key, c)
		c.Leaving = !stays
		d.resumeProfile(ctx, key, c, session, stays)
	}
}

func (d *Desktop) resumeProfile(ctx context.Context, key string, c card, session keptSession, inFront bool) {
	p, err := openProfile(ctx, d.profileOptions(key), c, session.token)
	if err != nil {
		slog.ErrorContext(ctx, "a profile cannot be opened", "key", key, "err", err)
		return
	}
	if session.token != "" {
		p.found(session)
	}
	d.resumed(p, inFront)
}

// resumeDisabled shows a disabled person who was in front what of theirs cannot leave, and finishes what was to be removed.
func (d *Desktop) resumeDisabled(ctx context.Context, key string, c card, inFront bool) {
	p, err := openProfile(ctx, d.profileOptions(key), c, "")
	if err != nil {
		slog.ErrorContext(ctx, "a disabled person's profile cannot be opened", "key", key, "err", err)
		return
	}
	if inFront && p.Counts().Unsent() > 0 {
		d.resumed(p, true)
		return
	}
	if err := d.putAway(ctx, p); err != nil {
		slog.ErrorContext(ctx, "a disabled person's profile could not be removed", "key", key, "err", err)
	}
}

func (d *Desktop) resumed(p *Profile, inFront bool) {
	d.mu.Lock()
	d.profiles[p.key] = p
	if inFront {
		d.front = p
	}
	d.mu.Unlock()
	p.start()
}

// keptSession is what a vault holds.
type keptSession struct {
	token string
	kept  Kept
}

// keptSessions asks all vaults at the same time: a keyring that hangs is waited for once.
func (d *Desktop) keptSessions(ctx context.Context, keys []string) []keptSession {
	sessions := make([]keptSession, len(keys))
	var asking sync.WaitGroup
	for i, key := range keys {
		asking.Go(func() {
			token, kept, err := d.vault(key).token(ctx)
			if err != nil {
				slog.DebugContext(ctx, "no session is kept", "key", key, "err", err)
				return
			}
			sessions[i] = keptSession{token, kept}
		})
	}
	asking.Wait()
	return sessions
}
