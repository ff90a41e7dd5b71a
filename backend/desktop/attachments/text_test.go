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
	text := strings.Repeat("è𝄞", 100)
	for name, b := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-16": utf16Of(text, true, false), "UTF-16, the other way": utf16Of(text, true, true),
	} {
		for cut := 20; cut < 40; cut++ {
			if got, ok := decode(b[:cut], false); !ok || !strings.HasPrefix(text, got) || len(got) < 8 {
				t.Errorf("%s, cut after %d bytes, reads as %q, %v", name, cut, got, ok)
			}
		}
	}
}

func TestPreview_KnowsWhatIsNoText(t *testing.T) {
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(i*i>>3 ^ i)
	}
	for name, b := range map[string][]byte{
		"noise": noise, "a program": []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"), "zeros": make([]byte, 100),
		"bells": []byte(strings.Repeat("\x07\x01\x02", 100)), "noise behind a mark": append([]byte("\xff\xfe"), noise...),
		"a picture": append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), noise[:200]...),
	} {
		if got, ok := decode(b, true); ok {
			t.Errorf("%s reads as %.40q", name, got)
		}
	}
}

func TestPreview_ReadsWhatMachinesWriteAroundTheirLines(t *testing.T) {
	for name, b := range map[string]string{"a printer's frame": "\x02ALARM 41\x03\r\n", "a short line": "\x02E42\x03"} {
		if got, ok := decode([]byte(b), true); !ok || got != b {
			t.Errorf("%s reads as %q, %v", name, got, ok)
		}
	}
}
