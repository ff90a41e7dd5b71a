package syncer

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// bytesPause is between two tries of a file that the server keeps failing.
const bytesPause = 5 * time.Minute

// spoiltTries is how often a file is sent that arrives as another: each time all of it goes.
const spoiltTries = 3

// upload takes the bytes of attachments up until ctx ends: one file at a time, the smallest first, and those last that something on
// the way stops. Their messages have gone before, with the acts, which wait for no bytes.
func (s *Syncer) upload(ctx context.Context) {
	changed, stop := s.Outbox.Watch()
	defer stop()
	failures := 0
	s.spoilt = map[string]int{}
	for ctx.Err() == nil {
		if _, due := s.nextUpload(); !due {
			s.restUploads(ctx, changed)
			continue
		}
		gotOn := false
		err := s.meet(ctx)
		if err == nil {
			gotOn, err = s.uploadNext(ctx)
		}
		if support.CodeOf(err) == support.CodeCursorReset {
			// The store was restored since it was met.
			s.dropped()
		}
		switch {
		case err == nil:
			failures = 0
		case sessionEnded(support.CodeOf(err)):
			s.renewed(ctx)
		default:
			failures++
			if gotOn {
				// However often it is cut: a line that carries something is not given more and more time to recover.
				failures = 1
			}
			if ctx.Err() == nil {
				s.line.failed(reasonOf(err))
			}
			slog.InfoContext(ctx, "the line does not carry bytes", "failures", failures, "err", err)
			pause(ctx, backoff(failures, retryAfter(err)), s.hurryBytes)
		}
	}
}

// restUploads waits for something to send.
func (s *Syncer) restUploads(ctx context.Context, changed <-chan struct{}) {
	wait := idle
	if at, any := s.Outbox.Snapshot().NextUpload(); any {
		wait = max(at.Sub(s.Now()), time.Millisecond)
	}
	if at, any := s.lost.next(); any {
		wait = min(wait, max(at.Sub(s.Now()), time.Millisecond))
	}
	timer := time.NewTimer(min(wait, idle))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-changed:
	case <-s.hurryBytes:
	}
}

// nextUpload is the file whose turn it is: the smallest that is due, and what a restored server has lost after all others.
func (s *Syncer) nextUpload() (a outbox.Attachment, due bool) {
	now := s.Now()
	all := s.Outbox.Snapshot().Uploads(now)
	if a, lost := s.lost.first(now); lost {
		all = append(all, a)
	}
	if len(all) == 0 {
		return a, false
	}
	return s.overtaken.first(all, now), true
}

// uploadNext sends the file whose turn it is, and records what became of it. It returns an error when the line is at fault, or the
// disk, and whether anything has gone all the same. As with acts, the epoch is read before the outbox.
func (s *Syncer) uploadNext(ctx context.Context) (gotOn bool, err error) {
	epoch, _ := s.epoch.Load().(string)
	a, due := s.nextUpload()
	if !due {
		return false, nil
	}
	s.overtaken.begins(&a, s.Now())
	from := int64(-1)
	switch a.State {
	case outbox.FileAbandoning:
		gotOn, err = s.abandon(ctx, epoch, a)
	case fileLost:
		gotOn, err = s.uploadLost(ctx, epoch, a, &from)
	default:
		gotOn, err = s.uploadWaiting(ctx, epoch, a, &from)
	}
	switch {
	case ctx.Err() != nil:
	case err == nil:
		s.overtaken.carried(&a)
	case blamesLine(err) && s.overtaken.failed(&a, from):
		// What has gone of it did not come to the server: whatever swallows it is not to be given it every moment.
		gotOn = false
		if a.State == fileLost {
			s.lost.back(a.ID)
		}
	}
	return gotOn, err
}

// uploadWaiting sends a file of the outbox, and notes from where.
func (s *Syncer) uploadWaiting(ctx context.Context, epoch string, a outbox.Attachment, from *int64) (gotOn bool, err error) {
	err = s.uploadOne(ctx, s.Client.Acts(epoch), a, s.watched(a.ID, from, &gotOn))
	defer s.Rests(a.ID)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err == nil:
		return true, s.Outbox.UploadSent(ctx, epoch, a.ID, s.Client.ServerNow())
	case errors.Is(err, client.ErrYielded):
		return true, nil
	case support.CodeOf(err) == support.CodeAbandoned:
		// At another workstation.
		return true, s.Outbox.UploadAbandoned(ctx, epoch, a.ID, s.Client.ServerNow())
	}
	return gotOn, s.uploadFailed(ctx, epoch, a, err)
}

// watched tells how far a file has come, and notes where it began, and whether more has been sent since. Of that nobody knows how
// much is there before the server says where the next try begins.
func (s *Syncer) watched(id string, from *int64, gotOn *bool) func(sent int64) {
	return func(sent int64) {
		if *from < 0 {
			*from = sent
		}
		*gotOn = sent > *from
		s.Uploading(id, sent)
	}
}

// abandon tells the server that the bytes of a file do not come.
func (s *Syncer) abandon(ctx context.Context, epoch string, a outbox.Attachment) (gotOn bool, err error) {
	err = s.Client.Acts(epoch).Abandon(ctx, a.ID)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err == nil:
		return true, s.Outbox.UploadAbandoned(ctx, epoch, a.ID, s.Client.ServerNow())
	case support.CodeOf(err) == support.CodeArrived:
		// The answer to its last bytes was lost.
		return true, s.Outbox.UploadSent(ctx, epoch, a.ID, s.Client.ServerNow())
	}
	return false, s.uploadFailed(ctx, epoch, a, err)
}

// whileWanted ends, with [client.ErrYielded], when somebody gives a file up: nothing more of it is to go.
func (s *Syncer) whileWanted(ctx context.Context, id string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	changed, stop := s.Outbox.Watch()
	go func() {
		defer stop()
		for {
			if a, ok := s.Outbox.Snapshot().Attachment(id); !ok || a.State != outbox.FileWaiting {
				cancel(client.ErrYielded)
			}
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}

// uploadOne sends what the server has not got of one file.
func (s *Syncer) uploadOne(ctx context.Context, to client.Acts, a outbox.Attachment, progress func(sent int64)) error {
	content, err := s.Content(ctx, a.SHA256)
	if err != nil {
		return ownFault(err)
	}
	defer func() { _ = content.Close() }()
	wanted, over := s.whileWanted(ctx, a.ID)
	defer over()
	err = to.Upload(wanted, a.Attachment, content, progress, func() bool {
		// Something smaller, attached meanwhile, does not wait for all of this.
		next, due := s.nextUpload()
		return due && next.ID == a.ID
	})
	if err != nil && errors.Is(context.Cause(wanted), client.ErrYielded) {
		return client.ErrYielded
	}
	if support.CodeOf(err) == support.CodeHashMismatch {
		return s.orDamagedHere(ctx, a, content, err)
	}
	return err
}

// fault is what keeps one file from arriving for good.
type fault struct {
	code  support.Code
	cause error
}

func (f *fault) Error() string { return "the file cannot be sent: " + f.cause.Error() }
func (f *fault) Unwrap() error { return f.cause }

// ownFault is a file that this disk does not give.
func ownFault(err error) error {
	switch gone := errors.Is(err, fs.ErrNotExist); {
	case gone && support.CodeOf(err) == support.CodeStorage:
		// It was another than the one that was kept.
		return &fault{support.CodeHashMismatch, err}
	case gone:
		return &fault{support.CodeNotFound, err}
	}
	return &fault{support.CodeStorage, err}
}

// orDamagedHere tells a file that arrived as another because this disk gave another from one that the line changed.
func (s *Syncer) orDamagedHere(ctx context.Context, a outbox.Attachment, content *os.File, mismatch error) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, disk.Reading(ctx, io.NewSectionReader(content, 0, a.Size+1))); err != nil {
		return ownFault(err)
	}
	if support.Digest(sum.Sum(nil)) != a.SHA256 {
		return &fault{support.CodeHashMismatch, mismatch}
	}
	return mismatch
}

// uploadFailed records what became of a file that did not arrive, or of which the server could not be told that it does not. It
// returns an error when the line is at fault, or the disk.
func (s *Syncer) uploadFailed(ctx context.Context, epoch string, a outbox.Attachment, err error) error {
	code := support.CodeOf(err)
	if code == support.CodeHashMismatch {
		s.spoilt[a.ID]++
	}
	var mine *fault
	switch {
	case errors.As(err, &mine):
		slog.ErrorContext(ctx, "an attachment cannot be sent", "attachment", a.ID, "err", err)
		return s.Outbox.UploadRefused(ctx, a.ID, mine.code)
	case code == support.CodeStorage:
		// Of the content: what the outbox says never comes here.
		slog.ErrorContext(ctx, "an attachment cannot be read", "attachment", a.ID, "err", err)
		return s.Outbox.UploadRefused(ctx, a.ID, code)
	case code == support.CodeNotFound && s.mayCome(ctx):
		// A restored server is yet to be told of the message.
		return s.uploadWaits(ctx, a, backoff(a.Attempts+1, 0))
	case code == support.CodeNotFound && !s.TakesFiles():
		// Nor has a server from before attachments any idea of them.
		return s.uploadWaits(ctx, a, bytesPause)
	case code == support.CodeForbidden, code == support.CodeInvalid, code == support.CodeTooLarge:
		slog.WarnContext(ctx, "attachment refused", "attachment", a.ID, "err", err)
		return s.uploadRefused(ctx, epoch, a, code)
	case code == support.CodeNotFound && a.Attempts+1 >= outbox.StuckAfter, code == support.CodeHashMismatch && s.spoilt[a.ID] >= spoiltTries:
		slog.WarnContext(ctx, "an attachment does not arrive", "attachment", a.ID, "err", err)
		delete(s.spoilt, a.ID)
		return s.uploadRefused(ctx, epoch, a, code)
	case failsThisAct(code), code == support.CodeNotFound, code == support.CodeConflict, code == support.CodeHashMismatch:
		// Others may fare better, so only this one waits. A conflict is a request of before that the server is not rid of.
		wait := backoff(a.Attempts+1, retryAfter(err))
		if a.Attempts+1 >= outbox.StuckAfter {
			wait = max(wait, bytesPause)
		}
		return s.uploadWaits(ctx, a, min(wait, outbox.LongestWait))
	default:
		return err
	}
}

// uploadWaits records a try that failed: after that time there is another.
func (s *Syncer) uploadWaits(ctx context.Context, a outbox.Attachment, wait time.Duration) error {
	at := s.Now().Add(wait)
	if a.State == fileLost {
		s.lost.failed(a.ID, at)
		return nil
	}
	return s.Outbox.UploadFailed(ctx, a.ID, at)
}

// uploadRefused records that a file cannot arrive. Where it was given up, nobody is left to be told; nor is somebody of one that
// had arrived once.
func (s *Syncer) uploadRefused(ctx context.Context, epoch string, a outbox.Attachment, code support.Code) error {
	switch a.State {
	case outbox.FileAbandoning:
		return s.Outbox.UploadAbandoned(ctx, epoch, a.ID, s.Client.ServerNow())
	case fileLost:
		s.lost.done(a.ID)
		return nil
	default:
		return s.Outbox.UploadRefused(ctx, a.ID, code)
	}
}
