package outbox

import (
	"context"
	"database/sql"
	"errors"
)

// Notified is the index up to which the ticket's replies were notified; zero is none.
func (o *Outbox) Notified(ctx context.Context, ticketID string) (int, error) {
	var upTo int
	err := o.db.Readers.QueryRowContext(ctx, `SELECT up_to FROM notified WHERE ticket_id = ?`, ticketID).Scan(&upTo)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return upTo, failure(err)
}

// SetNotified records up to which index tickets were notified, in one commit. It never goes back.
func (o *Outbox) SetNotified(ctx context.Context, upTo map[string]int) error {
	return o.commit(ctx, func(tx *sql.Tx, _ []Act) ([]Act, error) {
		for ticketID, index := range upTo {
			_, err := tx.ExecContext(ctx, `INSERT INTO notified (ticket_id, up_to) VALUES (?,?)
				ON CONFLICT (ticket_id) DO UPDATE SET up_to = max(up_to, excluded.up_to)`, ticketID, index)
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// Put keeps a settled fact of the profile (who it belongs to, which server, what verifies the password offline).
func (o *Outbox) Put(ctx context.Context, key string, value []byte) error {
	return o.commit(ctx, func(tx *sql.Tx, _ []Act) ([]Act, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO kept (key, value) VALUES (?,?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return nil, err
	})
}

// Get is the fact kept under that key; false when there is none.
func (o *Outbox) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	err = o.db.Readers.QueryRowContext(ctx, `SELECT value FROM kept WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, failure(err)
}
