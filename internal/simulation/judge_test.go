package simulation_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // outboxes are looked into as files

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// verdict is what was found in one world, or in many.
type verdict struct {
	seeds, acts, refused                                           int
	desktopDeaths, serverDeaths                                    int
	lost, doubled, disordered, seen, differing, missed, stale, odd int
	repeated                                                       int
	// files are those that were attached, givenUp of them those that did not arrive for that.
	files, givenUp int
	// met counts how often somebody was told who else is in a ticket.
	met int
}

func (v *verdict) total() int {
	return v.lost + v.doubled + v.disordered + v.seen + v.differing + v.missed + v.stale + v.odd + v.repeated
}

func (v *verdict) add(o verdict) {
	v.seeds, v.acts, v.refused = v.seeds+o.seeds, v.acts+o.acts, v.refused+o.refused
	v.desktopDeaths, v.serverDeaths = v.desktopDeaths+o.desktopDeaths, v.serverDeaths+o.serverDeaths
	v.lost, v.doubled, v.disordered = v.lost+o.lost, v.doubled+o.doubled, v.disordered+o.disordered
	v.seen, v.differing, v.missed = v.seen+o.seen, v.differing+o.differing, v.missed+o.missed
	v.stale, v.odd, v.repeated, v.met = v.stale+o.stale, v.odd+o.odd, v.repeated+o.repeated, v.met+o.met
	v.files, v.givenUp = v.files+o.files, v.givenUp+o.givenUp
}

// truth is what is on the server in the end.
type truth struct {
	tickets  map[string]support.Ticket
	messages map[string][]support.Message
	// texts are the places of each text, by ticket and position.
	texts map[string][]place
	marks map[string]support.Mark

	filters []support.Filter
	canned  []support.CannedReply
	times   support.ResponseTimes
}

type place struct {
	ticket string
	at     int
}

func (w *world) truth(ctx context.Context) truth {
	tr := truth{
		tickets: map[string]support.Ticket{}, messages: map[string][]support.Message{}, texts: map[string][]place{},
		marks: map[string]support.Mark{},
	}
	err := w.host.now().Store().Read(ctx, func(r store.Reader) error {
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
		return tr.readOwn(ctx, r, w.cast.people)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return tr
}

// judge compares what people were told with what is there, once all faults have ended.
func (w *world) judge() verdict {
	v, ctx := &w.verdict, context.Background()
	v.seeds, v.desktopDeaths, v.serverDeaths = 1, w.deaths[0], w.deaths[1]
	w.heal(ctx)
	tr := w.truth(ctx)
	if found, err := w.host.now().Check(ctx); err != nil || len(found) > 0 {
		w.wrong(&v.odd, "the server's store is not sound: %v %v", found, err)
	}
	for _, s := range w.stations {
		if err := s.end(); err != nil {
			w.wrong(&v.odd, "workstation %d does not end cleanly: %v", s.n, err)
		}
	}
	w.judgeWritten(ctx, tr)
	w.judgeAttached(ctx, tr)
	w.judgeShown(tr)
	w.judgeLinks(tr)
	w.judgeMet(tr)
	for _, s := range w.stations {
		w.judgeFiles(s)
	}
	w.host.die(false)
	w.behind.Wait()
	return *v
}

// judgeFronts compares what those in front of their workstations have on their screens with what is on the server: of all
// of them, or, as long as not everybody has been here to send what is theirs, of those of whom nothing waits, without
// their marks, which may wait unseen.
func (w *world) judgeFronts(ctx context.Context, when string, all bool) {
	tr := w.truth(ctx)
	for _, s := range w.stations {
		p, err := s.current().Front()
		if err != nil || !all && (!online(p) || waiting(ctx, p) > 0) {
			continue
		}
		s.checkDrafts(when)
		w.judgeView(ctx, tr, s, p, all)
		w.judgeNotified(ctx, tr, p, all)
	}
}

// judgeWritten looks for each thing that was written: once, and in its author's order.
func (w *world) judgeWritten(ctx context.Context, tr truth) {
	v := &w.verdict
	acts := map[string][]keptAct{}
	for _, s := range w.stations {
		for login, kept := range w.outboxes(ctx, s) {
			acts[login] = append(acts[login], kept...)
		}
	}
	type line struct {
		station       int
		login, ticket string
	}
	last := map[line]place{}
	v.acts = w.book.told
	for _, a := range w.book.written {
		places := tr.texts[a.label]
		if a.kind == "batch" {
			w.judgeBatch(a, places, acts[a.login])
			continue
		}
		if len(places) > 1 {
			w.wrong(&v.doubled, "doubled: %q is in %v", a.label, places)
		}
		if !a.kept {
			continue
		}
		v.acts++
		if len(places) == 0 {
			i := slices.IndexFunc(acts[a.login], func(k keptAct) bool { return strings.Contains(k.body, a.label) })
			w.judgeRefused(a, i, acts[a.login])
			continue
		}
		key := line{a.life.s.n, a.login, places[0].ticket}
		if before, ok := last[key]; ok && before.at > places[0].at {
			w.wrong(&v.disordered, "out of order: %q", a.label)
		}
		last[key] = places[0]
	}
	w.judgeOwn(tr, acts)
	for login, kept := range acts {
		for _, a := range kept {
			if a.kind == "mark" || strings.HasSuffix(a.kind, "_removal") || a.state != "sent" {
				continue // of those, the server keeps no record
			}
			err := w.host.now().Store().Read(ctx, func(r store.Reader) error { _, err := r.Act(ctx, a.id); return err })
			if err != nil {
				w.wrong(&v.lost, "%s counts a %s as sent, and the server does not have it: %v", login, a.kind, err)
			}
		}
	}
}

// judgeRefused looks at the act of something that is not on the server: the i-th of its author's. It was refused because the
// ticket was closed meanwhile, or reopened before a verdict; or what it goes with was.
func (w *world) judgeRefused(a *written, i int, acts []keptAct) {
	v := &w.verdict
	if i < 0 {
		w.wrong(&v.lost, "lost: %s %q of %s, written at %v", a.kind, a.label, a.login, a.at)
		return
	}
	act := acts[i]
	if act.state == "waiting" && act.needs != "" {
		if need := slices.IndexFunc(acts, func(k keptAct) bool { return k.id == act.needs }); need >= 0 {
			act = acts[need]
		}
	}
	if act.state != "refused" {
		w.wrong(&v.lost, "%s: %s %q of %s, written at %v", act.state, a.kind, a.label, a.login, a.at)
		return
	}
	v.refused++
	reopened := a.kind == "verdict" && strings.Contains(act.refusal, string(support.CodeConflict))
	if !reopened && !strings.Contains(act.refusal, string(support.CodeTicketClosed)) {
		w.wrong(&v.lost, "refused as %s: %s %q of %s", act.refusal, a.kind, a.label, a.login)
	}
}

type keptAct struct{ id, kind, ticket, needs, state, body, refusal string }

// isOwn reports whether the act is about a filter or a canned reply.
func (a keptAct) isOwn() bool { return !outbox.Kind(a.kind).OfTicket() }

// outboxes are the acts of everybody at a workstation, by login, as they lie on the disk.
func (w *world) outboxes(ctx context.Context, s *station) map[string][]keptAct {
	out := map[string][]keptAct{}
	files, err := filepath.Glob(filepath.Join(s.dir, "people", "*", "outbox.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range files {
		card, err := os.ReadFile(filepath.Join(filepath.Dir(file), "profile.json"))
		if err != nil {
			w.wrong(&w.verdict.odd, "%v", err)
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
			w.wrong(&w.verdict.odd, "%s: %v", file, err)
		}
		out[login] = acts
	}
	return out
}

func readActs(ctx context.Context, db *sql.DB) (acts []keptAct, err error) {
	rows, err := db.QueryContext(ctx, `SELECT id, kind, ticket_id, needs, state, body, refusal FROM acts ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a keptAct
		if err := rows.Scan(&a.id, &a.kind, &a.ticket, &a.needs, &a.state, &a.body, &a.refusal); err != nil {
			return nil, err
		}
		acts = append(acts, a)
	}
	return acts, rows.Err()
}
