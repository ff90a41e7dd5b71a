package desktop_test

import (
	"net/http"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

func TestRule11_AStoppedMachinesAnswerIsCalledOutUnlessTheSoundIsOff(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	ticket := anna.opens(w, "Ferma")
	luca.notified("Ferma")
	luca.isCalled("a new ticket of a stopped machine")

	luca.replies(ticket, "Arrivo")
	anna.notified("Arrivo")
	anna.isCalled("the answer")

	if err := anna.SetSettings(desktop.Settings{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	luca.replies(ticket, "Sono per strada")
	anna.notified("Sono per strada")
	luca.replies(ticket, "Tra un'ora")
	anna.notified("Tra un'ora")
	// A call comes right after its notification: one that did not come by the next will not.
	select {
	case <-anna.bell:
		t.Error("called though the sound is off")
	default:
	}

	if err := anna.SetSettings(desktop.Settings{}); err != nil {
		t.Fatal(err)
	}
	luca.replies(ticket, "Ci sono")
	anna.notified("Ci sono")
	anna.isCalled("the sound is on again")
}

func TestTicketByNumber_IsOnesOwnCompanysOrMayStillCome(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
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

	// Nothing is fetched until it is let through.
	through := make(chan struct{})
	line := newBadLine()
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.URL.Path == "/v1/changes" {
			select {
			case <-through:
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		return real.RoundTrip(r)
	})
	luca := newWorkstationOn(t, line)
	luca.signIn(w, "luca")
	if found, err := luca.front().TicketByNumber(t.Context(), number); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("before the first sync: %q, %v", found, err)
	}
	close(through)
	luca.until("the ticket has come", func() bool {
		found, err := luca.front().TicketByNumber(t.Context(), number)
		if code := support.CodeOf(err); err != nil && code != support.CodeUnavailable {
			t.Fatalf("said missing before the first sync was done: %v", err)
		}
		return found == id
	})
}
