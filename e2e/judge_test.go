//go:build e2e

package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// figures count what was done to the programs and what came of it. Whatever is not zero in the second line is a failure.
type figures struct {
	rounds, serverKills, stationKills int
	faults                            map[string]int
	words, drafts, notifications      int

	lost, doubled, disordered, differing, seenByTheWrong, missed, repeated int
}

func (f *figures) say(t *testing.T) {
	t.Helper()
	var faults strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f.faults)) {
		fmt.Fprintf(&faults, ", %s %d", name, f.faults[name])
	}
	t.Logf("figures: rounds %d, kills of the server %d and of workstations %d%s; acts acknowledged %d, drafts looked for %d, notifications %d; "+
		"lost %d, doubled %d, out of order %d, seen differently %d, seen by the wrong person %d, missed %d, notified again %d",
		f.rounds, f.serverKills, f.stationKills, faults.String(), f.words, f.drafts, f.notifications,
		f.lost, f.doubled, f.disordered, f.differing, f.seenByTheWrong, f.missed, f.repeated)
}

// truth is what the server answers one person: every ticket with all its messages.
type truth struct {
	me, name, role string

	tickets map[string]api.Ticket
	said    map[string][]api.Message
}

// truthFor asks the server for everything that somebody may see.
func (s *server) truthFor(token string) truth {
	s.t.Helper()
	var me api.Me
	s.call(token, http.MethodGet, "/v1/me", nil, &me)
	out := truth{me: me.ID, name: me.Name, role: me.Role, tickets: map[string]api.Ticket{}, said: map[string][]api.Message{}}
	for _, t := range listed[api.Ticket](s, token, "/v1/tickets") {
		out.tickets[t.ID] = t
		out.said[t.ID] = listed[api.Message](s, token, "/v1/tickets/"+t.ID+"/messages")
	}
	return out
}

// repliesIn are a ticket's replies, its description the first.
func (all truth) repliesIn(ticket string) []api.Message {
	return slices.DeleteFunc(slices.Clone(all.said[ticket]), func(m api.Message) bool { return m.Kind != "reply" })
}

// listed are all items of a list.
func listed[T any](s *server, token, path string) []T {
	s.t.Helper()
	var all []T
	for after := ""; ; {
		var page api.Page[T]
		s.call(token, http.MethodGet, path+"?limit=500&after="+url.QueryEscape(after), nil, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// wordsOf is what a message says, its event's text included.
func wordsOf(m *api.Message) string {
	if m.Event != nil {
		return m.Event.Text
	}
	return m.Text
}

// judge holds what the server has against what everybody was told: what was acknowledged is there once, or its writer can
// see that it was refused and why; nothing is there twice; of each writer what they wrote in a ticket stands in its order.
func (j *journal) judge(t *testing.T, all truth, refused map[string][]waitingAct, f *figures) {
	t.Helper()
	found := map[string]int{}
	place := map[string]string{}
	for id, messages := range all.said {
		for i := range messages {
			text := wordsOf(&messages[i])
			found[text]++
			place[text] = id
		}
	}
	said := j.said()
	known := map[string]*words{}
	for _, w := range said {
		known[w.text] = w
		there, inSight := found[w.text], isRefused(refused[w.by], w)
		switch {
		case there > 1, there == 1 && inSight:
			f.doubled++
			t.Errorf("%q is there %d times, and refused: %v", w.text, there, inSight)
		case there == 0 && !inSight && w.fate == acknowledged:
			f.lost++
			t.Errorf("%q was acknowledged and is nowhere", w.text)
		case there == 1 && w.fate == refusedAtOnce:
			f.doubled++
			t.Errorf("%q was refused with %q, and is there", w.text, w.code)
		case there == 1 && w.ticket != "" && place[w.text] != w.ticket:
			f.lost++
			t.Errorf("%q stands in another ticket", w.text)
		}
		if w.fate == acknowledged {
			f.words++
		}
	}
	for id, messages := range all.said {
		j.inOrder(t, id, messages, known, f)
	}
}

// isRefused reports whether the writer sees that something was refused, by a closed ticket: no other reason is right.
func isRefused(acts []waitingAct, w *words) bool {
	return slices.ContainsFunc(acts, func(a waitingAct) bool {
		return a.Text == w.text && a.State == "refused" && a.Refusal == support.CodeTicketClosed
	})
}

// inOrder wants of every writer, in a ticket's replies and events and in its notes, what was written first to stand first.
func (j *journal) inOrder(t *testing.T, ticket string, messages []api.Message, known map[string]*words, f *figures) {
	t.Helper()
	last := map[string]*words{}
	index := 0
	for i := range messages {
		m := &messages[i]
		chain := "notes"
		if m.Index != nil {
			chain = "replies and events"
			if index++; *m.Index != index {
				f.disordered++
				t.Errorf("ticket %s has index %d where %d belongs", ticket, *m.Index, index)
			}
		}
		w := known[wordsOf(m)]
		if w == nil {
			continue
		}
		key := w.by + chain
		if before := last[key]; before != nil && before.n > w.n {
			f.disordered++
			t.Errorf("ticket %s: %q stands before %q", ticket, before.text, w.text)
		}
		last[key] = w
	}
}

// difference says where what somebody sees is not what the server has; nothing where all is the same.
func (all truth) difference(seen []seenTicket) string {
	if len(seen) != len(all.tickets) {
		return fmt.Sprintf("%d tickets instead of %d", len(seen), len(all.tickets))
	}
	for i := range seen {
		mine := &seen[i]
		theirs, there := all.tickets[mine.ID]
		if !there {
			return fmt.Sprintf("ticket %s is not for them", mine.ID)
		}
		assignee := ""
		if theirs.Assignee != nil {
			assignee = theirs.Assignee.ID
		}
		if mine.Number != theirs.Number || mine.Status != theirs.Status || mine.Assignee != assignee {
			return fmt.Sprintf("#%d is %s with %q instead of #%d %s with %q", mine.Number, mine.Status, mine.Assignee, theirs.Number, theirs.Status, assignee)
		}
		said := slices.DeleteFunc(slices.Clone(mine.Messages), func(m seenMessage) bool { return m.State == "refused" })
		want := all.said[mine.ID]
		if len(said) != len(want) {
			return fmt.Sprintf("#%d has %d messages instead of %d", mine.Number, len(said), len(want))
		}
		for k := range want {
			if said[k].ID != want[k].ID || said[k].Text != wordsOf(&want[k]) || want[k].Index != nil && said[k].Index != *want[k].Index {
				return fmt.Sprintf("#%d says %+v instead of %s %q", mine.Number, said[k], want[k].ID, wordsOf(&want[k]))
			}
			if state := said[k].State; state == "waiting" || state == "stuck" {
				return fmt.Sprintf("#%d shows %q as %s", mine.Number, said[k].Text, state)
			}
		}
	}
	return ""
}
