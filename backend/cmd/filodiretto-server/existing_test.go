package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommands_ThatNeedAStoreMakeNone(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"backup", filepath.Join(t.TempDir(), "copy")}, {"company", "list"}, {"person", "list"}, {"machine", "list"},
		{"category", "list"}, {"person", "disable", "--login", "anna"},
	} {
		t.Run(strings.Join(args[:min(2, len(args))], " "), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "typo")
			code, _, said := command(t, "", append(args, "--data", dir)...)
			if code == 0 || !strings.Contains(said, "there is no store in "+dir) {
				t.Errorf("ended with %d, said %q", code, said)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a folder was made")
			}
		})
	}
}
