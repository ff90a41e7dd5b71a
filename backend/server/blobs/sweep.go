package blobs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"filodiretto/backend/support"
)

// unfinished are the names that blobs have before they have their own.
var unfinished = regexp.MustCompile(`^[0-9a-f]{64}\.[0-9a-f]+\.tmp$`)

// Sweep removes what was being written by a program that was killed, if it is from before.
func (b *Blobs) Sweep(ctx context.Context, before time.Time) error {
	var failed error
	err := filepath.WalkDir(b.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if !e.Type().IsRegular() || !unfinished.MatchString(e.Name()) {
			return nil
		}
		if st, err := e.Info(); err == nil && st.ModTime().Before(before) {
			failed = errors.Join(failed, os.Remove(path)) //nolint:gosec // the folder is the server's alone
		}
		return nil
	})
	if err = errors.Join(err, failed); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}
