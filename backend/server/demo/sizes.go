package demo

import (
	"math"
	"time"

	"filodiretto/backend/support"
)

// None, in a number of [Options], asks for none at all; zero asks for the default.
const None = -1

// Always at least these, whatever is asked for.
const (
	leastCompanies = 2
	leastOperators = 2
)

// What a store is filled with when nothing else is asked for.
const (
	usualCompanies = 8
	usualTickets   = 600
	// perCompany is how many machines a company usually has.
	perCompany = 6
	// perTicket is how many messages a ticket usually has, notes and events among them.
	perTicket = 11.5
	// perMachineYear is how often people usually ask for help with one machine.
	perMachineYear = 25
	longestYears   = 5
	// crowd is how many companies a technician looks after.
	crowd = 20
)

// Bounds of what one run makes.
const (
	mostCompanies = 5_000
	mostMachines  = 100_000
	mostTickets   = 10_000_000
	mostMessages  = 200_000_000
)

// sizes are the totals of one run.
type sizes struct {
	companies, machines, technicians int
	tickets, messages                int
	span                             time.Duration
}

// sizesOf fills in what was not asked for, in proportion to what was.
func sizesOf(o Options) (sizes, error) {
	var wrong support.Fields
	check := func(name string, asked, most int) {
		if asked < None || asked > most {
			wrong.Add(name, support.ReasonOutOfArea)
		}
	}
	check("companies", o.Companies, mostCompanies)
	check("machines", o.Machines, mostMachines)
	check("tickets", o.Tickets, mostTickets)
	check("messages", o.Messages, mostMessages)
	if err := wrong.Err(); err != nil {
		return sizes{}, err
	}
	s := sizes{companies: max(o.Companies, 0), machines: max(o.Machines, 0), messages: max(o.Messages, 0)}
	switch {
	case o.Tickets > 0:
		s.tickets = o.Tickets
	case o.Tickets == 0 && o.Messages > 0:
		s.tickets = max(1, int(float64(o.Messages)/perTicket))
	case o.Tickets == 0 && o.Messages == 0:
		s.tickets = usualTickets
	}
	if o.Messages == 0 {
		s.messages = int(math.Round(float64(s.tickets) * perTicket))
	}
	if s.messages < s.tickets || s.tickets == 0 && s.messages > 0 {
		// A ticket's description is a message.
		return sizes{}, support.Invalid("messages", support.ReasonOutOfArea)
	}
	if s.companies == 0 {
		grown := usualCompanies * math.Sqrt(float64(s.tickets)/usualTickets)
		s.companies = max(usualCompanies, int(grown))
		if s.machines > 0 {
			s.companies = min(s.companies, s.machines)
		}
	}
	if o.Companies == None {
		s.companies = leastCompanies
	}
	s.companies = max(s.companies, leastCompanies)
	if s.machines == 0 && o.Machines != None {
		s.machines = s.companies * perCompany
	}
	s.machines = max(s.machines, s.companies)
	s.technicians = max(3, s.companies/crowd)
	years := float64(s.tickets) / float64(s.machines) / perMachineYear
	years = min(max(years, 1), longestYears)
	s.span = time.Duration(years * 365 * 24 * float64(time.Hour))
	return s, nil
}
