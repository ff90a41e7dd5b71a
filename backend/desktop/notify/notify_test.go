package notify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/desktop/outbox"
)

// inbox is what is unread, and what was notified.
type inbox struct {
	mu       sync.Mutex
	unread   map[string]Unread
	notified map[string]outbox.Notified
	full     bool
}

func (i *inbox) Unread(_ context.Context, ids []string) ([]Unread, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var out []Unread
	for id, u := range i.unread {
		if ids == nil || slices.Contains(ids, id) {
			out = append(out, u)
		}
	}
	return out, nil
}

func (i *inbox) Notified(_ context.Context, id string) (outbox.Notified, error) {
	return i.notified[id], nil
}

func (i *inbox) SetNotified(_ context.Context, newest map[string]outbox.Notified) error {
	if i.full {
		return errors.New("the disk is full")
	}
	maps.Copy(i.notified, newest)
	return nil
}

func (i *inbox) arrive(ticket string, index int) {
	i.put(Unread{TicketID: ticket, Index: index, MessageID: fmt.Sprint(ticket, index), Replies: 1})
}

func (i *inbox) put(u Unread) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.unread[u.TicketID] = u
}

func (i *inbox) read(ticket string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.unread, ticket)
}

type plainTexts struct{}

func (plainTexts) Reply(u Unread) Notification {
	return Notification{Title: fmt.Sprintf("%s/%d", u.TicketID, u.Index), TicketID: u.TicketID}
}

func (plainTexts) Digest(tickets, replies int) Notification {
	return Notification{Title: fmt.Sprintf("%d tickets, %d replies", tickets, replies)}
}

type screen struct {
	mu     sync.Mutex
	shown  []string
	broken bool
	tried  int
}

func (s *screen) Notify(_ context.Context, n Notification) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried++
	if s.broken {
		return errors.New("no notification service")
	}
	s.shown = append(s.shown, n.Title)
	return nil
}

// atDesk runs a desk; each step is followed by its decisions.
func atDesk(t *testing.T, steps func(d *Desk, in *inbox, s *screen, settle func())) {
	t.Helper()
	atDeskUntil(t, func(d *Desk, in *inbox, s *screen, settle, _ func()) { steps(d, in, s, settle) })
}

// atDeskUntil runs a desk until somebody leaves it.
func atDeskUntil(t *testing.T, steps func(d *Desk, in *inbox, s *screen, settle, leave func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{unread: map[string]Unread{}, notified: map[string]outbox.Notified{}}
		s := &screen{}
		d := New(Options{Source: in, Ledger: in, Texts: plainTexts{}, Notifier: s})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go d.Run(ctx)
		steps(d, in, s, synctest.Wait, cancel)
	})
}

func (s *screen) mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = false
}

func wantShown(t *testing.T, s *screen, want ...string) {
	t.Helper()
	if !slices.Equal(s.shown, want) {
		t.Errorf("shown %q, want %q", s.shown, want)
	}
}

func TestDesk_NotifiesAReplyOnce(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		in.arrive("a", 2)
		d.Changed("a")
		settle()
		d.Changed("a")
		settle()
		d.CaughtUp()
		settle()
		wantShown(t, s, "a/2")
	})
}

func TestDesk_IsQuietAboutTheTicketInFrontOfSomebodysEyes(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		d.Looking("a")
		in.arrive("a", 2)
		d.Changed("a")
		settle()
		d.Looking("")
		d.Changed("a")
		settle()
		wantShown(t, s)
		in.arrive("a", 3)
		d.Changed("a")
		settle()
		wantShown(t, s, "a/3")
	})
}

func TestDesk_GathersANightIntoOneDigest(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		for i := range 40 {
			in.arrive(fmt.Sprint("t", i), 5)
		}
		d.CaughtUp()
		settle()
		wantShown(t, s, "40 tickets, 40 replies")
	})
}

func TestDesk_SaysWhatItIsWhenOneTicketCameOvernight(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		in.arrive("a", 5)
		d.CaughtUp()
		settle()
		wantShown(t, s, "a/5")
	})
}

func TestDesk_TriesAgainWhatCouldNotBeShown(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		s.broken = true
		in.arrive("a", 2)
		d.Changed("a")
		settle()
		s.broken = false
		in.arrive("b", 4)
		d.Changed("b")
		settle()
		slices.Sort(s.shown)
		wantShown(t, s, "a/2", "b/4")
	})
}

func TestDesk_TriesAgainAlsoIfNothingElseArrives(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		s.broken = true
		in.arrive("a", 2)
		d.Changed("a")
		settle()
		s.mend()
		time.Sleep(firstPause)
		settle()
		wantShown(t, s, "a/2")
		time.Sleep(2 * lastPause)
		settle()
		wantShown(t, s, "a/2")
	})
}

func TestDesk_TriesAgainSeldomWhereNothingCanEverBeShown(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		s.broken = true
		in.arrive("a", 2)
		d.Changed("a")
		time.Sleep(time.Hour)
		settle()
		s.mu.Lock()
		if s.tried > 25 {
			t.Errorf("tried %d times in an hour", s.tried)
		}
		s.mu.Unlock()
		s.mend()
		time.Sleep(lastPause)
		settle()
		wantShown(t, s, "a/2")
	})
}

func TestDesk_TellsOfAReplyWhereAnotherStoodThatIsGone(t *testing.T) {
	atDesk(t, func(d *Desk, in *inbox, s *screen, settle func()) {
		in.arrive("a", 5)
		d.Changed("a")
		settle()
		// The server was restored from a backup: the ticket is shorter now, and goes on otherwise.
		in.put(Unread{TicketID: "a", Index: 4, MessageID: "another", Replies: 1})
		d.CaughtUp()
		settle()
		d.CaughtUp()
		settle()
		wantShown(t, s, "a/5", "a/4")
	})
}

func TestDesk_ShowsNothingTwiceWhileTheDiskDoesNotRememberIt(t *testing.T) {
	atDeskUntil(t, func(d *Desk, in *inbox, s *screen, settle, leave func()) {
		in.full = true
		in.arrive("a", 2)
		d.Changed("a")
		settle()
		in.arrive("b", 3)
		d.Changed("a", "b")
		settle()
		in.full = false
		in.arrive("c", 4)
		d.Changed("a", "b", "c")
		settle()
		wantShown(t, s, "a/2", "b/3", "c/4")
		in.full = true
		in.arrive("e", 5)
		d.Changed("e")
		settle()
		in.full = false
		leave()
		settle()
		if len(in.notified) != 4 {
			t.Errorf("recorded: %v", in.notified)
		}
	})
}
