package schematest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // opened past sqlitedb, which would bring the schema up to date
)

// dump is a closed file as SQL text, from which load makes the same again: tables with their rows, indexes, and the tables
// behind a full-text index as they are.
func dump(t testing.TB, file string) string {
	t.Helper()
	db := opened(t, file, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	var b strings.Builder
	for _, pragma := range []string{"page_size", "auto_vacuum", "encoding", "application_id", "user_version"} {
		fmt.Fprintf(&b, "PRAGMA %s = %s;\n", pragma, text(t, db, `SELECT quote(`+pragma+`) FROM pragma_`+pragma))
	}
	b.WriteString("BEGIN;\n")
	virtual := ""
	for _, o := range objects(t, db) {
		switch {
		case o.kind == "table" && strings.HasPrefix(o.sql, "CREATE VIRTUAL"):
			// Made by itself, it would make the tables behind it, empty.
			virtual += fmt.Sprintf("INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', %s, %[1]s, 0, %s);\n",
				quoted(o.name), quoted(o.sql))
		case o.kind == "table" && !strings.HasPrefix(o.name, "sqlite_"):
			b.WriteString(o.sql + ";\n")
			rows(t, db, &b, o.name)
		}
	}
	for _, o := range objects(t, db) {
		if o.kind != "table" && o.sql != "" {
			b.WriteString(o.sql + ";\n")
		}
	}
	if text(t, db, `SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'`) != "0" {
		b.WriteString("DELETE FROM sqlite_sequence;\n")
		rows(t, db, &b, "sqlite_sequence")
	}
	if virtual != "" {
		b.WriteString("PRAGMA writable_schema = ON;\n" + virtual + "PRAGMA writable_schema = OFF;\n")
	}
	b.WriteString("COMMIT;\n")
	return b.String()
}

// rows writes what a table holds, in the order of its key.
func rows(t testing.TB, db *sql.DB, b *strings.Builder, table string) {
	t.Helper()
	names := column(t, db, `SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`, table)
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = `quote("` + name + `")`
	}
	for _, row := range column(t, db, `SELECT `+strings.Join(values, ` || ', ' || `)+` FROM "`+table+`"`) {
		fmt.Fprintf(b, "INSERT INTO \"%s\" VALUES (%s);\n", table, row)
	}
}

// Load makes a file of a frozen one: of a dump such as lies in testdata/frozen.
func Load(t testing.TB, fixture, file string) {
	t.Helper()
	script, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	load(t, string(script), file)
}

// load makes a file of what dump wrote.
func load(t testing.TB, script, file string) {
	t.Helper()
	db := opened(t, file, nil)
	exec(t, db, `PRAGMA synchronous = OFF`)
	exec(t, db, script)
	exec(t, db, `PRAGMA journal_mode = WAL`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// object is an entry of sqlite_schema.
type object struct{ kind, name, sql string }

func objects(t testing.TB, db *sql.DB) []object {
	t.Helper()
	list, err := db.QueryContext(t.Context(), `SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	var all []object
	for list.Next() {
		var o object
		if err := list.Scan(&o.kind, &o.name, &o.sql); err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// schema is what a closed file is made of, by kind and name, and the pragmas that stay with it.
func schema(t testing.TB, file string) map[string]string {
	t.Helper()
	db := opened(t, file, url.Values{"mode": {"ro"}})
	all := map[string]string{}
	for _, o := range objects(t, db) {
		all[o.kind+" "+o.name] = strings.Join(strings.Fields(o.sql), " ")
	}
	for _, pragma := range []string{"page_size", "auto_vacuum", "encoding", "application_id", "user_version", "journal_mode"} {
		all["pragma "+pragma] = text(t, db, `PRAGMA `+pragma)
	}
	all["migrations"] = strings.Join(column(t, db, `SELECT version_id || ' ' || is_applied FROM goose_db_version ORDER BY id`), ", ")
	if wrong := text(t, db, `PRAGMA integrity_check`); wrong != "ok" {
		t.Errorf("%s is not sound: %s", file, wrong)
	}
	return all
}

func opened(t testing.TB, file string, parameters url.Values) *sql.DB {
	t.Helper()
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: parameters.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t testing.TB, db *sql.DB, script string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
}

func text(t testing.TB, db *sql.DB, query string) string {
	t.Helper()
	if got := column(t, db, query); len(got) == 1 {
		return got[0]
	}
	t.Fatalf("%s gives no single value", query)
	return ""
}

func column(t testing.TB, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	list, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer list.Close()
	var all []string
	for list.Next() {
		var one string
		if err := list.Scan(&one); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all = append(all, one)
	}
	if err := list.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
