package support

import (
	"testing"
	"time"
)

// minutes into the scene.
func minutes(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

func (s *scene) owed(what string, since time.Time) {
	s.t.Helper()
	if !s.ticket.AwaitedSince.Equal(since) {
		s.t.Errorf("%s the support owes a word since %v, want %v", what, s.ticket.AwaitedSince, since)
	}
}

func (s *scene) call(c Call) {
	s.t.Helper()
	c.ID = s.id()
	m, err := s.ticket.CallAttempt(s.act(luca), c)
	s.keep([]Message{m}, err)
}

func TestClock_RunsFromTheFirstWordWithoutAnAnswer(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.owed("opened,", noon)
	s.reply(anna)
	s.owed("after a second word", noon)
	s.note(luca)
	s.owed("after a note", noon)
	s.reply(luca)
	s.owed("answered,", time.Time{})
	s.reply(luca)
	s.reply(anna)
	s.owed("asked again,", minutes(5))
	s.reply(anna)
	s.owed("and once more,", minutes(5))
}

func TestClock_StandsStillWhileTheTicketWaitsForTheCustomer(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.now = minutes(10)
	s.change(luca, Change{Status: ptr(StatusWaiting)}) // at 11
	if !s.ticket.PausedAt.Equal(minutes(11)) || !s.ticket.Clock(ResponseTimes{}).Paused {
		t.Errorf("paused at %v", s.ticket.PausedAt)
	}
	s.owed("while it waits,", noon)
	s.now = minutes(40)
	s.reply(anna) // at 41: half an hour was the customer's
	s.owed("once they have answered,", minutes(30))
	if !s.ticket.PausedAt.IsZero() {
		t.Errorf("still paused since %v", s.ticket.PausedAt)
	}
	s.reply(luca)
	s.change(luca, Change{Status: ptr(StatusWaiting)})
	s.change(luca, Change{Status: ptr(StatusInProgress)})
	s.owed("owing nothing, waiting and not,", time.Time{})
}

func TestClock_OfACallbackRunsUntilSomebodyHasSpoken(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.ticket.Kind = KindCallback
	s.reply(luca)
	s.owed("after a reply", noon)
	again := minutes(90)
	s.call(Call{Outcome: OutcomeNoAnswer, AgainAt: again})
	s.owed("after nobody answered", noon)
	if !s.ticket.CallAgainAt.Equal(again) || s.chain[len(s.chain)-1].Event.To != again.Format(InstantLayout) {
		t.Errorf("to be called at %v, by the event at %q", s.ticket.CallAgainAt, s.chain[len(s.chain)-1].Event.To)
	}
	s.call(Call{Outcome: OutcomeSpoken})
	s.owed("spoken,", time.Time{})
	if !s.ticket.CallAgainAt.IsZero() || !s.ticket.SpokenAt.Equal(s.now) {
		t.Errorf("spoken at %v, to be called at %v", s.ticket.SpokenAt, s.ticket.CallAgainAt)
	}
	s.reply(anna)
	asked := s.now
	s.owed("asked after that,", asked)
	s.reply(luca)
	s.owed("and answered in writing,", time.Time{})
}

func TestClock_EndsWithTheTicketAndBeginsAnewWithReopening(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.call(Call{Outcome: OutcomeBusy, AgainAt: minutes(60)})
	s.close()
	s.owed("closed,", time.Time{})
	if !s.ticket.CallAgainAt.IsZero() {
		t.Errorf("closed, to be called at %v", s.ticket.CallAgainAt)
	}
	s.now = minutes(100)
	s.change(luca, Change{Seen: StatusClosed, Status: ptr(StatusInProgress)})
	s.owed("reopened,", minutes(101))
	s.close()
	s.now = minutes(200)
	m, err := s.ticket.Judge(s.act(anna), s.id(), VerdictFails, "")
	s.keep([]Message{m}, err)
	s.owed("closed, and it fails,", minutes(201))
	s.now = minutes(300)
	s.change(luca, Change{Seen: StatusClosed, Status: ptr(StatusInProgress)})
	s.owed("reopened after that,", minutes(201))
}

func TestClock_ToldIsHalfAndAllOfTheTimeThatThereIs(t *testing.T) {
	times := ResponseTimes{Targets: map[Severity]Target{SeverityStopped: {First: 30 * time.Minute, Next: time.Hour}}}
	s := opened(t, anna, Parties{})
	if c := s.ticket.Clock(times); !c.Since.Equal(noon) || !c.Half.Equal(minutes(15)) || !c.Due.Equal(minutes(30)) || c.Paused {
		t.Errorf("opened: %+v", c)
	}
	s.reply(luca)
	if c := s.ticket.Clock(times); c != (Clock{}) {
		t.Errorf("answered: %+v", c)
	}
	s.reply(anna)
	if c := s.ticket.Clock(times); !c.Half.Equal(s.now.Add(30*time.Minute)) || !c.Due.Equal(s.now.Add(time.Hour)) {
		t.Errorf("asked again: %+v", c)
	}
}
