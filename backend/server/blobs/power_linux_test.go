package blobs_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"filodiretto/backend/server/blobs"
	"filodiretto/internal/forgetful"
)

// forgetfulFolder tells the test binary that it is to be a file system, and where it is mounted.
const forgetfulFolder = "FILODIRETTO_TEST_FORGETFUL"

func TestMain(m *testing.M) {
	if folder := os.Getenv(forgetfulFolder); folder != "" {
		if err := forgetful.Serve(folder, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		return
	}
	os.Exit(m.Run())
}

// forgetting mounts a disk that forgets, and gives its folder, and what cuts its power.
func forgetting(t *testing.T) (dir string, cut func(seed byte)) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk that forgets")
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip("there is no FUSE here")
	}
	dir = t.TempDir()
	process := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])
	process.Env = append(os.Environ(), forgetfulFolder+"="+dir)
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
	return dir, func(seed byte) {
		t.Helper()
		if _, err := fmt.Fprintln(orders, seed); err != nil || !answers.Scan() {
			t.Fatalf("the disk that forgets does not answer: %v", err)
		}
	}
}

func TestPut_WhatItHasKeptOutlivesAPowerCut(t *testing.T) {
	dir, cut := forgetting(t)
	for seed := range byte(40) {
		b, err := blobs.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		photo, _ := content(seed, 30_000)
		digest := put(t, b, fmt.Sprintf("company-%d", seed%5), photo)
		cut(seed)
		if err := b.Verify(t.Context(), fmt.Sprintf("company-%d", seed%5), digest); err != nil {
			t.Errorf("by seed %d: %v", seed, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A server that was killed when a blob had its name, and before that was durable, is asked for the same file again.
func TestPut_OfWhatAKilledServerHasNamedOutlivesAPowerCut(t *testing.T) {
	dir, cut := forgetting(t)
	for seed := range byte(40) {
		b, err := blobs.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		photo, digest := content(seed, 30_000)
		company, name := fmt.Sprintf("company-%d", seed), digest.String()
		named := filepath.Join(dir, company, name[:2], name)
		if err := os.MkdirAll(filepath.Dir(named), 0o700); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(named+".part", os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = file.Write(photo)
			err = errors.Join(err, file.Sync(), file.Close(), os.Rename(file.Name(), named))
		}
		came := filepath.Join(t.TempDir(), "upload")
		if err = errors.Join(err, os.WriteFile(came, photo, 0o600)); err != nil {
			t.Fatal(err)
		}
		if seed%2 == 0 {
			put(t, b, company, photo)
		} else if err := b.PutFile(t.Context(), company, digest, came); err != nil {
			t.Fatal(err)
		}
		cut(seed)
		if err := b.Verify(t.Context(), company, digest); err != nil {
			t.Errorf("by seed %d: %v", seed, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
