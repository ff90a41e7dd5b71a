package dossier

import (
	"strings"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// missing stands for a letter that the dossier's font does not have.
const missing = '□'

// letters knows which letters the font has: Latin, Greek and Cyrillic ones, and common signs.
type letters struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	known  map[rune]bool
}

func newLetters() (*letters, error) {
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	return &letters{font: font, known: map[rune]bool{'\n': true, '\t': true}}, nil
}

// replacements are letters of the font for frequent ones that it lacks.
var replacements = map[rune]string{
	'\u00a0': " ", '\u202f': " ", '\u2009': " ", '\u2011': "-", '\u2212': "-", '✓': "√", '✔': "√", '→': "->", '←': "<-", '⌀': "Ø",
}

// shown is a text as the font can write it. Format characters and what only changes the look of the letter before go.
func (l *letters) shown(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case l.has(r):
			b.WriteRune(r)
		case replacements[r] != "":
			b.WriteString(replacements[r])
		case r >= '\u200b' && r <= '\u200f', r >= '\ufe00' && r <= '\ufe0f', r >= '\U0001f3fb' && r <= '\U0001f3ff':
		default:
			b.WriteRune(missing)
		}
	}
	return b.String()
}

func (l *letters) has(r rune) bool {
	known, asked := l.known[r]
	if !asked {
		index, err := l.font.GlyphIndex(&l.buffer, r)
		known = err == nil && index != 0 && r <= 0xffff
		l.known[r] = known
	}
	return known
}
