package outbox

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// RefuseAll refuses whatever waits: the server will take nothing more from this person. Bytes that wait have failed, marks go.
func (o *Outbox) RefuseAll(ctx context.Context, why Refusal) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		failed, err := failUploads(ctx, tx, why.Code)
		if err != nil {
			return nil, false, err
		}
		after := make([]Act, 0, len(was.acts))
		changed := false
		for _, a := range was.acts {
			switch {
			case a.State != StateWaiting:
			case a.Kind == KindMark:
				if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE seq = ?`, a.Seq); err != nil {
					return nil, false, err
				}
				changed = true
				continue
			default:
				a.State, a.Refusal, a.RetryAt, changed = StateRefused, why, time.Time{}, true
				if err := update(ctx, tx, a); err != nil {
					return nil, false, err
				}
			}
			after = append(after, a)
		}
		if !changed {
			after = nil
		}
		back, err := withRefused(ctx, tx)
		return after, failed || back, err
	})
}

// TakeBack makes wait again what RefuseAll has refused with that code, bytes too. The server has judged none of it, and may
// have one whose answer was under way then: under its old id that is not said twice.
func (o *Outbox) TakeBack(ctx context.Context, code support.Code) error {
	isRefused := func(a Act) bool { return a.State == StateRefused && a.Refusal.Code == code }
	if now := o.Snapshot(); !slices.ContainsFunc(now.Acts(), isRefused) && !now.failedBy(code) {
		return nil
	}
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		if _, err := tx.ExecContext(ctx, tryAgain+` AND reason = ?`, string(code)); err != nil {
			return nil, false, err
		}
		after := slices.Clone(was.acts)
		for i := range after {
			a := &after[i]
			if !isRefused(*a) {
				continue
			}
			a.State, a.Refusal = StateWaiting, Refusal{}
			if err := update(ctx, tx, *a); err != nil {
				return nil, false, err
			}
		}
		return after, true, nil
	})
}
