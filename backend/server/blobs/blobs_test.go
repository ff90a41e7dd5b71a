package blobs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

const acme, foundry = "0198c0de-0000-7000-8000-00000000000a", "0198c0de-0000-7000-8000-00000000000f"

func open(t *testing.T, dir string) *blobs.Blobs {
	t.Helper()
	b, err := blobs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// content is bytes that only this seed has, and their name.
func content(seed byte, size int) ([]byte, support.Digest) {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b)
	return b, sha256.Sum256(b)
}

func put(t *testing.T, b *blobs.Blobs, company string, content []byte) support.Digest {
	t.Helper()
	digest := support.Digest(sha256.Sum256(content))
	if err := b.Put(t.Context(), company, digest, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return digest
}

// files are all below a folder, by their path in it.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPut_KeepsTheSameFileOnceACompany(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	photo, _ := content(1, 100_000)
	digest := put(t, b, acme, photo)
	put(t, b, acme, photo)
	if got := files(t, dir); len(got) != 1 || got[0] != acme+"/"+digest.String()[:2]+"/"+digest.String() {
		t.Errorf("there is %q", got)
	}
	put(t, b, foundry, photo)
	if got := files(t, dir); len(got) != 2 {
		t.Errorf("two companies have %q", got)
	}
	if err := os.RemoveAll(filepath.Join(dir, foundry)); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Errorf("one company's file went with the other's: %v", err)
	}
}

func TestPut_LetsNobodyElseRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows no modes")
	}
	dir := filepath.Join(t.TempDir(), "blobs")
	photo, _ := content(1, 10)
	put(t, open(t, dir), acme, photo)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		st, statErr := os.Stat(path)
		if err = errors.Join(err, statErr); err == nil && st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, st.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPut_KeepsNothingOfWhatIsNotWhatItsNameSays(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	photo, digest := content(1, 1_000_000)
	other, _ := content(2, 1_000_000)
	for name, r := range map[string]io.Reader{
		"another": bytes.NewReader(other), "shorter": bytes.NewReader(photo[:999_999]), "longer": bytes.NewReader(append(photo, 0)), "none": strings.NewReader(""),
	} {
		if err := b.Put(t.Context(), acme, digest, r); support.CodeOf(err) != support.CodeHashMismatch {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("the file is gone")
	if err := b.Put(t.Context(), acme, digest, io.MultiReader(bytes.NewReader(photo[:500_000]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("half of it: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := b.Put(ended, acme, digest, bytes.NewReader(photo)); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

func TestPut_OfWhatIsThereAsksForTheFileAllTheSame(t *testing.T) {
	b := open(t, t.TempDir())
	photo, digest := content(1, 1000)
	put(t, b, acme, photo)
	other, _ := content(2, 1000)
	if err := b.Put(t.Context(), acme, digest, bytes.NewReader(other)); support.CodeOf(err) != support.CodeHashMismatch {
		t.Errorf("whoever knows the name alone gets %v", err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Errorf("and what was there is %v", err)
	}
}

func TestPut_MendsWhatTheDiskHasDamaged(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	photo, digest := content(1, 1000)
	put(t, b, acme, photo)
	if err := os.WriteFile(filepath.Join(dir, files(t, dir)[0]), photo[:400], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); !errors.Is(err, blobs.ErrDamaged) {
		t.Errorf("a file that was cut off is %v", err)
	}
	put(t, b, acme, photo)
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Errorf("after it came again: %v", err)
	}
}

func TestPut_OnAFullDiskKeepsNothingAndSaysSo(t *testing.T) {
	disk := smalldisk.Mount(t, "4m")
	b := open(t, disk.In("blobs"))
	small, _ := content(1, 1000)
	kept := put(t, b, acme, small)
	large, digest := content(2, 6<<20)
	if err := b.Put(t.Context(), acme, digest, bytes.NewReader(large)); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("more than there is room for: %v", err)
	}
	if got := files(t, disk.In("blobs")); len(got) != 1 {
		t.Errorf("left behind: %q", got)
	}
	if err := b.Verify(t.Context(), acme, kept); err != nil {
		t.Error(err)
	}
	disk.Grow("32m")
	put(t, b, acme, large)
}

func TestVerify_KnowsWhatIsNotThere(t *testing.T) {
	_, digest := content(1, 1000)
	if err := open(t, t.TempDir()).Verify(t.Context(), acme, digest); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("it is %v", err)
	}
}
