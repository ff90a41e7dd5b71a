package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"filodiretto/backend/phone"
	"filodiretto/backend/support"
)

// A member is somebody who takes part, with what they are like.
type member struct {
	support.Person
	first    string
	female   bool
	hours    hours
	shift    string
	phone    string
	hasty    bool // writes without capitals and full stops
	password string
}

// A house is a company with its people and machines.
type house struct {
	support.Company
	trade     trade
	operators []*member
	units     []*unit
}

// A unit is a machine with what conversations about it need to know.
type unit struct {
	support.Machine
	house      *house
	family     family
	line       int
	technician *member
	// closed is the newest ticket of it that is closed.
	closed *closing
}

// A closing is what is remembered of a closed ticket.
type closing struct {
	ticketID string
	at       time.Time
	scenario *scenario
	cause    *cause
}

// cast is who and what there is, before anybody opens a ticket.
type cast struct {
	admin       *member
	technicians []*member
	houses      []*house
	categories  []support.Category
	causes      []support.Cause
	replies     []support.CannedReply
}

// The streams of random numbers that a seed is spread over, so that what one is used for does not move the others.
const (
	streamCast uint64 = iota + 1
	streamIDs
	streamSizes
	streamPicks
	streamStories
	streamMarks
	streamCalls
	streamVerdicts
)

func random(seed, stream, index uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream<<40^index)) //nolint:gosec // invented data, not secrets; passwords are for trying out
}

// categoryNames is the maker's list.
var categoryNames = []string{"Guasto meccanico", "Guasto elettrico", "Software e ricette", "Ricambi", "Formazione", "Domanda"}

// casting makes a cast.
type casting struct {
	rng    *rand.Rand
	ids    *identities
	began  time.Time
	logins map[string]bool
	firms  map[string]bool
	serial map[string]bool
}

// newCast invents everybody; began is when the first of them got their account.
func newCast(seed uint64, s sizes, began time.Time) (*cast, error) {
	g := &casting{
		rng: random(seed, streamCast, 0), ids: newIdentities(seed, 0), began: support.Instant(began),
		logins: map[string]bool{}, firms: map[string]bool{}, serial: map[string]bool{},
	}
	c := &cast{}
	for _, name := range categoryNames {
		c.categories = append(c.categories, support.Category{ID: g.ids.at(began), Name: name})
	}
	c.admin = g.person(desk[0], support.RoleAdmin, "")
	c.admin.hours = deskLate
	for i := range s.technicians {
		name := g.invented()
		if i+1 < len(desk) {
			name = desk[i+1]
		}
		t := g.person(name, support.RoleTechnician, "")
		t.hours = []hours{deskEarly, deskLate}[i%2]
		c.technicians = append(c.technicians, t)
	}
	for i := range s.companies {
		h, err := g.house(i)
		if err != nil {
			return nil, err
		}
		c.houses = append(c.houses, h)
	}
	for i := range s.machines {
		g.unit(c, c.houses[i%len(c.houses)])
	}
	c.furnish(seed, support.Instant(began))
	return c, nil
}

func (g *casting) house(i int) (*house, error) {
	h := &house{Company: support.Company{ID: g.ids.at(g.began), Country: "IT"}}
	var people []given
	if i < len(known) {
		k := known[i]
		h.Name, h.Country, h.trade, people = k.name, k.country, trades[k.trade], k.people
	} else {
		h.trade = trades[tradeNames[i%len(tradeNames)]]
		h.Name = g.firm(h.trade)
		for range leastOperators + g.rng.IntN(3) {
			people = append(people, g.invented())
		}
	}
	g.firms[h.Name] = true
	for n, name := range people {
		p := g.person(name, support.RoleOperator, h.ID)
		p.hours, p.shift = shiftOf(n)
		p.hasty = n > 0 && g.rng.IntN(4) == 0
		var err error
		if p.phone, err = g.phone(h.Country); err != nil {
			return nil, err
		}
		h.operators = append(h.operators, p)
	}
	return h, nil
}

func shiftOf(n int) (hours, string) {
	switch n % 4 {
	case 0:
		return dayShift, "turno di giornata"
	case 1:
		return earlyShift, "turno del mattino"
	case 2:
		return lateShift, "turno del pomeriggio"
	default:
		return nightShift, "turno di notte"
	}
}

func (g *casting) firm(t trade) string {
	for n := 1; ; n++ {
		name := t.firms[g.rng.IntN(len(t.firms))] + " " + firmNames[g.rng.IntN(len(firmNames))]
		if n > 20 {
			name = fmt.Sprintf("%s %d", name, n)
		}
		if !g.firms[name] {
			return name
		}
	}
}

func (g *casting) invented() given {
	name := firstNames[g.rng.IntN(len(firstNames))]
	name.last = lastNames[g.rng.IntN(len(lastNames))]
	return name
}

var plain = strings.NewReplacer("é", "e", "è", "e", "'", "", " ", "")

func (g *casting) person(name given, role support.Role, companyID string) *member {
	login := plain.Replace(strings.ToLower(name.first + "." + name.last))
	for n, base := 2, login; g.logins[login]; n++ {
		login = fmt.Sprintf("%s%d", base, n)
	}
	g.logins[login] = true
	word := func() string { return passwordWords[g.rng.IntN(len(passwordWords))] }
	return &member{
		Person: support.Person{
			ID: g.ids.at(g.began), Login: login, Name: name.first + " " + name.last, Role: role,
			CompanyID: companyID, Language: "it", CreatedAt: g.began,
		},
		first: name.first, female: name.female,
		password: fmt.Sprintf("%s-%s-%s-%d", word(), word(), word(), 100+g.rng.IntN(900)),
	}
}

// phone invents a number that reads as one of the country. Those of Germany and France are kept free for films; Italy
// keeps none, so that its are in the exchange 555.
func (g *casting) phone(country string) (string, error) {
	var number string
	switch country {
	case "DE":
		number = fmt.Sprintf("0176 040690%02d", g.rng.IntN(100))
	case "FR":
		number = fmt.Sprintf("04 65 71 %02d %02d", g.rng.IntN(100), g.rng.IntN(100))
	default:
		prefix := []string{"059", "0522", "0536", "333", "347", "338"}[g.rng.IntN(6)]
		number = fmt.Sprintf("%s 555 %04d", prefix, g.rng.IntN(1000))
	}
	e164, err := phone.Parse(number, country)
	if err != nil {
		return "", fmt.Errorf("inventing a number for %s: %q: %w", country, number, err)
	}
	return e164, nil
}

// fixedUnits are the first machines of the first company.
var fixedUnits = []support.Machine{
	{Name: "Astucciatrice 2", Model: "AV-120", Serial: "24-0117", Site: "Stabilimento Nord, linea 2"},
	{Name: "Incartonatrice 3", Model: "IC-300", Serial: "24-0138", Site: "Stabilimento Nord, linea 3"},
	{Name: "Fardellatrice 1", Model: "FT-45", Serial: "24-0152", Site: "Stabilimento Nord, linea 1"},
}

func (g *casting) unit(c *cast, h *house) {
	n := len(h.units)
	u := &unit{house: h}
	u.ID, u.CompanyID = g.ids.at(g.began), h.ID
	if h == c.houses[0] && n < len(fixedUnits) {
		fixed := fixedUnits[n]
		u.Name, u.Model, u.Serial, u.Site = fixed.Name, fixed.Model, fixed.Serial, fixed.Site
		u.family = []family{astucciatrice, incartonatrice, fardellatrice}[n]
		u.line = []int{2, 3, 1}[n]
		u.LinkedPerson = h.operators[[]int{0, 2, 1}[n]].Ref()
		if n == 0 {
			u.technician = c.technicians[0]
		}
	} else {
		u.family = h.trade.families[(n+g.rng.IntN(2))%len(h.trade.families)]
		m := makes[u.family]
		u.line = 1 + n%4
		u.Name = fmt.Sprintf("%s %d", m.name, h.countOf(u.family)+1)
		u.Model = m.models[g.rng.IntN(len(m.models))]
		u.Serial = g.newSerial()
		u.Site = fmt.Sprintf("Linea %d, %s", u.line, m.parts)
		if g.rng.IntN(10) < 6 {
			u.LinkedPerson = h.operators[g.rng.IntN(len(h.operators))].Ref()
		}
		if g.rng.IntN(10) < 6 {
			u.technician = c.technicians[g.rng.IntN(len(c.technicians))]
		}
	}
	g.serial[u.Serial] = true
	if u.technician != nil {
		u.DefaultTechnician = u.technician.Ref()
	}
	h.units = append(h.units, u)
}

// countOf is the highest number that a machine of the family has in its name.
func (h *house) countOf(f family) int {
	highest := 0
	for _, u := range h.units {
		if u.family == f {
			var n int
			if _, err := fmt.Sscanf(u.Name, makes[f].name+" %d", &n); err == nil {
				highest = max(highest, n)
			}
		}
	}
	return highest
}

func (g *casting) newSerial() string {
	for {
		serial := fmt.Sprintf("%02d-%04d", 14+g.rng.IntN(12), 1+g.rng.IntN(9999))
		if !g.serial[serial] && !(serial >= "24-0100" && serial < "24-0200") {
			return serial
		}
	}
}

// people are all members: the administrator, the technicians, and the operators company by company.
func (c *cast) people() []*member {
	all := append([]*member{c.admin}, c.technicians...)
	for _, h := range c.houses {
		all = append(all, h.operators...)
	}
	return all
}
