package desktop_test

import (
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func (s *workstation) isCalled(after string) {
	s.t.Helper()
	select {
	case <-s.bell:
	case <-time.After(20 * time.Second):
		s.t.Fatalf("%s: not called", after)
	}
}

// isNotified waits for a notification: a call comes right after it, so one that did not come by the next will not.
func (s *workstation) isNotified(body string) {
	s.t.Helper()
	select {
	case n := <-s.screen.shown:
		if n.Body != body {
			s.t.Fatalf("notified %q, want %q", n.Body, body)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatalf("not notified of %q", body)
	}
}

func TestRule11_AStoppedMachinesAnswerIsCalledOutUnlessTheSoundIsOff(t *testing.T) {
	w := newWorld(t)
	anna, luca := newWorkstation(t), newWorkstation(t)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	anna.online()
	luca.online()
	ticket := anna.opens(w, "Ferma")
	luca.isNotified("Ferma")
	luca.isCalled("a new ticket of a stopped machine")

	luca.replies(ticket, "Arrivo")
	anna.isNotified("Arrivo")
	anna.isCalled("the answer")

	if err := anna.SetSettings(desktop.Settings{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	luca.replies(ticket, "Sono per strada")
	anna.isNotified("Sono per strada")
	luca.replies(ticket, "Tra un'ora")
	anna.isNotified("Tra un'ora")
	select {
	case <-anna.bell:
		t.Error("called though the sound is off")
	default:
	}

	if err := anna.SetSettings(desktop.Settings{}); err != nil {
		t.Fatal(err)
	}
	luca.replies(ticket, "Ci sono")
	anna.isNotified("Ci sono")
	anna.isCalled("the sound is on again")
}

func TestTicketByNumber_IsOnesOwnCompanysOrMayStillCome(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
	id := anna.opens(w, "Ferma")
	var number int64
	anna.until("the ticket has its number", func() bool {
		d, err := anna.front().Desk().Ticket(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		number = d.Number
		return number != 0
	})
	if found, err := anna.front().TicketByNumber(t.Context(), number); err != nil || found != id {
		t.Errorf("%d: %q, %v", number, found, err)
	}
	if found, err := anna.front().TicketByNumber(t.Context(), number+1); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("%d: %q, %v", number+1, found, err)
	}

	luca := newWorkstation(t)
	luca.signIn(w, "luca")
	if _, err := luca.front().TicketByNumber(t.Context(), number+1); luca.front().State().Filling && support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("while the first sync fills: %v", err)
	}
	luca.until("the ticket has come", func() bool {
		found, err := luca.front().TicketByNumber(t.Context(), number)
		if code := support.CodeOf(err); err != nil && code != support.CodeUnavailable {
			t.Fatalf("said missing before the first sync was done: %v", err)
		}
		return found == id
	})
}
