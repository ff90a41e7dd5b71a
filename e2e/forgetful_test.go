//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"filodiretto/internal/forgetful"
)

// forgetfulFolder tells the test binary that it is to be a file system, and where it is mounted.
const forgetfulFolder = "FILODIRETTO_TEST_FORGETFUL"

// beForgetful is a file system until nobody tells it anything any more.
func beForgetful(folder string) int {
	if err := forgetful.Serve(folder, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

// forgetfulDisk is a disk whose power can be cut.
type forgetfulDisk struct {
	t       *testing.T
	dir     string
	orders  io.WriteCloser
	answers *bufio.Scanner
}

func newForgetfulDisk(t *testing.T) *forgetfulDisk {
	t.Helper()
	d := &forgetfulDisk{t: t, dir: t.TempDir()}
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), forgetfulFolder+"="+d.dir)
	said := &record{}
	process.Stderr = said
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
	d.answers = bufio.NewScanner(out)
	t.Cleanup(func() {
		_ = d.orders.Close()
		if err := process.Wait(); err != nil {
			t.Errorf("the file system that forgets: %v %s", err, said)
			// So that the folder can be removed.
			_ = syscall.Unmount(d.dir, syscall.MNT_DETACH)
		}
	})
	if !d.answers.Scan() {
		_ = d.orders.Close()
		_ = process.Wait()
		t.Fatalf("this test needs a file system of its own: %s", said)
	}
	return d
}

func (d *forgetfulDisk) in(name string) string { return filepath.Join(d.dir, name) }

// cut cuts the power. Whoever worked on the disk must have been killed.
func (d *forgetfulDisk) cut(seed uint64) (what forgetful.Cut) {
	d.t.Helper()
	if _, err := fmt.Fprintln(d.orders, seed); err != nil || !d.answers.Scan() {
		d.t.Fatalf("the file system that forgets does not answer: %v", err)
	}
	if err := json.Unmarshal(d.answers.Bytes(), &what); err != nil {
		d.t.Fatal(err)
	}
	return what
}
