package outbox

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// RefuseAll refuses whatever waits: the server will take nothing more from this person. Marks go.
func (o *Outbox) RefuseAll(ctx context.Context, why Refusal) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		after := make([]Act, 0, len(acts))
		changed := false
		for _, a := range acts {
			switch {
			case a.State != StateWaiting:
			case a.Kind == KindMark:
				if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE seq = ?`, a.Seq); err != nil {
					return nil, err
				}
				changed = true
				continue
			default:
				a.State, a.Refusal, a.RetryAt, changed = StateRefused, why, time.Time{}, true
				if err := update(ctx, tx, a); err != nil {
					return nil, err
				}
			}
			after = append(after, a)
		}
		if !changed {
			return nil, nil
		}
		return after, nil
	})
}

// TakeBack makes wait again what RefuseAll has refused with that code. The server has judged none of it, and may have one
// whose answer was under way then: under its old id that is not said twice.
func (o *Outbox) TakeBack(ctx context.Context, code support.Code) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		after := slices.Clone(acts)
		changed := false
		for i := range after {
			a := &after[i]
			if a.State != StateRefused || a.Refusal.Code != code {
				continue
			}
			a.State, a.Refusal, changed = StateWaiting, Refusal{}, true
			if err := update(ctx, tx, *a); err != nil {
				return nil, err
			}
		}
		if !changed {
			return nil, nil
		}
		return after, nil
	})
}
