package app

import (
	"testing"
)

func TestParseOptions_TakesALinkBesidesTheOptions(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		link string
		bad  bool
	}{
		"none":                              {args: []string{"--data", "d"}},
		"after options":                     {args: []string{"--data", "d", "filodiretto://ticket/7"}, link: "filodiretto://ticket/7"},
		"as the installer registers it":     {args: []string{"--", "filodiretto://ticket/7"}, link: "filodiretto://ticket/7"},
		"one that would be options as well": {args: []string{"--", "filodiretto://ticket/7", "--data", "/tmp"}, bad: true},
		"two":                               {args: []string{"filodiretto://ticket/7", "filodiretto://ticket/8"}, bad: true},
		"an old notification's click":       {args: []string{"%1", "-Embedding"}},
	} {
		o, err := ParseOptions(c.args)
		if (err != nil) != c.bad || !c.bad && o.Link != c.link {
			t.Errorf("%s: link %q, %v", name, o.Link, err)
		}
	}
}
