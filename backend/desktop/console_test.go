package desktop_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/support"
)

func (s *workstation) filters() string {
	s.t.Helper()
	queues, err := s.front().Desk().Queues(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, f := range queues.Filters {
		names = append(names, fmt.Sprintf("%s %d", f.Name, f.Count))
	}
	return strings.Join(names, ", ")
}

func (s *workstation) cannedReplies() string {
	s.t.Helper()
	all, err := s.front().Desk().CannedReplies(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, c := range all {
		whose := "all"
		if c.OwnerID != "" {
			whose = "own"
		}
		names = append(names, c.Name+" "+whose)
	}
	return strings.Join(names, ", ")
}

// sent waits until nothing waits here.
func (s *workstation) sent() {
	s.t.Helper()
	s.until("all is sent", func() bool { return s.front().Counts().Unsent() == 0 })
}

func TestConsole_FiltersFollowThePersonAndCannedRepliesTheSupport(t *testing.T) {
	w := newWorld(t)
	w.adds("marta")
	luca, elsewhere, marta, anna := w.at("luca"), w.at("luca"), w.at("marta"), w.at("anna")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	anna.opens(w, "Perde olio")
	d := luca.front().Desk()
	filter, err := d.SaveFilter(t.Context(), support.Filter{Name: "Ferme", Criteria: support.Criteria{Severities: []support.Severity{support.SeverityStopped}}})
	check(err)
	// Kept elsewhere, only the feed can bring it to him.
	reply, err := elsewhere.front().Desk().SaveCannedReply(t.Context(), support.CannedReply{Name: "foto", Text: "Ci manda una foto, {operatore}?"}, true)
	check(err)
	_, err = marta.front().Desk().SaveCannedReply(t.Context(), support.CannedReply{Name: "mia", Text: "Solo mia"}, false)
	check(err)
	for _, s := range []*workstation{luca, elsewhere} {
		s.until("the filter is there and counts", func() bool { return s.filters() == "Ferme 1" })
		s.until("the shared reply is there", func() bool { return s.cannedReplies() == "foto all" })
	}
	marta.until("the shared reply is there beside her own", func() bool { return marta.cannedReplies() == "foto all, mia own" })
	if got := marta.filters(); got != "" {
		t.Errorf("she has %q", got)
	}

	// It becomes luca's alone, and changes hands only so.
	_, err = d.SaveCannedReply(t.Context(), support.CannedReply{ID: reply, Name: "foto", Text: "Una foto?"}, false)
	check(err)
	marta.until("it is gone", func() bool { return marta.cannedReplies() == "mia own" })
	elsewhere.until("it is his own", func() bool { return elsewhere.cannedReplies() == "foto own" })
	luca.sent()
	if got := luca.cannedReplies(); got != "foto own" {
		t.Errorf("he has %q", got)
	}
	_, err = elsewhere.front().Desk().SaveCannedReply(t.Context(), support.CannedReply{ID: reply, Name: "foto", Text: "Una foto?"}, true)
	check(err)
	marta.until("it is back", func() bool { return marta.cannedReplies() == "foto all, mia own" })

	// What is taken away at one place is gone at the other.
	check(elsewhere.front().Desk().RemoveFilter(t.Context(), filter))
	luca.until("the filter is gone", func() bool { return luca.filters() == "" })
	check(d.RemoveCannedReply(t.Context(), reply))
	marta.until("the reply is gone", func() bool { return marta.cannedReplies() == "mia own" })
	for _, s := range []*workstation{luca, elsewhere, marta} {
		s.sent()
	}
}

func TestConsole_AnHourOfWorkComesBackFromTheServerAsItWasShown(t *testing.T) {
	w := newWorld(t)
	cause, err := w.live.AddCause(t.Context(), "Usura")
	if err != nil {
		t.Fatal(err)
	}
	slow := support.UsualResponseTimes(time.UTC)
	slow.Hours = [7]support.Hours{}
	if err := w.live.SetResponseTimes(t.Context(), slow); err != nil {
		t.Fatal(err)
	}
	anna, luca := w.at("anna"), w.at("luca")
	first, second := anna.opens(w, "Perde olio dal cilindro"), anna.opens(w, "Perde ancora olio")
	d := luca.front().Desk()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	toTake := func() []desk.ConsoleRow {
		t.Helper()
		page, err := d.Console(t.Context(), desk.ConsoleQuery{Queue: board.ToTake, Order: board.Order{By: board.ByWait, Grouped: true}, Limit: 10})
		check(err)
		return page.Items
	}
	luca.until("both are to take, the older first", func() bool {
		rows := toTake()
		return len(rows) == 2 && rows[0].ID == first && rows[0].Clock.Due.Sub(rows[0].Clock.Since) == 30*time.Minute
	})
	luca.until("the cause is there", func() bool { all, err := d.Causes(t.Context()); return err == nil && len(all) == 1 })
	check(d.Take(t.Context(), first))
	check(d.Join(t.Context(), second, first))
	check(d.LogCall(t.Context(), first, support.Call{Outcome: support.OutcomeNoAnswer, Text: "Squilla", AgainAt: time.Now().Add(time.Hour)}))
	_, err = d.ReplyAnd(t.Context(), first, "Mi manda una foto?", support.StatusWaiting, "", "")
	check(err)
	luca.sent()
	anna.until("it waits for her, and the other is its duplicate", func() bool {
		one, err := anna.front().Desk().Ticket(t.Context(), first)
		other, otherErr := anna.front().Desk().Ticket(t.Context(), second)
		return err == nil && otherErr == nil && one.Status == support.StatusWaiting && other.Original.ID == first && !other.May.Judge &&
			one.Clock == (support.Clock{})
	})
	_, err = d.ReplyAnd(t.Context(), first, "Cambiata.", support.StatusClosed, "Guarnizione nuova", cause.ID)
	check(err)
	anna.until("she sees what it was, and may judge", func() bool {
		one, err := anna.front().Desk().Ticket(t.Context(), first)
		return err == nil && one.Cause.Name == "Usura" && one.Resolution == "Guarnizione nuova" && one.May.Judge
	})
	check(anna.front().Desk().Judge(t.Context(), first, support.VerdictFails, "Perde ancora"))
	luca.until("it is to take again", func() bool { rows := toTake(); return len(rows) == 1 && rows[0].Fails && rows[0].ID == first })
	check(d.Reopen(t.Context(), first))
	luca.sent()
	anna.until("it is open again", func() bool {
		one, err := anna.front().Desk().Ticket(t.Context(), first)
		return err == nil && one.Open() && one.Verdict == "" && one.Cause.Name == ""
	})
	c, err := d.TicketContext(t.Context(), first)
	if err != nil || len(c.Calls) != 1 || len(c.Duplicates) != 1 || len(c.People) == 0 {
		t.Errorf("around it is %+v, %v", c, err)
	}
	for _, s := range []*workstation{anna, luca} {
		s.sent()
	}
}

func TestConsole_WhoIsInATicketIsSeenByWhoeverIsThereTooAndANoteOnlyByTheSupport(t *testing.T) {
	w := newWorld(t)
	w.adds("marta")
	told := make(chan string, 100)
	anna := startWorkstation(&workstation{t: t, keyring: noKeyring{}, dir: t.TempDir(), tell: func(e desktop.Event) {
		if e.Kind == desktop.EventPresence {
			told <- e.IDs[0]
		}
	}})
	anna.signIn(w, "anna")
	anna.online()
	luca, marta := w.at("luca"), w.at("marta")
	id := anna.opens(w, "Ferma")
	for _, s := range []*workstation{luca, marta} {
		s.until("it is there", func() bool { _, err := s.front().Desk().Ticket(t.Context(), id); return err == nil })
	}
	present := func(s *workstation) string {
		t.Helper()
		all, err := s.front().Present(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range all {
			out = append(out, fmt.Sprint(p.Person.Name, " ", p.State))
		}
		return strings.Join(out, ", ")
	}
	does := func(s *workstation, state support.Presence) {
		t.Helper()
		if err := s.front().Doing(id, state); err != nil {
			t.Fatal(err)
		}
	}
	does(anna, support.PresenceViewing)
	does(luca, support.PresenceTypingNote)
	marta.until("both are there", func() bool { return present(marta) == "Luca Bianchi typing_note, Anna Rossi viewing" })
	anna.until("a technician is there, who writes nothing that she will see", func() bool { return present(anna) == "Luca Bianchi viewing" })
	if got := received(t, told, "word of it"); got != id {
		t.Errorf("told of %s", got)
	}
	does(luca, support.PresenceTyping)
	anna.until("he writes", func() bool { return present(anna) == "Luca Bianchi typing" })
	luca.front().Looking("")
	anna.until("he is gone", func() bool { return present(anna) == "" })
	if err := anna.front().Doing(id, support.PresenceTypingNote); support.CodeOf(err) != support.CodeInvalid {
		t.Errorf("an operator writes a note: %v", err)
	}
}

// ofBefore answers as a server of before the console does: it knows none of its calls.
func ofBefore(r *http.Request, real http.RoundTripper) (*http.Response, error) {
	for _, part := range []string{"/v1/filters/", "/v1/canned-replies/", "/v1/causes", "/verdict", "/presence"} {
		if strings.Contains(r.URL.Path, part) {
			return page(http.StatusNotFound, "application/problem+json", `{"status":404,"code":"not_found"}`)(r, real)
		}
	}
	return real.RoundTrip(r)
}

func TestConsole_AnOlderServerRefusesNothingAndGetsItOnceItIsBroughtUpToDate(t *testing.T) {
	w := newWorld(t)
	line, annasLine := newBadLine(), newBadLine()
	luca, anna := w.over(line, "luca"), w.over(annasLine, "anna")
	id := anna.opens(w, "Ferma")
	luca.until("it is there", func() bool { _, err := luca.front().Desk().Ticket(t.Context(), id); return err == nil })
	if err := luca.front().Desk().CloseTicket(t.Context(), id, "Fatto", ""); err != nil {
		t.Fatal(err)
	}
	anna.until("it is closed", func() bool { d, err := anna.front().Desk().Ticket(t.Context(), id); return err == nil && !d.Open() })
	line.set(ofBefore)
	annasLine.set(ofBefore)
	if _, err := luca.front().Desk().SaveFilter(t.Context(), support.Filter{Name: "Ferme"}); err != nil {
		t.Fatal(err)
	}
	if err := anna.front().Desk().Judge(t.Context(), id, support.VerdictFails, "Perde ancora"); err != nil {
		t.Fatal(err)
	}
	tried := func(s *workstation) bool {
		acts, err := s.front().Desk().Waiting(t.Context())
		return err == nil && slices.ContainsFunc(acts, func(a desk.Waiting) bool { return a.Attempts > 0 })
	}
	luca.until("the filter was tried", func() bool { return tried(luca) })
	anna.until("the verdict was tried", func() bool { return tried(anna) })
	for _, s := range []*workstation{luca, anna} {
		if n := s.front().Counts(); n.Refused != 0 || n.Waiting != 1 {
			t.Errorf("there waits %+v", n)
		}
	}
	if got := luca.filters(); got != "Ferme 0" {
		t.Errorf("meanwhile he has %q", got)
	}
	// Other acts go all the same.
	other := anna.opens(w, "Un'altra")
	luca.until("it is there", func() bool { _, err := luca.front().Desk().Ticket(t.Context(), other); return err == nil })
	line.set(nil)
	annasLine.set(nil)
	luca.retries()
	anna.retries()
	luca.sent()
	anna.sent()
	luca.until("the verdict is here", func() bool {
		d, err := luca.front().Desk().Ticket(t.Context(), id)
		return err == nil && d.Verdict == support.VerdictFails
	})
}

func TestConsole_TheWindowIsToldWhenFiltersOrRepliesChangeHereOrElsewhere(t *testing.T) {
	w := newWorld(t)
	told := make(chan desktop.Event, 1000)
	here := startWorkstation(&workstation{t: t, keyring: noKeyring{}, dir: t.TempDir(), tell: func(e desktop.Event) {
		if e.Kind == desktop.EventConsole {
			told <- e
		}
	}})
	here.signIn(w, "luca")
	here.online()
	elsewhere := w.at("luca")
	for len(told) > 0 {
		<-told // of the first sync
	}
	if _, err := elsewhere.front().Desk().SaveFilter(t.Context(), support.Filter{Name: "Altrove"}); err != nil {
		t.Fatal(err)
	}
	received(t, told, "word of what was done elsewhere")
	here.until("it is here", func() bool { return here.filters() == "Altrove 0" })
	w.down()
	here.offline()
	for len(told) > 0 {
		<-told
	}
	if _, err := here.front().Desk().SaveFilter(t.Context(), support.Filter{Name: "Qui"}); err != nil {
		t.Fatal(err)
	}
	received(t, told, "word of what waits here")
}

func TestConsole_ADiagnosisTellsItsActsAndNothingOfWhatTheySay(t *testing.T) {
	w := newWorld(t)
	luca, anna := w.at("luca"), w.at("anna")
	id := anna.opens(w, "Ferma")
	luca.until("it is there", func() bool { _, err := luca.front().Desk().Ticket(t.Context(), id); return err == nil })
	if err := luca.front().Desk().CloseTicket(t.Context(), id, "Fatto", ""); err != nil {
		t.Fatal(err)
	}
	anna.until("it is closed", func() bool { d, err := anna.front().Desk().Ticket(t.Context(), id); return err == nil && !d.Open() })
	w.down()
	luca.offline()
	anna.offline()
	const mark = "zanzibar"
	d := luca.front().Desk()
	filter, err := d.SaveFilter(t.Context(), support.Filter{Name: mark + " filtro", Criteria: support.Criteria{Text: mark + " cercato"}})
	if err == nil {
		err = d.RemoveFilter(t.Context(), filter)
	}
	if err == nil {
		_, err = d.SaveCannedReply(t.Context(), support.CannedReply{Name: mark, Text: mark + " pronta"}, true)
	}
	if err == nil {
		err = anna.front().Desk().Judge(t.Context(), id, support.VerdictFails, mark+" giudizio")
	}
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[*workstation][]string{
		luca: {"filter line", "filter_removal behind", "canned_reply line"}, anna: {"verdict line"},
	} {
		file := filepath.Join(t.TempDir(), "diagnosi.zip")
		if err := s.SaveDiagnosis(t.Context(), file, diagnosis.Program{}, ""); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range s.diagnosed().Acts {
			got = append(got, a.Kind+" "+string(a.Why))
		}
		if !slices.Equal(got, want) {
			t.Errorf("there waits %q, want %q", got, want)
		}
		for name, content := range unzipped(t, file) {
			if strings.Contains(string(content), mark) {
				t.Errorf("%s has what somebody wrote", name)
			}
		}
	}
}
