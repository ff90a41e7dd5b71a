package attachments

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Of writes a text in UTF-16, low byte first or last.
func utf16Of(text string, mark, bigEndian bool) []byte {
	var b []byte
	put := func(u uint16) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	if mark {
		put(0xfeff)
	}
	for _, u := range utf16.Encode([]rune(text)) {
		put(u)
	}
	return b
}

func TestPreview_ReadsATextInTheEncodingItIsWrittenIn(t *testing.T) {
	const text = "Pressione: 5 bar, perché è così.\r\nAllarme 700.1 \u2013 velocità\n"
	for name, b := range map[string][]byte{
		"UTF-8":                          []byte(text),
		"UTF-8 with a mark":              []byte("\ufeff" + text),
		"UTF-16":                         utf16Of(text, true, false),
		"UTF-16, the other way":          utf16Of(text, true, true),
		"UTF-16 without a mark":          utf16Of(text, false, false),
		"UTF-16 without, the other way":  utf16Of(text, false, true),
		"Windows-1252, as machines' own": []byte(strings.NewReplacer("é", "\xe9", "è", "\xe8", "ì", "\xec", "à", "\xe0", "\u2013", "\x96").Replace(text)),
	} {
		if got, ok := decode(b, true); !ok || got != text {
			t.Errorf("%s reads as %q, %v", name, got, ok)
		}
	}
}

func TestPreview_EndsWithAWholeLetterWhereItIsCutOff(t *testing.T) {
	text := "così " + strings.Repeat("è", 100)
	if got, ok := decode([]byte(text[:len(text)-1]), false); !ok || got != text[:len(text)-2] {
		t.Errorf("cut in a letter it reads %q", got)
	}
}

func TestPreview_KnowsWhatIsNoText(t *testing.T) {
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(i * 7919 >> 3)
	}
	for name, b := range map[string][]byte{
		"noise": noise, "a program": []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"), "bells": []byte(strings.Repeat("\x07\x01\x02", 100)),
	} {
		if got, ok := decode(b, true); ok {
			t.Errorf("%s reads as %.40q", name, got)
		}
	}
}
