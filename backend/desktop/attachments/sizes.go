package attachments

import (
	"context"
	"log/slog"
	"sync"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/files"
	"filodiretto/backend/picture"
	"filodiretto/backend/support"
)

// sized are the two sizes of a picture of a draft.
type sized struct{ scaled, original support.Attachment }

// scaled remembers them; after a restart the smaller one is made again.
type scaled struct {
	mu sync.Mutex
	of map[string]sized
}

func (s *scaled) remember(id string, is sized) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[id] = is
}

func (s *scaled) recall(id string) (sized, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	is, ok := s.of[id]
	return is, ok
}

// Sizes are what a picture of a draft takes that was made smaller to be sent, in bytes, and which of the two is sent.
type Sizes struct {
	Scaled, Original int64
	SendOriginal     bool
}

// Sizes are those of a file of a draft; nil of one that was not made smaller, and where they cannot be found out.
func (a *Attachments) Sizes(ctx context.Context, f *desk.File) *Sizes {
	if f.State != desk.FileDraft || f.Original == (support.Digest{}) {
		return nil
	}
	var sizes *Sizes
	err := a.pinned(func(p *pins) error {
		is, err := a.sizesOf(ctx, p, f)
		if err == nil {
			sizes = &Sizes{Scaled: is.scaled.Size, Original: is.original.Size, SendOriginal: f.SHA256 == f.Original}
		}
		return err
	})
	if err != nil {
		slog.InfoContext(ctx, "the sizes of a picture are not known", "err", err)
	}
	return sizes
}

// sizesOf finds or makes again both sizes of a picture.
func (a *Attachments) sizesOf(ctx context.Context, p *pins, f *desk.File) (sized, error) {
	if is, ok := a.pictures.recall(f.ID); ok && is.original.SHA256 == f.Original && p.hold(is.scaled.SHA256) {
		return is, nil
	}
	original, err := a.pictured(ctx, files.Kept{SHA256: f.Original, Size: a.Folder.SizeOf(f.Original)})
	if err != nil {
		return sized{}, err
	}
	is := sized{scaled: f.Attachment, original: original}
	if f.SHA256 == f.Original {
		kept, err := p.pin(a.made(ctx, f.Original, support.MaxAttachmentSize, picture.Prepare))
		if err != nil {
			return sized{}, err
		}
		if is.scaled, err = a.pictured(ctx, kept); err != nil {
			return sized{}, err
		}
		a.drawThumbnail(ctx, is.scaled.SHA256)
	}
	a.pictures.remember(f.ID, is)
	return is, nil
}

// SendOriginal says whether a picture of a draft goes whole, or made smaller. support.CodeTooLarge says that the whole one is more
// than the server takes, support.CodeNotFound that there is no such choice.
func (a *Attachments) SendOriginal(ctx context.Context, id string, original bool) (desk.File, error) {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return desk.File{}, err
	}
	if f.State != desk.FileDraft || f.Original == (support.Digest{}) {
		return desk.File{}, support.Errorf(support.CodeNotFound, "there is no choice of the file")
	}
	var changed desk.File
	err = a.pinned(func(p *pins) error {
		is, err := a.sizesOf(ctx, p, &f)
		if err != nil {
			return err
		}
		sent := is.scaled
		if original {
			if sent, err = a.whole(ctx, is); err != nil {
				return err
			}
		}
		sent.ID, sent.Name = f.ID, f.Name
		changed, err = a.Desk.Replace(ctx, sent, f.Original)
		return err
	})
	return changed, err
}

// whole is a picture with all its pixels, if the server takes that much.
func (a *Attachments) whole(ctx context.Context, is sized) (support.Attachment, error) {
	limit, err := a.Limit()
	if err != nil {
		return support.Attachment{}, err
	}
	if is.original.Size > limit {
		return support.Attachment{}, support.Errorf(support.CodeTooLarge, "the original is larger than the server takes")
	}
	a.drawThumbnail(ctx, is.original.SHA256)
	return is.original, nil
}
