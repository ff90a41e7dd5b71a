package demo

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"filodiretto/backend/support"
)

// Bounds of what is kept of a file of texts.
const (
	mostTexts   = 100_000
	longestText = 2_000
)

// texts are lines of somebody's own to be mixed in; nil has none.
type texts struct{ lines []string }

// readTexts reads one text a line, up to the first tab. Lines that no ticket could hold are passed over, and so is what
// comes after the first hundred thousand.
func readTexts(r io.Reader) (*texts, error) {
	if r == nil {
		return nil, nil
	}
	t := &texts{}
	lines := bufio.NewReader(r)
	for len(t.lines) < mostTexts {
		l, err := lines.ReadString('\n')
		l, _, _ = strings.Cut(l, "\t")
		l = support.NormalText(l)
		if support.CheckText("texts", l, support.MaxText) == nil && utf8.RuneCountInString(l) <= longestText {
			t.lines = append(t.lines, l)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the file of texts: %w", err)
		}
	}
	return t, nil
}

// sometimes gives a line in so many of a hundred cases.
func (t *texts) sometimes(rng *rand.Rand, percent int) (string, bool) {
	if t == nil || len(t.lines) == 0 || rng.IntN(100) >= percent {
		return "", false
	}
	return t.lines[rng.IntN(len(t.lines))], true
}
