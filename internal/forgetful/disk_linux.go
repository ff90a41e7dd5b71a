package forgetful

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// folderVariable tells a test binary that it is to be a file system, and where it is mounted.
const folderVariable = "FILODIRETTO_TEST_FORGETFUL"

// Be is a file system, if [Mount] has started this process to be one, until nobody tells it anything any more; else it does
// nothing. A TestMain calls it first.
func Be() {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		return
	}
	if err := serve(folder, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(0)
}

// Disk is a disk whose power can be cut. It is mounted until the test ends.
type Disk struct {
	// Dir is where.
	Dir string

	t       testing.TB
	orders  io.WriteCloser
	answers *bufio.Scanner
}

// Mount makes one, which the test binary, run again, is. Where none can be mounted the test is skipped.
func Mount(t testing.TB) *Disk {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk that forgets")
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip("there is no FUSE here")
	}
	d := &Disk{Dir: t.TempDir(), t: t}
	process := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0]) //nolint:gosec // the test binary itself, which ends with its orders
	process.Env = append(os.Environ(), folderVariable+"="+d.Dir)
	var said bytes.Buffer
	process.Stderr = &said
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if d.orders, err = process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = d.orders.Close()
		if err := process.Wait(); err != nil {
			t.Errorf("the disk that forgets: %v %s", err, &said)
			_ = syscall.Unmount(d.Dir, syscall.MNT_DETACH) // so that the folder can be removed
		}
	})
	d.answers = bufio.NewScanner(out)
	if !d.answers.Scan() {
		t.Fatal("there is no disk that forgets")
	}
	return d
}

// In is the path of a name on it.
func (d *Disk) In(name string) string { return filepath.Join(d.Dir, name) }

// Cut cuts the power. Nobody may have a file open on it: whoever worked on it must have been killed.
func (d *Disk) Cut(seed uint64) (what Cut) {
	d.t.Helper()
	if _, err := fmt.Fprintln(d.orders, seed); err != nil || !d.answers.Scan() {
		d.t.Fatalf("the disk that forgets does not answer: %v", err)
	}
	if err := json.Unmarshal(d.answers.Bytes(), &what); err != nil {
		d.t.Fatal(err)
	}
	return what
}
