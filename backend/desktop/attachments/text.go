package attachments

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var (
	utf16Low  = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16High = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// decode reads bytes as text: by their byte order mark, as UTF-16 without a mark, as UTF-8, or as Windows-1252, which machines'
// programs still write. It reports false for what is none of these. Of what was cut off, a letter may be cut too.
func decode(b []byte, whole bool) (string, bool) {
	var form encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		b, form = b[2:], utf16Low
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, form = b[2:], utf16High
	case bytes.IndexByte(b, 0) >= 0:
		if form = unmarked(b); form == nil {
			return "", false
		}
	}
	switch {
	case form != nil && whole:
		return readable(b, form)
	case form != nil:
		return readable(withoutCutUnits(b, form), form)
	}
	letters := b
	if !whole {
		letters = withoutCutRune(b)
	}
	if utf8.Valid(letters) {
		return readable(letters, unicode.UTF8)
	}
	return readable(b, charmap.Windows1252)
}

// withoutCutRune leaves out the beginning of a letter at the end.
func withoutCutRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if at := len(b) - i; utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return b[:at]
			}
			break
		}
	}
	return b
}

// withoutCutUnits is withoutCutRune of UTF-16.
func withoutCutUnits(b []byte, form encoding.Encoding) []byte {
	n := len(b) &^ 1
	if n == 0 {
		return nil
	}
	high := b[n-1]
	if form == utf16High {
		high = b[n-2]
	}
	if high&0xfc == 0xd8 { // the first half of a pair
		n -= 2
	}
	return b[:n]
}

// unmarked is the sort of UTF-16 that does not say so: of most letters one byte is zero, always the same one.
func unmarked(b []byte) encoding.Encoding {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(b) / 2
	switch {
	case zeros[1] > pairs/2 && zeros[0] <= pairs/50:
		return utf16Low
	case zeros[0] > pairs/2 && zeros[1] <= pairs/50:
		return utf16High
	default:
		return nil
	}
}

// readable is text, unless much of it cannot be read: logs of machines have control characters here and there.
func readable(b []byte, form encoding.Encoding) (string, bool) {
	decoded, err := form.NewDecoder().Bytes(b)
	if err != nil {
		return "", false
	}
	text, wrong := string(decoded), 0
	for _, r := range text {
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\f', r == '\b', r == '\x1b':
		case r == utf8.RuneError, r < ' ', r >= 0x7f && r < 0xa0:
			wrong++
		}
	}
	if wrong > 2+utf8.RuneCountInString(text)/50 {
		return "", false
	}
	return strings.ReplaceAll(text, "\x00", ""), true
}
