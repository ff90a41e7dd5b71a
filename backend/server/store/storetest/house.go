package storetest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// House is a maker with its customers, as every test needs them.
type House struct {
	Companies   []support.Company
	Technicians []support.Person
	// Operators has one of each company.
	Operators []support.Person
	// Machines has one of each company.
	Machines []support.Machine
	Category support.Category

	filled atomic.Int64
}

// NewID makes an id such as clients make.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Day is when things happen in tests.
var Day = time.Date(2025, 3, 14, 9, 26, 53, 589e6, time.UTC)

// NewHouse makes a house with so many companies and two technicians.
func NewHouse(companies int) *House {
	h := &House{Category: support.Category{ID: NewID(), Name: "Guasto meccanico"}}
	for i := range 2 {
		h.Technicians = append(h.Technicians, support.Person{
			ID: NewID(), Login: fmt.Sprintf("tecnico%d-%s", i, NewID()), Name: fmt.Sprintf("Tecnico %d", i), Role: support.RoleTechnician,
			Language: "it", CreatedAt: Day,
		})
	}
	for i := range companies {
		c := support.Company{ID: NewID(), Name: fmt.Sprintf("Azienda %02d", i), Country: "IT"}
		o := support.Person{
			ID: NewID(), Login: fmt.Sprintf("operatore%d-%s", i, NewID()), Name: fmt.Sprintf("Operatore %d", i),
			Role: support.RoleOperator, CompanyID: c.ID, CreatedAt: Day,
		}
		m := support.Machine{
			ID: NewID(), CompanyID: c.ID, Name: fmt.Sprintf("Pressa %d", i), Model: "PX-200", Serial: fmt.Sprintf("24-%04d-%s", i, NewID()[24:]),
			Site: "Linea 1", LinkedPerson: o.Ref(), DefaultTechnician: h.Technicians[0].Ref(),
		}
		h.Companies, h.Operators, h.Machines = append(h.Companies, c), append(h.Operators, o), append(h.Machines, m)
	}
	return h
}

// Settle makes a house and puts it into a store.
func Settle(tb testing.TB, s store.Store, companies int) *House {
	tb.Helper()
	h := NewHouse(companies)
	Must(tb, s.Write(tb.Context(), func(w store.Writer) error { return h.Put(tb.Context(), w) }))
	return h
}

// Put puts the house into a store, and into the feeds of those who may see it.
func (h *House) Put(ctx context.Context, w store.Writer) error {
	for _, p := range append(slices.Clone(h.Technicians), h.Operators...) {
		if err := PutPerson(ctx, w, p); err != nil {
			return err
		}
	}
	for _, c := range h.Companies {
		if err := PutCompany(ctx, w, c); err != nil {
			return err
		}
	}
	for _, m := range h.Machines {
		if err := PutMachine(ctx, w, m); err != nil {
			return err
		}
	}
	return PutCategory(ctx, w, h.Category)
}

// PutPerson keeps a person and puts them into the feeds of those who may see them.
func PutPerson(ctx context.Context, w store.Writer, p support.Person) error {
	if err := w.PutPerson(ctx, p); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectPerson, ID: p.ID}, p.SeenIn()...)
}

// PutCompany keeps a company and puts it into the feeds of those who may see it.
func PutCompany(ctx context.Context, w store.Writer, c support.Company) error {
	if err := w.PutCompany(ctx, c); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectCompany, ID: c.ID}, support.AudienceSupport(), support.AudienceCompany(c.ID))
}

// PutMachine keeps a machine and puts it into the feeds of those who may see it.
func PutMachine(ctx context.Context, w store.Writer, m support.Machine) error {
	if err := w.PutMachine(ctx, m); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectMachine, ID: m.ID}, support.AudienceSupport(), support.AudienceCompany(m.CompanyID))
}

// PutCategory keeps a category and puts it into everybody's feed.
func PutCategory(ctx context.Context, w store.Writer, c support.Category) error {
	if err := w.PutCategory(ctx, c); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectCategory, ID: c.ID}, support.AudienceSupport(), support.AudienceCustomers())
}

// Keep writes what was recorded of a ticket, as the service does: messages, the act, the ticket, and their feeds.
func Keep(ctx context.Context, w store.Writer, by support.Person, t *support.Ticket, recorded []support.Message, print [32]byte) error {
	notesOnly := true
	for i := range recorded {
		m := &recorded[i]
		if err := w.InsertMessage(ctx, *m); err != nil {
			return err
		}
		if err := w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: m.ID}, m.Audiences(t.CompanyID)...); err != nil {
			return err
		}
		if err := w.InsertAct(ctx, store.Act{ID: m.ID, PersonID: by.ID, Fingerprint: print}); err != nil {
			return err
		}
		notesOnly = notesOnly && m.Kind == support.MessageNote
	}
	if err := w.UpdateTicket(ctx, *t); err != nil {
		return err
	}
	audiences := t.Audiences()
	if notesOnly {
		audiences = []support.Audience{support.AudienceSupport()}
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: t.ID}, audiences...)
}

// Open makes a ticket and its description, in a writer.
func (h *House) Open(ctx context.Context, w store.Writer, by support.Person, description string, at time.Time) (support.Ticket, error) {
	opening := support.Opening{
		ID: NewID(), Kind: support.KindChat, Severity: support.SeverityStopped, Description: description,
		CategoryID: h.Category.ID, CompanyID: by.CompanyID, WrittenAt: at.Add(-time.Hour),
	}
	parties := support.Parties{CompanyID: by.CompanyID, Technician: &h.Technicians[0]}
	for i := range h.Machines {
		if h.Machines[i].CompanyID == by.CompanyID {
			parties.Machine, opening.MachineID = &h.Machines[i], h.Machines[i].ID
		}
	}
	t, first := support.Open(opening, by, parties, at)
	var err error
	if t.Number, err = w.NextNumber(ctx); err != nil {
		return t, err
	}
	if err := w.InsertTicket(ctx, t); err != nil {
		return t, err
	}
	return t, Keep(ctx, w, by, &t, []support.Message{first}, sha256.Sum256([]byte(description)))
}

// OpenTicket opens a ticket in a Write of its own.
func (h *House) OpenTicket(tb testing.TB, s store.Store, by support.Person) (t support.Ticket) {
	tb.Helper()
	Must(tb, s.Write(tb.Context(), func(w store.Writer) (err error) {
		t, err = h.Open(tb.Context(), w, by, Sentence(int(h.filled.Add(1))), Day)
		return err
	}))
	return t
}

// Fill puts so many tickets with so many messages each into a store by one Write, and returns how many messages.
func (h *House) Fill(tb testing.TB, s store.Store, tickets, messages int) int {
	tb.Helper()
	ctx := tb.Context()
	Must(tb, s.Write(ctx, func(w store.Writer) error {
		for range tickets {
			n := int(h.filled.Add(1))
			operator := h.Operators[n%len(h.Operators)]
			at := Day.Add(time.Duration(n) * time.Minute)
			opening := support.Opening{
				ID: NewID(), Kind: support.KindChat, Severity: support.SeverityQuestion, Description: Sentence(n), CategoryID: h.Category.ID,
				MachineID: h.Machines[n%len(h.Machines)].ID,
			}
			t, first := support.Open(opening, operator, support.Parties{CompanyID: operator.CompanyID, Machine: &h.Machines[n%len(h.Machines)]}, at)
			recorded := []support.Message{first}
			for i := 1; len(recorded) < messages; i++ {
				by := operator
				if i%2 == 1 {
					by = h.Technicians[n%2]
				}
				more, err := t.Reply(support.Act{By: by, At: at.Add(time.Duration(i) * time.Second), NewID: NewID}, support.Words{ID: NewID(), Text: Sentence(n + i)})
				if err != nil {
					return err
				}
				recorded = append(recorded, more...)
			}
			var err error
			if t.Number, err = w.NextNumber(ctx); err != nil {
				return err
			}
			if err := w.InsertTicket(ctx, t); err != nil {
				return err
			}
			for _, m := range recorded {
				if err := w.InsertMessage(ctx, m); err != nil {
					return err
				}
				if err := w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: m.ID}, m.Audiences(t.CompanyID)...); err != nil {
					return err
				}
			}
			if err := w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: t.ID}, t.Audiences()...); err != nil {
				return err
			}
		}
		return nil
	}))
	return tickets * messages
}

var vocabulary = strings.Fields(`perde olio dal cilindro sinistro la guarnizione va sostituita dopo il cambio formato l'asse non torna
	in posizione allarme E42 sul quadro abbiamo provato a riavviare ma la confezionatrice si ferma ogni dieci minuti
	sensore induttivo 700.1 sporco nastro in uscita disallineato buongiorno mi manda una foto grazie risolto`)

// Sentence is a text of some words, the same for the same n.
func Sentence(n int) string {
	var b strings.Builder
	x := uint32(n)*2654435761 + 12345
	for range 12 + n%17 {
		x = x*1664525 + 1013904223
		b.WriteString(vocabulary[(x>>16)%uint32(len(vocabulary))])
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

// Must ends the test if there is an error.
func Must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
