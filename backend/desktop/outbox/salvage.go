package outbox

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// salvagedSuffix names the new file while it is being filled.
const salvagedSuffix = ".salvaged"

// replaceDamaged makes a new file of all that can be read of the damaged one, sets that aside, and puts the new one in
// its place, in this order: a program that dies in between salvages again, or finds the new file whole.
func replaceDamaged(ctx context.Context, file string, now time.Time) (*sqlitedb.DB, *Snapshot, Salvage, error) {
	var salvage Salvage
	fresh := file + salvagedSuffix
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(fresh + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, nil, salvage, support.Wrap(support.CodeStorage, err)
		}
	}
	db, _, err := open(ctx, fresh, now)
	if err != nil {
		return nil, nil, salvage, err
	}
	if err := errors.Join(pour(ctx, file, db, &salvage), db.Close()); err != nil {
		return nil, nil, salvage, failure(err)
	}
	if salvage.SetAside, err = sqlitedb.SetAside(file, "corrupt", now); err != nil {
		return nil, nil, salvage, err
	}
	if err := finishSalvage(file); err != nil {
		return nil, nil, salvage, err
	}
	db, content, err := open(ctx, file, now)
	return db, content, salvage, err
}

// finishSalvage puts a salvaged file in the place of the damaged one, where that has been set aside already.
func finishSalvage(file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := os.Rename(file+salvagedSuffix, file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// pour copies row by row what can be read. It reads a copy, so that the damaged file stays as it was found.
func pour(ctx context.Context, damaged string, into *sqlitedb.DB, salvage *Salvage) error {
	dir, err := os.MkdirTemp(filepath.Dir(damaged), "salvage-")
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	copied := filepath.Join(dir, FileName)
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(damaged + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return support.Wrap(support.CodeStorage, err)
		}
		if err := os.WriteFile(copied+suffix, b, 0o600); err != nil {
			return support.Wrap(support.CodeStorage, err)
		}
	}
	if err := keepWAL(copied); err != nil {
		return err
	}
	from, err := openDamaged(ctx, copied, into)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()

	tx, err := into.Writer.BeginTx(ctx, nil)
	if err != nil {
		return failure(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := pourAll(ctx, from, tx, salvage); err != nil {
		return failure(err)
	}
	return failure(tx.Commit())
}

// keepWAL gives a file that is empty or gone a page of nothing: beside an empty one, SQLite removes the WAL.
func keepWAL(copied string) error {
	if st, err := os.Stat(copied); err == nil && st.Size() > 0 {
		return nil
	}
	if err := os.WriteFile(copied, make([]byte, emptyPage), 0o600); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// emptyPage is the size of SQLite's pages, where nobody asks for another.
const emptyPage = 4096

func pourAll(ctx context.Context, from *sql.DB, tx *sql.Tx, salvage *Salvage) error {
	salvage.Whole = true
	type source struct {
		table, columns string
		count          *int
		keep           func(scan func(...any) error) error
	}
	copied := func(table string, count *int, columns ...string) source {
		columns = there(ctx, from, table, columns)
		return source{table, strings.Join(columns, ", "), count, copyInto(ctx, tx, table, columns)}
	}
	tables := []source{
		{"acts", actColumns, &salvage.Acts, func(scan func(...any) error) error {
			a, err := scanAct(scan)
			if err != nil {
				return err
			}
			_, err = insert(ctx, tx, a)
			return err
		}},
		copied("drafts", &salvage.Drafts, "key", "body", "written_at"),
		copied("notified", &salvage.Rest, "ticket_id", "up_to", "message_id"),
		copied("kept", &salvage.Rest, "key", "value"),
	}
	if hasTable(ctx, from, "attachments") {
		tables = append(tables, source{"attachments", fileColumns + ", place", &salvage.Rest, func(scan func(...any) error) error {
			return pourFile(ctx, tx, scan)
		}})
	}
	for _, t := range tables {
		whole := eachRow(ctx, from, t.table, t.columns, func(scan func(...any) error) bool {
			if _, err := tx.ExecContext(ctx, `SAVEPOINT salvaged`); err != nil {
				return false
			}
			if t.keep(scan) != nil {
				_, _ = tx.ExecContext(ctx, `ROLLBACK TO salvaged`)
				return false
			}
			*t.count++
			return true
		})
		salvage.Whole = salvage.Whole && whole
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return redeclare(ctx, tx)
}

// hasTable: a file of an earlier version has not every table. Where nothing in it says any more what tables there are, that is
// read off its version, which lies elsewhere.
func hasTable(ctx context.Context, from *sql.DB, table string) bool {
	var version int64
	if from.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&version) == nil && version < filesSince {
		return false
	}
	var is bool
	err := from.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = ?`, table).Scan(&is)
	return err == nil && is
}

// filesSince is the schema that brought attachments.
const filesSince = 3

// pourFile keeps what can be an attachment.
func pourFile(ctx context.Context, tx *sql.Tx, scan func(...any) error) error {
	var place int
	a, err := scanFile(func(targets ...any) error { return scan(append(targets, &place)...) })
	if err != nil {
		return err
	}
	if err := support.CheckAttachments("attachment", []support.Attachment{a.Attachment}, math.MaxInt64); err != nil {
		return err
	}
	return insertFile(ctx, tx, &a, place)
}

// redeclare makes anew what acts declare and nobody could read any more: their bytes are still to be sent.
func redeclare(ctx context.Context, tx *sql.Tx) error {
	acts, err := readActs(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range acts {
		declared := a.Declared()
		if support.CheckAttachments("attachments", declared, math.MaxInt64) != nil {
			continue
		}
		for i, d := range declared {
			var there bool
			err := tx.QueryRowContext(ctx, `SELECT count(*) > 0 FROM attachments WHERE id = ?`, d.ID).Scan(&there)
			if err == nil && !there {
				err = insertFile(ctx, tx, &Attachment{Attachment: d, Owner: a.ID, State: FileWaiting}, i+1)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// there are those of a table's columns that the damaged file has: one of an earlier version has not all of them, and what
// is missing is as a migration would have made it. Of a file that does not tell, all are tried.
func there(ctx context.Context, from *sql.DB, table string, columns []string) []string {
	var found []string
	for _, column := range columns {
		var is bool
		err := from.QueryRowContext(ctx, `SELECT count(*) > 0 FROM pragma_table_info(?) WHERE name = ?`, table, column).Scan(&is)
		if err == nil && is {
			found = append(found, column)
		}
	}
	if len(found) == 0 {
		return columns
	}
	return found
}

// copyInto keeps rows of those columns as they are.
func copyInto(ctx context.Context, tx *sql.Tx, table string, columns []string) func(scan func(...any) error) error {
	query := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES (?` + strings.Repeat(",?", len(columns)-1) + `)`
	return func(scan func(...any) error) error {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := scan(targets...); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, query, values...)
		return err
	}
}

const (
	// longestGap is how many row ids in a row are tried one by one between what can be read from both ends.
	longestGap = 10_000
	// blindTries is how many are tried where nothing can be read from either end.
	blindTries = 1_000
)

// eachRow visits the rows that can be read: from the first on until the damage, from the last back until the damage,
// and those between one by one. It reports whether it met no damage and every row was kept.
func eachRow(ctx context.Context, from *sql.DB, table, columns string, keep func(scan func(...any) error) bool) bool {
	whole := true
	walk := func(query string, start int64, after func(reached, id int64) bool) int64 {
		reached := start
		for ctx.Err() == nil {
			var id int64
			scanned := false
			row := from.QueryRowContext(ctx, query, reached)
			err := row.Scan(&id)
			if err == nil && after(reached, id) {
				scanned = true
			}
			if !scanned {
				if err != nil && !errors.Is(err, sql.ErrNoRows) {
					whole = false
				}
				return reached
			}
			if !visit(ctx, from, table, columns, id, keep) {
				whole = false
			}
			reached = id
		}
		return reached
	}
	const lowest, highest = -1 << 62, 1 << 62
	first := walk(`SELECT rowid FROM `+table+` WHERE rowid > ? ORDER BY rowid LIMIT 1`, lowest, func(reached, id int64) bool { return id > reached })
	if whole {
		return true
	}
	last := walk(`SELECT rowid FROM `+table+` WHERE rowid < ? ORDER BY rowid DESC LIMIT 1`, highest, func(reached, id int64) bool {
		return id < reached && id > first
	})
	switch {
	case first == lowest && last == highest:
		first, last = 0, blindTries
	case first == lowest:
		first = max(0, last-longestGap)
	case last == highest:
		last = first + longestGap
	}
	for id := first + 1; id < last && id-first <= longestGap && ctx.Err() == nil; id++ {
		visit(ctx, from, table, columns, id, keep)
	}
	return false
}

func visit(ctx context.Context, from *sql.DB, table, columns string, id int64, keep func(scan func(...any) error) bool) bool {
	row := from.QueryRowContext(ctx, `SELECT `+columns+` FROM `+table+` WHERE rowid = ?`, id)
	return keep(row.Scan)
}
