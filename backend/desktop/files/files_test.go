package files_test

import (
	"bytes"
	"crypto/sha256"
	"io"
	"path/filepath"
	"testing"

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
	kept, err := f.Take(t.Context(), bytes.NewBufferString(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if want := (files.Kept{SHA256: sha256.Sum256([]byte(content)), Size: int64(len(content))}); kept != want {
		t.Fatalf("kept %v, want %v", kept, want)
	}
	return kept.SHA256
}

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

func TestTake_KeepsAFileBeyondTheProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	digest := take(t, open(t, dir), "la guarnizione")
	f := open(t, dir)
	if got, err := read(t, f, digest); err != nil || got != "la guarnizione" || !f.Has(digest) {
		t.Errorf("there is %q, %v", got, err)
	}
}

func TestPart_GoesOnWhereItBrokeOff(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	content := "a long log"
	digest := support.Digest(sha256.Sum256([]byte(content)))
	f := open(t, dir)
	for _, piece := range []string{"a lo", "ng", " log"} {
		p, err := f.Part(digest, int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if content[p.Size():p.Size()+int64(len(piece))] != piece {
			t.Fatalf("goes on at %d", p.Size())
		}
		if _, err := io.WriteString(p, piece); err != nil {
			t.Fatal(err)
		}
		if p.Size() == int64(len(content)) {
			if err := p.Finish(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		f = open(t, dir)
	}
	if got, err := read(t, f, digest); err != nil || got != content {
		t.Errorf("there is %q, %v", got, err)
	}
}
