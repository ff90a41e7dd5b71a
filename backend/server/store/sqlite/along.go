package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"filodiretto/backend/server/store"
	"filodiretto/backend/sqlitedb"
)

// alongStep is how many attachments are read at a time.
const alongStep = 500

// eachArrived calls fn with each attachment that has arrived by what a copy says that nobody else uses.
func eachArrived(ctx context.Context, file string, fn func(context.Context, store.Attachment) error) error {
	db, err := sqlitedb.OpenCopy(file)
	if err != nil {
		return err
	}
	return errors.Join(arrivedIn(ctx, db, fn), failure(db.Close()))
}

func arrivedIn(ctx context.Context, db *sql.DB, fn func(context.Context, store.Attachment) error) error {
	connection, err := connect(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = connection.close() }()
	r := reader{store: &Store{}, conn: connection, snapshot: true}
	for after := ""; ; {
		some, err := r.Arrived(ctx, after, alongStep)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, a := range some {
			if err := fn(ctx, a); err != nil {
				return err
			}
		}
		after = some[len(some)-1].ID
	}
}

// bringAlong has the bytes of a copy's attachments brought. What they could not be found of has not arrived.
func bringAlong(ctx context.Context, file string, bring func(context.Context, store.Attachment) (bool, error)) error {
	var lost []string
	err := eachArrived(ctx, file, func(ctx context.Context, a store.Attachment) error {
		there, err := bring(ctx, a)
		if err == nil && !there {
			lost = append(lost, a.ID)
		}
		return err
	})
	if err != nil || len(lost) == 0 {
		return err
	}
	err = change(ctx, file, func(db *sqlitedb.DB) error { return depart(ctx, db.Writer, lost) })
	if err != nil {
		return err
	}
	return verify(ctx, file)
}

// depart makes attachments what they were before they arrived, all of them or none.
func depart(ctx context.Context, db *sql.DB, ids []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := tx.ExecContext(ctx, `UPDATE attachments SET arrived_at = 0, type = '', width = 0, height = 0 WHERE id = ?`, key(id))
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
