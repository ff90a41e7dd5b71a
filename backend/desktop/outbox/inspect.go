package outbox

import (
	"context"

	"filodiretto/backend/sqlitedb"
)

// Schema is the version of the file's schema.
func (o *Outbox) Schema(ctx context.Context) (int64, error) {
	version, err := o.db.Schema(ctx)
	return version, failure(err)
}

// Inspect looks at the whole file.
func (o *Outbox) Inspect(ctx context.Context) (sqlitedb.Inspection, error) {
	found, err := o.db.Inspect(ctx)
	return found, failure(err)
}
