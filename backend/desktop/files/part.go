package files

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// Part is a file that is being fetched, from where the last attempt broke off.
type Part struct {
	folder *Folder
	digest support.Digest
	size   int64
	have   int64
	file   *os.File
}

// Part opens what there is of a file of a size, perhaps nothing. Only one can have it open: the others get [ErrBusy]. It must be
// closed, or finished.
func (f *Folder) Part(digest support.Digest, size int64) (*Part, error) {
	f.mu.Lock()
	busy := f.fetching[digest]
	f.fetching[digest] = true
	f.mu.Unlock()
	if busy {
		return nil, ErrBusy
	}
	file, err := os.OpenFile(f.in(partsFolder, digest), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		f.fetched(digest)
		return nil, support.Wrap(support.CodeStorage, err)
	}
	p := &Part{folder: f, digest: digest, size: size, file: file}
	p.have, err = file.Seek(0, io.SeekEnd)
	if err == nil && p.have > size {
		p.have = 0
		_, err = file.Seek(0, io.SeekStart)
		err = errors.Join(err, file.Truncate(0))
	}
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, errors.Join(err, p.Close()))
	}
	return p, nil
}

func (f *Folder) fetched(digest support.Digest) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.fetching, digest)
}

// Size is how many bytes are here, from the beginning: where to go on.
func (p *Part) Size() int64 { return p.have }

// Write adds to it. More than the file's size is support.CodeTooLarge.
func (p *Part) Write(b []byte) (int, error) {
	if p.have+int64(len(b)) > p.size {
		return 0, support.Errorf(support.CodeTooLarge, "there is more of it than was said")
	}
	n, err := p.file.Write(b)
	p.have += int64(n)
	if err != nil {
		err = support.Wrap(support.CodeStorage, err)
	}
	return n, err
}

// Close leaves the part for the next attempt.
func (p *Part) Close() error {
	if p.file == nil {
		return nil
	}
	err := errors.Join(p.file.Sync(), p.file.Close())
	p.file = nil
	p.folder.fetched(p.digest)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// Finish keeps the file, once all of it is here, until [Folder.Release] is called for it, as [Folder.Take] does. It reads back what
// is on the disk: if that is not the file that was asked for it drops it, support.CodeHashMismatch, and all is to be fetched again.
func (p *Part) Finish(ctx context.Context) error {
	if err := p.file.Sync(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	name := p.file.Name()
	found, _, err := digestOf(ctx, name)
	if err != nil {
		return err
	}
	file := p.file
	p.file = nil
	defer p.folder.fetched(p.digest)
	if err := closed(file); err != nil {
		return err
	}
	if found != p.digest {
		return errors.Join(support.Errorf(support.CodeHashMismatch, "the file that came is another"), disk.Remove(name))
	}
	p.folder.pin(p.digest)
	err = p.folder.keep(name, p.digest)
	if err == nil {
		err = disk.SyncFolder(filepath.Dir(name))
	}
	if err != nil {
		p.folder.Release(p.digest)
	}
	return err
}
