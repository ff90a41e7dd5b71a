package outbox

import (
	"context"
	"database/sql"
	"errors"
)

// Notified is the newest reply of a ticket that was notified.
type Notified struct {
	Index int
	// MessageID is empty of what a version notified that did not keep it.
	MessageID string
}

// Notified is the ticket's newest reply that was notified; zero is none.
func (o *Outbox) Notified(ctx context.Context, ticketID string) (Notified, error) {
	var n Notified
	err := o.db.Readers.QueryRowContext(ctx, `SELECT up_to, message_id FROM notified WHERE ticket_id = ?`, ticketID).
		Scan(&n.Index, &n.MessageID)
	if errors.Is(err, sql.ErrNoRows) {
		return Notified{}, nil
	}
	return n, failure(err)
}

// SetNotified records the newest reply of each ticket that was notified, in one commit.
func (o *Outbox) SetNotified(ctx context.Context, newest map[string]Notified) error {
	return o.commit(ctx, func(tx *sql.Tx, _ []Act) ([]Act, error) {
		for ticketID, n := range newest {
			_, err := tx.ExecContext(ctx, `INSERT INTO notified (ticket_id, up_to, message_id) VALUES (?,?,?)
				ON CONFLICT (ticket_id) DO UPDATE SET up_to = excluded.up_to, message_id = excluded.message_id`,
				ticketID, n.Index, n.MessageID)
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
		return nil, put(ctx, tx, key, value)
	})
}

func put(ctx context.Context, tx *sql.Tx, key string, value []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO kept (key, value) VALUES (?,?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// Get is the fact kept under that key; false when there is none.
func (o *Outbox) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	err = o.db.Readers.QueryRowContext(ctx, `SELECT value FROM kept WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, failure(err)
}
