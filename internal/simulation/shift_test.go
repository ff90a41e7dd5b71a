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
		{"judge", 6},
	}
	technicansDo = []weight{
		{"reply", 40}, {"note", 12}, {"take", 9}, {"status", 8}, {"close", 9}, {"reopen", 5}, {"call", 5}, {"severity", 4},
		{"read", 9}, {"type", 4}, {"change shift", 3}, {"assign", 3}, {"many", 4},
		{"answer and wait", 8}, {"answer and close", 5}, {"join", 3}, {"at once", 4}, {"filter", 4}, {"canned reply", 4},
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
				_ = l.signIn(other)
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
	if h.keeps(ctx, kind) {
		return
	}
	if kind == "reopen" || kind == "judge" || kind == "reply anywhere" && h.d.one(0.5) {
		section = desk.ClosedTickets
	}
	if kind == "open" {
		h.open(ctx)
		return
	}
	page, err := h.p.Desk().Tickets(ctx, section, "", 40)
	if err != nil || len(page.Items) == 0 {
		if err == nil && !h.s.console && section == desk.OpenTickets {
			h.open(ctx)
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
		h.say(ctx, row, "reply", h.p.Desk().Reply)
	case "note":
		h.say(ctx, row, "note", h.p.Desk().Note)
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
		did(h.p.Desk().SetSeverity(ctx, row.ID, pick(h.d, severities...)))
	case "join":
		did(h.p.Desk().Join(ctx, row.ID, pick(h.d, page.Items...).ID))
	case "at once":
		_, _, err := h.p.Desk().Batch(ctx, []string{row.ID, pick(h.d, page.Items...).ID}, desk.Errand{Take: true})
		did(err)
	case "answer and wait":
		h.say(ctx, row, "reply", func(ctx context.Context, id, text string) (string, error) {
			return h.p.Desk().ReplyAnd(ctx, id, text, support.StatusWaiting, "", "")
		})
	case "answer and close":
		h.say(ctx, row, "reply", func(ctx context.Context, id, text string) (string, error) {
			causes, err := h.p.Desk().Causes(ctx)
			if err != nil || len(causes) == 0 {
				return "", fmt.Errorf("no causes yet: %w", err)
			}
			return h.p.Desk().ReplyAnd(ctx, id, text, support.StatusClosed, "Fatto.", causes[0].ID)
		})
	case "judge":
		w := book.begin(h.l, h.login, "judge", row.ID, h.text(row))
		if err := h.p.Desk().Judge(ctx, row.ID, pick(h.d, support.VerdictRuns, support.VerdictFails), w.label); err == nil {
			book.keep(w, "")
		}
	case "reopen":
		did(h.p.Desk().Reopen(ctx, row.ID))
	case "close":
		w := book.begin(h.l, h.login, "close", row.ID, h.text(row))
		if err := h.p.Desk().CloseTicket(ctx, row.ID, w.label, ""); err == nil {
			book.keep(w, "")
		}
	case "call":
		w := book.begin(h.l, h.login, "call", row.ID, h.text(row))
		if err := h.p.Desk().LogCall(ctx, row.ID, support.Call{Outcome: support.OutcomeNoAnswer, Text: w.label}); err == nil {
			book.keep(w, "")
		}
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

func (h *hand) open(ctx context.Context) {
	company := h.s.w.cast.companies[h.s.n%2]
	draft := desk.NewTicketDraft{
		Kind: string(support.KindChat), CategoryID: pick(h.d, h.s.w.cast.categories...).ID,
		MachineID:   pick(h.d, h.s.w.cast.machines[company.ID]...).ID,
		Severity:    string(pick(h.d, severities...)),
		Description: h.text(desk.Row{}),
	}
	if h.d.one(0.4) {
		draft.Kind, draft.CategoryID, draft.Phone = string(support.KindCallback), "", "059 123456"
	}
	w := h.s.w.book.begin(h.l, h.login, "open", "", draft.Description)
	if id, err := h.p.Desk().OpenTicket(ctx, draft); err == nil {
		h.s.w.book.keep(w, id)
	}
}

// keeps keeps a filter or a canned reply, or takes one away, if it is that.
func (h *hand) keeps(ctx context.Context, kind string) bool {
	d := h.p.Desk()
	did := func(err error) {
		if err == nil {
			h.s.w.book.acted(h.l)
		}
	}
	switch kind {
	case "filter":
		queues, err := d.Queues(ctx)
		if n := len(queues.Filters); err == nil && n > 0 && h.d.one(0.6) {
			f := queues.Filters[h.d.IntN(n)].Filter
			if h.d.one(0.4) {
				did(d.RemoveFilter(ctx, f.ID))
				return true
			}
			f.Name = h.name
			_, err = d.SaveFilter(ctx, f)
		} else if err == nil {
			_, err = d.SaveFilter(ctx, support.Filter{Name: h.name, Place: h.d.IntN(9)})
		}
		did(err)
	case "canned reply":
		all, err := d.CannedReplies(ctx)
		if err == nil && len(all) > 0 && h.d.one(0.6) {
			c := all[h.d.IntN(len(all))]
			if h.d.one(0.4) {
				did(d.RemoveCannedReply(ctx, c.ID))
				return true
			}
			c.Text = h.name
			_, err = d.SaveCannedReply(ctx, c, h.d.one(0.5))
		} else if err == nil {
			_, err = d.SaveCannedReply(ctx, support.CannedReply{Name: h.name, Text: "Ci manda una foto?"}, h.d.one(0.5))
		}
		did(err)
	default:
		return false
	}
	return true
}

func (h *hand) say(ctx context.Context, row desk.Row, kind string, say func(ctx context.Context, id, text string) (string, error)) {
	text := h.text(row)
	if kind == "note" {
		text = noteMark + " " + text
	}
	w := h.s.w.book.begin(h.l, h.login, kind, row.ID, text)
	if id, err := say(ctx, row.ID, text); err == nil {
		if h.s.w.book.keep(w, id) && kind == "reply" {
			// What was typed there has been sent, or given up for this.
			h.s.w.book.typed(h.l, h.login, row.ID, "")
		}
	}
}

// types types into a ticket, a few letters at a time, and leaves it at that.
func (h *hand) types(ctx context.Context, row desk.Row) {
	text := h.text(row) + " bozza"
	_ = h.p.Doing(row.ID, support.PresenceTyping)
	defer h.p.Looking("")
	for range 3 + h.d.IntN(5) {
		text += " parola"
		h.s.w.book.typing(h.login, row.ID, text)
		if err := h.p.Desk().SaveReplyDraft(ctx, row.ID, support.MessageReply, text); err == nil {
			h.s.w.book.typed(h.l, h.login, row.ID, text)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// read looks at a ticket for a while, and marks it as read.
func (h *hand) read(ctx context.Context, row desk.Row) {
	from := time.Now()
	h.p.Looking(row.ID)
	_ = h.p.Doing(row.ID, support.PresenceViewing)
	defer func() {
		h.p.Looking("")
		h.s.w.book.looking(h.login, row.ID, from)
	}()
	time.Sleep(h.d.between(time.Second, 20*time.Second))
	page, err := h.p.Desk().Messages(ctx, row.ID, "", 10)
	if err != nil || len(page.Items) == 0 {
		return
	}
	if h.p.Desk().MarkRead(ctx, row.ID, page.Items[len(page.Items)-1].ID) == nil {
		h.s.w.book.acted(h.l)
	}
}
