package demo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/phone"
	"filodiretto/backend/support"
)

// noon is a Thursday in November.
var noon = time.Date(2026, 11, 19, 11, 0, 0, 0, time.UTC)

// told plays a whole run without a store and hands out its records.
func told(t testing.TB, o Options, use func(*record)) *cast {
	t.Helper()
	s, err := sizesOf(o)
	if err != nil {
		t.Fatal(err)
	}
	words, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	own, err := readTexts(o.Texts)
	if err != nil {
		t.Fatal(err)
	}
	c, err := newCast(o.Seed, s, noon.Add(-s.span-30*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	p := &planner{
		teller: &teller{content: words, cast: c, seed: o.Seed, texts: own},
		budget: newBudget(o.Seed, s), rng: random(o.Seed, streamPicks, 0), now: noon, sizes: s,
	}
	err = p.inOrder(func(s *story) error {
		r, err := play(o.Seed, s, false)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", s.scenario.name, s.cause.name, err)
		}
		r.read(c, o.Seed)
		use(r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContent_EveryCauseCanBeToldAndClosed(t *testing.T) {
	words, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range words.scenarios {
		known := false
		for _, name := range categoryNames {
			known = known || name == s.category
		}
		if !known || len(s.severities) == 0 || len(s.families) == 0 || len(s.causes) == 0 {
			t.Errorf("scenario %s lacks category, severities, machines or causes", s.name)
		}
		for _, k := range s.causes {
			if len(k.openings) == 0 || len(k.exchanges) == 0 || len(k.resolutions) == 0 {
				t.Errorf("%s, %s lacks openings, exchanges or a resolution", s.name, k.name)
			}
			for _, x := range k.exchanges {
				for _, l := range x.lines {
					if strings.Contains(strings.Join(l.variants, " "), "{ricambio}") && len(k.spares) == 0 {
						t.Errorf("%s, %s speaks of a spare part that it does not name", s.name, k.name)
					}
				}
			}
		}
	}
	for _, f := range allFamilies() {
		if len(words.byFamily[f]) < 8 {
			t.Errorf("only %d scenarios for %s", len(words.byFamily[f]), f)
		}
	}
}

func TestTelling_EveryTextIsOneThatTheServerTakes(t *testing.T) {
	texts, titles := 0, map[string]bool{}
	told(t, Options{Seed: 5, Tickets: 1000}, func(r *record) {
		titles[r.ticket.Title] = true
		for _, m := range r.messages {
			text := m.Text
			if m.Kind == support.MessageEvent {
				if text = m.Event.Text; text == "" {
					continue
				}
			}
			texts++
			if err := support.CheckText("text", text, support.MaxText); err != nil || text != support.NormalText(text) {
				t.Errorf("%q: %v", text, err)
			}
			if strings.ContainsAny(text, "{}[]|") || strings.Contains(text, ">>") || strings.Contains(text, "  ") {
				t.Errorf("part of a template is left in %q", text)
			}
		}
	})
	if texts < 7_000 || len(titles) < 300 {
		t.Errorf("%d texts with %d titles are too few to be believed", texts, len(titles))
	}
}

func TestTelling_RespectsWorkingHoursAndNow(t *testing.T) {
	outside, all := 0, 0
	c := told(t, Options{Seed: 3, Tickets: 500}, func(r *record) {
		last := time.Time{}
		for _, m := range r.messages {
			if m.CreatedAt.Before(last) || m.CreatedAt.After(noon) || m.WrittenAt.After(m.CreatedAt) {
				t.Errorf("%q was said at %v, after %v", m.Text, m.CreatedAt, last)
			}
			last = m.CreatedAt
			all++
			if m.Author.Role != support.RoleOperator {
				if h := last.In(here); h.Weekday() == time.Sunday || h.Hour() < 8 || h.Hour() > 18 {
					outside++
				}
			}
		}
	})
	if outside > all/100 {
		t.Errorf("%d of %d acts of the support are outside its hours", outside, all)
	}
	if c.technicians[0].Login != "luca.bianchi" || c.houses[0].operators[0].Login != "anna.rossi" {
		t.Errorf("the first are %s and %s", c.technicians[0].Login, c.houses[0].operators[0].Login)
	}
}

func TestTelling_CountsAreTotalsExactly(t *testing.T) {
	for _, c := range []struct{ tickets, messages int }{
		{1, 1}, {1, 2}, {1, 3}, {1, 400}, {2, 5}, {3, 200}, {4, 60}, {5, 9}, {10, 10}, {10, 1000}, {50, 120}, {100, 300}, {100, 450},
		{120, 700}, {60, 2500},
	} {
		tickets, messages := 0, 0
		told(t, Options{Seed: uint64(c.tickets), Tickets: c.tickets, Messages: c.messages}, func(r *record) {
			tickets++
			messages += len(r.messages)
			if n := r.ticket.LastIndex + r.ticket.NoteCount; n != len(r.messages) {
				t.Errorf("a ticket counts %d of its %d messages", n, len(r.messages))
			}
		})
		if tickets != c.tickets || messages != c.messages {
			t.Errorf("%d tickets and %d messages, want %v", tickets, messages, c)
		}
	}
}

func TestTelling_AllStatesAndKindsArePresent(t *testing.T) {
	for _, tickets := range []int{4, 6, 12, 40, 600} {
		seen := map[string]bool{}
		told(t, Options{Seed: 1, Tickets: tickets, Messages: 14 * tickets}, func(r *record) {
			k := r.ticket
			seen[string(k.Status)] = true
			if tickets < 600 {
				return
			}
			seen[string(k.Severity)], seen[string(k.Kind)] = true, true
			seen["followed"] = seen["followed"] || k.FollowsTicketID != ""
			seen["for somebody"] = seen["for somebody"] || k.OpenedFor.ID != ""
			seen["window"] = seen["window"] || !k.CallWindow.IsZero()
			seen["nobody"] = seen["nobody"] || k.Open() && k.Assignee.ID == ""
			seen["long"] = seen["long"] || k.Open() && len(r.messages) >= 180
			for _, m := range r.messages {
				seen[string(m.Kind)], seen[string(m.Event.Type)], seen[string(m.Event.Outcome)] = true, true, true
				seen["reopened"] = seen["reopened"] || m.Event.From == "closed"
				seen["offline"] = seen["offline"] || m.WrittenAt.Before(m.CreatedAt)
			}
			if k.Phone != "" {
				if e164, err := phone.Parse(k.Phone, ""); err != nil || e164 != k.Phone {
					t.Errorf("%q is no number: %v", k.Phone, err)
				}
			} else if k.Kind == support.KindCallback {
				t.Error("a callback without a number")
			}
		})
		want := []string{"new", "in_progress", "waiting", "closed"}
		if tickets >= 600 {
			want = append(want, "stopped", "degraded", "question", "chat", "callback", "followed", "for somebody", "window", "nobody", "long",
				"reply", "note", "event", "status", "assignee", "severity", "call_attempt", "resolution", "no_answer", "busy", "spoken",
				"reopened", "offline")
		}
		for _, w := range want {
			if !seen[w] {
				t.Errorf("of %d tickets none is %q", tickets, w)
			}
		}
	}
}

func TestTelling_AFewRepliesAreUnread(t *testing.T) {
	var c *cast
	type count struct{ unread, tickets int }
	unread := map[string]count{}
	var records []*record
	c = told(t, Options{}, func(r *record) { records = append(records, r) })
	for _, p := range []*member{c.houses[0].operators[0], c.technicians[0]} {
		for _, r := range records {
			if !p.Sees(&r.ticket) || !p.Concerns(&r.ticket) {
				continue
			}
			read := 0
			for _, m := range r.marks {
				if m.PersonID == p.ID {
					read = m.Index
				}
			}
			n := 0
			for _, place := range r.unread(p) {
				if r.messages[place].Index > read {
					n++
				}
			}
			if n > 0 {
				u := unread[p.Login]
				unread[p.Login] = count{u.unread + n, u.tickets + 1}
			}
		}
	}
	if u := unread["anna.rossi"]; u.unread < 1 || u.unread > 6 {
		t.Errorf("Anna has %v unread", u)
	}
	if u := unread["luca.bianchi"]; u.tickets < 2 || u.unread > 30 {
		t.Errorf("Luca has %v unread", u)
	}
}

func TestTelling_ShowsTheFirstOperatorsTicket(t *testing.T) {
	found := false
	told(t, Options{Seed: 77}, func(r *record) {
		k := r.ticket
		if k.Title != "Le ventose perdono gli astucci." || k.Machine.Serial != "24-0117" || k.OpenedBy.Name != "Anna Rossi" {
			return
		}
		if !k.Open() {
			return
		}
		found = true
		if k.Status != support.StatusInProgress || k.Severity != support.SeverityStopped || k.Assignee.Name != "Luca Bianchi" {
			t.Errorf("it is %s, %s, with %q", k.Status, k.Severity, k.Assignee.Name)
		}
	})
	if !found {
		t.Error("there is no such ticket")
	}
}
