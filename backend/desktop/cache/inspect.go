package cache

import (
	"context"
	"slices"

	"filodiretto/backend/sqlitedb"
)

// Schema is the version of the file's schema.
func (c *Cache) Schema(ctx context.Context) (int64, error) {
	version, err := c.db.Schema(ctx)
	return version, c.failure(err)
}

// Inspect looks at the whole file. Where that is not sound, the next Open is told to look closely.
func (c *Cache) Inspect(ctx context.Context) (sqlitedb.Inspection, error) {
	found, err := c.db.Inspect(ctx)
	if err == nil && !slices.Equal(found.Check, []string{"ok"}) {
		c.suspect()
	}
	return found, c.failure(err)
}
