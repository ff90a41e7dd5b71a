package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestLine_OneReplyTravels(t *testing.T) {
	w := newWorld(t)
	opened := w.anna.do("POST", "/v1/tickets", w.aTicket()).want(http.StatusCreated)
	id := opened.text("id")
	if opened.number("number") < 1001 || opened.text("status") != "new" || opened.text("title") != "Perde olio dal cilindro sinistro." {
		t.Errorf("opened %s", opened.bytes)
	}
	if a, _ := opened.body["assignee"].(object); a["name"] != "Luca Bianchi" {
		t.Errorf("assignee %v, want the machine's default technician", a)
	}
	w.luca.say(id, "reply", "Arrivo io.").want(http.StatusCreated)
	seen := w.anna.do("GET", "/v1/tickets/"+id, nil).want(http.StatusOK)
	if seen.text("status") != "in_progress" || seen.number("messageCount") != 2 || seen.number("lastIndex") != 3 || seen.number("readByCustomer") != 1 {
		t.Errorf("after the reply %s", seen.bytes)
	}
	all := w.anna.messages(id)
	if len(all) != 3 || all[0]["id"] != id || all[1]["text"] != "Arrivo io." || all[2]["event"].(object)["to"] != "in_progress" {
		t.Errorf("messages %v", all)
	}
	w.anna.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": all[1]["id"]}).want(http.StatusNoContent)
	if read := w.luca.do("GET", "/v1/tickets/"+id, nil); read.number("readByCustomer") != 2 {
		t.Errorf("the technician sees readByCustomer %d", read.number("readByCustomer"))
	}
	changes, next := w.anna.feed("")
	want := map[string]int{"ticket": 1, "message": 3, "machine": 1, "person": 4, "company": 1, "category": 2, "mark": 1}
	if got := kindsOf(changes); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("anna's feed has %v, want %v", got, want)
	}
	if again, _ := w.anna.feed(next); len(again) != 0 {
		t.Errorf("after the end there is %v", again)
	}
}

func TestRepeats_AnswerTheCurrentStateForEver(t *testing.T) {
	w := newWorld(t)
	body := w.aTicket()
	body["phone"] = "059 123456"
	id := w.anna.do("POST", "/v1/tickets", body).want(http.StatusCreated).text("id")
	message := object{"id": newID(), "kind": "reply", "text": "  Ancora\r\nqui. ", "writtenAt": "2020-01-01T00:00:00Z"}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", message).want(http.StatusCreated)
	change := object{"changeId": newID(), "seen": object{"status": "new"}, "status": "closed", "resolution": "Fatto."}
	w.luca.change(id, change).want(http.StatusOK)
	call := object{"id": newID(), "outcome": "busy"}

	body["phone"], body["description"], body["writtenAt"] = "+39 059.123456", " Perde olio dal cilindro sinistro.\r\n", "2021-01-01T00:00:00Z"
	if r := w.anna.do("POST", "/v1/tickets", body).want(http.StatusOK); r.text("status") != "closed" || r.text("phone") != "+39059123456" {
		t.Errorf("a repeated opening answers %s", r.bytes)
	}
	message["text"], message["writtenAt"] = "Ancora\nqui.", nil
	if r := w.anna.do("POST", "/v1/tickets/"+id+"/messages", message).want(http.StatusOK); r.text("writtenAt") != "2020-01-01T00:00:00.000Z" || r.number("index") != 2 {
		t.Errorf("a repeated reply answers %s", r.bytes)
	}
	before := len(w.luca.messages(id))
	w.luca.change(id, change).want(http.StatusOK)
	if after := len(w.luca.messages(id)); after != before {
		t.Errorf("a repeated change left %d messages", after-before)
	}

	message["text"] = "Altro."
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", message).wantProblem(409, "conflict")
	message["text"] = "Ancora\nqui."
	w.bruno.do("POST", "/v1/tickets/"+id+"/messages", message).wantProblem(409, "conflict")
	body["severity"] = "question"
	w.anna.do("POST", "/v1/tickets", body).wantProblem(409, "conflict")
	w.piero.do("POST", "/v1/tickets", object{"id": id, "kind": "callback", "severity": "stopped", "description": "x", "phone": "059 123456"}).wantProblem(409, "conflict")
	change["resolution"] = "Altro."
	w.luca.change(id, change).wantProblem(409, "conflict")
	w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", call).wantProblem(409, "ticket_closed")
	w.anna.say(id, "reply", "Chiuso?").wantProblem(409, "ticket_closed")
	w.luca.say(id, "note", "Chiuso davvero.").want(http.StatusCreated)
	// The id of an event that a rule recorded is used too.
	event := w.anna.messages(id)[3]["id"]
	w.luca.change(id, object{"seen": object{"status": "closed"}, "status": "in_progress"}).want(http.StatusOK)
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": event, "kind": "reply", "text": "x"}).wantProblem(409, "conflict")
}

func TestTechnician_OpensForACompany(t *testing.T) {
	w := newWorld(t)
	body := w.aTicket()
	body["openedForId"] = w.anna.ID
	r := w.luca.do("POST", "/v1/tickets", body).want(http.StatusCreated)
	if f, _ := r.body["openedFor"].(object); f["name"] != "Anna Rossi" || r.text("companyId") != w.acme.ID {
		t.Errorf("opened %s", r.bytes)
	}
	w.anna.do("GET", "/v1/tickets/"+r.text("id"), nil).want(http.StatusOK)
	callback := object{"id": newID(), "kind": "callback", "severity": "question", "description": "Ha chiamato.", "phone": "059 123456"}
	w.luca.do("POST", "/v1/tickets", callback).wantProblem(422, "invalid", "body.companyId", "required")
	callback["companyId"] = w.foundry.ID
	w.luca.do("POST", "/v1/tickets", callback).want(http.StatusCreated)
	body["id"], body["companyId"] = newID(), w.foundry.ID
	w.luca.do("POST", "/v1/tickets", body).wantProblem(422, "invalid", "body.machineId", "unknown")
	delete(body, "companyId")
	body["openedForId"] = w.piero.ID
	w.luca.do("POST", "/v1/tickets", body).wantProblem(422, "invalid", "body.openedForId", "unknown")
}

func TestOpening_TakesOnlyWhatOneMaySee(t *testing.T) {
	w := newWorld(t)
	foreign := w.piero.open()
	for field, ids := range map[string][]string{
		"machineId": {w.oven.ID, newID()}, "followsTicketId": {foreign, newID()}, "companyId": {w.foundry.ID, newID()},
		"openedForId": {w.piero.ID, newID()},
	} {
		said := map[string]bool{}
		for _, id := range ids {
			body := w.aTicket()
			body[field] = id
			r := w.anna.do("POST", "/v1/tickets", body).wantProblem(422, "invalid", "body."+field)
			said[string(r.bytes)] = true
		}
		if len(said) != 1 {
			t.Errorf("%s: a foreign id reads otherwise than an unknown one: %v", field, said)
		}
	}
	closed := w.anna.open()
	w.luca.close(closed)
	body := w.aTicket()
	body["followsTicketId"] = closed
	if r := w.bruno.do("POST", "/v1/tickets", body).want(http.StatusCreated); r.text("followsTicketId") != closed {
		t.Errorf("opened %s", r.bytes)
	}
}

func TestTickets_FilterSearchAndPage(t *testing.T) {
	w := newWorld(t)
	var mine []string
	for range 5 {
		w.clock.advance(time.Second)
		mine = append(mine, w.anna.open())
	}
	foreign := w.piero.open()
	w.clock.advance(time.Second)
	w.anna.say(mine[1], "reply", "La guarnizione è consumata.").want(http.StatusCreated)
	w.luca.say(mine[2], "note", "Sospetto la valvola.").want(http.StatusCreated)
	w.luca.close(mine[3])

	list := func(u *user, query string) (ids []string) {
		after := ""
		for {
			r := u.do("GET", "/v1/tickets?limit=2&after="+after+"&"+query, nil).want(http.StatusOK)
			for _, item := range r.items() {
				ids = append(ids, fmt.Sprint(item["id"]))
			}
			if after = r.text("next"); after == "" {
				return ids
			}
		}
	}
	for _, c := range []struct {
		who   *user
		query string
		want  []string
	}{
		{w.anna, "", []string{mine[3], mine[1], mine[4], mine[2], mine[0]}},
		{w.piero, "", []string{foreign}},
		{w.anna, "status=closed", []string{mine[3]}},
		{w.anna, "status=new&status=closed", []string{mine[3], mine[1], mine[4], mine[2], mine[0]}},
		{w.anna, "status=waiting", nil},
		{w.anna, "query=guarnizione", []string{mine[3], mine[1]}},
		{w.anna, "query=valvola", nil},
		{w.luca, "query=valvola", []string{mine[2]}},
		{w.luca, "companyId=" + w.foundry.ID, []string{foreign}},
		{w.anna, "companyId=" + w.foundry.ID, nil},
		{w.anna, "machineId=" + w.oven.ID, nil},
		{w.luca, "machineId=" + w.oven.ID, []string{foreign}},
		{w.luca, "assigneeId=" + w.luca.ID, []string{mine[3], mine[1], mine[4], mine[2], mine[0]}},
		{w.luca, "query=23-0042", []string{foreign}},
	} {
		if got := list(c.who, c.query); strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s asking %q got %q, want %q", c.who.Name, c.query, got, c.want)
		}
	}
	next := w.anna.do("GET", "/v1/tickets?limit=1", nil).text("next")
	w.bruno.do("GET", "/v1/tickets?after="+next, nil).wantProblem(422, "invalid", "query.after", "tampered")
	w.anna.do("GET", "/v1/machines?after="+next, nil).wantProblem(422, "invalid", "query.after", "tampered")
	w.anna.do("GET", "/v1/tickets?status=open", nil).wantProblem(422, "invalid", "query.status", "unknown")
	w.anna.do("GET", "/v1/tickets?machineId=pressa", nil).wantProblem(422, "invalid", "query.machineId", "bad_id")
	card := w.anna.do("GET", "/v1/machines/"+w.press.ID, nil).want(http.StatusOK)
	if card.number("openTickets") != 4 || card.number("closedTickets") != 1 || card.text("serial") != "24-0117" {
		t.Errorf("machine card %s", card.bytes)
	}
}
