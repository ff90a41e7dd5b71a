package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"filodiretto/backend/support"
)

//go:embed content
var contentFiles embed.FS

// A scenario is one thing that goes wrong, or is asked, with all the ways in which it turns out.
type scenario struct {
	name       string
	families   []family
	category   string
	severities []weighted
	alarms     []string
	openings   []string
	// office: what is asked needs a desk, not a spanner.
	office bool
	causes []*cause
}

// A cause is how a scenario turns out, with the conversation that leads there.
type cause struct {
	name        string
	spares      []string
	openings    []string
	exchanges   []exchange
	resolutions []string
}

// An exchange is a question, or a measure, and what came back. An optional one may be left out without harm to the
// others.
type exchange struct {
	optional bool
	lines    []line
}

// A line is one thing said. Its variants mean the same.
type line struct {
	speaker  byte // 'T' the support, 'O' the customer, 'N' a note
	slow     bool
	variants []string
}

type weighted struct {
	severity support.Severity
	weight   int
}

// content is all that conversations are made of.
type content struct {
	scenarios []*scenario
	byFamily  map[family][]*scenario
	phrases   map[string][]string
}

// loaded reads the content that is built into the program.
var loaded = sync.OnceValues(func() (*content, error) {
	c := &content{byFamily: map[family][]*scenario{}, phrases: map[string][]string{}}
	files, err := fs.Glob(contentFiles, "content/*.txt")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := contentFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := c.readScenarios(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	text, err := contentFiles.ReadFile("content/frasi/frasi.txt")
	if err != nil {
		return nil, err
	}
	c.readPhrases(string(text))
	for _, s := range c.scenarios {
		for _, f := range s.families {
			c.byFamily[f] = append(c.byFamily[f], s)
		}
	}
	return c, nil
})

func (c *content) readPhrases(text string) {
	section := ""
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case strings.HasPrefix(l, "[") && strings.HasSuffix(strings.TrimSpace(l), "]") && !strings.Contains(l, "/"):
			section = strings.Trim(strings.TrimSpace(l), "[]")
		default:
			c.phrases[section] = append(c.phrases[section], l)
		}
	}
}

func (c *content) readScenarios(text string) error {
	var s *scenario
	var k *cause
	number := 0
	for l := range strings.Lines(text) {
		number++
		l = strings.TrimSpace(l)
		var err error
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case strings.HasPrefix(l, "== "):
			s, k = &scenario{name: l[3:]}, nil
			c.scenarios = append(c.scenarios, s)
		case s == nil:
			err = fmt.Errorf("no scenario yet")
		case strings.HasPrefix(l, "-- "):
			k = &cause{name: l[3:], openings: s.openings}
			s.causes = append(s.causes, k)
		case k == nil:
			err = s.readHeader(l)
		default:
			err = k.readLine(s, l)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return nil
}

func (s *scenario) readHeader(l string) error {
	key, value, found := strings.Cut(l, ": ")
	if !found {
		return fmt.Errorf("%q has no value", l)
	}
	switch key {
	case "macchine":
		if value == "tutte" {
			s.families = allFamilies()
			break
		}
		for name := range strings.SplitSeq(value, ", ") {
			if _, known := makes[family(name)]; !known {
				return fmt.Errorf("no such machine: %q", name)
			}
			s.families = append(s.families, family(name))
		}
	case "tono":
		s.office = value == "ufficio"
	case "tipologia":
		s.category = value
	case "urgenza":
		for part := range strings.SplitSeq(value, ", ") {
			name, weight, _ := strings.Cut(part, " ")
			n, err := strconv.Atoi(weight)
			if err != nil || !support.Severity(name).Valid() {
				return fmt.Errorf("no such severity: %q", part)
			}
			s.severities = append(s.severities, weighted{support.Severity(name), n})
		}
	case "allarmi":
		s.alarms = strings.Split(value, ", ")
	case "apre":
		s.openings = append(s.openings, value)
	default:
		return fmt.Errorf("unknown word %q", key)
	}
	return nil
}

func (k *cause) readLine(s *scenario, l string) error {
	key, value, found := strings.Cut(l, ": ")
	if !found {
		return fmt.Errorf("%q has no value", l)
	}
	switch key {
	case "ricambio":
		k.spares = strings.Split(value, " | ")
		return nil
	case "aperture":
		k.openings = nil
		for n := range strings.FieldsSeq(value) {
			at, err := strconv.Atoi(n)
			if err != nil || at < 1 || at > len(s.openings) {
				return fmt.Errorf("no opening %q", n)
			}
			k.openings = append(k.openings, s.openings[at-1])
		}
		return nil
	case "risolto":
		k.resolutions = append(k.resolutions, value)
		return nil
	}
	said := line{variants: strings.Split(value, " | ")}
	key, optional := strings.CutPrefix(key, "?")
	key, said.slow = strings.CutPrefix(key, "~")
	if key != "T" && key != "O" && key != "N" {
		return fmt.Errorf("unknown speaker %q", key)
	}
	said.speaker = key[0]
	if optional || said.speaker == 'T' || len(k.exchanges) == 0 {
		k.exchanges = append(k.exchanges, exchange{optional: optional})
	}
	last := &k.exchanges[len(k.exchanges)-1]
	last.lines = append(last.lines, said)
	return nil
}
