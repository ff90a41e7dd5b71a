// Package files keeps the files of a profile by what is in them: what people attach here until it has been sent, what was
// fetched from the server, and thumbnails. A file's name is its SHA-256, so the same file twice is kept once.
//
//	<folder>/kept/<sha256>          whole files; when one was last used is its time of change
//	         parts/<sha256>         downloads that are not whole yet
//	         thumbnails/<sha256>    small JPEGs, which are never forgotten
//	         shown/<sha256>         JPEGs with fewer pixels than the pictures in whose place they are shown
//	         new/                   what is just being written
//
// What was said to be kept is on the disk. Nobody else may use the folder meanwhile: the profile's lock sees to it.
package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

var (
	// ErrEmpty: there is nothing in the file.
	ErrEmpty = &support.Error{Code: support.CodeInvalid, Detail: "the file is empty", Fields: []support.FieldError{{Location: "size", Reason: support.ReasonRequired}}}
	// ErrChanged: the file was written to while it was copied.
	ErrChanged = support.Errorf(support.CodeConflict, "the file changed while it was read")
	// ErrNoFile: it is a folder, or something else that is no file.
	ErrNoFile = support.Errorf(support.CodeInvalid, "this is not a file")
	// ErrDamaged: the disk gave back something else than was kept. It is not here any more, and can be fetched again from
	// wherever it is. It is an [fs.ErrNotExist].
	ErrDamaged = fmt.Errorf("%w: %w", support.Errorf(support.CodeStorage, "the file was damaged on the disk"), fs.ErrNotExist)
	// ErrBusy: somebody else is fetching the same file.
	ErrBusy = support.Errorf(support.CodeConflict, "the file is being fetched already")
)

// Folder is where files are kept. It may be used by several goroutines.
type Folder struct {
	dir string

	evicting sync.Mutex
	mu       sync.Mutex
	// pinned counts who needs a file that nobody else may know to be needed.
	pinned map[support.Digest]int
	// used notes the files that were used since the last eviction began.
	used map[support.Digest]bool
	// sound are files of which it was seen that they are as they were kept.
	sound map[support.Digest]bool
	// fetching are the parts that are open.
	fetching map[support.Digest]bool
}

// Kept is a file that is here.
type Kept struct {
	SHA256 support.Digest
	Size   int64
}

const (
	keptFolder       = "kept"
	partsFolder      = "parts"
	thumbnailsFolder = "thumbnails"
	shownFolder      = "shown"
	newFolder        = "new"
)

// Open opens a folder, or makes it, and removes what a program that was killed has left half written.
func Open(dir string) (*Folder, error) {
	for _, name := range []string{keptFolder, partsFolder, thumbnailsFolder, shownFolder, newFolder} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			return nil, support.Wrap(support.CodeStorage, err)
		}
	}
	f := &Folder{
		dir: dir, pinned: map[support.Digest]int{}, used: map[support.Digest]bool{}, sound: map[support.Digest]bool{},
		fetching: map[support.Digest]bool{},
	}
	for _, name := range []string{newFolder, thumbnailsFolder, shownFolder} {
		if err := removeUnfinished(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	if err := disk.SyncFolder(dir); err != nil {
		return nil, err
	}
	return f, disk.SyncFolder(filepath.Dir(dir))
}

// removeUnfinished removes what has no SHA-256 as its name yet.
func removeUnfinished(dir string) error {
	left, err := os.ReadDir(dir)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	for _, entry := range left {
		if _, err := support.ParseDigest(entry.Name()); err == nil {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return support.Wrap(support.CodeStorage, err)
		}
	}
	return nil
}

func (f *Folder) in(folder string, digest support.Digest) string {
	return filepath.Join(f.dir, folder, digest.String())
}

// Hold keeps a whole file from being evicted until [Folder.Release] is called for it, as [Folder.Take] does; it reports false where
// there is none.
func (f *Folder) Hold(digest support.Digest) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.Has(digest) {
		return false
	}
	f.pinned[digest]++
	return true
}

func (f *Folder) pin(digest support.Digest) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pinned[digest]++
}

// Release says that what Take returned, or [Part.Finish] has kept, may be evicted, as far as this one knows who took it.
func (f *Folder) Release(digest support.Digest) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pinned[digest]--; f.pinned[digest] <= 0 {
		delete(f.pinned, digest)
	}
	f.used[digest] = true
}

// Has reports whether a whole file is here.
func (f *Folder) Has(digest support.Digest) bool {
	_, err := os.Lstat(f.in(keptFolder, digest))
	return err == nil
}

// SizeOf is how many bytes a file takes that is here; 0 when it is not.
func (f *Folder) SizeOf(digest support.Digest) int64 {
	stat, err := os.Lstat(f.in(keptFolder, digest))
	if err != nil {
		return 0
	}
	return stat.Size()
}

// Open opens a file that is here, and notes that it is used; else it is fs.ErrNotExist. The first time since the program began
// all of it is read: one that is not what it was is dropped, which is [ErrDamaged].
func (f *Folder) Open(ctx context.Context, digest support.Digest) (*os.File, error) {
	if err := f.verify(ctx, digest); err != nil {
		return nil, err
	}
	file, err := os.Open(f.in(keptFolder, digest))
	if err != nil {
		return nil, opening(err)
	}
	f.mu.Lock()
	f.used[digest] = true
	f.mu.Unlock()
	// That it cannot be noted when it was used is no reason not to use it.
	now := time.Now()
	_ = os.Chtimes(file.Name(), now, now)
	return file, nil
}

func opening(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return support.Wrap(support.CodeStorage, err)
}

// verify reads a file, unless it was seen already that it is sound.
func (f *Folder) verify(ctx context.Context, digest support.Digest) error {
	f.mu.Lock()
	sound := f.sound[digest]
	f.mu.Unlock()
	if sound {
		return nil
	}
	name := f.in(keptFolder, digest)
	found, read, err := digestOf(ctx, name)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch is, err := os.Lstat(name); {
	case err != nil:
		return opening(err)
	case !os.SameFile(read, is):
		// Meanwhile it was kept anew, and that is sound.
		return nil
	case found != digest:
		if err := disk.Remove(name); err != nil {
			return err
		}
		return ErrDamaged
	}
	f.sound[digest] = true
	return nil
}

// digestOf is that of a file, and which file it is of.
func digestOf(ctx context.Context, name string) (support.Digest, fs.FileInfo, error) {
	file, err := os.Open(name)
	if err != nil {
		return support.Digest{}, nil, opening(err)
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, disk.Reading(ctx, file)); err != nil {
		if ctx.Err() != nil {
			return support.Digest{}, nil, ctx.Err()
		}
		return support.Digest{}, nil, support.Wrap(support.CodeStorage, err)
	}
	of, err := file.Stat()
	if err != nil {
		return support.Digest{}, nil, support.Wrap(support.CodeStorage, err)
	}
	return support.Digest(sum.Sum(nil)), of, nil
}
