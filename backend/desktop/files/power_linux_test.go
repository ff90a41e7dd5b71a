package files_test

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
	"strings"
	"syscall"
	"testing"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
	"filodiretto/internal/forgetful"
)

// The test binary run again is a disk that forgets, or somebody who keeps files on it until it is killed.
const (
	beDisk   = "FILODIRETTO_TEST_FORGETFUL"
	beBusy   = "FILODIRETTO_TEST_BUSY"
	busySeed = "FILODIRETTO_TEST_SEED"
)

func TestMain(m *testing.M) {
	var err error
	switch disk, folder := os.Getenv(beDisk), os.Getenv(beBusy); {
	case disk != "":
		err = forgetful.Serve(disk, os.Stdin, os.Stdout)
	case folder != "":
		err = busy(folder, os.Getenv(busySeed))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// busy keeps one file after another, and says so once each is kept.
func busy(dir, seed string) error {
	f, err := files.Open(dir)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		content := made(fmt.Sprintf("%s-%d", seed, n))
		digest := digestOf(content)
		switch n % 3 {
		case 0:
			if _, err := f.Take(context.Background(), strings.NewReader(content), 1<<20); err != nil {
				return err
			}
		case 1:
			p, err := f.Part(digest, int64(len(content)))
			if err != nil {
				return err
			}
			if _, err := io.WriteString(p, content); err != nil {
				return err
			}
			if err := p.Finish(context.Background()); err != nil {
				return err
			}
		case 2:
			if err := f.PutThumbnail(digest, func(w io.Writer) error { _, err := io.WriteString(w, content); return err }); err != nil {
				return err
			}
		}
		fmt.Println(n)
	}
}

// made is the content of a file of a name.
func made(name string) string { return strings.Repeat(name+" is what was photographed.\n", 400) }

func TestFolder_WhatItHasKeptOutlivesKillAndPowerCut(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk that forgets")
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip("there is no FUSE here")
	}
	cut, dir := newDisk(t)
	dir = filepath.Join(dir, "files")
	kept := map[string]bool{} // names; of thumbnails it is false
	for seed := range uint64(12) {
		for _, name := range killed(t, dir, fmt.Sprint(seed), 1+int(seed)*3) {
			kept[name] = number(name)%3 != 2
		}
		cut(seed)
		f := open(t, dir)
		for name, whole := range kept {
			content := made(name)
			if whole {
				if got, err := read(t, f, digestOf(content)); got != content || err != nil {
					t.Errorf("seed %d: %s is lost: %d bytes, %v", seed, name, len(got), err)
				}
			} else if small, err := f.Thumbnail(digestOf(content)); err != nil {
				t.Errorf("seed %d: the thumbnail of %s is lost: %v", seed, name, err)
			} else {
				if b, err := io.ReadAll(small); string(b) != content || err != nil {
					t.Errorf("seed %d: the thumbnail of %s has %d bytes, %v", seed, name, len(b), err)
				}
				_ = small.Close()
			}
		}
		// Nor is there anything under a name that is not its own.
		all, err := os.ReadDir(filepath.Join(dir, "kept"))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range all {
			digest, err := support.ParseDigest(entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := read(t, f, digest); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
		nothingLeft(t, dir)
	}
}

func number(name string) (n int) {
	_, _ = fmt.Sscan(name[strings.IndexByte(name, '-')+1:], &n)
	return n
}

// killed has somebody keep files until they have kept so many, and says which.
func killed(t *testing.T, dir, seed string, most int) (names []string) {
	t.Helper()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(), beBusy+"="+dir, busySeed+"="+seed)
	var said bytes.Buffer
	process.Stderr = &said
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		names = append(names, seed+"-"+lines.Text())
		if len(names) == most {
			_ = process.Process.Kill()
		}
	}
	_ = process.Wait()
	if len(names) < most {
		t.Fatalf("it ended by itself: %s", &said)
	}
	return names
}

// newDisk is a disk that forgets, and what cuts its power.
func newDisk(t *testing.T) (cut func(seed uint64), dir string) {
	t.Helper()
	dir = t.TempDir()
	process := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0]) // it ends with its orders
	process.Env = append(os.Environ(), beDisk+"="+dir)
	var said bytes.Buffer
	process.Stderr = &said
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	orders, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = orders.Close()
		if err := process.Wait(); err != nil {
			t.Errorf("the disk that forgets: %v %s", err, &said)
			_ = syscall.Unmount(dir, syscall.MNT_DETACH) // so that the folder can be removed
		}
	})
	answers := bufio.NewScanner(out)
	if !answers.Scan() {
		t.Fatalf("no disk that forgets: %s", &said)
	}
	return func(seed uint64) {
		t.Helper()
		var what forgetful.Cut
		if _, err := fmt.Fprintln(orders, seed); err != nil || !answers.Scan() {
			t.Fatalf("the disk that forgets does not answer: %v", err)
		}
		if err := json.Unmarshal(answers.Bytes(), &what); err != nil {
			t.Fatal(err)
		}
	}, dir
}
