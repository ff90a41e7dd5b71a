// Package disk is what both programs ask of the disk beyond single files: to put one in another's place so that a power
// cut leaves either the old or the new, to make names durable, to read no longer than somebody waits, and how much room there is. Each
// error of its own is support.CodeStorage.
package disk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"filodiretto/backend/support"
)

// Put replaces a file as a whole by the content, 0600. When it returns it is on the disk, and the name is its.
func Put(file string, content []byte) error {
	return PutAll(file, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// PutAll is [Put] of what write writes. If that fails, what was there stays.
func PutAll(file string, write func(to io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*")
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // once it is renamed there is nothing of that name
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return SyncFolder(filepath.Dir(file))
}

// Remove removes a file so that no power cut brings it back. One that is not there is no error.
func Remove(file string) error {
	err := os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return SyncFolder(filepath.Dir(file))
}

// SyncFolder makes durable what names in a folder mean, where the system knows such a thing.
func SyncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	err = f.Sync()
	if runtime.GOOS == "windows" || errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		// Windows, and some file systems of other computers, refuse to sync folders.
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// Reading is r until ctx ends: whoever reads a large file does not hold up the end of the program. It is nothing but a reader, so a
// copy from it goes through the buffer that it is given.
func Reading(ctx context.Context, r io.Reader) io.Reader { return reading{ctx, r} }

type reading struct {
	ctx context.Context //nolint:containedctx // a reader lives as long as the one call that reads
	r   io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
