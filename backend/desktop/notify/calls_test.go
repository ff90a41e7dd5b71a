package notify

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/desktop/outbox"
)

// bell counts how often it was heard.
type bell struct{ rung atomic.Int64 }

func (b *bell) Play(context.Context) error {
	b.rung.Add(1)
	return nil
}

// hall is an operator's desk with a bell, and what is unread on it.
type hall struct {
	t      *testing.T
	in     *inbox
	desk   *Desk
	bell   *bell
	screen *screen
	stop   func()
}

// inTheHall runs a desk whose machines stand still; insist is an operator's.
func inTheHall(t *testing.T, insist bool, steps func(h *hall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &hall{t: t, in: &inbox{unread: map[string]Unread{}, notified: map[string]outbox.Notified{}}, bell: &bell{}, screen: &screen{}}
		h.start(insist)
		defer func() { h.stop() }()
		steps(h)
	})
}

// start runs the desk, as after a restart: what was notified stands in the ledger.
func (h *hall) start(insist bool) {
	h.desk = New(Options{Source: h.in, Ledger: h.in, Texts: plainTexts{}, Notifier: h.screen, Sound: h.bell, Insist: insist})
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan struct{})
	go func() {
		h.desk.Run(ctx)
		close(ended)
	}()
	h.stop = func() {
		cancel()
		<-ended
	}
	synctest.Wait()
}

func (h *hall) arrive(ticket string, index int, stopped bool) {
	h.in.put(Unread{TicketID: ticket, Index: index, MessageID: fmt.Sprint(ticket, index), Replies: 1, Stopped: stopped})
	h.desk.Changed(ticket)
	synctest.Wait()
}

func (h *hall) pass(minutes int) {
	time.Sleep(time.Duration(minutes)*time.Minute + time.Second)
	synctest.Wait()
}

func (h *hall) want(rung int64, after string) {
	h.t.Helper()
	if got := h.bell.rung.Load(); got != rung {
		h.t.Errorf("%s: called %d times, want %d", after, got, rung)
	}
}

func TestCalls_AStoppedMachinesAnswerIsCalledOutEveryMinuteUntilSomebodyComes(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.arrive("a", 2, true)
		h.want(1, "at once")
		h.pass(3)
		h.want(4, "after three minutes")
		h.desk.Looking("a")
		h.pass(3)
		h.want(4, "after somebody looked at it")
		h.desk.Looking("")
		h.desk.Changed("a")
		h.pass(3)
		h.want(4, "after they went, without reading to the end")
		h.arrive("a", 3, true)
		h.want(5, "with the next answer")
	})
}

func TestCalls_EndWhenReadElsewhereClosedOrNoLongerStopped(t *testing.T) {
	for name, change := range map[string]func(h *hall){
		"read elsewhere": func(h *hall) { h.in.read("a") },
		"not stopped":    func(h *hall) { h.in.put(Unread{TicketID: "a", Index: 2, MessageID: "a2", Replies: 1}) },
	} {
		t.Run(name, func(t *testing.T) {
			inTheHall(t, true, func(h *hall) {
				h.arrive("a", 2, true)
				change(h)
				h.pass(2)
				h.want(1, "without being told")
				h.arrive("b", 2, true)
				change(h)
				h.desk.Changed("a")
				h.pass(2)
				h.want(4, "another ticket's")
			})
		})
	}
}

func TestCalls_SeveralMachinesShareOneCall(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.arrive("a", 2, true)
		time.Sleep(30 * time.Second)
		h.arrive("b", 2, true)
		h.want(2, "both arrived")
		h.pass(1)
		h.want(3, "a minute after the last")
		h.desk.Looking("a")
		h.desk.Looking("")
		h.pass(1)
		h.want(4, "one was opened, the other not")
	})
}

func TestCalls_OfMachinesThatRunThereAreNone(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.arrive("a", 2, false)
		h.pass(3)
		h.want(0, "a question's answer")
	})
}

func TestCalls_NotOfTheTicketInFrontOfSomebodysEyes(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.desk.Looking("a")
		h.arrive("a", 2, true)
		h.desk.Looking("")
		h.pass(3)
		h.want(0, "seen as it came")
	})
}

func TestCalls_BeginAgainAfterARestartWhileUnread(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.arrive("a", 2, true)
		h.stop()
		h.start(true)
		h.want(2, "at the start, without a line")
		h.desk.CaughtUp()
		h.pass(1)
		h.want(3, "a minute later")
	})
}

func TestCalls_ANightsDigestIsCalledOutToo(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		for _, id := range []string{"a", "b", "c"} {
			h.in.put(Unread{TicketID: id, Index: 2, MessageID: id + "2", Replies: 1, Stopped: id == "b"})
		}
		h.desk.CaughtUp()
		synctest.Wait()
		h.want(1, "with the digest")
		h.pass(1)
		h.want(2, "a minute later")
	})
}

func TestCalls_AreHeardWhereNothingCanBeShown(t *testing.T) {
	inTheHall(t, true, func(h *hall) {
		h.screen.broken = true
		h.arrive("a", 2, true)
		h.want(1, "at once")
		h.desk.Changed("b")
		synctest.Wait()
		h.want(1, "when it is tried again")
		h.pass(1)
		h.want(2, "a minute later")
	})
}

func TestCalls_ATechnicianIsCalledOnce(t *testing.T) {
	inTheHall(t, false, func(h *hall) {
		h.arrive("a", 1, true)
		h.pass(3)
		h.want(1, "a new ticket")
		h.arrive("b", 1, false)
		h.want(1, "another's question")
	})
}
