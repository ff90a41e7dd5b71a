package blobs_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/support"
)

// kept is a folder with one blob.
func kept(t *testing.T, size int) (b *blobs.Blobs, what []byte, digest support.Digest, file string) {
	t.Helper()
	dir := t.TempDir()
	b = open(t, dir)
	what, _ = content(1, size)
	digest = put(t, b, acme, what)
	return b, what, digest, filepath.Join(dir, files(t, dir)[0])
}

func reading(t *testing.T, b *blobs.Blobs, digest support.Digest, size int64) *blobs.Blob {
	t.Helper()
	r, err := b.Open(t.Context(), acme, digest, size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestRead_IsWhatWasPutHoweverItIsRead(t *testing.T) {
	b, what, digest, _ := kept(t, 100_000)
	if err := iotest.TestReader(reading(t, b, digest, 100_000), what); err != nil {
		t.Error(err)
	}
}

func TestRead_GivesTheLastByteOnlyIfAllHold(t *testing.T) {
	for name, damage := range map[string]func(whole []byte) []byte{
		"a bit in the middle": func(whole []byte) []byte { whole[50_000] ^= 1; return whole },
		"the last byte":       func(whole []byte) []byte { whole[len(whole)-1]++; return whole },
		"all of it":           func(whole []byte) []byte { clear(whole); return whole },
	} {
		b, what, digest, file := kept(t, 100_000)
		if err := os.WriteFile(file, damage(bytes.Clone(what)), 0o600); err != nil {
			t.Fatal(err)
		}
		r := reading(t, b, digest, 100_000)
		got, err := io.ReadAll(r)
		if !errors.Is(err, blobs.ErrDamaged) || len(got) >= len(what) || !r.Damaged {
			t.Errorf("%s: %d bytes and %v", name, len(got), err)
		}
		// Read again from the beginning it is judged again.
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); !errors.Is(err, blobs.ErrDamaged) {
			t.Errorf("%s, again: %v", name, err)
		}
	}
}

func TestOpen_KnowsAFileOfAnotherSize(t *testing.T) {
	b, what, digest, file := kept(t, 1000)
	if err := os.WriteFile(file, what[:999], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open(t.Context(), acme, digest, 1000); !errors.Is(err, blobs.ErrDamaged) {
		t.Errorf("it is %v", err)
	}
	if _, err := b.Open(t.Context(), foundry, digest, 1000); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("another company's is %v", err)
	}
}

func TestThumbnails_AreKeptAsAWholeOrNotAtAll(t *testing.T) {
	small, err := blobs.OpenThumbnails(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, digest := content(1, 10)
	if _, err := small.Open(acme, digest); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("before it was drawn: %v", err)
	}
	broken := errors.New("not a picture after all")
	err = small.Put(acme, digest, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("half of it: %v", err)
	}
	if _, err := small.Open(acme, digest); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("half of it is kept: %v", err)
	}
	err = small.Put(acme, digest, func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err })
	if err != nil {
		t.Fatal(err)
	}
	f, err := small.Open(acme, digest)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "whole" {
		t.Errorf("there is %q, %v", got, err)
	}
}
