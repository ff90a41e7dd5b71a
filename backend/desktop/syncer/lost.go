package syncer

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// lost are files of one's own that a restored server is without, though it had them: they arrived more than a day ago, so that the
// outbox knows nothing of them any more, and the backup came without their bytes. Nothing but what the cache says keeps them: if
// the program ends, they are found again when the line is next up.
type lost struct {
	mu  sync.Mutex
	all []support.Attachment
}

func (l *lost) set(all []support.Attachment) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = all
}

func (l *lost) first() (a support.Attachment, there bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) == 0 {
		return a, false
	}
	return l.all[0], true
}

// done lets go of the first, unless others were found meanwhile.
func (l *lost) done(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) > 0 && l.all[0].ID == id {
		l.all = l.all[1:]
	}
}

// seekLost looks for them, on the day after a restore was noticed, once all that the server says is here.
func (s *Syncer) seekLost(ctx context.Context) {
	if !s.mayCome(ctx) {
		return
	}
	var all []support.Attachment
	err := s.Cache.Read(ctx, func(r *cache.Reader) (err error) {
		all, err = r.OwnUnarrived()
		return err
	})
	if err != nil {
		slog.WarnContext(ctx, "nobody knows which files the server has lost", "err", err)
		return
	}
	known := s.Outbox.Snapshot()
	all = slices.DeleteFunc(all, func(a support.Attachment) bool { _, is := known.Attachment(a.ID); return is })
	slices.SortFunc(all, func(a, b support.Attachment) int { return cmp.Or(cmp.Compare(a.Size, b.Size), cmp.Compare(a.ID, b.ID)) })
	s.lost.set(all)
	if len(all) > 0 {
		slog.InfoContext(ctx, "the server has lost files; those that are here go again", "files", len(all))
		s.hurryBytes.send()
	}
}

// uploadLost sends one of them, if its bytes are still on this disk, while nothing else is due. It returns what [Syncer.uploadNext]
// does; whatever the server says of the file itself is the end of it.
func (s *Syncer) uploadLost(ctx context.Context, epoch string) (gotOn bool, err error) {
	a, there := s.lost.first()
	if !there {
		return false, nil
	}
	content, err := s.Content(ctx, a.SHA256)
	if err != nil {
		if ctx.Err() == nil {
			// Of years there may be thousands.
			slog.DebugContext(ctx, "a file that the server has lost is not here either", "attachment", a.ID, "err", err)
			s.lost.done(a.ID)
		}
		return false, ctx.Err()
	}
	defer func() { _ = content.Close() }()
	defer s.Rests(a.ID)
	err = s.Client.Acts(epoch).Upload(ctx, a, content, s.watched(a.ID, &gotOn),
		func() bool { return len(s.Outbox.Snapshot().Uploads(s.Now())) == 0 })
	switch code := support.CodeOf(err); {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, client.ErrYielded):
		return true, nil
	case err == nil:
		slog.InfoContext(ctx, "a file that the server had lost has gone again", "attachment", a.ID, "bytes", a.Size)
	case code == support.CodeAbandoned:
		// Since it was found to be lost.
	case code == support.CodeCursorReset:
		return gotOn, err
	default:
		// The outbox has nothing to record of it; what is left is whether the line is at fault.
		if line := s.uploadFailed(ctx, epoch, outbox.Attachment{Attachment: a}, err); line != nil {
			return gotOn, line
		}
	}
	s.lost.done(a.ID)
	return true, nil
}
