package files

import (
	"io"
	"os"
	"time"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// PutThumbnail keeps what write writes as the thumbnail of a file, which need not be here.
func (f *Folder) PutThumbnail(of support.Digest, write func(io.Writer) error) error {
	return disk.PutAll(f.in(thumbnailsFolder, of), write)
}

// Thumbnail opens a file's thumbnail; if there is none it is fs.ErrNotExist.
func (f *Folder) Thumbnail(of support.Digest) (*os.File, error) {
	file, err := os.Open(f.in(thumbnailsFolder, of))
	if err != nil {
		return nil, opening(err)
	}
	return file, nil
}

// HasThumbnail reports whether there is one.
func (f *Folder) HasThumbnail(of support.Digest) bool {
	_, err := os.Lstat(f.in(thumbnailsFolder, of))
	return err == nil
}

// PutShown keeps what write writes as what is shown in the place of a picture; it makes room as files do.
func (f *Folder) PutShown(of support.Digest, write func(io.Writer) error) error {
	return disk.PutAll(f.in(shownFolder, of), write)
}

// Shown opens it, and notes that it is used; if there is none it is fs.ErrNotExist.
func (f *Folder) Shown(of support.Digest) (*os.File, error) {
	file, err := os.Open(f.in(shownFolder, of))
	if err != nil {
		return nil, opening(err)
	}
	now := time.Now()
	_ = os.Chtimes(file.Name(), now, now)
	return file, nil
}
