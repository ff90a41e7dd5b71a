package attachments

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/picture"
	"filodiretto/backend/support"
)

// Open opens the bytes of a file, which are fetched first where they are not here.
func (a *Attachments) Open(ctx context.Context, id string) (desk.File, *os.File, error) {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return f, nil, err
	}
	var content *os.File
	open := func() error {
		content, err = a.Folder.Open(ctx, f.SHA256)
		return err
	}
	if err = a.fetch(ctx, f.Attachment, open); errors.Is(err, fs.ErrNotExist) {
		// What was here was damaged, and is here no more.
		err = a.fetch(ctx, f.Attachment, open)
	}
	return f, content, err
}

// Shown opens what a window shows of a file: all of it or, of a picture with too many pixels, a JPEG with fewer. The type is that
// of what is opened, and none of a picture unless it is one that can be shown.
func (a *Attachments) Shown(ctx context.Context, id string) (desk.File, *os.File, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return f, nil, err
	}
	found, err := picture.Look(ctx, content)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = content.Close()
		return f, nil, support.Wrap(support.CodeStorage, err)
	}
	if !found.Picture {
		f.Type = "application/octet-stream"
		return f, content, nil
	}
	f.Type = found.Type
	if int64(found.Width)*int64(found.Height) <= picture.MostShown {
		return f, content, nil
	}
	defer func() { _ = content.Close() }()
	f.Type = "image/jpeg"
	fewer, err := a.Folder.Shown(f.SHA256)
	if errors.Is(err, fs.ErrNotExist) {
		err = a.Folder.PutShown(f.SHA256, func(w io.Writer) error { return picture.Shown(ctx, content, w) })
		if err != nil {
			return f, nil, err
		}
		fewer, err = a.Folder.Shown(f.SHA256)
		a.makeRoom(ctx)
	}
	return f, fewer, err
}

// Thumbnail is the small picture of a file, a JPEG: from this disk, or else from the server. support.CodeNotFound says that
// there is none.
func (a *Attachments) Thumbnail(ctx context.Context, id string) (desk.File, *os.File, error) {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return f, nil, err
	}
	if !a.Folder.HasThumbnail(f.SHA256) {
		if err := a.bringThumbnail(ctx, f.Attachment); err != nil {
			return f, nil, err
		}
	}
	content, err := a.Folder.Thumbnail(f.SHA256)
	return f, content, err
}

// bringThumbnail draws it from what is here, or fetches it.
func (a *Attachments) bringThumbnail(ctx context.Context, what support.Attachment) error {
	if what.Width == 0 {
		return support.Errorf(support.CodeNotFound, "the file is no picture")
	}
	if a.Folder.Has(what.SHA256) {
		a.drawThumbnail(ctx, what.SHA256)
		if a.Folder.HasThumbnail(what.SHA256) {
			return nil
		}
	}
	if !what.Arrived() {
		return support.Errorf(support.CodeNotFound, "the file has not arrived at the server")
	}
	small, err := a.Client.Thumbnail(ctx, what.ID)
	if err != nil {
		return err
	}
	is, err := picture.Look(ctx, bytes.NewReader(small))
	if err != nil {
		return err
	}
	if is.Type != "image/jpeg" || !is.Picture || max(is.Width, is.Height) > smallSide {
		// The window would draw whatever it is given.
		return support.Errorf(support.CodeNotFound, "what came is no small picture")
	}
	return a.Folder.PutThumbnail(what.SHA256, func(w io.Writer) error {
		_, err := w.Write(small)
		return err
	})
}

// smallSide is the longest side of a small picture, by the contract.
const smallSide = 480

// Picture opens what a document shows of a picture, a JPEG: the picture itself where it is one that was made to be sent, else its
// thumbnail. fs.ErrNotExist says that neither is on this disk.
func (a *Attachments) Picture(ctx context.Context, what *support.Attachment) (io.ReadCloser, error) {
	if what.Type == "image/jpeg" && max(what.Width, what.Height) <= printedSide {
		if content, err := a.Folder.Open(ctx, what.SHA256); err == nil {
			return content, nil
		}
	}
	return a.Folder.Thumbnail(what.SHA256)
}

// printedSide is the longest side of a picture that stands in a document as it is: what is longer was sent as an original, and
// may have to be turned first.
const printedSide = 2048
