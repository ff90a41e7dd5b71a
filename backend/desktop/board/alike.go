package board

import (
	"cmp"
	"math"
	"slices"

	"filodiretto/backend/support"
)

// Sign is a word that was looked for in all that was said: the tickets that have it, and about how often it is met.
type Sign struct {
	Word    string
	Tickets []string
	Often   float64
}

const (
	// mostSigns is how many words of a ticket count, the rarest; one bit each.
	mostSigns = 6
	// mostShared is how many tickets of all those together are looked at.
	mostShared = 20_000
	// rare is up to how often a sign is met that counts alone; of others it takes two.
	rare = 40
)

// sign is a Sign with its tickets as rows.
type sign struct {
	rows  []int32
	often float64
}

// alike is a closed ticket that has signs of another.
type alike struct {
	i int32
	// same: it is of the same model.
	same   bool
	weight float64
}

// Rarest are the words of a description that may tell it from others, those first that are in the fewest descriptions, and how
// many of them are in few.
func (v *View) Rarest(description string) (words []string, few int) {
	words = v.b.words(description)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(v.b.saying[a]), len(v.b.saying[b])) })
	for few < len(words) && len(v.b.saying[words[few]]) <= rare {
		few++
	}
	return words, few
}

// Alike are closed tickets that say similar things to a ticket, by the words of the descriptions, and by what was looked for in
// all that was said: of the same model first, then by how much they have in common, more for rarer words, then the newest.
func (v *View) Alike(t *support.Ticket, looked []Sign, most int) []Item {
	key, _ := idOf(t.ID)
	signs := v.signs(t.Description, looked, key)
	// shared are one bit for each sign that a row has.
	shared := make([]uint8, len(v.b.hot))
	for n, s := range signs {
		for _, i := range s.rows {
			shared[i] |= 1 << n
		}
	}
	weights := weigh(signs)
	model := v.b.models.of(t.Machine.Model, "")
	best := make([]alike, 0, most+1)
	for n, has := range shared {
		weight := weights[has]
		if weight == 0 || len(best) == most && best[most-1].same && best[most-1].weight > weight {
			continue // most are
		}
		i := v.asLaid(int32(n))
		h, c := v.hot(i), v.cold(i)
		if h.status != statusClosed || h.is(duplicate) || c.id == key {
			continue
		}
		a := alike{i: i, same: model != none && h.model == model, weight: weight}
		at, _ := slices.BinarySearchFunc(best, a, v.compareAlike)
		best = slices.Insert(best, at, a)
		best = best[:min(len(best), most)]
	}
	items := make([]Item, 0, len(best))
	for _, a := range best {
		items = append(items, v.item(a.i))
	}
	return items
}

func (v *View) compareAlike(a, b alike) int {
	if a.same != b.same {
		if a.same {
			return -1
		}
		return 1
	}
	x, y := v.cold(a.i), v.cold(b.i)
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(y.closed, x.closed), slices.Compare(x.id[:], y.id[:]))
}

// signs are the rarest words that a description has in common with other tickets than its own.
func (v *View) signs(description string, looked []Sign, own id) []sign {
	var all []sign
	for _, word := range v.b.words(description) {
		rows := v.b.saying[word]
		s := sign{rows: slices.Clip(rows), often: float64(len(rows))}
		for _, l := range looked {
			if l.Word != word {
				continue
			}
			s.often = max(s.often, l.Often)
			for _, ticket := range l.Tickets {
				key, _ := idOf(ticket)
				if i, there := v.b.at[key]; there {
					s.rows = append(s.rows, i)
				}
			}
		}
		if others := slices.ContainsFunc(s.rows, func(i int32) bool { return v.b.cold[i].id != own }); others {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b sign) int { return cmp.Compare(a.often, b.often) })
	all = all[:min(len(all), mostSigns)]
	for n, sum := 0, 0; n < len(all); n++ {
		if sum += len(all[n].rows); sum > mostShared && n > 0 {
			return all[:n]
		}
	}
	return all
}

// weigh is how much it says to have some of the signs, by their bits; nothing where that is one which is often met.
func weigh(signs []sign) []float64 {
	weights := make([]float64, 1<<len(signs))
	for has := range weights {
		says := 0
		for n, s := range signs {
			if has&(1<<n) == 0 {
				continue
			}
			weights[has] += 1 / math.Log(2+s.often)
			if says++; s.often <= rare {
				says++
			}
		}
		if says < 2 {
			weights[has] = 0
		}
	}
	return weights
}

// asLaid is the row that is laid over one, or that one itself.
func (v *View) asLaid(i int32) int32 {
	if v.isHidden(i) {
		for n := range v.laidCold {
			if v.laidCold[n].id == v.b.cold[i].id {
				return ^int32(n)
			}
		}
	}
	return i
}

// say notes the words of a ticket that was not here before. A description never changes, so they stay until it goes.
func (b *Board) say(i int32, words []string) {
	for _, word := range words {
		b.saying[word] = append(b.saying[word], i)
	}
}

// mostSilent is how many tickets that went are still among those that say a word.
const mostSilent = 1000

// silence takes a ticket's words away, together with those of others: all words must be gone through. Until then its place
// is nobody's, and nobody takes that for a closed ticket.
func (b *Board) silence(i int32) {
	if b.silent = append(b.silent, i); len(b.silent) < mostSilent {
		return
	}
	gone := make([]bool, len(b.hot))
	for _, i := range b.silent {
		gone[i] = true
	}
	for word, rows := range b.saying {
		if rows = slices.DeleteFunc(rows, func(i int32) bool { return gone[i] }); len(rows) > 0 {
			b.saying[word] = rows
		} else {
			delete(b.saying, word)
		}
	}
	b.free, b.silent = append(b.free, b.silent...), nil
}
