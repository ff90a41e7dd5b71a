package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

func TestBodies_AreReadStrictly(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.Body = 2000 })
	id := w.anna.open()
	to := "/v1/tickets/" + id + "/messages"
	head := `{"id":"` + newID() + `","kind":"reply",`
	for _, c := range []struct {
		body          string
		status        int
		code          string
		field, reason string
	}{
		{``, 400, "malformed", "", ""},
		{`{`, 400, "malformed", "", ""},
		{`[]`, 400, "malformed", "", ""},
		{`"text"`, 400, "malformed", "", ""},
		{`null`, 400, "malformed", "", ""},
		{`{} {}`, 400, "malformed", "", ""},
		{"\ufeff{}", 400, "malformed", "", ""},
		{head + "\"text\":\"\xff\"}", 400, "malformed", "", ""},
		{strings.Repeat(`{"a":`, 20000), 413, "too_large", "", ""},
		{strings.Repeat(`[`, 1500), 400, "malformed", "", ""},
		{head + `"text":"` + strings.Repeat("a", 2500) + `"}`, 413, "too_large", "", ""},
		{head + `"text":12}`, 422, "invalid", "body.text", "bad_type"},
		{head + `"text":["a"]}`, 422, "invalid", "body.text", "bad_type"},
		{head + `"text":"\ud800"}`, 422, "invalid", "body.text", "bad_text"},
		{head + `"text":"\udc00\ud800"}`, 422, "invalid", "body.text", "bad_text"},
		{head + `"text":"\uD83D x"}`, 422, "invalid", "body.text", "bad_text"},
		{head + `"text":"\u0000"}`, 422, "invalid", "body.text", "bad_text"},
		{head + `"text":" \r\n\t "}`, 422, "invalid", "body.text", "required"},
		{head + `"text":null}`, 422, "invalid", "body.text", "required"},
		{head + `"text":"x","writtenAt":"ieri"}`, 422, "invalid", "body.writtenAt", "bad_time"},
		{head + `"text":"x","writtenAt":5}`, 422, "invalid", "body.writtenAt", "bad_type"},
		{head + `"text":"x","writtenAt":"0000-01-01T00:00:00Z"}`, 422, "invalid", "body.writtenAt", "bad_time"},
		{head + `"text":"x","writtenAt":"9999-12-31T23:59:59-12:00"}`, 422, "invalid", "body.writtenAt", "bad_time"},
		{`{"kind":"reply","text":"x"}`, 422, "invalid", "body.id", "required"},
		{`{"id":"1","kind":"reply","text":"x"}`, 422, "invalid", "body.id", "bad_id"},
		{`{"id":"` + newID() + `","kind":"event","text":"x"}`, 422, "invalid", "body.kind", "unknown"},
		{`{"ID":"` + newID() + `","Kind":"reply","TEXT":"x"}`, 422, "invalid", "body.text", "required"},
		{head + `"text":"\ud83d\udc77 \\ud800 ok","unknown":{"a":["\ud800"]},"attachments":[]}`, 201, "", "", ""},
	} {
		r := w.anna.do("POST", to, raw(c.body))
		switch {
		case c.code == "":
			r.want(c.status)
		case c.field == "":
			r.wantProblem(c.status, support.Code(c.code))
		default:
			r.wantProblem(c.status, "invalid", c.field, c.reason)
		}
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json-seq", "/"} {
		req, _ := http.NewRequest("POST", w.url+to, strings.NewReader("{}"))
		req.Header.Set("Authorization", "Bearer "+w.anna.token)
		req.Header.Set("Content-Type", kind)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("Content-Type %q answered %d", kind, res.StatusCode)
		}
	}
}

func TestOpening_SaysEveryWrongField(t *testing.T) {
	w := newWorld(t)
	r := w.anna.do("POST", "/v1/tickets", object{})
	for _, field := range []string{"body.id", "body.kind", "body.severity", "body.description"} {
		r.wantProblem(422, "invalid", field, "required")
	}
	callback := object{"id": newID(), "kind": "callback", "severity": "stopped", "description": "Richiamatemi"}
	for phone, reason := range map[string]string{
		"": "required", "12": "too_short", "059 123456 059 123456": "too_long", "chiamami": "bad_phone", "+999 1234567": "bad_phone",
	} {
		callback["phone"] = phone
		w.anna.do("POST", "/v1/tickets", callback).wantProblem(422, "invalid", "body.phone", reason)
	}
	callback["phone"] = "059 123456"
	callback["callWindow"] = object{"from": "2026-01-01T10:00:00Z"}
	w.anna.do("POST", "/v1/tickets", callback).wantProblem(422, "invalid", "body.callWindow.to", "required")
	callback["callWindow"] = "domani"
	w.anna.do("POST", "/v1/tickets", callback).wantProblem(422, "invalid", "body.callWindow", "bad_type")
	callback["callWindow"] = object{"from": "2026-01-01T11:00:00+01:00", "to": "2026-01-01T12:30:00.5Z"}
	r = w.anna.do("POST", "/v1/tickets", callback).want(http.StatusCreated)
	window, _ := r.body["callWindow"].(object)
	if r.text("phone") != "+39059123456" || window["from"] != "2026-01-01T10:00:00.000Z" || window["to"] != "2026-01-01T12:30:00.500Z" {
		t.Errorf("opened %s", r.bytes)
	}
}

func TestChange_FollowsTheRules(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	if r := w.luca.change(id, object{"assigneeId": nil}).want(http.StatusOK); r.body["assignee"] != nil {
		t.Errorf("null did not unassign: %s", r.bytes)
	}
	if r := w.luca.change(id, object{"assigneeId": w.mara.ID, "status": nil}).want(http.StatusOK); r.body["assignee"].(object)["id"] != w.mara.ID {
		t.Errorf("assigned %s", r.bytes)
	}
	before := len(w.luca.messages(id))
	w.luca.change(id, object{"assigneeId": w.mara.ID, "severity": "stopped"}).want(http.StatusOK)
	w.luca.change(id, object{}).want(http.StatusOK)
	if after := len(w.luca.messages(id)); after != before {
		t.Errorf("changes that change nothing left %d events", after-before)
	}
	w.luca.change(id, object{"assigneeId": w.anna.ID}).wantProblem(422, "invalid", "body.assigneeId", "unknown")
	w.luca.change(id, object{"assigneeId": newID()}).wantProblem(422, "invalid", "body.assigneeId", "unknown")
	w.luca.change(id, object{"assigneeId": "mara"}).wantProblem(422, "invalid", "body.assigneeId", "bad_id")
	w.luca.change(id, object{"categoryId": newID()}).wantProblem(422, "invalid", "body.categoryId", "unknown")
	w.luca.change(id, object{"status": "open"}).wantProblem(422, "invalid", "body.status", "unknown")
	w.luca.change(id, object{"status": "closed"}).wantProblem(422, "invalid", "body.resolution", "required")
	w.luca.change(id, object{"resolution": "Fatto."}).wantProblem(422, "invalid", "body.resolution", "not_allowed")
	w.luca.change(id, object{"changeId": "x"}).wantProblem(422, "invalid", "body.changeId", "bad_id")
	w.luca.change(id, object{"categoryId": w.electrics.ID, "status": "waiting"}).want(http.StatusOK)
	w.luca.change(id, object{"status": "new"}).wantProblem(422, "invalid", "body.status", "not_allowed")
	last := w.anna.messages(id)
	if e := last[len(last)-1]["event"].(object); e["type"] != "category" || e["from"] != "Idraulica" || e["to"] != "Elettrica" {
		t.Errorf("event %v", e)
	}
	w.anna.say(id, "reply", "Rieccomi.").want(http.StatusCreated)
	if r := w.anna.do("GET", "/v1/tickets/"+id, nil); r.text("status") != "in_progress" {
		t.Errorf("a customer's reply leaves it %s", r.text("status"))
	}
	w.luca.close(id)
	w.mara.change(id, object{"seen": object{"status": "in_progress"}, "assigneeId": w.luca.ID}).wantProblem(409, "ticket_closed")
	w.mara.change(id, object{"seen": object{"status": "closed"}, "assigneeId": w.luca.ID}).wantProblem(409, "ticket_closed")
	w.anna.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": id}).want(http.StatusNoContent)
	if r := w.mara.change(id, object{"seen": object{"status": "closed"}, "status": "in_progress"}).want(http.StatusOK); r.body["closedAt"] != nil || r.body["resolution"] != nil {
		t.Errorf("reopened %s", r.bytes)
	}
}

func TestUnknown_IsAProblemToo(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/v1", "/v2/tickets", "/v1/tickets/x/y/z", "/metrics", "/v1/admin/people", "//v1/me", "/v1/../v1/me", "/v1/me/", "/v1/tickets/./messages", "/docs/x"} {
		w.anna.do("GET", path, nil).wantProblem(404, "not_found")
	}
	for _, id := range []string{"x", "1", newID(), strings.Repeat("9", 400), "%00", "..%2f"} {
		w.anna.do("GET", "/v1/tickets/"+id, nil).wantProblem(404, "not_found")
	}
	r := w.anna.do("PUT", "/v1/tickets", object{}).wantProblem(405, "method_not_allowed")
	if r.header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("Allow is %q", r.header.Get("Allow"))
	}
	id := w.anna.open()
	if r := w.anna.do("GET", "/v1/tickets/"+strings.ToUpper(id), nil).want(http.StatusOK); r.text("id") != id {
		t.Errorf("an id in capitals answers %s", r.bytes)
	}
	for _, limit := range []string{"0", "-1", "x", "1.5", "%FF"} {
		w.anna.do("GET", "/v1/tickets?limit="+limit, nil).wantProblem(422, "invalid", "query.limit")
	}
	for _, limit := range []string{"500", "501", "99999999999999999999999"} {
		w.anna.do("GET", "/v1/changes?limit="+limit, nil).want(http.StatusOK)
	}
	w.anna.do("GET", "/v1/tickets?query=%FF", nil).wantProblem(422, "invalid", "query.query", "bad_text")
	w.anna.do("GET", "/v1/machines?query="+strings.Repeat("a", 300), nil).wantProblem(422, "invalid", "query.query", "too_long")
	for _, q := range []string{"%22", "*", "%27", "AND", "a%20OR%20b", "(", "NEAR(", "-", "%F0%9F%91%B7", "col:x", "%C2%AD"} {
		w.anna.do("GET", "/v1/tickets?query="+q, nil).want(http.StatusOK)
		w.anna.do("GET", "/v1/machines?query="+q, nil).want(http.StatusOK)
	}
}

func TestAnswers_CarryTheirHeaders(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/v1/server", "/v1/me", "/docs", "/openapi.json", "/nothing", "/livez", "/readyz"} {
		r := w.anna.do("GET", path, nil)
		if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Cache-Control") != "no-store" || r.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers %v", path, r.header)
		}
	}
	docs := w.nobody().do("GET", "/docs", nil).want(http.StatusOK)
	if policy := docs.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %q", policy)
	}
	for _, foreign := range []string{"<script", "http://", "https://", "src="} {
		if strings.Contains(string(docs.bytes), foreign) {
			t.Errorf("the page has %q", foreign)
		}
	}
	document := w.nobody().do("GET", "/openapi.json", nil).want(http.StatusOK)
	if document.text("openapi") != "3.1.0" || strings.Contains(string(document.bytes), "$schema") {
		t.Error("the document is not plain OpenAPI 3.1")
	}
	r := w.nobody().do("GET", "/v1/server", nil).want(http.StatusOK)
	if r.text("name") != "Prova" || r.text("minimumDesktop") == "" || r.body["support"] == nil {
		t.Errorf("server %s", r.bytes)
	}
}

func TestRequests_AreLimitedButTheFeedIsNot(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Limits.RequestsPerMinute = 20 })
	limited := 0
	for range 30 {
		if r := w.anna.do("GET", "/v1/me", nil); r.status == http.StatusTooManyRequests {
			limited++
			r.wantProblem(429, "rate_limited")
			if after := r.header.Get("Retry-After"); after == "" || after == "0" {
				t.Errorf("Retry-After %q", after)
			}
		}
	}
	if limited == 0 {
		t.Error("nothing was limited")
	}
	for range 30 {
		w.anna.do("GET", "/v1/changes", nil).want(http.StatusOK)
	}
	w.bruno.do("GET", "/v1/me", nil).want(http.StatusOK)
	w.clock.advance(time.Minute)
	w.anna.do("GET", "/v1/me", nil).want(http.StatusOK)
}
