package cache

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// mostTerms is how many words of a query count; the rest are ignored.
const mostTerms = 8

// Query is what somebody looks for: texts in which each of its words begins a word, and each of its codes is any part
// of a code.
type Query struct {
	terms []term
}

type term struct {
	runes []rune
	code  bool
}

func (t term) String() string {
	if t.code {
		return string(codeSign) + string(t.runes)
	}
	return string(t.runes)
}

// ParseQuery reads what somebody typed. There is no syntax, so nothing that is typed can be wrong.
func ParseQuery(text string) Query {
	var q Query
	for _, t := range parseAll(text) {
		same := func(u term) bool { return u.code == t.code && slices.Equal(u.runes, t.runes) }
		if len(q.terms) < mostTerms && !slices.ContainsFunc(q.terms, same) {
			q.terms = append(q.terms, t)
		}
	}
	return q
}

// parseAll are all words and codes of a text, in order.
func parseAll(text string) []term {
	var all []term
	chunks(text, func(c *chunk) {
		if c.digit {
			all = append(all, term{runes: slices.Clone(c.runes[:min(len(c.runes), longestCode)]), code: true})
			return
		}
		c.words(func(from, to int) {
			all = append(all, term{runes: slices.Clone(c.runes[from:min(to, from+longestWord)])})
		})
	})
	return all
}

// Empty reports whether nothing is looked for.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// Matches reports whether all that is looked for is in the texts together.
func (q Query) Matches(texts ...string) bool {
	missing := slices.Clone(q.terms)
	for _, text := range texts {
		chunks(text, func(c *chunk) {
			missing = slices.DeleteFunc(missing, func(t term) bool { return len(t.in(c)) > 0 })
		})
	}
	return len(missing) == 0 && !q.Empty()
}

// in is where the term stands in the chunk: pairs of positions in its runes.
func (t term) in(c *chunk) [][2]int {
	var found [][2]int
	if !t.code {
		c.words(func(from, to int) {
			if to-from >= len(t.runes) && slices.Equal(c.runes[from:from+len(t.runes)], t.runes) {
				found = append(found, [2]int{from, from + len(t.runes)})
			}
		})
		return found
	}
	if !c.digit {
		return nil
	}
	for i := 0; i+len(t.runes) <= len(c.runes); i++ {
		if slices.Equal(c.runes[i:i+len(t.runes)], t.runes) {
			found = append(found, [2]int{i, i + len(t.runes)})
			i += len(t.runes) - 1
		}
	}
	if len(found) > 0 {
		return found
	}
	whole, differs := c.compact()
	if differs && len(whole) >= len(t.runes) && slices.Equal(whole[:len(t.runes)], t.runes) {
		end := 0
		for n := 0; n < len(t.runes); end++ {
			if c.runes[end] != joined {
				n++
			}
		}
		return [][2]int{{0, end}}
	}
	return nil
}

// Snippet is a piece of a text around what was found. Marks are [start, end) in UTF-16 units, in order.
type Snippet struct {
	Text  string
	Marks [][2]int
}

const (
	snippetBefore = 48
	snippetLength = 180
)

// Snippet cuts the piece of the text around the first match, on one line, with all matches in it marked.
func (q Query) Snippet(text string) Snippet {
	marks := q.marks(text)
	from := 0
	if len(marks) > 0 {
		from = stepBack(text, marks[0][0], snippetBefore)
	}
	to := stepOn(text, from, snippetLength)
	var out Snippet
	var b strings.Builder
	units := 0
	write := func(s string) {
		for _, r := range s {
			if unicode.IsSpace(r) || unicode.IsControl(r) {
				r = ' '
			}
			b.WriteRune(r)
			units += utf16.RuneLen(r)
		}
	}
	if from > 0 {
		write("…")
	}
	at := from
	for _, m := range marks {
		if m[0] < at || m[1] > to {
			continue
		}
		write(text[at:m[0]])
		start := units
		write(text[m[0]:m[1]])
		out.Marks = append(out.Marks, [2]int{start, units})
		at = m[1]
	}
	write(text[at:to])
	if to < len(text) {
		write("…")
	}
	out.Text = b.String()
	return out
}

// marks are where the query's terms stand in the text, in bytes, in order and without overlap.
func (q Query) marks(text string) [][2]int {
	var marks [][2]int
	chunks(text, func(c *chunk) {
		var here [][2]int
		for _, t := range q.terms {
			for _, p := range t.in(c) {
				end := c.end
				if p[1] < len(c.starts) {
					end = c.starts[p[1]]
				}
				here = append(here, [2]int{c.starts[p[0]], end})
			}
		}
		slices.SortFunc(here, func(a, b [2]int) int {
			if a[0] != b[0] {
				return a[0] - b[0]
			}
			return b[1] - a[1]
		})
		for _, m := range here {
			if n := len(marks); (n == 0 || m[0] >= marks[n-1][1]) && m[1] > m[0] {
				marks = append(marks, m)
			}
		}
	})
	return marks
}

// stepBack goes back by at most n characters, and then on to the beginning of a word.
func stepBack(text string, from, n int) int {
	at := from
	for range n {
		if at == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if blank := strings.IndexFunc(text[at:from], unicode.IsSpace); blank >= 0 {
		at += blank + 1
		for at < from && !utf8.RuneStart(text[at]) {
			at++
		}
	}
	return at
}

func stepOn(text string, from, n int) int {
	at := from
	for range n {
		if at >= len(text) {
			return len(text)
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
