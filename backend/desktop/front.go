package desktop

import (
	"context"
	"errors"

	"filodiretto/backend/desktop/notify"
)

// frontOnly shows notifications of one profile, and calls with sound, while its person is in front: what is said to
// somebody who has signed out is not for whoever stands there now.
type frontOnly struct {
	d   *Desktop
	key string
}

var errNotInFront = errors.New("desktop: its person is not in front")

func (f frontOnly) inFront() bool {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	return f.d.front != nil && f.d.front.key == f.key
}

func (f frontOnly) Notify(ctx context.Context, n notify.Notification) error {
	if !f.inFront() {
		return errNotInFront
	}
	return f.d.o.Notifier.Notify(ctx, n)
}

// Play calls, unless the workstation is to be quiet at this moment.
func (f frontOnly) Play(ctx context.Context) error {
	if f.d.o.Sound == nil || f.d.Settings().Quiet || !f.inFront() {
		return nil
	}
	return f.d.o.Sound.Play(ctx)
}
