package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Where the epoch of the server's store is kept, and when it was found to have become another.
const (
	epochKey = "epoch"
	againKey = "again"
)

// Begin takes note of which epoch the server's store is in. Where it is another than before, the store was restored from a
// backup, and nobody knows what it still has: every act that was sent waits again, and so do the bytes of what is attached,
// in the same commit. To a store that has it it is a repeat, which changes nothing. Places in tickets are forgotten: they
// were those of the store as it was. It reports whether that was so. An empty epoch is of a server that does not say it. now
// is the server's time, kept for [Outbox.Again].
func (o *Outbox) Begin(ctx context.Context, epoch string, now time.Time) (again bool, err error) {
	kept, known, err := o.Get(ctx, epochKey)
	if err != nil || epoch == "" || known && string(kept) == epoch {
		return false, err
	}
	return known, o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		if err := put(ctx, tx, epochKey, []byte(epoch)); err != nil || !known {
			return nil, false, err
		}
		return sendAgain(ctx, tx, was, now)
	})
}

// SendAgain does the same for a store that went back in time without saying so: somebody put an older file in its place.
func (o *Outbox) SendAgain(ctx context.Context, now time.Time) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) { return sendAgain(ctx, tx, was, now) })
}

func sendAgain(ctx context.Context, tx *sql.Tx, was *Snapshot, now time.Time) ([]Act, bool, error) {
	if err := put(ctx, tx, againKey, strconv.AppendInt(nil, millis(now), 10)); err != nil {
		return nil, false, err
	}
	if _, err := tx.ExecContext(ctx, uploadAgain); err != nil {
		return nil, false, err
	}
	after := slices.Clone(was.acts)
	for i := range after {
		a := &after[i]
		a.SeenIndex, a.SeenNote = 0, 0
		if a.State == StateSent {
			a.State, a.Answer, a.SentAt = StateWaiting, Answer{}, time.Time{}
			a.Attempts, a.CodedFailures, a.RetryAt = 0, 0, time.Time{}
		}
		if err := update(ctx, tx, *a); err != nil {
			return nil, false, err
		}
	}
	return after, true, nil
}

// Sent records the answer of the server's store of that epoch (empty: of one that does not say it). If another has begun
// meanwhile, the act waits again already, and what the store as it was has answered is worth nothing. An act that is no
// longer there (a mark that another took the place of) is no error.
func (o *Outbox) Sent(ctx context.Context, epoch, id string, answer Answer, now time.Time) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		i := find(acts, id)
		if i < 0 {
			return nil, nil
		}
		if is, err := isEpoch(ctx, tx, epoch); err != nil || !is {
			return nil, err
		}
		after := slices.Clone(acts)
		after[i].sent(answer, now)
		return after, update(ctx, tx, after[i])
	})
}

// isEpoch reports whether the server's store is still in that epoch; the empty one is of a server that does not say it.
func isEpoch(ctx context.Context, tx *sql.Tx, epoch string) (bool, error) {
	var current []byte
	err := tx.QueryRowContext(ctx, `SELECT value FROM kept WHERE key = ?`, epochKey).Scan(&current)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	return epoch == "" || string(current) == epoch, nil
}

// Again reports whether the server's store was restored so lately that others may still be sending again what they
// wrote: what it does not know may come.
func (o *Outbox) Again(ctx context.Context, now time.Time) (bool, error) {
	kept, ok, err := o.Get(ctx, againKey)
	if err != nil || !ok {
		return false, err
	}
	began, err := strconv.ParseInt(string(kept), 10, 64)
	if err != nil {
		return false, errors.Join(fmt.Errorf("outbox: %s is %q", againKey, kept), err)
	}
	return now.Sub(instant(began)).Abs() < Keep, nil
}
