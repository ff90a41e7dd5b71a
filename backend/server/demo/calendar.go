package demo

import (
	"time"
	_ "time/tzdata" // so that shifts are the same on machines without a time zone data base
)

// here is where everybody works.
var here = func() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err) // the data base is built in
	}
	return l
}()

// hours are when somebody works: spans of minutes after midnight, which may reach into the next day.
type hours struct {
	spans [][2]int
	days  [7]bool
}

var (
	weekdays   = [7]bool{false, true, true, true, true, true, false}
	sixDays    = [7]bool{false, true, true, true, true, true, true}
	earlyShift = hours{[][2]int{{6 * 60, 14 * 60}}, sixDays}
	lateShift  = hours{[][2]int{{14 * 60, 22 * 60}}, weekdays}
	nightShift = hours{[][2]int{{22 * 60, 30 * 60}}, weekdays}
	dayShift   = hours{[][2]int{{7*60 + 30, 12 * 60}, {13 * 60, 17*60 + 30}}, weekdays}
	deskEarly  = hours{[][2]int{{8 * 60, 12*60 + 30}, {13*60 + 30, 17*60 + 30}}, weekdays}
	deskLate   = hours{[][2]int{{9 * 60, 13 * 60}, {14 * 60, 18*60 + 30}}, weekdays}
)

// holidays on which nobody works, as month and day.
var holidays = map[[2]int]bool{
	{1, 1}: true, {1, 6}: true, {4, 25}: true, {5, 1}: true, {6, 2}: true, {8, 15}: true,
	{11, 1}: true, {12, 8}: true, {12, 25}: true, {12, 26}: true,
}

// works reports whether a shift begins on the day.
func (h hours) works(day time.Time) bool {
	return h.days[day.Weekday()] && !holidays[[2]int{int(day.Month()), day.Day()}]
}

func midnight(t time.Time) time.Time {
	t = t.In(here)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, here)
}

// at is so many minutes after midnight by the clock on the wall.
func at(day time.Time, minutes int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, here)
}

// next is the first time from t on at which they work.
func (h hours) next(t time.Time) time.Time {
	for day := midnight(t).AddDate(0, 0, -1); ; day = day.AddDate(0, 0, 1) {
		if !h.works(day) {
			continue
		}
		for _, span := range h.spans {
			start, end := at(day, span[0]), at(day, span[1])
			if t.Before(start) {
				// They do not all begin at the stroke of the hour.
				return start.Add(t.Sub(t.Truncate(time.Minute)) + time.Duration(t.Minute()%13)*time.Minute)
			}
			if t.Before(end) {
				return t
			}
		}
	}
}

// last is the last time until t at which they work.
func (h hours) last(t time.Time) time.Time {
	for day := midnight(t); ; day = day.AddDate(0, 0, -1) {
		if !h.works(day) {
			continue
		}
		for i := len(h.spans) - 1; i >= 0; i-- {
			start, end := at(day, h.spans[i][0]), at(day, h.spans[i][1])
			if !t.Before(end) {
				return end.Add(-time.Duration(1+t.Minute()%13) * time.Minute)
			}
			if !t.Before(start) {
				return t
			}
		}
	}
}

// busy is how much is asked for on a day, against a usual weekday.
func busy(day time.Time) float64 {
	w := 1.0
	switch day.Weekday() {
	case time.Saturday:
		w = 0.35
	case time.Sunday:
		w = 0.06
	}
	month, date := day.Month(), day.Day()
	switch {
	case holidays[[2]int{int(month), date}]:
		w *= 0.1
	case month == time.August && date >= 8 && date <= 22:
		w *= 0.3
	case month == time.December && date >= 24, month == time.January && date <= 6:
		w *= 0.3
	}
	return w
}

// openings gives the times at which tickets are opened: more on busy days, each later than the one before.
type openings struct {
	start time.Time
	ends  []float64 // the share of all work until the end of each day
}

func newOpenings(from, to time.Time) openings {
	o := openings{start: midnight(from)}
	sum := 0.0
	for day := o.start; !day.After(to); day = day.AddDate(0, 0, 1) {
		sum += busy(day)
		o.ends = append(o.ends, sum)
	}
	return o
}

// at is the time by which a share of all tickets has been opened.
func (o openings) at(share float64) time.Time {
	want := share * o.ends[len(o.ends)-1]
	low, high := 0, len(o.ends)-1
	for low < high {
		middle := (low + high) / 2
		if o.ends[middle] > want {
			high = middle
		} else {
			low = middle + 1
		}
	}
	before := 0.0
	if low > 0 {
		before = o.ends[low-1]
	}
	part := (want - before) / (o.ends[low] - before)
	const opensAt, lasts = 6 * time.Hour, 16 * time.Hour
	return o.start.AddDate(0, 0, low).Add(opensAt + time.Duration(part*float64(lasts)))
}
