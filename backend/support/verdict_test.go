package support

import (
	"slices"
	"testing"
	"time"
)

func TestVerdict_IsTheCustomersOnAClosedTicketForSevenDays(t *testing.T) {
	s := opened(t, anna, Parties{})
	judge := func(by Person, v Verdict) error {
		m, err := s.ticket.Judge(s.act(by), s.id(), v, "Perde ancora.")
		if err == nil {
			s.keep([]Message{m}, nil)
		}
		return err
	}
	if err := judge(anna, VerdictRuns); CodeOf(err) != CodeConflict {
		t.Errorf("of an open ticket: %v", err)
	}
	s.close()
	if err := judge(luca, VerdictRuns); CodeOf(err) != CodeForbidden {
		t.Errorf("by the support: %v", err)
	}
	closed := s.ticket.ClosedAt
	for _, v := range []Verdict{VerdictFails, VerdictRuns, VerdictFails} {
		if err := judge(anna, v); err != nil || s.ticket.Verdict != v || !s.ticket.VerdictAt.Equal(s.now) || s.ticket.Open() {
			t.Errorf("%s: %v, the ticket says %s at %v", v, err, s.ticket.Verdict, s.ticket.VerdictAt)
		}
	}
	if m := s.chain[len(s.chain)-1]; m.Event.Type != EventVerdict || m.Event.Outcome != "fails" || m.Event.Text != "Perde ancora." {
		t.Errorf("recorded %+v", m.Event)
	}
	s.now = closed.Add(VerdictWithin - time.Minute)
	if err := judge(anna, VerdictRuns); err != nil {
		t.Errorf("at the last moment: %v", err)
	}
	if err := judge(anna, VerdictRuns); CodeOf(err) != CodeTicketClosed {
		t.Errorf("too late: %v", err)
	}
}

func TestDuplicate_IsClosedByALinkAndNoMoreOnceReopened(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.ticket.Number = 1042
	original := TicketRef{ID: "00000000-0000-7000-8000-000000000200", Number: 1031}
	said := s.change(luca, Change{Status: ptr(StatusClosed), DuplicateOf: &original})
	if got, want := events(said), []string{"link 1042>1031", "status new>closed"}; !slices.Equal(got, want) {
		t.Errorf("joined: %q, want %q", got, want)
	}
	if s.ticket.DuplicateOf != original || s.ticket.Resolution != "" {
		t.Errorf("joined: %+v", s.ticket)
	}
	if err := s.ticket.MayJudge(anna, s.now); CodeOf(err) != CodeTicketClosed {
		t.Errorf("a duplicate may be judged: %v", err)
	}
	said = s.change(luca, Change{Seen: StatusClosed, Status: ptr(StatusInProgress)})
	if got, want := events(said), []string{"link 1042>1031", "status closed>in_progress"}; !slices.Equal(got, want) {
		t.Errorf("parted: %q, want %q", got, want)
	}
	if said[0].Event.Outcome != OutcomeUndone || s.ticket.DuplicateOf != (TicketRef{}) {
		t.Errorf("parted by %+v, a duplicate of %+v", said[0].Event, s.ticket.DuplicateOf)
	}
}

func TestChange_RefusesWhatDoesNotBelongToClosing(t *testing.T) {
	self, other := TicketRef{ID: ticketID}, TicketRef{ID: "00000000-0000-7000-8000-000000000200", Number: 1031}
	cause, done := CauseRef{ID: "00000000-0000-7000-8000-000000000300", Name: "Usura"}, "Fatto."
	for _, c := range []struct {
		what   string
		change Change
		want   string
	}{
		{"a duplicate of itself", Change{Status: ptr(StatusClosed), DuplicateOf: &self}, "body.duplicateOfId not_allowed"},
		{"a duplicate that stays open", Change{DuplicateOf: &other}, "body.duplicateOfId not_allowed"},
		{"a duplicate with a resolution", Change{Status: ptr(StatusClosed), DuplicateOf: &other, Resolution: &done}, "body.resolution not_allowed"},
		{"a duplicate with a cause", Change{Status: ptr(StatusClosed), DuplicateOf: &other, Cause: &cause}, "body.causeId not_allowed"},
		{"a cause without closing", Change{Severity: ptr(SeverityDegraded), Cause: &cause}, "body.causeId not_allowed"},
		{"a cause alone", Change{Status: ptr(StatusClosed), Cause: &cause}, "body.resolution required"},
	} {
		s := opened(t, anna, Parties{})
		before := s.ticket
		_, err := s.ticket.Change(s.act(luca), c.change, "")
		if got := wrongIn(err); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v, want %s", c.what, err, c.want)
		}
		if s.ticket != before {
			t.Errorf("%s has changed the ticket", c.what)
		}
	}
	s := opened(t, anna, Parties{})
	said := s.change(luca, Change{Status: ptr(StatusClosed), Resolution: &done, Cause: &cause})
	if s.ticket.Cause != cause || said[0].Event.To != "Usura" {
		t.Errorf("closed with %+v, recorded %+v", s.ticket.Cause, said[0].Event)
	}
	s.change(luca, Change{Seen: StatusClosed, Status: ptr(StatusInProgress)})
	if s.ticket.Cause != (CauseRef{}) {
		t.Errorf("reopened, it still has the cause %+v", s.ticket.Cause)
	}
}
