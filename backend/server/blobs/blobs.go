// Package blobs keeps the bytes of attachments on the disk. Each is named by its company and the SHA-256 of what is in it:
// the same file twice is stored once a company, and what does not hold its name is known to be damaged.
package blobs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// ErrDamaged is what the disk no longer has as it was given.
var ErrDamaged = errors.New("the bytes on the disk are not those that were stored")

// errMismatch is what came being something else than what was to come.
var errMismatch = support.Errorf(support.CodeHashMismatch, "what arrived is not what was declared")

// block is how much is copied at a time, whatever the size of a file.
const block = 256 << 10

// Blobs is a folder of blobs. It is safe for use by many goroutines.
type Blobs struct {
	dir    string
	bucket *blob.Bucket
}

// Open makes the folder if it is missing. It must be closed.
func Open(dir string) (*Blobs, error) {
	// No temporary files elsewhere: a blob is renamed into its place. No file beside each of it with what nobody asks for.
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if err := disk.SyncFolder(filepath.Dir(dir)); err != nil {
		return nil, errors.Join(err, bucket.Close())
	}
	return &Blobs{dir: dir, bucket: bucket}, nil
}

// Close lets go of the folder.
func (b *Blobs) Close() error { return b.bucket.Close() }

// key spreads a company's blobs over 256 folders.
func key(company string, digest support.Digest) string {
	name := digest.String()
	return company + "/" + name[:2] + "/" + name
}

// Put keeps what r has for a company. If it is not what the digest says that is support.CodeHashMismatch, and nothing is
// kept. When it returns, the bytes are on the disk under their name, whatever becomes of the power.
func (b *Blobs) Put(ctx context.Context, company string, digest support.Digest, r io.Reader) error {
	if b.Verify(ctx, company, digest) == nil {
		// Whoever brings a file must have it, also if it is here already.
		return errors.Join(b.compare(ctx, digest, r), b.Settle(company, digest))
	}
	return b.write(ctx, key(company, digest), digest, r)
}

// PutFile is [Blobs.Put] of a file that was found to have the digest. Where it is on the same disk nothing is copied: the file
// gets a second name, and must not be written to from then on.
func (b *Blobs) PutFile(ctx context.Context, company string, digest support.Digest, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = file.Close() }()
	if b.Verify(ctx, company, digest) == nil {
		// Whoever gave it its name may have been killed, or be about, to make that durable.
		return b.Settle(company, digest)
	}
	// The name comes after the bytes: under it stands the whole or nothing.
	if err := file.Sync(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	key := key(company, digest)
	if err := b.link(name, key); err == nil {
		return b.syncFolders(key)
	}
	// There is no other way to say that two names are on different disks, or on one that gives no file a second name.
	st, err := file.Stat()
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if err := b.roomFor(st.Size()); err != nil {
		return err
	}
	return b.write(ctx, key, digest, file)
}

// link gives a file the name of a blob, in place of whatever has it.
func (b *Blobs) link(name, key string) error {
	blob := b.file(key)
	if err := os.MkdirAll(filepath.Dir(blob), 0o700); err != nil {
		return err
	}
	aside := fmt.Sprintf("%s.%x.tmp", blob, time.Now().UnixNano())
	if err := os.Link(name, aside); err != nil {
		return err
	}
	defer func() { _ = os.Remove(aside) }() // it is there only where renaming failed, or both were names of one file already
	return os.Rename(aside, blob)
}

// compare reads r and keeps nothing of it.
func (b *Blobs) compare(ctx context.Context, digest support.Digest, r io.Reader) error {
	found, err := digestOf(ctx, r)
	switch {
	case err != nil:
		return support.Wrap(support.CodeStorage, err)
	case found != digest:
		return errMismatch
	}
	return nil
}

func (b *Blobs) write(ctx context.Context, key string, digest support.Digest, r io.Reader) (err error) {
	// Ending the context before the writer is closed leaves nothing.
	writing, giveUp := context.WithCancel(ctx)
	defer giveUp()
	var file *os.File
	w, err := b.bucket.NewWriter(writing, key, &blob.WriterOptions{
		DisableContentTypeDetection: true,
		BeforeWrite: func(as func(any) bool) error {
			if !as(&file) {
				return errors.New("a blob that is no file")
			}
			return file.Chmod(0o600)
		},
	})
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer func() {
		if err != nil {
			giveUp()
			_ = w.Close() // it has been given up, and says so
		}
	}()
	hash := sha256.New()
	if _, err := io.CopyBuffer(io.MultiWriter(w, hash), disk.Reading(ctx, r), make([]byte, block)); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if support.Digest(hash.Sum(nil)) != digest {
		return errMismatch
	}
	// The name comes after the bytes: under it stands the whole or nothing.
	if err := file.Sync(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if err := w.Close(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return b.syncFolders(key)
}

// Settle makes durable that a blob has its name, which somebody else may have given it who was killed right then; and the same of
// all blobs of its company whose names begin alike.
func (b *Blobs) Settle(company string, digest support.Digest) error {
	return b.syncFolders(key(company, digest))
}

// syncFolders makes durable that a blob has its name, and the folders above it theirs.
func (b *Blobs) syncFolders(key string) error {
	folder := filepath.Dir(b.file(key))
	for range 3 {
		if err := disk.SyncFolder(folder); err != nil {
			return err
		}
		folder = filepath.Dir(folder)
	}
	return nil
}

// Verify reads a blob as a whole: support.CodeNotFound if there is none, [ErrDamaged] if it is not what its name says.
func (b *Blobs) Verify(ctx context.Context, company string, digest support.Digest) error {
	r, err := b.bucket.NewReader(ctx, key(company, digest), nil)
	if err != nil {
		return opened(err)
	}
	defer func() { _ = r.Close() }()
	found, err := digestOf(ctx, r)
	switch {
	case err != nil:
		return support.Wrap(support.CodeStorage, err)
	case found != digest:
		return support.Wrap(support.CodeInternal, ErrDamaged)
	}
	return nil
}

func digestOf(ctx context.Context, r io.Reader) (support.Digest, error) {
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, disk.Reading(ctx, r), make([]byte, block)); err != nil {
		return support.Digest{}, err
	}
	return support.Digest(hash.Sum(nil)), nil
}

// opened is what it means that a blob could not be opened.
func opened(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return support.Wrap(support.CodeNotFound, err)
	}
	return support.Wrap(support.CodeStorage, err)
}
