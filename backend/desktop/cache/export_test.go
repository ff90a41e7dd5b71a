package cache

import (
	"context"
	"maps"
	"slices"
)

// Migrations are the package's, for tests that put others in their place.
var Migrations = &migrations

// KeptFeed are the cursors in the file, also of one of which all is to be fetched anew.
func (c *Cache) KeptFeed(ctx context.Context) (Feed, error) {
	var f Feed
	err := c.db.Readers.QueryRowContext(ctx, `SELECT forward, backward, filled FROM feed`).Scan(&f.Forward, &f.Backward, &f.Filled)
	return f, err
}

// Asked are the queries that readers, and writers since it was opened, have asked so far.
func (c *Cache) Asked() []string {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.reading.mu.Lock()
	defer c.reading.mu.Unlock()
	return slices.Concat(slices.Collect(maps.Keys(c.reading.ready)), slices.Collect(maps.Keys(c.ready)))
}

// Plan is how the file would answer a query.
func (c *Cache) Plan(ctx context.Context, query string, params int) (steps []string, err error) {
	rows, err := c.db.Readers.QueryContext(ctx, `EXPLAIN QUERY PLAN `+query, make([]any, params)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		steps = append(steps, detail)
	}
	return steps, rows.Err()
}

// TakeForMany takes what was indexed so far for so many rows that the search index is worth merging.
func (c *Cache) TakeForMany() {
	c.indexing.Lock()
	defer c.indexing.Unlock()
	c.unmerged = manyRows
}

// Runs is in how many runs the search index lies.
func (c *Cache) Runs(ctx context.Context) (n int, err error) {
	err = c.db.Readers.QueryRowContext(ctx, `SELECT count(DISTINCT segid) FROM found_idx`).Scan(&n)
	return n, err
}
