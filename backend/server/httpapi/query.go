package httpapi

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"filodiretto/backend/support"
)

const (
	usualLimit   = 50
	usualChanges = 200
	maxLimit     = 500
)

// limitOf reads `limit`: more than the most is taken as the most, less than one and what is no number is CodeInvalid.
func limitOf(q url.Values, usual int) (int, error) {
	text := q.Get("limit")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil && strings.Trim(text, "0123456789") == "":
		return maxLimit, nil // more digits than a number can have
	case err != nil:
		return 0, support.Invalid("query.limit", support.ReasonBadType)
	case n < 1:
		return 0, support.Invalid("query.limit", support.ReasonOutOfArea)
	}
	return min(n, maxLimit), nil
}

// checkQuery refuses a query that is not UTF-8 in one of the named parameters.
func checkQuery(q url.Values, names ...string) error {
	var wrong support.Fields
	for _, name := range names {
		for _, v := range q[name] {
			if !utf8.ValidString(v) {
				wrong.Add("query."+name, support.ReasonBadText)
				break
			}
		}
	}
	return wrong.Err()
}
