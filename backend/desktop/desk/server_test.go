package desk_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

var (
	began   = time.Date(2025, 11, 1, 8, 0, 0, 0, time.UTC)
	company = support.Company{ID: newID(), Name: "Acme Imballaggi", Country: "IT"}
	anna    = support.Person{ID: newID(), Name: "Anna Rossi", Role: support.RoleOperator, CompanyID: company.ID, CreatedAt: began}
	piero   = support.Person{ID: newID(), Name: "Piero Fabbri", Role: support.RoleOperator, CompanyID: company.ID, CreatedAt: began}
	luca    = support.Person{ID: newID(), Name: "Luca Bianchi", Role: support.RoleTechnician, CreatedAt: began}
	marta   = support.Person{ID: newID(), Name: "Marta Verdi", Role: support.RoleTechnician, CreatedAt: began}
	oil     = support.Category{ID: newID(), Name: "Oleodinamica"}
	power   = support.Category{ID: newID(), Name: "Elettrica"}
	wear    = support.Cause{ID: newID(), Name: "Usura"}
	press   = support.Machine{
		ID: newID(), CompanyID: company.ID, Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", DefaultTechnician: marta.Ref(),
	}
	filler = support.Machine{ID: newID(), CompanyID: company.ID, Name: "Riempitrice 1", Model: "RF-10", Serial: "22-0031"}
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// server stands in for the other end: support's rules, a feed of commits, and nothing else.
type server struct {
	viewer   support.Person
	now      time.Time
	tickets  map[string]*support.Ticket
	messages map[string][]support.Message
	answers  map[string]outbox.Answer
	feed     [][]api.Change
}

// place is a workstation with its files, and the server at the other end.
type place struct {
	*desk.Desk
	t      tb
	dir    string
	cache  *cache.Cache
	outbox *outbox.Outbox
	server *server
	// linked are tickets that are, or were, taken for another's original.
	linked map[string]bool
}

// tb is what a place needs of a test, plain or random.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

func newPlace(t tb, dir string, viewer support.Person) *place {
	t.Helper()
	p := &place{t: t, dir: dir, server: &server{
		viewer: viewer, now: began.Add(time.Hour), tickets: map[string]*support.Ticket{},
		messages: map[string][]support.Message{}, answers: map[string]outbox.Answer{},
	}}
	p.open()
	var first []api.Change
	for _, person := range []support.Person{anna, piero, luca, marta} {
		shown := api.PersonFor(viewer, person)
		first = append(first, api.Change{Type: api.TypePerson, Person: &shown})
	}
	for _, m := range []support.Machine{press, filler} {
		shown := api.MachineFor(&m)
		first = append(first, api.Change{Type: api.TypeMachine, Machine: &shown})
	}
	for _, c := range []support.Category{oil, power} {
		shown := api.CategoryFor(c)
		first = append(first, api.Change{Type: api.TypeCategory, Category: &shown})
	}
	shown := api.CompanyFor(company)
	first = append(first, api.Change{Type: api.TypeCompany, Company: &shown})
	if viewer.MayWork() == nil {
		cause := api.CauseFor(wear)
		first = append(first, api.Change{Type: api.TypeCause, Cause: &cause})
	}
	p.must(p.cache.Apply(t.Context(), cache.Batch{Walk: cache.Backward, Changes: first, Forward: "head"}))
	return p
}

func (p *place) open() {
	p.t.Helper()
	var err error
	if p.cache, _, err = cache.Open(p.t.Context(), cache.Options{Dir: p.dir, Me: p.server.viewer}); err != nil {
		p.t.Fatal(err)
	}
	if p.outbox, _, err = outbox.Open(p.t.Context(), p.dir, p.server.now); err != nil {
		p.t.Fatal(err)
	}
	p.Desk = desk.New(p.cache, p.outbox, func() time.Time { return p.server.now })
}

func (p *place) close() {
	p.t.Helper()
	p.ok(p.cache.Close())
	p.ok(p.outbox.Close())
}

func (p *place) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) must(_ any, err error) { p.t.Helper(); p.ok(err) }

// commit records what one commit changed, as the viewer's feed has it.
func (s *server) commit(t *support.Ticket, recorded []support.Message, marks ...support.Mark) {
	shown := api.TicketFor(s.viewer, t)
	changes := []api.Change{{Type: api.TypeTicket, Ticket: &shown}}
	for _, m := range recorded {
		s.messages[t.ID] = append(s.messages[t.ID], m)
		if s.viewer.SeesMessage(&m) {
			out := api.MessageFor(&m)
			changes = append(changes, api.Change{Type: api.TypeMessage, Message: &out})
		}
	}
	for _, m := range marks {
		if m.PersonID == s.viewer.ID {
			out := api.MarkFor(m)
			changes = append(changes, api.Change{Type: api.TypeMark, Mark: &out})
		}
	}
	s.feed = append(s.feed, changes)
}

func (s *server) act(by support.Person) support.Act {
	s.now = s.now.Add(time.Second)
	return support.Act{By: by, At: s.now, NewID: newID}
}

// opened is a ticket opened by somebody elsewhere.
func (s *server) opened(by support.Person, text string) string {
	o := support.Opening{ID: newID(), Kind: support.KindChat, MachineID: filler.ID, CategoryID: oil.ID, Severity: support.SeverityStopped, Description: text}
	s.open(o, by)
	return o.ID
}

func (s *server) open(o support.Opening, by support.Person) *support.Ticket {
	parties := support.Parties{CompanyID: company.ID}
	for _, m := range []support.Machine{press, filler} {
		if m.ID == o.MachineID {
			parties.Machine = &m
		}
	}
	if o.MachineID == press.ID {
		parties.Technician = &marta
	}
	s.now = s.now.Add(time.Second)
	t, first := support.Open(o, by, parties, s.now)
	t.Number = int64(1001 + len(s.tickets))
	s.tickets[o.ID] = &t
	s.commit(&t, []support.Message{first})
	return &t
}

func (s *server) reply(ticketID string, by support.Person, text string) error {
	t := s.tickets[ticketID]
	recorded, err := t.Reply(s.act(by), support.Words{ID: newID(), Text: text})
	if err == nil {
		s.commit(t, recorded)
	}
	return err
}

func (s *server) change(ticketID string, by support.Person, c support.Change) error {
	t := s.tickets[ticketID]
	c.Seen = t.Status
	was := t.DuplicateOf
	recorded, err := t.Change(s.act(by), c, "")
	if err == nil && len(recorded) > 0 {
		s.commit(t, recorded)
		s.links(by, t, was)
	}
	return err
}

// links records in the original that a ticket is its duplicate now, or no longer.
func (s *server) links(by support.Person, t *support.Ticket, was support.TicketRef) {
	link := func(to support.TicketRef, outcome support.Outcome) {
		if original := s.tickets[to.ID]; original != nil && t.DuplicateOf != was {
			s.commit(original, []support.Message{original.Link(s.act(by), t.Number, original.Number, outcome)})
		}
	}
	link(was, support.OutcomeUndone)
	link(t.DuplicateOf, "")
}

func (s *server) closes(ticketID string, by support.Person) error {
	closed, said := support.StatusClosed, "Sostituita la guarnizione"
	return s.change(ticketID, by, support.Change{Status: &closed, Resolution: &said})
}

func (s *server) judged(ticketID string, by support.Person, verdict support.Verdict) error {
	t := s.tickets[ticketID]
	said, err := t.Judge(s.act(by), newID(), verdict, "")
	if err == nil {
		s.commit(t, []support.Message{said})
	}
	return err
}

// joined closes a ticket as a duplicate of another, as far as the server's rules let it.
func (s *server) joined(ticketID string, by support.Person, originalID string) error {
	original := s.tickets[originalID]
	if original.DuplicateOf.ID != "" || originalID == ticketID {
		return support.Invalid("body.duplicateOfId", support.ReasonNotAllow)
	}
	closed := support.StatusClosed
	return s.change(ticketID, by, support.Change{Status: &closed, DuplicateOf: &support.TicketRef{ID: original.ID, Number: original.Number}})
}

// carry does what an act asks, once.
func (s *server) carry(a outbox.Act) (outbox.Answer, error) {
	if answer, ok := s.answers[a.ID]; ok {
		return answer, nil
	}
	answer, err := s.carryFirst(a)
	if err == nil && a.Kind != outbox.KindMark {
		s.answers[a.ID] = answer
	}
	return answer, err
}

func (s *server) carryFirst(a outbox.Act) (outbox.Answer, error) {
	me := s.viewer
	if a.Kind == outbox.KindOpen {
		b, err := a.Opening()
		if err != nil {
			return outbox.Answer{}, err
		}
		t := s.open(support.Opening{
			ID: b.ID, Kind: support.Kind(b.Kind), CategoryID: b.CategoryID, MachineID: b.MachineID,
			Severity: support.Severity(b.Severity), Description: b.Description, Phone: b.Phone, WrittenAt: b.WrittenAt.Instant(),
			FollowsTicketID: b.FollowsTicketID,
		}, me)
		return outbox.TicketAnswer(api.TicketFor(me, t)), nil
	}
	if !a.Kind.OfTicket() {
		return s.keep(a)
	}
	t := s.tickets[a.TicketID]
	if t == nil {
		return outbox.Answer{}, support.Errorf(support.CodeNotFound, "no such ticket")
	}
	var recorded []support.Message
	var err error
	switch a.Kind {
	case outbox.KindReply, outbox.KindNote:
		b, _ := a.Message()
		words := support.Words{ID: b.ID, Text: b.Text, WrittenAt: b.WrittenAt.Instant()}
		if a.Kind == outbox.KindReply {
			recorded, err = t.Reply(s.act(me), words)
		} else {
			var note support.Message
			note, err = t.Note(s.act(me), words)
			recorded = []support.Message{note}
		}
	case outbox.KindCallAttempt:
		b, _ := a.CallAttempt()
		var m support.Message
		m, err = t.CallAttempt(s.act(me), api.CallIn(b))
		recorded = []support.Message{m}
	case outbox.KindVerdict:
		b, _ := a.Verdict()
		var m support.Message
		m, err = t.Judge(s.act(me), b.ID, support.Verdict(b.Verdict), b.Text)
		recorded = []support.Message{m}
	case outbox.KindChange:
		b, _ := a.Change()
		was := t.DuplicateOf
		if recorded, err = t.Change(s.act(me), s.changeIn(b), s.categoryName(t.CategoryID)); err != nil {
			return outbox.Answer{}, err
		}
		s.commit(t, recorded)
		answer := outbox.TicketAnswer(api.TicketFor(me, t))
		s.links(me, t, was)
		return answer, nil
	case outbox.KindMark:
		b, _ := a.Mark()
		for _, m := range s.messages[t.ID] {
			if m.ID == b.MessageID {
				mark := support.MarkAt(me.ID, &m)
				t.Read(me.Role.Side(), mark)
				s.commit(t, nil, mark)
			}
		}
		return outbox.Answer{}, nil
	}
	if err != nil {
		return outbox.Answer{}, err
	}
	s.commit(t, recorded)
	return outbox.MessageAnswer(api.MessageFor(&recorded[0])), nil
}

// keep does what an act asks of a filter or a canned reply.
func (s *server) keep(a outbox.Act) (outbox.Answer, error) {
	var change api.Change
	switch a.Kind {
	case outbox.KindFilter:
		b, err := a.Filter()
		if err != nil {
			return outbox.Answer{}, err
		}
		change = api.Change{Type: api.TypeFilter, Filter: &api.Filter{ID: a.TicketID, Name: b.Name, Place: b.Place, Criteria: b.Criteria}}
	case outbox.KindCannedReply:
		b, err := a.CannedReply()
		if err != nil {
			return outbox.Answer{}, err
		}
		if b.Name == "presa" {
			return outbox.Answer{}, support.Errorf(support.CodeConflict, "another has the name")
		}
		change = api.Change{Type: api.TypeCannedReply, CannedReply: &api.CannedReply{ID: a.TicketID, Name: b.Name, Text: b.Text, Shared: b.Shared}}
	case outbox.KindFilterRemoval:
		change = api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeFilter, ID: a.TicketID}}
	default:
		change = api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: api.TypeCannedReply, ID: a.TicketID}}
	}
	s.feed = append(s.feed, []api.Change{change})
	return outbox.Answer{}, nil
}

func (s *server) categoryName(id string) string {
	for _, c := range []support.Category{oil, power} {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func (s *server) changeIn(b api.TicketChange) support.Change {
	c := support.Change{ID: b.ChangeID, Seen: support.Status(b.Seen.Status)}
	if b.Status != "" {
		status := support.Status(b.Status)
		c.Status = &status
	}
	if b.Resolution != "" {
		c.Resolution = &b.Resolution
	}
	if b.CauseID != "" {
		c.Cause = &support.CauseRef{ID: b.CauseID, Name: wear.Name}
	}
	if original := s.tickets[b.DuplicateOfID]; original != nil {
		c.DuplicateOf = &support.TicketRef{ID: original.ID, Number: original.Number}
	}
	if b.Severity != "" {
		severity := support.Severity(b.Severity)
		c.Severity = &severity
	}
	if b.CategoryID != "" {
		c.Category = &support.Category{ID: b.CategoryID, Name: s.categoryName(b.CategoryID)}
	}
	if b.AssigneeID.Set {
		c.Assignee = &support.PersonRef{}
		for _, p := range []support.Person{luca, marta} {
			if p.ID == b.AssigneeID.Value && !b.AssigneeID.Null {
				ref := p.Ref()
				c.Assignee = &ref
			}
		}
	}
	return c
}

// send carries the acts that are ready, once; lost answers are told as failures.
func (p *place) send(lost func(outbox.Act) bool) int {
	p.t.Helper()
	ready := p.outbox.Snapshot().Ready(p.server.now)
	for _, a := range ready {
		revision, revisionErr := p.cache.Revision(p.t.Context())
		p.ok(revisionErr)
		answer, err := p.server.carry(a)
		if !a.Kind.OfTicket() {
			answer.Seen = revision
		}
		var problem *support.Error
		switch {
		case lost != nil && lost(a):
			p.ok(p.outbox.Failed(p.t.Context(), a.ID, false, p.server.now))
		case errors.As(err, &problem) && problem.Code.JudgesAct():
			p.ok(p.outbox.Refused(p.t.Context(), a.ID, outbox.RefusalBy(problem)))
		case err != nil:
			p.t.Fatal(err)
		default:
			p.ok(p.outbox.Sent(p.t.Context(), "", a.ID, answer, p.server.now))
		}
	}
	return len(ready)
}

func (p *place) sendAll() {
	p.t.Helper()
	for p.send(nil) > 0 {
		continue
	}
}

// receive applies up to n commits of the feed.
func (p *place) receive(n int) {
	p.t.Helper()
	for ; n > 0 && len(p.server.feed) > 0; n-- {
		p.must(p.cache.Apply(p.t.Context(), cache.Batch{Changes: p.server.feed[0], Forward: "on"}))
		p.server.feed = p.server.feed[1:]
	}
}

func (p *place) receiveAll() { p.t.Helper(); p.receive(len(p.server.feed)) }

// list is the whole section, read in small pages.
func (p *place) list(section desk.Section) []desk.Row {
	p.t.Helper()
	var out []desk.Row
	after := ""
	for {
		page, err := p.Tickets(p.t.Context(), section, after, 3)
		p.ok(err)
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

// talk is the whole conversation, read in small pages.
func (p *place) talk(ticketID string) []desk.Item {
	p.t.Helper()
	var out []desk.Item
	before := ""
	for {
		page, err := p.Messages(p.t.Context(), ticketID, before, 4)
		p.ok(err)
		out = append(slices.Clone(page.Items), out...)
		if before = page.Next; before == "" {
			return out
		}
	}
}

func (p *place) detail(ticketID string) desk.Detail {
	p.t.Helper()
	d, err := p.Ticket(p.t.Context(), ticketID)
	p.ok(err)
	return d
}

func (p *place) counts() desk.Counts {
	p.t.Helper()
	n, err := p.Counts(p.t.Context())
	p.ok(err)
	return n
}

func (s *server) ids() []string {
	ids := slices.Collect(maps.Keys(s.tickets))
	slices.SortFunc(ids, func(a, b string) int { return int(s.tickets[a].Number - s.tickets[b].Number) })
	return ids
}

// cacheBatch is the first page of a new walk that brings nothing yet.
func cacheBatch() cache.Batch {
	return cache.Batch{Walk: cache.Backward, Forward: "head2", Backward: "more"}
}
