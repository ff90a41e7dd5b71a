package outbox

import (
	"context"
	"database/sql"
	"time"

	"filodiretto/backend/support"
)

// Abandon gives up a file that has not arrived, of a message that is on its way or has gone: its bytes do not leave any more, and
// once the message has gone the server is told. The message may be one of which the act is not here any more, or never was: owner
// is its id. support.CodeArrived for one that was sent, ErrNoAttachment for one that can still be taken away; see Detach. A
// second time changes nothing.
func (o *Outbox) Abandon(ctx context.Context, owner string, a support.Attachment) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		kept, here := was.Attachment(a.ID)
		_, isAct := was.Act(kept.Owner)
		switch {
		case !here:
			return nil, true, insertFile(ctx, tx, &Attachment{Attachment: a, Owner: owner, State: FileAbandoning}, 1)
		case kept.Abandoned():
			return nil, false, nil
		case !isAct || was.mayChange(kept.Owner):
			return nil, false, ErrNoAttachment
		case kept.State == FileSent:
			return nil, false, support.Errorf(support.CodeArrived, "the file has arrived already")
		}
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET state = ?, attempts = 0, retry_at = 0, reason = '' WHERE id = ?`,
			string(FileAbandoning), a.ID)
		return nil, true, err
	})
}

// UploadAbandoned records that the server's store of that epoch (empty: of one that does not say it) knows of an attachment that
// its bytes do not come, or has nothing of which it could be told. If another epoch has begun meanwhile, it is to be told
// already.
func (o *Outbox) UploadAbandoned(ctx context.Context, epoch, id string, now time.Time) error {
	return o.commitAll(ctx, func(tx *sql.Tx, _ *Snapshot) ([]Act, bool, error) {
		if is, err := isEpoch(ctx, tx, epoch); err != nil || !is {
			return nil, false, err
		}
		// Of what no act here has, the feed says the rest.
		if _, err := tx.ExecContext(ctx, `DELETE FROM attachments WHERE id = ? AND owner NOT IN (SELECT id FROM acts)`, id); err != nil {
			return nil, false, err
		}
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET state = ?, sent_at = ?, retry_at = 0, reason = '' WHERE id = ?`,
			string(FileAbandoned), millis(now), id)
		return nil, true, err
	})
}

// Strays are how many files were given up of messages of which the act is not here.
func (s *Snapshot) Strays() (n int) {
	for a := range s.uploads {
		if find(s.acts, a.Owner) < 0 {
			n++
		}
	}
	return n
}

// withRefused makes files that were given up belong again to what was refused: whoever corrects that takes them out, or not.
func withRefused(ctx context.Context, tx *sql.Tx) (bool, error) {
	return touch(ctx, tx, `UPDATE attachments SET state = 'waiting', attempts = 0, retry_at = 0, sent_at = 0
		WHERE state IN ('abandoning', 'abandoned') AND owner IN (SELECT id FROM acts WHERE state = 'refused')`)
}
