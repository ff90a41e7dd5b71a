package support

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is how many Unicode code points a description, reply, note or resolution may have after trimming.
const MaxText = 20_000

// maxTitle is how many code points of a description serve as a ticket's title.
const maxTitle = 120

// NormalText brings a text to the form in which it is stored and compared: CR and CRLF become LF, and white space at
// both ends goes. Doing it twice changes nothing.
func NormalText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.TrimSpace(s)
}

// CheckText says what is wrong with an already normal text of 1 to limit code points, or nil. Newline and tab are the
// only control characters (C0, DEL, C1) allowed.
func CheckText(location, s string, limit int) *Error {
	if s == "" {
		return Invalid(location, ReasonRequired)
	}
	if !utf8.ValidString(s) {
		return Invalid(location, ReasonBadText)
	}
	if utf8.RuneCountInString(s) > limit {
		return Invalid(location, ReasonTooLong)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return Invalid(location, ReasonBadText)
		}
	}
	return nil
}

// TitleOf is a description's title: its first line, up to and with its first sentence end (`.`, `!` or `?` before a
// blank). Over 120 code points it is cut at a word and ends in "…".
func TitleOf(description string) string {
	line, _, _ := strings.Cut(NormalText(description), "\n")
	runes := []rune(strings.TrimRightFunc(line, unicode.IsSpace))
	for i := 0; i+1 < len(runes); i++ {
		if strings.ContainsRune(".!?", runes[i]) && unicode.IsSpace(runes[i+1]) {
			runes = runes[:i+1]
			break
		}
	}
	if len(runes) <= maxTitle {
		return string(runes)
	}
	cut := maxTitle - 1
	for i := cut; i > 0; i-- {
		if unicode.IsSpace(runes[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRightFunc(string(runes[:cut]), unicode.IsSpace) + "…"
}

// ValidID reports whether s is a UUID (RFC 9562) in its canonical form: 36 characters, lower case.
func ValidID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
