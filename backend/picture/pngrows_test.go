package picture

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"testing"
)

// anyPNG is a PNG of random pixels, with each of the filters, in several chunks.
func anyPNG(rng *rand.Rand, w, h int, f pngForm, extra ...[]byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	for range h {
		row := make([]byte, 1+f.stride(w))
		for i := range row {
			row[i] = byte(rng.Uint32())
		}
		row[0] = byte(rng.IntN(5))
		_, _ = z.Write(row)
	}
	_ = z.Close()
	header := []byte{0, 0, byte(w >> 8), byte(w), 0, 0, byte(h >> 8), byte(h), byte(f.depth), f.colours, 0, 0, 0}
	file := append(bytes.Clone(pngStart), pngChunk("IHDR", header)...)
	if f.colours == pngPaletted {
		palette := make([]byte, 3<<f.depth)
		for i := range palette {
			palette[i] = byte(rng.Uint32())
		}
		file = append(file, pngChunk("PLTE", palette)...)
	}
	for _, e := range extra {
		file = append(file, e...)
	}
	for packed.Len() > 0 {
		file = append(file, pngChunk("IDAT", packed.Next(1+rng.IntN(packed.Len())))...)
		file = append(file, pngChunk("IDAT", nil)...)
	}
	return append(file, pngChunk("IEND", nil)...)
}

func TestPNGRows_AreThoseOfTheStandardLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must fail again
	for colours := range byte(7) {
		for _, depth := range []int{1, 2, 4, 8, 16} {
			form := pngForm{depth, colours}
			if !form.known() {
				continue
			}
			clear := map[byte][]byte{
				pngGray: {0, 0}, pngRGB: {0, 0, 0, 0, 0, 0}, pngPaletted: make([]byte, 1<<min(depth, 8)),
			}[colours]
			for i := range clear {
				clear[i] = byte(rng.IntN(min(256, 1<<depth)))
				if depth < 16 && colours != pngPaletted && i%2 == 0 {
					clear[i] = 0
				}
			}
			for _, extra := range [][][]byte{nil, {pngChunk("tRNS", clear)}} {
				if extra != nil && clear == nil {
					continue
				}
				w, h := 1+rng.IntN(70), 1+rng.IntN(70)
				t.Run(fmt.Sprintf("%d %d %d×%d %t", colours, depth, w, h, extra != nil), func(t *testing.T) {
					compare(t, anyPNG(rng, w, h, form, extra...))
				})
			}
		}
	}
}

func compare(t *testing.T, file []byte) {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewRGBA(decoded.Bounds())
	draw.Draw(want, want.Rect, decoded, image.Point{}, draw.Src)
	from := &reading{ctx: context.Background(), r: bytes.NewReader(file)}
	kind, o, err := look(from)
	if err != nil || kind != kindPNG || o.interlaced {
		t.Fatal(kind, err)
	}
	small, err := o.small(from, o.width, o.height)
	if err != nil {
		t.Fatal(err)
	}
	got := image.NewRGBA(small.Bounds())
	draw.Draw(got, got.Rect, small, image.Point{}, draw.Src)
	for i := range want.Pix {
		if d := int(got.Pix[i]) - int(want.Pix[i]); d < -1 || d > 1 {
			t.Fatalf("pixel %d is %d, want %d", i/4, got.Pix[i/4*4:i/4*4+4], want.Pix[i/4*4:i/4*4+4])
		}
	}
}
