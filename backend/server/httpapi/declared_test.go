package httpapi_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

// declared is an attachment as it is declared: a file of so many bytes, whose content is its name.
func declared(name string, size int64) object {
	return object{"id": newID(), "name": name, "size": size, "sha256": fmt.Sprintf("%x", sha256.Sum256([]byte(name)))}
}

// with is what a message has attached, as its answer shows it.
func with(m any) []any {
	all, _ := m.(object)["attachments"].([]any)
	return all
}

// arrive says that all bytes of a declared attachment are there.
func (w *world) arrive(a object, found support.Attachment) {
	w.t.Helper()
	found.Size = a["size"].(int64)
	var err error
	if found.SHA256, err = support.ParseDigest(a["sha256"].(string)); err != nil {
		w.t.Fatal(err)
	}
	if err := w.server.Service().Arrived(w.t.Context(), a["id"].(string), found); err != nil {
		w.t.Fatal(err)
	}
}

func TestAttachment_IsDeclaredByItsMessageAndShownWhereverItIs(t *testing.T) {
	w := newWorld(t)
	photo, log := declared("guarnizione.jpg", 48_211), declared("allarmi 24-0117.log", 200<<20)
	opening := w.aTicket()
	opening["attachments"] = []object{photo}
	w.anna.do("POST", "/v1/tickets", opening).want(http.StatusCreated)
	id := opening["id"].(string)
	posted := w.luca.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": []object{log}}).want(http.StatusCreated)
	said := w.anna.messages(id)
	for i, want := range []object{photo, log} {
		got := with(said[i])
		if len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(object{"id": want["id"], "name": want["name"], "size": float64(want["size"].(int64)), "sha256": want["sha256"]}) {
			t.Errorf("message %d has %v, want %v", i+1, got, want)
		}
	}
	if posted.body["text"] != "" && posted.body["text"] != nil || !reflect.DeepEqual(with(posted.body), with(said[1])) {
		t.Errorf("posting answered %s", posted.bytes)
	}
	var fed []any
	changes, _ := w.anna.feed("")
	for _, c := range changes {
		if c["type"] == "message" {
			fed = append(fed, with(c["message"])...)
		}
	}
	if len(fed) != 2 {
		t.Errorf("the feed has the attachments %v", fed)
	}
}

func TestAttachment_ThatArrivedIsToldToThoseWhoHaveItsMessage(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	photo, secret := declared("guarnizione.jpg", 48_211), declared("interno.pdf", 9)
	said := w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "text": "Ecco.", "attachments": []object{photo}}).want(http.StatusCreated)
	w.luca.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "note", "attachments": []object{secret}}).want(http.StatusCreated)
	w.luca.say(id, "reply", "Grazie.").want(http.StatusCreated)
	before := w.anna.do("GET", "/v1/tickets/"+id, nil)
	_, cursor := w.anna.feed("")
	_, lucas := w.luca.feed("")
	_, pieros := w.piero.feed("")
	anna, luca := w.anna.listen(cursor), w.luca.listen(lucas)
	anna.until("caught-up")
	luca.until("caught-up")

	w.arrive(secret, support.Attachment{Type: "application/pdf"})
	w.arrive(photo, support.Attachment{Type: "image/jpeg", Width: 640, Height: 480})

	e := anna.next()
	if e.data["type"] != "message" || e.data["message"].(object)["id"] != said.text("id") {
		t.Fatalf("the operator got %+v", e)
	}
	got := with(e.data["message"])[0].(object)
	if got["type"] != "image/jpeg" || got["width"] != 640.0 || got["height"] != 480.0 || got["arrivedAt"] == nil || got["name"] != photo["name"] {
		t.Errorf("the operator has %v", got)
	}
	if e.data["message"].(object)["hash"] != said.text("hash") {
		t.Error("the message has another hash than before its attachment arrived")
	}
	if n := luca.next(); n.data["message"].(object)["kind"] != "note" || with(n.data["message"])[0].(object)["type"] != "application/pdf" {
		t.Errorf("the technician got %+v first", n)
	}
	if changes, _ := w.anna.feed(cursor); len(changes) != 1 {
		t.Errorf("the operator's feed has %v", changes)
	}
	if changes, _ := w.piero.feed(pieros); len(changes) != 0 {
		t.Errorf("another company's feed has %v", changes)
	}
	if after := w.anna.do("GET", "/v1/tickets/"+id, nil); string(after.bytes) != string(before.bytes) {
		t.Errorf("the ticket moved: %s, was %s", after.bytes, before.bytes)
	}
	// Once more changes nothing.
	_, cursor = w.anna.feed("")
	w.arrive(photo, support.Attachment{Type: "image/png"})
	if changes, _ := w.anna.feed(cursor); len(changes) != 0 {
		t.Errorf("arrived once more: %v", changes)
	}
}

func TestAttachment_OfARepeatedMessageIsKeptOnce(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	photo := declared("guarnizione.jpg", 48_211)
	body := object{"id": newID(), "kind": "reply", "text": "Ecco.", "attachments": []object{photo}}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", body).want(http.StatusCreated)
	w.arrive(photo, support.Attachment{Type: "image/jpeg"})
	if again := w.anna.do("POST", "/v1/tickets/"+id+"/messages", body).want(http.StatusOK); with(again.body)[0].(object)["arrivedAt"] == nil {
		t.Errorf("a repeat answers %s", again.bytes)
	}
	for what, change := range map[string]object{
		"another name":   {"id": photo["id"], "name": "altro.jpg", "size": photo["size"], "sha256": photo["sha256"]},
		"another size":   {"id": photo["id"], "name": photo["name"], "size": 1, "sha256": photo["sha256"]},
		"another sha256": {"id": photo["id"], "name": photo["name"], "size": photo["size"], "sha256": strings.Repeat("ab", 32)},
		"another id":     {"id": newID(), "name": photo["name"], "size": photo["size"], "sha256": photo["sha256"]},
	} {
		t.Run(what, func(t *testing.T) {
			w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": body["id"], "kind": "reply", "text": "Ecco.", "attachments": []object{change}}).
				wantProblem(409, "conflict")
		})
	}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": body["id"], "kind": "reply", "text": "Ecco."}).wantProblem(409, "conflict")

	opening := w.aTicket()
	opening["attachments"] = []object{declared("prima.jpg", 1), declared("seconda.jpg", 2)}
	w.anna.do("POST", "/v1/tickets", opening).want(http.StatusCreated)
	w.anna.do("POST", "/v1/tickets", opening).want(http.StatusOK)
	opening["attachments"] = opening["attachments"].([]object)[:1]
	w.anna.do("POST", "/v1/tickets", opening).wantProblem(409, "conflict")
}

func TestAttachment_IDIsUsedOnceForAllMessages(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	photo := declared("guarnizione.jpg", 48_211)
	w.luca.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "note", "attachments": []object{photo}}).want(http.StatusCreated)
	before := w.luca.messages(id)
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "text": "Ecco.", "attachments": []object{declared("nuova.jpg", 1), photo}}).
		wantProblem(409, "conflict")
	opening := w.aTicket()
	opening["machineId"] = w.oven.ID
	opening["attachments"] = []object{photo}
	w.piero.do("POST", "/v1/tickets", opening).wantProblem(409, "conflict")
	w.piero.do("GET", "/v1/tickets/"+opening["id"].(string), nil).wantProblem(404, "not_found")
	if after := w.luca.messages(id); !reflect.DeepEqual(before, after) {
		t.Errorf("of a refused message there is something: %v", after)
	}
}

func TestAttachment_ThatCannotBeIsRefusedAtItsPlace(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.MaxAttachment = 1 << 20 })
	if r := w.nobody().do("GET", "/v1/server", nil); r.number("maxAttachment") != 1<<20 {
		t.Errorf("the server says %s", r.bytes)
	}
	id := w.anna.open()
	many := make([]object, support.MaxAttachments+1)
	for i := range many {
		many[i] = declared(fmt.Sprint(i, ".jpg"), 1)
	}
	but := func(field string, value any) []object {
		second := declared("b.jpg", 2)
		if second[field] = value; value == nil {
			delete(second, field)
		}
		return []object{declared("a.jpg", 1), second}
	}
	twin := declared("b.jpg", 2)
	for what, c := range map[string]struct {
		attachments   any
		where, reason string
	}{
		"too many":            {many, "body.attachments", "too_many"},
		"a list of none":      {"a.jpg", "body.attachments", "bad_type"},
		"no id":               {but("id", nil), "body.attachments[1].id", "required"},
		"no UUID":             {but("id", "b"), "body.attachments[1].id", "bad_id"},
		"one id twice":        {[]object{twin, twin}, "body.attachments[1].id", "not_allowed"},
		"no name":             {but("name", nil), "body.attachments[1].name", "required"},
		"a folder":            {but("name", "../../etc/passwd"), "body.attachments[1].name", "bad_text"},
		"NUL":                 {but("name", "a\x00.jpg"), "body.attachments[1].name", "bad_text"},
		"300 characters":      {but("name", strings.Repeat("è", 300)+".jpg"), "body.attachments[1].name", "bad_text"},
		"right to left":       {but("name", "foto\u202egpj.exe"), "body.attachments[1].name", "bad_text"},
		"nothing":             {but("size", 0), "body.attachments[1].size", "out_of_range"},
		"less than nothing":   {but("size", -1), "body.attachments[1].size", "out_of_range"},
		"half a byte":         {but("size", 1.5), "body.attachments[1].size", "bad_type"},
		"more than is taken":  {but("size", 1<<20+1), "body.attachments[1].size", "out_of_range"},
		"no SHA-256":          {but("sha256", nil), "body.attachments[1].sha256", "required"},
		"a SHA-256 too short": {but("sha256", "abcd"), "body.attachments[1].sha256", "required"},
	} {
		t.Run(what, func(t *testing.T) {
			body := object{"id": newID(), "kind": "reply", "text": "Ecco.", "attachments": c.attachments}
			w.anna.do("POST", "/v1/tickets/"+id+"/messages", body).wantProblem(422, "invalid", c.where, c.reason)
			opening := w.aTicket()
			opening["attachments"] = c.attachments
			w.anna.do("POST", "/v1/tickets", opening).wantProblem(422, "invalid", c.where, c.reason)
			// Whoever does not see the ticket learns nothing else.
			w.piero.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "text": "x", "attachments": many}).wantProblem(404, "not_found")
		})
	}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", raw(`{"id": "`+newID()+`", "kind": "reply", "text": "x", "attachments": [{"name": "\ud83d.jpg"}]}`)).
		wantProblem(422, "invalid", "body.attachments[0].name", "bad_text")
	if said := w.anna.messages(id); len(said) != 1 {
		t.Errorf("of what was refused there is %v", said)
	}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": []object{}}).
		wantProblem(422, "invalid", "body.text", "required")
	opening := w.aTicket()
	opening["description"], opening["attachments"] = "", []object{declared("a.jpg", 1)}
	w.anna.do("POST", "/v1/tickets", opening).wantProblem(422, "invalid", "body.description", "required")
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": many[:support.MaxAttachments]}).want(http.StatusCreated)
	names := []object{declared("📷 guarnizione – già «rotta».jpg", 1<<20), declared(strings.Repeat("è", 196)+".jpg", 1)}
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": names}).want(http.StatusCreated)
}

func TestAttachment_IsForThoseWhoSeeItsMessageAndItsBytesAreItsAuthorsToBring(t *testing.T) {
	w := newWorld(t)
	ctx, s := t.Context(), w.server.Service()
	id := w.anna.open()
	photo, secret := declared("guarnizione.jpg", 48_211), declared("interno.pdf", 9)
	said := w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": []object{photo}}).want(http.StatusCreated)
	w.luca.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "note", "attachments": []object{secret}}).want(http.StatusCreated)
	for _, c := range []struct {
		who          *user
		a            object
		sees, brings support.Code
	}{
		{w.anna, photo, "", ""},
		{w.bruno, photo, "", support.CodeForbidden},
		{w.luca, photo, "", support.CodeForbidden},
		{w.mara, photo, "", support.CodeForbidden},
		{w.piero, photo, support.CodeNotFound, support.CodeNotFound},
		{w.luca, secret, "", ""},
		{w.mara, secret, "", support.CodeForbidden},
		{w.anna, secret, support.CodeNotFound, support.CodeNotFound},
		{w.piero, secret, support.CodeNotFound, support.CodeNotFound},
		{w.luca, object{"id": newID()}, support.CodeNotFound, support.CodeNotFound},
		{w.luca, object{"id": "x"}, support.CodeNotFound, support.CodeNotFound},
		{w.anna, object{"id": said.text("id")}, support.CodeNotFound, support.CodeNotFound},
	} {
		what := fmt.Sprintf("%s, %v", c.who.Name, c.a["name"])
		seen, err := s.Attachment(ctx, c.who.Person, c.a["id"].(string))
		if support.CodeOf(err) != c.sees || err == nil && seen.Name != c.a["name"] || err != nil && seen.ID != "" {
			t.Errorf("%s: sees %+v, %v", what, seen, err)
		}
		brought, err := s.UploadOf(ctx, c.who.Person, c.a["id"].(string))
		if support.CodeOf(err) != c.brings || err != nil && brought.ID != "" {
			t.Errorf("%s: brings %+v, %v", what, brought, err)
		}
	}
	got, err := s.Attachment(ctx, w.luca.Person, photo["id"].(string))
	if err != nil || got.MessageID != said.text("id") || got.TicketID != id || got.CompanyID != w.acme.ID || got.AuthorID != w.anna.ID || got.Kind != support.MessageReply {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAttachment_OfADisabledPersonStaysAndArrives(t *testing.T) {
	w := newWorld(t)
	ctx, s := t.Context(), w.server.Service()
	id := w.anna.open()
	photo := declared("guarnizione.jpg", 48_211)
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": []object{photo}}).want(http.StatusCreated)
	if err := s.DisablePerson(ctx, "anna"); err != nil {
		t.Fatal(err)
	}
	w.anna.do("GET", "/v1/attachments/"+photo["id"].(string), nil).wantProblem(401, "unauthenticated")
	// Its last byte may have come just before.
	w.arrive(photo, support.Attachment{Type: "image/jpeg"})
	for _, who := range []*user{w.bruno, w.luca} {
		if a, err := s.Attachment(ctx, who.Person, photo["id"].(string)); err != nil || !a.Arrived() {
			t.Errorf("%s: %+v, %v", who.Name, a, err)
		}
	}
}

func TestAttachment_IsNotThereBeforeItsOwnBytesAre(t *testing.T) {
	w := newWorld(t)
	ctx, s := t.Context(), w.server.Service()
	id := w.anna.open()
	photo := declared("guarnizione.jpg", 48_211)
	w.anna.do("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "attachments": []object{photo}}).want(http.StatusCreated)
	digest, _ := support.ParseDigest(photo["sha256"].(string))
	for what, found := range map[string]support.Attachment{
		"other bytes": {Size: 48_211, SHA256: support.Digest{1}}, "fewer": {Size: 48_210, SHA256: digest}, "nothing": {},
	} {
		if err := s.Arrived(ctx, photo["id"].(string), found); support.CodeOf(err) != support.CodeHashMismatch {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Arrived(ctx, newID(), support.Attachment{}); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("an unknown one: %v", err)
	}
	if a, err := s.Attachment(ctx, w.anna.Person, photo["id"].(string)); err != nil || a.Arrived() {
		t.Errorf("%+v, %v", a, err)
	}
}
