package picture

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// pngForm is how a PNG stores its pixels.
type pngForm struct {
	depth   int
	colours byte
}

// The kinds of colours in PNG.
const (
	pngGray      = 0
	pngRGB       = 2
	pngPaletted  = 3
	pngGrayAlpha = 4
	pngRGBA      = 6
)

func (f pngForm) known() bool {
	switch f.colours {
	case pngGray:
		return f.depth == 1 || f.depth == 2 || f.depth == 4 || f.depth == 8 || f.depth == 16
	case pngPaletted:
		return f.depth == 1 || f.depth == 2 || f.depth == 4 || f.depth == 8
	case pngRGB, pngGrayAlpha, pngRGBA:
		return f.depth == 8 || f.depth == 16
	default:
		return false
	}
}

// bits is how many a pixel has.
func (f pngForm) bits() int {
	switch f.colours {
	case pngRGB:
		return 3 * f.depth
	case pngGrayAlpha:
		return 2 * f.depth
	case pngRGBA:
		return 4 * f.depth
	default:
		return f.depth
	}
}

// stride is how many bytes a row has.
func (f pngForm) stride(width int) int64 { return (int64(f.bits())*int64(width) + 7) / 8 }

// pngRows decodes a PNG that is not interlaced row by row: image/png keeps all pixels, of which screenshots of large screens
// have many.
type pngRows struct {
	form      pngForm
	width     int
	palette   [256][4]uint8 // premultiplied
	colours   int
	clear     []byte // the colour that is transparent, as it is stored, if there is one
	data      io.Reader
	row, last []byte
	out       []uint8
}

// smallPNG makes a small picture of a PNG, upright.
func (o *outline) smallPNG(from *reading, width, height int) (img image.Image, err error) {
	d := &pngRows{width: o.width}
	err = walkPNG(from, func(c *chunk) error {
		switch c.name {
		case "IHDR":
			b, err := c.bytesOf(13)
			if err != nil {
				return err
			}
			d.form = pngForm{depth: int(b[8]), colours: b[9]}
		case "PLTE":
			b, err := c.bytes(3 * 256)
			if err != nil {
				return err
			}
			for d.colours = 0; len(b) >= 3; b = b[3:] {
				d.palette[d.colours] = [4]uint8{b[0], b[1], b[2], 255}
				d.colours++
			}
		case "tRNS":
			b, err := c.bytes(256)
			if err != nil {
				return err
			}
			d.transparent(b)
		case "IDAT":
			img, err = d.small(from, c, o.height, width, height, o.turn)
			if err == nil {
				err = errEnough
			}
			return err
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return img, err
}

func (d *pngRows) transparent(b []byte) {
	if d.form.colours != pngPaletted {
		d.clear = b
		return
	}
	for i, a := range b {
		p := &d.palette[i]
		p[0], p[1], p[2], p[3] = times(p[0], a), times(p[1], a), times(p[2], a), a
	}
}

// times is a colour as strong as it is opaque.
func times(colour, alpha uint8) uint8 { return uint8((uint32(colour)*uint32(alpha) + 127) / 255) } //nolint:gosec // at most 255

func (d *pngRows) small(from *reading, first *chunk, h, width, height int, t turn) (image.Image, error) {
	data := &pngData{chunk: first}
	z, err := zlib.NewReader(bufio.NewReaderSize(data, 32<<10))
	if err != nil {
		return nil, err
	}
	stride := d.form.stride(d.width)
	d.data, d.row, d.last = z, make([]byte, 1+stride), make([]byte, 1+stride)
	step := 4
	if d.gray() {
		step = 1
	}
	d.out = make([]uint8, d.width*step)
	p, err := scaled(from.ctx, d.next, d.width, h, step, width, height)
	if err != nil {
		return nil, err
	}
	// The check sum is at the end, and nothing may come before it.
	if n, err := z.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return nil, errors.Join(errors.New("more pixels than there should be"), err)
	}
	p = t.turned(p)
	if d.gray() {
		return &image.Gray{Pix: p.pix, Stride: p.w, Rect: p.rect()}, nil
	}
	return &image.RGBA{Pix: p.pix, Stride: 4 * p.w, Rect: p.rect()}, nil
}

func (d *pngRows) gray() bool { return d.form.colours == pngGray && d.clear == nil }

// pngData is the content of all chunks of pixels, which follow one another.
type pngData struct{ chunk *chunk }

func (d *pngData) Read(p []byte) (int, error) {
	for d.chunk.left == 0 {
		r := d.chunk.r
		if err := pass(r, io.Discard, 4); err != nil {
			return 0, err
		}
		head, err := r.Peek(8)
		if err != nil {
			return 0, unexpected(err)
		}
		if string(head[4:]) != "IDAT" {
			d.chunk.left = -4 // the check sum has been read
			return 0, io.EOF
		}
		d.chunk.left = int64(binary.BigEndian.Uint32(head))
		_, _ = r.Discard(8) // they are there
	}
	if d.chunk.left < 0 {
		return 0, io.EOF
	}
	return d.chunk.Read(p)
}

// next is the next row, in one channel of grey or in four that are premultiplied.
func (d *pngRows) next(int) ([]uint8, error) {
	d.row, d.last = d.last, d.row
	if _, err := io.ReadFull(d.data, d.row); err != nil {
		return nil, unexpected(err)
	}
	if err := unfilter(d.row[0], d.row[1:], d.last[1:], max(1, d.form.bits()/8)); err != nil {
		return nil, err
	}
	d.convert(d.row[1:])
	return d.out, nil
}

// unfilter undoes what was done to a row so that it can be compressed better; left is how far the pixel before it is.
func unfilter(kind byte, row, above []byte, left int) error {
	switch kind {
	case 0:
	case 1:
		for i := left; i < len(row); i++ {
			row[i] += row[i-left]
		}
	case 2:
		for i, a := range above {
			row[i] += a
		}
	case 3:
		for i := range row {
			before := 0
			if i >= left {
				before = int(row[i-left])
			}
			row[i] += uint8((before + int(above[i])) / 2) //nolint:gosec // it is a mean of bytes
		}
	case 4:
		for i := range min(left, len(row)) {
			row[i] += above[i]
		}
		for i := left; i < len(row); i++ {
			row[i] += paeth(int(row[i-left]), int(above[i]), int(above[i-left]))
		}
	default:
		return errors.New("a row is filtered in an unknown way")
	}
	return nil
}

// paeth is that of three neighbours which is nearest to what they suggest.
func paeth(a, b, c int) uint8 {
	distance := func(x int) int { return max(x, -x) }
	ofA, ofB, ofC := distance(b-c), distance(a-c), distance(a+b-2*c)
	switch {
	case ofA <= ofB && ofA <= ofC:
		return uint8(a) //nolint:gosec // all three are bytes
	case ofB <= ofC:
		return uint8(b) //nolint:gosec // see above
	default:
		return uint8(c) //nolint:gosec // see above
	}
}

// convert fills out.
func (d *pngRows) convert(row []byte) {
	deep := d.form.depth / 8 // bytes a sample, of which the first is enough
	switch {
	case d.form.depth < 8:
		d.convertBits(row)
	case d.form.colours == pngPaletted:
		for i, at := range row {
			copy(d.out[4*i:], d.palette[at][:])
		}
	case d.gray():
		for i := range d.out {
			d.out[i] = row[i*deep]
		}
	default:
		size := d.form.bits() / 8
		for i := range d.width {
			pixel := row[i*size : (i+1)*size]
			r, g, b, a := pixel[0], pixel[0], pixel[0], uint8(255)
			switch d.form.colours {
			case pngGrayAlpha:
				a = pixel[deep]
			case pngRGB:
				g, b = pixel[deep], pixel[2*deep]
			case pngRGBA:
				g, b, a = pixel[deep], pixel[2*deep], pixel[3*deep]
			}
			if d.clear != nil && d.isClear(pixel) {
				a = 0
			}
			if a != 255 {
				r, g, b = times(r, a), times(g, a), times(b, a)
			}
			out := d.out[4*i : 4*i+4]
			out[0], out[1], out[2], out[3] = r, g, b, a
		}
	}
}

// isClear reports whether a pixel has the colour that is transparent; that has 16 bits a sample always.
func (d *pngRows) isClear(pixel []byte) bool {
	if d.form.colours == pngGrayAlpha || d.form.colours == pngRGBA {
		return false
	}
	if d.form.depth == 16 {
		return string(pixel) == string(d.clear)
	}
	for i, sample := range pixel {
		if 2*i+1 >= len(d.clear) || d.clear[2*i] != 0 || d.clear[2*i+1] != sample {
			return false
		}
	}
	return true
}

// convertBits fills out from pixels of less than a byte: of a palette, or grey.
func (d *pngRows) convertBits(row []byte) {
	most := byte(1)<<d.form.depth - 1
	for i := range d.width {
		bit := i * d.form.depth
		sample := row[bit/8] >> (8 - d.form.depth - bit%8) & most
		switch {
		case d.form.colours == pngPaletted:
			copy(d.out[4*i:], d.palette[sample][:])
		case d.gray():
			d.out[i] = sample * (255 / most)
		default:
			grey, alpha := sample*(255/most), uint8(255)
			if d.isClear([]byte{sample}) {
				grey, alpha = 0, 0
			}
			copy(d.out[4*i:], []byte{grey, grey, grey, alpha})
		}
	}
}
