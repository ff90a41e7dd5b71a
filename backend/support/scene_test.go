package support

import (
	"fmt"
	"testing"
	"time"
)

var (
	noon     = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	anna     = Person{ID: "00000000-0000-7000-8000-00000000000a", Name: "Anna Rossi", Role: RoleOperator, CompanyID: acme}
	piero    = Person{ID: "00000000-0000-7000-8000-00000000000b", Name: "Piero Neri", Role: RoleOperator, CompanyID: foundry}
	luca     = Person{ID: "00000000-0000-7000-8000-00000000000c", Name: "Luca Bianchi", Role: RoleTechnician}
	mara     = Person{ID: "00000000-0000-7000-8000-00000000000d", Name: "Mara Verdi", Role: RoleAdmin}
	category = Category{ID: "00000000-0000-7000-8000-0000000000c1", Name: "Idraulica"}
)

const (
	acme     = "00000000-0000-7000-8000-000000000001"
	foundry  = "00000000-0000-7000-8000-000000000002"
	ticketID = "00000000-0000-7000-8000-000000000100"
)

// scene is a ticket and a clock that moves a minute with each act.
type scene struct {
	t      *testing.T
	ticket Ticket
	chain  []Message
	notes  []Message
	now    time.Time
	made   int
}

func opened(t *testing.T, by Person, parties Parties) *scene {
	t.Helper()
	s := &scene{t: t, now: noon}
	o := Opening{ID: ticketID, Kind: KindChat, Severity: SeverityStopped, Description: "Perde olio dal cilindro. Da stamattina."}
	if parties.CompanyID == "" {
		parties.CompanyID = acme
	}
	var first Message
	s.ticket, first = Open(o, by, parties, s.now)
	s.chain = append(s.chain, first)
	return s
}

func (s *scene) id() string {
	s.made++
	return fmt.Sprintf("00000000-0000-7000-8000-%012x", 0x1000+s.made)
}

func (s *scene) act(by Person) Act {
	s.now = s.now.Add(time.Minute)
	return Act{By: by, At: s.now, NewID: s.id}
}

func (s *scene) keep(recorded []Message, err error) []Message {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	s.chain = append(s.chain, recorded...)
	return recorded
}

func (s *scene) reply(by Person) []Message {
	s.t.Helper()
	return s.keep(s.ticket.Reply(s.act(by), Words{ID: s.id(), Text: "Arrivo."}))
}

func (s *scene) note(by Person) Message {
	s.t.Helper()
	m, err := s.ticket.Note(s.act(by), Words{ID: s.id(), Text: "Costa troppo."})
	if err != nil {
		s.t.Fatal(err)
	}
	s.notes = append(s.notes, m)
	return m
}

func (s *scene) change(by Person, c Change) []Message {
	s.t.Helper()
	return s.keep(s.ticket.Change(s.act(by), c, category.Name))
}

func (s *scene) close() {
	s.t.Helper()
	s.change(luca, Change{Status: ptr(StatusClosed), Resolution: ptr("Cambiata la guarnizione.")})
}

func ptr[T any](v T) *T { return &v }

// events are the types and turns of the events among messages.
func events(messages []Message) []string {
	said := []string{}
	for _, m := range messages {
		if m.Kind == MessageEvent {
			said = append(said, fmt.Sprintf("%s %s>%s", m.Event.Type, m.Event.From, m.Event.To))
		}
	}
	return said
}
