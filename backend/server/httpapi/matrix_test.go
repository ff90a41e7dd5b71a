package httpapi_test

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"filodiretto/backend/server/httpapi"
)

// row says how to call one route rightly, given what {id} names.
type row struct {
	body func(w *world) any
	// ends says that the call ends the session it is made in.
	ends bool
	// own, if it is set, makes an object of one's own to call the route rightly with.
	own func(w *world) string
	// of, if it is set, is what the request is about where its path does not say so.
	of httpapi.Of
	// send, if it is set, asks in another way than with JSON.
	send func(u *user, path, id string) *reply
}

// ask calls the route for an object.
func (r row) ask(u *user, route httpapi.Route, id string) *reply {
	path := strings.ReplaceAll(route.Path, "{id}", id)
	if r.send != nil {
		return r.send(u, path, id)
	}
	return u.do(route.Method, path, r.body(u.world))
}

func none(*world) any { return nil }

// rows are how to call each route of the table; a route without a row fails the test.
var rows = map[string]row{
	"GET /v1/server":              {body: none},
	"POST /v1/sessions":           {body: func(*world) any { return object{"login": "mara", "password": password} }},
	"DELETE /v1/sessions/current": {body: none, ends: true},
	"GET /v1/me":                  {body: none},
	"PUT /v1/me/password": {body: func(*world) any {
		return object{"current": password, "new": password}
	}},
	"GET /v1/categories":    {body: none},
	"GET /v1/machines":      {body: none},
	"GET /v1/machines/{id}": {body: none},
	"GET /v1/tickets":       {body: none},
	"POST /v1/tickets": {body: func(w *world) any {
		return object{"id": newID(), "kind": "callback", "severity": "stopped", "description": "x", "phone": "059 123456", "companyId": w.acme.ID}
	}},
	"GET /v1/tickets/{id}":                {body: none},
	"PATCH /v1/tickets/{id}":              {body: func(*world) any { return object{"changeId": newID(), "severity": "degraded"} }},
	"GET /v1/tickets/{id}/messages":       {body: none},
	"POST /v1/tickets/{id}/messages":      {body: func(*world) any { return object{"id": newID(), "kind": "reply", "text": "x"} }},
	"POST /v1/tickets/{id}/call-attempts": {body: func(*world) any { return object{"id": newID(), "outcome": "busy"} }},
	"POST /v1/tickets/{id}/verdict": {
		body: func(*world) any { return object{"id": newID(), "verdict": "runs"} },
		own:  func(w *world) string { id := w.anna.open(); w.luca.close(id); return id },
	},
	"PUT /v1/tickets/{id}/read":     {body: func(*world) any { return object{"messageId": newID()} }},
	"GET /v1/changes":               {body: none},
	"PUT /v1/tickets/{id}/presence": {body: func(*world) any { return object{"state": "viewing"} }},
	"GET /v1/causes":                {body: none},
	"PUT /v1/filters/{id}": {body: func(*world) any {
		return object{"changeId": newID(), "name": "Le ferme", "place": 1, "criteria": object{"severities": []string{"stopped"}}}
	}},
	"DELETE /v1/filters/{id}": {body: none},
	"PUT /v1/canned-replies/{id}": {body: func(*world) any {
		return object{"changeId": newID(), "name": "n-" + newID(), "text": "Buongiorno {operatore}.", "shared": false}
	}},
	"DELETE /v1/canned-replies/{id}": {body: none},
	"POST /v1/uploads": {of: httpapi.OfUpload, send: func(u *user, path, id string) *reply {
		return u.ask("POST", path, tusHeader("Upload-Length", "1000", "Upload-Metadata", metadata(id)), nil)
	}},
	"HEAD /v1/uploads/{id}":              {send: func(u *user, path, _ string) *reply { return u.ask("HEAD", path, tusHeader(), nil) }},
	"PATCH /v1/uploads/{id}":             {send: func(u *user, path, _ string) *reply { return u.ask("PATCH", path, partHeader(0), nil) }},
	"GET /v1/attachments/{id}":           {body: none},
	"GET /v1/attachments/{id}/thumbnail": {body: none},
	"DELETE /v1/attachments/{id}":        {body: none},
	"POST /v1/record-breaks": {body: func(*world) any {
		return object{"ticketId": newID(), "kind": "chain", "index": 3}
	}},
}

// TestMatrix asks every route as every role for own, foreign and unknown objects, and expects what the table says.
func TestMatrix_EveryRouteEveryRoleEveryObject(t *testing.T) {
	w := newWorld(t)
	own, foreign := w.anna.open(), w.piero.open()
	begun := func(u *user, ticket, kind string) func() string {
		return func() string {
			f := u.attach(ticket, kind, aFile("x", 1000))
			u.begin(f).want(http.StatusCreated)
			return f.id
		}
	}
	arrived := func(u *user, ticket, kind string) func() string {
		id := u.upload(u.attach(ticket, kind, fileOf("Foto.png", aPicture(40, 30)))).id
		return func() string { return id }
	}
	is := func(id string) func() string { return func() string { return id } }
	objects := map[httpapi.Of]map[string]func() string{
		httpapi.OfTicket: {"own": is(own), "foreign": is(foreign), "unknown": newID, "no id": is("x")},
		httpapi.OfMach:   {"own": is(w.press.ID), "foreign": is(w.oven.ID), "unknown": newID, "no id": is("x")},
		// What a technician has for themselves is foreign to all others; here it is Mara's.
		httpapi.OfFilter: {"unknown": newID, "foreign": func() string { return w.mara.keepFilter("I miei") }, "no id": is("x")},
		httpapi.OfCanned: {"unknown": newID, "foreign": func() string { return w.mara.keepCanned("mia-"+newID(), false) }, "no id": is("x")},
		httpapi.Nothing:  {"own": is("")},
		httpapi.OfUpload: {
			"own": begun(w.anna, own, "reply"), "colleague's": begun(w.bruno, own, "reply"), "foreign": begun(w.piero, foreign, "reply"),
			"note's": begun(w.luca, own, "note"), "unknown": newID, "no id": is("x"),
		},
		httpapi.OfAttachment: {
			"own": arrived(w.anna, own, "reply"), "colleague's": arrived(w.bruno, own, "reply"), "foreign": arrived(w.piero, foreign, "reply"),
			"note's": arrived(w.luca, own, "note"), "unfinished": begun(w.anna, own, "reply"), "unknown": newID, "no id": is("x"),
		},
	}
	asking := map[string]*user{"nobody": w.nobody(), "stranger": {world: w, token: strings.Repeat("A", 43)}, "operator": w.anna, "technician": w.luca, "admin": w.mara}
	covered := map[string]bool{}
	for _, route := range httpapi.Routes() {
		name := route.Method + " " + route.Path
		row, known := rows[name]
		if !known {
			t.Errorf("%s has no row in the matrix", name)
			continue
		}
		covered[name] = true
		for role, u := range asking {
			for kind, object := range objects[cmp.Or(row.of, route.Of)] {
				who, id := *u, object()
				if row.ends && u.Login != "" {
					who.token = w.signIn(u.Login)
				}
				if kind == "own" && row.own != nil {
					id = row.own(w)
				}
				// A foreign ticket's own company is the foundry; for Acme's operator only the body of an opening speaks of one.
				r := row.ask(&who, route, id)
				want, code := expected(route, role, kind)
				switch {
				case code != "" && route.Method == http.MethodHead:
					if r.status != want {
						t.Errorf("%s asking %s of %s: %d, want %d", role, name, kind, r.status, want)
					}
				case code != "":
					if r.status != want || r.text("code") != code {
						t.Errorf("%s asking %s of %s: %d %s, want %d %s", role, name, kind, r.status, r.bytes, want, code)
					}
				case r.status >= 300 && !(route.Name == "markRead" && r.text("code") == "invalid"):
					t.Errorf("%s asking %s of %s: %d %s, want success", role, name, kind, r.status, r.bytes)
				}
				if kind == "foreign" && role == "operator" {
					unknown := row.ask(&who, route, newID())
					if string(unknown.bytes) != string(r.bytes) {
						t.Errorf("%s: foreign answers %s, unknown %s", name, r.bytes, unknown.bytes)
					}
				}
			}
		}
	}
	for name := range rows {
		if !covered[name] {
			t.Errorf("the matrix has a row for %s, which is no route", name)
		}
	}
}

// keepFilter keeps a filter and returns its id.
func (u *user) keepFilter(name string) string {
	u.world.t.Helper()
	id := newID()
	u.do("PUT", "/v1/filters/"+id, object{"changeId": newID(), "name": name, "place": 1, "criteria": object{}}).want(http.StatusOK)
	return id
}

// keepCanned keeps a canned reply and returns its id.
func (u *user) keepCanned(name string, shared bool) string {
	u.world.t.Helper()
	id := newID()
	u.do("PUT", "/v1/canned-replies/"+id, object{"changeId": newID(), "name": name, "text": "Buongiorno {operatore}.", "shared": shared}).want(http.StatusOK)
	return id
}

// expected is the status and code by the table; no code is success.
func expected(route httpapi.Route, role, kind string) (int, string) {
	switch {
	case route.Who == httpapi.Anybody:
		return 0, ""
	case role == "nobody" || role == "stranger":
		return http.StatusUnauthorized, "unauthenticated"
	case kind == "no id" && route.Name == "createUpload":
		return http.StatusUnprocessableEntity, "invalid"
	case kind == "no id":
		return http.StatusNotFound, "not_found"
	case route.Of == httpapi.OfFilter || route.Of == httpapi.OfCanned:
		// An operator has none, and is told no more than that. Putting makes one that is not there.
		switch {
		case role == "operator":
			return http.StatusForbidden, "forbidden"
		case kind == "foreign" && role == "technician":
			return http.StatusNotFound, "not_found"
		}
		return 0, ""
	case kind == "unknown" || kind == "unfinished" || (kind == "foreign" || kind == "note's") && role == "operator":
		return http.StatusNotFound, "not_found"
	case route.Of == httpapi.OfUpload || route.Name == "createUpload":
		// Only who wrote the message brings what is attached to it.
		if role == "operator" && kind == "own" || role == "technician" && kind == "note's" {
			return 0, ""
		}
		return http.StatusForbidden, "forbidden"
	case route.Who == httpapi.Technicians && role == "operator":
		return http.StatusForbidden, "forbidden"
	case route.Who == httpapi.Operators && role != "operator":
		return http.StatusForbidden, "forbidden"
	}
	return 0, ""
}

// TestMatrix_ListsShowOnesOwnCompanyAlone compares what each sees of everything that is listed.
func TestMatrix_ListsShowOnesOwnCompanyAlone(t *testing.T) {
	w := newWorld(t)
	own, foreign := w.anna.open(), w.piero.open()
	w.piero.say(foreign, "reply", "Segreto della fonderia.").want(http.StatusCreated)
	secrets := []string{foreign, w.oven.ID, w.foundry.ID, w.piero.ID, "Segreto", "Fonderia", "Piero", "FX-9", "23-0042"}
	everything := func(u *user) string {
		var all strings.Builder
		for _, path := range []string{"/v1/me", "/v1/categories", "/v1/machines", "/v1/machines?query=forno", "/v1/tickets", "/v1/tickets?query=segreto",
			"/v1/tickets?query=fonderia", "/v1/tickets/" + own, "/v1/tickets/" + own + "/messages", "/v1/machines/" + w.press.ID, "/v1/changes", "/v1/changes?before=head"} {
			all.Write(u.do("GET", path, nil).want(http.StatusOK).bytes)
		}
		s := u.listen("")
		before, _ := s.until("caught-up")
		fmt.Fprint(&all, before)
		return all.String()
	}
	seen := everything(w.bruno)
	for _, secret := range secrets {
		if strings.Contains(seen, secret) {
			t.Errorf("an operator of Acme got %q of the foundry's", secret)
		}
	}
	if !strings.Contains(seen, "24-0117") {
		t.Error("an operator does not see their own machine")
	}
	seen = everything(w.luca)
	for _, secret := range secrets {
		if !strings.Contains(seen, secret) {
			t.Errorf("a technician does not get %q", secret)
		}
	}
}
