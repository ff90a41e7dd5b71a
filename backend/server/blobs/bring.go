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

// bringReserve is how many bytes copies leave free on the disk.
const bringReserve = 64 << 20

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

// Bring has a blob be here too that another folder has, of which [Blobs.Verify] has just said that it holds: as a second name
// of the same file where the disk allows that, since what has a name here never changes, else as a copy. When it returns the
// bytes are on the disk under their name.
func (b *Blobs) Bring(ctx context.Context, from *Blobs, company string, digest support.Digest, size int64) error {
	k := key(company, digest)
	if err := os.MkdirAll(filepath.Dir(b.file(k)), 0o700); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if os.Link(from.file(k), b.file(k)) == nil {
		return b.syncFolders(k)
	}
	// Another disk, one that knows no such thing, or something of that name that is to be replaced.
	if free, _, err := disk.Space(b.dir); err == nil && free < uint64(size)+bringReserve { //nolint:gosec // sizes are not negative
		return support.Errorf(support.CodeStorage, "%s has %d bytes free, too few for a file of %d", b.dir, free, size)
	}
	blob, err := from.Open(ctx, company, digest, size)
	if err != nil {
		return err
	}
	return errors.Join(b.Put(ctx, company, digest, blob), blob.Close())
}
