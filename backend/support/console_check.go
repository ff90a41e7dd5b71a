package support

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what the console keeps for a person.
const (
	// MaxFilters and MaxCannedReplies are how many one person may have; of shared canned replies there may be as many again.
	MaxFilters       = 100
	MaxCannedReplies = 500
	// MaxFilterName and MaxCannedName are in code points.
	MaxFilterName = 100
	MaxCannedName = 40
	// MaxPlace bounds a filter's place.
	MaxPlace = 1_000_000
	// MaxChosen is how many of one thing a filter may name.
	MaxChosen = 200
	// MaxAge bounds the ages of a filter.
	MaxAge = 100 * 365 * 24 * time.Hour
	// MaxSearch is how many code points a search may have.
	MaxSearch = 200
)

// Check says what is wrong with the filter by itself; texts must be normal already.
func (f Filter) Check() error {
	var wrong Fields
	checkLine(&wrong, "body.name", f.Name, MaxFilterName)
	if f.Place < 0 || f.Place > MaxPlace {
		wrong.Add("body.place", ReasonOutOfArea)
	}
	f.Criteria.check(&wrong)
	return wrong.Err()
}

func (c Criteria) check(wrong *Fields) {
	known(wrong, "statuses", c.Statuses, Status.Valid)
	known(wrong, "severities", c.Severities, Severity.Valid)
	if c.Kind != "" && !c.Kind.Valid() {
		wrong.Add("body.criteria.kind", ReasonUnknown)
	}
	eachOf(wrong, "companyIds", c.CompanyIDs, checkChosen)
	eachOf(wrong, "categoryIds", c.CategoryIDs, checkChosen)
	eachOf(wrong, "assignees", c.Assignees, func(wrong *Fields, location, who string) {
		if who != AssigneeMe && who != AssigneeNobody {
			checkChosen(wrong, location, who)
		}
	})
	eachOf(wrong, "models", c.Models, func(wrong *Fields, location, model string) { checkLine(wrong, location, model, MaxSearch) })
	for _, age := range []struct {
		name string
		is   time.Duration
	}{{"olderThanHours", c.OlderThan}, {"youngerThanHours", c.YoungerThan}} {
		if age.is < 0 || age.is > MaxAge {
			wrong.Add("body.criteria."+age.name, ReasonOutOfArea)
		}
	}
	if c.Text != "" {
		checkLine(wrong, "body.criteria.text", c.Text, MaxSearch)
	}
}

func known[T ~string](wrong *Fields, name string, words []T, valid func(T) bool) {
	eachOf(wrong, name, words, func(wrong *Fields, location string, word T) {
		if !valid(word) {
			wrong.Add(location, ReasonUnknown)
		}
	})
}

func checkChosen(wrong *Fields, location, id string) { checkID(wrong, location, id, true) }

func eachOf[T any](wrong *Fields, name string, all []T, check func(*Fields, string, T)) {
	if len(all) > MaxChosen {
		wrong.Add("body.criteria."+name, ReasonTooLong)
		return
	}
	for i, one := range all {
		check(wrong, fmt.Sprintf("body.criteria.%s[%d]", name, i), one)
	}
}

// checkLine wants a text of one line.
func checkLine(wrong *Fields, location, s string, limit int) {
	if err := CheckText(location, s, limit); err != nil {
		wrong.Check(err)
		return
	}
	if strings.ContainsAny(s, "\n\t") {
		wrong.Add(location, ReasonBadText)
	}
}

// Check says what is wrong with the canned reply by itself; its text must be normal already.
func (c CannedReply) Check() error {
	var wrong Fields
	switch {
	case c.Name == "":
		wrong.Add("body.name", ReasonRequired)
	case utf8.RuneCountInString(c.Name) > MaxCannedName:
		wrong.Add("body.name", ReasonTooLong)
	case !utf8.ValidString(c.Name) || strings.ContainsFunc(c.Name, notOfAName):
		wrong.Add("body.name", ReasonBadText)
	}
	wrong.Check(CheckText("body.text", c.Text, MaxText))
	return wrong.Err()
}

func notOfAName(r rune) bool { return !unicode.IsLower(r) && (r < '0' || r > '9') && r != '-' }

// SeesFilter reports whether p may see the filter, which is its owner's alone.
func (p Person) SeesFilter(f *Filter) bool { return p.ID == f.PersonID && p.Role.Side() == SideSupport }

// SeesCannedReply reports whether p may see, and change, the canned reply: their own, or one that all of the support have.
func (p Person) SeesCannedReply(c *CannedReply) bool {
	return p.Role.Side() == SideSupport && (c.OwnerID == "" || c.OwnerID == p.ID)
}

// Audience is in whose feed the filter is.
func (f Filter) Audience() Audience { return AudiencePerson(f.PersonID) }

// Audience is in whose feeds the canned reply is.
func (c CannedReply) Audience() Audience {
	if c.OwnerID == "" {
		return AudienceSupport()
	}
	return AudiencePerson(c.OwnerID)
}
