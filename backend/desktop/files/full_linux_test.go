package files_test

import (
	"io"
	"strings"
	"testing"

	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

func TestFolder_SaysThatTheDiskIsFullAndGoesOnWhenThereIsRoom(t *testing.T) {
	d := smalldisk.Mount(t, "4m")
	dir := d.In("files")
	f := open(t, dir)
	digest := take(t, f, "kept before")
	content := strings.Repeat("a photo ", 100_000)
	p := part(t, f, content)
	write(t, p, content[:1000])
	d.Fill()
	for name, do := range map[string]func() error{
		"a file": func() error {
			_, err := f.Take(t.Context(), strings.NewReader(content), 1<<20)
			return err
		},
		"what is made": func() error {
			_, err := f.Write(t.Context(), 1<<20, func(w io.Writer) error {
				_, _ = io.WriteString(w, content) // whoever writes need not look
				return nil
			})
			return err
		},
		"a part": func() error {
			_, err := io.WriteString(p, content[p.Size():])
			return err
		},
		"a thumbnail": func() error {
			return f.PutThumbnail(digest, func(w io.Writer) error { _, err := io.WriteString(w, content); return err })
		},
	} {
		if err := do(); support.CodeOf(err) != support.CodeStorage {
			t.Errorf("%s: %v", name, err)
		}
	}
	nothingLeft(t, dir)
	if f.Has(digestOf(content)) || f.HasThumbnail(digest) {
		t.Error("half of something is there")
	}
	if got, err := read(t, f, digest); got != "kept before" || err != nil {
		t.Errorf("what was there: %q, %v", got, err)
	}
	d.Clear()
	write(t, p, content[p.Size():])
	if err := p.Finish(t.Context()); err != nil {
		t.Error(err)
	}
	if got, err := read(t, f, digestOf(content)); got != content || err != nil {
		t.Errorf("the part: %d bytes, %v", len(got), err)
	}
	take(t, f, "kept after")
}
