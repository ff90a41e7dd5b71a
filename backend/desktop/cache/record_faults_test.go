package cache_test

import (
	"slices"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// without is the commits without the message at a place.
func without(commits [][]api.Change, text string) (out [][]api.Change) {
	for _, commit := range commits {
		out = append(out, slices.DeleteFunc(slices.Clone(commit), func(c api.Change) bool { return c.Message != nil && c.Message.Text == text }))
	}
	return out
}

// other is the commits with every message made another.
func other(commits [][]api.Change, make func(m *api.Message)) (out [][]api.Change) {
	for _, commit := range commits {
		commit = slices.Clone(commit)
		for i, c := range commit {
			if c.Message != nil {
				m := *c.Message
				make(&m)
				commit[i].Message = &m
			}
		}
		out = append(out, commit)
	}
	return out
}

// rehashed makes the hashes fit again, as somebody would who changes the server's store and knows how.
func rehashed(commits [][]api.Change) [][]api.Change {
	var heads [2]support.Hash
	return other(commits, func(m *api.Message) {
		in, which := cache.MessageIn(*m), 0
		if m.Kind == "note" {
			which = 1
		}
		heads[which] = in.Chained(heads[which])
		m.Hash = heads[which].String()
	})
}

func alter(commits [][]api.Change, was, is string) [][]api.Change {
	return other(commits, func(m *api.Message) {
		if m.Text == was {
			m.Text = is
		}
	})
}

// swapped lets two messages change their places.
func swapped(commits [][]api.Change) [][]api.Change {
	return other(commits, func(m *api.Message) {
		index := map[string]int{"Da sinistra.": left + 1, "Chiudete la valvola.": left}
		if n, ok := index[m.Text]; ok {
			m.Index = &n
		}
	})
}

// What a server could do to a record, and what is found.
func faults(l *line, commits [][]api.Change) map[string]struct {
	commits [][]api.Change
	kind    cache.BreakKind
	notes   bool
	index   int
} {
	type found = struct {
		commits [][]api.Change
		kind    cache.BreakKind
		notes   bool
		index   int
	}
	return map[string]found{
		"an altered message":        {alter(commits, "Da sinistra.", "Da destra."), cache.BreakChain, false, left},
		"another author":            {other(commits, func(m *api.Message) { m.Author.ID = piero.ID }), cache.BreakChain, false, 1},
		"another time":              {other(commits, func(m *api.Message) { m.CreatedAt = api.At(l.now) }), cache.BreakChain, false, 1},
		"no hashes":                 {other(commits, func(m *api.Message) { m.Hash = "" }), cache.BreakChain, false, 1},
		"a dropped message":         {without(commits, "Da sinistra."), cache.BreakMissing, false, left},
		"a dropped last message":    {without(commits, "Chiudete la valvola."), cache.BreakMissing, false, left + 1},
		"two in each other's place": {swapped(commits), cache.BreakChain, false, left},
		"an altered note":           {other(commits, func(m *api.Message) { m.Text += map[bool]string{true: "!"}[m.Kind == "note"] }), cache.BreakChain, true, 1},
		"dropped notes":             {without(commits, "Guarnizione vecchia."), cache.BreakMissing, true, 1},
	}
}
