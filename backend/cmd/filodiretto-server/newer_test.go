package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/server/store/sqlite"
)

func TestCommands_LeaveAStoreOfANewerVersionAloneAndSaySo(t *testing.T) {
	data := populated(t)
	backup := filepath.Join(t.TempDir(), "of a newer version.backup")
	must(t, "", "backup", backup, "--data", data)
	for _, file := range []string{filepath.Join(data, sqlite.FileName), backup} {
		becomesNewer(t, file)
	}
	file := filepath.Join(data, sqlite.FileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--listen", "127.0.0.1:0"}, {"migrate"}, {"check"}, {"backup", filepath.Join(t.TempDir(), "copy")}, {"person", "list"},
		{"company", "add", "--name", "Altra", "--country", "IT"}, {"restore", backup},
	} {
		t.Run(args[0], func(t *testing.T) {
			code, _, said := command(t, "", append(args, "--data", data)...)
			if code != 1 || !strings.Contains(said, "newer version of this program") {
				t.Errorf("ended with %d, said %q", code, said)
			}
			after, err := os.ReadFile(file)
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("the store was touched: %v", err)
			}
		})
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if code, _, said := command(t, "", "restore", backup, "--data", empty); code != 1 || !strings.Contains(said, "newer version of this program") {
		t.Errorf("restoring a newer backup ended with %d, said %q", code, said)
	}
	if left, err := filepath.Glob(filepath.Join(empty, sqlite.FileName+"*")); err != nil || len(left) > 0 {
		t.Errorf("a newer backup left %q, %v", left, err)
	}
}

// becomesNewer makes a file one of a later version.
func becomesNewer(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
