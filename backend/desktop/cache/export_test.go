package cache

import "context"

// Migrations are the package's, for tests that put others in their place.
var Migrations = &migrations

// KeptFeed are the cursors in the file, also of one of which all is to be fetched anew.
func (c *Cache) KeptFeed(ctx context.Context) (Feed, error) {
	var f Feed
	err := c.db.Readers.QueryRowContext(ctx, `SELECT forward, backward, filled FROM feed`).Scan(&f.Forward, &f.Backward, &f.Filled)
	return f, err
}
