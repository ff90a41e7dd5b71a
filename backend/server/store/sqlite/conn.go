package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// conn is one connection with the statements that were prepared on it. One goroutine uses it at a time.
type conn struct {
	db       *sql.DB
	held     *sql.Conn
	prepared map[string]*sql.Stmt
	// scratch is where rows are read to; it is lent to one row at a time.
	scratch []any
	targets []any
}

func connect(ctx context.Context, db *sql.DB) (*conn, error) {
	c := &conn{db: db}
	return c, c.open(ctx)
}

func (c *conn) open(ctx context.Context) error {
	held, err := c.db.Conn(ctx)
	if err != nil {
		return failure(err)
	}
	c.held, c.prepared = held, map[string]*sql.Stmt{}
	return nil
}

// discard ends a connection of which nobody knows what state it is in, so that the pool does not lend it again. The next
// statement opens another.
func (c *conn) discard() {
	if c.held == nil {
		return
	}
	c.forget()
	_ = c.held.Raw(func(any) error { return driver.ErrBadConn })
	c.held = nil
}

func (c *conn) close() error {
	if c.held == nil {
		return nil
	}
	c.forget()
	err := c.held.Close()
	c.held = nil
	return err
}

// forget ends the prepared statements, which must not outlive their connection.
func (c *conn) forget() {
	for _, s := range c.prepared {
		_ = s.Close()
	}
	c.prepared = nil
}

func (c *conn) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if c.held == nil {
		if err := c.open(ctx); err != nil {
			return nil, err
		}
	}
	if s := c.prepared[query]; s != nil {
		return s, nil
	}
	s, err := c.held.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.prepared[query] = s
	return s, nil
}

// exec runs a statement and returns how many rows it changed.
func (c *conn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return 0, failure(err)
	}
	result, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, failure(err)
	}
	n, err := result.RowsAffected()
	return n, failure(err)
}

// each calls fn for every row. The row is fn's until it returns; fn must not use the connection.
func (c *conn) each(ctx context.Context, fn func(*row), query string, args ...any) error {
	s, err := c.statement(ctx, query)
	if err != nil {
		return failure(err)
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	var r row
	for rows.Next() {
		if r.columns == nil {
			names, err := rows.Columns()
			if err != nil {
				return failure(err)
			}
			r.columns = c.room(len(names))
		}
		if err := rows.Scan(c.targets[:len(r.columns)]...); err != nil {
			return failure(err)
		}
		r.next = 0
		fn(&r)
	}
	return failure(rows.Err())
}

func (c *conn) room(n int) []any {
	if len(c.scratch) < n {
		c.scratch, c.targets = make([]any, n), make([]any, n)
		for i := range c.scratch {
			c.targets[i] = &c.scratch[i]
		}
	}
	return c.scratch[:n]
}

// one reads the single row that a query finds, or errNotFound.
func (c *conn) one(ctx context.Context, fn func(*row), query string, args ...any) error {
	found := false
	err := c.each(ctx, func(r *row) { found = true; fn(r) }, query, args...)
	if err == nil && !found {
		return errNotFound
	}
	return err
}

var (
	errNotFound = support.Errorf(support.CodeNotFound, "not found")
	errClosed   = support.Errorf(support.CodeUnavailable, "the store is closed")
)

// failure names what the file says. What was named already stays as it is, and so does the end of a context.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var coded *support.Error
	if errors.As(err, &coded) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err = sqlitedb.Failure(err); errors.As(err, &coded) {
		return err
	}
	return fmt.Errorf("sqlite: %w", err)
}

// conflictOr is CodeConflict with the detail where err is a key used twice.
func conflictOr(err error, detail string) error {
	if sqlitedb.IsDuplicate(err) {
		return support.Errorf(support.CodeConflict, "%s", detail)
	}
	return err
}
