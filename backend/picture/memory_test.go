package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/picture"
)

// allocated is how many bytes do asks for in all.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// frame is a JPEG of which there is nothing but a header.
func frame(marker byte, w, h uint16, sampling ...byte) []byte {
	content := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, h), w)
	content = append(content, byte(len(sampling)))
	scan := []byte{byte(len(sampling))}
	for i, s := range sampling {
		content = append(content, byte(i+1), s, 0)
		scan = append(scan, byte(i+1), 0)
	}
	return bytes.Join([][]byte{
		{0xff, 0xd8}, segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"), segment(0xdb, "\x00"+strings.Repeat("\x01", 64)),
		segment(0xc4, "\x00\x01"+strings.Repeat("\x00", 16)), segment(0xc4, "\x10\x01"+strings.Repeat("\x00", 16)),
		segment(marker, string(content)), segment(0xda, string(append(scan, 0, 0, 0))), {0xff, 0xd9},
	}, nil)
}

func pngHeader(w, h uint32, depth, colours, interlaced byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	header = append(header, depth, colours, 0, 0, interlaced)
	pixels := deflated(strings.Repeat("\x00", 1<<20))
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", string(header)), pngChunk("IDAT", pixels), pngChunk("IEND", "")}, nil)
}

func gifHeader(w, h uint16) []byte {
	size := binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, w), h)
	return bytes.Join([][]byte{[]byte("GIF89a"), size, {0x80, 0, 0, 0, 0, 0, 0, 0, 0, ',', 0, 0, 0, 0}, size, {0, 2, 2, 0x44, 1, 0, ';'}}, nil)
}

func vp8(w, h uint16) []byte {
	b := []byte{0x10, 0, 0, 0x9d, 1, 0x2a}
	return append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, w), h), make([]byte, 100)...)
}

func TestPicture_IsNeverDecodedWhereItsHeaderSaysThatItIsTooLarge(t *testing.T) {
	for name, file := range map[string][]byte{
		"JPEG of 50,000 × 50,000":             frame(0xc0, 50000, 50000, 0x22, 0x11, 0x11),
		"JPEG of 65,535 × 800":                frame(0xc0, 65535, 800, 0x11, 0x11, 0x11),
		"progressive JPEG of 12 megapixels":   frame(0xc2, 4032, 3024, 0x22, 0x11, 0x11),
		"CMYK of 9 megapixels":                frame(0xc0, 3000, 3000, 0x11, 0x11, 0x11, 0x11),
		"PNG of 50,000 × 50,000":              pngHeader(50000, 50000, 8, 2, 0),
		"PNG of the longest line":             pngHeader(math.MaxInt32, 1, 16, 6, 0),
		"PNG of the longest column":           pngHeader(1, math.MaxInt32, 1, 0, 0),
		"PNG of 100 million × 1":              pngHeader(100_000_000, 1, 1, 0, 0),
		"interlaced PNG of 9 megapixels":      pngHeader(3000, 3000, 8, 6, 1),
		"GIF of 65,535 × 65,535":              gifHeader(65535, 65535),
		"WebP of 16,383 × 16,383":             webp(riff("VP8 ", vp8(16383, 16383))),
		"WebP of 16,383 × 16,383 that moves":  webp(riff("VP8X", []byte{2, 0, 0, 0, 9, 0, 0, 9, 0, 0}), riff("ANMF", append(make([]byte, 16), riff("VP8 ", vp8(16383, 16383))...))),
		"WebP that is larger than its canvas": webp(riff("VP8X", []byte{0, 0, 0, 0, 9, 0, 0, 9, 0, 0}), riff("VP8 ", vp8(16383, 16383))),
	} {
		grown := allocated(func() {
			found, err := picture.Look(t.Context(), bytes.NewReader(file))
			if err != nil || found.Picture {
				t.Errorf("%s: %+v, %v", name, found, err)
			}
			err = picture.Thumbnail(t.Context(), bytes.NewReader(file), io.Discard)
			if !errors.Is(err, picture.ErrTooLarge) && !errors.Is(err, picture.ErrDamaged) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := picture.Prepare(t.Context(), bytes.NewReader(file), io.Discard); bytes.HasPrefix(file, []byte{0xff, 0xd8}) && !errors.Is(err, picture.ErrTooLarge) {
				t.Errorf("%s is fit to be sent: %v", name, err)
			}
		})
		if grown > 4<<20 {
			t.Errorf("%s took %d bytes", name, grown)
		}
	}
}

// plain is a JPEG of one colour.
func plain(marker byte, w, h uint16, sampling ...byte) []byte {
	file := frame(marker, w, h, sampling...)
	file = file[:len(file)-2]
	file = append(file, make([]byte, int(w)*int(h)*len(sampling)/64/4+1000)...) // two bits a block
	return append(file, 0xff, 0xd9)
}

// What a header is thought to cost is what decoding takes: the largest pictures that are just taken stay within the budget. Most
// break off once the memory has been taken.
func TestThumbnail_StaysWithinTheBudget(t *testing.T) {
	const w, budget = 4000, 48 << 20
	for name, of := range map[string]func(h int) []byte{
		"JPEG":             func(h int) []byte { return frame(0xc0, w, uint16(h), 0x22, 0x11, 0x11) },
		"JPEG, full":       func(h int) []byte { return frame(0xc0, w, uint16(h), 0x11, 0x11, 0x11) },
		"JPEG, grey":       func(h int) []byte { return frame(0xc0, w, uint16(h), 0x22) },
		"JPEG, CMYK":       func(h int) []byte { return plain(0xc0, w, uint16(h), 0x11, 0x11, 0x11, 0x11) }, // put together at the end
		"JPEG, progresses": func(h int) []byte { return frame(0xc2, w, uint16(h), 0x22, 0x11, 0x11) },
		"GIF":              func(h int) []byte { return gifHeader(w, uint16(h)) },
		"PNG, interlaced":  func(h int) []byte { return pngHeader(w, uint32(h), 8, 6, 1) },
		"WebP":             func(h int) []byte { return webp(riff("VP8 ", vp8(w, uint16(h)))) },
	} {
		taken := sort.Search(1<<14, func(h int) bool {
			found, err := picture.Look(t.Context(), bytes.NewReader(of(h+1)))
			if err != nil {
				t.Fatal(err)
			}
			return !found.Picture
		})
		file := of(taken)
		var err error
		grown := allocated(func() { err = picture.Thumbnail(t.Context(), bytes.NewReader(file), io.Discard) })
		t.Logf("%s of %d × %d: %.1f MiB, %v", name, w, taken, float64(grown)/(1<<20), err)
		if grown > budget+2<<20 || grown < budget/3 {
			t.Errorf("%s of %d × %d took %d bytes", name, w, taken, grown)
		}
	}
}

// A few bytes of WebP without loss make a decoder ask for 180 MB of tables.
func TestPicture_DoesNotTryWebPWithoutLoss(t *testing.T) {
	file := webp(riff("VP8L", append([]byte{0x2f, 99, 0xc0, 0x18, 0}, make([]byte, 1000)...)))
	if err := picture.Thumbnail(t.Context(), bytes.NewReader(file), io.Discard); !errors.Is(err, picture.ErrDamaged) {
		t.Error(err)
	}
}

// A screenshot of several large screens is decoded row by row.
func TestThumbnail_TakesLittleMemoryForALargeDrawing(t *testing.T) {
	file := asPNG(image.NewPaletted(image.Rect(0, 0, 8000, 1200), color.Palette{color.White, color.Black}))
	grown := allocated(func() {
		if img, _ := done(t, "Thumbnail", file); img.Bounds() != image.Rect(0, 0, 480, 72) {
			t.Errorf("it is %v", img.Bounds())
		}
	})
	if grown > 8<<20 {
		t.Errorf("it took %d bytes", grown)
	}
}

// Twelve bytes have a decoder go over all pixels once more.
func TestThumbnail_StopsWhereAJPEGGoesOverItsPixelsAgainAndAgain(t *testing.T) {
	start := frame(0xc2, 1000, 1000, 0x11)
	start = bytes.Replace(start, segment(0xc4, "\x10\x01"+strings.Repeat("\x00", 16)), segment(0xc4, "\x10\x01"+strings.Repeat("\x00", 15)+"\xe0"), 1)
	start = append(start[:len(start)-2], make([]byte, 1000*1000/64/8+100)...)
	again := append(segment(0xda, "\x01\x01\x00\x01\x3f\x00"), 0x7f, 0xfc) // nothing in 32,766 blocks
	for scans, want := range map[int]error{10: nil, 1000: picture.ErrDamaged} {
		file := append(bytes.Clone(start), bytes.Repeat(again, scans)...)
		err := picture.Thumbnail(t.Context(), bytes.NewReader(append(file, 0xff, 0xd9)), io.Discard)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%d times: %v", scans, err)
		}
	}
}

// One after another, and several at once: what the program takes of the system stays within 64 MiB of what it was.
func TestPrepare_KeepsTheProgramSmall(t *testing.T) {
	// About as large as it may be; it breaks off once the memory has been taken.
	file := frame(0xc0, 4000, 7000, 0x22, 0x11, 0x11)
	debug.FreeOSMemory()
	taken := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.Sys - m.HeapReleased)
	}
	before := taken()
	var most atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(time.Millisecond); ; {
			select {
			case <-tick.C:
				most.Store(max(most.Load(), taken()))
			case <-stop:
				return
			}
		}
	}()
	errs := make(chan error)
	for range 3 {
		go func() {
			for range 3 {
				_, err := picture.Prepare(t.Context(), bytes.NewReader(file), io.Discard)
				errs <- err
			}
		}()
	}
	for range 9 {
		if err := <-errs; !errors.Is(err, picture.ErrDamaged) {
			t.Error(err)
		}
	}
	close(stop)
	<-stopped
	if grown := most.Load() - before; grown > 64<<20 {
		t.Errorf("it grew by %d bytes", grown)
	} else {
		t.Logf("it grew by %.1f MiB", float64(grown)/(1<<20))
	}
}

// long is a file that nobody would write down.
type long struct {
	start, middle, end []byte
	size, at           int64
}

func (l *long) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		l.at = offset
	case io.SeekEnd:
		l.at = l.size + offset
	default:
		l.at += offset
	}
	return l.at, nil
}

func (l *long) Read(p []byte) (int, error) {
	from, behind := l.at, l.size-int64(len(l.end))
	var n int
	switch {
	case from >= l.size:
		return 0, io.EOF
	case from < int64(len(l.start)):
		n = copy(p, l.start[from:])
	case from < behind:
		n = copy(p[:min(int64(len(p)), behind-from)], l.middle[(from-int64(len(l.start)))%int64(len(l.middle)):])
	default:
		n = copy(p, l.end[from-behind:])
	}
	l.at += int64(n)
	return n, nil
}

type counted int64

func (c *counted) Write(p []byte) (int, error) {
	*c += counted(len(p))
	return len(p), nil
}

func TestStrip_TakesNoMoreMemoryForAFileOf200MB(t *testing.T) {
	const size = 200 << 20
	scan := bytes.Repeat([]byte("\x12\x34\xff\x00\x56"), 10000)
	one := frame(0xc0, 20000, 20000, 0x11)
	data := strings.Repeat("pixels", 10000)
	idat := pngChunk("IDAT", data)
	for name, file := range map[string]*long{
		"JPEG": {start: append(with(one[:len(one)-2], told(1)...), 0), middle: scan, end: []byte("\xff\xd9")},
		"PNG": {
			start:  withChunks(pngHeader(20000, 20000, 8, 2, 0)[:33], pngChunk("tEXt", "Author\x00OWNER")),
			middle: idat, end: pngChunk("IEND", ""),
		},
		"GIF": {
			start: gifStart, end: gifRest,
			middle: append(append([]byte("!\xff\x0bNETSCAPE2.0\xff"), strings.Repeat("x", 255)...), 0),
		},
	} {
		lengths := int64(len(file.start) + len(file.end))
		file.size = lengths + (size-lengths)/int64(len(file.middle))*int64(len(file.middle))
		var got counted
		grown := allocated(func() {
			if changed, err := picture.Strip(t.Context(), file, &got); err != nil || !changed {
				t.Errorf("%s: %t, %v", name, changed, err)
			}
		})
		if int64(got) < size*9/10 || grown > size/8 {
			t.Errorf("%s: %d of %d bytes, and took %d", name, got, file.size, grown)
		}
	}
}
