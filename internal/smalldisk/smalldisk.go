// Package smalldisk is a small file system of its own that a test can fill up (a tmpfs, which needs Linux and root). It is
// for tests alone.
package smalldisk

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Disk is mounted until the test ends.
type Disk struct {
	// Dir is where.
	Dir string

	t testing.TB
}

// Mount makes one of a size such as "24m". Where none can be mounted the test is skipped.
func Mount(t testing.TB, size string) *Disk {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	d := &Disk{Dir: t.TempDir(), t: t}
	if said, err := d.mount("size=" + size + ",mode=0700"); err != nil {
		// In one line: a skip is named by its last.
		t.Skipf("a small disk cannot be mounted here: %v: %s", err, strings.Join(strings.Fields(string(said)), " "))
	}
	t.Cleanup(func() {
		if said, err := exec.Command("umount", d.Dir).CombinedOutput(); err != nil { //nolint:gosec,noctx // the test's own folder; its context has ended
			t.Errorf("umount: %v %s", err, said)
		}
	})
	return d
}

func (d *Disk) mount(options string) ([]byte, error) {
	//nolint:gosec // the test's own folder
	return exec.CommandContext(d.t.Context(), "mount", "-t", "tmpfs", "-o", options, "tmpfs", d.Dir).CombinedOutput()
}

// Grow gives it another size.
func (d *Disk) Grow(size string) {
	d.t.Helper()
	if said, err := d.mount("remount,size=" + size); err != nil {
		d.t.Fatalf("remount: %v %s", err, said)
	}
}

// In is the path of a name on it.
func (d *Disk) In(name string) string { return filepath.Join(d.Dir, name) }

// filler is a file that takes all the room there is.
const filler = "filler"

// Fill leaves no room at all.
func (d *Disk) Fill() {
	d.t.Helper()
	f, err := os.OpenFile(d.In(filler), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			d.t.Fatal(err)
		}
	}
}

// Clear makes room again.
func (d *Disk) Clear() {
	d.t.Helper()
	if err := os.Remove(d.In(filler)); err != nil {
		d.t.Fatal(err)
	}
}
