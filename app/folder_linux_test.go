package app

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// openerIs makes a script the only program that can be found, by the name of the system's opener.
func openerIs(t *testing.T, script string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(folder, "xdg-open"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
	t.Setenv("FOLDER", folder)
	return folder
}

func TestOpenFolder_SaysWhereNothingOpensFolders(t *testing.T) {
	openerIs(t, "")
	if err := openFolder(t.Context(), "/"); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("without an opener: %v", err)
	}
	// What xdg-open says where it knows no program for folders.
	openerIs(t, "exit 3")
	if err := openFolder(t.Context(), "/"); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("without a file manager: %v", err)
	}
}

func TestOpenFolder_LeavesNothingBehind(t *testing.T) {
	folder := openerIs(t, `echo "$$ $1" >"$FOLDER/opened"`)
	if err := openFolder(t.Context(), "/var/log"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(folder, "opened"))
	if err != nil {
		t.Fatal(err)
	}
	number, opened, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	if opened != "/var/log" {
		t.Errorf("opened %q", opened)
	}
	pid, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	// A process that nobody has waited for is still there.
	for deadline := time.Now().Add(10 * time.Second); !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the opener's process is still there")
		}
	}
}
