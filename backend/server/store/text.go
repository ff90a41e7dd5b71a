package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a text to the form in which every store compares what is searched: lower case, without diacritics.
func Fold(s string) string {
	if isPlain(s) {
		return strings.ToLower(s)
	}
	folded := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return norm.NFC.String(folded)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Words are the words of a text as every store searches them: runs of letters and digits, folded.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Co, r)
	})
}

// Phrases are what a query asks for, all of which must be found: for each of its parts between blanks the words in it,
// one right after the other, the last as the beginning of a word. So "24-01" finds "24-0117", and "01" does too.
func Phrases(query string) [][]string {
	var all [][]string
	for part := range strings.FieldsSeq(query) {
		if words := Words(part); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// Says reports whether the phrase is in the words.
func Says(words, phrase []string) bool {
	last := len(phrase) - 1
	for at := 0; at+last < len(words); at++ {
		if !strings.HasPrefix(words[at+last], phrase[last]) {
			continue
		}
		same := true
		for i := range last {
			if words[at+i] != phrase[i] {
				same = false
				break
			}
		}
		if same {
			return true
		}
	}
	return false
}
