package syncer

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// fileLost is the state of a file that is among the lost, of which the outbox knows nothing.
const fileLost outbox.FileState = "lost"

// lost are files of one's own that a restored server is without, though it had them: they arrived more than a day ago, so that the
// outbox knows nothing of them any more, and the backup came without their bytes. Nothing but what the cache says keeps them: if
// the program ends, they are found again when the line is next up.
type lost struct {
	mu  sync.Mutex
	all []outbox.Attachment
}

func (l *lost) set(all []support.Attachment) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = make([]outbox.Attachment, len(all))
	for i := range all {
		l.all[i] = outbox.Attachment{Attachment: all[i], State: fileLost}
	}
}

// first is the first that is due.
func (l *lost) first(now time.Time) (a outbox.Attachment, there bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.all {
		if a = l.all[i]; !a.RetryAt.After(now) || a.RetryAt.After(now.Add(outbox.LongestWait)) {
			return a, true
		}
	}
	return outbox.Attachment{}, false
}

// next is when the first of them is due; false where there are none.
func (l *lost) next() (at time.Time, there bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.all {
		if i == 0 || l.all[i].RetryAt.Before(at) {
			at = l.all[i].RetryAt
		}
	}
	return at, len(l.all) > 0
}

// failed records a try of one: it is due again at retryAt, behind the others.
func (l *lost) failed(id string, retryAt time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.toEnd(id); a != nil {
		a.Attempts, a.RetryAt = a.Attempts+1, retryAt
	}
}

// back puts one behind the others.
func (l *lost) back(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.toEnd(id)
}

// toEnd moves one; nil where others were found meanwhile.
func (l *lost) toEnd(id string) *outbox.Attachment {
	i := slices.IndexFunc(l.all, func(a outbox.Attachment) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	a := l.all[i]
	l.all = append(slices.Delete(l.all, i, i+1), a)
	return &l.all[len(l.all)-1]
}

// done lets go of one.
func (l *lost) done(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(a outbox.Attachment) bool { return a.ID == id })
}

// hurry has all of them be due.
func (l *lost) hurry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.all {
		l.all[i].RetryAt = time.Time{}
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

// uploadLost sends one of them, if its bytes are still on this disk, until something else is due, and notes from where.
func (s *Syncer) uploadLost(ctx context.Context, epoch string, a outbox.Attachment, from *int64) (gotOn bool, err error) {
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
	err = s.Client.Acts(epoch).Upload(ctx, a.Attachment, content, s.watched(a.ID, from, &gotOn), func() bool {
		next, due := s.nextUpload()
		return due && next.ID == a.ID
	})
	switch code := support.CodeOf(err); {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, client.ErrYielded):
		return true, nil
	case err == nil:
		slog.InfoContext(ctx, "a file that the server had lost has gone again", "attachment", a.ID, "bytes", a.Size)
	case code == support.CodeAbandoned:
		// Since it was found to be lost.
	case code == support.CodeStorage:
		slog.WarnContext(ctx, "a file that the server has lost cannot be read", "attachment", a.ID, "err", err)
	default:
		return gotOn, s.uploadFailed(ctx, epoch, a, err)
	}
	s.lost.done(a.ID)
	return true, nil
}
