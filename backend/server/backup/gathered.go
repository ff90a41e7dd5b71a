package backup

import (
	"fmt"
	"strings"
)

// named is how many of what is wrong are named.
const named = 3

// gathered are attachments of which the same is wrong: how many, and the first of them.
type gathered struct {
	n   int
	ids []string
}

func (g *gathered) add(id string) {
	g.n++
	if len(g.ids) < named {
		g.ids = append(g.ids, id)
	}
}

// first are the ids of the first ones.
func (g *gathered) first() string {
	some := strings.Join(g.ids, ", ")
	if g.n > len(g.ids) {
		some += ", …"
	}
	return some
}

func (g *gathered) String() string { return fmt.Sprintf("%d: %s", g.n, g.first()) }

// finding says how many there are and where, if there are any.
func (g *gathered) finding(what string) []string {
	if g.n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d %s: %s", g.n, what, g.first())}
}
