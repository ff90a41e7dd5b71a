package uploads

import (
	"context"
	"errors"
	"io"
	"os"

	"filodiretto/backend/picture"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

var errAbandoned = support.Errorf(support.CodeAbandoned, "whoever wrote the message has given this attachment up")

// finished reports whether all bytes of an attachment are kept. An upload that has come to its end is finished first: if
// that is impossible it stays, and is tried again when somebody asks again, except one that is not what was declared.
// One that was given up is support.CodeAbandoned.
func (u *Uploads) finished(a store.Attachment) (bool, error) {
	if a.Arrived() {
		// It may have been left by a server that was killed.
		return true, u.folder.drop(a.ID)
	}
	if a.Abandoned() {
		// As above.
		return false, errors.Join(errAbandoned, u.folder.drop(a.ID))
	}
	at, begun, err := u.folder.size(a.ID)
	switch {
	case err != nil:
		return false, err
	case !begun || at < a.Size:
		return false, nil
	}
	// The author may be gone, or the line; what has come is finished all the same.
	err = u.finish(u.working, a)
	u.measures.finished(err)
	if support.CodeOf(err) == support.CodeHashMismatch {
		u.config.Log.WarnContext(u.working, "an upload is not what was declared and begins anew", "attachment", a.ID, "bytes", at)
		return false, errors.Join(err, u.folder.drop(a.ID))
	}
	if err != nil {
		return false, err
	}
	u.config.Log.DebugContext(u.working, "an attachment has arrived", "attachment", a.ID, "bytes", a.Size)
	if err := u.folder.drop(a.ID); err != nil {
		// It has arrived; what is left of the upload expires.
		u.config.Log.WarnContext(u.working, "an upload that has arrived could not be removed", "attachment", a.ID, "error", err)
	}
	return true, nil
}

var errMismatch = support.Errorf(support.CodeHashMismatch, "what arrived is not what was declared")

// finish keeps the bytes, looks at them, and records that they are here, in this order: wherever it ends, the next try finds
// what there is.
func (u *Uploads) finish(ctx context.Context, a store.Attachment) error {
	came, err := u.folder.digestOf(ctx, a.ID, a.Size)
	switch {
	case err != nil:
		return err
	case came != a.SHA256:
		return errMismatch
	}
	if err := u.config.Blobs.PutFile(ctx, a.CompanyID, a.SHA256, u.folder.file(a.ID)); err != nil {
		return err
	}
	found, err := u.look(ctx, a)
	if err != nil {
		return err
	}
	return u.config.Service.Arrived(ctx, a.ID, found)
}

// look finds what kind of file it is, and draws a small one of a picture. A picture that cannot be drawn is a file like any other.
func (u *Uploads) look(ctx context.Context, a store.Attachment) (support.Attachment, error) {
	found := support.Attachment{Size: a.Size, SHA256: a.SHA256}
	file, err := u.config.Blobs.Open(ctx, a.CompanyID, a.SHA256, a.Size)
	if err != nil {
		return found, err
	}
	defer func() { _ = file.Close() }()
	kind, err := picture.Look(ctx, file)
	if err != nil {
		return found, err
	}
	found.Type = kind.Type
	if !kind.Picture {
		return found, nil
	}
	err = u.draw(ctx, a, file)
	if errors.Is(err, picture.ErrDamaged) || errors.Is(err, picture.ErrTooLarge) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	found.Width, found.Height = kind.Width, kind.Height
	return found, nil
}

// draw keeps a thumbnail of a picture.
func (u *Uploads) draw(ctx context.Context, a store.Attachment, from io.ReadSeeker) error {
	return u.config.Thumbnails.Put(a.CompanyID, a.SHA256, func(w io.Writer) error {
		if _, err := from.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return picture.Thumbnail(ctx, from, w)
	})
}

// Thumbnail opens the thumbnail of a picture that has arrived. One that was lost (no backup has them) is drawn anew.
func (u *Uploads) Thumbnail(ctx context.Context, a store.Attachment) (*os.File, error) {
	small, err := u.config.Thumbnails.Open(a.CompanyID, a.SHA256)
	if support.CodeOf(err) != support.CodeNotFound {
		return small, err
	}
	file, err := u.config.Blobs.Open(ctx, a.CompanyID, a.SHA256, a.Size)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if err := u.draw(ctx, a, file); err != nil {
		return nil, err
	}
	return u.config.Thumbnails.Open(a.CompanyID, a.SHA256)
}
