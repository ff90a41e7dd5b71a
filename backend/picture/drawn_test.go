package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// corners draws a picture whose corners are red (above left), green (above right), blue (below left) and white.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch left, above := x < w/2, y < h/2; {
			case !left && above:
				c = color.RGBA{G: 255, A: 255}
			case left && !above:
				c = color.RGBA{B: 255, A: 255}
			case !left && !above:
				c = color.RGBA{R: 255, G: 255, B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// names says which colours are in the corners, clockwise from above left.
func names(img image.Image) string {
	b := img.Bounds()
	dx, dy := b.Dx()/8, b.Dy()/8
	said := ""
	for _, at := range []image.Point{
		{b.Min.X + dx, b.Min.Y + dy}, {b.Max.X - 1 - dx, b.Min.Y + dy}, {b.Max.X - 1 - dx, b.Max.Y - 1 - dy}, {b.Min.X + dx, b.Max.Y - 1 - dy},
	} {
		r, g, b, _ := img.At(at.X, at.Y).RGBA()
		const most = 0xc000
		switch {
		case r > most && g > most && b > most:
			said += "w"
		case r > most && g < most && b < most:
			said += "r"
		case g > most && r < most && b < most:
			said += "g"
		case b > most && r < most && g < most:
			said += "b"
		default:
			said += "?"
		}
	}
	return said
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func segment(marker byte, content string) []byte {
	b := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(len(content)+2))
	return append(b, content...)
}

// with puts segments behind a JPEG's beginning.
func with(picture []byte, segments ...[]byte) []byte {
	b := bytes.Clone(picture[:2])
	for _, s := range segments {
		b = append(b, s...)
	}
	return append(b, picture[2:]...)
}

func pngChunk(name, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, name...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withChunks puts chunks behind a PNG's header.
func withChunks(picture []byte, chunks ...[]byte) []byte {
	const header = 8 + 12 + 13
	b := bytes.Clone(picture[:header])
	for _, c := range chunks {
		b = append(b, c...)
	}
	return append(b, picture[header:]...)
}

// exif is what a camera notes: how it was held, whose it is, and where it was.
func exif(order binary.AppendByteOrder, orientation uint16) string {
	const heap = 8 + 2 + 4*12 + 4
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	b := order.AppendUint32([]byte(mark), 8)
	b = order.AppendUint16(b, 4)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(order.AppendUint32(b, count), value)
	}
	owner, maker := "OWNER Anna Bianchi\x00", "MAKERNOTE serial 4711\x00"
	entry(0x010f, 2, uint32(len(maker)), heap)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, orientation), 0)
	entry(0x8298, 2, uint32(len(owner)), uint32(heap+len(maker)))
	entry(0x8825, 4, 1, uint32(heap+len(maker)+len(owner)))
	b = order.AppendUint32(b, 0)
	return string(b) + maker + owner + "GPS 45.4642 N 9.1900 E"
}
