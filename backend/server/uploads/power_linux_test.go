package uploads_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/uploads"
	"filodiretto/backend/support"
	"filodiretto/internal/forgetful"
)

func TestMain(m *testing.M) {
	forgetful.Be()
	os.Exit(m.Run())
}

// Whatever is recorded as arrived is on the disk under its name by then: the power is cut as the record is about to be made.
func TestFinish_RecordsOnlyWhatAPowerCutDoesNotTake(t *testing.T) {
	disk := forgetful.Mount(t)
	kept, err := blobs.Open(disk.In("blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	cuts := &cutting{cut: disk.Cut}
	d := newDesk(t, func(c *uploads.Config) {
		cuts.Service = c.Service
		c.Service, c.Blobs, c.Dir = cuts, kept, disk.In("uploads")
	})
	for seed := range 20 {
		if err := os.MkdirAll(filepath.Dir(d.file("any")), 0o700); err != nil {
			t.Fatal(err) // the cut may have taken it
		}
		content := bytes.Repeat([]byte{byte(seed), 1, 2, 3}, 8000)
		id := d.attach(content)
		if said, _ := d.patch(id, 0, bytes.NewReader(content)); said != "204" {
			t.Fatalf("by seed %d it says %s", cuts.seed, said)
		}
		a, err := d.service.Attachment(t.Context(), d.anna, id)
		if err == nil {
			err = kept.Verify(t.Context(), a.CompanyID, a.SHA256)
		}
		if err != nil || !a.Arrived() {
			t.Errorf("by seed %d: arrived %v, %v", cuts.seed, a.Arrived(), err)
		}
	}
	if cuts.seed != 20 {
		t.Errorf("the power was cut %d times", cuts.seed)
	}
}

// cutting is a service that cuts the power before it records anything.
type cutting struct {
	uploads.Service
	cut  func(seed uint64) forgetful.Cut
	seed uint64
}

func (c *cutting) Arrived(ctx context.Context, id string, found support.Attachment) error {
	c.seed++
	c.cut(c.seed)
	return c.Service.Arrived(ctx, id, found)
}
