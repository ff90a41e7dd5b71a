package demo

import (
	"slices"

	"filodiretto/backend/support"
)

// A part of a story is left out or told as a whole.
type part struct {
	beats []beat
	must  bool
	// soon: told before anything else that may be left out.
	soon bool
	told bool
	// grows: what is still missing in the end is told here.
	grows string
}

// A form makes the beats of a story, exactly as many messages as planned, or says that they do not fit.
type form func() ([]beat, bool)

// forms are the shapes that a story may take, the best first; the last one always fits.
func (g *telling) forms() []form {
	var list []form
	switch {
	case g.featured != nil && g.featured.beats != nil:
		list = append(list, g.asFeatured)
	case g.end == support.StatusClosed && g.kind == support.KindCallback:
		list = append(list, g.calledBack, g.settledByPhone, g.justClosed)
	case g.end == support.StatusClosed:
		if g.rng.IntN(100) < 6 && !g.scenario.office {
			list = append(list, g.reopened)
		}
		if g.rng.IntN(100) < 8 && g.messages <= 8 {
			list = append(list, g.settledByPhone)
		}
		list = append(list, g.solved, g.settledByPhone, g.justClosed)
	}
	switch g.end {
	case support.StatusWaiting:
		list = append(list, g.waiting, g.inProgress)
	case support.StatusInProgress:
		list = append(list, g.inProgress)
	case support.StatusNew:
		if g.messages > 8 {
			list = append(list, g.inProgress)
		}
	}
	return append(list, g.unanswered)
}

// solved is the whole conversation: questions, measure, result, closing.
func (g *telling) solved() ([]beat, bool) {
	parts := g.lead()
	parts = append(parts, g.course()...)
	parts = append(parts, g.closing(g.resolution)...)
	return g.fit(parts)
}

// reopened is a conversation whose trouble came back after the closing.
func (g *telling) reopened() ([]beat, bool) {
	parts := g.lead()
	parts = append(parts, g.course()...)
	parts = append(parts, g.closing(g.resolution)...)
	again := []beat{
		g.note(g.desk, g.phrase("riapertura-nota", g.desk)),
		{by: g.desk, deed: deedChange, status: support.StatusInProgress, pace: paceSoon},
		g.support(g.phrase("riapertura-supporto", g.desk)),
		g.customer(g.phrase("riapertura-operatore", g.opener)),
	}
	again[0].pace = paceDay
	parts = append(parts, part{beats: again, must: true}, part{grows: "seguito"})
	parts = append(parts, g.closing(g.phrase("riapertura-risolto", g.desk))...)
	return g.fit(parts)
}

// calledBack is a callback that went on in writing.
func (g *telling) calledBack() ([]beat, bool) {
	parts := g.calls()
	last := g.exchange(g.lastMust())
	for i := range last {
		if last[i].deed == deedReply && last[i].by == g.desk {
			last[i].text = g.phrase("seguito-telefono", g.desk) + " " + lowerFirst(last[i].text)
			break
		}
	}
	parts = append(parts, part{beats: last, must: true}, part{grows: "seguito"})
	parts = append(parts, g.closing(g.resolution)...)
	return g.fit(parts)
}

// settledByPhone needs no writing but the record of the call.
func (g *telling) settledByPhone() ([]beat, bool) {
	resolution := g.resolution
	if g.rng.IntN(2) == 0 {
		resolution = g.phrase("risolto-telefono", g.desk)
	}
	parts := append(g.calls(), //nolint:gocritic // the calls are this story's own
		part{grows: "nota"},
		part{beats: []beat{g.support(g.phrase("dopo-telefono", g.desk)), g.customer(g.phrase("dopo-telefono-operatore", g.opener))}},
		part{beats: []beat{g.customer(g.phrase("saluto-operatore", g.opener))}})
	return g.fit(append(parts, part{beats: []beat{g.close(resolution)}, must: true}))
}

// justClosed is closed without a word, as happens to what settles itself.
func (g *telling) justClosed() ([]beat, bool) {
	return g.fit([]part{{grows: "nota"}, {beats: []beat{g.close(g.resolution)}, must: true}})
}

// inProgress breaks off in the middle.
func (g *telling) inProgress() ([]beat, bool) {
	beats := g.upTo(g.messages)
	after := opened(g.unit).add(beats...)
	return beats, after.status == support.StatusInProgress && after.messages == g.messages
}

// waiting breaks off where the customer has to do something.
func (g *telling) waiting() ([]beat, bool) {
	wait := beat{by: g.desk, deed: deedChange, status: support.StatusWaiting, pace: paceSoon}
	beats := g.upTo(g.messages - 1)
	if n := len(beats); n > 0 && beats[n-1].deed == deedReply && beats[n-1].by == g.desk {
		beats = append(beats, wait)
	} else {
		beats = append(g.upTo(g.messages-2), g.support(g.phrase("attesa-cliente", g.desk)), wait)
	}
	after := opened(g.unit).add(beats...)
	return beats, after.status == support.StatusWaiting && after.messages == g.messages
}

// unanswered has no reply of the support yet.
func (g *telling) unanswered() ([]beat, bool) {
	var beats []beat
	for n := range g.messages - 1 {
		switch {
		case g.kind == support.KindCallback && n < 2:
			beats = append(beats, g.call(support.OutcomeNoAnswer, g.phrase("chiamata-vuota", g.desk)))
		case n == 0 || n > 2 && n%2 == 0:
			beats = append(beats, g.customer(g.phrase("aggiunta-operatore", g.opener)))
		case n == 1:
			beats = append(beats, g.note(g.colleague, g.phrase("nota", g.colleague)))
		default:
			beats = append(beats, g.customer(g.phrase("sollecito-operatore", g.opener)))
		}
	}
	return beats, true
}

// upTo tells the conversation until it has made so many messages.
func (g *telling) upTo(messages int) []beat {
	var path []beat
	if g.featured != nil {
		path = append(path, g.featured.told(g)...)
	} else if g.kind == support.KindCallback {
		path = append(path, g.take())
		if g.rng.IntN(2) == 0 {
			path = append(path, g.call(support.OutcomeNoAnswer, g.phrase("chiamata-vuota", g.desk)))
		}
		path = append(path, g.call(support.OutcomeSpoken, g.phrase("chiamata-testo", g.desk)))
	} else {
		for _, p := range g.lead() {
			if g.rng.IntN(3) == 0 {
				path = append(path, p.beats...)
			}
		}
	}
	if g.featured == nil {
		var course []beat
		for i, x := range g.cause.exchanges {
			if i < len(g.cause.exchanges)-1 && (!x.optional || g.rng.IntN(2) == 0) {
				course = append(course, g.exchange(x)...)
			}
		}
		ask := g.supply("domande")
		for n := 0; n < 3 && opened(g.unit).add(path...).add(course...).messages < messages-1; n++ {
			path = append(path, ask()...)
		}
		path = append(path, course...)
	}
	l := opened(g.unit)
	var beats []beat
	wait, follow := g.supply("attesa"), g.supply("seguito")
	for n, filled := 0, 0; l.messages < messages; n++ {
		if n == len(path) {
			switch filled++; {
			case filled <= 2 && g.featured == nil:
				path = append(path, wait()...)
			case filled%9 == 0:
				path = append(path, g.note(g.author(), g.phrase("nota", g.desk)))
			default:
				more := follow()
				if g.featured != nil && filled%3 != 0 {
					more[0].pace = paceTalk
				}
				path = append(path, more...)
			}
		}
		after := l.add(path[n])
		if after.messages > messages {
			// One message is left, and a first reply makes more than one.
			path = append(path[:n], g.note(g.colleague, g.phrase("nota", g.colleague)))
			after = l.add(path[n])
		}
		beats, l = append(beats, path[n]), after
	}
	return beats
}

// asFeatured tells a featured story as it is written, if that is what fits.
func (g *telling) asFeatured() ([]beat, bool) {
	beats := g.featured.told(g)
	return beats, opened(g.unit).add(beats...).messages == g.messages
}

// fit chooses the parts so that they make exactly as many messages as planned, and fills up where it may.
func (g *telling) fit(parts []part) ([]beat, bool) {
	start := opened(g.unit)
	count := func() int {
		l := start
		for i := range parts {
			if parts[i].told {
				l = l.add(parts[i].beats...)
			}
		}
		return l.messages
	}
	var optional, growing []int
	for i := range parts {
		parts[i].told = parts[i].must || parts[i].grows != ""
		switch {
		case parts[i].grows != "":
			growing = append(growing, i)
		case !parts[i].must:
			optional = append(optional, i)
		}
	}
	total := count()
	if total > g.messages {
		return nil, false
	}
	g.rng.Shuffle(len(optional), func(i, j int) { optional[i], optional[j] = optional[j], optional[i] })
	slices.SortStableFunc(optional, func(i, j int) int {
		switch {
		case parts[i].soon == parts[j].soon:
			return 0
		case parts[i].soon:
			return -1
		default:
			return 1
		}
	})
	for _, i := range optional {
		if total == g.messages {
			break
		}
		parts[i].told = true
		if with := count(); with <= g.messages {
			total = with
		} else {
			parts[i].told = false
		}
	}
	if total < g.messages {
		if len(growing) == 0 {
			return nil, false
		}
		g.grow(parts, growing, g.messages-total)
	}
	var beats []beat
	for i := range parts {
		if parts[i].told {
			beats = append(beats, parts[i].beats...)
		}
	}
	return beats, start.add(beats...).messages == g.messages
}

// grow adds so many messages in the parts that grow: a few in each but the last, the rest there.
func (g *telling) grow(parts []part, growing []int, missing int) {
	for n, i := range growing {
		p := &parts[i]
		share := missing
		if n < len(growing)-1 {
			share = min(missing/2*2, 2*(1+g.rng.IntN(2)))
		}
		missing -= share
		if p.grows == "nota" {
			for range share {
				p.beats = append(p.beats, g.note(g.author(), g.phrase("nota", g.desk)))
			}
			continue
		}
		more := g.supply(p.grows)
		for ; share >= 2; share -= 2 {
			p.beats = append(p.beats, more()...)
		}
		if share == 1 {
			p.beats = append(p.beats, g.note(g.author(), g.phrase("nota", g.desk)))
		}
	}
}
