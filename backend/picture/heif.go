package picture

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// HEIC and AVIF, as telephones save photos, are files for us. What they tell of place and owner lies in items of its own
// somewhere in the file, of which a table says where; nothing can be moved, so it is overwritten.

const (
	// maxTable is how long the table of items may be.
	maxTable = 4 << 20
	// mostStretches is in how many pieces metadata may lie.
	mostStretches = 1000
)

// stretch is a part of a file.
type stretch struct {
	from, to int64
	begin    []byte // what it is to begin with
	rest     byte   // and what comes behind
}

// stripHEIF copies a HEIC with its metadata overwritten. If there are none it reports false, and has written nothing.
func stripHEIF(from *reading, to io.Writer) (bool, error) {
	secret, err := metadataIn(from)
	if err != nil || len(secret) == 0 {
		return false, err
	}
	if err := from.rewind(); err != nil {
		return false, err
	}
	slices.SortFunc(secret, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	at := int64(0)
	for _, s := range secret {
		s.from = max(s.from, at)
		if s.from >= s.to {
			continue
		}
		if _, err := io.CopyN(to, from, s.from-at); err != nil {
			return false, unexpected(err)
		}
		if _, err := io.CopyN(io.Discard, from, s.to-s.from); err != nil {
			return false, unexpected(err)
		}
		if err := s.write(to); err != nil {
			return false, err
		}
		at = s.to
	}
	_, err = io.Copy(to, from)
	return err == nil, err
}

func (s stretch) write(to io.Writer) error {
	left := s.to - s.from
	begin := s.begin[:min(int64(len(s.begin)), left)]
	if _, err := to.Write(begin); err != nil {
		return err
	}
	blank := bytes.Repeat([]byte{s.rest}, 4096)
	for left -= int64(len(begin)); left > 0; {
		n, err := to.Write(blank[:min(left, int64(len(blank)))])
		if err != nil {
			return err
		}
		left -= int64(n)
	}
	return nil
}

// metadataIn finds the EXIF and XMP of a HEIC.
func metadataIn(from *reading) ([]stretch, error) {
	at := int64(0)
	for {
		if _, err := from.r.Seek(at, io.SeekStart); err != nil {
			return nil, err
		}
		head := make([]byte, 16)
		n, err := io.ReadFull(from, head)
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, err
		}
		kind, length, size, ok := boxHead(head[:n])
		if !ok {
			return nil, io.ErrUnexpectedEOF
		}
		if kind == "meta" {
			if _, err := from.r.Seek(at+length, io.SeekStart); err != nil {
				return nil, err
			}
			b, err := tableIn(from, size-length) // of a size of 0 it is negative
			if err != nil {
				return nil, err
			}
			return metadataBy(b, at+length)
		}
		if size == 0 {
			return nil, nil // it reaches to the end
		}
		at += size
	}
}

// tableIn reads what a box holds: so many bytes, or all that follow where n is negative.
func tableIn(from *reading, n int64) ([]byte, error) {
	most := int64(maxTable) + 1
	if n >= 0 {
		most = min(n, most)
	}
	b, err := io.ReadAll(io.LimitReader(from, most))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxTable:
		return nil, errors.New("the table of items is too long")
	case int64(len(b)) < n:
		return nil, io.ErrUnexpectedEOF
	}
	return b, nil
}

// boxHead reads the head of a box: of length bytes, which belong to its size. A size of 0 is all that follows.
func boxHead(b []byte) (kind string, length, size int64, ok bool) {
	if len(b) < 8 {
		return "", 0, 0, false
	}
	length, size = 8, int64(binary.BigEndian.Uint32(b))
	if size == 1 {
		if len(b) < 16 {
			return "", 0, 0, false
		}
		length, size = 16, int64(binary.BigEndian.Uint64(b[8:])&(1<<62-1)) //nolint:gosec // it fits now
	}
	return string(b[4:8]), length, size, size == 0 || size >= length
}

// metadataBy reads the table of items, whose content stands at a place in the file.
func metadataBy(b []byte, at int64) ([]stretch, error) {
	f := &fields{b: b, at: at}
	f.next(4)
	var items, places *fields
	var own int64 // where the items' own data stand
	for len(f.b) >= 8 && !f.short {
		kind, length, size, ok := boxHead(f.b)
		if !ok || size == 0 || size > int64(len(f.b)) {
			return nil, io.ErrUnexpectedEOF
		}
		content := &fields{b: f.b[length:size], at: f.at + length}
		switch kind {
		case "iinf":
			items = content
		case "iloc":
			places = content
		case "idat":
			own = content.at
		}
		f.next(int(size))
	}
	if items == nil || places == nil {
		return nil, nil
	}
	return places.stretches(items.kinds(), own)
}

// fields are read one after another; what is too short reads as zeros.
type fields struct {
	b     []byte
	at    int64
	short bool
}

func (f *fields) next(n int) []byte {
	if n > len(f.b) {
		f.short = true
		return make([]byte, n)
	}
	b := f.b[:n]
	f.b, f.at = f.b[n:], f.at+int64(n)
	return b
}

func (f *fields) number(size int) (n int64) {
	for _, b := range f.next(size) {
		n = n<<8 | int64(b)
	}
	return n & (1<<62 - 1)
}

// kinds are the items of metadata, by their numbers.
func (f *fields) kinds() map[int64]string {
	kinds := map[int64]string{}
	version := f.number(1)
	f.next(3)
	f.next(map[bool]int{true: 2, false: 4}[version == 0])
	for len(f.b) >= 8 && !f.short {
		_, length, size, ok := boxHead(f.b)
		if !ok || size == 0 || size > int64(len(f.b)) {
			break
		}
		item := &fields{b: f.b[length:size]}
		version := item.number(1)
		item.next(3)
		id := item.number(map[bool]int{true: 4, false: 2}[version >= 3])
		item.next(2)
		if kind := string(item.next(4)); version >= 2 && (kind == "Exif" || kind == "mime") {
			kinds[id] = kind
		}
		f.next(int(size))
	}
	return kinds
}

// stretches are where items stand in the file.
func (f *fields) stretches(kinds map[int64]string, own int64) (all []stretch, err error) {
	version := f.number(1)
	f.next(3)
	sizes := f.number(2)
	offset, length, base, index := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if version == 0 {
		index = 0
	}
	if length == 0 {
		return nil, errors.New("items of unknown length")
	}
	wide := map[bool]int{true: 2, false: 4}[version < 2]
	for count := f.number(wide); count > 0 && !f.short; count-- {
		id := f.number(wide)
		start := int64(0)
		if version > 0 && f.number(2)&15 == 1 {
			start = own
		}
		f.next(2)
		start += f.number(base)
		for extents := f.number(2); extents > 0 && !f.short; extents-- {
			f.next(index)
			from := start + f.number(offset)
			s := stretch{from: from, to: from + f.number(length)}
			switch kinds[id] {
			case "Exif":
				s.begin = []byte("\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08") // of no entries
			case "mime":
				s.rest = ' '
			default:
				continue
			}
			if s.from >= 0 && s.to > s.from && !f.short {
				all = append(all, s)
			}
			if len(all) > mostStretches {
				return nil, errors.New("metadata in too many pieces")
			}
		}
	}
	return all, nil
}
