package desktop_test

import (
	"slices"
	"testing"
	"time"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

func (s *workstation) online() {
	s.t.Helper()
	s.until("the line is up", func() bool {
		state := s.front().State()
		return state.Phase == syncer.PhaseOnline && !state.Filling
	})
}

func (s *workstation) offline() {
	s.t.Helper()
	s.until("the line is down", func() bool { return s.front().State().Phase == syncer.PhaseOffline })
}

// retries asks that the line be tried now.
func (s *workstation) retries() {
	s.t.Helper()
	if err := s.front().RetryNow(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// opens opens a ticket about the machine and returns its id.
func (s *workstation) opens(w *world, description string) string {
	s.t.Helper()
	id, err := s.front().Desk().OpenTicket(s.t.Context(), desk.NewTicketDraft{
		Kind: "chat", CategoryID: w.subject.ID, MachineID: w.machine.ID, Severity: "stopped", Description: description,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// calls asks to be called back and returns the ticket's id.
func (s *workstation) calls(description string) string {
	s.t.Helper()
	id, err := s.front().Desk().OpenTicket(s.t.Context(), desk.NewTicketDraft{
		Kind: "callback", Phone: "059 123456", Severity: "stopped", Description: description,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *workstation) replies(ticketID, text string) {
	s.t.Helper()
	if _, err := s.front().Desk().Reply(s.t.Context(), ticketID, text); err != nil {
		s.t.Fatal(err)
	}
}

// said are the texts of a ticket's replies with their states, as the conversation shows them.
func (s *workstation) said(ticketID string) (out []string) {
	s.t.Helper()
	page, err := s.front().Desk().Messages(s.t.Context(), ticketID, "", 500)
	if support.CodeOf(err) == support.CodeNotFound {
		return nil
	}
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range page.Items {
		if m.Kind == support.MessageReply {
			out = append(out, m.Text+" "+string(m.State))
		}
	}
	return out
}

func (s *workstation) shows(ticketID string, want ...string) {
	s.t.Helper()
	var got []string
	defer func() {
		if s.t.Failed() {
			s.t.Logf("shown %q, want %q", got, want)
		}
	}()
	s.until("the conversation shows it", func() bool {
		got = s.said(ticketID)
		return slices.Equal(got, want)
	})
}

func (s *workstation) unread() int {
	s.t.Helper()
	n, err := s.front().Desk().Counts(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n.Unread
}

func (s *workstation) notified(body string) {
	s.t.Helper()
	if n := received(s.t, s.screen.shown, "a notification of "+body); n.Body != body {
		s.t.Errorf("notified %q, want %q", n.Body, body)
	}
}

func (s *workstation) isCalled(after string) {
	s.t.Helper()
	received(s.t, s.bell, "a call for "+after)
}

func waiting(s *workstation) (out []string) {
	s.t.Helper()
	acts, err := s.front().Desk().Waiting(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range acts {
		text := a.Text
		if a.Refusal != nil {
			text += " " + string(a.Refusal.Code)
		}
		out = append(out, text)
	}
	return out
}

func refused(t *testing.T, s *workstation) string {
	t.Helper()
	acts, err := s.front().Desk().Waiting(t.Context())
	if err != nil || len(acts) != 1 {
		t.Fatalf("%d acts, %v", len(acts), err)
	}
	return acts[0].ID
}

func (s *workstation) open() (titles []string) {
	s.t.Helper()
	page, err := s.front().Desk().Tickets(s.t.Context(), "open", "", 50)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range page.Items {
		titles = append(titles, row.Title)
	}
	return titles
}

// waitingOf are the acts that wait of somebody known here; -1 when nobody of that login is.
func (s *workstation) waitingOf(login string) int {
	for _, k := range s.Stand().Known {
		if k.Login == login {
			return k.Waiting
		}
	}
	return -1
}

func (s *workstation) drafts(ticketID string) (reply string, fresh desk.NewTicketDraft) {
	s.t.Helper()
	reply, err := s.front().Desk().ReplyDraft(s.t.Context(), ticketID, support.MessageReply)
	if err != nil {
		s.t.Fatal(err)
	}
	if fresh, err = s.front().Desk().NewTicketDraft(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return reply, fresh
}

func (s *workstation) writes(ticketID, reply, fresh string) {
	s.t.Helper()
	if err := s.front().Desk().SaveReplyDraft(s.t.Context(), ticketID, support.MessageReply, reply); err != nil {
		s.t.Fatal(err)
	}
	if err := s.front().Desk().SaveNewTicketDraft(s.t.Context(), desk.NewTicketDraft{Description: fresh}); err != nil {
		s.t.Fatal(err)
	}
}

// received waits for what somebody else sends.
func received[T any](t testing.TB, from <-chan T, what string) (got T) {
	t.Helper()
	select {
	case got = <-from:
	case <-time.After(time.Minute):
		t.Fatalf("it did not come: %s", what)
	}
	return got
}
