package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

type iccTag struct{ name, content string }

func iccProfile(space, connection string, tags ...iccTag) string {
	header := make([]byte, 128)
	header[8] = 2
	copy(header[12:], "mntr"+space+connection)
	copy(header[36:], "acsp")
	for i, x := range []float64{0.9642, 1, 0.8249} {
		binary.BigEndian.PutUint32(header[68+4*i:], fixed(x))
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	data := ""
	for _, tag := range tags {
		table = append(table, tag.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(132+12*len(tags)+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(tag.content)))
		data += tag.content + strings.Repeat("\x00", -len(tag.content)&3)
	}
	profile := string(header) + string(table) + data
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(profile)))) + profile[4:]
}

func fixed(x float64) uint32 { return uint32(int32(math.Round(x * 65536))) }

func xyz(x, y, z float64) string {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, fixed(v))
	}
	return string(b)
}

const gamma22 = "curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33"

// matrixProfile is sRGB, but for red and green, which have changed places.
func matrixProfile() string {
	return iccProfile("RGB ", "XYZ ",
		iccTag{"wtpt", xyz(0.9642, 1, 0.8249)},
		iccTag{"rXYZ", xyz(0.38515, 0.71687, 0.09708)}, iccTag{"gXYZ", xyz(0.43607, 0.22249, 0.01392)}, iccTag{"bXYZ", xyz(0.14307, 0.06061, 0.7141)},
		iccTag{"rTRC", gamma22}, iccTag{"gTRC", gamma22}, iccTag{"bTRC", gamma22},
	)
}

// Profiles that say they have more than they have made a program ask for all the memory there is.
func TestThumbnail_DoesNotTrustAProfile(t *testing.T) {
	huge := func(at int, value uint32) string {
		b := []byte(matrixProfile())
		binary.BigEndian.PutUint32(b[at:], value)
		return string(b)
	}
	grid := make([]byte, 1<<10)
	copy(grid, "mft1\x00\x00\x00\x00\x08\x03\xff")
	modular := make([]byte, 1<<10)
	copy(modular, "mAB \x00\x00\x00\x00\x03\x03")
	for i, at := range []byte{32, 44, 56, 68, 80} {
		modular[15+4*i] = at
	}
	copy(modular[68:], "\xff\xff\xff")
	for name, profile := range map[string]string{
		"four thousand million tags":     huge(128, math.MaxUint32),
		"a tag of four gigabytes":        huge(132+8, math.MaxUint32),
		"a tag that begins beyond":       huge(132+4, math.MaxUint32-3),
		"a tag within the table":         huge(132+4, 8),
		"a table of 255⁸ points":         iccProfile("RGB ", "XYZ ", iccTag{"A2B0", string(grid)}),
		"a table of samples of no bytes": iccProfile("RGB ", "XYZ ", iccTag{"A2B0", string(modular)}),
		"a curve of many points":         iccProfile("RGB ", "XYZ ", iccTag{"rTRC", "curv\x00\x00\x00\x00\xff\xff\xff\xff"}, iccTag{"rXYZ", xyz(1, 1, 1)}),
		"nothing":                        "",
		"not a profile":                  strings.Repeat("x", 500),
	} {
		file := with(asJPEG(corners(240, 160)), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile))
		grown := allocated(func() {
			if img, _ := done(t, "Thumbnail", file); names(img) != "rgwb" && names(img) != "grwb" {
				t.Errorf("%s: %s", name, names(img))
			}
		})
		if grown > 8<<20 {
			t.Errorf("%s took %d bytes", name, grown)
		}
	}
}

// CMYK is shown by its profile: this one makes everything a plain grey.
func TestThumbnail_ShowsCMYKByItsProfile(t *testing.T) {
	lut := []byte("mft1\x00\x00\x00\x00\x04\x03\x02\x00")
	for i := range 9 {
		lut = binary.BigEndian.AppendUint32(lut, map[bool]uint32{true: 1 << 16}[i%4 == 0])
	}
	ramp := func() {
		for i := range 256 {
			lut = append(lut, byte(i))
		}
	}
	for range 4 {
		ramp()
	}
	for range 16 {
		lut = append(lut, 128, 128, 128) // L* = 50, no colour
	}
	for range 3 {
		ramp()
	}
	profile := iccProfile("CMYK", "Lab ", iccTag{"A2B0", string(lut)}, iccTag{"wtpt", xyz(0.9642, 1, 0.8249)})
	file := with(drawn(t, "cmyk.jpeg"), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile))
	for _, name := range []string{"Thumbnail", "Prepare"} {
		if name == "Prepare" {
			file = with(file, segment(0xe1, "Exif\x00\x00"+exif(binary.BigEndian, 3)))
		}
		img, _ := done(t, name, file)
		r, g, b, _ := img.At(20, 20).RGBA()
		if r>>8 < 110 || r>>8 > 130 || apart(uint8(r>>8), uint8(g>>8)) > 3 || apart(uint8(g>>8), uint8(b>>8)) > 3 {
			t.Errorf("%s is %v", name, img.At(20, 20))
		}
	}
}
