package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// links are the link events of a ticket as an operator sees them, "from to outcome" each.
func (u *user) links(ticket string) (all []string) {
	u.world.t.Helper()
	for _, m := range u.messages(ticket) {
		if e, is := m["event"].(object); is && e["type"] == "link" {
			outcome, _ := e["outcome"].(string)
			all = append(all, fmt.Sprint(e["from"], " ", e["to"], " ", outcome))
		}
	}
	return all
}

func TestJoin_ClosesTheDuplicateAndIsUndoneByReopening(t *testing.T) {
	w := newWorld(t)
	duplicate, original := w.anna.open(), w.bruno.open()
	number := func(id string) int {
		return w.luca.do("GET", "/v1/tickets/"+id, nil).want(http.StatusOK).number("number")
	}
	d, o := number(duplicate), number(original)
	_, cursor := w.bruno.feed("")
	joining := object{"changeId": newID(), "status": "closed", "duplicateOfId": original}
	joined := w.luca.change(duplicate, joining).want(http.StatusOK)
	if of, _ := joined.body["duplicateOf"].(object); joined.text("status") != "closed" || of["id"] != original || of["number"] != float64(o) {
		t.Errorf("joined %s", joined.bytes)
	}
	w.luca.change(duplicate, joining).want(http.StatusOK)
	want := []string{fmt.Sprint(d, " ", o, " ")}
	for _, id := range []string{duplicate, original} {
		if got := w.anna.links(id); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("links %q, want %q", got, want)
		}
	}
	// Both tickets come at one position: one commit.
	page := w.bruno.do("GET", "/v1/changes?limit=1&after="+cursor, nil).want(http.StatusOK)
	changes, _ := page.body["changes"].([]any)
	if tickets := only(objectsOf(changes), "ticket"); len(tickets) != 2 || page.body["more"] == true {
		t.Errorf("the first commit since has %d tickets: %s", len(tickets), page.bytes)
	}
	w.anna.do("POST", "/v1/tickets/"+duplicate+"/verdict", object{"id": newID(), "verdict": "fails"}).
		wantProblem(http.StatusConflict, support.CodeTicketClosed)
	w.anna.say(original, "reply", "È ancora ferma.").want(http.StatusCreated)

	undo := object{"changeId": newID(), "seen": object{"status": "closed"}, "status": "in_progress"}
	undone := w.mara.change(duplicate, undo).want(http.StatusOK)
	if undone.body["duplicateOf"] != nil || undone.text("status") != "in_progress" || undone.text("awaitedSince") == "" {
		t.Errorf("undone %s", undone.bytes)
	}
	want = append(want, fmt.Sprint(d, " ", o, " undone"))
	for _, id := range []string{duplicate, original} {
		if got := w.anna.links(id); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("links %q, want %q", got, want)
		}
	}
	if status := w.luca.do("GET", "/v1/tickets/"+original, nil).text("status"); status != "new" {
		t.Errorf("the original has become %s", status)
	}
}

func objectsOf(all []any) (out []object) {
	for _, one := range all {
		out = append(out, one.(object))
	}
	return out
}

func TestJoin_IsOnlyWithAnotherTicketOfTheCompanyThatIsNoDuplicate(t *testing.T) {
	w := newWorld(t)
	id, original, foreign := w.anna.open(), w.anna.open(), w.piero.open()
	join := func(of string) *reply { return w.luca.change(id, object{"status": "closed", "duplicateOfId": of}) }
	for _, c := range []struct{ of, reason string }{
		{foreign, "unknown"}, {newID(), "unknown"}, {id, "not_allowed"}, {"x", "bad_id"},
	} {
		join(c.of).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.duplicateOfId", c.reason)
	}
	w.luca.change(id, object{"status": "closed", "duplicateOfId": original, "resolution": "Fatto."}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.resolution", "not_allowed")
	w.luca.change(id, object{"duplicateOfId": original}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.duplicateOfId", "not_allowed")
	third := w.anna.open()
	w.luca.change(original, object{"status": "closed", "duplicateOfId": third}).want(http.StatusOK)
	join(original).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.duplicateOfId", "not_allowed")
	if links := w.anna.links(id); len(links) != 0 {
		t.Errorf("what was refused has left %q", links)
	}
	w.luca.close(third)
	join(third).want(http.StatusOK)
}

func TestVerdict_IsTheCustomersWithinSevenDays(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	judge := func(u *user, verdict object) *reply {
		if verdict["id"] == nil {
			verdict["id"] = newID()
		}
		return u.do("POST", "/v1/tickets/"+id+"/verdict", verdict)
	}
	judge(w.anna, object{"verdict": "runs"}).wantProblem(http.StatusConflict, support.CodeConflict)
	w.luca.close(id)
	judge(w.luca, object{"verdict": "runs"}).wantProblem(http.StatusForbidden, support.CodeForbidden)
	judge(w.luca, object{"verdict": "perhaps"}).wantProblem(http.StatusForbidden, support.CodeForbidden)
	judge(w.piero, object{"verdict": "perhaps"}).wantProblem(http.StatusNotFound, support.CodeNotFound)
	judge(w.anna, object{"verdict": "perhaps"}).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.verdict", "unknown")
	judge(w.anna, object{"id": "x", "verdict": "runs"}).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.id", "bad_id")
	fails := object{"id": newID(), "verdict": "fails", "text": "Perde ancora.\r\n"}
	said := judge(w.bruno, fails).want(http.StatusCreated)
	if e, _ := said.body["event"].(object); e["type"] != "verdict" || e["outcome"] != "fails" || e["text"] != "Perde ancora." {
		t.Errorf("recorded %s", said.bytes)
	}
	if again := judge(w.bruno, fails).want(http.StatusOK); string(again.bytes) != string(said.bytes) {
		t.Errorf("a repeat answers %s", again.bytes)
	}
	judge(w.anna, fails).wantProblem(http.StatusConflict, support.CodeConflict)
	seen := w.luca.do("GET", "/v1/tickets/"+id, nil)
	if seen.text("verdict") != "fails" || seen.text("verdictAt") == "" || seen.text("status") != "closed" {
		t.Errorf("the support sees %s", seen.bytes)
	}
	w.clock.advance(time.Hour)
	reopened := w.luca.change(id, object{"seen": object{"status": "closed"}, "status": "in_progress"}).want(http.StatusOK)
	if reopened.text("verdict") != "" || reopened.text("awaitedSince") != seen.text("verdictAt") {
		t.Errorf("reopened %s; they have waited since %s", reopened.bytes, seen.text("verdictAt"))
	}
	w.luca.close(id)
	w.clock.advance(support.VerdictWithin + time.Second)
	judge(w.anna, object{"verdict": "runs"}).wantProblem(http.StatusConflict, support.CodeTicketClosed)
	judge(w.bruno, fails).want(http.StatusOK)
}

func TestCall_SaysWhenToTryAgain(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	at := w.clock.now().Add(time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
	call := object{"id": newID(), "outcome": "no_answer", "text": "Squilla a vuoto.", "againAt": at}
	said := w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", call).want(http.StatusCreated)
	if e, _ := said.body["event"].(object); e["to"] != at {
		t.Errorf("recorded %s", said.bytes)
	}
	w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", call).want(http.StatusOK)
	if seen := w.luca.do("GET", "/v1/tickets/"+id, nil); seen.text("callAgainAt") != at {
		t.Errorf("the ticket is %s", seen.bytes)
	}
	w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", object{"id": newID(), "outcome": "spoken", "againAt": at}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.againAt", "not_allowed")
	w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", object{"id": newID(), "outcome": "spoken"}).want(http.StatusCreated)
	if seen := w.luca.do("GET", "/v1/tickets/"+id, nil); seen.body["callAgainAt"] != nil || seen.text("spokenAt") == "" {
		t.Errorf("spoken, the ticket is %s", seen.bytes)
	}
}

// TestCall_IsTriedAgainAtNoTimeThatNoStoreKeeps: an instant of no milliseconds is kept as none, and would part the ticket from
// what its event says.
func TestCall_IsTriedAgainAtNoTimeThatNoStoreKeeps(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	call := func(at string) *reply {
		return w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", object{"id": newID(), "outcome": "busy", "againAt": at})
	}
	// Written before the line came back: the time to try again is past.
	call(w.clock.now().Add(-time.Hour).Format(time.RFC3339)).want(http.StatusCreated)
	for _, at := range []string{"0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "1812-06-24T06:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00.0004+01:00"} {
		call(at).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.againAt", "bad_time")
	}
	if wrong, err := w.server.Store().Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("the store: %v %v", wrong, err)
	}
}
