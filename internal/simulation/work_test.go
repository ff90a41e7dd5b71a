package simulation_test

import (
	"context"
	"slices"
	"time"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// What technicians do in a ticket besides replying, and customers once it is closed.

func (h *hand) closes(ctx context.Context, row desk.Row) {
	w := h.s.w.book.begin(h.l, h.login, "close", row.ID, h.text(row))
	if h.p.Desk().CloseTicket(ctx, row.ID, w.label, h.cause()) == nil {
		h.s.w.book.keep(w, "")
	}
}

// cause is one from the maker's list, or none.
func (h *hand) cause() string {
	if h.d.one(0.4) {
		return ""
	}
	return pick(h.d, h.s.w.cast.causes...).ID
}

// answersAnd sends a reply and what is to follow it: waiting, or the closing.
func (h *hand) answersAnd(ctx context.Context, row desk.Row) {
	book, draft := h.s.w.book, draftOf{h.s.n, h.login, row.ID, support.MessageReply}
	status, resolution := support.StatusWaiting, ""
	book.typing(draft, "")
	reply := book.begin(h.l, h.login, "reply", row.ID, h.text(row))
	var closing *written
	if h.d.one(0.5) {
		status, resolution = support.StatusClosed, h.text(row)+" chiuso"
		closing = book.begin(h.l, h.login, "close", row.ID, resolution)
	}
	id, err := h.p.Desk().ReplyAnd(ctx, row.ID, reply.label, status, resolution, h.cause())
	if err != nil || !book.keep(reply, id) {
		return
	}
	book.typed(h.l, draft, "")
	if closing != nil {
		book.keep(closing, "")
	}
}

// calls has called the customer, who was there or is to be tried again.
func (h *hand) calls(ctx context.Context, row desk.Row) {
	w := h.s.w.book.begin(h.l, h.login, "call", row.ID, h.text(row))
	call := support.Call{Outcome: pick(h.d, support.OutcomeNoAnswer, support.OutcomeBusy, support.OutcomeSpoken), Text: w.label}
	if call.Outcome != support.OutcomeSpoken && h.d.one(0.6) {
		call.AgainAt = support.Instant(time.Now().Add(h.d.between(time.Minute, 5*time.Hour)))
	}
	if h.p.Desk().LogCall(ctx, row.ID, call) == nil {
		h.s.w.book.keep(w, "")
	}
}

// judges says whether the machine of a closed ticket runs.
func (h *hand) judges(ctx context.Context, row desk.Row) {
	w := h.s.w.book.begin(h.l, h.login, "verdict", row.ID, h.text(row))
	if h.p.Desk().Judge(ctx, row.ID, pick(h.d, support.VerdictRuns, support.VerdictFails), w.label) == nil {
		h.s.w.book.keep(w, "")
	}
}

// joins takes a ticket for a duplicate of another of those on the screen.
func (h *hand) joins(ctx context.Context, row desk.Row, rows []desk.Row) error {
	same := slices.DeleteFunc(slices.Clone(rows), func(r desk.Row) bool { return r.CompanyID != row.CompanyID || r.ID == row.ID })
	if len(same) == 0 {
		return errGone
	}
	return h.p.Desk().Join(ctx, row.ID, pick(h.d, same...).ID)
}

// errand is done to several tickets of a company at once.
func (h *hand) errand(ctx context.Context, row desk.Row, rows []desk.Row) {
	var ids []string
	for _, r := range rows {
		if r.CompanyID == row.CompanyID && (r.ID == row.ID || h.d.one(0.3)) {
			ids = append(ids, r.ID)
		}
	}
	nobody, waits := "", support.StatusWaiting
	errand := pick(h.d, desk.Errand{Take: true}, desk.Errand{AssigneeID: &nobody}, desk.Errand{Status: &waits}, desk.Errand{})
	if errand != (desk.Errand{}) {
		if _, _, err := h.p.Desk().Batch(ctx, ids, errand); err == nil {
			h.s.w.book.acted(h.l)
		}
		return
	}
	w := h.s.w.book.begin(h.l, h.login, "batch", row.ID, h.text(row))
	w.of = ids
	_, left, err := h.p.Desk().Batch(ctx, ids, desk.Errand{Resolution: &w.label, CauseID: h.cause()})
	if err != nil || !h.s.w.book.keep(w, "") {
		return
	}
	for _, l := range left {
		w.of = slices.DeleteFunc(w.of, func(id string) bool { return id == l.TicketID })
	}
}

// opensFor opens a ticket for somebody on the telephone.
func (h *hand) opensFor(ctx context.Context) {
	i := h.d.IntN(len(h.s.w.cast.companies))
	company := h.s.w.cast.companies[i]
	draft := h.newTicket(company, h.text(desk.Row{Ticket: support.Ticket{CompanyID: company.ID}}))
	draft.CompanyID = company.ID
	for _, p := range h.s.w.cast.people {
		if p.CompanyID == company.ID && h.d.one(0.5) {
			draft.OpenedForID = p.ID
			break
		}
	}
	h.open(ctx, draft)
}
