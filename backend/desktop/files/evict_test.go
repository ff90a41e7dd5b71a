package files_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
)

// keeping says that some files are needed.
func keeping(needed ...support.Digest) func(context.Context) (func(support.Digest) bool, error) {
	return func(context.Context) (func(support.Digest) bool, error) {
		return func(d support.Digest) bool {
			for _, one := range needed {
				if one == d {
					return true
				}
			}
			return false
		}, nil
	}
}

// aged is a folder with files of ten bytes, the first used longest ago, and opened anew.
func aged(t *testing.T, contents ...string) (string, *files.Folder) {
	t.Helper()
	dir := t.TempDir()
	f := open(t, dir)
	for i, content := range contents {
		digest := take(t, f, content)
		old := time.Now().Add(time.Duration(i-100) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, "kept", digest.String()), old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir, open(t, dir)
}

// here says which files are here, by their first letters.
func here(f *files.Folder, contents ...string) string {
	said := ""
	for _, content := range contents {
		if f.Has(digestOf(content)) {
			said += content[:1]
		}
	}
	return said
}

var five = []string{"aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd", "eeeeeeeeee"}

func TestEvict_RemovesWhatWasNotUsedForLongest(t *testing.T) {
	_, f := aged(t, five...)
	if _, err := read(t, f, digestOf(five[0])); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		limit int64
		want  string
	}{{50, "abcde"}, {49, "acde"}, {29, "ae"}} {
		if err := f.Evict(t.Context(), c.limit, keeping()); err != nil {
			t.Fatal(err)
		}
		if got := here(f, five...); got != c.want {
			t.Errorf("within %d bytes there are %s, want %s", c.limit, got, c.want)
		}
	}
}

func TestEvict_LeavesWhatIsNeeded(t *testing.T) {
	dir, f := aged(t, five...)
	if err := f.PutThumbnail(digestOf(five[0]), func(w io.Writer) error { _, err := io.WriteString(w, strings.Repeat("x", 1000)); return err }); err != nil {
		t.Fatal(err)
	}
	taken := take(t, f, five[3])
	p := part(t, f, "a part of ten and more")
	write(t, p, "a part of ")
	if err := f.Evict(t.Context(), 0, keeping(digestOf(five[1]))); err != nil {
		t.Fatal(err)
	}
	if got := here(f, five...); got != "bd" || !f.HasThumbnail(digestOf(five[0])) {
		t.Errorf("there are %s", got)
	}
	if size, err := f.Size(t.Context()); size != 30 || err != nil {
		t.Errorf("there are %d bytes, %v", size, err)
	}
	f.Release(taken)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Evict(t.Context(), 0, keeping()); err != nil {
		t.Fatal(err)
	}
	if size, err := f.Size(t.Context()); size != 0 || err != nil {
		left, _ := os.ReadDir(filepath.Join(dir, "kept"))
		t.Errorf("there are %d bytes, %v: %v", size, err, left)
	}
}

func TestEvict_LeavesWhatIsHeld(t *testing.T) {
	_, f := aged(t, five...)
	if !f.Hold(digestOf(five[2])) || f.Hold(digestOf("never here")) {
		t.Error("held is what is here, and nothing else")
	}
	if err := f.Evict(t.Context(), 0, keeping()); err != nil || here(f, five...) != "c" {
		t.Errorf("there are %s, %v", here(f, five...), err)
	}
	f.Release(digestOf(five[2]))
	if err := f.Evict(t.Context(), 0, keeping()); err != nil || here(f, five...) != "" {
		t.Errorf("let go, there are %s, %v", here(f, five...), err)
	}
}

// What is taken, noted and released while it is asked what is needed would be lost if nobody remembered it.
func TestEvict_LeavesWhatWasTakenMeanwhile(t *testing.T) {
	for name, during := range map[string]func(*files.Folder, support.Digest){
		"taken before, released meanwhile": func(f *files.Folder, d support.Digest) { f.Release(d) },
		"taken and released meanwhile": func(f *files.Folder, d support.Digest) {
			f.Release(take(t, f, five[0]))
			f.Release(d)
		},
		"used meanwhile": func(f *files.Folder, d support.Digest) {
			f.Release(d)
			_, _ = read(t, f, d)
		},
	} {
		_, f := aged(t, five...)
		digest := take(t, f, five[0])
		err := f.Evict(t.Context(), 0, func(context.Context) (func(support.Digest) bool, error) {
			needed, err := keeping()(t.Context()) // before it is noted
			during(f, digest)
			return needed, err
		})
		if got := here(f, five...); err != nil || got != "a" {
			t.Errorf("%s: there are %q, %v", name, got, err)
		}
	}
}

func TestEvict_RemovesNothingWhereItIsNotKnownWhatIsNeeded(t *testing.T) {
	_, f := aged(t, five...)
	broken := errors.New("the outbox cannot be read")
	err := f.Evict(t.Context(), 0, func(context.Context) (func(support.Digest) bool, error) { return nil, broken })
	if got := here(f, five...); !errors.Is(err, broken) || got != "abcde" {
		t.Errorf("there are %s, %v", got, err)
	}
}

// Whatever runs at the same time: what was taken and is pinned can be opened.
func TestEvict_GoesTogetherWithEverythingElse(t *testing.T) {
	f := open(t, t.TempDir())
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for n := range 30 {
				content := strings.Repeat(string(rune('a'+(i+n)%5)), 100)
				digest := take(t, f, content)
				if got, err := read(t, f, digest); got != content || err != nil {
					t.Errorf("%.1q: %.10q, %v", content, got, err)
				}
				f.Release(digest)
			}
		})
	}
	group.Go(func() {
		for range 50 {
			if err := f.Evict(t.Context(), 150, keeping()); err != nil {
				t.Error(err)
			}
		}
	})
	group.Wait()
}

func TestEvict_WhatIsShownInThePlaceOfPicturesMakesRoomToo(t *testing.T) {
	dir, f := aged(t, "aaaaaaaaaa", "bbbbbbbbbb")
	of := digestOf("aaaaaaaaaa")
	put := func() {
		t.Helper()
		if err := f.PutShown(of, func(w io.Writer) error { _, err := io.WriteString(w, "0123456789"); return err }); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-1000 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, "shown", of.String()), old, old); err != nil {
			t.Fatal(err)
		}
	}
	put()
	if size, err := f.Size(t.Context()); err != nil || size != 30 {
		t.Errorf("there are %d bytes, %v", size, err)
	}
	if err := f.Evict(t.Context(), 20, keeping()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Shown(of); !errors.Is(err, os.ErrNotExist) || here(f, "aaaaaaaaaa", "bbbbbbbbbb") != "ab" {
		t.Errorf("shown longest ago: %v, here are %s", err, here(f, "aaaaaaaaaa", "bbbbbbbbbb"))
	}
	put()
	shown, err := f.Shown(of)
	if err != nil {
		t.Fatal(err)
	}
	_ = shown.Close()
	if err := f.Evict(t.Context(), 20, keeping()); err != nil {
		t.Fatal(err)
	}
	if got := here(f, "aaaaaaaaaa", "bbbbbbbbbb"); got != "b" {
		t.Errorf("shown just now, here are %s", got)
	}
}
