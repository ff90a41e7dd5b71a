package files_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"filodiretto/backend/desktop/files"
)

func utf16of(text string, big bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

func TestText_ReadsWhatProgramsWrite(t *testing.T) {
	const said = "Pressione: 4,2 bar – perché? Così… €\r\n"
	for name, b := range map[string][]byte{
		"UTF-8":                   []byte(said),
		"UTF-8 that says so":      []byte("\xef\xbb\xbf" + said),
		"UTF-16":                  append([]byte("\xff\xfe"), utf16of(said, false)...),
		"UTF-16, big":             append([]byte("\xfe\xff"), utf16of(said, true)...),
		"UTF-16 without mark":     utf16of(said, false),
		"big UTF-16 without mark": utf16of(said, true),
		"Windows-1252":            []byte("Pressione: 4,2 bar \x96 perch\xe9? Cos\xec\x85 \x80\r\n"),
	} {
		if got, ok, err := files.Text(bytes.NewReader(b), 1<<10); got != said || !ok || err != nil {
			t.Errorf("%s: %q, %t, %v", name, got, ok, err)
		}
	}
}

func TestText_IsNotCutInTheMiddleOfALetter(t *testing.T) {
	said := strings.Repeat("è𝄞", 100)
	for name, b := range map[string][]byte{
		"UTF-8": []byte(said), "UTF-16": append([]byte("\xff\xfe"), utf16of(said, false)...), "UTF-16, big": append([]byte("\xfe\xff"), utf16of(said, true)...),
	} {
		for limit := 20; limit < 40; limit++ {
			got, ok, err := files.Text(bytes.NewReader(b), limit)
			if !ok || err != nil || !strings.HasPrefix(said, got) || len(got) < 8 {
				t.Errorf("%s, %d bytes: %q, %t, %v", name, limit, got, ok, err)
			}
		}
	}
}

func TestText_IsNoneOfAnythingElse(t *testing.T) {
	random := make([]byte, 4096)
	for i := range random {
		random[i] = byte(i*i>>3 ^ i)
	}
	for name, b := range map[string][]byte{
		"bytes": random, "a picture": append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), random[:200]...), "zeros": make([]byte, 100),
	} {
		if got, ok, err := files.Text(bytes.NewReader(b), 1<<10); ok || err != nil {
			t.Errorf("%s: %.40q, %v", name, got, err)
		}
	}
	if got, ok, err := files.Text(bytes.NewReader([]byte("\x02ALARM 41\x03\r\n")), 1<<10); !ok || err != nil || !strings.Contains(got, "ALARM 41") {
		t.Errorf("a machine's log: %q, %t, %v", got, ok, err)
	}
	if got, ok, err := files.Text(bytes.NewReader(nil), 1<<10); got != "" || !ok || err != nil {
		t.Errorf("nothing: %q, %t, %v", got, ok, err)
	}
}
