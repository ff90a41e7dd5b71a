package simulation_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // outboxes are looked into as files

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// verdict is what was found in one world, or in many.
type verdict struct {
	seeds, acts, refused                                           int
	desktopDeaths, serverDeaths                                    int
	lost, doubled, disordered, seen, differing, missed, stale, odd int
	repeated                                                       int
}

func (v *verdict) total() int {
	return v.lost + v.doubled + v.disordered + v.seen + v.differing + v.missed + v.stale + v.odd + v.repeated
}

func (v *verdict) add(o verdict) {
	v.seeds, v.acts, v.refused = v.seeds+o.seeds, v.acts+o.acts, v.refused+o.refused
	v.desktopDeaths, v.serverDeaths = v.desktopDeaths+o.desktopDeaths, v.serverDeaths+o.serverDeaths
	v.lost, v.doubled, v.disordered = v.lost+o.lost, v.doubled+o.doubled, v.disordered+o.disordered
	v.seen, v.differing, v.missed = v.seen+o.seen, v.differing+o.differing, v.missed+o.missed
	v.stale, v.odd, v.repeated = v.stale+o.stale, v.odd+o.odd, v.repeated+o.repeated
}

// The patience after healing: of a line that comes back without anybody's help, and of all that follows once it is up.
const (
	lineWithin    = 75 * time.Second
	settledWithin = 5 * time.Second
)

// heal ends all faults, and lets everybody who works here sign in once more: what waits of theirs leaves then.
func (w *world) heal(v *verdict) {
	w.network.heal()
	up := func() bool {
		for _, s := range w.stations {
			l := s.current()
			if l == nil {
				return false
			}
			p, err := l.Front()
			if err == nil && p.State().Phase != syncer.PhaseOnline && p.State().Phase != syncer.PhaseUnauthenticated {
				return false
			}
		}
		return true
	}
	if !until(lineWithin, up) {
		w.wrong(v, &v.odd, "a line does not come back by itself")
	}
	for _, which := range []string{"a", "b"} {
		var signingIn sync.WaitGroup
		for _, s := range w.stations {
			signingIn.Go(func() {
				l, who := s.current(), loginOf(s.n, which)
				if err := l.signIn(who); err != nil {
					w.wrong(v, &v.odd, "%s cannot sign in after healing: %v", who, err)
				}
			})
		}
		signingIn.Wait()
		online := func() bool {
			return w.fronts(func(p *desktop.Profile) bool { return p.State().Phase == syncer.PhaseOnline })
		}
		if !until(lineWithin, online) {
			w.wrong(v, &v.odd, "not everybody is online after healing")
		}
		// "Try now": what the server failed often is tried hourly otherwise.
		w.fronts(func(p *desktop.Profile) bool { return p.RetryNow(context.Background()) == nil })
		done := func() bool { return w.fronts(func(p *desktop.Profile) bool { return p.Counts().Waiting == 0 }) }
		if !until(settledWithin, done) && which == "b" {
			w.fronts(func(p *desktop.Profile) bool {
				if n := p.Counts().Waiting; n > 0 {
					w.wrong(v, &v.lost, "%d acts of %s still wait %v after healing", n, p.Card().Me.Login, settledWithin)
				}
				return true
			})
		}
	}
	time.Sleep(settledWithin)
}

func (w *world) fronts(holds func(*desktop.Profile) bool) bool {
	all := true
	for _, s := range w.stations {
		p, err := s.current().Front()
		all = err == nil && holds(p) && all
	}
	return all
}

// until waits for something in the world's time.
func until(within time.Duration, holds func() bool) bool {
	for end := time.Now().Add(within); ; time.Sleep(100 * time.Millisecond) {
		if holds() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// truth is what is on the server in the end.
type truth struct {
	tickets  map[string]support.Ticket
	messages map[string][]support.Message
	// texts are the places of each text, by ticket and position.
	texts map[string][]place
	marks map[string]support.Mark
}

type place struct {
	ticket string
	at     int
}

func (w *world) truth(ctx context.Context) (truth, error) {
	tr := truth{
		tickets: map[string]support.Ticket{}, messages: map[string][]support.Message{}, texts: map[string][]place{},
		marks: map[string]support.Mark{},
	}
	return tr, w.host.now().Store().Read(ctx, func(r store.Reader) error {
		tickets, err := r.Tickets(ctx, store.TicketFilter{})
		if err != nil {
			return err
		}
		for _, t := range tickets {
			tr.tickets[t.ID] = t
			messages, err := r.Messages(ctx, store.MessageFilter{TicketID: t.ID, WithNotes: true})
			if err != nil {
				return err
			}
			tr.messages[t.ID] = messages
			for at, m := range messages {
				text := m.Text
				if m.Event.Type == support.EventResolution || m.Event.Type == support.EventCallAttempt {
					text = m.Event.Text
				}
				if text != "" {
					tr.texts[text] = append(tr.texts[text], place{t.ID, at})
				}
			}
			for _, p := range w.cast.people {
				if m, err := r.Mark(ctx, p.ID, t.ID); err == nil {
					tr.marks[p.ID+" "+t.ID] = m
				}
			}
		}
		return nil
	})
}

// judge compares what people were told with what is there.
func (w *world) judge() verdict {
	v := verdict{seeds: 1, desktopDeaths: w.deaths[0], serverDeaths: w.deaths[1]}
	w.heal(&v)
	ctx := context.Background()
	tr, err := w.truth(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	if found, err := w.host.now().Store().Check(ctx); err != nil || len(found) > 0 {
		w.wrong(&v, &v.odd, "the server's store is not sound: %v %v", found, err)
	}
	for _, s := range w.stations {
		s.checkDraftsInto(&v, "in the end")
		w.judgeView(ctx, &v, tr, s)
		w.judgeNotified(ctx, &v, tr, s)
	}
	for _, s := range w.stations {
		if err := s.end(); err != nil {
			w.wrong(&v, &v.odd, "workstation %d does not end cleanly: %v", s.n, err)
		}
	}
	w.judgeWritten(ctx, &v, tr)
	w.judgeRepeated(&v)
	for _, s := range w.stations {
		w.judgeFiles(&v, s)
	}
	w.host.die(false)
	w.behind.Wait()
	return v
}

// judgeWritten looks for each thing that was written: once, and in its author's order.
func (w *world) judgeWritten(ctx context.Context, v *verdict, tr truth) {
	acts := map[string][]keptAct{}
	for _, s := range w.stations {
		for login, kept := range w.outboxes(ctx, v, s) {
			acts[login] = kept
		}
	}
	last := map[string]place{}
	v.acts = w.book.told
	for _, a := range w.book.written {
		places := tr.texts[a.label]
		if len(places) > 1 {
			w.wrong(v, &v.doubled, "doubled: %q is in %v", a.label, places)
		}
		if !a.kept {
			continue
		}
		v.acts++
		if len(places) == 0 {
			i := slices.IndexFunc(acts[a.login], func(k keptAct) bool { return strings.Contains(k.body, a.label) })
			switch {
			case i < 0:
				w.wrong(v, &v.lost, "lost: %s %q of %s, written at %v", a.kind, a.label, a.login, a.at)
			case acts[a.login][i].state != "refused":
				w.wrong(v, &v.lost, "%s: %s %q of %s, written at %v", acts[a.login][i].state, a.kind, a.label, a.login, a.at)
			default:
				v.refused++
				if !strings.Contains(acts[a.login][i].refusal, string(support.CodeTicketClosed)) {
					w.wrong(v, &v.lost, "refused as %s: %s %q of %s", acts[a.login][i].refusal, a.kind, a.label, a.login)
				}
			}
			continue
		}
		key := draftKey(a.login, places[0].ticket)
		if before, ok := last[key]; ok && before.at > places[0].at {
			w.wrong(v, &v.disordered, "out of order: %q", a.label)
		}
		last[key] = places[0]
	}
	for login, kept := range acts {
		for _, a := range kept {
			if a.kind == "mark" || a.state != "sent" {
				continue
			}
			err := w.host.now().Store().Read(ctx, func(r store.Reader) error { _, err := r.Act(ctx, a.id); return err })
			if err != nil {
				w.wrong(v, &v.lost, "%s counts a %s as sent, and the server does not have it: %v", login, a.kind, err)
			}
		}
	}
}

type keptAct struct{ id, kind, state, body, refusal string }

// outboxes are the acts of everybody at a workstation, by login, as they lie on the disk.
func (w *world) outboxes(ctx context.Context, v *verdict, s *station) map[string][]keptAct {
	out := map[string][]keptAct{}
	files, err := filepath.Glob(filepath.Join(s.dir, "people", "*", "outbox.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range files {
		card, err := os.ReadFile(filepath.Join(filepath.Dir(file), "profile.json"))
		if err != nil {
			w.wrong(v, &v.odd, "%v", err)
			continue
		}
		login := ""
		for _, p := range s.people {
			if bytes.Contains(card, []byte(`"`+p+`"`)) {
				login = p
			}
		}
		db, err := sql.Open("sqlite", "file:"+file)
		if err != nil {
			w.t.Fatal(err)
		}
		rows, err := db.QueryContext(ctx, `SELECT id, kind, state, body, refusal FROM acts ORDER BY seq`)
		for err == nil && rows.Next() {
			var a keptAct
			if err = rows.Scan(&a.id, &a.kind, &a.state, &a.body, &a.refusal); err == nil {
				out[login] = append(out[login], a)
			}
		}
		if err == nil {
			err = errors.Join(rows.Err(), rows.Close())
		}
		if err = errors.Join(err, db.Close()); err != nil {
			w.wrong(v, &v.odd, "%s: %v", file, err)
		}
	}
	return out
}

// judgeView compares what a workstation shows with what is on the server.
func (w *world) judgeView(ctx context.Context, v *verdict, tr truth, s *station) {
	p, err := s.current().Front()
	if err != nil {
		w.wrong(v, &v.odd, "nobody is in front of workstation %d", s.n)
		return
	}
	me := w.cast.people[p.Card().Me.Login]
	shown := map[string]desk.Row{}
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		for after := ""; ; {
			page, err := p.Desk().Tickets(ctx, section, after, 200)
			if err != nil {
				w.wrong(v, &v.odd, "%v", err)
				return
			}
			for _, row := range page.Items {
				shown[row.ID] = row
			}
			if after = page.Next; after == "" {
				break
			}
		}
	}
	for id, want := range tr.tickets {
		row, there := shown[id]
		delete(shown, id)
		if !me.Sees(&want) {
			if there {
				w.wrong(v, &v.seen, "%s sees the ticket %d of another company", me.Login, want.Number)
			}
			continue
		}
		if !there {
			w.wrong(v, &v.differing, "%s does not see ticket %d", me.Login, want.Number)
			continue
		}
		if got, want := standing(row.Ticket, me), standing(want, me); got != want {
			w.wrong(v, &v.differing, "%s sees a ticket as\n%s, and it is\n%s", me.Login, got, want)
		}
		w.judgeMessages(ctx, v, tr, p, me, want)
	}
	for id, row := range shown {
		if row.Outbox != desk.OutboxRefused {
			w.wrong(v, &v.differing, "%s sees ticket %s, which is not there: %+v", me.Login, id, row)
		}
	}
}

// standing is all of a ticket that its viewers must agree on.
func standing(t support.Ticket, me support.Person) string {
	s := fmt.Sprintf("%d %s %q %s %s %q %q %d messages to %d, read to %d and %d, %v", t.Number, t.Kind, t.Title, t.Status,
		t.Severity, t.Assignee.Name, t.Resolution, t.MessageCount, t.LastIndex, t.ReadBySupport, t.ReadByCustomer, t.UpdatedAt)
	if me.Role.Side() == support.SideSupport {
		s += fmt.Sprintf(", %d notes", t.NoteCount)
	}
	return s
}

func (w *world) judgeMessages(ctx context.Context, v *verdict, tr truth, p *desktop.Profile, me support.Person, t support.Ticket) {
	page, err := p.Desk().Messages(ctx, t.ID, "", 500)
	if err != nil {
		w.wrong(v, &v.odd, "%v", err)
		return
	}
	var got, want []string
	line := func(m support.Message) string {
		return fmt.Sprintf("%s %d %d %d %s %s %q %x", m.ID, m.Index, m.AfterIndex, m.NoteIndex, m.Kind, m.Author.Name, m.Text, m.Hash)
	}
	for _, item := range page.Items {
		if item.State == desk.ItemRefused {
			continue
		}
		got = append(got, line(item.Message))
	}
	for _, m := range tr.messages[t.ID] {
		if m.Kind == support.MessageNote && me.Role.Side() != support.SideSupport {
			continue
		}
		want = append(want, line(m))
	}
	if !slices.Equal(got, want) {
		w.wrong(v, &v.differing, "%s sees the messages of ticket %d as\n%s\nand they are\n%s", me.Login, t.Number,
			strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// judgeNotified looks whether whoever is in front was told of each answer that they have not read.
func (w *world) judgeNotified(_ context.Context, v *verdict, tr truth, s *station) {
	p, err := s.current().Front()
	if err != nil {
		return
	}
	me := w.cast.people[p.Card().Me.Login]
	unread := 0
	for id, t := range tr.tickets {
		if !me.Sees(&t) || !me.Concerns(&t) {
			continue
		}
		floor := tr.marks[me.ID+" "+id].Index
		for _, m := range tr.messages[id] {
			if m.Kind == support.MessageReply && m.Author.ID == me.ID {
				floor = max(floor, m.Index)
			}
		}
		var newest *support.Message
		for i := range tr.messages[id] {
			m := &tr.messages[id][i]
			if m.Kind == support.MessageReply && m.Index > floor && m.Author.Role.Side() != me.Role.Side() {
				newest = m
				unread++
			}
		}
		if newest == nil || w.book.toldOf(me.Login, id, newest) {
			continue
		}
		w.wrong(v, &v.missed, "%s was not told of %q in ticket %d, of %v", me.Login, newest.Text, t.Number, newest.CreatedAt)
	}
	counts, err := p.Desk().Counts(context.Background())
	if err != nil || counts.Unread != unread {
		w.wrong(v, &v.differing, "%s counts %d unread, and there are %d (%v)", me.Login, counts.Unread, unread, err)
	}
}

// toldOf reports whether somebody was told of a message, or had its ticket in front of them since it came.
func (b *book) toldOf(login, ticket string, m *support.Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.shown[login] {
		if s.message == m.ID {
			return true
		}
	}
	for _, s := range b.looked[draftKey(login, ticket)] {
		if !s.to.Before(m.CreatedAt) {
			return true
		}
	}
	return false
}

// judgeRepeated looks for what was shown twice although the program did not die in between.
func (w *world) judgeRepeated(v *verdict) {
	for _, login := range slices.Sorted(maps.Keys(w.book.shown)) {
		first := map[string]showing{}
		for _, s := range w.book.shown[login] {
			before, again := first[s.message]
			restored := again && !w.host.restoredAt.IsZero() && s.at.After(w.host.restoredAt) && before.at.Before(w.host.restoredAt)
			if again && before.life == s.life && !s.digest && !before.digest && !restored {
				w.wrong(v, &v.repeated, "%s was told twice of %s, at %v and %v", login, s.message, before.at, s.at)
			}
			first[s.message] = s
		}
	}
}

// judgeFiles looks into an operator's files for what must not be there in any form.
func (w *world) judgeFiles(v *verdict, s *station) {
	if s.console {
		return
	}
	forbidden := []string{noteMark, companyMark(1 - s.n%2)}
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, mark := range forbidden {
			if bytes.Contains(content, []byte(mark)) {
				w.wrong(v, &v.seen, "%q is in %s", mark, path)
			}
		}
		return err
	})
	if err != nil {
		w.wrong(v, &v.odd, "%v", err)
	}
}

// checkDrafts compares the drafts of whoever is in front with what was typed.
func (s *station) checkDrafts(when string) {
	s.checkDraftsInto(&verdict{}, when)
}

func (s *station) checkDraftsInto(v *verdict, when string) {
	l := s.current()
	if l == nil {
		return
	}
	p, err := l.Front()
	if err != nil {
		return
	}
	login := p.Card().Me.Login
	b := s.w.book
	b.mu.Lock()
	wanted := map[string]map[string]bool{}
	for key, texts := range b.drafts {
		if who, ticket, _ := strings.Cut(key, " "); who == login {
			wanted[ticket] = maps.Clone(texts)
		}
	}
	b.mu.Unlock()
	for ticket, texts := range wanted {
		got, err := p.Desk().ReplyDraft(context.Background(), ticket, support.MessageReply)
		if err == nil && texts[got] {
			continue
		}
		if l.dead.Load() {
			return
		}
		b.mu.Lock()
		now := b.drafts[draftKey(login, ticket)][got]
		b.mu.Unlock()
		if !now {
			s.w.wrong(v, &v.stale, "%s, the draft of %s is %q (%v), and it was %q", when, login, got, err, slices.Collect(maps.Keys(texts)))
		}
	}
}
