package blobs

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"gocloud.dev/blob"

	"filodiretto/backend/support"
)

// Blob is one that is read. Who reads it from its beginning to its end gets the last of it only if all of it holds; else
// [ErrDamaged].
type Blob struct {
	// Damaged says that it did not hold when it was read.
	Damaged bool

	digest support.Digest
	size   int64
	r      *blob.Reader
	hash   hash.Hash
	// at is where the next byte is read, hashed how many from the beginning have been hashed.
	at, hashed int64
}

// Open opens a blob of a size that is known. One of another size is [ErrDamaged], one that is not there support.CodeNotFound.
// It must be closed.
func (b *Blobs) Open(ctx context.Context, company string, digest support.Digest, size int64) (*Blob, error) {
	r, err := b.bucket.NewReader(ctx, key(company, digest), nil)
	if err != nil {
		return nil, opened(err)
	}
	if r.Size() != size {
		return nil, errors.Join(support.Wrap(support.CodeInternal, ErrDamaged), r.Close())
	}
	return &Blob{digest: digest, size: size, r: r, hash: sha256.New()}, nil
}

// Read reads on, and judges the whole before its last byte is given away.
func (b *Blob) Read(p []byte) (int, error) {
	if b.at == b.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), b.size-b.at)]
	n, err := b.r.Read(p)
	if b.at == b.hashed {
		b.hash.Write(p[:n])
		b.hashed += int64(n)
	}
	b.at += int64(n)
	whole := b.hashed == b.size && b.at == b.size
	if whole && support.Digest(b.hash.Sum(nil)) != b.digest || errors.Is(err, io.EOF) && b.at < b.size {
		b.Damaged = true
		return 0, ErrDamaged
	}
	if errors.Is(err, io.EOF) {
		err = nil // it is told when nothing is left
	}
	return n, err
}

// Seek goes to another place. Only what is read from the beginning is judged.
func (b *Blob) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += b.at
	case io.SeekEnd:
		offset += b.size
	}
	if offset < 0 || offset > b.size {
		return b.at, errors.New("blobs: a place that is not in the file")
	}
	if offset == b.at {
		return offset, nil
	}
	at, err := b.r.Seek(offset, io.SeekStart)
	if err != nil {
		return b.at, err
	}
	if b.at = at; at == 0 {
		b.hash.Reset()
		b.hashed = 0
	}
	return at, nil
}

// Size is how many bytes it has.
func (b *Blob) Size() int64 { return b.size }

// Close ends the reading.
func (b *Blob) Close() error { return b.r.Close() }
