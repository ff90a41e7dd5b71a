package picture

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The markers of JPEG that are looked at.
const (
	markTEM   = 0x01
	markSOF0  = 0xc0
	markSOF2  = 0xc2
	markDHT   = 0xc4
	markDAC   = 0xcc
	markRST0  = 0xd0
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDNL   = 0xdc
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP1  = 0xe1
	markAPP2  = 0xe2
	markAPP14 = 0xee
)

var (
	exifName  = []byte("Exif\x00\x00")
	iccName   = []byte("ICC_PROFILE\x00")
	jfifName  = []byte("JFIF\x00")
	adobeName = []byte("Adobe")
)

var (
	// errEnough ends a walk.
	errEnough  = errors.New("enough was seen")
	errNothing = errors.New("nothing is to be seen in it")
)

// walkJPEG tells the segments of a JPEG one after another, and writes what follows each SOS, the compressed data, to scan.
// Beyond the end of the picture it does not look. It is whole unless it breaks off in, or behind, compressed data.
func walkJPEG(from io.Reader, segment func(marker byte, payload []byte) error, scan io.Writer) (whole bool, err error) {
	r := bufio.NewReaderSize(from, 64<<10)
	var start [2]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return false, unexpected(err)
	}
	if start != [2]byte{0xff, markSOI} {
		return false, errNoPicture
	}
	payload := make([]byte, 1<<16)
	scanned := false
	for {
		marker, err := nextMarker(r)
		switch {
		case errors.Is(err, io.EOF) && scanned:
			return false, nil
		case err != nil:
			return false, unexpected(err)
		case marker == markEOI && !scanned:
			return false, errNothing
		case marker == markEOI:
			return true, nil
		case marker == markTEM, marker >= markRST0 && marker < markSOI:
			continue
		case marker == markSOI:
			return false, errors.New("a picture begins within the picture")
		}
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return false, unexpected(err)
		}
		length := int(binary.BigEndian.Uint16(size[:])) - 2
		if length < 0 {
			return false, errors.New("a segment of no length")
		}
		if _, err := io.ReadFull(r, payload[:length]); err != nil {
			return false, unexpected(err)
		}
		if err := segment(marker, payload[:length]); err != nil {
			return false, err
		}
		if marker == markSOS {
			scanned = true
			if err := copyScan(r, scan); errors.Is(err, io.EOF) {
				return false, nil
			} else if err != nil {
				return false, err
			}
		}
	}
}

// unexpected is an end where there must be none.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// nextMarker skips what is no marker, as decoders do.
func nextMarker(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		for err == nil && b != 0xff {
			b, err = r.ReadByte()
		}
		for err == nil && b == 0xff {
			b, err = r.ReadByte()
		}
		if err != nil || b != 0 {
			return b, err
		}
	}
}

// copyScan copies compressed data up to the next marker.
func copyScan(r *bufio.Reader, to io.Writer) error {
	for {
		if last, err := r.Peek(2); err != nil {
			if len(last) == 1 && last[0] != 0xff {
				if _, err := to.Write(last); err != nil {
					return err
				}
			}
			return err
		}
		data, _ := r.Peek(r.Buffered())
		n := len(data) - 1 // the last may be half a marker
		marker := false
		for at := 0; at < n; {
			i := bytes.IndexByte(data[at:n], 0xff)
			if i < 0 {
				break
			}
			at += i
			if next := data[at+1]; next != 0 && next != 0xff && (next < markRST0 || next >= markSOI) {
				n, marker = at, true
				break
			}
			at++
		}
		if _, err := to.Write(data[:n]); err != nil {
			return err
		}
		if _, err := r.Discard(n); err != nil || marker {
			return err
		}
	}
}

// outlineJPEG reads a header up to the compressed data.
func outlineJPEG(from io.Reader) (*outline, error) {
	o := &outline{turn: upright}
	var icc profileParts
	var frame []byte
	var jfif, progressive bool
	adobe := -1
	_, err := walkJPEG(from, func(marker byte, payload []byte) error {
		switch {
		case marker == markAPP0:
			jfif = bytes.HasPrefix(payload, jfifName)
		case marker == markAPP1 && bytes.HasPrefix(payload, exifName):
			if o.turn == upright {
				o.turn = turnIn(payload[len(exifName):])
			}
		case marker == markAPP2 && bytes.HasPrefix(payload, iccName):
			icc.add(payload[len(iccName):])
		case marker == markAPP14 && bytes.HasPrefix(payload, adobeName) && len(payload) >= 12:
			adobe = int(payload[11])
		case marker == markDQT && o.quality == 0:
			o.quality = qualityOf(payload)
		case marker >= markSOF0 && marker <= markSOF2:
			if frame == nil {
				frame, progressive = bytes.Clone(payload), marker == markSOF2
			}
		case isFrame(marker):
			return errNoPicture // lossless, arithmetic and hierarchical ones
		case marker == markSOS:
			return errEnough
		}
		return nil
	}, io.Discard)
	if !errors.Is(err, errEnough) {
		return nil, cmp.Or(err, errNothing)
	}
	o.profile = icc.profile()
	return o, o.frame(frame, progressive, jfif, adobe)
}

// isFrame reports whether a marker begins a frame, of whatever sort.
func isFrame(marker byte) bool {
	return marker >= markSOF0 && marker <= 0xcf && marker != markDHT && marker != markDAC && marker != 0xc8
}

// frame reads the header of a frame, and computes what image/jpeg takes to decode it.
func (o *outline) frame(b []byte, progressive, jfif bool, adobe int) error {
	if len(b) < 6 || len(b) != 6+3*int(b[5]) || b[0] != 8 {
		return errNoPicture
	}
	o.height, o.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	components := int(b[5])
	if components != 1 && components != 3 && components != 4 {
		return errNoPicture
	}
	maxH, maxV, blocks := 1, 1, int64(0)
	for i := range components {
		h, v := int(b[7+3*i]>>4), int(b[7+3*i]&0xf)
		if h < 1 || h > 4 || v < 1 || v > 4 {
			return errNoPicture
		}
		if components == 1 {
			h, v = 1, 1
		}
		maxH, maxV = max(maxH, h), max(maxV, v)
		blocks += int64(h * v)
	}
	blocks *= int64((o.width+8*maxH-1)/(8*maxH)) * int64((o.height+8*maxV-1)/(8*maxV))
	o.cost, o.passes = 64*blocks, components
	if progressive {
		o.cost, o.passes = o.cost+64*4*blocks, mostScans // the coefficients of all blocks, until the last scan has been read
	}
	o.cmyk = components == 4
	rgb := components == 3 && !jfif && (adobe == 0 || b[6] == 'R' && b[9] == 'G' && b[12] == 'B')
	if o.planes = components != 4 && !rgb; !o.planes {
		o.cost += 4 * int64(o.width) * int64(o.height)
	}
	return nil
}

// mostScans is how often a progressive picture may go over its pixels. Encoders do it about ten times; somebody who wants to
// keep a machine busy does it a million times.
const mostScans = 100

// checkScans reads all of a JPEG, and says whether it is whole and no more work than its header says.
func (o *outline) checkScans(from io.Reader) error {
	scans := 0
	whole, err := walkJPEG(from, func(marker byte, _ []byte) error {
		if marker == markSOS {
			scans++
		}
		if scans > o.passes {
			return fmt.Errorf("more than %d scans", o.passes)
		}
		return nil
	}, io.Discard)
	if err == nil && !whole {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// brightness is the table of the standard from which most encoders make theirs, by a quality from 1 to 100.
var brightness = [64]int{
	16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
	26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
	56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
	95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
}

// qualityOf is the quality that a table for brightness, the first in a segment, stands for; 0 for other tables.
func qualityOf(payload []byte) int {
	if len(payload) < 65 || payload[0] != 0 {
		return 0
	}
	var sum, standard int
	for i, q := range payload[1:65] {
		sum, standard = sum+int(q), standard+brightness[i]
	}
	percent := max(1, sum*100/standard)
	if percent > 100 {
		return max(1, 5000/percent)
	}
	return (200 - percent) / 2
}
