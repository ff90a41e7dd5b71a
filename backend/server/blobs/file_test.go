package blobs_test

import (
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

// upload is a file that came from somewhere.
func upload(t *testing.T, dir string, content []byte) string {
	t.Helper()
	file := filepath.Join(dir, "upload")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPutFile_CopiesNothingAndLeavesTheFile(t *testing.T) {
	dir := t.TempDir()
	b := open(t, filepath.Join(dir, "blobs"))
	photo, digest := content(1, 100_000)
	file := upload(t, dir, photo)
	for range 2 {
		if err := b.PutFile(t.Context(), acme, digest, file); err != nil {
			t.Fatal(err)
		}
	}
	kept := files(t, filepath.Join(dir, "blobs"))
	if len(kept) != 1 {
		t.Fatalf("there is %q", kept)
	}
	one, err := os.Stat(filepath.Join(dir, "blobs", kept[0]))
	if err != nil {
		t.Fatal(err)
	}
	if other, err := os.Stat(file); err != nil || !os.SameFile(one, other) {
		t.Errorf("it was copied, or is gone: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Errorf("it went with the file that it came from: %v", err)
	}
}

func TestPutFile_TakesTheNameFromWhatIsDamaged(t *testing.T) {
	dir := t.TempDir()
	b := open(t, filepath.Join(dir, "blobs"))
	photo, digest := content(1, 1000)
	put(t, b, acme, photo)
	if err := os.WriteFile(filepath.Join(dir, "blobs", files(t, filepath.Join(dir, "blobs"))[0]), photo[:10], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.PutFile(t.Context(), acme, digest, upload(t, dir, photo)); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil || len(files(t, filepath.Join(dir, "blobs"))) != 1 {
		t.Errorf("it is %v beside %q", err, files(t, filepath.Join(dir, "blobs")))
	}
}

// What people write comes before what they attach, also where the bytes of the two are on different disks.
func TestPutFile_FromAnotherDiskLeavesRoomForWords(t *testing.T) {
	disk := smalldisk.Mount(t, "65m")
	b := open(t, disk.In("blobs"))
	log, digest := content(1, 2<<20)
	file := upload(t, t.TempDir(), log)
	if err := b.PutFile(t.Context(), acme, digest, file); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("without room: %v", err)
	}
	if got := files(t, disk.In("blobs")); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
	disk.Grow("70m")
	if err := b.PutFile(t.Context(), acme, digest, file); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Error(err)
	}
}

func TestPutFile_FromAnotherDiskIsCopied(t *testing.T) {
	disk := smalldisk.Mount(t, "4m")
	b := open(t, t.TempDir())
	photo, digest := content(1, 100_000)
	if err := b.PutFile(t.Context(), acme, digest, upload(t, disk.Dir, photo)); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), acme, digest); err != nil {
		t.Error(err)
	}
}
