package picture_test

import (
	"bytes"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"filodiretto/backend/picture"
)

// photo is a JPEG of 12 megapixels as telephones take it: soft areas, edges, and noise.
var photo = sync.OnceValue(func() []byte {
	const w, h = 4032, 3024
	rng := rand.New(rand.NewPCG(1, 2))
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for y := range h {
		for x := range w {
			v := 128 + 60*math.Sin(float64(x)/97) + 40*math.Cos(float64(y)/41)
			if (x/200+y/150)%3 == 0 {
				v -= 50
			}
			img.Y[y*img.YStride+x] = uint8(min(max(v+float64(rng.IntN(9)), 0), 255))
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(110+i%37), uint8(120+i/2016%29)
	}
	return asJPEG(img)
})

func BenchmarkPhoto(b *testing.B) {
	file := photo()
	for name, do := range map[string]func() error{
		"Look": func() error {
			_, err := picture.Look(b.Context(), bytes.NewReader(file))
			return err
		},
		"Thumbnail": func() error { return picture.Thumbnail(b.Context(), bytes.NewReader(file), io.Discard) },
		"Prepare": func() error {
			_, err := picture.Prepare(b.Context(), bytes.NewReader(file), io.Discard)
			return err
		},
		"Strip": func() error {
			_, err := picture.Strip(b.Context(), bytes.NewReader(file), io.Discard)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
