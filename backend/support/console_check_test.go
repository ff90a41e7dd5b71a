package support

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// wrongIn are the fields that an error names, with why.
func wrongIn(err error) (all []string) {
	var e *Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			all = append(all, f.Location+" "+string(f.Reason))
		}
	}
	return all
}

func TestFilter_CheckSaysAllThatIsWrong(t *testing.T) {
	good := Filter{Name: "Le ferme", Place: 3, Criteria: Criteria{
		Statuses: []Status{StatusNew}, Severities: []Severity{SeverityStopped}, Kind: KindCallback, Models: []string{"PX-200"},
		Assignees: []string{AssigneeMe, AssigneeNobody, "01890000-0000-7000-8000-000000000001"}, OlderThan: time.Hour, YoungerThan: MaxAge, Text: "olio",
	}}
	if err := good.Check(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	if err := (Filter{Name: "Tutti"}).Check(); err != nil {
		t.Errorf("one that selects all: %v", err)
	}
	bad := Filter{Name: "due\nrighe", Place: MaxPlace + 1, Criteria: Criteria{
		Statuses: []Status{"old"}, Severities: []Severity{SeverityStopped, "x"}, Kind: "letter", CompanyIDs: []string{"acme"},
		Models: []string{strings.Repeat("x", MaxSearch+1)}, CategoryIDs: []string{""}, Assignees: []string{"us"}, OlderThan: -time.Hour,
		YoungerThan: MaxAge + time.Hour, Text: "a\tb",
	}}
	want := []string{
		"body.name bad_text", "body.place out_of_range", "body.criteria.statuses[0] unknown", "body.criteria.severities[1] unknown",
		"body.criteria.kind unknown", "body.criteria.companyIds[0] bad_id", "body.criteria.categoryIds[0] required",
		"body.criteria.assignees[0] bad_id", "body.criteria.models[0] too_long", "body.criteria.olderThanHours out_of_range",
		"body.criteria.youngerThanHours out_of_range", "body.criteria.text bad_text",
	}
	if got := wrongIn(bad.Check()); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestCannedReply_CheckHoldsTheNameToWhatIsTypedAfterASlash(t *testing.T) {
	for name, reason := range map[string]Reason{
		"foto": "", "foto-2": "", "perché": "", strings.Repeat("è", MaxCannedName): "", "": ReasonRequired,
		strings.Repeat("è", MaxCannedName+1): ReasonTooLong, "Foto": ReasonBadText, "due parole": ReasonBadText, "foto_2": ReasonBadText,
		"a\xff": ReasonBadText,
	} {
		got := wrongIn(CannedReply{Name: name, Text: "x"}.Check())
		var want []string
		if reason != "" {
			want = []string{"body.name " + string(reason)}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestCannedReply_IsSeenByItsOwnerAndIfSharedByAllOfTheSupport(t *testing.T) {
	own, shared := CannedReply{OwnerID: luca.ID}, CannedReply{}
	for _, c := range []struct {
		who  Person
		what *CannedReply
		sees bool
	}{{luca, &own, true}, {mara, &own, false}, {mara, &shared, true}, {anna, &shared, false}} {
		if got := c.who.SeesCannedReply(c.what); got != c.sees {
			t.Errorf("%s sees %+v: %v", c.who.Name, *c.what, got)
		}
	}
	if own.Audience() != AudiencePerson(luca.ID) || shared.Audience() != AudienceSupport() {
		t.Errorf("they are in the feeds of %v and %v", own.Audience(), shared.Audience())
	}
}

func TestResponseTimes_CheckWantsWholeMinutesAndHoursOfOneDay(t *testing.T) {
	if err := UsualResponseTimes(time.UTC).Check(); err != nil {
		t.Errorf("the usual ones: %v", err)
	}
	for want, spoil := range map[string]func(*ResponseTimes){
		"stopped out_of_range":  func(r *ResponseTimes) { delete(r.Targets, SeverityStopped) },
		"question out_of_range": func(r *ResponseTimes) { r.Targets[SeverityQuestion] = Target{First: time.Hour, Next: 90 * time.Second} },
		"Monday bad_time":       func(r *ResponseTimes) { r.Hours[time.Monday] = Hours{Open: 18 * time.Hour, Close: 8 * time.Hour} },
		"Friday bad_time":       func(r *ResponseTimes) { r.Hours[time.Friday] = Hours{Open: time.Hour, Close: 25 * time.Hour} },
	} {
		r := UsualResponseTimes(time.UTC)
		spoil(&r)
		if got := wrongIn(r.Check()); !slices.Equal(got, []string{want}) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
