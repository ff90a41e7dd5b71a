package files

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"filodiretto/backend/support"
)

// Text reads the beginning of a file, at most limit bytes, as text: UTF-8, UTF-16, or what older programs of Windows write
// (Windows-1252). It reports false for what is no text. Lines end as they do in the file.
func Text(r io.Reader, limit int) (text string, ok bool, err error) {
	b := make([]byte, limit)
	n, err := io.ReadFull(r, b)
	b = b[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull does not wrap them
		return "", false, support.Wrap(support.CodeStorage, err)
	}
	text, ok = decoded(b, err == nil)
	return text, ok, nil
}

// decoded takes bytes that may be cut off in the middle of a letter.
func decoded(b []byte, cut bool) (string, bool) {
	var form encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		b, form = b[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, form = b[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case bytes.IndexByte(b, 0) >= 0:
		if form = unmarked(b); form == nil {
			return "", false
		}
	}
	if form != nil {
		if cut {
			b = b[:wholeUnits(b, form)]
		}
		return readable(form, b)
	}
	whole := b
	if cut {
		// A letter has at most four bytes, of which the last may be missing.
		for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
			if at := len(b) - i; utf8.RuneStart(b[at]) {
				if !utf8.FullRune(b[at:]) {
					whole = b[:at]
				}
				break
			}
		}
	}
	if utf8.Valid(whole) {
		return readable(nil, whole)
	}
	return readable(charmap.Windows1252, b)
}

// wholeUnits is how many bytes of UTF-16 there are without half a letter at the end.
func wholeUnits(b []byte, form encoding.Encoding) int {
	n := len(b) &^ 1
	if n == 0 {
		return n
	}
	high := b[n-1]
	if form == unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM) {
		high = b[n-2]
	}
	if high&0xfc == 0xd8 {
		n -= 2
	}
	return n
}

// unmarked is the sort of UTF-16 that does not say so: of most letters one byte is zero, always the same one.
func unmarked(b []byte) encoding.Encoding {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i&1]++
		}
	}
	most := len(b) / 2
	switch {
	case zeros[1] > most/2 && zeros[0] <= most/50:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[0] > most/2 && zeros[1] <= most/50:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		return nil
	}
}

// readable is text, unless much of it cannot be read: logs of machines have control characters here and there.
func readable(form encoding.Encoding, b []byte) (string, bool) {
	text := string(b)
	if form != nil {
		var err error
		if text, err = form.NewDecoder().String(text); err != nil {
			return "", false
		}
	}
	wrong := 0
	for _, r := range text {
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\f', r == '\x1b':
		case r == utf8.RuneError, r < ' ', r >= 0x7f && r < 0xa0:
			wrong++
		}
	}
	if wrong > 2+utf8.RuneCountInString(text)/50 {
		return "", false
	}
	return strings.ReplaceAll(text, "\x00", ""), true
}
