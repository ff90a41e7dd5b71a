package storetest

import (
	"fmt"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func searches(t *testing.T, place func(testing.TB) Place) {
	t.Run("tickets are found by what is said in them", func(t *testing.T) { found(t, begin(t, place)) })
	t.Run("what was committed is found at once", func(t *testing.T) { foundAtOnce(t, begin(t, place)) })
	t.Run("what people type is never syntax", func(t *testing.T) { neverSyntax(t, begin(t, place)) })
	t.Run("notes are found by technicians alone", func(t *testing.T) { notesFound(t, begin(t, place)) })
	t.Run("many are found newest first, page by page", func(t *testing.T) { manyFound(t, begin(t, place)) })
}

func search(tb testing.TB, s store.Store, f store.TicketFilter) []string {
	tb.Helper()
	return ids(read(tb, s, func(r store.Reader) ([]support.Ticket, error) { return r.Tickets(tb.Context(), f) }),
		func(t support.Ticket) string { return t.ID })
}

func found(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	h.Machines[0].Name, h.Machines[0].Serial = "Étiqueteuse 3", "24-0117"
	var oil, alarm support.Ticket
	write(t, s, func(w store.Writer) {
		var err error
		oil, err = h.Open(ctx, w, h.Operators[0], "Perde olio dal cilindro: perché? L'asse è fermo.", at(1))
		Must(t, err)
		alarm, err = h.Open(ctx, w, h.Operators[1], "Allarme 700.1 sul quadro\nе ещё проблема", at(2))
		Must(t, err)
		reply, err := oil.Reply(support.Act{By: h.Technicians[0], At: at(3), NewID: NewID}, support.Words{ID: NewID(), Text: "Guarnizione GX-12/b, sostituirla"})
		Must(t, err)
		Must(t, Keep(ctx, w, h.Technicians[0], &oil, reply, [32]byte{}))
		closed, resolution := support.StatusClosed, "Cambiato il manicotto"
		events, err := alarm.Change(support.Act{By: h.Technicians[0], At: at(4), NewID: NewID}, support.Change{Status: &closed, Resolution: &resolution}, "")
		Must(t, err)
		Must(t, Keep(ctx, w, h.Technicians[0], &alarm, events, [32]byte{}))
	})
	both, none := []string{alarm.ID, oil.ID}, []string{}
	for query, want := range map[string][]string{
		"olio": {oil.ID}, "OLI": {oil.ID}, "lio": none, "perche": {oil.ID}, "PERCHÉ": {oil.ID}, "asse": {oil.ID},
		"olio guarniz": {oil.ID}, "olio allarme": none, "700": {alarm.ID}, "700.1": {alarm.ID}, "700.2": none, "1": {alarm.ID, oil.ID},
		"gx-12": {oil.ID}, "gx-12/b": {oil.ID}, "12-gx": none, "manicotto": {alarm.ID}, "ПРОБЛ": {alarm.ID}, "ещё": {alarm.ID},
		"24-01": {oil.ID}, "0117": {oil.ID}, "etiqu": {oil.ID}, "px-200": both, "24-0117 olio": {oil.ID},
		fmt.Sprint(oil.Number): {oil.ID}, fmt.Sprintf("#%d", alarm.Number): {alarm.ID},
		"olio !!! ---": {oil.ID}, "!!!": none, "fermo  \t perde": {oil.ID}, "fermo. perde,": {oil.ID},
	} {
		if query == "1" {
			// A short number begins ticket numbers and serials as well.
			want = both
		}
		same(t, query, search(t, s, store.TicketFilter{Query: query}), want)
	}
	same(t, "of a company", search(t, s, store.TicketFilter{Query: "px", CompanyID: h.Companies[0].ID}), []string{oil.ID})
	same(t, "closed", search(t, s, store.TicketFilter{Query: "px", Statuses: []support.Status{support.StatusClosed}}), []string{alarm.ID})
}

func foundAtOnce(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	for i := range 30 {
		write(t, s, func(w store.Writer) {
			recorded, err := ticket.Reply(support.Act{By: h.Operators[0], At: at(i), NewID: NewID}, support.Words{ID: NewID(), Text: fmt.Sprintf("codice Q%dQ", i)})
			Must(t, err)
			Must(t, Keep(ctx, w, h.Operators[0], &ticket, recorded, [32]byte{}))
		})
		query := fmt.Sprintf("q%dq", i)
		same(t, query, search(t, s, store.TicketFilter{Query: query}), []string{ticket.ID})
		// Also by a reader whose snapshot began before the search.
		Must(t, s.Read(ctx, func(r store.Reader) error {
			_, err := r.Head(ctx)
			Must(t, err)
			got, err := r.Tickets(ctx, store.TicketFilter{Query: query})
			if err == nil && len(got) != 1 {
				t.Errorf("%s is found %d times", query, len(got))
			}
			return err
		}))
	}
}

func neverSyntax(t *testing.T, s store.Store) {
	h := Settle(t, s, 1)
	h.OpenTicket(t, s, h.Operators[0])
	for _, query := range []string{
		`"`, `""`, `"olio`, `olio"*`, `olio OR`, `AND`, `NOT olio`, `NEAR(olio perde)`, `text:olio`, `-olio`, `^olio`, `ol*`, `(olio`, `olio)`,
		`{text} : x`, `+`, `*`, `\`, `'`, `';--`, `%`, `_`, `&`, `|`, `!`, `<->`, `:*`, `a:*b`, "\x00", "a\x00b", "\xff", "é\u0301", "ﬁ",
	} {
		err := readErr(t, s, func(r store.Reader) error {
			_, err := r.Tickets(t.Context(), store.TicketFilter{Query: query, WithNotes: true})
			return err
		})
		if err != nil {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func notesFound(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	for range 2 {
		write(t, s, func(w store.Writer) {
			note, err := ticket.Note(support.Act{By: h.Technicians[0], At: at(5), NewID: NewID}, support.Words{ID: NewID(), Text: "cliente moroso"})
			Must(t, err)
			Must(t, Keep(ctx, w, h.Technicians[0], &ticket, []support.Message{note}, [32]byte{}))
		})
		same(t, "by an operator", search(t, s, store.TicketFilter{Query: "moroso"}), []string{})
		same(t, "by a technician", search(t, s, store.TicketFilter{Query: "moroso", WithNotes: true}), []string{ticket.ID})
	}
}

// manyFound has one word in almost everything and another in almost nothing.
func manyFound(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	var all []support.Ticket
	for chunk := range 5 {
		write(t, s, func(w store.Writer) {
			for i := range 60 {
				text := fmt.Sprintf("ovunque parola%d", i%3)
				if i%25 == 0 {
					text += " raro"
				}
				ticket, err := h.Open(ctx, w, h.Operators[i%2], text, at(chunk*i%97))
				Must(t, err)
				all = append(all, ticket)
			}
		})
	}
	for _, c := range []struct {
		filter store.TicketFilter
		has    func(i int) bool
	}{
		{store.TicketFilter{Query: "ovunque"}, func(int) bool { return true }},
		{store.TicketFilter{Query: "ovunque parola1"}, func(i int) bool { return i%60%3 == 1 }},
		{store.TicketFilter{Query: "raro"}, func(i int) bool { return i%60%25 == 0 }},
		{store.TicketFilter{Query: "ovunque raro", CompanyID: h.Companies[0].ID}, func(i int) bool { return i%60%25 == 0 }},
		{store.TicketFilter{Query: "ovunq", CompanyID: h.Companies[1].ID}, func(i int) bool { return i%60%2 == 1 }},
		{store.TicketFilter{Query: "ovunque", Statuses: []support.Status{support.StatusNew}}, func(int) bool { return true }},
	} {
		var has []support.Ticket
		for i, ticket := range all {
			if c.has(i) {
				has = append(has, ticket)
			}
		}
		want := ticketsOf(has, c.filter)
		same(t, c.filter.Query, ids(ticketPages(t, s, c.filter, 70), ticketID), ids(want, ticketID))
	}
}

func ticketID(t support.Ticket) string { return t.ID }
