package simulation_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

// judgeLinks looks whether tickets that were joined, or are no longer, say so of each other: both the same, in the same order.
func (w *world) judgeLinks(tr truth) {
	v := &w.verdict
	// said are the links of two tickets, by their numbers, as each of the two has them.
	said := map[string]map[string][]string{}
	for id, messages := range tr.messages {
		number := fmt.Sprint(tr.tickets[id].Number)
		for _, m := range messages {
			if m.Event.Type != support.EventLink {
				continue
			}
			pair := m.Event.From + " of " + m.Event.To
			if said[pair] == nil {
				said[pair] = map[string][]string{}
			}
			said[pair][number] = append(said[pair][number], string(m.Event.Outcome))
		}
	}
	for pair, of := range said {
		duplicate, original, _ := strings.Cut(pair, " of ")
		if len(of) != 2 || !slices.Equal(of[duplicate], of[original]) {
			w.wrong(&v.odd, "ticket %s: of it is said %q", pair, of)
		}
	}
	for _, t := range tr.tickets {
		for pair, of := range said {
			duplicate, original, _ := strings.Cut(pair, " of ")
			if duplicate != fmt.Sprint(t.Number) {
				continue
			}
			last := of[duplicate][len(of[duplicate])-1]
			is := fmt.Sprint(t.DuplicateOf.Number) == original
			if is != (last == "") {
				w.wrong(&v.odd, "ticket %d is a duplicate of %d, and the last that is said of %s is %q", t.Number, t.DuplicateOf.Number, pair, last)
			}
		}
		if t.DuplicateOf.ID == "" {
			continue
		}
		other, there := tr.tickets[t.DuplicateOf.ID]
		if !there || other.CompanyID != t.CompanyID || t.Open() || len(said[fmt.Sprintf("%d of %d", t.Number, other.Number)]) == 0 {
			w.wrong(&v.odd, "ticket %d is a duplicate of %+v, which is %+v", t.Number, t.DuplicateOf, other)
		}
	}
}

// judgeBatch looks for something that was done to several tickets at once: in each of them once, or refused there because it
// was closed meanwhile.
func (w *world) judgeBatch(a *written, places []place, acts []keptAct) {
	v := &w.verdict
	in := map[string]int{}
	for _, p := range places {
		if in[p.ticket]++; in[p.ticket] > 1 || !slices.Contains(a.of, p.ticket) {
			w.wrong(&v.doubled, "doubled: %q, of %v, is in %v", a.label, a.of, places)
		}
	}
	if !a.kept {
		return
	}
	for _, ticket := range a.of {
		v.acts++
		if in[ticket] == 0 {
			w.judgeRefused(a, slices.IndexFunc(acts, func(k keptAct) bool {
				return k.ticket == ticket && strings.Contains(k.body, a.label)
			}), acts)
		}
	}
}

// judgeClocks looks into an operator's caches for what the support's clock is made of.
func (w *world) judgeClocks(s *station) {
	files, err := filepath.Glob(filepath.Join(s.dir, "people", "*", "cache.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range files {
		db, err := sql.Open("sqlite", "file:"+file)
		if err != nil {
			w.t.Fatal(err)
		}
		var n int
		err = db.QueryRowContext(context.Background(), `SELECT count(*) FROM tickets
			WHERE first_reply_at + awaited_since + paused_at + spoken_at + call_again_at <> 0`).Scan(&n)
		if err = errors.Join(err, db.Close()); err != nil {
			w.wrong(&w.verdict.odd, "%s: %v", file, err)
		}
		if n > 0 {
			w.wrong(&w.verdict.seen, "an operator's %s has the support's clock of %d tickets", file, n)
		}
	}
}
