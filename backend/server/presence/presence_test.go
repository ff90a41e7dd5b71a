package presence

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

var (
	acmes = support.Ticket{ID: "t-acme", CompanyID: "acme"}
	other = support.Ticket{ID: "t-acme-2", CompanyID: "acme"}

	anna  = support.Person{ID: "anna", Name: "Anna Rossi", Role: support.RoleOperator, CompanyID: "acme"}
	bruno = support.Person{ID: "bruno", Name: "Bruno Gialli", Role: support.RoleOperator, CompanyID: "acme"}
	piero = support.Person{ID: "piero", Name: "Piero Neri", Role: support.RoleOperator, CompanyID: "foundry"}
	luca  = support.Person{ID: "luca", Name: "Luca Bianchi", Role: support.RoleTechnician}
	mara  = support.Person{ID: "mara", Name: "Mara Verdi", Role: support.RoleAdmin}
)

func asleep() {}

func session(n byte) [32]byte { return [32]byte{n} }

// heard is what a subscription was told since the last time, "ticket person state" each, in order of the alphabet.
func heard(t *testing.T, l *Subscription) string {
	t.Helper()
	var all []string
	for _, b := range l.Take() {
		var p api.Presence
		if err := json.Unmarshal(b, &p); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		if p.Person.Name == "" {
			t.Errorf("%s has no name", b)
		}
		all = append(all, p.TicketID+" "+p.Person.ID+" "+p.State)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func want(t *testing.T, who string, l *Subscription, told string) {
	t.Helper()
	if got := heard(t, l); got != told {
		t.Errorf("%s was told %q, want %q", who, got, told)
	}
}

func TestPresence_IsToldToWhoeverMaySeeTheTicketAndToNobodyElse(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	woken := map[string]int{}
	of := func(p support.Person) *Subscription { return h.Subscribe(p, func() { woken[p.ID]++ }) }
	toAnna, toBruno, toPiero, toLuca := of(anna), of(bruno), of(piero), of(luca)
	h.Say(anna, session(1), &acmes, support.PresenceTyping)
	want(t, "their own other window", toAnna, "")
	want(t, "a colleague", toBruno, "t-acme anna typing")
	want(t, "another company", toPiero, "")
	want(t, "the support", toLuca, "t-acme anna typing")
	if len(woken) != 2 || woken[bruno.ID] != 1 || woken[luca.ID] != 1 {
		t.Errorf("woken were %v", woken)
	}
}

func TestPresence_OfANoteBeingWrittenReachesAnOperatorAsViewing(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	toAnna, toMara := h.Subscribe(anna, asleep), h.Subscribe(mara, asleep)
	first := "t-acme luca viewing"
	for _, state := range []support.Presence{support.PresenceViewing, support.PresenceTypingNote, support.PresenceViewing, support.PresenceTypingNote} {
		h.Say(luca, session(1), &acmes, state)
		// That a note is begun is nothing new: not even that something was told says so.
		want(t, "the operator", toAnna, first)
		want(t, "the support", toMara, "t-acme luca "+string(state))
		first = ""
	}
	want(t, "an operator who comes later", h.Subscribe(bruno, asleep), "t-acme luca viewing")
	want(t, "a technician who comes later", h.Subscribe(mara, asleep), "t-acme luca typing_note")
}

// Whoever is there says so on a beat of their own; a note that is begun or left between two beats must not move it.
func TestPresence_ThatANoteIsBegunOrLeftMovesNothingOfWhatAnOperatorHears(t *testing.T) {
	heardWhen := func(t *testing.T, notes map[time.Duration]support.Presence) (told []string) {
		h := New(0)
		defer h.Shutdown()
		toAnna, begun, state := h.Subscribe(anna, asleep), time.Now(), support.PresenceViewing
		for step := time.Duration(0); step < 5*api.PresenceEvery; step += 100 * time.Millisecond {
			next, changes := notes[step]
			if changes {
				state = next
			}
			if changes || step%api.PresenceEvery == 0 {
				h.Say(luca, session(1), &acmes, state)
			}
			if what := heard(t, toAnna); what != "" {
				told = append(told, time.Since(begun).String()+" "+what)
			}
			time.Sleep(100 * time.Millisecond)
		}
		return told
	}
	synctest.Test(t, func(t *testing.T) {
		without := heardWhen(t, nil)
		if len(without) != 5 {
			t.Fatalf("without a note she hears %q", without)
		}
		for _, at := range []time.Duration{500 * time.Millisecond, 9200 * time.Millisecond, 19900 * time.Millisecond} {
			with := heardWhen(t, map[time.Duration]support.Presence{
				at: support.PresenceTypingNote, at + 19300*time.Millisecond: support.PresenceViewing,
			})
			if !slices.Equal(with, without) {
				t.Errorf("with a note begun after %v she hears %q, without one %q", at, with, without)
			}
		}
	})
}

func TestPresence_EndsWhenNothingIsHeardAndLastsWhileItIsSaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(0)
		defer h.Shutdown()
		toLuca := h.Subscribe(luca, asleep)
		h.Say(anna, session(1), &acmes, support.PresenceViewing)
		want(t, "at first", toLuca, "t-acme anna viewing")
		for range 6 {
			time.Sleep(api.PresenceEvery)
			h.Say(anna, session(1), &acmes, support.PresenceViewing)
			want(t, "while it lasts", toLuca, "t-acme anna viewing")
		}
		time.Sleep(api.PresenceLasts - time.Second)
		want(t, "before it is over", toLuca, "")
		want(t, "who comes before it is over", h.Subscribe(luca, asleep), "t-acme anna viewing")
		time.Sleep(time.Second)
		synctest.Wait()
		want(t, "once it is over", toLuca, "t-acme anna gone")
		want(t, "who comes later", h.Subscribe(luca, asleep), "")
		if len(h.rooms)+len(h.seats) != 0 {
			t.Error("something is remembered")
		}
	})
}

func TestPresence_IsNotRepeatedBeforeItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(0)
		defer h.Shutdown()
		toLuca := h.Subscribe(luca, asleep)
		h.Say(anna, session(1), &acmes, support.PresenceTyping)
		heard(t, toLuca)
		time.Sleep(time.Second)
		h.Say(anna, session(1), &acmes, support.PresenceTyping)
		want(t, "a second later", toLuca, "")
	})
}

func TestPresence_SessionsOfOnePersonAreOnePerson(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	toLuca := h.Subscribe(luca, asleep)
	h.Say(anna, session(1), &acmes, support.PresenceTyping)
	h.Say(anna, session(2), &acmes, support.PresenceViewing)
	want(t, "the support", toLuca, "t-acme anna typing")
	h.EndSession(session(1))
	want(t, "after the one who wrote signed out", toLuca, "t-acme anna viewing")
	h.Say(anna, session(2), &acmes, support.PresenceGone)
	want(t, "after the last has left", toLuca, "t-acme anna gone")
}

func TestPresence_ASessionIsInOneTicketAtATime(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	toLuca := h.Subscribe(luca, asleep)
	h.Say(anna, session(1), &acmes, support.PresenceViewing)
	h.Say(anna, session(1), &other, support.PresenceViewing)
	want(t, "the support", toLuca, "t-acme anna gone, t-acme-2 anna viewing")
	h.Say(anna, session(1), &acmes, support.PresenceGone)
	want(t, "when the one that was left says so late", toLuca, "")
	want(t, "who comes then", h.Subscribe(luca, asleep), "t-acme-2 anna viewing")
}

func TestPresence_EndsWithTheSession(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	toLuca := h.Subscribe(luca, asleep)
	h.Say(anna, session(1), &acmes, support.PresenceViewing)
	h.Say(bruno, session(2), &acmes, support.PresenceViewing)
	h.Say(bruno, session(3), &other, support.PresenceViewing)
	heard(t, toLuca)
	h.EndPerson("bruno", session(3))
	want(t, "after Bruno's other sessions ended", toLuca, "t-acme bruno gone")
	h.EndPerson("bruno", [32]byte{})
	want(t, "after all of Bruno's ended", toLuca, "t-acme-2 bruno gone")
	h.EndSession(session(1))
	want(t, "after Anna signed out", toLuca, "t-acme anna gone")
}

func TestPresence_WaitingForASlowReaderIsBounded(t *testing.T) {
	h := New(0)
	defer h.Shutdown()
	slow := h.Subscribe(luca, asleep)
	for n := range 2 * maxWaiting {
		person := anna
		person.ID = string(rune('a' + n))
		h.Say(person, [32]byte{byte(n), byte(n >> 8), 1}, &acmes, support.PresenceViewing)
	}
	if n := len(slow.Take()); n > maxWaiting {
		t.Errorf("%d wait", n)
	}
	slow.Close()
	h.Say(anna, session(1), &other, support.PresenceTyping)
	if len(slow.Take()) != 0 {
		t.Error("who stopped listening is told")
	}
}
