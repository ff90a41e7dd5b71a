// Package icon draws the program's icon as trays and notifications need it: small, and with a dot while something is
// unread.
package icon

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	ico "github.com/sergeymakinen/go-ico"
)

// Scaled reads a PNG and makes it size pixels square; it is meant for making icons smaller.
func Scaled(file []byte, size int) (*image.NRGBA, error) {
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	from := img.Bounds()
	whole := image.NewRGBA(image.Rectangle{Max: from.Size()})
	draw.Draw(whole, whole.Bounds(), img, from.Min, draw.Src)
	out := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			out.Set(x, y, mean(whole, image.Rect(
				x*from.Dx()/size, y*from.Dy()/size,
				max((x+1)*from.Dx()/size, x*from.Dx()/size+1), max((y+1)*from.Dy()/size, y*from.Dy()/size+1),
			)))
		}
	}
	return out, nil
}

// mean is the colour of a part of an image seen from afar. The colours are premultiplied, so that what is transparent
// adds no colour.
func mean(img *image.RGBA, part image.Rectangle) color.RGBA {
	var r, g, b, a, n int
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := img.RGBAAt(x, y)
			r, g, b, a, n = r+int(c.R), g+int(c.G), b+int(c.B), a+int(c.A), n+1
		}
	}
	return color.RGBA{R: byte(r / n), G: byte(g / n), B: byte(b / n), A: byte(a / n)} //nolint:gosec // means of bytes
}

// dotColour is the accent as it is on dark ground, which the icon is: red is for what is urgent, and not all that is unread
// is.
var dotColour = color.NRGBA{R: 0x5C, G: 0xC4, B: 0xB6, A: 0xFF}

// WithDot is the icon with a dot in its upper right corner, set off from the picture by a clear ring.
func WithDot(img *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	copy(out.Pix, img.Pix)
	size := float64(img.Bounds().Dx())
	radius, ring := 0.22*size, 0.06*size
	cx, cy := size-radius, radius
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			away := math.Hypot(float64(x)+0.5-cx, float64(y)+0.5-cy)
			was := out.NRGBAAt(x, y)
			was.A = byte(float64(was.A) * within(away-radius-ring))
			if cover := 1 - within(away-radius); cover > 0 {
				was = dotColour
				was.A = byte(255 * cover)
			}
			out.SetNRGBA(x, y, was)
		}
	}
	return out
}

// within is 0 inside of an edge, 1 outside, and between on the pixel that the edge goes through.
func within(away float64) float64 { return min(max(away+0.5, 0), 1) }

// PNG is the image as a file.
func PNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// ICO is the image as an icon file of Windows, at most 256 pixels square.
func ICO(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := ico.Encode(&b, img)
	return b.Bytes(), err
}
