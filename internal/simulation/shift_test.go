package simulation_test

import (
	"context"
	"fmt"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

var (
	operatorsDo = []weight{
		{"open", 14}, {"reply", 44}, {"read", 16}, {"type", 8}, {"reply anywhere", 5}, {"change shift", 5}, {"sign out", 2}, {"many", 6},
		{"judge", 7}, {"be present", 4}, {"attach", 9}, {"give up", 4},
	}
	technicansDo = []weight{
		{"reply", 40}, {"note", 12}, {"take", 9}, {"status", 8}, {"close", 9}, {"reopen", 5}, {"call", 5}, {"severity", 4},
		{"read", 9}, {"type", 4}, {"change shift", 3}, {"assign", 3}, {"many", 4}, {"join", 5}, {"answer and", 8}, {"errand", 5},
		{"open for", 4}, {"be present", 5}, {"filter", 7}, {"canned", 7}, {"attach", 8}, {"give up", 3},
	}
)

// severities are how often: most machines run.
var severities = []support.Severity{
	support.SeverityStopped, support.SeverityDegraded, support.SeverityDegraded, support.SeverityQuestion, support.SeverityQuestion,
}

// work is the shift of whoever is at this workstation: its acts at the times that the plan says.
func (s *station) work(end time.Time) {
	shift := time.Until(end)
	for n := range s.w.plan.acts {
		at := time.Duration(n) * shift / time.Duration(s.w.plan.acts)
		d := s.w.chance.of("act", s.n, n)
		time.Sleep(time.Until(end.Add(-shift + at + d.between(0, shift/time.Duration(s.w.plan.acts)))))
		l := s.awake(end)
		if l == nil {
			return
		}
		s.act(l, n, d)
	}
}

// awake waits until the program runs; nil at the end of the shift.
func (s *station) awake(end time.Time) *life {
	for time.Now().Before(end) {
		if l := s.current(); l != nil {
			return l
		}
		time.Sleep(time.Second)
	}
	return s.current()
}

// act does one thing, as somebody would who looks at the screen first.
func (s *station) act(l *life, n int, d draw) {
	p, err := l.Front()
	if err != nil || p.State().Phase == syncer.PhaseUnauthenticated {
		who := *l.front.Load()
		if who == "" || err != nil {
			who = pick(d, s.people...)
		}
		if l.signIn(who) != nil {
			return
		}
		if p, err = l.Front(); err != nil {
			return
		}
		s.checkDrafts("after signing in")
	}
	do := operatorsDo
	if s.console {
		do = technicansDo
	}
	h := hand{l: l, s: s, p: p, login: p.Card().Me.Login, d: d, name: fmt.Sprintf("w%dn%04d", s.n, n)}
	switch kind := d.weighted(do); kind {
	case "change shift":
		for _, other := range s.people {
			if other != h.login {
				if l.signIn(other) == nil {
					s.checkDrafts("after a change of shift")
				}
				return
			}
		}
	case "sign out":
		_ = l.SignOut(context.Background())
		none := ""
		l.front.Store(&none)
	case "many":
		for i := range 3 + d.IntN(3) {
			h.name = fmt.Sprintf("w%dn%04dm%d", s.n, n, i)
			h.do("reply")
		}
	default:
		h.do(kind)
	}
}

// hand is somebody's, at one act.
type hand struct {
	l     *life
	s     *station
	p     *desktop.Profile
	login string
	d     draw
	name  string
}

func (h *hand) do(kind string) {
	ctx, book := context.Background(), h.s.w.book
	section := desk.OpenTickets
	if kind == "reopen" || kind == "judge" || kind == "reply anywhere" && h.d.one(0.5) {
		section = desk.ClosedTickets
	}
	switch kind {
	case "open":
		h.opens(ctx)
		return
	case "open for":
		h.opensFor(ctx)
		return
	case "filter":
		h.keepsFilter(ctx)
		return
	case "canned":
		h.keepsCanned(ctx)
		return
	}
	page, err := h.p.Desk().Tickets(ctx, section, "", 40)
	if err != nil || len(page.Items) == 0 {
		if err == nil && !h.s.console && section == desk.OpenTickets {
			h.opens(ctx)
		}
		return
	}
	row := pick(h.d, page.Items...)
	did := func(err error) {
		if err == nil {
			book.acted(h.l)
		}
	}
	switch kind {
	case "reply", "reply anywhere":
		h.say(ctx, row, "reply")
	case "note":
		h.say(ctx, row, "note")
	case "attach":
		h.attaches(ctx, row)
	case "give up":
		h.givesUp(ctx, row)
	case "type":
		h.types(ctx, row)
	case "read":
		h.read(ctx, row)
	case "take":
		did(h.p.Desk().Take(ctx, row.ID))
	case "assign":
		did(h.p.Desk().Assign(ctx, row.ID, pick(h.d, "", h.s.w.cast.people[loginOf(h.s.w.plan.stations-1, "b")].ID)))
	case "status":
		did(h.p.Desk().SetStatus(ctx, row.ID, pick(h.d, support.StatusInProgress, support.StatusWaiting)))
	case "severity":
		severity := pick(h.d, severities...)
		did(h.p.Desk().Change(ctx, row.ID, desk.Change{Severity: &severity}))
	case "reopen":
		did(h.p.Desk().Reopen(ctx, row.ID))
	case "close":
		h.closes(ctx, row)
	case "answer and":
		h.answersAnd(ctx, row)
	case "call":
		h.calls(ctx, row)
	case "judge":
		h.judges(ctx, row)
	case "join":
		did(h.joins(ctx, row, page.Items))
	case "errand":
		h.errand(ctx, row, page.Items)
	case "be present":
		h.isPresent(row)
	}
}

// text is a text that is written once, and says whose it is.
func (h *hand) text(row desk.Row) string {
	mark := h.s.mark
	if mark == "" {
		for i, c := range h.s.w.cast.companies {
			if c.ID == row.CompanyID {
				mark = companyMark(i)
			}
		}
	}
	return fmt.Sprintf("%s %s da %s", mark, h.name, h.login)
}

func (h *hand) opens(ctx context.Context) {
	h.open(ctx, h.newTicket(h.s.w.cast.companies[h.s.n%2], h.text(desk.Row{})))
}

func (h *hand) newTicket(company support.Company, description string) desk.NewTicketDraft {
	draft := desk.NewTicketDraft{
		Kind: string(support.KindChat), CategoryID: pick(h.d, h.s.w.cast.categories...).ID,
		MachineID:   pick(h.d, h.s.w.cast.machines[company.ID]...).ID,
		Severity:    string(pick(h.d, severities...)),
		Description: description,
	}
	if h.d.one(0.4) {
		draft.Kind, draft.CategoryID, draft.Phone = string(support.KindCallback), "", "059 123456"
	}
	return draft
}

func (h *hand) open(ctx context.Context, draft desk.NewTicketDraft) {
	h.s.w.book.typing(draftOf{station: h.s.n, login: h.login}, "")
	w := h.s.w.book.begin(h.l, h.login, "open", "", draft.Description)
	if id, err := h.p.Desk().OpenTicket(ctx, draft); err == nil && h.s.w.book.keep(w, id) {
		h.s.w.book.typed(h.l, draftOf{station: h.s.n, login: h.login}, "")
	}
}

func (h *hand) say(ctx context.Context, row desk.Row, kind string) {
	text := h.text(row)
	say := h.p.Desk().Reply
	if kind == "note" {
		text, say = noteMark+" "+text, h.p.Desk().Note
	}
	// What was typed there is sent, or given up for this.
	draft := draftOf{h.s.n, h.login, row.ID, support.MessageKind(kind)}
	h.s.w.book.typing(draft, "")
	w := h.s.w.book.begin(h.l, h.login, kind, row.ID, text)
	if id, err := say(ctx, row.ID, text); err == nil && h.s.w.book.keep(w, id) {
		h.s.w.book.typed(h.l, draft, "")
	}
}

// types types into a ticket or a new one, a few letters at a time, and leaves it at that.
func (h *hand) types(ctx context.Context, row desk.Row) {
	text, draft := h.text(row)+" bozza", draftOf{h.s.n, h.login, row.ID, support.MessageReply}
	switch other := h.d.one(0.4); {
	case other && h.s.console:
		text, draft.kind = noteMark+" "+text, support.MessageNote
	case other:
		draft = draftOf{station: h.s.n, login: h.login}
	}
	for range 3 + h.d.IntN(5) {
		text += " parola"
		h.s.w.book.typing(draft, text)
		if saveDraft(ctx, h.p, draft, text) == nil {
			h.s.w.book.typed(h.l, draft, text)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// read looks at a ticket for a while, and marks it as read.
func (h *hand) read(ctx context.Context, row desk.Row) {
	from := time.Now()
	h.p.Looking(row.ID)
	defer h.p.Looking("")
	time.Sleep(h.d.between(time.Second, 20*time.Second))
	page, err := h.p.Desk().Messages(ctx, row.ID, "", 10)
	if err != nil || len(page.Items) == 0 || h.l.dead.Load() {
		// It stood there, and nobody knows how much of it.
		h.s.w.book.looking(h.login, row.ID, from)
		return
	}
	for _, item := range page.Items {
		h.s.w.book.saw(h.login, item.Message.ID)
	}
	if h.p.Desk().MarkRead(ctx, row.ID, page.Items[len(page.Items)-1].ID) == nil {
		h.s.w.book.acted(h.l)
	}
}
