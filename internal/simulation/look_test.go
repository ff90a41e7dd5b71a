package simulation_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// judgeView compares what a workstation shows with what is on the server.
func (w *world) judgeView(ctx context.Context, tr truth, s *station, p *desktop.Profile, marks bool) {
	v, me := &w.verdict, w.cast.people[p.Card().Me.Login]
	shown := map[string]desk.Row{}
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		for after := ""; ; {
			page, err := p.Desk().Tickets(ctx, section, after, 200)
			if err != nil {
				w.wrong(&v.odd, "%v", err)
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
				w.wrong(&v.seen, "%s sees the ticket %d of another company", me.Login, want.Number)
			}
			continue
		}
		if !there {
			w.wrong(&v.differing, "%s does not see ticket %d", me.Login, want.Number)
			continue
		}
		if got, want := standing(row.Ticket, me, marks), standing(want, me, marks); got != want {
			w.wrong(&v.differing, "%s sees a ticket as\n%s, and it is\n%s", me.Login, got, want)
		}
		w.judgeMessages(ctx, tr, p, me, want)
	}
	for id, row := range shown {
		if row.Outbox != desk.OutboxRefused {
			w.wrong(&v.differing, "%s sees ticket %s, which is not there: %+v", me.Login, id, row)
		}
	}
	if s.console {
		w.judgeOwnShown(ctx, tr, p, me)
	}
	for _, n := range s.current().Notices() {
		if n.Kind == desktop.NoticeRecordBroken {
			w.wrong(&v.odd, "%s is told that the record of %d tickets does not hold: %v", me.Login, n.Count, n.Tickets)
		}
	}
}

// standing is all of a ticket that its viewers must agree on.
func standing(t support.Ticket, me support.Person, marks bool) string {
	s := fmt.Sprintf("%d %s %q %s %s %q %q %d messages to %d, %v", t.Number, t.Kind, t.Title, t.Status,
		t.Severity, t.Assignee.Name, t.Resolution, t.MessageCount, t.LastIndex, t.UpdatedAt)
	if marks {
		s += fmt.Sprintf(", read to %d and %d", t.ReadBySupport, t.ReadByCustomer)
	}
	s += fmt.Sprintf(", cause %q, %q at %v, duplicate of %d", t.Cause.Name, t.Verdict, t.VerdictAt, t.DuplicateOf.Number)
	if me.Role.Side() == support.SideSupport {
		s += fmt.Sprintf(", %d notes, first answered %v, awaited %v, paused %v, spoken %v, to be called %v", t.NoteCount, t.FirstReplyAt,
			t.AwaitedSince, t.PausedAt, t.SpokenAt, t.CallAgainAt)
	}
	return s
}

func (w *world) judgeMessages(ctx context.Context, tr truth, p *desktop.Profile, me support.Person, t support.Ticket) {
	v := &w.verdict
	page, err := p.Desk().Messages(ctx, t.ID, "", 500)
	if err != nil {
		w.wrong(&v.odd, "%v", err)
		return
	}
	var got, want []string
	line := func(m support.Message) string {
		return fmt.Sprintf("%s %d %d %d %s %s %q %x", m.ID, m.Index, m.AfterIndex, m.NoteIndex, m.Kind, m.Author.Name, m.Text, m.Hash)
	}
	for _, item := range page.Items {
		if item.State == desk.ItemRefused || item.State == desk.ItemWaiting {
			continue // what waits goes with what was refused: nothing else waits
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
		w.wrong(&v.differing, "%s sees the messages of ticket %d as\n%s\nand they are\n%s", me.Login, t.Number,
			lines(got), lines(want))
	}
}

func lines(of []string) string { return strings.Join(of, "\n") }

// judgeFiles looks into a workstation's files for what must not be there in any form: what is another technician's own, and
// on an operator's all that is the support's.
func (w *world) judgeFiles(s *station) {
	v, forbidden := &w.verdict, []string{}
	for login := range w.cast.people {
		if !slices.Contains(s.people, login) {
			forbidden = append(forbidden, ownMark(login))
		}
	}
	if !s.console {
		forbidden = append(forbidden, noteMark, companyMark(1-s.n%2), filterMark, sharedMark)
		w.judgeClocks(s)
	}
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, mark := range forbidden {
			if bytes.Contains(content, []byte(mark)) {
				w.wrong(&v.seen, "%q is in %s", mark, path)
			}
		}
		return err
	})
	if err != nil {
		w.wrong(&v.odd, "%v", err)
	}
}
