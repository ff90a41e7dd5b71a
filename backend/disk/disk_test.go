package disk_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestPut_ReplacesAFileAsAWhole(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	for _, content := range []string{"one", "", "two"} {
		if err := disk.Put(file, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != content {
			t.Errorf("there is %q, %v", b, err)
		}
	}
	if stat, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && stat.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", stat.Mode(), err)
	}
	if left := names(t, filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
}

func TestPut_LeavesWhatWasThereWhereItCannotReplaceIt(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "settings.json")
	if err := disk.Put(file, []byte("one")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := disk.PutAll(file, func(to io.Writer) error {
		_, err := io.WriteString(to, "tw")
		return errors.Join(err, broken)
	})
	if support.CodeOf(err) != support.CodeStorage || !errors.Is(err, broken) {
		t.Errorf("half of it: %v", err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "one" {
		t.Errorf("there is %q, %v", b, err)
	}
	// Nothing takes the place of a folder that is not empty.
	if err := os.MkdirAll(filepath.Join(dir, "taken", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := disk.Put(filepath.Join(dir, "taken"), nil); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("in a folder's place: %v", err)
	}
	if err := disk.Put(filepath.Join(dir, "none", "file"), nil); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("in no folder: %v", err)
	}
	if left := names(t, dir); len(left) != 2 {
		t.Errorf("left behind: %q", left)
	}
}

func TestRemove_OfWhatIsNotThereIsNoError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := disk.Put(file, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := disk.Remove(file); err != nil {
			t.Error(err)
		}
	}
	if left := names(t, filepath.Dir(file)); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestSpace_SaysHowMuchThereIs(t *testing.T) {
	if free, total, err := disk.Space(t.TempDir()); err != nil || free == 0 || total < free {
		t.Errorf("%d bytes of %d are free, %v", free, total, err)
	}
	if _, _, err := disk.Space(filepath.Join(t.TempDir(), "none")); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("where nothing is: %v", err)
	}
}
