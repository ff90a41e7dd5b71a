package demo

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// facts are what a conversation is about: they stay the same from its first word to its last.
type facts struct {
	rng   *rand.Rand
	known map[string]string
}

// say makes a text of a template: [a/b] is one or the other, {2-9} a number, {x:2-9} a number that {x} repeats, and
// {word} a fact. {o} is the ending that the speaker's gender asks for.
func (f *facts) say(template string, speaker *member) string {
	var b strings.Builder
	for rest := template; rest != ""; {
		at := strings.IndexAny(rest, "[{")
		if at < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:at])
		closing := byte(']')
		if rest[at] == '{' {
			closing = '}'
		}
		end := strings.IndexByte(rest[at:], closing)
		if end < 0 {
			b.WriteString(rest[at:])
			break
		}
		inside := rest[at+1 : at+end]
		rest = rest[at+end+1:]
		if closing == ']' {
			choices := strings.Split(inside, "/")
			b.WriteString(f.say(choices[f.rng.IntN(len(choices))], speaker))
			continue
		}
		b.WriteString(f.fact(inside, speaker))
	}
	return b.String()
}

// oneOf says one of several templates that mean the same.
func (f *facts) oneOf(templates []string, speaker *member) string {
	return f.say(templates[f.rng.IntN(len(templates))], speaker)
}

func (f *facts) fact(name string, speaker *member) string {
	if name == "o" {
		if speaker != nil && speaker.female {
			return "a"
		}
		return "o"
	}
	if value, known := f.known[name]; known {
		return value
	}
	name, span, named := strings.Cut(name, ":")
	if !named {
		span = name
	}
	if value, known := f.known[name]; named && known {
		return value
	}
	low, high, isSpan := numbers(span)
	if !isSpan {
		// A number that only another variant would have named.
		named, low, high = true, 2, 9
	}
	value := strconv.Itoa(low + f.rng.IntN(high-low+1))
	if named {
		f.known[name] = value
	}
	return value
}

func numbers(span string) (low, high int, ok bool) {
	from, to, ok := strings.Cut(span, "-")
	if !ok {
		return 0, 0, false
	}
	low, err := strconv.Atoi(from)
	if err != nil {
		return 0, 0, false
	}
	high, err = strconv.Atoi(to)
	return low, high, err == nil && high >= low
}
