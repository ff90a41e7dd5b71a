package blobs_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/server/blobs"
	"filodiretto/internal/forgetful"
)

func TestMain(m *testing.M) {
	forgetful.Be()
	os.Exit(m.Run())
}

func TestPut_WhatItHasKeptOutlivesAPowerCut(t *testing.T) {
	disk := forgetful.Mount(t)
	for seed := range byte(40) {
		b, err := blobs.Open(disk.Dir)
		if err != nil {
			t.Fatal(err)
		}
		photo, _ := content(seed, 30_000)
		digest := put(t, b, fmt.Sprintf("company-%d", seed%5), photo)
		disk.Cut(uint64(seed))
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
	disk := forgetful.Mount(t)
	for seed := range byte(40) {
		b, err := blobs.Open(disk.Dir)
		if err != nil {
			t.Fatal(err)
		}
		photo, digest := content(seed, 30_000)
		company, name := fmt.Sprintf("company-%d", seed), digest.String()
		named := disk.In(filepath.Join(company, name[:2], name))
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
		disk.Cut(uint64(seed))
		if err := b.Verify(t.Context(), company, digest); err != nil {
			t.Errorf("by seed %d: %v", seed, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// The upload is on the same disk, as it is on a server: nothing is copied, and the blob is a second name of the upload's file, of
// which nothing was synced while it came.
func TestPutFile_WhatItHasKeptOutlivesAPowerCut(t *testing.T) {
	disk := forgetful.Mount(t)
	for seed := range byte(40) {
		b, err := blobs.Open(disk.In("blobs"))
		if err != nil {
			t.Fatal(err)
		}
		photo, digest := content(seed, 30_000)
		company := fmt.Sprintf("company-%d", seed%5)
		came := upload(t, disk.Dir, photo)
		before, err := os.Stat(came)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.PutFile(t.Context(), company, digest, came); err != nil {
			t.Fatal(err)
		}
		name := digest.String()
		if after, err := os.Stat(disk.In(filepath.Join("blobs", company, name[:2], name))); err != nil || !os.SameFile(before, after) {
			t.Fatalf("by seed %d it was copied: %v", seed, err)
		}
		if seed%2 == 0 {
			if err := os.Remove(came); err != nil {
				t.Fatal(err)
			}
		}
		disk.Cut(uint64(seed))
		if err := b.Verify(t.Context(), company, digest); err != nil {
			t.Errorf("by seed %d: %v", seed, err)
		}
		if err := errors.Join(b.Close(), os.RemoveAll(came)); err != nil {
			t.Fatal(err)
		}
	}
}
