package storetest

import (
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// model compares a store with maps and slices, after the same random workload.
func model(t *testing.T, place func(testing.TB) Place) {
	checks := flag.Lookup("rapid.checks")
	if checks != nil && checks.Value.String() == checks.DefValue {
		old := checks.DefValue
		_ = checks.Value.Set("8")
		defer func() { _ = checks.Value.Set(old) }()
	}
	rapid.Check(t, func(r *rapid.T) {
		p := place(t)
		m := &modelled{t: t, r: r, place: p, store: p.Open(t)}
		defer func() { Must(t, m.store.Close()) }()
		m.house = Settle(t, m.store, 2)
		m.start()
		for range rapid.IntRange(5, 40).Draw(r, "steps") {
			m.step()
		}
		m.compare()
	})
}

// modelled is a store and what it should have.
type modelled struct {
	t     *testing.T
	r     *rapid.T
	place Place
	store store.Store
	house *House
	clock time.Time

	// tickets and machines are in the order of their making.
	tickets  []support.Ticket
	messages map[string][]support.Message
	marks    map[[2]string]support.Mark
	// feeds are the positions of the objects in each audience, negative for the removed.
	feeds    map[support.Audience]map[store.Object]int64
	position int64
	// touched is what the Write under way has touched.
	touched []touched
}

type touched struct {
	audience support.Audience
	object   store.Object
	removed  bool
}

func (m *modelled) start() {
	m.clock, m.position = Day, 1
	m.messages, m.marks = map[string][]support.Message{}, map[[2]string]support.Mark{}
	m.feeds = map[support.Audience]map[store.Object]int64{}
	h := m.house
	for _, p := range append(slices.Clone(h.Technicians), h.Operators...) {
		m.touch(store.ObjectPerson, p.ID, p.SeenIn())
	}
	for i, c := range h.Companies {
		m.touch(store.ObjectCompany, c.ID, []support.Audience{support.AudienceSupport(), support.AudienceCompany(c.ID)})
		m.touch(store.ObjectMachine, h.Machines[i].ID, []support.Audience{support.AudienceSupport(), support.AudienceCompany(c.ID)})
	}
	m.touch(store.ObjectCategory, h.Category.ID, []support.Audience{support.AudienceSupport(), support.AudienceCustomers()})
	m.land()
}

func (m *modelled) touch(kind store.ObjectType, id string, audiences []support.Audience) {
	for _, a := range audiences {
		m.touched = append(m.touched, touched{audience: a, object: store.Object{Type: kind, ID: id}})
	}
}

// land puts what was touched at this position.
func (m *modelled) land() {
	for _, t := range m.touched {
		if m.feeds[t.audience] == nil {
			m.feeds[t.audience] = map[store.Object]int64{}
		}
		position := m.position
		if t.removed {
			position = -position
		}
		m.feeds[t.audience][t.object] = position
	}
	m.touched = nil
}

// step is one Write of one to three acts, refused now and then after all of it was done.
func (m *modelled) step() {
	if rapid.IntRange(0, 19).Draw(m.r, "reopen") == 0 {
		Must(m.t, m.store.Close())
		m.store = m.place.Open(m.t)
	}
	refused := rapid.IntRange(0, 5).Draw(m.r, "refused") == 0
	count := rapid.IntRange(1, 3).Draw(m.r, "acts")
	var undo, after *modelled
	undo = m.copy()
	err := m.store.Write(m.t.Context(), func(w store.Writer) error {
		after = undo.copy()
		for range count {
			after.act(w)
		}
		if refused {
			return errRefused
		}
		return nil
	})
	switch {
	case refused && err == errRefused:
	case err != nil:
		m.r.Fatal(err)
	default:
		if len(after.touched) > 0 {
			after.position++
			after.land()
		}
		*m = *after
	}
}

func (m *modelled) copy() *modelled {
	c := *m
	c.tickets, c.messages, c.marks = slices.Clone(m.tickets), maps.Clone(m.messages), maps.Clone(m.marks)
	house := &House{
		Companies: m.house.Companies, Technicians: m.house.Technicians, Operators: m.house.Operators, Category: m.house.Category,
		Machines: slices.Clone(m.house.Machines),
	}
	c.house = house
	return &c
}

func (m *modelled) act(w store.Writer) {
	m.clock = m.clock.Add(time.Duration(rapid.IntRange(0, 2).Draw(m.r, "minutes")) * time.Minute)
	what := rapid.SampledFrom([]string{"open", "open", "reply", "reply", "reply", "note", "close", "mark", "move", "arrive"}).Draw(m.r, "act")
	if len(m.tickets) == 0 && what != "move" {
		what = "open"
	}
	switch what {
	case "open":
		m.open(w)
	case "move":
		m.moveMachine(w)
	case "mark":
		m.mark(w)
	case "arrive":
		m.settle(w)
	default:
		m.say(w, what)
	}
}

func (m *modelled) text() string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(modelWords), 1, 4).Draw(m.r, "text"), " ")
}

var modelWords = []string{"olio", "olioso", "cilindro", "24-0117", "700.1", "700", "perché", "PERCHE", "asse", "l'asse", "però", "ok.", "Ünïcode"}

var modelNames = []string{"olio.jpg", "24-0117 però.log", "perché \"qui\".pdf"}

func (m *modelled) open(w store.Writer) {
	ctx := m.t.Context()
	by := rapid.SampledFrom(m.house.Operators).Draw(m.r, "operator")
	text := m.text()
	t, err := m.house.Open(ctx, w, by, text, m.clock)
	Must(m.t, err)
	first, err := w.Message(ctx, t.ID, t.ID)
	Must(m.t, err)
	m.tickets = append(m.tickets, t)
	m.messages[t.ID] = []support.Message{first}
	m.touch(store.ObjectTicket, t.ID, t.Audiences())
	m.touch(store.ObjectMessage, t.ID, t.Audiences())
}

func (m *modelled) say(w store.Writer, what string) {
	t := &m.tickets[rapid.IntRange(0, len(m.tickets)-1).Draw(m.r, "ticket")]
	people := slices.Clone(m.house.Technicians)
	if what == "reply" {
		for _, o := range m.house.Operators {
			if o.CompanyID == t.CompanyID {
				people = append(people, o)
			}
		}
	}
	by := rapid.SampledFrom(people).Draw(m.r, "by")
	act := support.Act{By: by, At: m.clock, NewID: NewID}
	words := support.Words{ID: NewID(), Text: m.text(), Attachments: Files(rapid.SliceOfN(rapid.SampledFrom(modelNames), 0, 3).Draw(m.r, "files")...)}
	var recorded []support.Message
	switch what {
	case "note":
		note, err := t.Note(act, words)
		Must(m.t, err)
		recorded = []support.Message{note}
	case "close":
		next := support.StatusClosed
		change := support.Change{Status: &next, Resolution: &words.Text}
		if !t.Open() {
			next = support.StatusInProgress
			change = support.Change{Status: &next, Seen: support.StatusClosed}
		}
		var err error
		recorded, err = t.Change(act, change, "")
		Must(m.t, err)
	default:
		if t.MayReply() != nil {
			return
		}
		var err error
		recorded, err = t.Reply(act, words)
		Must(m.t, err)
	}
	Must(m.t, Keep(m.t.Context(), w, by, t, recorded, [32]byte{}))
	m.messages[t.ID] = append(slices.Clone(m.messages[t.ID]), recorded...)
	for i := range recorded {
		m.touch(store.ObjectMessage, recorded[i].ID, recorded[i].Audiences(t.CompanyID))
	}
	audiences := t.Audiences()
	if what == "note" {
		audiences = []support.Audience{support.AudienceSupport()}
	}
	m.touch(store.ObjectTicket, t.ID, audiences)
}

// settle has an attachment arrive or be given up, if any is still to come.
func (m *modelled) settle(w store.Writer) {
	ctx := m.t.Context()
	t := m.tickets[rapid.IntRange(0, len(m.tickets)-1).Draw(m.r, "ticket")]
	all := slices.Clone(m.messages[t.ID])
	for i := range all {
		said := &all[i]
		missing := slices.IndexFunc(said.Attachments, func(a support.Attachment) bool { return !a.Arrived() && !a.Abandoned() })
		if missing < 0 {
			continue
		}
		said.Attachments = slices.Clone(said.Attachments)
		a := &said.Attachments[missing]
		if rapid.Bool().Draw(m.r, "abandoned") {
			a.AbandonedAt = m.clock
			Must(m.t, w.AbandonAttachment(ctx, a.ID, a.AbandonedAt))
		} else {
			a.ArrivedAt, a.Type, a.Width, a.Height = m.clock, "image/png", missing+1, 7
			Must(m.t, w.ArriveAttachment(ctx, a.ID, *a))
		}
		Must(m.t, w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: said.ID}, said.Audiences(t.CompanyID)...))
		m.messages[t.ID] = all
		m.touch(store.ObjectMessage, said.ID, said.Audiences(t.CompanyID))
		return
	}
}

func (m *modelled) mark(w store.Writer) {
	ctx := m.t.Context()
	t := m.tickets[rapid.IntRange(0, len(m.tickets)-1).Draw(m.r, "ticket")]
	by := rapid.SampledFrom(m.house.Technicians).Draw(m.r, "by")
	read := rapid.SampledFrom(m.messages[t.ID]).Draw(m.r, "message")
	mark := support.MarkAt(by.ID, &read)
	Must(m.t, w.PutMark(ctx, mark))
	Must(m.t, w.Touch(ctx, store.Object{Type: store.ObjectMark, ID: t.ID}, support.AudiencePerson(by.ID)))
	m.marks[[2]string{by.ID, t.ID}] = mark
	m.touch(store.ObjectMark, t.ID, []support.Audience{support.AudiencePerson(by.ID)})
}

func (m *modelled) moveMachine(w store.Writer) {
	ctx := m.t.Context()
	machine := &m.house.Machines[rapid.IntRange(0, len(m.house.Machines)-1).Draw(m.r, "machine")]
	to := rapid.SampledFrom(m.house.Companies).Draw(m.r, "company").ID
	object := store.Object{Type: store.ObjectMachine, ID: machine.ID}
	if to != machine.CompanyID {
		from := support.AudienceCompany(machine.CompanyID)
		Must(m.t, w.Remove(ctx, object, from))
		m.touched = append(m.touched, touched{audience: from, object: object, removed: true})
	}
	machine.CompanyID, machine.Name = to, machine.Name+"!"
	Must(m.t, PutMachine(ctx, w, *machine))
	m.touch(store.ObjectMachine, machine.ID, []support.Audience{support.AudienceSupport(), support.AudienceCompany(to)})
}

// compare holds the store against the model in every way of reading.
func (m *modelled) compare() {
	t, s, h := m.t, m.store, m.house
	if n := head(t, s); n != m.position {
		m.r.Fatalf("the head is %d, want %d", n, m.position)
	}
	for _, p := range []support.Person{h.Technicians[0], h.Technicians[1], h.Operators[0], h.Operators[1]} {
		limit := rapid.IntRange(1, 20).Draw(m.r, "limit")
		after := int64(rapid.IntRange(0, int(m.position)).Draw(m.r, "after"))
		forward, _ := forwards(t, s, p, after, limit)
		same(t, "forwards", objects(forward), m.feed(p, after))
		same(t, "backwards", objects(backwards(t, s, p, 0, limit)), m.feed(p, 0))
		for _, e := range forward {
			m.compareEntry(p, e)
		}
	}
	for _, want := range m.tickets {
		slices.SortFunc(m.messages[want.ID], func(a, b support.Message) int {
			ai, an := placeOf(a)
			bi, bn := placeOf(b)
			if ai != bi {
				return ai - bi
			}
			return an - bn
		})
		got := read(t, s, func(r store.Reader) ([]support.Message, error) {
			return r.Messages(t.Context(), store.MessageFilter{TicketID: want.ID, WithNotes: true})
		})
		same(t, "messages", got, m.messages[want.ID])
	}
	for range 5 {
		m.compareTickets()
	}
	for _, f := range []store.MachineFilter{{}, {CompanyID: h.Companies[0].ID}, {Query: "!!"}} {
		same(t, "machines", machinePages(t, s, f, 1), machinesOf(h.Machines, f))
	}
	Sound(t, s)
	if t.Failed() {
		m.r.FailNow()
	}
}

// feed is what a person's feed has after a position.
func (m *modelled) feed(p support.Person, after int64) map[store.Object]int64 {
	out := map[store.Object]int64{}
	for _, a := range p.Audiences() {
		for object, position := range m.feeds[a] {
			if max(position, -position) <= after {
				continue
			}
			if old := out[object]; max(position, -position) > max(old, -old) {
				out[object] = position
			}
		}
	}
	return out
}

func (m *modelled) compareEntry(p support.Person, e store.FeedEntry) {
	switch {
	case e.Removed:
	case e.Ticket != nil:
		i := slices.IndexFunc(m.tickets, func(t support.Ticket) bool { return t.ID == e.Object.ID })
		same(m.t, "ticket", *e.Ticket, m.tickets[i])
	case e.Message != nil:
		all := m.messages[e.Message.TicketID]
		i := slices.IndexFunc(all, func(one support.Message) bool { return one.ID == e.Object.ID })
		same(m.t, "message", *e.Message, all[i])
	case e.Machine != nil:
		i := slices.IndexFunc(m.house.Machines, func(one support.Machine) bool { return one.ID == e.Object.ID })
		same(m.t, "machine", *e.Machine, m.house.Machines[i])
	case e.Mark != nil:
		same(m.t, "mark", *e.Mark, m.marks[[2]string{p.ID, e.Object.ID}])
	}
}

func (m *modelled) compareTickets() {
	h := m.house
	f := store.TicketFilter{
		CompanyID:  rapid.SampledFrom([]string{"", "", h.Companies[0].ID}).Draw(m.r, "company"),
		AssigneeID: rapid.SampledFrom([]string{"", "", h.Technicians[0].ID}).Draw(m.r, "assignee"),
		MachineID:  rapid.SampledFrom([]string{"", "", "", h.Machines[0].ID}).Draw(m.r, "machine"),
		WithNotes:  rapid.Bool().Draw(m.r, "notes"),
		Statuses: rapid.SampledFrom([][]support.Status{
			nil, nil, {support.StatusClosed}, {support.StatusNew, support.StatusInProgress, support.StatusWaiting},
		}).Draw(m.r, "statuses"),
	}
	if rapid.Bool().Draw(m.r, "searching") {
		f.Query = rapid.SampledFrom(append([]string{"oli", "24", "0117", "7", "perc", "10", "pressa", "l'as", "x"}, modelWords...)).Draw(m.r, "query") +
			rapid.SampledFrom([]string{"", "", " ol", " perché"}).Draw(m.r, "and")
	}
	want := slices.DeleteFunc(ticketsOf(m.tickets, f), func(t support.Ticket) bool { return f.Query != "" && !m.says(t, f) })
	same(m.t, "tickets for "+f.Query, ids(ticketPages(m.t, m.store, f, rapid.IntRange(1, 9).Draw(m.r, "page")), ticketID), ids(want, ticketID))
}

// says reports whether a ticket says all of a query, somewhere.
func (m *modelled) says(t support.Ticket, f store.TicketFilter) bool {
	about := []string{strings.Join([]string{strconv.FormatInt(t.Number, 10), t.Machine.Name, t.Machine.Model, t.Machine.Serial}, "\n")}
	for _, one := range m.messages[t.ID] {
		if one.Kind != support.MessageNote || f.WithNotes {
			said := one.Text
			for _, a := range one.Attachments {
				said += "\n" + a.Name
			}
			about = append(about, said, one.Event.Text)
		}
	}
	for _, phrase := range store.Phrases(f.Query) {
		if !slices.ContainsFunc(about, func(text string) bool { return store.Says(store.Words(text), phrase) }) {
			return false
		}
	}
	return true
}
