package files_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
	"filodiretto/internal/forgetful"
)

// The test binary run again is a disk that forgets, or somebody who keeps files on it until it is killed.
const (
	beBusy   = "FILODIRETTO_TEST_BUSY"
	busySeed = "FILODIRETTO_TEST_SEED"
)

func TestMain(m *testing.M) {
	forgetful.Be()
	folder := os.Getenv(beBusy)
	if folder == "" {
		os.Exit(m.Run())
	}
	if err := busy(folder, os.Getenv(busySeed)); err != nil {
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
	disk := forgetful.Mount(t)
	dir := disk.In("files")
	kept := map[string]bool{} // names; of thumbnails it is false
	for seed := range uint64(12) {
		for _, name := range killed(t, dir, fmt.Sprint(seed), 1+int(seed)*3) {
			kept[name] = number(name)%3 != 2
		}
		disk.Cut(seed)
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
