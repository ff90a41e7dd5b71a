package demo

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"filodiretto/backend/support"
)

// A plan is what is decided of a ticket before anybody says anything in it.
type plan struct {
	index    int
	unit     *unit // nil for a callback about no machine
	house    *house
	opener   *member
	desk     *member
	end      support.Status
	messages int
	kind     support.Kind
	// byPhone: a technician opens it for the operator who called.
	byPhone bool
	// featured stories begin with these words; the rest is made up when they do not suffice.
	featured *feature
	// fails: closed just now, and the customer says that it does not run.
	fails bool
	// openedAt is when, at the earliest.
	openedAt time.Time
}

// A story is a whole ticket in words: how it is opened, and what happens then. Playing it makes exactly as many messages
// as were planned.
type story struct {
	plan
	scenario    *scenario
	cause       *cause
	severity    support.Severity
	category    support.Category
	phone       string
	window      time.Duration // how long after opening they want to be called, zero for any time
	follows     *closing
	description string
	resolution  string
	chosen      support.CauseRef // the maker's entry for the cause; none where nobody chose one
	beats       []beat
	times       []time.Time // of the opening, then of each beat
}

// A teller makes stories of plans.
type teller struct {
	*content
	cast  *cast
	seed  uint64
	texts *texts
	keep  Keep
}

// greetingMark stands for a greeting.
const greetingMark = "{saluto}"

// telling is the making of one story.
type telling struct {
	*teller
	*story
	rng       *rand.Rand
	facts     *facts
	colleague *member
	said      map[string]bool
}

func (t *teller) tell(p plan) *story {
	rng := random(t.seed, streamStories, uint64(p.index)) //nolint:gosec // never negative
	g := &telling{teller: t, story: &story{plan: p}, rng: rng, said: map[string]bool{}}
	g.choose()
	g.describe()
	verdict, said := g.judged()
	if said {
		g.messages-- // the last one is the verdict
	}
	for _, form := range g.forms() {
		if beats, fits := form(); fits {
			g.beats = beats
			break
		}
	}
	g.greet()
	if said {
		g.messages++
		g.beats = append(g.beats, verdict)
	}
	return g.story
}

// judged is whether the customer says in the end that the machine runs, or of something closed just now that it does not.
func (g *telling) judged() (beat, bool) {
	rng := random(g.seed, streamVerdicts, uint64(g.index)) //nolint:gosec // never negative
	if rng.IntN(100) < 85 {
		g.chosen = g.cast.chosenAtClosing(g.cause.name)
	}
	if g.end != support.StatusClosed || g.featured != nil || g.messages < leastJudged || g.scenario.office {
		return beat{}, false
	}
	b := beat{by: g.opener, deed: deedVerdict, verdict: support.VerdictRuns, pace: paceClose}
	section := "va"
	switch {
	case g.fails:
		b.verdict, section = support.VerdictFails, "non-va"
	case rng.IntN(100) < 60:
		return beat{}, false
	}
	if g.fails || rng.IntN(2) == 0 {
		list := g.phrases[section]
		b.text = (&facts{rng: rng, known: g.facts.known}).say(list[rng.IntN(len(list))], g.opener)
	}
	return b, true
}

// leastJudged is how many messages a ticket has at least that is judged in the end.
const leastJudged = 6

// greet has the support's first reply begin with a greeting, which the hour decides when it is played.
func (g *telling) greet() {
	for i := range g.beats {
		b := &g.beats[i]
		if b.deed != deedReply || b.by.Role == support.RoleOperator {
			continue
		}
		if !strings.Contains(b.text, greetingMark) && !strings.HasPrefix(b.text, "Buongiorno") {
			b.text = greetingMark + " " + g.opener.first + ", " + lowerFirst(b.text)
		}
		return
	}
}

// choose decides what the ticket is about.
func (g *telling) choose() {
	g.colleague = g.desk
	for others := g.cast.technicians; g.colleague == g.desk; {
		g.colleague = others[g.rng.IntN(len(others))]
	}
	var f family
	if g.unit != nil {
		f = g.unit.family
	} else {
		f = g.house.trade.families[g.rng.IntN(len(g.house.trade.families))]
	}
	list := g.byFamily[f]
	g.scenario = list[g.rng.IntN(len(list))]
	if g.featured != nil && g.featured.scenario != "" {
		for _, s := range g.scenarios {
			if s.name == g.featured.scenario {
				g.scenario = s
			}
		}
	}
	g.cause = g.scenario.causes[g.rng.IntN(len(g.scenario.causes))]
	for range 8 {
		if g.featured != nil || g.suits() {
			break
		}
		g.scenario = list[g.rng.IntN(len(list))]
		g.cause = g.scenario.causes[g.rng.IntN(len(g.scenario.causes))]
	}
	if g.unit != nil && g.unit.closed != nil && g.unit.closed.at.Before(g.openedAt) && g.featured == nil &&
		!g.unit.closed.scenario.office && g.rng.IntN(100) < 7 {
		// The same trouble again, which may have another cause.
		g.follows = g.unit.closed
		g.scenario, g.cause = g.follows.scenario, g.follows.cause
	}
	sum := 0
	for _, w := range g.scenario.severities {
		sum += w.weight
	}
	n := g.rng.IntN(sum)
	for _, w := range g.scenario.severities {
		if n -= w.weight; n < 0 {
			g.severity = w.severity
			break
		}
	}
	for _, c := range g.cast.categories {
		if c.Name == g.scenario.category {
			g.category = c
		}
	}
	if g.kind == support.KindCallback {
		g.phone = g.opener.phone
		if g.rng.IntN(2) == 0 {
			g.window = time.Duration(1+g.rng.IntN(4)) * time.Hour
		}
	}
	if g.featured != nil {
		g.severity = g.featured.severity
		if g.featured.phone != "" {
			g.phone = g.featured.phone
		}
	}
	g.setFacts(f)
}

// suits reports whether the cause can be told in about as many messages as there are.
func (g *telling) suits() bool {
	least, most := 4, 8
	for _, x := range g.cause.exchanges {
		if !x.optional {
			least += len(x.lines)
		}
		most += len(x.lines)
	}
	return least <= g.messages && g.messages <= most+2
}

func (g *telling) setFacts(f family) {
	m := makes[f]
	pick := func(list []string) string { return list[g.rng.IntN(len(list))] }
	known := map[string]string{
		"op": g.opener.first, "tec": g.desk.first, "collega": g.colleague.first, "azienda": g.house.Name,
		"turno": g.opener.shift, "prodotto": pick(g.house.trade.products), "ricetta": pick(g.house.trade.recipes),
		"al": "E01", "macchina": "la " + strings.ToLower(m.name), "modello": m.models[0], "seriale": "questa macchina", "linea": "1",
	}
	g.facts = &facts{rng: g.rng, known: known}
	known["lotto"] = g.facts.say("{2-9}{100-999}", nil)
	speed := m.speeds[0] + g.rng.IntN(m.speeds[1]-m.speeds[0]+1)
	known["vel"] = strconv.Itoa(speed) + " " + m.unit
	if len(g.scenario.alarms) > 0 {
		known["al"] = pick(g.scenario.alarms)
	}
	if u := g.unit; u != nil {
		known["macchina"], known["modello"], known["seriale"], known["linea"] = u.Name, u.Model, u.Serial, strconv.Itoa(u.line)
	}
	known["causa"] = g.cause.name
	if len(g.cause.spares) > 0 {
		known["ricambio"] = pick(g.cause.spares)
	}
}

// describe writes the description and the resolution.
func (g *telling) describe() {
	speaker := g.opener
	text := g.facts.oneOf(g.cause.openings, speaker)
	if g.kind == support.KindCallback {
		text += " " + g.phrase("chiama", speaker)
	} else if g.rng.IntN(5) == 0 {
		text += "\n" + g.phrase("aggiunta-operatore", speaker)
	}
	if given, ok := g.texts.sometimes(g.rng, 50); ok {
		text = given
	}
	if g.featured != nil {
		text = g.featured.description
	}
	switch {
	case g.featured != nil:
	case g.byPhone:
		text = g.phrase("telefono-aperto", speaker) + " " + text
	case g.follows != nil:
		text = manner(speaker, g.phrase("ritorno", speaker)+" "+text)
	default:
		text = manner(speaker, text)
	}
	g.description = text
	g.resolution = g.facts.oneOf(g.cause.resolutions, g.desk)
}

// phrase says one of the phrases that bind a conversation together, rather one that was not said yet.
func (g *telling) phrase(section string, speaker *member) string {
	list := g.section(section)
	template := list[g.rng.IntN(len(list))]
	for range 6 {
		if !g.said[template] {
			break
		}
		template = list[g.rng.IntN(len(list))]
	}
	g.said[template] = true
	return g.facts.say(template, speaker)
}

// section are the phrases of a section, those for the office where there are such and the scenario is one for it.
func (g *telling) section(name string) []string {
	if office := g.phrases[name+"-ufficio"]; g.scenario.office && len(office) > 0 {
		return office
	}
	return g.phrases[name]
}

// manner writes as the speaker does.
func manner(speaker *member, text string) string {
	if !speaker.hasty {
		return text
	}
	return lowerFirst(strings.TrimSuffix(text, "."))
}

// lowerFirst lowers the first letter, unless the word is an abbreviation.
func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}
