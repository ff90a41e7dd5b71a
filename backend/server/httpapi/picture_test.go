package httpapi_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
)

// aPicture is a PNG that no other test has.
func aPicture(width, height int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = byte(i | 3) //nolint:gosec // any colours will do
	}
	copy(img.Pix, newID())
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
