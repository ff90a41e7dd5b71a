package simulation_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // outboxes are looked into as files

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
				switch m.Event.Type {
				case support.EventResolution, support.EventCallAttempt, support.EventVerdict:
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
				// Of a ticket that was reopened meanwhile nobody says whether its machine runs.
				reopened := a.kind == "judge" && strings.Contains(acts[a.login][i].refusal, string(support.CodeConflict))
				if !reopened && !strings.Contains(acts[a.login][i].refusal, string(support.CodeTicketClosed)) {
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
			if a.kind == "mark" || strings.HasSuffix(a.kind, "_removal") || a.state != "sent" {
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
		acts, err := readActs(ctx, db)
		if err = errors.Join(err, db.Close()); err != nil {
			w.wrong(v, &v.odd, "%s: %v", file, err)
		}
		out[login] = acts
	}
	return out
}

func readActs(ctx context.Context, db *sql.DB) (acts []keptAct, err error) {
	rows, err := db.QueryContext(ctx, `SELECT id, kind, state, body, refusal FROM acts ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a keptAct
		if err := rows.Scan(&a.id, &a.kind, &a.state, &a.body, &a.refusal); err != nil {
			return nil, err
		}
		acts = append(acts, a)
	}
	return acts, rows.Err()
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

// judgeRepeated looks for what was shown twice although the program did not die in between, and the disk took note of it.
func (w *world) judgeRepeated(v *verdict) {
	for _, login := range slices.Sorted(maps.Keys(w.book.shown)) {
		first := map[string]showing{}
		for _, s := range w.book.shown[login] {
			before, again := first[s.message]
			restored := again && !w.host.restoredAt.IsZero() && s.at.After(w.host.restoredAt) && before.at.Before(w.host.restoredAt)
			if again && before.life == s.life && !s.digest && !before.digest && !restored && !s.life.disk.failedAbout(before.at) {
				w.wrong(v, &v.repeated, "%s was told twice of %s, at %v and %v", login, s.message, before.at, s.at)
			}
			first[s.message] = s
		}
	}
}
