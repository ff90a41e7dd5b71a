package simulation_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

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
	if s.console {
		w.judgeConsole(ctx, v, p, me, tr)
	}
	for _, n := range s.current().Notices() {
		if n.Kind == desktop.NoticeRecordBroken {
			w.wrong(v, &v.odd, "%s is told that the record of %d tickets does not hold: %v", me.Login, n.Count, n.Tickets)
		}
	}
}

// judgeConsole compares a technician's queues, filters and canned replies with what is on the server.
func (w *world) judgeConsole(ctx context.Context, v *verdict, p *desktop.Profile, me support.Person, tr truth) {
	queues, err := p.Desk().Queues(ctx)
	if err != nil {
		w.wrong(v, &v.odd, "%v", err)
		return
	}
	replies, err := p.Desk().CannedReplies(ctx)
	if err != nil {
		w.wrong(v, &v.odd, "%v", err)
		return
	}
	var got, want []string
	open := 0
	for _, t := range tr.tickets {
		if t.Open() {
			open++
		}
	}
	for _, f := range queues.Filters {
		got = append(got, fmt.Sprintf("filter %s %q at %d", f.ID, f.Name, f.Place))
	}
	for _, c := range replies {
		got = append(got, fmt.Sprintf("reply %s %q %q of %q", c.ID, c.Name, c.Text, c.OwnerID))
	}
	err = w.host.now().Store().Read(ctx, func(r store.Reader) error {
		filters, err := r.Filters(ctx, me.ID)
		if err != nil {
			return err
		}
		for _, f := range filters {
			want = append(want, fmt.Sprintf("filter %s %q at %d", f.ID, f.Name, f.Place))
		}
		for _, owner := range []string{me.ID, ""} {
			replies, err := r.CannedReplies(ctx, owner)
			if err != nil {
				return err
			}
			for _, c := range replies {
				want = append(want, fmt.Sprintf("reply %s %q %q of %q", c.ID, c.Name, c.Text, c.OwnerID))
			}
		}
		return nil
	})
	slices.Sort(got)
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		w.wrong(v, &v.differing, "%s has\n%s\nand there are (%v)\n%s", me.Login, strings.Join(got, "\n"), err, strings.Join(want, "\n"))
	}
	if queues.Counts[board.Open] != open {
		w.wrong(v, &v.differing, "%s counts %d open tickets in the console, and there are %d", me.Login, queues.Counts[board.Open], open)
	}
}

// standing is all of a ticket that its viewers must agree on.
func standing(t support.Ticket, me support.Person) string {
	s := fmt.Sprintf("%d %s %q %s %s %q %q %d messages to %d, read to %d and %d, %v", t.Number, t.Kind, t.Title, t.Status,
		t.Severity, t.Assignee.Name, t.Resolution, t.MessageCount, t.LastIndex, t.ReadBySupport, t.ReadByCustomer, t.UpdatedAt)
	s += fmt.Sprintf(", %q, %q at %v, of %d", t.Cause.Name, t.Verdict, t.VerdictAt, t.DuplicateOf.Number)
	if me.Role.Side() == support.SideSupport {
		s += fmt.Sprintf(", %d notes, owed since %v, paused %v, spoken %v, again %v, first %v", t.NoteCount, t.AwaitedSince, t.PausedAt,
			t.SpokenAt, t.CallAgainAt, t.FirstReplyAt)
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
