package diagnosis

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Private is what must not leave the workstation, wherever it stands. The log should have none of it; this is for the
// day on which it does.
type Private struct {
	// Names are people's names, and those that they sign in with.
	Names []string
	// Secrets are sessions, and what a proxy is told.
	Secrets []string
	// Home is the folder of whoever uses the computer: its name may be theirs.
	Home string
}

// shortestSecret is how long one must be to be looked for wherever it stands: a shorter one is a part of many words.
const shortestSecret = 4

// cleaner takes what is private out of texts.
type cleaner struct {
	plain *strings.Replacer
	names *regexp.Regexp
}

var (
	// loginInURL is a name and a password before a host.
	loginInURL = regexp.MustCompile(`://[^/\s"'@]+@`)
	bearer     = regexp.MustCompile(`(?i)\bbearer\s+[^\s"']+`)
)

func newCleaner(p Private) *cleaner {
	var pairs []string
	secrets := slices.Clone(p.Secrets)
	// What begins like another must be taken out before it.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		// As it is, as a URL has it, and as JSON has either.
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if len(form) >= shortestSecret {
				pairs = append(pairs, form, "[secret]", inJSON(form), "[secret]")
			}
		}
	}
	if len(p.Home) > 1 {
		pairs = append(pairs, p.Home, "~", inJSON(p.Home), "~")
	}
	c := &cleaner{plain: strings.NewReplacer(pairs...)}
	var names []string
	for _, name := range p.Names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		for _, form := range slices.Compact([]string{name, inJSON(name)}) {
			names = append(names, wholeWord(form))
		}
	}
	if len(names) > 0 {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
		c.names = regexp.MustCompile(`(?i)` + strings.Join(names, "|"))
	}
	return c
}

// clean is the text without what is private.
func (c *cleaner) clean(text string) string {
	text = c.plain.Replace(text)
	text = loginInURL.ReplaceAllString(text, "://[secret]@")
	text = bearer.ReplaceAllString(text, "Bearer [secret]")
	if c.names != nil {
		text = c.names.ReplaceAllString(text, "[person]")
	}
	return text
}

// wholeWord matches a name that is not a part of a longer word. At a letter that the expression's own word boundaries do
// not know, it is taken out of longer words too: better too much than a name.
func wholeWord(name string) string {
	pattern := regexp.QuoteMeta(name)
	if first, _ := utf8.DecodeRuneInString(name); isPlainLetter(first) {
		pattern = `\b` + pattern
	}
	if last, _ := utf8.DecodeLastRuneInString(name); isPlainLetter(last) {
		pattern += `\b`
	}
	return pattern
}

func isPlainLetter(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// inJSON is a text as it stands in JSON.
func inJSON(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return text
	}
	return strings.TrimSuffix(strings.TrimPrefix(string(b), `"`), `"`)
}
