package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// conn is one connection with the statements that were prepared on it. One goroutine uses it at a time. It goes to the
// driver directly: what database/sql does between, for every statement and column, takes longer than SQLite does.
type conn struct {
	db       *sql.DB
	held     *sql.Conn
	prepared map[string]statement
	// values and args are lent to one statement at a time.
	values []driver.Value
	args   []driver.NamedValue
}

// statement is what the driver makes of a query.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
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
	c.held, c.prepared = held, map[string]statement{}
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
	_ = c.held.Raw(func(any) error {
		for _, s := range c.prepared {
			_ = s.Close()
		}
		return nil
	})
	c.prepared = nil
}

// with runs fn with the statement of a query and the arguments as the driver takes them.
func (c *conn) with(ctx context.Context, query string, args []any, fn func(statement, []driver.NamedValue) error) error {
	if c.held == nil {
		if err := c.open(ctx); err != nil {
			return err
		}
	}
	return failure(c.held.Raw(func(connection any) error {
		s, ok := c.prepared[query]
		if !ok {
			prepared, err := connection.(driver.ConnPrepareContext).PrepareContext(ctx, query)
			if err != nil {
				return err
			}
			s = prepared.(statement)
			c.prepared[query] = s
		}
		c.args = c.args[:0]
		for i, a := range args {
			c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
		}
		return fn(s, c.args)
	}))
}

// exec runs a statement and returns how many rows it changed. Arguments are int64, string, []byte or nil.
func (c *conn) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = c.with(ctx, query, args, func(s statement, args []driver.NamedValue) error {
		result, err := s.ExecContext(ctx, args)
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	return n, err
}

// each calls fn for every row. The row is fn's until it returns; fn must not use the connection.
func (c *conn) each(ctx context.Context, fn func(*row), query string, args ...any) error {
	return c.with(ctx, query, args, func(s statement, args []driver.NamedValue) (err error) {
		rows, err := s.QueryContext(ctx, args)
		if err != nil {
			return err
		}
		defer func() {
			if closeErr := rows.Close(); err == nil {
				err = closeErr
			}
		}()
		width := len(rows.Columns())
		if len(c.values) < width {
			c.values = make([]driver.Value, width)
		}
		r := row{columns: c.values[:width]}
		for {
			// The driver looks at the context only until the first row.
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := rows.Next(r.columns); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			r.next = 0
			if fn(&r); r.err != nil {
				return r.err
			}
		}
	})
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
