package schematest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/sqlitedb"
)

func nameOf(version int64) string { return fmt.Sprintf("%05d_further.sql", version) }

// laterVersion opens a file that a later version wrote: closed properly, and left by a program that died, when what was
// written last lies in the WAL alone.
func (f File[O]) laterVersion(t *testing.T, all []migration) {
	closed, died := t.TempDir(), t.TempDir()
	t.Run("writing", func(t *testing.T) {
		f.withFurther(t, all)
		o, err := f.Open(t.Context(), closed, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(filepath.Join(closed, f.Name+suffix))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(died, f.Name+suffix), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	})
	for name, dir := range map[string]string{"closed": closed, "left by a program that died": died} {
		t.Run(name, func(t *testing.T) {
			before := content(t, dir, f.Name)
			o, err := f.Open(t.Context(), dir, day)
			if f.Refetched {
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = o.Close() }()
				f.isSetAside(t, dir, before)
				return
			}
			if err == nil {
				_ = o.Close()
			}
			if !errors.Is(err, sqlitedb.ErrNewer) {
				t.Fatalf("it was opened: %v", err)
			}
			if after := content(t, dir, f.Name); !sameFiles(before, after) {
				t.Error("it was touched")
			}
		})
	}
}

func (f File[O]) isSetAside(t *testing.T, dir string, before map[string]string) {
	aside, err := filepath.Glob(filepath.Join(dir, f.Name+".newer-*"))
	if err != nil || len(aside) == 0 {
		t.Fatalf("it is not set aside: %v", err)
	}
	name := filepath.Base(strings.TrimSuffix(strings.TrimSuffix(aside[0], "-wal"), "-shm"))
	if after := content(t, dir, name); !sameFiles(before, after) {
		t.Error("what was set aside is not what it was")
	}
}
