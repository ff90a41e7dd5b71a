package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The search index is fed with folded terms: words without case and accents, and codes. A code is a chunk with a digit
// in it (`700.1`, `24-0117`, `E42`, `VS-40`); it is indexed by each of its endings, so that any part of it is the
// beginning of a term, and behind a sign that no word begins with, so that its parts are not lost among words.
const (
	// joined stands in a term for whatever joins the parts of a code. Both are private-use characters, no text's own.
	joined   = '\uE000'
	codeSign = '\uE001'

	longestWord = 32
	longestCode = 24
)

// chunk is a run of letters and digits, with single joiners between them, folded.
type chunk struct {
	runes []rune
	// starts and end are where each rune, and the chunk's end, stand in the text, in bytes.
	starts []int
	end    int
	digit  bool
}

// chunks calls fn for each chunk of the text; the chunk is its own only during the call.
func chunks(text string, fn func(*chunk)) {
	var c chunk
	pending, pendingAt := false, 0
	flush := func() {
		if len(c.runes) > 0 {
			fn(&c)
		}
		c.runes, c.starts, c.digit, pending = c.runes[:0], c.starts[:0], false, false
	}
	add := func(r rune, at, end int) {
		if pending {
			c.runes, c.starts, pending = append(c.runes, joined), append(c.starts, pendingAt), false
		}
		c.runes, c.starts, c.end = append(c.runes, r), append(c.starts, at), end
	}
	for at, r := range text {
		if r < utf8.RuneSelf {
			switch {
			case 'a' <= r && r <= 'z':
				add(r, at, at+1)
			case 'A' <= r && r <= 'Z':
				add(r+'a'-'A', at, at+1)
			case '0' <= r && r <= '9':
				add(r, at, at+1)
				c.digit = true
			case joins(r) && len(c.runes) > 0 && !pending:
				pending, pendingAt = true, at
			default:
				flush()
			}
			continue
		}
		end := at + utf8.RuneLen(r)
		if r == utf8.RuneError {
			end = at + 1
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			for _, f := range fold(r) {
				add(f, at, end)
			}
			c.digit = c.digit || unicode.IsNumber(r)
		case unicode.Is(unicode.Mn, r) && len(c.runes) > 0 && !pending:
			c.end = end
		default:
			flush()
		}
	}
	flush()
}

func joins(r rune) bool {
	switch r {
	case '-', '.', '/', ':', '_':
		return true
	default:
		return false
	}
}

// folded holds what fold answers for the letters of European alphabets.
var folded = func() (table [0x250][]rune) {
	for r := range rune(len(table)) {
		table[r] = foldSlowly(r)
	}
	return table
}()

func fold(r rune) []rune {
	if int(r) < len(folded) {
		return folded[r]
	}
	return foldSlowly(r)
}

func foldSlowly(r rune) []rune {
	switch r {
	case 'ß':
		return []rune("ss")
	case 'æ', 'Æ':
		return []rune("ae")
	case 'ø', 'Ø':
		return []rune("o")
	case 'đ', 'Đ':
		return []rune("d")
	case 'ł', 'Ł':
		return []rune("l")
	case 'ı':
		return []rune("i")
	}
	var out []rune
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.IsLetter(d) || unicode.IsNumber(d) {
			out = append(out, unicode.ToLower(d))
		}
	}
	return out
}

// Folded is the text without case and accents, for comparing.
func Folded(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			for _, f := range fold(r) {
				b.WriteRune(f)
			}
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words are the chunk's parts that are words: all of them, or of a code those with a letter. From and to are positions
// in its runes.
func (c *chunk) words(fn func(from, to int)) {
	from := 0
	for i := 0; i <= len(c.runes); i++ {
		if i < len(c.runes) && c.runes[i] != joined {
			continue
		}
		if i > from && (!c.digit || hasLetter(c.runes[from:i])) {
			fn(from, i)
		}
		from = i + 1
	}
}

func hasLetter(runes []rune) bool {
	for _, r := range runes {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// compact is the code without its joiners, and whether it had any.
func (c *chunk) compact() ([]rune, bool) {
	out := make([]rune, 0, len(c.runes))
	for _, r := range c.runes {
		if r != joined {
			out = append(out, r)
		}
	}
	return out, len(out) < len(c.runes)
}

// termsOf are the terms by which the texts are found, each once, for the index.
func termsOf(texts ...string) []string {
	seen := map[string]struct{}{}
	var terms []string
	add := func(term string) {
		if _, ok := seen[term]; !ok {
			seen[term] = struct{}{}
			terms = append(terms, term)
		}
	}
	for _, text := range texts {
		chunks(text, func(c *chunk) {
			c.words(func(from, to int) { add(string(c.runes[from:min(to, from+longestWord)])) })
			if !c.digit {
				return
			}
			for i, r := range c.runes[:min(len(c.runes), longestWord)] {
				if r != joined {
					add(string(codeSign) + string(c.runes[i:min(len(c.runes), i+longestCode)]))
				}
			}
			if whole, differs := c.compact(); differs {
				add(string(codeSign) + string(whole[:min(len(whole), longestCode)]))
			}
		})
	}
	return terms
}
