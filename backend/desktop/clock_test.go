package desktop_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// offClock is a workstation's clock that can be set.
type offClock struct{ ahead atomic.Int64 }

func (c *offClock) set(ahead time.Duration) { c.ahead.Store(int64(ahead)) }

func (c *offClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

const tenYears = 10 * 365 * 24 * time.Hour

func TestClock_ThatIsTenYearsOffBreaksNothingAndIsTold(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	for name, off := range map[string]time.Duration{"ahead": tenYears, "behind": -tenYears} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			clock := &offClock{}
			clock.set(off)
			anna, luca := newWorkstation(t), newWorkstation(t)
			anna.closed()
			anna.now = clock.now
			anna.start()
			luca.signIn(w, "luca")
			anna.signIn(w, "anna")
			anna.online()
			if ahead := anna.front().State().ClockAhead; ahead != off {
				t.Errorf("told to be %v ahead, want %v", ahead, off)
			}
			if fresh := anna.front().State().FreshAt; clock.now().Sub(fresh).Abs() > time.Minute {
				t.Errorf("fresh at %v, and the screen's clock says %v", fresh, clock.now())
			}
			first := anna.opens(w, "Primo.")
			anna.shows(first, "Primo. sent")
			second := anna.opens(w, "Secondo.")
			anna.shows(second, "Secondo. sent")
			luca.shows(second, "Secondo. ")
			luca.replies(second, "Arrivo.")
			anna.shows(second, "Secondo. read", "Arrivo. ")

			// Without a server, and without knowing how wrong the clock is: what is newest is on top all the same.
			w.down()
			anna.restart()
			anna.replies(first, "Ancora.")
			third := anna.opens(w, "Terzo.")
			if got := fmt.Sprint(anna.open()); got != "[Terzo. Primo. Secondo.]" {
				t.Errorf("in the list: %s", got)
			}
			anna.replies(second, "Anche.")
			anna.opens(w, "Quarto.")
			anna.replies(first, "E ancora.")
			if got := fmt.Sprint(anna.open()); got != "[Primo. Quarto. Secondo. Terzo.]" {
				t.Errorf("in the list: %s", got)
			}
			anna.signsOutAndIn(w, "anna")
			anna.shows(first, "Primo. sent", "Ancora. waiting", "E ancora. waiting")
			w.up()
			anna.retries()
			anna.shows(first, "Primo. sent", "Ancora. sent", "E ancora. sent")
			anna.shows(third, "Terzo. sent")
			luca.online()
			luca.shows(first, "Primo. ", "Ancora. ", "E ancora. ")

			// Once it is known, what is written says when by the server's time.
			luca.shows(first, "Primo. ", "Ancora. ", "E ancora. ")
			anna.until("the clock is known again", func() bool { return anna.front().State().ClockAhead == off })
			anna.replies(first, "Fatto.")
			luca.shows(first, "Primo. ", "Ancora. ", "E ancora. ", "Fatto. ")
			page, err := luca.front().Desk().Messages(t.Context(), first, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			last := page.Items[len(page.Items)-1]
			if last.CreatedAt.Sub(last.WrittenAt).Abs() > 2*time.Minute {
				t.Errorf("written at %v, on the server at %v", last.WrittenAt, last.CreatedAt)
			}

			// Set right, it is no longer told.
			clock.set(0)
			w.down()
			w.up()
			anna.until("the clock is right", func() bool {
				state := anna.front().State()
				return state.Phase == syncer.PhaseOnline && state.ClockAhead == 0
			})
		})
	}
}

func TestClock_OffByLessThanTwoMinutesIsNothingToTell(t *testing.T) {
	w := newWorld(t)
	clock := &offClock{}
	clock.set(-110 * time.Second)
	anna := newWorkstation(t)
	anna.closed()
	anna.now = clock.now
	anna.start()
	anna.signIn(w, "anna")
	anna.online()
	if ahead := anna.front().State().ClockAhead; ahead != 0 {
		t.Errorf("told to be %v ahead", ahead)
	}
	clock.set(-200 * time.Second)
	w.down()
	w.up()
	anna.until("it is told in minutes", func() bool { return anna.front().State().ClockAhead == -3*time.Minute })
}

func TestClock_ThatMakesACertificateExpireLetsAKnownPersonIn(t *testing.T) {
	_, _, _, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	clock := &offClock{}
	clock.set(tenYears)
	anna.closed()
	anna.now = clock.now
	anna.start()
	if code := anna.finds(faraway); code != support.CodeCertificateTime {
		t.Errorf("asked who is there: %q", code)
	}
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Errorf("a sign-in gave %v", err)
	}
	anna.until("the line says why", func() bool { return anna.front().State().Reason == support.CodeCertificateTime })
	clock.set(0)
	anna.retries()
	anna.online()
}

func TestLine_SaysWithoutAServerHowFreshItIsAlsoAfterARestart(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	fresh := anna.front().State().FreshAt
	w.down()
	anna.offline()
	anna.restart()
	anna.until("it is known", func() bool { return !anna.front().State().FreshAt.IsZero() })
	if again := anna.front().State().FreshAt; again.Before(fresh.Add(-time.Second)) || again.After(time.Now()) {
		t.Errorf("fresh at %v, and before the restart at %v", again, fresh)
	}
	// Kept by a clock that was ten years ahead, it says nothing.
	clock := &offClock{}
	clock.set(-tenYears)
	anna.closed()
	anna.now = clock.now
	anna.start()
	anna.offline()
	if again := anna.front().State().FreshAt; !again.IsZero() {
		t.Errorf("fresh at %v, in the future", again)
	}
}
