package attachments

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/picture"
	"filodiretto/backend/support"
)

// ready is a file as it is to be sent, without its name. Of a picture that was made smaller, original is all of it, without
// where and by whom it was taken.
type ready struct{ sent, original support.Attachment }

// prepare makes a file that is on the disk ready to be sent. What is no picture goes as it is.
func (a *Attachments) prepare(ctx context.Context, p *pins, kept files.Kept, limit int64) (ready, error) {
	is, err := a.pictured(ctx, kept)
	if err != nil {
		return ready{}, err
	}
	small, err := p.pin(a.made(ctx, kept.SHA256, limit, picture.Prepare))
	switch {
	case errors.Is(err, errSame):
		return ready{sent: is}, nil
	case errors.Is(err, picture.ErrDamaged), errors.Is(err, picture.ErrTooLarge):
		slog.InfoContext(ctx, "a picture cannot be made smaller", "err", err)
		as, err := a.stripped(ctx, p, kept, limit)
		as.sent.Width, as.sent.Height = 0, 0
		return as, err
	case err != nil:
		return ready{}, err
	}
	var as ready
	if as.sent, err = a.pictured(ctx, small); err != nil {
		return ready{}, err
	}
	if max(as.sent.Width, as.sent.Height) < max(is.Width, is.Height) {
		whole, err := a.stripped(ctx, p, kept, support.MaxAttachmentSize)
		if err != nil {
			return ready{}, err
		}
		if whole.sent.Size <= as.sent.Size {
			// It was pressed so hard that fewer pixels would take more bytes.
			as.sent = whole.sent
		} else {
			as.original = whole.sent
		}
	}
	if a.drawThumbnail(ctx, as.sent.SHA256); !a.Folder.HasThumbnail(as.sent.SHA256) {
		as.sent.Width, as.sent.Height = 0, 0
	}
	return as, nil
}

// stripped is a picture with all its pixels, without where and by whom it was taken; or as it is, where nothing is known of
// its inside.
func (a *Attachments) stripped(ctx context.Context, p *pins, kept files.Kept, limit int64) (ready, error) {
	whole, err := p.pin(a.made(ctx, kept.SHA256, limit, picture.Strip))
	if errors.Is(err, errSame) || errors.Is(err, picture.ErrDamaged) {
		whole = kept
	} else if err != nil {
		return ready{}, err
	}
	is, err := a.pictured(ctx, whole)
	return ready{sent: is}, err
}

// pictured is what is declared of a file on the disk, but for its name; width and height of a picture alone.
func (a *Attachments) pictured(ctx context.Context, kept files.Kept) (support.Attachment, error) {
	f, err := a.Folder.Open(ctx, kept.SHA256)
	if err != nil {
		return support.Attachment{}, err
	}
	defer func() { _ = f.Close() }()
	found, err := picture.Look(ctx, f)
	return support.Attachment{
		Size: kept.Size, SHA256: kept.SHA256, Type: found.Type, Width: found.Width, Height: found.Height,
	}, err
}

// errSame: nothing was to be made of a file.
var errSame = errors.New("attachments: it stays as it is")

// made keeps what is made of a file on the disk; errSame when nothing is.
func (a *Attachments) made(
	ctx context.Context, from support.Digest, limit int64, how func(context.Context, io.ReadSeeker, io.Writer) (bool, error),
) (files.Kept, error) {
	f, err := a.Folder.Open(ctx, from)
	if err != nil {
		return files.Kept{}, err
	}
	defer func() { _ = f.Close() }()
	return a.Folder.Write(ctx, limit, func(w io.Writer) error {
		changed, err := how(ctx, f, w)
		if err == nil && !changed {
			err = errSame
		}
		return err
	})
}

// drawThumbnail makes the small picture of one on the disk. Without it the picture itself is still there.
func (a *Attachments) drawThumbnail(ctx context.Context, digest support.Digest) {
	if a.Folder.HasThumbnail(digest) {
		return
	}
	f, err := a.Folder.Open(ctx, digest)
	if err == nil {
		err = a.Folder.PutThumbnail(digest, func(w io.Writer) error { return picture.Thumbnail(ctx, f, w) })
		_ = f.Close()
	}
	if err != nil {
		slog.InfoContext(ctx, "no thumbnail", "err", err)
	}
}
