package cache

import (
	"context"
	"database/sql"
)

const (
	// manyRows is from how many rows on that were indexed the search index is merged behind them.
	manyRows = 20_000
	// mergedAtOnce is about how many of its pages are merged in one commit: a page of the feed waits for one.
	mergedAtOnce = 128
)

// mergeIndex brings the runs that many rows leave in the search index into one, so that a term is looked up in one place. It
// may give way to pages that have left something to index, and goes on after that; where it never does, searches are only
// slower.
func (c *Cache) mergeIndex(ctx context.Context, givesWay bool) error {
	if c.unmerged < manyRows {
		return nil
	}
	// A negative number begins: all runs are to become one, not only those of one size.
	for pages := -mergedAtOnce; !givesWay || len(c.behind) == 0; pages = mergedAtOnce {
		merged, err := c.mergeSome(ctx, pages)
		if err != nil {
			return c.failure(err)
		}
		if !merged {
			c.unmerged = 0
			return nil
		}
	}
	return nil
}

// mergeSome merges about so many pages, and reports whether there was anything to merge.
func (c *Cache) mergeSome(ctx context.Context, pages int) (bool, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	tx, err := c.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	before, err := changes(ctx, tx)
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO found (found, rank) VALUES ('merge', ?)`, pages); err != nil {
		return false, err
	}
	after, err := changes(ctx, tx)
	if err != nil {
		return false, err
	}
	// FTS5: where there was nothing to merge, the statement counts as less than two changes.
	return after-before > 1, tx.Commit()
}

func changes(ctx context.Context, tx *sql.Tx) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&n)
	return n, err
}
