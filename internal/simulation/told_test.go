package simulation_test

import (
	"context"
	"maps"
	"slices"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

// showing is a notification of a message.
type showing struct {
	message string
	at      time.Time
	digest  bool
	life    *life
}

// shownBy is a message and the process that has shown it: whoever is at two workstations is told at both.
type shownBy struct {
	message string
	life    *life
}

type span struct{ from, to time.Time }

type ticketOf struct{ login, ticket string }

// notified notes what was shown to somebody.
func (b *book) notified(l *life, login string, digest bool, messages []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l.dead.Load() {
		return errGone
	}
	for _, m := range messages {
		b.shown[login] = append(b.shown[login], showing{message: m, at: time.Now(), digest: digest, life: l})
	}
	return nil
}

// saw notes that somebody has read a message.
func (b *book) saw(login, message string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen[login] == nil {
		b.seen[login] = map[string]bool{}
	}
	b.seen[login][message] = true
}

// looking notes that somebody had a ticket in front of them, without saying what of it they saw.
func (b *book) looking(login, ticket string, from time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of := ticketOf{login, ticket}
	b.looked[of] = append(b.looked[of], span{from, time.Now()})
}

// toldOf reports whether somebody was told of a message, or has read it.
func (b *book) toldOf(login, ticket string, m *support.Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen[login][m.ID] || slices.ContainsFunc(b.shown[login], func(s showing) bool { return s.message == m.ID }) {
		return true
	}
	return slices.ContainsFunc(b.looked[ticketOf{login, ticket}], func(s span) bool { return !s.to.Before(m.CreatedAt) })
}

// judgeNotified looks whether somebody was told of each answer that they have not read, and counts those as the server does.
func (w *world) judgeNotified(ctx context.Context, tr truth, p *desktop.Profile, marks bool) {
	v, me := &w.verdict, w.cast.people[p.Card().Me.Login]
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
		w.wrong(&v.missed, "%s was not told of %q in ticket %d, of %v", me.Login, newest.Text, t.Number, newest.CreatedAt)
	}
	counts, err := p.Desk().Counts(ctx)
	if err != nil || marks && counts.Unread != unread {
		w.wrong(&v.differing, "%s counts %d unread, and there are %d (%v)", me.Login, counts.Unread, unread, err)
	}
}

// judgeShown looks for what was shown to whom it does not concern, and for what was shown twice although the program did
// not die in between, and the disk took note of it.
func (w *world) judgeShown(tr truth) {
	v := &w.verdict
	messages := map[string]support.Message{}
	for _, of := range tr.messages {
		for _, m := range of {
			messages[m.ID] = m
		}
	}
	for _, login := range slices.Sorted(maps.Keys(w.book.shown)) {
		me := w.cast.people[login]
		first := map[shownBy]showing{}
		for _, s := range w.book.shown[login] {
			m, there := messages[s.message]
			t := tr.tickets[m.TicketID]
			switch {
			case !there && w.host.restoredAt.IsZero():
				w.wrong(&v.odd, "%s was told of %s, which is not there", login, s.message)
			case there && (!me.Sees(&t) || m.Kind == support.MessageNote && me.Role.Side() != support.SideSupport):
				w.wrong(&v.seen, "%s was told of %q", login, m.Text)
			case there && (m.Kind != support.MessageReply || m.Author.Role.Side() == me.Role.Side()):
				w.wrong(&v.odd, "%s was told of their own side's %s %q", login, m.Kind, m.Text)
			}
			by := shownBy{s.message, s.life}
			before, again := first[by]
			restored := again && !w.host.restoredAt.IsZero() && s.at.After(w.host.restoredAt) && before.at.Before(w.host.restoredAt)
			if again && !s.digest && !before.digest && !restored && !s.life.disk.failedAbout(before.at) {
				w.wrong(&v.repeated, "%s was told twice of %s, at %v and %v", login, s.message, before.at, s.at)
			}
			first[by] = s
		}
	}
}
