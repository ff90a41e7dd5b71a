package simulation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Words in what technicians keep for themselves: a filter's name, a shared canned reply, and one of somebody's own. Operators
// have none of them in their files, and nobody has what is another's own.
const (
	filterMark = "xqfiltro"
	sharedMark = "xqpronta"
)

func ownMark(login string) string { return "xqmia" + login }

// own is a filter or a canned reply in the book.
type own struct {
	id     string
	canned bool
	// last is what it may be by what each person has done to it last, ever whatever it was to be. Nothing orders two people:
	// what each has done is sent again to a restored server when they come to it.
	last map[string]map[string]bool
	ever map[string]bool
}

// ownGone is how a filter or a canned reply is that is not there.
const ownGone = "gone"

// putting notes what somebody is about to make of a filter or a canned reply.
func (b *book) putting(login, id string, canned bool, state string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := b.own[id]
	if o == nil {
		o = &own{id: id, canned: canned, last: map[string]map[string]bool{login: {ownGone: true}}, ever: map[string]bool{ownGone: true}}
		b.own[id] = o
	}
	if o.last[login] == nil {
		o.last[login] = map[string]bool{}
	}
	o.last[login][state], o.ever[state] = true, true
}

// put notes that the program has said that it is kept.
func (b *book) put(l *life, login, id, state string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !l.dead.Load() {
		b.own[id].last[login] = map[string]bool{state: true}
		b.told++
	}
}

func filterState(f support.Filter) string {
	criteria, err := json.Marshal(api.CriteriaFor(f.Criteria))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%s %d %s", f.Name, f.Place, criteria)
}

func cannedState(c support.CannedReply) string {
	return fmt.Sprintf("%s of %q: %s", c.Name, c.OwnerID, c.Text)
}

// keepsFilter makes, changes or removes a filter of one's own, as it is seen at this workstation.
func (h *hand) keepsFilter(ctx context.Context) {
	queues, err := h.p.Desk().Queues(ctx)
	if err != nil {
		return
	}
	f := support.Filter{ID: uuid.Must(uuid.NewV7()).String()}
	if len(queues.Filters) > 0 && h.d.one(0.6) {
		f = pick(h.d, queues.Filters...).Filter
		if h.d.one(0.3) {
			h.puts(f.ID, false, ownGone, func() error { return h.p.Desk().RemoveFilter(ctx, f.ID) })
			return
		}
	}
	f.Name, f.Place, f.Criteria = filterMark+" "+h.name, h.d.IntN(5), h.criteria()
	h.puts(f.ID, false, filterState(f), func() error { _, err := h.p.Desk().SaveFilter(ctx, f); return err })
}

// criteria are those of a filter that somebody may want.
func (h *hand) criteria() support.Criteria {
	cast, c := h.s.w.cast, support.Criteria{}
	if h.d.one(0.5) {
		c.Statuses = pick(h.d, []support.Status{support.StatusNew, support.StatusInProgress}, []support.Status{support.StatusWaiting},
			[]support.Status{support.StatusClosed}, []support.Status{support.StatusInProgress, support.StatusClosed})
	}
	if h.d.one(0.4) {
		c.Severities = []support.Severity{pick(h.d, severities...)}
	}
	if h.d.one(0.3) {
		c.Kind = pick(h.d, support.KindChat, support.KindCallback)
	}
	if h.d.one(0.3) {
		c.CompanyIDs = []string{pick(h.d, cast.companies...).ID}
	}
	if h.d.one(0.2) {
		c.Models = []string{"AV-120"}
	}
	if h.d.one(0.2) {
		c.CategoryIDs = []string{pick(h.d, cast.categories...).ID}
	}
	if h.d.one(0.4) {
		c.Assignees = pick(h.d, []string{support.AssigneeMe}, []string{support.AssigneeNobody},
			[]string{support.AssigneeMe, support.AssigneeNobody}, []string{cast.people[loginOf(h.s.w.plan.stations-1, "b")].ID})
	}
	if h.d.one(0.2) {
		c.OlderThan = time.Duration(1+h.d.IntN(3)) * time.Hour
	}
	if h.d.one(0.2) {
		c.YoungerThan = time.Duration(4+h.d.IntN(3)) * time.Hour
	}
	if h.d.one(0.2) {
		c.Text = companyMark(h.d.IntN(2))
	}
	return c
}

// keepsCanned makes, changes, shares, takes for oneself or removes a canned reply.
func (h *hand) keepsCanned(ctx context.Context) {
	all, err := h.p.Desk().CannedReplies(ctx)
	if err != nil {
		return
	}
	me := h.s.w.cast.people[h.login]
	c := support.CannedReply{ID: uuid.Must(uuid.NewV7()).String()}
	if len(all) > 0 && h.d.one(0.6) {
		c = pick(h.d, all...)
		if h.d.one(0.3) {
			h.puts(c.ID, true, ownGone, func() error { return h.p.Desk().RemoveCannedReply(ctx, c.ID) })
			return
		}
	}
	shared := h.d.one(0.5)
	c.Name, c.OwnerID, c.Text = h.name, me.ID, ownMark(h.login)+" "+h.name
	if shared {
		c.OwnerID, c.Text = "", sharedMark+" "+h.name
	}
	h.puts(c.ID, true, cannedState(c), func() error { _, err := h.p.Desk().SaveCannedReply(ctx, c, shared); return err })
}

func (h *hand) puts(id string, canned bool, state string, put func() error) {
	h.s.w.book.putting(h.login, id, canned, state)
	if put() == nil {
		h.s.w.book.put(h.l, h.login, id, state)
	}
}

// judgeOwn looks whether each filter and canned reply is there once, as somebody has left it last.
func (w *world) judgeOwn(tr truth, acts map[string][]keptAct) {
	v := &w.verdict
	refused := map[string]bool{}
	for login, kept := range acts {
		for _, a := range kept {
			if !a.isOwn() || a.state != "refused" {
				continue
			}
			// Somebody else has taken it for themselves meanwhile.
			if refused[a.ticket] = true; !w.book.own[a.ticket].canned || !strings.Contains(a.refusal, string(support.CodeNotFound)) {
				w.wrong(&v.lost, "refused as %s: a %s of %s", a.refusal, a.kind, login)
			}
		}
	}
	there := map[string]string{}
	names := map[string]bool{}
	note := func(id, name, state string) {
		if names[name] {
			w.wrong(&v.doubled, "doubled: %q is kept twice", name)
		}
		names[name], there[id] = true, state
	}
	for _, f := range tr.filters {
		note(f.ID, f.Name, filterState(f))
	}
	for _, c := range tr.canned {
		note(c.ID, c.Name, cannedState(c))
	}
	for id, o := range w.book.own {
		is, may := there[id], map[string]bool{}
		if is == "" {
			is = ownGone
		}
		for _, last := range o.last {
			maps.Copy(may, last)
		}
		if refused[id] {
			may = o.ever
		}
		if !may[is] {
			w.wrong(&v.lost, "what was kept as %s is %q, and was left as %v", id, is, o.last)
		}
		delete(there, id)
	}
	for _, state := range there {
		w.wrong(&v.odd, "nobody has kept %s", state)
	}
}

// judgeOwnShown compares somebody's filters and canned replies, as their workstation shows them, with the server's.
func (w *world) judgeOwnShown(ctx context.Context, tr truth, p *desktop.Profile, me support.Person) {
	var got, want []string
	queues, err := p.Desk().Queues(ctx)
	if err != nil {
		w.wrong(&w.verdict.odd, "%v", err)
		return
	}
	for _, f := range queues.Filters {
		got = append(got, filterState(f.Filter))
	}
	canned, err := p.Desk().CannedReplies(ctx)
	if err != nil {
		w.wrong(&w.verdict.odd, "%v", err)
		return
	}
	for _, c := range canned {
		got = append(got, cannedState(c))
	}
	for _, f := range tr.filters {
		if me.SeesFilter(&f) {
			want = append(want, filterState(f))
		}
	}
	for _, c := range tr.canned {
		if me.SeesCannedReply(&c) {
			want = append(want, cannedState(c))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.wrong(&w.verdict.differing, "%s has kept\n%q\nand sees\n%q", me.Login, want, got)
	}
	w.judgeQueues(ctx, tr, p, me, queues.Filters, queues.Counts)
}

// readOwn adds to the truth what is kept for people.
func (tr *truth) readOwn(ctx context.Context, r store.Reader, people map[string]support.Person) error {
	owners := []string{""}
	for _, p := range people {
		owners = append(owners, p.ID)
	}
	for _, owner := range owners {
		canned, err := r.CannedReplies(ctx, owner)
		if err != nil {
			return err
		}
		tr.canned = append(tr.canned, canned...)
		if owner == "" {
			continue
		}
		filters, err := r.Filters(ctx, owner)
		if err != nil {
			return err
		}
		tr.filters = append(tr.filters, filters...)
	}
	times, err := r.ResponseTimes(ctx)
	tr.times = times
	return err
}
