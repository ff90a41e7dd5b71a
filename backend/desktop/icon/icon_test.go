package icon

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"filodiretto/frontend"
)

func TestScaled_KeepsPictureAndTransparency(t *testing.T) {
	big := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for y := range 8 {
		for x := range 8 {
			if x < 4 {
				big.SetNRGBA(x, y, color.NRGBA{R: 200, G: 100, B: 50, A: 255})
			}
		}
	}
	file, err := PNG(big)
	if err != nil {
		t.Fatal(err)
	}
	small, err := Scaled(file, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := small.NRGBAAt(0, 0); got != (color.NRGBA{R: 200, G: 100, B: 50, A: 255}) {
		t.Errorf("left %v", got)
	}
	if got := small.NRGBAAt(1, 1); got.A != 0 {
		t.Errorf("right %v, want it clear", got)
	}
}

func TestWithDot_ShowsADotAndLeavesTheRest(t *testing.T) {
	plain, err := Scaled(frontend.Icon, 64)
	if err != nil {
		t.Fatal(err)
	}
	dotted := WithDot(plain)
	if got := dotted.NRGBAAt(50, 13); got != dotColour {
		t.Errorf("in the dot %v", got)
	}
	if got := dotted.NRGBAAt(20, 40); got != plain.NRGBAAt(20, 40) {
		t.Errorf("away from it %v, was %v", got, plain.NRGBAAt(20, 40))
	}
	file, err := PNG(dotted)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := png.Decode(bytes.NewReader(file)); err != nil || back.Bounds() != plain.Bounds() {
		t.Errorf("as a file: %v", err)
	}
}

// Windows' tray reads no PNG in an icon file: it has to be a bitmap of 32 bits, bottom row first, with a mask.
func TestICO_IsABitmapThatTheTrayReads(t *testing.T) {
	const size, directory, bitmapHeader = 64, 6 + 16, 40
	img, err := Scaled(frontend.Icon, size)
	if err != nil {
		t.Fatal(err)
	}
	img = WithDot(img)
	file, err := ICO(img)
	if err != nil {
		t.Fatal(err)
	}
	if len(file) != directory+bitmapHeader+size*size*4+size*size/8 {
		t.Fatalf("%d bytes", len(file))
	}
	number := func(at, bytes int) (n int) {
		for i := range bytes {
			n |= int(file[at+i]) << (8 * i)
		}
		return n
	}
	for what, c := range map[string]struct{ at, bytes, want int }{
		"kind": {2, 2, 1}, "pictures": {4, 2, 1}, "width": {6, 1, size}, "height": {7, 1, size}, "bits": {12, 2, 32},
		"length": {14, 4, len(file) - directory}, "place": {18, 4, directory},
		"header":       {directory, 4, bitmapHeader},
		"bitmap width": {directory + 4, 4, size}, "bitmap height, with the mask's": {directory + 8, 4, 2 * size},
		"bitmap bits": {directory + 14, 2, 32}, "compression": {directory + 16, 4, 0},
	} {
		if got := number(c.at, c.bytes); got != c.want {
			t.Errorf("%s %d, want %d", what, got, c.want)
		}
	}
	for y := range size {
		for x := range size {
			at := directory + bitmapHeader + ((size-1-y)*size+x)*4
			want := img.NRGBAAt(x, y)
			if got := (color.NRGBA{R: file[at+2], G: file[at+1], B: file[at], A: file[at+3]}); want.A > 0 && got != want {
				t.Fatalf("at %d,%d %v, want %v", x, y, got, want)
			}
		}
	}
}
