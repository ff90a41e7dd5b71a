package outbox

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// Attachments are what is attached to a draft (by its key) or to an act (by its id), in order; do not change them.
func (s *Snapshot) Attachments(owner string) []Attachment { return s.files[owner] }

// Attachment is the attachment with that id.
func (s *Snapshot) Attachment(id string) (Attachment, bool) {
	for _, files := range s.files {
		for i := range files {
			if files[i].ID == id {
				return files[i], true
			}
		}
	}
	return Attachment{}, false
}

// Uploads are the attachments whose bytes are to be sent now, or of which the server is to be told that they do not come: of acts
// that were sent, the smallest first. One stays among them until UploadSent, UploadAbandoned, UploadFailed or UploadRefused says
// otherwise.
func (s *Snapshot) Uploads(now time.Time) []Attachment {
	var due []Attachment
	for a := range s.uploads {
		if !a.RetryAt.After(now) || a.RetryAt.After(now.Add(LongestWait)) {
			due = append(due, *a)
		}
	}
	slices.SortFunc(due, func(a, b Attachment) int { return cmp.Or(cmp.Compare(a.toSend(), b.toSend()), cmp.Compare(a.ID, b.ID)) })
	return due
}

// toSend is how many bytes are to go.
func (a *Attachment) toSend() int64 {
	if a.State == FileAbandoning {
		return 0
	}
	return a.Size
}

// NextUpload is when the first upload that waits is due; false when none waits. It may lie in the past.
func (s *Snapshot) NextUpload() (time.Time, bool) {
	var first time.Time
	waiting := false
	for a := range s.uploads {
		if !waiting || a.RetryAt.Before(first) {
			first, waiting = a.RetryAt, true
		}
	}
	return first, waiting
}

// uploads are the attachments of sent acts whose bytes wait, or that were given up, and those given up of messages of which the
// act is not here.
func (s *Snapshot) uploads(yield func(*Attachment) bool) {
	if len(s.files) == 0 {
		return
	}
	for i := range s.acts {
		if s.acts[i].State != StateSent {
			continue
		}
		files := s.files[s.acts[i].ID]
		for j := range files {
			if (files[j].State == FileWaiting || files[j].State == FileAbandoning) && !yield(&files[j]) {
				return
			}
		}
	}
	for owner, files := range s.files {
		for j := range files {
			if files[j].State == FileAbandoning && find(s.acts, owner) < 0 && !yield(&files[j]) {
				return
			}
		}
	}
}

// Held are the files whose bytes must stay on this disk: of drafts, of what has not arrived, and of what arrived less than a
// day ago, which a server that is restored may have lost. Those of what was given up stay until the server knows.
func (s *Snapshot) Held(now time.Time) map[support.Digest]bool {
	held := map[support.Digest]bool{}
	for owner, files := range s.files {
		changeable := s.mayChange(owner)
		for i := range files {
			a := &files[i]
			if !a.kept(now) && a.State != FileAbandoned {
				held[a.SHA256] = true
			}
			if changeable && a.Original != (support.Digest{}) {
				held[a.Original] = true
			}
		}
	}
	return held
}

// Done reports whether the act, and all that is attached to it, was sent so long ago that it can go once the feed has brought
// it.
func (s *Snapshot) Done(a Act, now time.Time) bool {
	if a.State != StateSent || a.SentAt.Add(Keep).After(now) {
		return false
	}
	for i := range s.files[a.ID] {
		if !s.files[a.ID][i].kept(now) {
			return false
		}
	}
	return true
}

// UploadSent records that the server's store of that epoch (empty: of one that does not say it) has all of an attachment's
// bytes. If another epoch has begun meanwhile, it waits again already. One that is no longer there is no error.
func (o *Outbox) UploadSent(ctx context.Context, epoch, id string, now time.Time) error {
	return o.commitAll(ctx, func(tx *sql.Tx, _ *Snapshot) ([]Act, bool, error) {
		if is, err := isEpoch(ctx, tx, epoch); err != nil || !is {
			return nil, false, err
		}
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET state = ?, sent_at = ?, retry_at = 0, reason = '' WHERE id = ?`,
			string(FileSent), millis(now), id)
		return nil, true, err
	})
}

// UploadFailed records a try that the line, the server or the disk failed: it is due again at retryAt.
func (o *Outbox) UploadFailed(ctx context.Context, id string, retryAt time.Time) error {
	return o.commitAll(ctx, func(tx *sql.Tx, _ *Snapshot) ([]Act, bool, error) {
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET attempts = attempts + 1, retry_at = ? WHERE id = ? AND state IN (?, ?)`,
			millis(retryAt), id, string(FileWaiting), string(FileAbandoning))
		return nil, true, err
	})
}

// UploadRefused records that the bytes cannot arrive, and why: the attachment stays visible as failed until somebody tries
// again or gives it up.
func (o *Outbox) UploadRefused(ctx context.Context, id string, why support.Code) error {
	return o.commitAll(ctx, func(tx *sql.Tx, _ *Snapshot) ([]Act, bool, error) {
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET state = ?, reason = ?, retry_at = 0 WHERE id = ? AND state = ?`,
			string(FileFailed), string(why), id, string(FileWaiting))
		return nil, true, err
	})
}

// uploadAgain makes the bytes of an act's attachments wait as if nobody had tried; what was given up is told again.
const uploadAgain = `UPDATE attachments SET state = CASE WHEN state IN ('abandoning', 'abandoned') THEN 'abandoning' ELSE 'waiting' END,
	attempts = 0, retry_at = 0, sent_at = 0, reason = '' WHERE owner IN (SELECT id FROM acts)`

// tryAgain makes bytes wait that have failed.
const tryAgain = `UPDATE attachments SET state = 'waiting', attempts = 0, retry_at = 0, reason = '' WHERE state = 'failed'`

func hurryUploads(ctx context.Context, tx *sql.Tx, failedToo bool) (bool, error) {
	hurried, err := touch(ctx, tx, `UPDATE attachments SET retry_at = 0 WHERE retry_at <> 0`)
	if err != nil || !failedToo {
		return hurried, err
	}
	// What failed because its writer is disabled does not get any further by asking.
	again, err := touch(ctx, tx, tryAgain+` AND reason <> ?`, string(support.CodeDisabled))
	return hurried || again, err
}

func failUploads(ctx context.Context, tx *sql.Tx, why support.Code) (bool, error) {
	return touch(ctx, tx, `UPDATE attachments SET state = 'failed', reason = ?, retry_at = 0
		WHERE state = 'waiting' AND owner IN (SELECT id FROM acts WHERE state = 'sent')`, string(why))
}

func (s *Snapshot) failedBy(code support.Code) bool {
	for _, files := range s.files {
		for i := range files {
			if files[i].State == FileFailed && files[i].Reason == code {
				return true
			}
		}
	}
	return false
}

// touch reports whether a statement has changed anything.
func touch(ctx context.Context, tx *sql.Tx, query string, args ...any) (bool, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
