package icon

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	ico "github.com/sergeymakinen/go-ico"

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

func TestICO_IsReadBackAsTheSamePicture(t *testing.T) {
	img, err := Scaled(frontend.Icon, 32)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ico.Decode(bytes.NewReader(ICO(img)))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 32 {
		for x := range 32 {
			want := img.NRGBAAt(x, y)
			if got := color.NRGBAModel.Convert(back.At(x, y)); want.A > 0 && got != want {
				t.Fatalf("at %d,%d %v, want %v", x, y, got, want)
			}
		}
	}
}
