package desktop_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/server"
)

// badLine lets a test come between the workstation and the server: meddle sees each request and may answer it itself.
type badLine struct {
	meddle atomic.Pointer[meddler]
	real   http.RoundTripper
}

type meddler func(r *http.Request, real http.RoundTripper) (*http.Response, error)

func newBadLine() *badLine { return &badLine{real: client.NewTransport()} }

func (l *badLine) RoundTrip(r *http.Request) (*http.Response, error) {
	if m := l.meddle.Load(); m != nil {
		return (*m)(r, l.real)
	}
	return l.real.RoundTrip(r)
}

func (l *badLine) set(m meddler) {
	if m == nil {
		l.meddle.Store(nil)
		return
	}
	l.meddle.Store(&m)
}

// page answers every request with the same page, as a portal or a proxy does.
func page(status int, media, body string) meddler {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {media}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ProtoMajor: 1, ProtoMinor: 1,
		}, nil
	}
}

func TestLine_NothingButTheServersOwnWordRefusesAnAct(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	ticket := anna.opens(w, "Etichetta fuori registro.")
	anna.shows(ticket, "Etichetta fuori registro. sent")
	html := "<html>Accetta le condizioni</html>"
	for i, m := range []meddler{
		page(http.StatusOK, "text/html", html), page(http.StatusForbidden, "text/html", html),
		page(http.StatusNotFound, "text/html", html), page(http.StatusProxyAuthRequired, "text/html", html),
		page(http.StatusRequestEntityTooLarge, "text/html", html), page(http.StatusUnauthorized, "text/html", html),
		page(http.StatusConflict, "application/json", `{"message":"conflict"}`), page(http.StatusBadGateway, "text/html", html),
		page(http.StatusFound, "text/html", html),
	} {
		var tries atomic.Int32
		line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
			if r.Method == http.MethodPost {
				tries.Add(1)
			}
			return m(r, real)
		})
		text := fmt.Sprint("parola ", i)
		anna.replies(ticket, text)
		// A second try says that the first one's answer was not taken for the last word.
		anna.until("it is tried twice", func() bool {
			anna.retries()
			return tries.Load() >= 2
		})
		said := anna.said(ticket)
		if got := said[len(said)-1]; got != text+" waiting" {
			t.Errorf("behind page %d: %q", i, got)
		}
	}
	line.set(nil)
	anna.retries()
	anna.until("all is sent, in order", func() bool {
		said := anna.said(ticket)
		return len(said) == 10 && !slices.ContainsFunc(said, func(s string) bool { return !strings.HasSuffix(s, " sent") }) &&
			said[1] == "parola 0 sent" && said[9] == "parola 8 sent"
	})
}

func TestLine_RepliesThatAFilterKeepsBackHoldUpNoOthers(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	var tickets []string
	for i := range 5 {
		tickets = append(tickets, anna.opens(w, fmt.Sprint("Ferma ", i)))
	}
	anna.until("all is sent", func() bool { return len(waiting(anna)) == 0 })
	offence := page(http.StatusForbidden, "text/html", "<html>Contenuto non consentito</html>")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPost {
			return real.RoundTrip(r)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(body), "DROP TABLE") {
			return offence(r, real)
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		return real.RoundTrip(r)
	})
	for _, ticket := range tickets[:4] {
		anna.replies(ticket, "Dice DROP TABLE.")
		anna.replies(ticket, "E poi niente.")
	}
	anna.replies(tickets[4], "Qui si è rotta la cinghia.")
	anna.shows(tickets[4], "Ferma 4 sent", "Qui si è rotta la cinghia. sent")
	anna.shows(tickets[0], "Ferma 0 sent", "Dice DROP TABLE. waiting", "E poi niente. waiting")
	line.set(nil)
	anna.retries()
	for i, ticket := range tickets[:4] {
		anna.shows(ticket, fmt.Sprintf("Ferma %d sent", i), "Dice DROP TABLE. sent", "E poi niente. sent")
	}
}

func TestLine_AnAnswerLostAfterTheCommitDoublesNothing(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	var lost atomic.Int32
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err == nil && r.Method == http.MethodPost && lost.Add(1) <= 3 {
			_ = answer.Body.Close()
			return nil, io.ErrUnexpectedEOF
		}
		return answer, err
	})
	ticket := anna.opens(w, "Sensore sporco.")
	anna.replies(ticket, "Pulito, ma non basta.")
	anna.shows(ticket, "Sensore sporco. sent", "Pulito, ma non basta. sent")
	if n := lost.Load(); n < 4 {
		t.Errorf("%d answers met the fault, want 3 lost and more after", n)
	}
}

func TestLine_WhatIsClosedMeanwhileComesBackWithItsReason(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := newWorkstationOn(t, line), newWorkstation(t)
	anna.signIn(w, "anna")
	luca.signIn(w, "luca")
	anna.online()
	ticket := anna.opens(w, "Colla fredda.")
	luca.shows(ticket, "Colla fredda. ")
	anna.shows(ticket, "Colla fredda. sent")
	line.set(page(http.StatusBadGateway, "text/html", ""))
	anna.replies(ticket, "E oggi anche il nastro.")
	if err := luca.front().Desk().CloseTicket(t.Context(), ticket, "Resistenza sostituita.", ""); err != nil {
		t.Fatal(err)
	}
	luca.until("closed on the server", func() bool { return len(waiting(luca)) == 0 })
	line.set(nil)
	anna.retries()
	anna.until("refused", func() bool {
		acts := waiting(anna)
		return len(acts) == 1 && acts[0] == "E oggi anche il nastro. ticket_closed"
	})
	draft, err := anna.front().Desk().FollowUp(t.Context(), refused(t, anna))
	if err != nil || draft.Description != "E oggi anche il nastro." || draft.FollowsTicketID != ticket {
		t.Fatalf("the way on is %+v, %v", draft, err)
	}
}

func TestLine_AnEndedSessionPausesUntilSomebodySignsIn(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	w.down()
	w.with(func(ctx context.Context, s *serverOf) error {
		return s.SetPassword(ctx, "anna", "un'altra password") // ends all her sessions
	})
	w.up()
	ticket := anna.opens(w, "Pesatrice scarica.")
	anna.until("the session has ended", func() bool { return anna.front().State().Phase == syncer.PhaseUnauthenticated })
	anna.shows(ticket, "Pesatrice scarica. waiting")
	err := anna.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: "un'altra password"})
	if err != nil {
		t.Fatal(err)
	}
	anna.shows(ticket, "Pesatrice scarica. sent")
}

func TestLine_AFirstSyncBringsAllOfALongHistory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	w := newWorld(t)
	luca, anna := newWorkstation(t), newWorkstation(t)
	luca.signIn(w, "luca")
	anna.signIn(w, "anna")
	anna.online()
	const tickets, replies = 40, 8
	for i := range tickets {
		ticket := anna.opens(w, fmt.Sprint("Caso ", i))
		for j := range replies {
			anna.replies(ticket, fmt.Sprint("Parola ", j))
		}
	}
	anna.until("all is sent", func() bool { return len(waiting(anna)) == 0 })
	fresh := w.at("luca")
	counts, err := fresh.front().Desk().Counts(t.Context())
	if err != nil || counts.Open != tickets || counts.Unread != tickets*(replies+1) {
		t.Errorf("counts %+v, %v; want %d open, %d unread", counts, err, tickets, tickets*(replies+1))
	}
	page, err := fresh.front().Desk().Tickets(t.Context(), "open", "", 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Items {
		if n := len(fresh.said(row.ID)); n != replies+1 {
			t.Errorf("%s has %d replies, want %d", row.Title, n, replies+1)
		}
	}
}

func TestLine_AServerFromABackupThatHasGoneFurtherIsFetchedAnewToo(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	ticket := anna.opens(w, "Vuoto basso.")
	anna.shows(ticket, "Vuoto basso. sent")
	luca.shows(ticket, "Vuoto basso. ")
	backup := filepath.Join(t.TempDir(), "backup.db")
	w.down()
	w.with(func(ctx context.Context, s *serverOf) error { return s.server.Backup(ctx, backup) })
	w.up()
	anna.online()
	luca.online()
	anna.replies(ticket, "Questa si perde col server.")
	luca.shows(ticket, "Vuoto basso. ", "Questa si perde col server. ")
	// Her cursor is past what is lost once she has read what only the feed can bring her.
	luca.replies(ticket, "E questa.")
	anna.shows(ticket, "Vuoto basso. read", "Questa si perde col server. read", "E questa. ")
	luca.closed()
	anna.closed()
	w.down()

	w.data = filepath.Join(t.TempDir(), "restored")
	if _, err := server.Restore(t.Context(), backup, w.data, false); err != nil {
		t.Fatal(err)
	}
	w.up()
	marco := w.at("marco")
	other := marco.opens(w, "Nastro storto.")
	// By the end the server has given out more positions than Anna's cursor has seen, and Marco's first stand before it.
	for i := range 5 {
		marco.replies(other, fmt.Sprint("ancora ", i))
	}
	marco.until("all is sent", func() bool { return len(marco.said(other)) == 6 && len(waiting(marco)) == 0 })
	anna.start()
	anna.until("she has what came while she was away", func() bool { return len(anna.said(other)) == 6 })
}

func TestLine_AnActThatTheServerKeepsFailingIsNeverGivenUp(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := w.over(line, "anna")
	ticket := anna.opens(w, "Carrello bloccato.")
	anna.shows(ticket, "Carrello bloccato. sent")
	fails := page(http.StatusInternalServerError, "application/problem+json", `{"status":500,"code":"internal"}`)
	var tries atomic.Int32
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPost {
			return real.RoundTrip(r)
		}
		tries.Add(1)
		return fails(r, real)
	})
	anna.replies(ticket, "Sbloccato a mano.")
	anna.until("it was tried more often than what counts as stuck", func() bool {
		anna.retries()
		return tries.Load() > outbox.StuckAfter+2
	})
	anna.shows(ticket, "Carrello bloccato. sent", "Sbloccato a mano. stuck")
	line.set(nil)
	anna.until("it is sent", func() bool {
		// A try of before may be on its way still, and puts the next one off.
		anna.retries()
		return slices.Equal(anna.said(ticket), []string{"Carrello bloccato. sent", "Sbloccato a mano. sent"})
	})
}

func TestLine_AServerFromABackupIsFetchedAnewAndTheOutboxStays(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Vuoto basso.")
	anna.shows(ticket, "Vuoto basso. sent")
	backup := filepath.Join(t.TempDir(), "backup.db")
	w.down()
	w.with(func(ctx context.Context, s *serverOf) error { return s.server.Backup(ctx, backup) })
	w.up()
	anna.online()
	anna.replies(ticket, "Questa si perde col server.")
	anna.shows(ticket, "Vuoto basso. sent", "Questa si perde col server. sent")
	w.down()
	anna.offline()
	anna.replies(ticket, "Questa aspetta qui.")

	w.data = filepath.Join(t.TempDir(), "restored")
	if _, err := server.Restore(t.Context(), backup, w.data, false); err != nil {
		t.Fatal(err)
	}
	w.up()
	anna.retries()
	anna.until("what waited is sent to the restored server", func() bool {
		said := anna.said(ticket)
		return slices.Contains(said, "Vuoto basso. sent") && slices.Contains(said, "Questa aspetta qui. sent")
	})
	// What the backup did not have is said, as what it is.
	anna.until("it is said that something is lost", func() bool { return len(anna.noticed(desktop.NoticeRecordRestored)) == 1 })
	if detail, err := anna.front().Desk().Ticket(t.Context(), ticket); err != nil || detail.Record != desk.RecordRestored {
		t.Errorf("the ticket's record is %q, %v", detail.Record, err)
	}
	if broken := anna.noticed(desktop.NoticeRecordBroken); len(broken) > 0 {
		t.Errorf("a restore is called a break: %+v", broken)
	}
	hits, err := anna.front().Desk().Search(t.Context(), "Vuoto", "", 10)
	if err != nil || len(hits.Items) == 0 {
		t.Errorf("found %v, %v", hits.Items, err)
	}
}
