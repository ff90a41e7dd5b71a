package demo

import (
	"strings"

	"filodiretto/backend/support"
)

// lead are what may come before the first question.
func (g *telling) lead() []part {
	parts := []part{{beats: []beat{g.customer(g.phrase("aggiunta-operatore", g.opener))}}}
	if u := g.unit; u != nil && u.closed != nil && u.closed.scenario.category == g.scenario.category {
		g.facts.known["mese"] = "a " + months[u.closed.at.In(here).Month()-1]
		g.facts.known["precedente"] = u.closed.cause.name
		parts = append(parts, part{beats: []beat{g.note(g.colleague, g.phrase("storia", g.colleague))}})
	}
	taken := g.support(g.phrase("presa-in-carico", g.desk))
	return append(parts, part{beats: []beat{taken}})
}

var months = [...]string{
	"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
}

// course are the exchanges that lead to the cause and its cure.
func (g *telling) course() []part {
	var parts []part
	last := len(g.cause.exchanges) - 1
	handOver := g.rng.IntN(12) == 0 && last >= 2
	for i, x := range g.cause.exchanges {
		if i == min(1, last) {
			parts = append(parts, part{grows: "domande"})
		}
		if i == last && last > 1 {
			parts = append(parts, part{grows: "attesa"})
		}
		beats := g.exchange(x)
		if g.rng.IntN(3) == 0 {
			beats = g.waitingFor(beats)
		}
		parts = append(parts, part{beats: beats, must: !x.optional})
		switch {
		case i == 1 && handOver:
			parts = append(parts, part{beats: g.handOver(), must: g.messages > 14})
		case i == 0 || g.rng.IntN(3) == 0:
			parts = append(parts, part{beats: []beat{g.note(g.author(), g.phrase("nota", g.desk))}})
		}
	}
	if g.severity == support.SeverityStopped {
		eased := beat{by: g.desk, deed: deedChange, severity: support.SeverityDegraded, pace: paceSoon}
		parts = append(parts, part{beats: []beat{eased}})
	}
	return append(parts, part{grows: "seguito"})
}

// waitingFor puts the ticket to waiting before an answer that takes long.
func (g *telling) waitingFor(beats []beat) []beat {
	for i := 1; i < len(beats); i++ {
		if beats[i].pace == paceSlow && beats[i].deed == deedReply && beats[i].by.Role == support.RoleOperator {
			wait := beat{by: g.desk, deed: deedChange, status: support.StatusWaiting, pace: paceSoon}
			return append(append(append([]beat{}, beats[:i]...), wait), beats[i:]...)
		}
	}
	return beats
}

// handOver passes the ticket to the colleague, who goes on from there.
func (g *telling) handOver() []beat {
	from := g.desk
	note := g.note(from, g.phrase("passaggio", from))
	g.desk, g.colleague = g.colleague, g.desk
	g.facts.known["tec"], g.facts.known["collega"] = g.desk.first, g.colleague.first
	return []beat{
		note,
		{by: from, deed: deedChange, assignee: g.desk, pace: paceSoon},
		g.support(g.phrase("passaggio-risposta", g.desk)),
	}
}

// closing thanks and closes.
func (g *telling) closing(resolution string) []part {
	return []part{
		{beats: []beat{g.customer(g.phrase("saluto-operatore", g.opener))}},
		{beats: []beat{g.support(g.phrase("saluto-supporto", g.desk))}},
		{beats: []beat{g.close(resolution)}, must: true},
	}
}

// calls are what a callback begins with; the last of them reaches somebody.
func (g *telling) calls() []part {
	parts := []part{{beats: []beat{g.take()}, soon: true}}
	if g.rng.IntN(2) == 0 {
		parts = append(parts, part{beats: []beat{g.call(support.OutcomeNoAnswer, g.phrase("chiamata-vuota", g.desk))}})
	}
	if g.rng.IntN(3) == 0 {
		parts = append(parts, part{beats: []beat{g.call(support.OutcomeBusy, "")}})
	}
	return append(parts, part{
		beats: []beat{g.call(support.OutcomeSpoken, g.phrase("chiamata-testo", g.desk))}, must: true,
	})
}

func (g *telling) lastMust() exchange {
	list := g.cause.exchanges
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].optional && list[i].lines[0].speaker == 'T' {
			return list[i]
		}
	}
	return list[len(list)-1]
}

// exchange says an exchange of the cause.
func (g *telling) exchange(x exchange) []beat {
	beats := make([]beat, 0, len(x.lines))
	for _, l := range x.lines {
		var b beat
		switch l.speaker {
		case 'T':
			b = g.support(g.facts.oneOf(l.variants, g.desk))
		case 'N':
			by := g.author()
			b = g.note(by, g.facts.oneOf(l.variants, by))
		default:
			by := g.opener
			if l.slow && g.rng.IntN(5) == 0 {
				by = g.house.operators[g.rng.IntN(len(g.house.operators))]
			}
			text := g.facts.oneOf(l.variants, by)
			if given, ok := g.texts.sometimes(g.rng, 25); ok {
				text = given
			}
			b = beat{by: by, deed: deedReply, text: manner(by, text)}
		}
		if l.slow {
			b.pace = paceSlow
		}
		beats = append(beats, b)
	}
	return beats
}

// supply gives exchanges of a section of phrases, each before any comes again.
func (g *telling) supply(section string) func() []beat {
	list := g.section(section)
	order := g.rng.Perm(len(list))
	n := 0
	return func() []beat {
		if n == len(order) {
			order, n = g.rng.Perm(len(list)), 0
		}
		ask, answer, _ := strings.Cut(list[order[n]], " >> ")
		n++
		delete(g.facts.known, "valore")
		asked := g.support(g.facts.say(strings.TrimPrefix(ask, "T: "), g.desk))
		if section == "seguito" {
			asked.pace = paceDay
		}
		by := g.opener
		if g.rng.IntN(4) == 0 {
			by = g.house.operators[g.rng.IntN(len(g.house.operators))]
		}
		said := g.facts.oneOf(strings.Split(strings.TrimPrefix(answer, "O: "), " | "), by)
		if given, ok := g.texts.sometimes(g.rng, 25); ok {
			said = given
		}
		return []beat{asked, {by: by, deed: deedReply, text: manner(by, said)}}
	}
}

// author is who writes a note: the technician at it, or a colleague.
func (g *telling) author() *member {
	if g.rng.IntN(5) < 3 {
		return g.colleague
	}
	return g.desk
}

func (g *telling) support(text string) beat { return beat{by: g.desk, deed: deedReply, text: text} }

func (g *telling) customer(text string) beat {
	if given, ok := g.texts.sometimes(g.rng, 25); ok {
		text = given
	}
	return beat{by: g.opener, deed: deedReply, text: manner(g.opener, text)}
}

func (g *telling) note(by *member, text string) beat {
	if by == g.colleague && strings.Contains(text, by.first) {
		by = g.desk // nobody writes of themselves by name
	}
	return beat{by: by, deed: deedNote, text: text}
}

func (g *telling) call(outcome support.Outcome, text string) beat {
	return beat{by: g.desk, deed: deedCall, outcome: outcome, text: text}
}

// take is a technician's taking of a ticket.
func (g *telling) take() beat {
	return beat{by: g.desk, deed: deedChange, status: support.StatusInProgress, assignee: g.desk}
}

func (g *telling) close(resolution string) beat {
	return beat{by: g.desk, deed: deedChange, status: support.StatusClosed, text: resolution, pace: paceClose}
}
