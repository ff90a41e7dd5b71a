package picture_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"filodiretto/backend/picture"
)

// held are the corners as they must look, for each way of holding the camera.
var held = []string{1: "rgwb", 2: "grbw", 3: "wbrg", 4: "bwgr", 5: "rbwg", 6: "brgw", 7: "wgrb", 8: "gwbr"}

func TestPicture_IsUprightHoweverTheCameraWasHeld(t *testing.T) {
	large, small, drawing := asJPEG(corners(2101, 43)), asJPEG(corners(121, 83)), asPNG(corners(121, 83))
	for orientation := uint16(1); orientation <= 8; orientation++ {
		for order, o := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
			camera := exif(o, orientation)
			for kind, file := range map[string][]byte{
				"JPEG":       with(small, segment(0xe1, "Exif\x00\x00"+camera)),
				"large JPEG": with(large, segment(0xe1, "Exif\x00\x00"+camera)),
				"PNG":        withChunks(drawing, pngChunk("eXIf", camera)),
			} {
				found, err := picture.Look(t.Context(), bytes.NewReader(file))
				if err != nil || found.Width > found.Height != (orientation < 5) {
					t.Errorf("%s, %d: %+v, %v", kind, orientation, found, err)
				}
				for _, name := range []string{"Thumbnail", "Prepare"} {
					img, b := done(t, name, file)
					if names(img) != held[orientation] || img.Bounds().Dx() > img.Bounds().Dy() != (orientation < 5) {
						t.Errorf("%s of a %s, %d %s: %s, %v", name, kind, orientation, order, names(img), img.Bounds())
					}
					if again, err := picture.Look(t.Context(), bytes.NewReader(b)); err != nil || again.Width != img.Bounds().Dx() {
						t.Errorf("%s of a %s, %d %s: still to be turned: %+v, %v", name, kind, orientation, order, again, err)
					}
				}
				stripped, b := done(t, "Strip", file)
				if again, err := picture.Look(t.Context(), bytes.NewReader(b)); err != nil || again != found || names(stripped) != held[1] {
					t.Errorf("Strip of a %s, %d %s: %+v, %v", kind, orientation, order, again, err)
				}
			}
		}
	}
}

// done does something with a file, and decodes what comes out.
func done(t *testing.T, name string, file []byte) (image.Image, []byte) {
	t.Helper()
	var b bytes.Buffer
	if changed, err := actions[name](t.Context(), bytes.NewReader(file), &b); err != nil || !changed {
		t.Fatalf("%s: %t, %v", name, changed, err)
	}
	img, _, err := image.Decode(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img, b.Bytes()
}

func TestThumbnail_ShowsEveryKindOfPicture(t *testing.T) {
	files := map[string][]byte{"APNG": animatedPNG()}
	for _, name := range []string{
		"progressive.jpeg", "cmyk.jpeg", "odd411.jpeg", "lossy.webp", "animated.gif", "interlaced.png", "deep.png", "paletted.png",
	} {
		files[name] = drawn(t, name)
	}
	for name, file := range files {
		if img, _ := done(t, "Thumbnail", file); names(img) != "rgwb" {
			t.Errorf("%s: %s", name, names(img))
		}
	}
	// The first frame, where it stands on the canvas.
	img, _ := done(t, "Thumbnail", animatedWebP(t))
	r, g, b, _ := img.At(300, 200).RGBA()
	if names(img) != "wwww" || r < 0xc000 || g > 0x4000 || b > 0x4000 {
		t.Errorf("a WebP that moves: %s, %v", names(img), img.At(300, 200))
	}
}

func TestThumbnail_IsWhiteWhereThePictureIsTransparent(t *testing.T) {
	half := image.NewNRGBA(image.Rect(0, 0, 500, 500))
	for i := 0; i < len(half.Pix); i += 4 {
		copy(half.Pix[i:], []uint8{255, 0, 0, 128})
		if i/4%500 >= 250 {
			half.Pix[i+3] = 0
		}
	}
	img, _ := done(t, "Thumbnail", asPNG(half))
	near := func(x, y int, want color.RGBA) {
		t.Helper()
		c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
		if apart(c.R, want.R) > 4 || apart(c.G, want.G) > 4 || apart(c.B, want.B) > 4 {
			t.Errorf("at %d: %v, want %v", x, c, want)
		}
	}
	near(100, 100, color.RGBA{255, 127, 127, 255})
	near(400, 100, color.RGBA{255, 255, 255, 255})
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func TestPrepare_KeepsTransparency(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	half := image.NewNRGBA(image.Rect(0, 0, 2100, 320))
	for i := 0; i < len(half.Pix); i += 4 {
		// Noise, so that it is a photo and not a drawing.
		copy(half.Pix[i:], []uint8{200, uint8(rng.Uint32()), uint8(rng.Uint32()), 128})
		if i/4%2100 >= 1050 {
			half.Pix[i+3] = 0
		}
	}
	img, b := done(t, "Prepare", asPNG(half))
	if img.Bounds().Dx() != 2048 || img.Bounds().Dy() != 312 || !bytes.HasPrefix(b, []byte("\x89PNG")) {
		t.Errorf("it is %v", img.Bounds())
	}
	left, right := color.NRGBAModel.Convert(img.At(500, 200)).(color.NRGBA), color.NRGBAModel.Convert(img.At(1500, 200)).(color.NRGBA)
	if left.A != 128 || apart(left.R, 200) > 2 || right.A != 0 {
		t.Errorf("left %v, right %v", left, right)
	}
}

func TestPrepare_LeavesTheLettersOfAScreenshotSharp(t *testing.T) {
	screen := image.NewPaletted(image.Rect(0, 0, 3840, 540), color.Palette{color.White, color.Black})
	for i := range screen.Pix {
		screen.Pix[i] = uint8(i / 3 % 2)
	}
	file := withChunks(asPNG(screen), pngChunk("tEXt", "Author\x00Anna OWNER"))
	img, b := done(t, "Prepare", file)
	if img.Bounds() != screen.Rect || !slices.Equal(img.(*image.Paletted).Pix, screen.Pix) {
		t.Errorf("it is another: %v", img.Bounds())
	}
	if bytes.Contains(b, []byte("OWNER")) {
		t.Error("it still says whose it is")
	}
}

func TestPrepare_SendsNoMoreThanAPoorPictureHas(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	img := image.NewGray(image.Rect(0, 0, 2200, 300))
	for i := range img.Pix {
		img.Pix[i] = uint8(i%2200/10 + rng.IntN(30))
	}
	var poor bytes.Buffer
	if err := jpeg.Encode(&poor, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	if _, b := done(t, "Prepare", poor.Bytes()); len(b) > poor.Len() {
		t.Errorf("%d bytes became %d", poor.Len(), len(b))
	}
}

func TestPrepare_LeavesASmallJPEGItsPixels(t *testing.T) {
	file := with(asJPEG(corners(2048, 1000)), segment(0xfe, "COMMENT"))
	_, b := done(t, "Prepare", file)
	if !bytes.Equal(b, asJPEG(corners(2048, 1000))) {
		t.Error("it is another")
	}
}

func TestPrepare_SendsWhatMovesAsItIs(t *testing.T) {
	for name, file := range map[string][]byte{"PNG": animatedPNG(), "WebP": animatedWebP(t)} {
		var b bytes.Buffer
		if _, err := picture.Prepare(t.Context(), bytes.NewReader(file), &b); err != nil || !bytes.Equal(b.Bytes(), file) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrepare_LeavesAGIFAllItsFrames(t *testing.T) {
	file := drawn(t, "animated.gif")
	var b bytes.Buffer
	if _, err := picture.Prepare(t.Context(), bytes.NewReader(file), &b); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b.Bytes(), []byte("ImageMagick")) {
		t.Error("it still says what drew it")
	}
	before, err := gif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if after, err := gif.DecodeAll(&b); err != nil || !reflect.DeepEqual(after, before) {
		t.Errorf("it is another, %v", err)
	}
}

func TestPrepare_LeavesOtherFilesAlone(t *testing.T) {
	for _, file := range [][]byte{[]byte("a text"), drawn(t, "photo.heic"), []byte("<svg/>")} {
		var b bytes.Buffer
		if changed, err := picture.Prepare(t.Context(), bytes.NewReader(file), &b); changed || err != nil || b.Len() != 0 {
			t.Errorf("%.10q: %t, %v, %d bytes", file, changed, err, b.Len())
		}
	}
}

// The finest stripes that a smaller picture can show must be there, and those that it cannot must be grey: neither soft nor false.
func TestPrepare_IsSharp(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 4096, 512))
	for y := range 512 {
		for x := range 4096 {
			period := 8 // 4 afterwards
			if y >= 256 {
				period = 2 // finer than the pixels
			}
			if x%period >= period/2 {
				img.Pix[y*img.Stride+x] = 255
			}
		}
	}
	small, _ := done(t, "Prepare", asJPEG(img))
	contrast := func(y int) int {
		low, high := 255, 0
		for x := 500; x < 1500; x++ {
			v := int(color.GrayModel.Convert(small.At(x, y)).(color.Gray).Y)
			low, high = min(low, v), max(high, v)
		}
		return high - low
	}
	if c := contrast(60); c < 215 {
		t.Errorf("stripes are soft: %d", c)
	}
	if c := contrast(200); c > 20 {
		t.Errorf("stripes are where there are none: %d", c)
	}
}

func TestPicture_HasTheColoursOfItsProfile(t *testing.T) {
	// In this profile red and green have changed places.
	profile := matrixProfile()
	jpegFile := with(asJPEG(corners(2400, 240)), segment(0xe2, "ICC_PROFILE\x00\x01\x02"+profile[:200]), segment(0xe2, "ICC_PROFILE\x00\x02\x02"+profile[200:]))
	pngFile := withChunks(asPNG(corners(600, 400)), pngChunk("iCCP", "any\x00\x00"+deflated(profile)))
	for name, file := range map[string][]byte{"JPEG": jpegFile, "PNG": pngFile} {
		if img, _ := done(t, "Thumbnail", file); names(img) != "grwb" {
			t.Errorf("thumbnail of a %s: %s", name, names(img))
		}
		img, b := done(t, "Prepare", file)
		if names(img) != "rgwb" {
			t.Errorf("prepared %s: the samples are %s", name, names(img))
		}
		if img, _ := done(t, "Thumbnail", b); names(img) != "grwb" {
			t.Errorf("prepared %s: it is shown as %s", name, names(img))
		}
		if _, b := done(t, "Strip", file); name == "JPEG" && !bytes.Contains(b, []byte(profile[:200])) {
			t.Errorf("stripped %s: the profile has gone", name)
		}
	}
}

func TestPrepare_KeepsTheProfileOfAPNGThatItMakesSmaller(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	noisy := corners(2100, 340)
	for i := range noisy.Pix {
		if i%4 != 3 {
			noisy.Pix[i] ^= uint8(rng.IntN(32))
		}
	}
	file := withChunks(asPNG(noisy), pngChunk("iCCP", "any\x00\x00"+deflated(matrixProfile())))
	img, b := done(t, "Prepare", file)
	if img.Bounds().Dx() != 2048 || names(img) != "rgwb" {
		t.Fatalf("it is %v, %s", img.Bounds(), names(img))
	}
	if img, _ := done(t, "Thumbnail", b); names(img) != "grwb" {
		t.Errorf("it is shown as %s", names(img))
	}
	if _, err := png.Decode(bytes.NewReader(b)); err != nil {
		t.Error(err)
	}
}

func TestPrepare_MakesCMYKWhatEveryBrowserShows(t *testing.T) {
	file := with(drawn(t, "cmyk.jpeg"), segment(0xe1, "Exif\x00\x00"+exif(binary.BigEndian, 6)))
	img, b := done(t, "Prepare", file)
	config, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || config.ColorModel != color.YCbCrModel || names(img) != held[6] {
		t.Errorf("it is %s, %v", names(img), err)
	}
}
