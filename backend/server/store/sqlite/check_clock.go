package sqlite

import (
	"strconv"
	"time"

	"filodiretto/backend/support"
)

// A toldClock is the support's clock, and what was said at and after a closing, as a ticket's messages tell it.
type toldClock struct {
	awaited, paused, spoken, again time.Time
	cause                          string
	verdict                        support.Verdict
	verdictAt                      time.Time
	duplicateOf                    int64
}

// unpause ends the waiting for the customer: for so long nobody waited for the support.
func (c *toldClock) unpause(now time.Time) {
	if !c.paused.IsZero() && !c.awaited.IsZero() && now.After(c.paused) {
		c.awaited = c.awaited.Add(now.Sub(c.paused))
	}
	c.paused = time.Time{}
}

// reply is told of all replies but the first, which is the description.
func (c *toldClock) reply(m *support.Message, callback bool) {
	switch {
	case m.Author.Role.Side() == support.SideCustomer:
		c.unpause(m.CreatedAt)
		if c.awaited.IsZero() {
			c.awaited = m.CreatedAt
		}
	case !callback || !c.spoken.IsZero():
		c.awaited = time.Time{}
	}
}

func (c *toldClock) event(m *support.Message, number int64) {
	switch m.Event.Type {
	case support.EventStatus:
		c.status(m)
	case support.EventCallAttempt:
		c.again, _ = time.Parse(support.InstantLayout, m.Event.To)
		if m.Event.Outcome == support.OutcomeSpoken {
			c.spoken, c.awaited = m.CreatedAt, time.Time{}
		}
	case support.EventResolution:
		c.cause = m.Event.To
	case support.EventVerdict:
		c.verdict, c.verdictAt = support.Verdict(m.Event.Outcome), m.CreatedAt
		switch {
		case c.verdict != support.VerdictFails:
			c.awaited = time.Time{}
		case c.awaited.IsZero():
			c.awaited = m.CreatedAt
		}
	case support.EventLink:
		// The same stands in the ticket that this one is a duplicate of.
		if m.Event.From == strconv.FormatInt(number, 10) && m.Event.Outcome != support.OutcomeUndone {
			c.duplicateOf, _ = strconv.ParseInt(m.Event.To, 10, 64)
		}
	case support.EventAssignee, support.EventCategory, support.EventSeverity:
	}
}

func (c *toldClock) status(m *support.Message) {
	from, to := support.Status(m.Event.From), support.Status(m.Event.To)
	c.unpause(m.CreatedAt)
	switch {
	case to == support.StatusWaiting:
		c.paused = m.CreatedAt
	case to == support.StatusClosed:
		c.awaited, c.again = time.Time{}, time.Time{}
	case from == support.StatusClosed:
		if c.awaited.IsZero() {
			c.awaited = m.CreatedAt
		}
		c.cause, c.verdict, c.verdictAt, c.duplicateOf = "", "", time.Time{}, 0
	}
}

// hold holds the ticket against what was told.
func (s *story) hold(c *toldClock) {
	t := &s.ticket
	for _, held := range []struct {
		what      string
		is, wants time.Time
	}{
		{"waiting for the support", t.AwaitedSince, c.awaited}, {"waiting for the customer", t.PausedAt, c.paused},
		{"last talk", t.SpokenAt, c.spoken}, {"next call", t.CallAgainAt, c.again}, {"verdict's time", t.VerdictAt, c.verdictAt},
	} {
		if !held.is.Equal(held.wants) {
			s.wrong("%s is %v, its messages say %v", held.what, held.is, held.wants)
		}
	}
	if t.Verdict != c.verdict {
		s.wrong("verdict is %q, its messages say %q", t.Verdict, c.verdict)
	}
	if t.Cause.Name != c.cause {
		s.wrong("cause is %q, its messages say %q", t.Cause.Name, c.cause)
	}
	if t.DuplicateOf.Number != c.duplicateOf {
		s.wrong("is a duplicate of %d, its messages say of %d", t.DuplicateOf.Number, c.duplicateOf)
	}
}
