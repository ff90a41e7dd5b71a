package presence_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/presence"
	"filodiretto/backend/support"
)

const me, anna, marta = "me", "anna", "marta"

// room is a person's presence, and what it said and told.
type room struct {
	*presence.Presence

	mu   sync.Mutex
	said []string
	told []string
	fail error
}

func run(t *testing.T) *room {
	t.Helper()
	r := &room{}
	r.Presence = presence.New(presence.Options{
		Me: me,
		Send: func(_ context.Context, ticketID string, state support.Presence) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.said = append(r.said, ticketID+" "+string(state))
			return r.fail
		},
		Changed: func(ticketID string) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.told = append(r.told, ticketID)
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return r
}

// take is what was said, or told, since the last time.
func (r *room) take(from *[]string) string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	out := strings.Join(*from, ", ")
	*from = nil
	return out
}

func (r *room) in(ticketID string) string {
	var out []string
	for _, o := range r.In(ticketID) {
		out = append(out, fmt.Sprint(o.Person.Name, " ", o.State))
	}
	return strings.Join(out, ", ")
}

func heard(person, ticketID string, state support.Presence) api.Presence {
	return api.Presence{TicketID: ticketID, Person: api.Ref{ID: person, Name: person}, State: string(state)}
}

func TestPresence_SaysWhatOneDoesWhenItChangesAndWhileItLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t)
		time.Sleep(3 * api.PresenceEvery)
		if got := r.take(&r.said); got != "" {
			t.Errorf("in no ticket it said %q", got)
		}
		steps := []struct {
			do   func()
			want string
		}{
			{func() { r.Doing("1", support.PresenceViewing) }, "1 viewing"},
			{func() { r.Doing("1", support.PresenceViewing) }, ""},
			{func() { r.Doing("1", support.PresenceTypingNote) }, "1 typing_note"},
			{func() { time.Sleep(2*api.PresenceEvery + time.Second) }, "1 typing_note, 1 typing_note"},
			{func() { r.Looking("1") }, ""},
			{func() { r.Doing("2", support.PresenceViewing) }, "1 gone, 2 viewing"},
			{func() { r.Looking("3") }, "2 gone"},
			{func() { time.Sleep(3 * api.PresenceEvery) }, ""},
		}
		for i, step := range steps {
			step.do()
			if got := r.take(&r.said); got != step.want {
				t.Errorf("step %d said %q, want %q", i, got, step.want)
			}
		}
	})
}

func TestPresence_GoesOnAfterTheLineFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t)
		r.fail = errors.New("no line")
		r.Doing("1", support.PresenceViewing)
		synctest.Wait()
		time.Sleep(api.PresenceEvery)
		if got := r.take(&r.said); got != "1 viewing, 1 viewing" {
			t.Errorf("it said %q", got)
		}
	})
}

func TestPresence_KnowsWhoIsInATicketUntilTheyGoOrAreNotHeardOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t)
		r.Heard(heard(anna, "1", support.PresenceViewing))
		r.Heard(heard(marta, "1", support.PresenceTyping))
		r.Heard(heard(me, "1", support.PresenceTyping))
		r.Heard(heard(anna, "2", support.PresenceViewing))
		if got := r.in("1"); got != "marta typing, anna viewing" {
			t.Errorf("there are %q", got)
		}
		if got := r.take(&r.told); got != "1, 1, 2" {
			t.Errorf("told of %q", got)
		}
		time.Sleep(20 * time.Second)
		r.Heard(heard(marta, "1", support.PresenceTyping)) // again, which is no news
		r.Heard(heard(anna, "2", support.PresenceGone))
		if got := r.take(&r.told); got != "2" {
			t.Errorf("told of %q", got)
		}
		time.Sleep(api.PresenceLasts - 20*time.Second)
		if got := r.in("1"); got != "marta typing" {
			t.Errorf("after half a minute there are %q", got)
		}
		if got := r.take(&r.told); got != "1" {
			t.Errorf("told of %q", got)
		}
		time.Sleep(api.PresenceLasts)
		if got := r.in("1") + r.in("2"); got != "" {
			t.Errorf("at last there are %q", got)
		}
		r.Heard(heard(anna, "1", "dreaming"))
		r.Heard(heard(anna, "1", support.PresenceGone))
		if got := r.in("1"); got != "" || slices.Contains(strings.Split(r.take(&r.told), ", "), "2") {
			t.Errorf("what nobody does is %q", got)
		}
	})
}
