package picture_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"testing"

	"filodiretto/backend/picture"
)

func TestShown_MakesOfManyPixelsAsManyAsFitIntoOurMemory(t *testing.T) {
	for name, c := range map[string]struct {
		file          []byte
		width, height int
	}{
		"a scanned drawing": {asPNG(image.NewGray(image.Rect(0, 0, 9000, 6000))), 3072, 2048},
		"a large photo":     {asJPEG(image.NewYCbCr(image.Rect(0, 0, 6400, 4200), image.YCbCrSubsampleRatio420)), 2048, 1344},
	} {
		var b bytes.Buffer
		if err := picture.Shown(t.Context(), bytes.NewReader(c.file), &b); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		is, err := jpeg.DecodeConfig(&b)
		if err != nil || is.Width != c.width || is.Height != c.height {
			t.Errorf("%s is shown as %d × %d, %v", name, is.Width, is.Height, err)
		}
	}
	if err := picture.Shown(t.Context(), bytes.NewReader([]byte("testo")), &bytes.Buffer{}); !errors.Is(err, picture.ErrDamaged) {
		t.Errorf("what is no picture: %v", err)
	}
}
