package blobs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// Thumbnails is a folder of small pictures, each named like the blob that it is of. Any of them can be made again.
type Thumbnails struct{ dir string }

// OpenThumbnails makes the folder if it is missing.
func OpenThumbnails(dir string) (*Thumbnails, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	return &Thumbnails{dir}, nil
}

func (t *Thumbnails) file(company string, digest support.Digest) string {
	return filepath.Join(t.dir, filepath.FromSlash(key(company, digest))+".jpg")
}

// Put keeps what write draws. If that fails nothing is kept.
func (t *Thumbnails) Put(company string, digest support.Digest, write func(io.Writer) error) error {
	file := t.file(company, digest)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return disk.PutAll(file, write)
}

// Open opens one, or is support.CodeNotFound.
func (t *Thumbnails) Open(company string, digest support.Digest) (*os.File, error) {
	f, err := os.Open(t.file(company, digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, support.Wrap(support.CodeNotFound, err)
	}
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	return f, nil
}
