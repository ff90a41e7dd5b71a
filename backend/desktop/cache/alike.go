package cache

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"filodiretto/backend/desktop/board"
)

const (
	// longWord is from how many letters on a word says something; from stemmed letters on its last one is an ending. shortCode is
	// how short a code may be.
	longWord, stemmed, shortCode = 5, 6, 3
	// mostTelling is how many words and codes of a text are looked at.
	mostTelling = 64
	// mostCodes and mostWords are how many of a text are looked up in the search index, placesLooked how many of the newest places
	// of each, and mostForms in how many forms a word, each of which costs.
	mostCodes, mostWords, placesLooked, mostForms = 2, 1, 150, 3
)

// telling are the words and codes of a text that may tell it from others, each once: words by what they begin with in other
// forms.
func telling(text string) []string {
	var all []string
	for _, t := range parseAll(text) {
		switch n := len(t.runes); {
		case t.code && n >= shortCode:
		case !t.code && n >= stemmed:
			t.runes = t.runes[:n-1]
		case t.code || n < longWord:
			continue
		}
		if one := t.String(); len(all) < mostTelling && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

func toldBy(one string) term {
	code, is := strings.CutPrefix(one, string(codeSign))
	return term{runes: []rune(code), code: is}
}

// QueryOf looks for telling words and codes, as the board has them.
func QueryOf(telling []string) Query {
	var q Query
	for _, one := range telling {
		q.terms = append(q.terms, toldBy(one))
	}
	return q
}

// Signs looks for telling words and codes, the rarest first, in all that was said: for the first codes or, where there is none, the
// first word, if it is one of the few first. It says in which tickets they are, as far as their newest places say.
func (r *Reader) Signs(rarest []string, few int) ([]board.Sign, error) {
	var codes, words []string
	for i, one := range rarest {
		if toldBy(one).code {
			codes = append(codes, one)
		} else if i < few {
			words = append(words, one)
		}
	}
	looked := codes[:min(len(codes), mostCodes)]
	if len(codes) == 0 {
		looked = words[:min(len(words), mostWords)]
	}
	if len(looked) == 0 {
		return nil, nil
	}
	var first, last int64
	err := r.row(`SELECT coalesce((SELECT min(doc) FROM messages), 0), coalesce((SELECT max(doc) FROM messages), 0)`, nil, &first, &last)
	if err != nil {
		return nil, err
	}
	out := make([]board.Sign, 0, len(looked))
	for _, one := range looked {
		docs, err := r.newestOf(toldBy(one))
		if err != nil {
			return nil, err
		}
		sign := board.Sign{Word: one, Often: float64(len(docs))}
		if n := len(docs); n == placesLooked {
			// As many in the rest of the time as in that of the newest.
			sign.Often *= float64(last-first+1) / float64(docs[0]-docs[n-1]+1)
		}
		here := map[string]bool{}
		if err := r.ticketsOf(docs, func(ticket string) { here[ticket] = true }); err != nil {
			return nil, err
		}
		sign.Tickets = slices.Collect(maps.Keys(here))
		out = append(out, sign)
	}
	return out, nil
}

// newestPlaces has its limit in the text: with one that is bound, SQLite would prepare it anew each time.
var newestPlaces = fmt.Sprintf(`SELECT coalesce(group_concat(rowid), '')
	FROM (SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC LIMIT %d)`, placesLooked)

// newestOf are the newest places of a code, or of a word in its forms, newest first.
func (r *Reader) newestOf(t term) ([]int64, error) {
	forms := []string{t.String()}
	if !t.code && len(t.runes) >= stemmed-1 {
		all, err := r.termsFrom(t.String(), mostForms)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		forms = all
	}
	var list string
	if err := r.row(newestPlaces, []any{`"` + strings.Join(forms, `" OR "`) + `"`}, &list); err != nil || list == "" {
		return nil, err
	}
	docs := make([]int64, 0, placesLooked)
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
