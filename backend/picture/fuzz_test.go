package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"testing"

	"filodiretto/backend/picture"
)

// seed gives a fuzzer pictures of every kind, whole, broken and false ones.
func seed(f *testing.F) {
	for _, name := range []string{
		"alpha.webp", "animated.gif", "cmyk.jpeg", "deep.png", "gray16.png", "interlaced.png", "lossless.webp", "lossy.webp", "odd411.jpeg",
		"paletted.png", "photo.heic", "progressive.jpeg",
	} {
		file := drawn(f, name)
		f.Add(file)
		f.Add(file[:len(file)*2/3])
	}
	for _, c := range talkative(f) {
		f.Add(c.full)
	}
	for version := range byte(3) {
		f.Add(heic(version, exif(binary.BigEndian, 1), "XMP"))
		f.Add(heicOf(version, exif(binary.BigEndian, 1), "XMP", true))
	}
	f.Add(animatedPNG())
	f.Add(animatedWebP(f))
	f.Add(frame(0xc2, 50000, 50000, 0x22, 0x11, 0x11))
	f.Add(plain(0xc0, 100, 100, 0x11, 0x11, 0x11, 0x11))
	f.Add([]byte("GIF89a<script>"))
}

// acceptable is what a picture can be refused for.
func acceptable(err error) bool {
	return errors.Is(err, picture.ErrDamaged) || errors.Is(err, picture.ErrTooLarge)
}

func FuzzLook(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		found, err := picture.Look(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if found.Picture != (found.Width > 0 && found.Height > 0) || found.Type == "" {
			t.Errorf("%+v", found)
		}
	})
}

func FuzzThumbnail(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		var b bytes.Buffer
		var err error
		grown := allocated(func() { err = picture.Thumbnail(t.Context(), bytes.NewReader(file), &b) })
		if grown > 64<<20 {
			t.Errorf("it took %d bytes", grown)
		}
		if err != nil {
			if !acceptable(err) {
				t.Error(err)
			}
			return
		}
		found, err := picture.Look(t.Context(), bytes.NewReader(file))
		if err != nil || !found.Picture {
			t.Errorf("a thumbnail of %+v, %v", found, err)
		}
		config, err := jpeg.DecodeConfig(&b)
		if err != nil || max(config.Width, config.Height) != min(480, max(found.Width, found.Height)) || config.Width > config.Height && found.Width < found.Height {
			t.Errorf("it is %d × %d of %+v, %v", config.Width, config.Height, found, err)
		}
	})
}

func FuzzPrepare(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		var b, again bytes.Buffer
		changed, err := picture.Prepare(t.Context(), bytes.NewReader(file), &b)
		if err != nil {
			if !acceptable(err) || changed {
				t.Error(changed, err)
			}
			return
		}
		before, err := picture.Look(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if !changed {
			if b.Len() > 0 || before.Picture {
				t.Errorf("%+v, %d bytes", before, b.Len())
			}
			return
		}
		if after, err := picture.Look(t.Context(), bytes.NewReader(b.Bytes())); err != nil || before.Picture && (after.Type != before.Type || !after.Picture) {
			t.Errorf("%+v became %+v, %v", before, after, err)
		}
		if _, err := picture.Strip(t.Context(), bytes.NewReader(b.Bytes()), &again); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("something can still be taken out, %v", err)
		}
	})
}

func FuzzStrip(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		var b, again bytes.Buffer
		changed, err := picture.Strip(t.Context(), bytes.NewReader(file), &b)
		if err != nil || !changed {
			if changed || err == nil && b.Len() > 0 || err != nil && !errors.Is(err, picture.ErrDamaged) {
				t.Error(changed, err)
			}
			return
		}
		if b.Len() > len(file)+100 {
			t.Errorf("%d bytes became %d", len(file), b.Len())
		}
		if _, err := picture.Strip(t.Context(), bytes.NewReader(b.Bytes()), &again); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("twice is something else, %v", err)
		}
		found, err := picture.Look(t.Context(), bytes.NewReader(file))
		if err != nil || found.Width*found.Height > 1<<20 || !found.Picture {
			return
		}
		before, _, err := image.Decode(bytes.NewReader(file))
		if err != nil {
			return
		}
		after, _, err := image.Decode(bytes.NewReader(b.Bytes()))
		if err != nil || !same(before, after) {
			t.Errorf("it is another picture, %v", err)
		}
	})
}

func same(a, b image.Image) bool {
	flat := func(img image.Image) []uint8 {
		all := image.NewNRGBA64(img.Bounds())
		draw.Draw(all, all.Rect, img, all.Rect.Min, draw.Src)
		return all.Pix
	}
	return a.Bounds() == b.Bounds() && bytes.Equal(flat(a), flat(b))
}
