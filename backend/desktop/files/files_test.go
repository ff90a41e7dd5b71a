package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
)

func open(t *testing.T, dir string) *files.Folder {
	t.Helper()
	f, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func take(t *testing.T, f *files.Folder, content string) support.Digest {
	t.Helper()
	kept, err := f.Take(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if want := (files.Kept{SHA256: digestOf(content), Size: int64(len(content))}); kept != want {
		t.Fatalf("kept %v, want %v", kept, want)
	}
	return kept.SHA256
}

func digestOf(content string) support.Digest { return sha256.Sum256([]byte(content)) }

// read is what is in a file, or the error of opening it.
func read(t *testing.T, f *files.Folder, digest support.Digest) (string, error) {
	t.Helper()
	file, err := f.Open(t.Context(), digest)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	b, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), nil
}

// nothingLeft says whether there is nothing half written.
func nothingLeft(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(dir, "new"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("left behind: %s", entry.Name())
	}
}

func TestTake_KeepsAFileBeyondTheProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	digest := take(t, open(t, dir), "la guarnizione")
	f := open(t, dir)
	if got, err := read(t, f, digest); err != nil || got != "la guarnizione" || !f.Has(digest) {
		t.Errorf("there is %q, %v", got, err)
	}
	nothingLeft(t, dir)
}

func TestTake_KeepsTheSameFileOnce(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	for range 3 {
		take(t, f, "twice")
	}
	if size, err := f.Size(t.Context()); err != nil || size != int64(len("twice")) {
		t.Errorf("it takes %d bytes, %v", size, err)
	}
	nothingLeft(t, dir)
}

func TestTake_LeavesNothingOfWhatItDoesNotKeep(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	pulled := errors.New("the stick was pulled out")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want func(error) bool
	}{
		"empty":     {t.Context(), strings.NewReader(""), func(err error) bool { return errors.Is(err, files.ErrEmpty) }},
		"too large": {t.Context(), strings.NewReader(strings.Repeat("x", 101)), func(err error) bool { return support.CodeOf(err) == support.CodeTooLarge }},
		"unreadable": {t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(pulled)), func(err error) bool {
			return errors.Is(err, pulled) && support.CodeOf(err) != support.CodeStorage
		}},
		"over": {over, strings.NewReader("never"), func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		if kept, err := f.Take(c.ctx, c.r, 100); !c.want(err) || kept != (files.Kept{}) {
			t.Errorf("%s: %v, %v", name, kept, err)
		}
	}
	nothingLeft(t, dir)
	if size, err := f.Size(t.Context()); size != 0 || err != nil {
		t.Errorf("there are %d bytes, %v", size, err)
	}
	if kept, err := f.Take(t.Context(), strings.NewReader(strings.Repeat("x", 100)), 100); err != nil || kept.Size != 100 {
		t.Errorf("as much as is allowed: %v, %v", kept, err)
	}
}

func TestOpen_RemovesWhatAKilledProgramHasLeft(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	digest := take(t, f, "whole")
	if err := f.PutThumbnail(digest, func(w io.Writer) error { _, err := io.WriteString(w, "small"); return err }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"new/1234", "thumbnails/." + digest.String() + ".part-17"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f = open(t, dir)
	nothingLeft(t, dir)
	if left, err := os.ReadDir(filepath.Join(dir, "thumbnails")); err != nil || len(left) != 1 || !f.HasThumbnail(digest) {
		t.Errorf("thumbnails are %v, %v", left, err)
	}
	if got, err := read(t, f, digest); got != "whole" || err != nil {
		t.Errorf("there is %q, %v", got, err)
	}
}

// meddling is a context that does something when it is asked for the second time: when half of a file has been copied.
type meddling struct {
	context.Context
	asked int
	do    func()
}

func (m *meddling) Err() error {
	if m.asked++; m.asked == 2 {
		m.do()
	}
	return m.Context.Err()
}

func TestTakeFile_NoticesWhatBecomesOfTheFileMeanwhile(t *testing.T) {
	dir := t.TempDir()
	f := open(t, filepath.Join(dir, "files"))
	path := filepath.Join(dir, "machine.log")
	long := bytes.Repeat([]byte("a line of a log\n"), 10000)
	before := time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"written to": {func() error {
			log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = log.WriteString("another line\n")
			return errors.Join(err, log.Close())
		}, files.ErrChanged},
		"written to, which its clock is too coarse to tell": {func() error {
			return errors.Join(os.WriteFile(path, append(long, "another line\n"...), 0o600), os.Chtimes(path, before, before))
		}, files.ErrChanged},
		"cut off":     {func() error { return os.Truncate(path, 100) }, files.ErrChanged},
		"overwritten": {func() error { return os.WriteFile(path, bytes.Repeat([]byte("b"), len(long)), 0o600) }, files.ErrChanged},
		"replaced": {func() error {
			other := path + ".new"
			return errors.Join(os.WriteFile(other, long, 0o600), os.Chtimes(other, before, before), os.Rename(other, path))
		}, files.ErrChanged},
		"removed": {func() error { return os.Remove(path) }, fs.ErrNotExist},
		"left":    {func() error { return nil }, nil},
	} {
		if err := errors.Join(os.WriteFile(path, long, 0o600), os.Chtimes(path, before, before)); err != nil {
			t.Fatal(err)
		}
		ctx := &meddling{Context: t.Context(), do: func() {
			if err := c.do(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}}
		kept, err := f.TakeFile(ctx, path, 1<<20)
		if !errors.Is(err, c.want) || ctx.asked < 2 || (err == nil) != (kept.Size == int64(len(long))) {
			t.Errorf("%s: %v, %v", name, kept, err)
		}
	}
	nothingLeft(t, filepath.Join(dir, "files"))
}

func TestTakeFile_TakesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	f := open(t, filepath.Join(dir, "files"))
	if _, err := f.TakeFile(t.Context(), dir, 100); !errors.Is(err, files.ErrNoFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := f.TakeFile(t.Context(), filepath.Join(dir, "none"), 100); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.TakeFile(t.Context(), large, 100); !errors.Is(err, files.ErrEmpty) {
		t.Errorf("an empty file: %v", err)
	}
	if err := os.Truncate(large, 101); err != nil {
		t.Fatal(err)
	}
	if _, err := f.TakeFile(t.Context(), large, 100); support.CodeOf(err) != support.CodeTooLarge {
		t.Errorf("a large file: %v", err)
	}
}

func TestOpen_DropsAFileThatTheDiskHasDamaged(t *testing.T) {
	dir := t.TempDir()
	digest := take(t, open(t, dir), "what was kept")
	name := filepath.Join(dir, "kept", digest.String())
	for _, damaged := range []string{"what was kepT", "what", ""} {
		if err := os.WriteFile(name, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		f := open(t, dir)
		if got, err := read(t, f, digest); !errors.Is(err, files.ErrDamaged) || !errors.Is(err, fs.ErrNotExist) || f.Has(digest) {
			t.Errorf("%q: %q, %v", damaged, got, err)
		}
		take(t, f, "what was kept")
		if got, err := read(t, f, digest); got != "what was kept" || err != nil {
			t.Errorf("taken again: %q, %v", got, err)
		}
	}
	if _, err := read(t, open(t, dir), support.Digest{1}); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, files.ErrDamaged) {
		t.Errorf("what was never here: %v", err)
	}
}

func TestTake_MendsADamagedFile(t *testing.T) {
	dir := t.TempDir()
	digest := take(t, open(t, dir), "what was kept")
	if err := os.WriteFile(filepath.Join(dir, "kept", digest.String()), []byte("what"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	take(t, f, "what was kept")
	if got, err := read(t, f, digest); got != "what was kept" || err != nil {
		t.Errorf("there is %q, %v", got, err)
	}
}

func TestThumbnail_StandsBesideItsFile(t *testing.T) {
	f := open(t, t.TempDir())
	digest := digestOf("elsewhere")
	if _, err := f.Thumbnail(digest); !errors.Is(err, fs.ErrNotExist) || f.HasThumbnail(digest) {
		t.Errorf("before: %v", err)
	}
	broken := errors.New("damaged")
	if err := f.PutThumbnail(digest, func(io.Writer) error { return broken }); !errors.Is(err, broken) || f.HasThumbnail(digest) {
		t.Errorf("half of one: %v", err)
	}
	if err := f.PutThumbnail(digest, func(w io.Writer) error { _, err := io.WriteString(w, "small"); return err }); err != nil {
		t.Fatal(err)
	}
	file, err := f.Thumbnail(digest)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if b, err := io.ReadAll(file); string(b) != "small" || err != nil || f.Has(digest) {
		t.Errorf("there is %q, %v", b, err)
	}
}

func TestOpen_OfADamagedFileLeavesWhatIsTakenMeanwhile(t *testing.T) {
	dir := t.TempDir()
	digest := take(t, open(t, dir), "what was kept")
	if err := os.WriteFile(filepath.Join(dir, "kept", digest.String()), []byte("what was kepT"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	ctx := &meddling{Context: t.Context(), do: func() { take(t, f, "what was kept") }}
	if file, err := f.Open(ctx, digest); err == nil {
		_ = file.Close()
	}
	if got, err := read(t, f, digest); ctx.asked < 2 || got != "what was kept" || err != nil {
		t.Errorf("there is %q, %v", got, err)
	}
}
