package cache

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Alike are the tickets in which rare words of a text are.
type Alike struct {
	// Weights say how much each has in common with the text: more for rarer words.
	Weights map[string]float64
	// Words are those that were looked for.
	Words Query
}

const (
	// mostProbed is how many words of a text are looked at: its codes, and its longest ones.
	mostProbed = 5
	// placesProbed is how many of a word's newest places are looked at.
	placesProbed = 150
	// mostPlaces is how many places of all words together are followed to their tickets.
	mostPlaces = 300
	// longWord is from how many letters on a word says something; from stemmed letters on its last one is an ending.
	longWord, stemmed = 5, 6
	// fewForms is up to how many forms of a word are looked for, each of which costs; of one that has more, it is the one in the
	// text. rarePlaces is up to how many places a word is rare enough to count alone.
	fewForms, rarePlaces = 3, 40
)

// probe is a word of a text with its newest places; total is about how many places it has in all.
type probe struct {
	word
	docs  []int64
	total float64
}

// Alike finds the tickets in which the rarest words of a text are, as far as their newest places say.
func (r *Reader) Alike(text string) (Alike, error) {
	out := Alike{Weights: map[string]float64{}}
	var first, last int64
	err := r.row(`SELECT coalesce((SELECT min(doc) FROM messages), 0), coalesce((SELECT max(doc) FROM messages), 0)`, nil, &first, &last)
	if err != nil {
		return out, err
	}
	var probes []probe
	for _, w := range telling(text) {
		p := probe{word: w}
		if p.docs, err = r.newestOf(w); err != nil {
			return out, err
		}
		p.total = float64(len(p.docs))
		if n := len(p.docs); n == placesProbed {
			// As many in the rest of the time as in that of the newest.
			p.total *= float64(last-first+1) / float64(p.docs[0]-p.docs[n-1]+1)
		}
		if len(p.docs) > 0 {
			probes = append(probes, p)
		}
	}
	slices.SortStableFunc(probes, func(a, b probe) int { return cmp.Compare(a.total, b.total) })
	shared := map[string]int{}
	places := 0
	for _, p := range probes {
		if places += len(p.docs); places > mostPlaces && len(out.Words.terms) > 0 {
			break
		}
		out.Words.terms = append(out.Words.terms, p.stem)
		weight := 1 / math.Log(2+p.total)
		here := map[string]bool{}
		if err := r.ticketsOf(p.docs, func(ticket string) { here[ticket] = true }); err != nil {
			return out, err
		}
		for ticket := range here {
			out.Weights[ticket] += weight
			shared[ticket]++
			if p.total <= rarePlaces {
				shared[ticket]++
			}
		}
	}
	for ticket, n := range shared {
		// One word that is everywhere says nothing.
		if n < 2 {
			delete(out.Weights, ticket)
		}
	}
	return out, nil
}

// word is a word of a text as it stands there, and what it begins with in other forms.
type word struct{ whole, stem term }

// telling are the words of a text that may tell it from others: codes first, then words, each by length.
func telling(text string) []word {
	var all []word
	for _, t := range parseAll(text) {
		w := word{whole: t, stem: t}
		switch n := len(t.runes); {
		case t.code && n >= 3:
		case !t.code && n >= stemmed:
			w.stem.runes = t.runes[:n-1]
		case t.code || n < longWord:
			continue
		}
		same := func(u word) bool { return u.stem.code == t.code && slices.Equal(u.stem.runes, w.stem.runes) }
		if !slices.ContainsFunc(all, same) {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b word) int {
		if a.whole.code != b.whole.code {
			if a.whole.code {
				return -1
			}
			return 1
		}
		return len(b.whole.runes) - len(a.whole.runes)
	})
	return all[:min(len(all), mostProbed)]
}

const newestPlaces = `SELECT coalesce(group_concat(rowid), '') FROM (SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC LIMIT ?)`

// newestOf are the newest places of a word, newest first.
func (r *Reader) newestOf(w word) ([]int64, error) {
	forms := []string{w.whole.String()}
	if !w.whole.code {
		all, err := r.termsFrom(w.stem.String(), fewForms+1)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 && len(all) <= fewForms {
			forms = all
		}
	}
	match := `"` + strings.Join(forms, `" OR "`) + `"`
	var list string
	if err := r.row(newestPlaces, []any{match, placesProbed}, &list); err != nil || list == "" {
		return nil, err
	}
	docs := make([]int64, 0, placesProbed)
	for doc := range strings.SplitSeq(list, ",") {
		n, err := strconv.ParseInt(doc, 10, 64)
		if err != nil {
			return nil, err
		}
		docs = append(docs, n)
	}
	// The order of a sum over rows is nobody's promise.
	slices.SortFunc(docs, func(a, b int64) int { return cmp.Compare(b, a) })
	return docs, nil
}

// NewestWith are the tickets of the newest places in which the query's words are, newest first, each once.
func (r *Reader) NewestWith(q Query, limit int) ([]string, error) {
	if q.Empty() {
		return nil, nil
	}
	match, err := r.match(q)
	if err != nil || match == "" {
		return nil, err
	}
	// Several places may be of one ticket.
	docs, err := r.found(match, 0, 4*limit)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, doc := range docs {
		if len(out) == limit {
			break
		}
		err := r.ticketsOf([]int64{doc}, func(ticket string) {
			if !slices.Contains(out, ticket) {
				out = append(out, ticket)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Marks are where the query's words stand in the text: [start, end) in UTF-16 units, in order.
func (q Query) Marks(text string) [][2]int {
	units := func(s string) int {
		n := 0
		for _, r := range s {
			n += utf16.RuneLen(r)
		}
		return n
	}
	var out [][2]int
	for _, m := range q.marks(text) {
		from := units(text[:m[0]])
		out = append(out, [2]int{from, from + units(text[m[0]:m[1]])})
	}
	return out
}
