package dossier

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// layouts are how times are written, by language; others write them as ISO 8601 has them.
var layouts = map[string]string{"it": "02/01/2006 15:04", "en": "2 Jan 2006, 15:04"}

func (p *paper) time(at time.Time) string {
	layout, ok := layouts[p.o.Texts.Language()]
	if !ok {
		layout = "2006-01-02 15:04"
	}
	return at.In(p.o.Zone).Format(layout)
}

// sentence says what an event records, in the words of the conversation on the screen.
func (p *paper) sentence(m *support.Message) string {
	e, text := m.Event, p.o.Texts.Text
	who := m.Author.Name
	say := func(key, to string) string { return text(key, "who", who, "to", to) }
	switch e.Type {
	case support.EventStatus:
		return say(statusKey(e), "")
	case support.EventAssignee:
		switch e.To {
		case "":
			return say("event.unassigned", "")
		case who:
			return say("event.taken", "")
		default:
			return say("event.assigned", e.To)
		}
	case support.EventCallAttempt:
		said := say("event.call."+string(e.Outcome), "")
		if at, err := time.Parse(time.RFC3339, e.To); err == nil {
			said += " · " + text("event.call.again", "time", p.time(at))
		}
		return said
	case support.EventCategory:
		return say("event.category", e.To)
	case support.EventSeverity:
		return say("event.severity", text("severity."+e.To))
	case support.EventResolution:
		if e.To != "" {
			return say("event.resolution", "") + " · " + text("event.cause", "cause", e.To)
		}
		return say("event.resolution", "")
	case support.EventLink:
		return p.link(e, say)
	case support.EventVerdict:
		return say("event.verdict."+string(e.Outcome), "")
	default:
		return say("event.other", "")
	}
}

func statusKey(e support.Event) string {
	switch {
	case e.To == string(support.StatusInProgress) && e.From == string(support.StatusClosed):
		return "event.status.reopened"
	case e.To == string(support.StatusInProgress) && e.From == string(support.StatusWaiting):
		return "event.status.resumed"
	default:
		return "event.status." + e.To
	}
}

// link says what a ticket's link says of this one of the two.
func (p *paper) link(e support.Event, say func(key, to string) string) string {
	duplicate := e.From == strconv.FormatInt(p.t.Number, 10)
	other := "#" + e.From
	if duplicate {
		other = "#" + e.To
	}
	switch {
	case e.Outcome == support.OutcomeUndone:
		return say("event.link.undone", other)
	case duplicate:
		return say("event.link.duplicate", other)
	default:
		return say("event.link.original", other)
	}
}

// number is how the ticket is called: what has not reached the server has none.
func (p *paper) number() string {
	if p.t.Number == 0 {
		return p.o.Texts.Text("dossier.unsent")
	}
	return "#" + strconv.FormatInt(p.t.Number, 10)
}

// size of a file, in the unit in which it has one to three digits before the point, as the screen says it: 1024 of one are
// one of the next.
func (p *paper) size(bytes int64) string {
	const step = 1024
	if bytes < step {
		return fmt.Sprintf("%d B", bytes)
	}
	n, unit := float64(bytes)/step, "kB"
	if n >= step {
		n, unit = n/step, "MB"
	}
	said := fmt.Sprintf("%.1f", n)
	if unit == "kB" || n >= 100 {
		said = fmt.Sprintf("%.0f", n)
	}
	if p.o.Texts.Language() != "en" {
		said = strings.Replace(said, ".", ",", 1)
	}
	return said + " " + unit
}
