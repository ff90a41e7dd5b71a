package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func tickets(t *testing.T, place func(testing.TB) Place) {
	t.Run("a ticket is kept whole", func(t *testing.T) { ticketKept(t, begin(t, place)) })
	t.Run("numbers go up from 1001", func(t *testing.T) { numbersGoUp(t, begin(t, place)) })
	t.Run("lists are by newest change, filtered, page by page", func(t *testing.T) { ticketLists(t, begin(t, place)) })
	t.Run("a machine's tickets are counted", func(t *testing.T) { ticketsCounted(t, begin(t, place)) })
}

// fullTicket has something in every field.
func fullTicket(h *House) support.Ticket {
	return support.Ticket{
		ID: NewID(), Number: 5000, Kind: support.KindCallback, Title: "Perché?", Description: "Perché?\nSì 🛠", Status: support.StatusClosed,
		Severity: support.SeverityDegraded, CategoryID: h.Category.ID, CompanyID: h.Companies[0].ID, MachineID: h.Machines[0].ID,
		Machine:  support.MachineThen{Name: "Pressa", Model: "PX", Serial: "24", Site: "L1"},
		OpenedBy: h.Technicians[1].Ref(), OpenedFor: h.Operators[0].Ref(), Assignee: h.Technicians[0].Ref(), Phone: "+39059123456",
		CallWindow: support.CallWindow{From: at(1), To: at(2)}, FollowsTicketID: NewID(), Resolution: "Sostituita.",
		CreatedAt: at(3), WrittenAt: at(-3), UpdatedAt: at(4), ClosedAt: at(5), LastMessageAt: at(6), FirstReplyAt: at(7),
		MessageCount: 8, LastIndex: 9, ReadBySupport: 7, ReadByCustomer: 6, Head: support.Hash{1, 2}, NoteCount: 3, LastNoteAt: at(8),
		NoteHead: support.Hash{3, 4}, Cause: support.CauseRef{ID: NewID(), Name: "Usura"}, Verdict: support.VerdictFails, VerdictAt: at(9),
		DuplicateOf: support.TicketRef{ID: NewID(), Number: 1001}, AwaitedSince: at(10), PausedAt: at(11), SpokenAt: at(12), CallAgainAt: at(13),
	}
}

func ticketKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	full := fullTicket(h)
	bare := support.Ticket{
		ID: NewID(), Number: 5001, Kind: support.KindCallback, Status: support.StatusNew, Severity: support.SeverityQuestion,
		CompanyID: h.Companies[0].ID, OpenedBy: h.Operators[0].Ref(), Phone: "+39059123456", Title: "x", Description: "x",
		CreatedAt: at(0), WrittenAt: at(0), UpdatedAt: at(0), LastMessageAt: at(0),
	}
	get := func(id string) support.Ticket {
		return read(t, s, func(r store.Reader) (support.Ticket, error) { return r.Ticket(ctx, id) })
	}
	write(t, s, func(w store.Writer) {
		Must(t, w.InsertTicket(ctx, full))
		Must(t, w.InsertTicket(ctx, bare))
		wantCode(t, "the same id", w.InsertTicket(ctx, support.Ticket{ID: full.ID, Number: 6000, CompanyID: full.CompanyID}), support.CodeConflict)
		wantCode(t, "the same number", w.InsertTicket(ctx, support.Ticket{ID: NewID(), Number: 5000, CompanyID: full.CompanyID}), support.CodeConflict)
	})
	same(t, "full", get(full.ID), full)
	same(t, "bare", get(bare.ID), bare)

	// Each of the two becomes the other, but for what they were opened with.
	changed := func(from, to support.Ticket) support.Ticket {
		to.ID, to.Number, to.Kind, to.Title, to.Description, to.CompanyID = from.ID, from.Number, from.Kind, from.Title, from.Description, from.CompanyID
		to.MachineID, to.Machine, to.OpenedBy, to.OpenedFor, to.Phone = from.MachineID, from.Machine, from.OpenedBy, from.OpenedFor, from.Phone
		to.CallWindow, to.FollowsTicketID, to.CreatedAt, to.WrittenAt = from.CallWindow, from.FollowsTicketID, from.CreatedAt, from.WrittenAt
		return to
	}
	full, bare = changed(full, bare), changed(bare, full)
	write(t, s, func(w store.Writer) {
		Must(t, w.UpdateTicket(ctx, full))
		Must(t, w.UpdateTicket(ctx, bare))
	})
	same(t, "emptied", get(full.ID), full)
	same(t, "filled", get(bare.ID), bare)
}

func numbersGoUp(t *testing.T, s store.Store) {
	ctx := t.Context()
	var last int64 = 1000
	for i := range 4 {
		err := s.Write(ctx, func(w store.Writer) error {
			for range 2 {
				n, err := w.NextNumber(ctx)
				Must(t, err)
				if n <= last || i == 0 && n > 1002 {
					t.Errorf("number %d after %d", n, last)
				}
				if i != 2 {
					last = n
				}
			}
			if i == 2 {
				return fmt.Errorf("no")
			}
			return nil
		})
		if (err != nil) != (i == 2) {
			t.Error(err)
		}
	}
}

func ticketLists(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 3)
	statuses := []support.Status{support.StatusNew, support.StatusInProgress, support.StatusWaiting, support.StatusClosed}
	var all []support.Ticket
	write(t, s, func(w store.Writer) {
		for i := range 60 {
			ticket, err := h.Open(ctx, w, h.Operators[i%3], Sentence(i), Day)
			Must(t, err)
			// Many change in the same millisecond.
			ticket.UpdatedAt = at(i * 7 % 9)
			ticket.Status = statuses[i%4]
			ticket.Assignee = support.PersonRef{}
			if i%3 > 0 {
				ticket.Assignee = h.Technicians[i%2].Ref()
			}
			Must(t, w.UpdateTicket(ctx, ticket))
			all = append(all, ticket)
		}
	})
	for _, company := range []string{"", h.Companies[0].ID, NewID()} {
		for _, machine := range []string{"", h.Machines[1].ID, h.Machines[0].ID} {
			for _, assignee := range []string{"", h.Technicians[1].ID} {
				for _, some := range [][]support.Status{nil, statuses[:2], statuses[3:], {support.StatusNew, support.StatusClosed}, statuses} {
					f := store.TicketFilter{CompanyID: company, MachineID: machine, AssigneeID: assignee, Statuses: some}
					want := ticketsOf(all, f)
					same(t, fmt.Sprint(f), read(t, s, func(r store.Reader) ([]support.Ticket, error) { return r.Tickets(ctx, f) }), want)
					same(t, fmt.Sprint(f, " page by page"), ticketPages(t, s, f, 7), want)
				}
			}
		}
	}
}

func ticketPages(tb testing.TB, s store.Store, f store.TicketFilter, limit int) (all []support.Ticket) {
	for f.Limit = limit; ; {
		page := read(tb, s, func(r store.Reader) ([]support.Ticket, error) { return r.Tickets(tb.Context(), f) })
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
		f.AfterUpdated, f.AfterID = page[limit-1].UpdatedAt, page[limit-1].ID
	}
}

// ticketsOf is what a filter without a query selects, by the words of its contract.
func ticketsOf(all []support.Ticket, f store.TicketFilter) (found []support.Ticket) {
	for _, t := range all {
		switch {
		case f.CompanyID != "" && t.CompanyID != f.CompanyID, f.MachineID != "" && t.MachineID != f.MachineID,
			f.AssigneeID != "" && t.Assignee.ID != f.AssigneeID, len(f.Statuses) > 0 && !slices.Contains(f.Statuses, t.Status):
			continue
		}
		found = append(found, t)
	}
	slices.SortFunc(found, func(a, b support.Ticket) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), strings.Compare(b.ID, a.ID))
	})
	return found
}

func ticketsCounted(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	write(t, s, func(w store.Writer) {
		for i := range 5 {
			ticket, err := h.Open(ctx, w, h.Operators[0], Sentence(i), Day)
			Must(t, err)
			if i < 2 {
				ticket.Status, ticket.ClosedAt = support.StatusClosed, Day.Add(time.Hour)
				Must(t, w.UpdateTicket(ctx, ticket))
			}
		}
	})
	for _, c := range []struct {
		machine, company string
		open, closed     int
	}{
		{h.Machines[0].ID, "", 3, 2}, {h.Machines[0].ID, h.Companies[0].ID, 3, 2}, {h.Machines[0].ID, h.Companies[1].ID, 0, 0},
		{h.Machines[1].ID, "", 0, 0}, {NewID(), "", 0, 0},
	} {
		got := read(t, s, func(r store.Reader) (n [2]int, err error) {
			n[0], n[1], err = r.TicketCounts(ctx, c.machine, c.company)
			return n, err
		})
		if got != [2]int{c.open, c.closed} {
			t.Errorf("counts of %s in %q: %v, want %d open, %d closed", c.machine, c.company, got, c.open, c.closed)
		}
	}
}
