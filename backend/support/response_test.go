package support

import (
	"testing"
	"time"
	_ "time/tzdata" // the zone must be there wherever this runs
)

func rome(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestResponseTimes_CountTheSupportsHoursAlone(t *testing.T) {
	zone := rome(t)
	usual := UsualResponseTimes(zone)
	at := func(s string) time.Time {
		parsed, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	always := ResponseTimes{}
	saturdays := ResponseTimes{Zone: zone}
	saturdays.Hours[time.Saturday] = Hours{Open: 8 * time.Hour, Close: 24 * time.Hour}
	for _, c := range []struct {
		what   string
		times  ResponseTimes
		since  string
		worked time.Duration
		want   string
	}{
		{"within a day", usual, "2026-03-03 09:10", 30 * time.Minute, "2026-03-03 09:40"},
		{"up to the last minute", usual, "2026-03-03 17:30", 30 * time.Minute, "2026-03-03 18:00"},
		{"over a night", usual, "2026-03-03 17:45", time.Hour, "2026-03-04 08:45"},
		{"from before the opening", usual, "2026-03-03 05:00", time.Hour, "2026-03-03 09:00"},
		{"from after the closing", usual, "2026-03-03 22:00", time.Hour, "2026-03-04 09:00"},
		{"over a weekend", usual, "2026-03-06 17:00", 4 * time.Hour, "2026-03-09 11:00"},
		{"from a Sunday", usual, "2026-03-08 12:00", 16 * time.Hour, "2026-03-10 14:00"},
		{"over the night in which the clock goes forward", usual, "2026-03-27 17:30", time.Hour, "2026-03-30 08:30"},
		{"over the night in which it goes back", usual, "2026-10-23 17:30", time.Hour, "2026-10-26 08:30"},
		{"one day a week, up to midnight", saturdays, "2026-03-03 09:00", 17 * time.Hour, "2026-03-14 09:00"},
		{"where the support always works", always, "2026-03-07 23:00", 2 * time.Hour, "2026-03-08 01:00"},
	} {
		if got := c.times.After(at(c.since), c.worked); !got.Equal(at(c.want)) {
			t.Errorf("%s: %v, want %s", c.what, got.In(zone), c.want)
		}
	}
}

func TestResponseTimes_AreOfTheMakersZoneWhereverTheCustomerIs(t *testing.T) {
	usual := UsualResponseTimes(rome(t))
	since := time.Date(2026, 7, 1, 15, 45, 0, 0, time.UTC) // a quarter to six in Rome
	want := time.Date(2026, 7, 2, 6, 15, 0, 0, time.UTC)
	if got := usual.After(since, 30*time.Minute); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestHours_AreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		open, closed string
		want         Hours
		known        bool
	}{
		{"08:00", "18:30", Hours{Open: 8 * time.Hour, Close: 18*time.Hour + 30*time.Minute}, true},
		{"00:00", "24:00", Hours{Close: 24 * time.Hour}, true},
		{"18:00", "08:00", Hours{}, false},
		{"08:00", "08:00", Hours{}, false},
		{"08:00", "24:30", Hours{}, false},
		{"8 o'clock", "18:00", Hours{}, false},
		{"08:00", "", Hours{}, false},
	} {
		got, known := ParseHours(c.open, c.closed)
		if known != c.known || known && got != c.want {
			t.Errorf("%s to %s: %v, %v", c.open, c.closed, got, known)
		}
		if open, closed := got.Words(); known && (open != c.open || closed != c.closed) {
			t.Errorf("%s to %s is written %s to %s", c.open, c.closed, open, closed)
		}
	}
}
