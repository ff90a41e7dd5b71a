package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// maxFindings is how much of what is wrong is told.
const maxFindings = 100

// Check verifies the store on one snapshot, while it goes on working.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, errClosed
	}
	return check(ctx, s.db.Readers)
}

// A checker collects what is wrong.
type checker struct {
	reader
	found []string
}

func (c *checker) wrong(format string, args ...any) {
	if len(c.found) < maxFindings {
		c.found = append(c.found, fmt.Sprintf(format, args...))
	}
}

func check(ctx context.Context, db *sql.DB) ([]string, error) {
	connection, err := connect(ctx, db)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connection.close() }()
	c := &checker{reader: reader{store: &Store{}, conn: connection, snapshot: true}}
	defer func() { _, _ = connection.exec(context.WithoutCancel(ctx), `ROLLBACK`) }()
	for _, part := range []func(context.Context) error{c.form, c.numbers, c.orphans, c.feeds, c.tickets} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return c.found, nil
}

// form asks SQLite about its file.
func (c *checker) form(ctx context.Context) error {
	return c.each(ctx, func(r *row) {
		if says := r.text(); says != "ok" {
			c.wrong("file: %s", says)
		}
	}, `PRAGMA integrity_check(20)`)
}

// counted are queries for how many are wrong, and what they are.
func (c *checker) counted(ctx context.Context, queries [][2]string) error {
	for _, q := range queries {
		err := c.one(ctx, func(r *row) {
			if n := r.number(); n != 0 {
				c.wrong("%d %s", n, q[0])
			}
		}, q[1])
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) numbers(ctx context.Context) error {
	return c.counted(ctx, [][2]string{
		{"feed entries above the newest position", `SELECT count(*) FROM feed WHERE position > (SELECT position FROM head)`},
		{"tickets above the newest number", `SELECT count(*) FROM tickets WHERE number > (SELECT last FROM numbers)`},
		{"stores without an identity", `SELECT 1 - count(*) FROM identity`},
		{"word indexes ahead of what they index", `SELECT count(*) FROM indexed
			WHERE ticket > coalesce((SELECT max(seq) FROM tickets), 0) OR message > coalesce((SELECT max(seq) FROM messages), 0)`},
	})
}

func (c *checker) orphans(ctx context.Context) error {
	return c.counted(ctx, [][2]string{
		{"messages without a ticket", `SELECT count(*) FROM messages WHERE ticket NOT IN (SELECT seq FROM tickets)`},
		{"tickets without a company", `SELECT count(*) FROM tickets WHERE company NOT IN (SELECT id FROM companies)`},
		{"tickets whose machine is missing", `SELECT count(*) FROM tickets
			WHERE machine IS NOT NULL AND machine NOT IN (SELECT id FROM machines)`},
		{"tickets whose category is missing", `SELECT count(*) FROM tickets
			WHERE category IS NOT NULL AND category NOT IN (SELECT id FROM categories)`},
		{"tickets whose opener is missing", `SELECT count(*) FROM tickets WHERE opened_by NOT IN (SELECT id FROM people)`},
		{"tickets whose assignee is missing", `SELECT count(*) FROM tickets
			WHERE assignee IS NOT NULL AND assignee NOT IN (SELECT id FROM people)`},
		{"messages whose author is missing", `SELECT count(*) FROM messages WHERE author NOT IN (SELECT id FROM people)`},
		{"machines without a company", `SELECT count(*) FROM machines WHERE company NOT IN (SELECT id FROM companies)`},
		{"people whose company is missing", `SELECT count(*) FROM people
			WHERE company IS NOT NULL AND company NOT IN (SELECT id FROM companies)`},
		{"people on the wrong side", `SELECT count(*) FROM people WHERE (role = 'operator') <> (company IS NOT NULL)`},
		{"credentials without a person", `SELECT count(*) FROM credentials WHERE person NOT IN (SELECT id FROM people)`},
		{"sessions without a person", `SELECT count(*) FROM sessions WHERE person NOT IN (SELECT id FROM people)`},
		{"acts without a person", `SELECT count(*) FROM acts WHERE person NOT IN (SELECT id FROM people)`},
		{"marks without a person", `SELECT count(*) FROM marks WHERE person NOT IN (SELECT id FROM people)`},
		{"marks without a ticket", `SELECT count(*) FROM marks WHERE ticket NOT IN (SELECT id FROM tickets)`},
		{"marks without a message", `SELECT count(*) FROM marks WHERE message NOT IN (SELECT id FROM messages)`},
	})
}
