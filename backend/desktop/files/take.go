package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// Take keeps what r reads, at most limit bytes: more is support.CodeTooLarge, nothing at all [ErrEmpty], and a disk that does
// not take it support.CodeStorage. The file is not evicted until [Folder.Release] is called for it, once, when it has been
// noted what it is needed for, or that it is not.
func (f *Folder) Take(ctx context.Context, r io.Reader, limit int64) (Kept, error) {
	return f.Write(ctx, limit, func(w io.Writer) error {
		_, err := io.Copy(w, r)
		return err
	})
}

// Write is [Folder.Take] of what write writes.
func (f *Folder) Write(ctx context.Context, limit int64, write func(io.Writer) error) (Kept, error) {
	file, err := os.CreateTemp(filepath.Join(f.dir, newFolder), "")
	if err != nil {
		return Kept{}, support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // once it is renamed there is nothing of that name
	to := &measured{ctx: ctx, file: file, left: limit}
	sum := sha256.New()
	err = write(io.MultiWriter(to, sum))
	if to.err != nil {
		err = to.err // whatever was made of it
	}
	if err == nil && to.size == 0 {
		err = ErrEmpty
	}
	if err != nil {
		return Kept{}, errors.Join(err, closed(file))
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return Kept{}, support.Wrap(support.CodeStorage, err)
	}
	kept := Kept{SHA256: support.Digest(sum.Sum(nil)), Size: to.size}
	f.pin(kept.SHA256)
	if err := f.keep(file.Name(), kept.SHA256); err != nil {
		f.Release(kept.SHA256)
		return Kept{}, err
	}
	return kept, nil
}

func closed(file *os.File) error {
	if err := file.Close(); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// keep gives a file that is synced its name. Should there be one already, it is replaced: whether it is still what it was is
// not known.
func (f *Folder) keep(file string, digest support.Digest) error {
	name := f.in(keptFolder, digest)
	f.mu.Lock() // whoever finds what was there damaged removes just that
	err := os.Rename(file, name)
	f.mu.Unlock()
	if err != nil {
		// Windows lets nobody replace a file that somebody reads.
		if f.verify(context.Background(), digest) != nil {
			return support.Wrap(support.CodeStorage, err)
		}
	}
	if err := disk.SyncFolder(filepath.Dir(name)); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sound[digest], f.used[digest] = true, true
	return nil
}

// measured is a file that takes only so much.
type measured struct {
	ctx        context.Context
	file       *os.File
	size, left int64
	err        error
}

func (m *measured) Write(p []byte) (int, error) {
	if m.err == nil {
		m.err = m.ctx.Err()
	}
	if m.err == nil && int64(len(p)) > m.left {
		m.err = support.Errorf(support.CodeTooLarge, "the file is too large")
	}
	if m.err != nil {
		return 0, m.err
	}
	n, err := m.file.Write(p)
	m.size, m.left = m.size+int64(n), m.left-int64(n)
	if err != nil {
		m.err = support.Wrap(support.CodeStorage, err)
	}
	return n, m.err
}

// TakeFile is [Folder.Take] of a file. One that is written to meanwhile is [ErrChanged], one that is not there (any more)
// fs.ErrNotExist, a folder [ErrNoFile].
func (f *Folder) TakeFile(ctx context.Context, path string, limit int64) (Kept, error) {
	before, err := os.Stat(path)
	if err == nil {
		err = fit(before, limit)
	}
	if err != nil {
		return Kept{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return Kept{}, err
	}
	defer func() { _ = file.Close() }()
	kept, err := f.Take(ctx, file, limit)
	if err != nil {
		return Kept{}, err
	}
	after, err := os.Stat(path)
	if err == nil && (!os.SameFile(before, after) || after.Size() != before.Size() || kept.Size != before.Size() || !after.ModTime().Equal(before.ModTime())) {
		err = ErrChanged
	}
	if err != nil {
		f.Release(kept.SHA256)
		return Kept{}, err
	}
	return kept, nil
}

// Fit says why a file on this disk can be kept by no folder, as far as that shows without reading it: with the errors of
// [Folder.TakeFile].
func Fit(path string, limit int64) error {
	file, err := os.Stat(path)
	if err != nil {
		return err
	}
	if file.Mode().IsRegular() && file.Size() == 0 {
		return ErrEmpty
	}
	return fit(file, limit)
}

func fit(file os.FileInfo, limit int64) error {
	if !file.Mode().IsRegular() {
		return ErrNoFile // and opening it might wait for ever
	}
	if file.Size() > limit {
		return support.Errorf(support.CodeTooLarge, "the file is too large")
	}
	return nil
}
