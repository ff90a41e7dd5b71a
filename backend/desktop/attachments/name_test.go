package attachments

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSafeName_IsOneUnderWhichAnySystemSaves(t *testing.T) {
	for name, want := range map[string]string{
		"foto.jpg":         "foto.jpg",
		"../../etc/passwd": "passwd",
		"CON":              "_CON",
		"con.txt":          "_con.txt",
		"nul.tar.gz":       "_nul.tar.gz",
		"COM1.log":         "_COM1.log",
		"lpt\u00b9.txt":    "_lpt\u00b9.txt",
		"comune.log":       "comune.log",
		"com10.log":        "com10.log",
		"console.log":      "console.log",
		"aux .txt":         "_aux .txt",
	} {
		if got := SafeName(name); got != want {
			t.Errorf("%q is saved as %q, want %q", name, got, want)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{strings.Repeat("x", 300) + ".jpg", strings.Repeat("\U0001f527", 300) + ".jpg", strings.Repeat("x", 300)} {
		got := SafeName(name)
		if !utf8.ValidString(got) || strings.HasSuffix(name, ".jpg") && !strings.HasSuffix(got, ".jpg") {
			t.Errorf("a long name became %q", got)
		}
		if err := os.WriteFile(filepath.Join(dir, "."+got+".part-1234567890"), nil, 0o600); err != nil {
			t.Errorf("nothing can be saved as %q: %v", got, err)
		}
	}
}
