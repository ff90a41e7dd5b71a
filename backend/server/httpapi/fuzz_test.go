package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"filodiretto/backend/server"
	"filodiretto/backend/server/httpapi"
)

// bodies are seeds for every body: right ones and all kinds of wrong.
var bodies = []string{
	``, `{}`, `[]`, `null`, `{`, "\x00", "\xff\xfe", `{"a":1}{`, `{"id":null}`, `{"id":{}}`, `{"id":[[[[]]]]}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b5","kind":"reply","text":"ciao"}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b5","kind":"note","text":"\ud800"}`,
	`{"id":"0192F0C1-2F3A-7C4D-8E5F-60718293A4B5","kind":"callback","severity":"stopped","description":"x","phone":"059 123456","writtenAt":"2026-01-01T00:00:00Z"}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b6","kind":"callback","severity":"stopped","description":"x","phone":"+39059123456","companyId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b5","callWindow":{"from":"9999-12-31T23:59:59-23:59","to":"0001-01-01T00:00:00+23:59"}}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b7","seen":{"status":"closed"},"status":"in_progress","assigneeId":null,"resolution":"\u0000"}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b8","status":"closed","resolution":"Fatto."}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b9","outcome":"busy","text":"\n"}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4ba","outcome":"no_answer","againAt":"0001-01-02T00:00:00Z"}`,
	`{"id":"0192f0c1-2f3a-7c4d-8e5f-60718293a4bb","verdict":"fails","text":"\u0007"}`, `{"state":"typing_note"}`, `{"state":"gone"}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4bc","status":"closed","duplicateOfId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b5"}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4bd","name":"x","place":1e300,"criteria":{"models":[null,{},"\ud800"],"olderThanHours":-9e18}}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4be","name":"ferme","place":9223372036854775807,"criteria":{"statuses":["new"],"youngerThanHours":9223372036854775807}}`,
	`{"changeId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4bf","name":"foto","text":"x","shared":true}`,
	`{"messageId":"0192f0c1-2f3a-7c4d-8e5f-60718293a4b5"}`,
	`{"login":"anna","password":"x","device":"\u202e"}`, `{"current":"x","new":"xxxxxxxxx"}`,
	strings.Repeat(`{"a":`, 5000), `{"text":"` + strings.Repeat(`\ud83d\udc77`, 5000) + `"}`, `{"id":1e999}`,
}

// FuzzBodies sends anything to every route that takes a body, as an operator and as a technician: never a 500.
func FuzzBodies(f *testing.F) {
	for _, b := range bodies {
		f.Add([]byte(b))
	}
	w := newWorld(f, func(c *server.Config) { c.Limits.RequestsPerMinute = 1 << 30 })
	ticket := w.anna.open()
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, route := range httpapi.Routes() {
			if route.Body == nil {
				continue
			}
			for _, token := range []string{w.anna.token, w.luca.token} {
				r := httptest.NewRequest(route.Method, strings.ReplaceAll(route.Path, "{id}", ticket), strings.NewReader(string(body)))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer "+token)
				serve(t, w, r)
			}
		}
	})
}

// FuzzQueries asks every reading route with anything as its parameters and in its path.
func FuzzQueries(f *testing.F) {
	w := newWorld(f, func(c *server.Config) { c.Limits.RequestsPerMinute = 1 << 30 })
	ticket := w.anna.open()
	_, cursor := w.anna.feed("")
	next := w.anna.do("GET", "/v1/machines?limit=1", nil).text("next")
	for _, s := range []string{"", cursor, cursor[1:], next, "head", "0", "-1", "500", ticket, "closed", `"`, `a" OR "b`, "*", "\x00", "\xff", "'; --", "NEAR(a b)", strings.Repeat("a ", 300)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, value, id string) {
		for _, route := range httpapi.Routes() {
			if route.Method != "GET" {
				continue
			}
			path := strings.ReplaceAll(route.Path, "{id}", url.PathEscape(id))
			query := url.Values{}
			for _, p := range route.Query {
				query.Set(p.Name, value)
				one := url.Values{p.Name: {value}}
				serve(t, w, request(route.Path, ticket, one, w.anna.token))
			}
			serve(t, w, request(path, ticket, query, w.luca.token))
		}
	})
}

func request(path, ticket string, query url.Values, token string) *http.Request {
	r := httptest.NewRequest("GET", "/x", nil)
	r.URL = &url.URL{Path: strings.ReplaceAll(path, "{id}", ticket), RawQuery: query.Encode()}
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

// serve asks without a connection; whatever comes, it is no 500.
func serve(t *testing.T, w *world, r *http.Request) {
	t.Helper()
	answer := httptest.NewRecorder()
	w.server.Handler().ServeHTTP(answer, r)
	if answer.Code >= http.StatusInternalServerError {
		t.Errorf("%s %s answered %d: %s", r.Method, r.URL, answer.Code, answer.Body)
	}
}
