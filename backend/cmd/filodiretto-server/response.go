package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

type responseCommand struct {
	Show responseShow `cmd:"" help:"Show within what time customers are to be answered."`
	Set  responseSet  `cmd:"" help:"Set within what time customers are to be answered; what is not said stays."`
}

type responseShow struct{}

// Run shows the response times.
func (*responseShow) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error { return showResponseTimes(ctx, s, t) })
}

type responseSet struct {
	Stopped  string   `help:"Time for the first answer and for each next one when a machine is stopped." placeholder:"30m/1h"`
	Degraded string   `help:"The same when it works badly." placeholder:"4h/8h"`
	Question string   `help:"The same for a question." placeholder:"8h/16h"`
	Hours    []string `help:"When the support works: \"mon-fri 08:00-18:00\", \"sat 08:00-12:00\", \"sun off\"; may be repeated." placeholder:"DAYS TIMES" sep:";"`
	Zone     string   `help:"Where these hours are meant." placeholder:"Europe/Rome"`
}

// Run sets what is said and shows what there is then.
func (c *responseSet) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		times, _, err := s.ResponseTimes(ctx)
		if err != nil {
			return err
		}
		if err := c.apply(&times); err != nil {
			return err
		}
		if err := s.SetResponseTimes(ctx, times); err != nil {
			return flagError(err)
		}
		return showResponseTimes(ctx, s, t)
	})
}

func (c *responseSet) apply(times *support.ResponseTimes) error {
	for severity, said := range map[support.Severity]string{
		support.SeverityStopped: c.Stopped, support.SeverityDegraded: c.Degraded, support.SeverityQuestion: c.Question,
	} {
		if said == "" {
			continue
		}
		target, err := readTarget(said)
		if err != nil {
			return fmt.Errorf("--%s is to be two times such as 30m/1h, not %q", severity, said)
		}
		times.Targets[severity] = target
	}
	for _, said := range c.Hours {
		if err := applyHours(times, said); err != nil {
			return err
		}
	}
	if c.Zone != "" {
		zone, err := time.LoadLocation(c.Zone)
		if err != nil || c.Zone == "Local" {
			return fmt.Errorf("--zone: there is no zone %q", c.Zone)
		}
		times.Zone = zone
	}
	return nil
}

func readTarget(said string) (target support.Target, err error) {
	first, next, _ := strings.Cut(said, "/")
	if target.First, err = time.ParseDuration(strings.TrimSpace(first)); err != nil {
		return target, err
	}
	target.Next, err = time.ParseDuration(strings.TrimSpace(next))
	return target, err
}

// dayNames are the weekdays as they are written here, by time.Weekday.
var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func dayNamed(name string) (time.Weekday, bool) {
	for day, known := range dayNames {
		if strings.EqualFold(name, known) {
			return time.Weekday(day), true
		}
	}
	return 0, false
}

// applyHours reads the hours of some days: "mon-fri 08:00-18:00", "sat off".
func applyHours(times *support.ResponseTimes, said string) error {
	wrong := fmt.Errorf("--hours is to be days and times such as \"mon-fri 08:00-18:00\" or \"sat off\", not %q", said)
	days, clock, _ := strings.Cut(strings.TrimSpace(said), " ")
	from, to, isSpan := strings.Cut(days, "-")
	first, known := dayNamed(from)
	last := first
	if isSpan && known {
		last, known = dayNamed(to)
	}
	if !known {
		return wrong
	}
	var hours support.Hours
	if clock = strings.TrimSpace(clock); clock != "off" {
		opens, closes, _ := strings.Cut(clock, "-")
		if hours, known = support.ParseHours(opens, closes); !known {
			return wrong
		}
	}
	for day := first; ; day = (day + 1) % 7 {
		times.Hours[day] = hours
		if day == last {
			return nil
		}
	}
}

func showResponseTimes(ctx context.Context, s *service.Service, t terminal) error {
	times, set, err := s.ResponseTimes(ctx)
	if err != nil {
		return err
	}
	if !set {
		if _, err := fmt.Fprintln(t.out, "nobody has set them yet; these are the usual ones"); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, severity := range []support.Severity{support.SeverityStopped, support.SeverityDegraded, support.SeverityQuestion} {
		target := times.Targets[severity]
		rows = append(rows, []string{string(severity), said(target.First), said(target.Next)})
	}
	if err := table(t.out, []string{"severity", "first", "next"}, rows); err != nil {
		return err
	}
	rows = nil
	for n := range 7 {
		day := (n + 1) % 7
		hours := "off"
		if h := times.Hours[day]; !h.IsZero() {
			open, closed := h.Words()
			hours = open + "-" + closed
		}
		rows = append(rows, []string{dayNames[day], hours})
	}
	if times.Hours == [7]support.Hours{} {
		rows = [][]string{{"every day", "always"}}
	}
	return table(t.out, []string{"day", "hours in " + times.Zone.String()}, rows)
}

// said is a duration without the parts that are none: 1h30m.
func said(d time.Duration) string {
	text := strings.TrimSuffix(d.String(), "0s")
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
