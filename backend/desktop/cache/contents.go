package cache

import (
	"context"
	"encoding/json"
	"fmt"

	"filodiretto/backend/api"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// readBack reads what the file keeps as JSON. SQLite does not look into texts: one that has become another is damage all the
// same, and can be fetched again.
func readBack(kept string, into any) error {
	if err := json.Unmarshal([]byte(kept), into); err != nil {
		return fmt.Errorf("%w: %w", sqlitedb.ErrCorrupt, err)
	}
	return nil
}

// keptEvent is a message's event; zero where it has none.
func keptEvent(kept string) (support.Event, error) {
	if kept == "" {
		return support.Event{}, nil
	}
	var e api.Event
	err := readBack(kept, &e)
	return eventIn(e), err
}

// checkContents reads back all that the file keeps as JSON.
func checkContents(ctx context.Context, db *sqlitedb.DB) error {
	for query, into := range map[string]func(string) error{
		`SELECT attachments FROM messages WHERE attachments <> ''`: func(kept string) error { _, err := attachmentsIn(kept); return err },
		`SELECT event FROM messages WHERE event <> ''`:             func(kept string) error { _, err := keptEvent(kept); return err },
		`SELECT criteria FROM filters WHERE NOT gone`:              func(kept string) error { return readBack(kept, &api.Criteria{}) },
		`SELECT content FROM response_times`:                       func(kept string) error { return readBack(kept, &api.ResponseTimes{}) },
	} {
		if err := checkEach(ctx, db, query, into); err != nil {
			return err
		}
	}
	return nil
}

func checkEach(ctx context.Context, db *sqlitedb.DB, query string, read func(string) error) error {
	rows, err := db.Writer.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var kept string
		if err := rows.Scan(&kept); err != nil {
			return err
		}
		if err := read(kept); err != nil {
			return err
		}
	}
	return rows.Err()
}
