package sqlitedb

import (
	"context"
	"database/sql"
	"fmt"
)

// Inspection is what a file says of itself, and nothing of what is in it.
type Inspection struct {
	// Schema is the version of its schema.
	Schema int64 `json:"schema"`
	// Check is what SQLite's quick check finds, "ok" alone when that is nothing.
	Check []string `json:"check"`
	// Rows counts the rows of each table; -1 where they cannot be counted.
	Rows map[string]int64 `json:"rows"`
	// Pages and Free are how many pages the file has, and how many of them hold nothing.
	Pages int64 `json:"pages"`
	Free  int64 `json:"free"`
}

// maxFindings is how many findings are told: a file that has more is beyond telling.
const maxFindings = 20

// Schema is the version of the file's schema.
func (db *DB) Schema(ctx context.Context) (int64, error) {
	var version int64
	err := db.Readers.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&version)
	return version, Failure(err)
}

// Inspect looks at the whole file, which takes a while with a large one. It goes on past what cannot be read, so what it
// returns beside an error is as much as there is to know.
func (db *DB) Inspect(ctx context.Context) (Inspection, error) {
	i := Inspection{Rows: map[string]int64{}}
	var err error
	note := func(what string, failure error) {
		if failure != nil && err == nil {
			err = fmt.Errorf("sqlitedb: %s: %w", what, Failure(failure))
		}
	}
	var failure error
	i.Schema, failure = db.Schema(ctx)
	note("schema", failure)
	note("pages", db.Readers.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&i.Pages))
	note("free pages", db.Readers.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&i.Free))
	i.Check, failure = texts(ctx, db.Readers, fmt.Sprintf(`PRAGMA quick_check(%d)`, maxFindings))
	note("quick check", failure)
	tables, failure := texts(ctx, db.Readers,
		`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	note("tables", failure)
	for _, table := range tables {
		count := int64(-1)
		note(table, db.Readers.QueryRowContext(ctx, `SELECT count(*) FROM "`+table+`"`).Scan(&count))
		i.Rows[table] = count
	}
	return i, err
}

func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return out, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}
