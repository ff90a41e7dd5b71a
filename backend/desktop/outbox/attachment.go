package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// ErrNoAttachment: there is no such attachment, or not in the state that the call is for. Decide by errors.Is.
var ErrNoAttachment = errors.New("outbox: no such attachment")

// A FileState says how far an attachment's bytes have come. Those of drafts, and of acts that have not gone, wait.
type FileState string

// The states of an attachment's bytes.
const (
	FileWaiting FileState = "waiting"
	FileSent    FileState = "sent"
	// FileFailed: they cannot arrive, until somebody tries again.
	FileFailed FileState = "failed"
	// FileAbandoning: they were given up, and the server is yet to be told; FileAbandoned: it was.
	FileAbandoning FileState = "abandoning"
	FileAbandoned  FileState = "abandoned"
)

// Attachment is a file that belongs to a draft or to an act. What it declares never changes once the act that declares it
// is there. Type, Width and Height are what was found here; ArrivedAt is zero.
type Attachment struct {
	support.Attachment

	// Owner is a draft's key or an act's id.
	Owner string
	// Original is of the file as it was chosen, where what is sent was made from it; else zero.
	Original support.Digest

	State FileState
	// Attempts counts the tries that failed.
	Attempts int
	// RetryAt is when the next try is due; zero is at once.
	RetryAt time.Time
	// SentAt is set when sent, or when the server was told that they were given up; Reason when failed.
	SentAt time.Time
	Reason support.Code
}

// Abandoned reports whether it was given up here, whether or not the server knows.
func (a *Attachment) Abandoned() bool { return a.State == FileAbandoning || a.State == FileAbandoned }

// kept reports whether the server has had the bytes, or known that they do not come, for so long that nothing may ask again.
func (a *Attachment) kept(now time.Time) bool {
	return (a.State == FileSent || a.State == FileAbandoned) && !a.SentAt.Add(Keep).After(now)
}

// Declared are the attachments that the act's body declares; none of one that cannot be read, which is refused when it is sent.
func (a Act) Declared() []support.Attachment {
	switch a.Kind {
	case KindOpen:
		if b, err := a.Opening(); err == nil {
			return api.DeclaredIn(b.Attachments)
		}
	case KindReply, KindNote:
		if b, err := a.Message(); err == nil {
			return api.DeclaredIn(b.Attachments)
		}
	}
	return nil
}

// Attach keeps a file with a draft, or with a refused act, behind those that are there; it is on the disk when it returns.
// Its bytes must be, and those of the original, the file as it was chosen, where this one was made from it. ErrNoAttachment where its
// owner is an act that is not refused.
func (o *Outbox) Attach(ctx context.Context, owner string, a support.Attachment, original support.Digest) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		if !was.mayChange(owner) {
			return nil, false, ErrNoAttachment
		}
		last, err := lastPlace(ctx, tx, owner)
		if err != nil {
			return nil, false, err
		}
		return nil, true, insertFile(ctx, tx, &Attachment{Attachment: a, Owner: owner, Original: original, State: FileWaiting}, last+1)
	})
}

// Replace puts another file in the place of an attached one, under an id of its own or the same; original is the file as it was
// chosen, where this one was made from it, and stays held beside it. ErrNoAttachment where there is none that can be changed.
func (o *Outbox) Replace(ctx context.Context, id string, a support.Attachment, original support.Digest) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		old, ok := was.Attachment(id)
		if !ok || !was.mayChange(old.Owner) {
			return nil, false, ErrNoAttachment
		}
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET id = ?, name = ?, size = ?, sha256 = ?, original = ?, type = ?, width = ?, height = ?
			WHERE id = ?`, a.ID, a.Name, a.Size, a.SHA256.String(), original.String(), a.Type, a.Width, a.Height, id)
		return nil, true, err
	})
}

// Detach takes a file away from a draft or a refused act; ErrNoAttachment for any other, see Abandon.
func (o *Outbox) Detach(ctx context.Context, id string) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		a, ok := was.Attachment(id)
		if !ok || !was.mayChange(a.Owner) {
			return nil, false, ErrNoAttachment
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM attachments WHERE id = ?`, id)
		return nil, true, err
	})
}

// mayChange: what an act that is not refused declares, the server may have.
func (s *Snapshot) mayChange(owner string) bool {
	a, ok := s.Act(owner)
	return !ok || a.State == StateRefused
}

// takeAlong gives an act what it declares, from the drafts that become it, and reports whether there was anything. Whatever
// else is attached to those stays there: it was not said with the act.
func takeAlong(ctx context.Context, tx *sql.Tx, was *Snapshot, a Act, from []string) (bool, error) {
	declared := a.Declared()
	if len(declared) == 0 {
		return false, nil
	}
	for i := range declared {
		d := &declared[i]
		there, ok := was.Attachment(d.ID)
		if !ok || there.Name != d.Name || there.Size != d.Size || there.SHA256 != d.SHA256 {
			return false, fmt.Errorf("%w: %s is declared as what it is not", ErrNoAttachment, d.ID)
		}
		if !slices.Contains(from, there.Owner) {
			return false, fmt.Errorf("%w: %s belongs to another", ErrNoAttachment, d.ID)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE attachments SET owner = ?, place = ? WHERE id = ?`, a.ID, i+1, d.ID); err != nil {
			return false, err
		}
	}
	return true, nil
}

// takeAll is takeAlong of all that another act has: none is left behind.
func takeAll(ctx context.Context, tx *sql.Tx, was *Snapshot, a Act, from string) error {
	if _, err := takeAlong(ctx, tx, was, a, []string{from}); err != nil {
		return err
	}
	var left bool
	err := tx.QueryRowContext(ctx, `SELECT count(*) > 0 FROM attachments WHERE owner = ?`, from).Scan(&left)
	if err == nil && left {
		err = fmt.Errorf("%w: %s does not declare all that it has", ErrNoAttachment, a.ID)
	}
	return err
}

// moveFiles gives one owner what another has, behind what it has itself.
func moveFiles(ctx context.Context, tx *sql.Tx, from, to string) error {
	last, err := lastPlace(ctx, tx, to)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE attachments SET owner = ?, place = place + ? WHERE owner = ?`, to, last, from)
	return err
}

func lastPlace(ctx context.Context, tx *sql.Tx, owner string) (last int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(place), 0) FROM attachments WHERE owner = ?`, owner).Scan(&last)
	return last, err
}

func insertFile(ctx context.Context, tx *sql.Tx, a *Attachment, place int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO attachments (`+fileColumns+`, place) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		a.ID, a.Owner, a.Name, a.Size, a.SHA256.String(), a.Original.String(), a.Type, a.Width, a.Height, string(a.State), a.Attempts,
		millis(a.RetryAt), millis(a.SentAt), string(a.Reason), place)
	return err
}

func dropFiles(ctx context.Context, tx *sql.Tx, owner string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM attachments WHERE owner = ?`, owner)
	return err
}

const fileColumns = `id, owner, name, size, sha256, original, type, width, height, state, attempts, retry_at, sent_at, reason`

// readFiles are all attachments, by their owner, in their order.
func readFiles(ctx context.Context, q querier) (map[string][]Attachment, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+fileColumns+` FROM attachments ORDER BY owner, place, id`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	files := map[string][]Attachment{}
	for rows.Next() {
		a, err := scanFile(rows.Scan)
		if err != nil {
			return nil, err
		}
		files[a.Owner] = append(files[a.Owner], a)
	}
	return files, rows.Err()
}

func scanFile(scan func(...any) error) (Attachment, error) {
	var a Attachment
	var digest, original string
	var retry, sent int64
	err := scan(&a.ID, &a.Owner, &a.Name, &a.Size, &digest, &original, &a.Type, &a.Width, &a.Height, &a.State, &a.Attempts, &retry,
		&sent, &a.Reason)
	if err != nil {
		return a, err
	}
	a.RetryAt, a.SentAt = instant(retry), instant(sent)
	if a.SHA256, err = support.ParseDigest(digest); err != nil {
		return a, fmt.Errorf("attachment %s: %w", a.ID, err)
	}
	if original != "" {
		if a.Original, err = support.ParseDigest(original); err != nil {
			return a, fmt.Errorf("attachment %s: %w", a.ID, err)
		}
	}
	return a, nil
}
