package files_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
)

func part(t *testing.T, f *files.Folder, of string) *files.Part {
	t.Helper()
	p, err := f.Part(digestOf(of), int64(len(of)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func write(t *testing.T, p *files.Part, content string) {
	t.Helper()
	if _, err := io.WriteString(p, content); err != nil {
		t.Fatal(err)
	}
}

func TestPart_GoesOnWhereItBrokeOff(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	const content = "a long log"
	f := open(t, dir)
	for _, piece := range []string{"a lo", "ng", " log"} {
		p := part(t, f, content)
		if content[p.Size():p.Size()+int64(len(piece))] != piece {
			t.Fatalf("goes on at %d", p.Size())
		}
		write(t, p, piece)
		if f.Has(digestOf(content)) {
			t.Error("it is here already")
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
	if got, err := read(t, f, digestOf(content)); err != nil || got != content {
		t.Errorf("there is %q, %v", got, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "parts")); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestPart_IsDroppedWhereAnotherFileCame(t *testing.T) {
	f := open(t, t.TempDir())
	p := part(t, f, "what was asked for")
	write(t, p, "what was not......")
	if err := p.Finish(t.Context()); support.CodeOf(err) != support.CodeHashMismatch {
		t.Errorf("another: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if p = part(t, f, "what was asked for"); p.Size() != 0 || f.Has(digestOf("what was asked for")) {
		t.Errorf("it goes on at %d", p.Size())
	}
	write(t, p, "what was asked for")
	if err := p.Finish(t.Context()); err != nil || !f.Has(digestOf("what was asked for")) {
		t.Errorf("again: %v", err)
	}
}

func TestPart_TakesNoMoreThanTheFileHas(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	p := part(t, f, "short")
	write(t, p, "sho")
	if n, err := io.WriteString(p, "rter"); support.CodeOf(err) != support.CodeTooLarge || n != 0 || p.Size() != 3 {
		t.Errorf("more: %d, %v", n, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	// What is longer than the file cannot be of it.
	if err := os.WriteFile(filepath.Join(dir, "parts", digestOf("short").String()), []byte("shorter than that"), 0o600); err != nil {
		t.Fatal(err)
	}
	p = part(t, f, "short")
	if p.Size() != 0 {
		t.Errorf("it goes on at %d", p.Size())
	}
	write(t, p, "short")
	if err := p.Finish(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestPart_IsFetchedByOneAtATime(t *testing.T) {
	f := open(t, t.TempDir())
	p := part(t, f, "one")
	if _, err := f.Part(digestOf("one"), 3); !errors.Is(err, files.ErrBusy) {
		t.Errorf("the second: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = part(t, f, "one")
	write(t, p, "one")
	if err := p.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := part(t, f, "one").Close(); err != nil {
		t.Error(err)
	}
}

func TestPart_ThatIsFinishedStaysUntilItIsReleased(t *testing.T) {
	f := open(t, t.TempDir())
	p := part(t, f, "a")
	write(t, p, "a")
	if err := p.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.Evict(t.Context(), 0, keeping()); err != nil || here(f, "a") != "a" {
		t.Errorf("it made room before whoever asked for it had it: %v", err)
	}
	f.Release(digestOf("a"))
	if err := f.Evict(t.Context(), 0, keeping()); err != nil || here(f, "a") != "" {
		t.Errorf("it stays, and nobody needs it: %v", err)
	}
}
