package blobs_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
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

func TestPut_WhatItHasKeptOutlivesAPowerCut(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk that forgets")
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip("there is no FUSE here")
	}
	dir := t.TempDir()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(), forgetfulFolder+"="+dir)
	process.Cancel = func() error { return nil } // it ends with its orders
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
	defer func() {
		_ = orders.Close()
		if err := process.Wait(); err != nil {
			t.Errorf("the disk that forgets: %v %s", err, &said)
			_ = syscall.Unmount(dir, syscall.MNT_DETACH) // so that the folder can be removed
		}
	}()
	answers := bufio.NewScanner(out)
	if !answers.Scan() {
		t.Fatalf("no disk that forgets: %s", &said)
	}
	for seed := range byte(40) {
		b, err := blobs.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		photo, _ := content(seed, 30_000)
		digest := put(t, b, fmt.Sprintf("company-%d", seed%5), photo)
		if _, err := fmt.Fprintln(orders, seed); err != nil || !answers.Scan() {
			t.Fatalf("the disk that forgets does not answer: %v", err)
		}
		if err := b.Verify(t.Context(), fmt.Sprintf("company-%d", seed%5), digest); err != nil {
			t.Errorf("by seed %d: %v", seed, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
