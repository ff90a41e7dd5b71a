package picture_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"testing"

	"filodiretto/backend/picture"
)

func TestLook_SaysHowAPictureIsShown(t *testing.T) {
	photo := with(asJPEG(t, corners(400, 300)), segment(0xe1, "Exif\x00\x00"+exif(binary.LittleEndian, 6)))
	for name, c := range map[string]struct {
		file []byte
		want picture.Found
	}{
		"a JPEG":             {asJPEG(t, corners(400, 300)), picture.Found{Type: "image/jpeg", Picture: true, Width: 400, Height: 300}},
		"a JPEG on its side": {photo, picture.Found{Type: "image/jpeg", Picture: true, Width: 300, Height: 400}},
		"a PNG":              {asPNG(t, corners(40, 30)), picture.Found{Type: "image/png", Picture: true, Width: 40, Height: 30}},
		"a text":             {[]byte("Pressione 4,2 bar\n"), picture.Found{Type: "text/plain"}},
		"a page":             {[]byte("<!DOCTYPE html><script>alert(1)</script>"), picture.Found{Type: "text/html"}},
		"a drawing":          {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`), picture.Found{Type: "image/svg+xml"}},
	} {
		got, err := picture.Look(t.Context(), bytes.NewReader(c.file))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestThumbnail_IsUprightAndSmall(t *testing.T) {
	photo := with(asJPEG(t, corners(1200, 900)), segment(0xe1, "Exif\x00\x00"+exif(binary.LittleEndian, 6)))
	var b bytes.Buffer
	if err := picture.Thumbnail(t.Context(), bytes.NewReader(photo), &b); err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != 360 || img.Bounds().Dy() != 480 || names(img) != "brgw" {
		t.Errorf("it is %v, %s", img.Bounds(), names(img))
	}
}

func TestPrepare_MakesAPhotoFitToBeSent(t *testing.T) {
	photo := with(asJPEG(t, corners(3000, 2000)), segment(0xe1, "Exif\x00\x00"+exif(binary.LittleEndian, 8)), segment(0xfe, "COMMENT"))
	var b bytes.Buffer
	changed, err := picture.Prepare(t.Context(), bytes.NewReader(photo), &b)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	for _, secret := range []string{"OWNER", "GPS", "COMMENT", "Exif"} {
		if bytes.Contains(b.Bytes(), []byte(secret)) {
			t.Errorf("it still has %s", secret)
		}
	}
	img, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != 1365 || img.Bounds().Dy() != 2048 || names(img) != "gwbr" {
		t.Errorf("it is %v, %s", img.Bounds(), names(img))
	}
}
