package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A tally counts tests, and keeps of those that did not pass what a reader needs to know.
type tally struct {
	passed, failed, skipped int
	failures, skips         []finding
	// figures are what tests measured and want to be read, line by line.
	figures []string
}

// A finding is a test that did not pass, and why.
type finding struct {
	stage, name, why, detail string
}

func (t *tally) pass(n int) { t.passed += n }

func (t *tally) fail(name, why, detail string) {
	t.failed++
	t.failures = append(t.failures, finding{name: name, why: why, detail: detail})
}

func (t *tally) skip(name, why string) {
	t.skipped++
	t.skips = append(t.skips, finding{name: name, why: why})
}

func (t *tally) add(other tally) {
	t.passed += other.passed
	t.failed += other.failed
	t.skipped += other.skipped
	t.failures = append(t.failures, other.failures...)
	t.skips = append(t.skips, other.skips...)
	t.figures = append(t.figures, other.figures...)
}

// of names the stage in all findings that name none.
func (t *tally) of(stage string) {
	for _, list := range [][]finding{t.failures, t.skips} {
		for i := range list {
			if list[i].stage == "" {
				list[i].stage = stage
			}
		}
	}
}

func (t *tally) line() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", t.passed, t.failed, t.skipped)
}

// report names what did not pass, and ends with the line that counts.
func report(w io.Writer, t tally, logs string, took time.Duration) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	if len(t.figures) > 0 {
		p("\nFigures:\n")
		for _, line := range t.figures {
			p("  %s\n", line)
		}
	}
	p("\nran for %s, logs in %s\n", took.Round(time.Second), logs)
	if len(t.skips) > 0 {
		p("\nSkipped:\n")
		for _, f := range t.skips {
			p("  %s: %s%s\n", f.stage, f.name, because(f.why))
		}
	}
	if len(t.failures) > 0 {
		p("\nFailed:\n")
		for _, f := range t.failures {
			p("  %s: %s%s\n", f.stage, f.name, because(f.why))
			if detail := ends(f.detail, 5, 20); detail != "" {
				p("    | %s\n", strings.ReplaceAll(detail, "\n", "\n    | "))
			}
			p("    all of it in %s\n", filepath.Join(logs, f.stage+".log"))
		}
	}
	p("\n%s\n", t.line())
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return " (" + why + ")"
}

// ends are the beginning and the end of a text, where a program says what is wrong.
func ends(text string, first, last int) string {
	text = strings.TrimRight(text, "\n \t")
	all := strings.Split(text, "\n")
	if len(all) > first+last {
		all = slices.Concat(all[:first], []string{"…"}, all[len(all)-last:])
	}
	for i, line := range all {
		if runes := []rune(line); len(runes) > 300 {
			all[i] = string(runes[:300]) + "…"
		}
	}
	return strings.Join(all, "\n")
}
