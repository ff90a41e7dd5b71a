package attachments

import (
	"bytes"
	"context"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"filodiretto/backend/support"
)

// previewed is how much of a text is shown.
const previewed = 256 << 10

// Preview is the beginning of a text.
type Preview struct {
	Text string
	// Whole: nothing is left out.
	Whole bool
}

// Preview reads the beginning of a text, by the encoding that its bytes are in. support.CodeUnsupportedMediaType says that the
// file is none.
func (a *Attachments) Preview(ctx context.Context, id string) (Preview, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	defer func() { _ = content.Close() }()
	b, err := io.ReadAll(io.LimitReader(content, previewed))
	if err != nil {
		return Preview{}, support.Wrap(support.CodeStorage, err)
	}
	whole := int64(len(b)) == f.Size
	text, ok := decode(b, whole)
	if !ok {
		return Preview{}, support.Errorf(support.CodeUnsupportedMediaType, "the file is no text")
	}
	return Preview{Text: text, Whole: whole}, nil
}

// decode reads bytes as text: by their byte order mark, as UTF-8, as UTF-16 without a mark, or as Windows-1252, which machines'
// programs still write. It reports false for what is none of these. Of what was cut off, a letter may be cut too.
func decode(b []byte, whole bool) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return wide(b[2:], 0), true
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return wide(b[2:], 1), true
	}
	if !whole {
		b = withoutCutRune(b)
	}
	if low, known := halfZero(b); known {
		return wide(b, low), true
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", false
	}
	if utf8.Valid(b) {
		return plain(string(b))
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return "", false
	}
	return plain(string(text))
}

// plain reports whether a text is one: no control characters but those of terminals and printers.
func plain(text string) (string, bool) {
	strange := 0
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\x1b' && r != '\b' || r == 0x7f {
			strange++
		}
	}
	return text, strange*100 <= len(text)
}

// withoutCutRune leaves out the beginning of a letter at the end.
func withoutCutRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// halfZero finds UTF-16 without a mark by its zeros: nearly all in one half, and many.
func halfZero(b []byte) (low int, known bool) {
	if len(b) < 4 {
		return 0, false
	}
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(b) / 2
	switch {
	case zeros[1]*10 >= pairs*7 && zeros[0]*50 <= pairs:
		return 0, true
	case zeros[0]*10 >= pairs*7 && zeros[1]*50 <= pairs:
		return 1, true
	default:
		return 0, false
	}
}

// wide reads UTF-16, of which the low byte of each pair stands at low.
func wide(b []byte, low int) string {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i+low])|uint16(b[i+1-low])<<8)
	}
	return string(utf16.Decode(units))
}
