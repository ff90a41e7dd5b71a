package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Fill makes a store out of a backup, having bring called with each of its attachments that has arrived. One of which it says
// false has not arrived in that store.
type Fill func(ctx context.Context, bring func(context.Context, store.Attachment) (bool, error)) error

// Restore has a store filled from a backup's file, and a folder of blobs from the [Folder] beside it. All that is brought is
// verified, and in its place before the store is. Bytes that are not there are support.CodeNotFound, and nothing is restored,
// unless it may be incomplete: then they are taken again from whoever has them. It returns how many are missing.
func Restore(ctx context.Context, file, blobsFolder string, incomplete bool, fill Fill) (missing int, err error) {
	from := filepath.Join(filepath.Dir(file), Folder)
	var pool, to *blobs.Blobs
	defer func() {
		for _, b := range []*blobs.Blobs{pool, to} {
			if b != nil {
				_ = b.Close() // a folder has nothing to lose by it
			}
		}
	}()
	bring := func(ctx context.Context, a store.Attachment) (bool, error) {
		if to == nil {
			var err error
			if to, err = blobs.Open(blobsFolder); err != nil {
				return false, err
			}
			// A folder that is not there is not made: it would look like one of a backup.
			if _, err := os.Stat(from); !errors.Is(err, fs.ErrNotExist) {
				if pool, err = blobs.Open(from); err != nil {
					return false, err
				}
			}
		}
		there, err := bringOne(ctx, pool, to, a)
		if err != nil || there {
			return there, err
		}
		if !incomplete {
			return false, support.Errorf(support.CodeNotFound, "the bytes of the attachment %s are not in %s, or are not what they were", a.ID, from)
		}
		missing++
		return false, nil
	}
	err = fill(ctx, bring)
	return missing, err
}

// bringOne reports whether a blob is in its place and holds, having brought it if it was not.
func bringOne(ctx context.Context, from, to *blobs.Blobs, a store.Attachment) (bool, error) {
	if to.Verify(ctx, a.CompanyID, a.SHA256) == nil {
		return true, to.Settle(a.CompanyID, a.SHA256)
	}
	if from == nil || from.Verify(ctx, a.CompanyID, a.SHA256) != nil {
		return false, ctx.Err()
	}
	return true, to.Bring(ctx, from, a.CompanyID, a.SHA256, a.Size)
}
