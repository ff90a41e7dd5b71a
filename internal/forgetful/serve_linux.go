package forgetful

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	fusefs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// serve mounts an empty forgetful file system on a folder and does what it is told, line by line: a number cuts the power,
// by that seed, and mounts again what is left, once all who had files open are dead. For each line, and for the first
// mounting, it answers a line with what the Cut did, as JSON. It unmounts and ends with the last line. It is for a process
// of its own: whoever mounts a file system must not use it.
func serve(folder string, orders io.Reader, answers io.Writer) error {
	if _, err := os.Stat("/dev/fuse"); err != nil {
		return fmt.Errorf("this machine has no FUSE (on Linux: modprobe fuse): %w", err)
	}
	t := newTree()
	server, err := mount(folder, t)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(answers).Encode(Cut{}); err != nil {
		return errors.Join(err, unmount(server))
	}
	lines := bufio.NewScanner(orders)
	for lines.Scan() {
		seed, err := strconv.ParseUint(strings.TrimSpace(lines.Text()), 10, 64)
		if err == nil {
			err = unmount(server)
		}
		if err != nil {
			return err
		}
		t.mu.Lock()
		cut := t.cut(rand.New(rand.NewPCG(seed, 0))) //nolint:gosec // a cut must be found again by its seed
		t.mu.Unlock()
		if server, err = mount(folder, t); err != nil {
			return err
		}
		if err := json.NewEncoder(answers).Encode(cut); err != nil {
			return errors.Join(err, unmount(server))
		}
	}
	return unmount(server)
}

func mount(folder string, t *tree) (*fuse.Server, error) {
	long := forLong
	server, err := fusefs.Mount(folder, &view{tree: t, node: t.root}, &fusefs.Options{
		MountOptions: fuse.MountOptions{DirectMount: true, FsName: "forgetful", Name: "forgetful"},
		EntryTimeout: &long, AttrTimeout: &long,
		RootStableAttr: &fusefs.StableAttr{Ino: t.root.ino},
	})
	if err != nil {
		return nil, fmt.Errorf("cannot mount by FUSE, which needs root or fusermount3: %w", err)
	}
	return server, nil
}

// unmount waits for the dead, whose files the kernel closes after them.
func unmount(server *fuse.Server) error {
	var err error
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if err = server.Unmount(); err == nil {
			server.Wait()
			return nil
		}
	}
	return fmt.Errorf("somebody still uses the file system: %w", err)
}
