package uploads

import (
	"context"
	"errors"
	"os"
	"time"

	"filodiretto/backend/support"
)

// Expire forgets uploads to which nothing has come for long. Their authors still have all of them, and begin anew. The first time
// it also removes what was being kept when the program before was killed.
func (u *Uploads) Expire(ctx context.Context) error {
	if u.swept.CompareAndSwap(false, true) {
		if err := u.config.Blobs.Sweep(ctx, u.opened); err != nil {
			u.config.Log.WarnContext(ctx, "unfinished blobs could not be removed", "error", err)
		}
	}
	entries, err := os.ReadDir(u.config.Dir)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	before := u.config.Now().Add(-u.config.Keep)
	for _, e := range entries {
		if ctx.Err() != nil {
			break
		}
		if support.ValidID(e.Name()) {
			err = errors.Join(err, u.expire(ctx, e.Name(), before))
		}
	}
	return errors.Join(err, ctx.Err())
}

// expire forgets one upload if it is from before, and nobody is at it.
func (u *Uploads) expire(ctx context.Context, id string, before time.Time) error {
	turn := u.turns.try(id)
	if turn == nil {
		return nil
	}
	defer u.turns.give(id, turn)
	st, err := os.Stat(u.folder.file(id))
	if err != nil || !st.ModTime().Before(before) {
		return nil //nolint:nilerr // it is gone
	}
	u.config.Log.InfoContext(ctx, "an unfinished upload has expired", "attachment", id, "bytes", st.Size(), "last", st.ModTime())
	return u.folder.drop(id)
}
