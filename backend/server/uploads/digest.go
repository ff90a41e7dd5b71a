package uploads

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
	"sync"

	"filodiretto/backend/support"
)

// digests are the SHA-256 of uploads as far as they have come, so that a large one need not be read again in the end. They are
// in memory alone: of an upload that goes on after a restart there is none.
type digests struct {
	mu sync.Mutex
	of map[string]*digest
}

// digest is of the first so many bytes.
type digest struct {
	hash  hash.Hash
	bytes int64
}

// take hands out the digest of an upload's first bytes, nil where there is none of just these. Whoever has it may go on with
// it and give it back.
func (d *digests) take(id string, bytes int64) *digest {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := d.of[id]
	delete(d.of, id)
	if known == nil && bytes == 0 {
		return &digest{hash: sha256.New()}
	}
	if known == nil || known.bytes != bytes {
		return nil
	}
	return known
}

func (d *digests) give(id string, known *digest) {
	if known == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of[id] = known
}

// spare is how many blocks may wait to be added.
const spare = 2

// follower adds to a digest what is written, beside the writing.
type follower struct {
	digest *digest
	blocks chan []byte
	free   chan []byte
	over   sync.WaitGroup
}

// follow begins to add to a digest; nil is none.
func follow(d *digest) *follower {
	f := &follower{digest: d, blocks: make(chan []byte, spare), free: make(chan []byte, spare+1)}
	for range spare + 1 {
		f.free <- make([]byte, block)
	}
	f.over.Go(func() {
		for b := range f.blocks {
			if d != nil {
				d.hash.Write(b)
				d.bytes += int64(len(b))
			}
			f.free <- b[:cap(b)]
		}
	})
	return f
}

// buffer is a block to read into, and then to be added or given back as it is.
func (f *follower) buffer() []byte { return <-f.free }

func (f *follower) add(b []byte) { f.blocks <- b }

// end waits until all has been added.
func (f *follower) end() {
	close(f.blocks)
	f.over.Wait()
}

// digestOf is the SHA-256 of an upload that has come as a whole.
func (f folder) digestOf(ctx context.Context, id string, size int64) (support.Digest, error) {
	if known := f.digests.take(id, size); known != nil {
		f.digests.give(id, known) // the upload may have to be finished again
		return support.Digest(known.hash.Sum(nil)), nil
	}
	file, err := os.Open(f.file(id))
	if err != nil {
		return support.Digest{}, support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	buffer := make([]byte, block)
	for ctx.Err() == nil {
		n, err := file.Read(buffer)
		hash.Write(buffer[:n])
		if errors.Is(err, io.EOF) {
			return support.Digest(hash.Sum(nil)), nil
		}
		if err != nil {
			return support.Digest{}, support.Wrap(support.CodeStorage, err)
		}
	}
	return support.Digest{}, ctx.Err()
}
