package desktop

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// removedSuffix names the folder of a profile that is being removed: what a program that died leaves of it goes at the
// next start.
const removedSuffix = ".removed"

// personDisabled is told by a profile whose server has said that its person is disabled, and after each change of its outbox
// from then on. It returns at once.
func (d *Desktop) personDisabled(p *Profile) {
	d.leaving.Go(func() {
		d.changing.Lock()
		defer d.changing.Unlock()
		d.mu.Lock()
		current := d.profiles[p.key]
		d.mu.Unlock()
		if current != p {
			// Signed out, or the program ends: the next contact says it again.
			return
		}
		if err := d.retire(context.Background(), p); err != nil {
			slog.Error("a disabled person's profile could not be removed", "key", p.key, "err", err)
		}
	})
}

// signInDisabled retires the profile of somebody known here whom the server did not let in because they are disabled.
// The caller orders changes.
func (d *Desktop) signInDisabled(ctx context.Context, c Credentials) error {
	content := d.register.read()
	known, ok := content.find(c.Address, c.Login)
	if !ok {
		return nil
	}
	d.mu.Lock()
	p, open := d.profiles[known.Key]
	d.mu.Unlock()
	if !open {
		kept, err := readCard(d.folder(known.Key))
		if err != nil {
			return err
		}
		if p, err = openProfile(ctx, d.profileOptions(known.Key), kept, ""); err != nil {
			return err
		}
	}
	return d.retire(ctx, p)
}

// retire ends what a disabled person has here: nobody is let in any more, the session is forgotten, and the profile is
// removed, unless something of theirs has not reached the server. That is refused for good then, and stays: for the
// person while they are in front, and for nobody else. The caller orders changes.
func (d *Desktop) retire(ctx context.Context, p *Profile) error {
	first := !p.readCard().Disabled
	err := p.changeCardNow(func(c *card) {
		c.Disabled, c.Verifier = true, ""
		if c.DisabledAt.IsZero() {
			c.DisabledAt = d.o.Now()
		}
	})
	err = errors.Join(err, p.outbox.RefuseAll(ctx, outbox.Refusal{Code: support.CodeDisabled}))
	p.client.SetToken("")
	p.setPassword("")
	d.forgetLater(ctx, p.key, p)
	unsent := p.Counts().Unsent()
	if first {
		d.note(ctx, Notice{
			ID: about(NoticePersonDisabled, p.key), Kind: NoticePersonDisabled, Person: p.Card().Me.Name, Count: unsent,
		})
	}
	d.mu.Lock()
	open, inFront := d.profiles[p.key] == p, d.front == p
	d.mu.Unlock()
	switch {
	case err != nil && open && (inFront || unsent > 0):
		// The disk did not take it: whoever is in front stays there until it does.
		p.syncer.End(support.CodeDisabled)
		d.o.Tell(Event{Kind: EventSession})
		d.retireAgain(p)
		return err
	case unsent > 0 && inFront:
		p.syncer.End(support.CodeDisabled)
		d.o.Tell(Event{Kind: EventSession})
		return nil
	}
	return errors.Join(err, d.putAway(ctx, p))
}

// retirePause is how long a disk has that did not take the end of somebody's access, before it is tried again.
const retirePause = 5 * time.Second

// retireAgain tries it again after the pause, unless that is to come already.
func (d *Desktop) retireAgain(p *Profile) {
	if p.retiring.Swap(true) {
		return
	}
	d.leaving.Go(func() {
		select {
		case <-d.open.Done():
		case <-time.After(retirePause):
			p.retiring.Store(false)
			d.personDisabled(p)
		}
	})
}

// putAway closes a disabled person's profile, and removes it if nothing of theirs would be lost.
func (d *Desktop) putAway(ctx context.Context, p *Profile) error {
	d.mu.Lock()
	if d.profiles[p.key] == p {
		delete(d.profiles, p.key)
	}
	if d.front == p {
		d.front = nil
	}
	d.mu.Unlock()
	err := p.close()
	// Looked at when nothing more can be written.
	if err == nil && !p.holds(d.o.Now()) {
		err = d.remove(p.key)
	} else {
		err = errors.Join(err, d.register.change(func(c *registerContent) {
			if c.Front == p.key {
				c.Front = ""
			}
		}))
	}
	slog.InfoContext(ctx, "a disabled person's profile was put away", "key", p.key, "unsent", p.Counts().Unsent())
	d.o.Tell(Event{Kind: EventSession})
	return err
}

// filesHold is for how long files alone keep a disabled person's profile, however old their messages are, which have gone: whoever
// is let in again by then sends them on.
const filesHold = 30 * 24 * time.Hour

// holds reports whether removing a profile would lose anything of its person's.
func (p *Profile) holds(now time.Time) bool {
	c := p.Counts()
	return c.Unsent() > c.Failed || c.Failed > 0 && p.readCard().DisabledAt.Add(filesHold).After(now)
}

// remove takes a closed profile off this workstation. The new name says that it is to go, whatever happens meanwhile;
// what an earlier removal could not finish makes room for it.
func (d *Desktop) remove(key string) error {
	going := d.folder(key) + removedSuffix
	if _, err := os.Lstat(d.folder(key)); err == nil {
		if err := removeRest(going); err != nil {
			return err
		}
	}
	if err := os.Rename(d.folder(key), going); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return support.Wrap(support.CodeStorage, err)
	}
	if err := d.register.change(func(c *registerContent) { c.remove(key) }); err != nil {
		return err
	}
	return removeRest(going)
}

func removeRest(going string) error {
	if err := os.RemoveAll(going); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// finishRemovals removes what a program that died has left of removals.
func (d *Desktop) finishRemovals(ctx context.Context) {
	entries, err := os.ReadDir(d.folder(""))
	if err != nil {
		slog.ErrorContext(ctx, "the profiles cannot be listed", "err", err)
		return
	}
	for _, entry := range entries {
		if key, going := strings.CutSuffix(entry.Name(), removedSuffix); going {
			if err := d.finishRemoval(ctx, key); err != nil {
				slog.ErrorContext(ctx, "a profile could not be removed", "key", key, "err", err)
			}
		}
	}
}

// finishRemoval removes what is left of a profile. Somebody whom the server has let in again since has another: that, and
// its session, stay.
func (d *Desktop) finishRemoval(ctx context.Context, key string) error {
	switch _, err := os.Lstat(d.folder(key)); {
	case err == nil:
		return removeRest(d.folder(key) + removedSuffix)
	case !errors.Is(err, fs.ErrNotExist):
		return support.Wrap(support.CodeStorage, err)
	}
	d.forgetLater(ctx, key, nil)
	return d.remove(key)
}
