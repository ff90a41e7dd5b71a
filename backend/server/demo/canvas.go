package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// canvas is a picture that is being drawn. Its places are in pixels.
type canvas struct{ *image.RGBA }

type point struct{ x, y float64 }

func newCanvas(c color.Color) canvas {
	img := image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))
	draw.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return canvas{img}
}

func grey(v uint8) color.RGBA { return color.RGBA{v, v, v, 255} }

// shade is a colour between two.
func shade(a, b color.RGBA, by float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*by) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// fade fills a rectangle with colours from the left to the right.
func (c canvas) fade(r image.Rectangle, from, to color.RGBA) {
	for x := r.Min.X; x < r.Max.X; x++ {
		column := image.Rect(x, r.Min.Y, x+1, r.Max.Y)
		by := float64(x-r.Min.X) / float64(r.Dx())
		draw.Draw(c, column, image.NewUniform(shade(from, to, by)), image.Point{}, draw.Src)
	}
}

func (c canvas) polygon(fill color.Color, points ...point) {
	// No more of the picture is looked at than the polygon takes.
	within := image.Rectangle{Min: image.Pt(math.MaxInt32, math.MaxInt32)}
	for _, p := range points {
		within.Min = image.Pt(min(within.Min.X, int(p.x)-1), min(within.Min.Y, int(p.y)-1))
		within.Max = image.Pt(max(within.Max.X, int(p.x)+2), max(within.Max.Y, int(p.y)+2))
	}
	within = within.Intersect(c.Bounds())
	r := vector.NewRasterizer(within.Dx(), within.Dy())
	for i, p := range points {
		x, y := float32(p.x-float64(within.Min.X)), float32(p.y-float64(within.Min.Y))
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(c, within, image.NewUniform(fill), image.Point{})
}

func (c canvas) ellipse(fill color.Color, at point, rx, ry float64) {
	const corners = 180
	points := make([]point, corners)
	for i := range points {
		angle := float64(i) / corners * 2 * math.Pi
		points[i] = point{at.x + rx*math.Cos(angle), at.y + ry*math.Sin(angle)}
	}
	c.polygon(fill, points...)
}

func (c canvas) box(fill color.Color, x, y, width, height float64) {
	c.polygon(fill, point{x, y}, point{x + width, y}, point{x + width, y + height}, point{x, y + height})
}

// line is a stroke of a width.
func (c canvas) line(fill color.Color, from, to point, width float64) {
	dx, dy := to.x-from.x, to.y-from.y
	length := math.Hypot(dx, dy)
	nx, ny := -dy/length*width/2, dx/length*width/2
	c.polygon(fill, point{from.x + nx, from.y + ny}, point{to.x + nx, to.y + ny}, point{to.x - nx, to.y - ny}, point{from.x - nx, from.y - ny})
}

var lettering = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gobold.TTF) })

// write puts a text on the picture, from the left or, centred, about a place.
func (c canvas) write(text string, at point, size float64, fill color.Color, centred bool) error {
	letters, err := lettering()
	if err != nil {
		return err
	}
	face, err := opentype.NewFace(letters, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return err
	}
	d := font.Drawer{Dst: c, Src: image.NewUniform(fill), Face: face}
	if centred {
		at.x -= float64(d.MeasureString(text)) / 64 / 2
	}
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(at.x * 64), Y: fixed.Int26_6(at.y * 64)}
	d.DrawString(text)
	return face.Close()
}

func (c canvas) jpeg() ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, c, &jpeg.Options{Quality: 78})
	return b.Bytes(), err
}
