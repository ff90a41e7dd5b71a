package support

import (
	"fmt"
	"time"
)

// ResponseTimes are within what time, of the hours in which the support works, a customer is to be answered.
type ResponseTimes struct {
	Targets map[Severity]Target
	// Hours are those of a weekday, by time.Weekday. Where no day has any, the support always works.
	Hours [7]Hours
	// Zone is where the hours are meant; nil is UTC.
	Zone *time.Location
}

// Target is the time for the first answer in a ticket, and for each one after it.
type Target struct {
	First, Next time.Duration
}

// Hours are when the support opens and closes on one day, from midnight; the same for both is a day off.
type Hours struct {
	Open, Close time.Duration
}

// IsZero reports whether the day is off.
func (h Hours) IsZero() bool { return h.Close <= h.Open }

// ParseHours reads them as they are written on a clock: 08:00, and 24:00 for the end of the day. False for what is none, and for a
// day off.
func ParseHours(open, closed string) (Hours, bool) {
	opens, known := parseClock(open)
	closes, knownToo := parseClock(closed)
	h := Hours{Open: opens, Close: closes}
	return h, known && knownToo && !h.IsZero()
}

func parseClock(s string) (time.Duration, bool) {
	if s == "24:00" {
		return 24 * time.Hour, true
	}
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

// Words are the hours as ParseHours reads them.
func (h Hours) Words() (open, closed string) {
	clock := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute) }
	return clock(h.Open), clock(h.Close)
}

// UsualResponseTimes are those of a maker who has said nothing: 8 to 18 from Monday to Friday, in zone.
func UsualResponseTimes(zone *time.Location) ResponseTimes {
	r := ResponseTimes{Zone: zone, Targets: map[Severity]Target{
		SeverityStopped:  {First: 30 * time.Minute, Next: time.Hour},
		SeverityDegraded: {First: 4 * time.Hour, Next: 8 * time.Hour},
		SeverityQuestion: {First: 8 * time.Hour, Next: 16 * time.Hour},
	}}
	for day := time.Monday; day <= time.Friday; day++ {
		r.Hours[day] = Hours{Open: 8 * time.Hour, Close: 18 * time.Hour}
	}
	return r
}

// longestSearch bounds how many days are looked at for open hours: no target is so long.
const longestSearch = 400

// After is when so much working time has passed since then.
func (r ResponseTimes) After(since time.Time, worked time.Duration) time.Time {
	if r.Hours == [7]Hours{} {
		return Instant(since.Add(worked))
	}
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	local := since.In(zone)
	for day := range longestSearch {
		open, closed := r.open(local, day)
		from := open
		if since.After(from) {
			from = since
		}
		if room := closed.Sub(from); room > 0 {
			if room >= worked {
				return Instant(from.Add(worked))
			}
			worked -= room
		}
	}
	return Instant(since.Add(longestSearch * 24 * time.Hour))
}

// open is when the support opens and closes so many days after then; a day off closes as it opens.
func (r ResponseTimes) open(local time.Time, days int) (open, closed time.Time) {
	at := func(clock time.Duration) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+days, 0, int(clock/time.Minute), 0, 0, local.Location())
	}
	hours := r.Hours[at(12*time.Hour).Weekday()]
	return at(hours.Open), at(max(hours.Open, hours.Close))
}
