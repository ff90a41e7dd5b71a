package support

import (
	"reflect"
	"testing"
	"time"
)

func TestOpen_StartsNewWithItsDescriptionAsMessageOne(t *testing.T) {
	s := opened(t, anna, Parties{Machine: &Machine{Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Linea 2"}})
	got, first := s.ticket, s.chain[0]
	if got.Status != StatusNew || got.LastIndex != 1 || got.MessageCount != 1 || got.Assignee.ID != "" {
		t.Errorf("opened as %+v", got)
	}
	if got.Machine != (MachineThen{"Pressa 3", "PX-200", "24-0117", "Linea 2"}) {
		t.Errorf("remembers %+v", got.Machine)
	}
	if first.ID != got.ID || first.Index != 1 || first.Text != got.Description || first.Kind != MessageReply {
		t.Errorf("first message %+v", first)
	}
	if got.ReadByCustomer != 1 || got.ReadBySupport != 0 {
		t.Errorf("read by customer %d, support %d", got.ReadByCustomer, got.ReadBySupport)
	}
	if got.Title != "Perde olio dal cilindro." {
		t.Errorf("title %q", got.Title)
	}
}

func TestOpen_GoesToTheDefaultTechnicianUnlessDisabled(t *testing.T) {
	if s := opened(t, anna, Parties{Technician: &luca}); s.ticket.Assignee != luca.Ref() || s.ticket.Status != StatusNew {
		t.Errorf("assignee %+v, status %s", s.ticket.Assignee, s.ticket.Status)
	}
	gone := luca
	gone.Disabled = true
	if s := opened(t, anna, Parties{Technician: &gone}); s.ticket.Assignee.ID != "" {
		t.Errorf("assigned to somebody disabled: %+v", s.ticket.Assignee)
	}
}

func TestReply_OfTheFirstTechnicianStartsAndTakes(t *testing.T) {
	s := opened(t, anna, Parties{})
	want := []string{"status new>in_progress", "assignee >Luca Bianchi"}
	if got := events(s.reply(luca)); !reflect.DeepEqual(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
	if s.ticket.Assignee != luca.Ref() || s.ticket.Status != StatusInProgress || s.ticket.LastIndex != 4 || s.ticket.MessageCount != 2 {
		t.Errorf("ticket %+v", s.ticket)
	}
	if got := events(s.reply(mara)); len(got) != 0 {
		t.Errorf("the second technician's reply recorded %q", got)
	}
}

func TestReply_OfTheFirstTechnicianLeavesWhoHasIt(t *testing.T) {
	s := opened(t, anna, Parties{Technician: &mara})
	if got, want := events(s.reply(luca)), []string{"status new>in_progress"}; !reflect.DeepEqual(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
	if s.ticket.Assignee != mara.Ref() {
		t.Errorf("assignee %+v", s.ticket.Assignee)
	}
}

func TestReply_OfATechnicianTakesOnlyOnce(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.reply(luca)
	s.change(luca, Change{Assignee: &PersonRef{}})
	if got := events(s.reply(mara)); len(got) != 0 || s.ticket.Assignee.ID != "" {
		t.Errorf("a later reply took an unassigned ticket: %q, %+v", got, s.ticket.Assignee)
	}
}

func TestReply_OfTheCustomerPutsAWaitingTicketBackInProgress(t *testing.T) {
	s := opened(t, anna, Parties{})
	if got := events(s.reply(anna)); len(got) != 0 || s.ticket.Status != StatusNew {
		t.Errorf("a new ticket: %q, %s", got, s.ticket.Status)
	}
	s.change(luca, Change{Status: ptr(StatusWaiting)})
	if got := events(s.reply(luca)); s.ticket.Status != StatusWaiting {
		t.Errorf("the technician's own reply moved it: %q", got)
	}
	if got, want := events(s.reply(anna)), []string{"status waiting>in_progress"}; !reflect.DeepEqual(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

func TestReply_MovesTheReadingOfItsSideUpToItself(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.reply(anna)
	if s.ticket.ReadByCustomer != 2 || s.ticket.ReadBySupport != 0 {
		t.Errorf("customer %d, support %d", s.ticket.ReadByCustomer, s.ticket.ReadBySupport)
	}
	said := s.reply(luca)
	if s.ticket.ReadBySupport != said[0].Index || s.ticket.ReadByCustomer != 2 {
		t.Errorf("customer %d, support %d, reply at %d", s.ticket.ReadByCustomer, s.ticket.ReadBySupport, said[0].Index)
	}
}

func TestClosed_TakesNotesAndMarksAndNothingElse(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.close()
	closed := s.ticket
	refused := map[string]error{}
	for who, by := range map[string]Person{"customer": anna, "technician": luca} {
		_, refused[who+"'s reply"] = s.ticket.Reply(s.act(by), Words{ID: s.id(), Text: "Ancora."})
	}
	_, refused["call attempt"] = s.ticket.CallAttempt(s.act(luca), Call{ID: s.id(), Outcome: OutcomeBusy})
	_, refused["change seen open"] = s.ticket.Change(s.act(luca), Change{Seen: StatusInProgress, Assignee: ptr(luca.Ref())}, "")
	_, refused["reopening seen open"] = s.ticket.Change(s.act(luca), Change{Seen: StatusWaiting, Status: ptr(StatusInProgress)}, "")
	_, refused["reopening unseen"] = s.ticket.Change(s.act(luca), Change{Status: ptr(StatusInProgress)}, "")
	_, refused["change seen closed that does not reopen"] = s.ticket.Change(s.act(luca), Change{Seen: StatusClosed, Severity: ptr(SeverityQuestion)}, "")
	_, refused["closing again"] = s.ticket.Change(s.act(luca), Change{Seen: StatusClosed, Status: ptr(StatusClosed), Resolution: ptr("Di nuovo.")}, "")
	for what, err := range refused {
		if CodeOf(err) != CodeTicketClosed {
			t.Errorf("%s: %v, want %s", what, err, CodeTicketClosed)
		}
	}
	if s.ticket != closed {
		t.Errorf("a refusal changed the ticket:\n%+v\n%+v", closed, s.ticket)
	}
	s.note(luca)
	if !s.ticket.Read(SideCustomer, Mark{Index: s.ticket.LastIndex}) {
		t.Error("a mark on a closed ticket did not count")
	}
}

func TestChange_ClosesWithAResolutionThatReopeningTakesAway(t *testing.T) {
	s := opened(t, anna, Parties{})
	_, err := s.ticket.Change(s.act(luca), Change{Status: ptr(StatusClosed)}, "")
	wantField(t, err, "body.resolution", ReasonRequired)
	_, err = s.ticket.Change(s.act(luca), Change{Status: ptr(StatusWaiting), Resolution: ptr("Fatto.")}, "")
	wantField(t, err, "body.resolution", ReasonNotAllow)

	s.close()
	if s.ticket.Resolution == "" || !s.ticket.ClosedAt.Equal(s.now) {
		t.Errorf("closed as %+v", s.ticket)
	}
	want := []string{"status closed>in_progress"}
	if got := events(s.change(mara, Change{Seen: StatusClosed, Status: ptr(StatusInProgress)})); !reflect.DeepEqual(got, want) {
		t.Errorf("reopening recorded %q, want %q", got, want)
	}
	if s.ticket.Resolution != "" || !s.ticket.ClosedAt.IsZero() {
		t.Errorf("reopened as %+v", s.ticket)
	}
	kept := false
	for _, m := range s.chain {
		kept = kept || m.Event.Type == EventResolution && m.Event.Text == "Cambiata la guarnizione."
	}
	if !kept {
		t.Error("no event keeps the resolution")
	}
}

func TestChange_RecordsOneEventAField(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.ticket.CategoryID = "00000000-0000-7000-8000-0000000000c0"
	got := events(s.change(luca, Change{
		Status: ptr(StatusWaiting), Severity: ptr(SeverityDegraded), Assignee: ptr(mara.Ref()), Category: &Category{ID: category.ID, Name: "Elettrica"},
	}))
	want := []string{"status new>waiting", "assignee >Mara Verdi", "category Idraulica>Elettrica", "severity stopped>degraded"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

func TestChange_ThatChangesNothingLeavesNothing(t *testing.T) {
	s := opened(t, anna, Parties{Technician: &luca})
	before := s.ticket
	recorded := s.change(luca, Change{Status: ptr(StatusNew), Severity: ptr(SeverityStopped), Assignee: ptr(luca.Ref())})
	if len(recorded) != 0 || s.ticket != before {
		t.Errorf("recorded %v", recorded)
	}
}

func TestMayBecome_IsTheTableOfTheContract(t *testing.T) {
	all := []Status{StatusNew, StatusInProgress, StatusWaiting, StatusClosed}
	may := map[[2]Status]bool{
		{StatusNew, StatusInProgress}: true, {StatusNew, StatusWaiting}: true, {StatusNew, StatusClosed}: true,
		{StatusInProgress, StatusWaiting}: true, {StatusInProgress, StatusClosed}: true,
		{StatusWaiting, StatusInProgress}: true, {StatusWaiting, StatusClosed}: true,
		{StatusClosed, StatusInProgress}: true,
	}
	for _, from := range all {
		for _, to := range all {
			if got, want := from.MayBecome(to), may[[2]Status{from, to}] || from == to; got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
		}
	}
}

func TestCallAttempt_IsAnEventThatTheCustomerSees(t *testing.T) {
	s := opened(t, anna, Parties{})
	id := s.id()
	m, err := s.ticket.CallAttempt(s.act(luca), Call{ID: id, Outcome: OutcomeNoAnswer, Text: "Squilla a vuoto."})
	if err != nil || m.ID != id || m.Index != 2 || m.Event.Outcome != OutcomeNoAnswer || m.Event.Text != "Squilla a vuoto." {
		t.Errorf("recorded %+v, %v", m, err)
	}
	if !anna.SeesMessage(&m) || s.ticket.MessageCount != 1 {
		t.Errorf("seen %v, replies %d", anna.SeesMessage(&m), s.ticket.MessageCount)
	}
}

func TestOperators_MayNotWork(t *testing.T) {
	s := opened(t, anna, Parties{})
	before := s.ticket
	_, change := s.ticket.Change(s.act(anna), Change{Status: ptr(StatusClosed), Resolution: ptr("Fatto.")}, "")
	_, note := s.ticket.Note(s.act(anna), Words{ID: s.id(), Text: "Segreto."})
	_, call := s.ticket.CallAttempt(s.act(anna), Call{ID: s.id(), Outcome: OutcomeSpoken})
	for what, err := range map[string]error{"change": change, "note": note, "call": call} {
		if CodeOf(err) != CodeForbidden {
			t.Errorf("%s: %v, want %s", what, err, CodeForbidden)
		}
	}
	if s.ticket != before {
		t.Error("a refusal changed the ticket")
	}
}

func TestNote_MovesNothingThatAnOperatorCanSee(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.reply(luca)
	before := s.ticket
	first, second := s.note(luca), s.note(mara)
	if first.AfterIndex != 4 || first.NoteIndex != 1 || second.NoteIndex != 2 || first.Index != 0 {
		t.Errorf("notes at %+v and %+v", first, second)
	}
	after := s.ticket
	if after.NoteCount != 2 || !after.LastNoteAt.Equal(second.CreatedAt) || after.NoteHead != second.Hash {
		t.Errorf("the support's own fields: %+v", after)
	}
	after.NoteCount, after.LastNoteAt, after.NoteHead = before.NoteCount, before.LastNoteAt, before.NoteHead
	if after != before {
		t.Errorf("a note moved\n%+v\nto\n%+v", before, after)
	}
	if next := s.reply(anna)[0]; next.Index != 5 {
		t.Errorf("the next reply has index %d, want 5: no hole", next.Index)
	}
	if anna.SeesMessage(&first) || !luca.SeesMessage(&first) || !mara.SeesMessage(&first) {
		t.Error("who sees a note")
	}
}

func TestMark_NeverGoesBackAndANoteReadsUpToItsPlace(t *testing.T) {
	s := opened(t, anna, Parties{})
	replied := s.reply(luca)[0]
	note := s.note(luca)
	at := MarkAt(mara.ID, &note)
	if at.Index != 4 || at.NoteIndex != 1 || at.MessageID != note.ID {
		t.Errorf("mark at a note %+v", at)
	}
	earlier := MarkAt(mara.ID, &replied)
	if !at.After(earlier) || earlier.After(at) || at.After(at) {
		t.Error("order of marks")
	}
	if s.ticket.ReadBySupport != 2 {
		t.Fatalf("the technician's reply reads up to %d", s.ticket.ReadBySupport)
	}
	updated := s.ticket.UpdatedAt
	if !s.ticket.Read(SideSupport, at) || s.ticket.ReadBySupport != 4 {
		t.Errorf("support has read %d", s.ticket.ReadBySupport)
	}
	if s.ticket.Read(SideSupport, earlier) || s.ticket.ReadBySupport != 4 {
		t.Error("reading went back")
	}
	if s.ticket.ReadByCustomer != 1 || !s.ticket.UpdatedAt.Equal(updated) {
		t.Errorf("a mark of the support moved the customer's reading to %d, or the order", s.ticket.ReadByCustomer)
	}
}

func TestWrittenAt_IsTheWritersClaimButNeverTheFuture(t *testing.T) {
	s := opened(t, anna, Parties{})
	early := s.now.Add(-3 * time.Hour).Add(123456 * time.Nanosecond)
	recorded := s.keep(s.ticket.Reply(s.act(anna), Words{ID: s.id(), Text: "Da ieri.", WrittenAt: early}))
	if got := recorded[0].WrittenAt; !got.Equal(Instant(early)) || got.Nanosecond()%1e6 != 0 {
		t.Errorf("written at %v", got)
	}
	recorded = s.keep(s.ticket.Reply(s.act(anna), Words{ID: s.id(), Text: "Domani.", WrittenAt: s.now.Add(48 * time.Hour)}))
	if m := recorded[0]; !m.WrittenAt.Equal(m.CreatedAt) {
		t.Errorf("written at %v, created at %v", m.WrittenAt, m.CreatedAt)
	}
}

func wantField(t *testing.T, err error, location string, reason Reason) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok || e.Code != CodeInvalid {
		t.Errorf("%v, want %s at %s", err, reason, location)
		return
	}
	for _, f := range e.Fields {
		if f == (FieldError{location, reason}) {
			return
		}
	}
	t.Errorf("%v, want %s at %s", err, reason, location)
}
