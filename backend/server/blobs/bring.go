package blobs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// reserve is how many bytes copies leave free on the disk.
const reserve = 64 << 20

// file is where the bucket has a key.
func (b *Blobs) file(key string) string { return filepath.Join(b.dir, filepath.FromSlash(key)) }

// Has reports whether there is a blob of this size. What is in it is for [Blobs.Verify] to say.
func (b *Blobs) Has(company string, digest support.Digest, size int64) (bool, error) {
	st, err := os.Lstat(b.file(key(company, digest)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, support.Wrap(support.CodeStorage, err)
	}
	return st.Mode().IsRegular() && st.Size() == size, nil
}

// Bring has a blob be here too that another folder has, of which [Blobs.Verify] has just said that it holds, in place of whatever has
// its name here: as a second name of the same file where the disk allows that, since what has a name here never changes, else as a
// copy. When it returns the bytes are on the disk under their name.
func (b *Blobs) Bring(ctx context.Context, from *Blobs, company string, digest support.Digest, size int64) error {
	k := key(company, digest)
	if b.link(from.file(k), k) == nil {
		return b.syncFolders(k)
	}
	// Another disk, or one that knows no such thing.
	if err := b.roomFor(size); err != nil {
		return err
	}
	blob, err := from.Open(ctx, company, digest, size)
	if err != nil {
		return err
	}
	return errors.Join(b.write(ctx, k, digest, blob), blob.Close())
}

// roomFor is an error where the disk has no room for a copy.
func (b *Blobs) roomFor(size int64) error {
	if free, _, err := disk.Space(b.dir); err == nil && free < uint64(size)+reserve { //nolint:gosec // sizes are not negative
		return support.Errorf(support.CodeStorage, "%s has %d bytes free, too few for a file of %d", b.dir, free, size)
	}
	return nil
}
