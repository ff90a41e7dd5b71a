package httpapi_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
)

// aPicture is a PNG that no other test has.
func aPicture(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	of := newID()
	for i := range width * height {
		img.Set(i%width, i/width, color.RGBA{of[i%len(of)], of[i*7%len(of)], uint8(i), 255}) //nolint:gosec // any colour will do
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// aBomb is a small PNG that says it has 50,000 × 50,000 pixels.
func aBomb() []byte {
	b := aPicture(1, 1)
	binary.BigEndian.PutUint32(b[16:], 50_000)
	binary.BigEndian.PutUint32(b[20:], 50_000)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}
