package api

import (
	"fmt"
	"time"

	"filodiretto/backend/support"
)

// CauseFor shows a cause.
func CauseFor(c support.Cause) Cause { return Cause(c) }

// CannedReplyFor shows a canned reply to somebody who may use it.
func CannedReplyFor(c support.CannedReply) CannedReply {
	return CannedReply{ID: c.ID, Name: c.Name, Text: c.Text, Shared: c.OwnerID == ""}
}

// FilterFor shows a filter to its owner.
func FilterFor(f support.Filter) Filter {
	return Filter{ID: f.ID, Name: f.Name, Place: f.Place, Criteria: CriteriaFor(f.Criteria)}
}

// CriteriaFor are criteria on the wire.
func CriteriaFor(c support.Criteria) Criteria {
	return Criteria{
		Statuses: words(c.Statuses), Severities: words(c.Severities), Kind: string(c.Kind), CompanyIDs: c.CompanyIDs,
		Models: c.Models, CategoryIDs: c.CategoryIDs, Assignees: c.Assignees, OlderThanHours: int(c.OlderThan / time.Hour),
		YoungerThanHours: int(c.YoungerThan / time.Hour), Text: c.Text,
	}
}

// CriteriaIn reads criteria; whether they make sense is for [support] to say.
func CriteriaIn(c Criteria) support.Criteria {
	return support.Criteria{
		Statuses: wordsIn[support.Status](c.Statuses), Severities: wordsIn[support.Severity](c.Severities),
		Kind: support.Kind(c.Kind), CompanyIDs: c.CompanyIDs, Models: c.Models, CategoryIDs: c.CategoryIDs,
		Assignees: c.Assignees, OlderThan: hoursIn(c.OlderThanHours), YoungerThan: hoursIn(c.YoungerThanHours), Text: c.Text,
	}
}

// hoursIn is an age of so many hours; what no filter may ask for is not counted further.
func hoursIn(n int) time.Duration {
	const most = int(support.MaxAge/time.Hour) + 1
	return time.Duration(max(-1, min(n, most))) * time.Hour
}

func words[T ~string](all []T) []string {
	out := make([]string, 0, len(all))
	for _, w := range all {
		out = append(out, string(w))
	}
	return out
}

func wordsIn[T ~string](all []string) []T {
	var out []T
	for _, w := range all {
		out = append(out, T(w))
	}
	return out
}

// ResponseTimesFor shows response times.
func ResponseTimesFor(r support.ResponseTimes) ResponseTimes {
	out := ResponseTimes{Targets: []Target{}, Hours: []Hours{}, Zone: "UTC"}
	if r.Zone != nil {
		out.Zone = r.Zone.String()
	}
	for _, severity := range []support.Severity{support.SeverityStopped, support.SeverityDegraded, support.SeverityQuestion} {
		target := r.Targets[severity]
		out.Targets = append(out.Targets, Target{
			Severity: string(severity), FirstMinutes: int(target.First / time.Minute), NextMinutes: int(target.Next / time.Minute),
		})
	}
	for day, hours := range r.Hours {
		if !hours.IsZero() {
			open, closed := hours.Words()
			out.Hours = append(out.Hours, Hours{Weekday: day, Open: open, Close: closed})
		}
	}
	return out
}

// ResponseTimesIn reads response times. CodeInvalid for a zone, a day or a time that there is not.
func ResponseTimesIn(r ResponseTimes) (support.ResponseTimes, error) {
	var wrong support.Fields
	out := support.ResponseTimes{Targets: map[support.Severity]support.Target{}}
	var err error
	if out.Zone, err = time.LoadLocation(r.Zone); err != nil {
		wrong.Add("body.zone", support.ReasonUnknown)
	}
	for i, t := range r.Targets {
		severity := support.Severity(t.Severity)
		if !severity.Valid() {
			wrong.Add(fmt.Sprintf("body.targets[%d].severity", i), support.ReasonUnknown)
		}
		if t.FirstMinutes < 1 || t.NextMinutes < 1 {
			wrong.Add(fmt.Sprintf("body.targets[%d]", i), support.ReasonOutOfArea)
		}
		out.Targets[severity] = support.Target{
			First: time.Duration(t.FirstMinutes) * time.Minute, Next: time.Duration(t.NextMinutes) * time.Minute,
		}
	}
	for i, h := range r.Hours {
		hours, known := support.ParseHours(h.Open, h.Close)
		if !known || h.Weekday < 0 || h.Weekday > 6 {
			wrong.Add(fmt.Sprintf("body.hours[%d]", i), support.ReasonBadTime)
			continue
		}
		out.Hours[h.Weekday] = hours
	}
	return out, wrong.Err()
}

// CallIn reads a call.
func CallIn(c NewCallAttempt) support.Call {
	return support.Call{
		ID: c.ID, Outcome: support.Outcome(c.Outcome), Text: support.NormalText(c.Text), AgainAt: support.Instant(c.AgainAt.Instant()),
	}
}
