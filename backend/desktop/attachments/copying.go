package attachments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/picture"
	"filodiretto/backend/support"
)

// Save writes a copy of a file to a place on this disk, as a whole or not at all.
func (a *Attachments) Save(ctx context.Context, id, to string) error {
	_, content, err := a.Open(ctx, id)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return copyTo(ctx, to, content)
}

// copyTo writes a copy that the system takes for one from elsewhere.
func copyTo(ctx context.Context, file string, content io.Reader) error {
	err := disk.PutAll(file, func(w io.Writer) error {
		_, err := io.Copy(w, disk.Reading(ctx, content))
		return err
	})
	if err != nil {
		return nameless(err)
	}
	markForeign(file)
	return nil
}

// nameless is an error of the disk without the name of the file, which may say as much as what is in it: errors go into the log.
func nameless(err error) error {
	var (
		path *fs.PathError
		link *os.LinkError
	)
	code := support.CodeOf(err)
	switch {
	case errors.As(err, &path):
		return support.Wrap(code, fmt.Errorf("%s: %w", path.Op, path.Err))
	case errors.As(err, &link):
		return support.Wrap(code, fmt.Errorf("%s: %w", link.Op, link.Err))
	default:
		return err
	}
}

// errSavedAlone: it is not opened from here.
var errSavedAlone error = support.Errorf(support.CodeForbidden, "the file is none that is opened from here")

// Handout is a copy of a file under its own name, for another program to open: it may not be written to, and would change
// nothing here. support.CodeForbidden says that it is none of those that are opened from here: such a file can only be saved.
func (a *Attachments) Handout(ctx context.Context, id string) (string, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return "", err
	}
	defer func() { _ = content.Close() }()
	found, err := picture.Look(ctx, content)
	if err != nil {
		return "", err
	}
	// What the server says it is, and that its names and ids are what they should be, is not taken for granted.
	name := shortened(SafeName(f.Name), mostHandedOut)
	if !mayOpen(name, f.Type, found.Type) {
		return "", errSavedAlone
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	if launcher, err := launches(content); err != nil || launcher {
		return "", cmp.Or(err, errSavedAlone)
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	into := filepath.Join(a.HandedOut, f.SHA256.String()[:16])
	if err := os.MkdirAll(into, 0o700); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	file := filepath.Join(into, name)
	if isCopy(ctx, file, f.SHA256) {
		// Another program may have it open, and Windows would not let it be replaced.
		return file, nil
	}
	// Windows replaces nothing that may not be written to.
	_ = os.Chmod(file, 0o600)
	if err := copyTo(ctx, file, content); err != nil {
		return "", err
	}
	if err := os.Chmod(file, 0o400); err != nil {
		return "", nameless(support.Wrap(support.CodeStorage, err))
	}
	return file, nil
}

// isCopy reports whether a file is there that was made to the end, which is when it may not be written to any more, and is still
// what it was made as.
func isCopy(ctx context.Context, file string, of support.Digest) bool {
	copied, err := os.Open(file)
	if err != nil {
		return false
	}
	defer func() { _ = copied.Close() }()
	if is, err := copied.Stat(); err != nil || is.Mode().Perm()&0o200 != 0 {
		return false
	}
	sum := sha256.New()
	_, err = io.Copy(sum, disk.Reading(ctx, copied))
	return err == nil && support.Digest(sum.Sum(nil)) == of
}
