package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server/httpapi"
)

// visible is everything that an operator can get through any reading route, cursors replaced by their length: they are
// sealed anew each time.
func visible(u *user, ticket string) map[string]any {
	w := u.world
	got := map[string]any{}
	paths := []string{}
	ids := map[httpapi.Of][]string{
		httpapi.Nothing: {""}, httpapi.OfTicket: {ticket}, httpapi.OfMach: {w.press.ID}, httpapi.OfAttachment: attachedTo(u.messages(ticket)),
	}
	for _, route := range httpapi.Routes() {
		if route.Method != "GET" || route.Who == httpapi.Technicians {
			continue
		}
		for _, id := range ids[route.Of] {
			paths = append(paths, strings.ReplaceAll(route.Path, "{id}", id))
		}
	}
	for _, word := range []string{"valvola", "guarnizione", "Mara", "note"} {
		paths = append(paths, "/v1/tickets?query="+word, "/v1/machines?query="+word)
	}
	paths = append(paths, "/v1/tickets?status=new&status=in_progress", "/v1/tickets?limit=1", "/v1/changes?before=head", "/v1/changes?limit=1")
	for _, path := range paths {
		r := u.do("GET", path, nil).want(http.StatusOK)
		var body any
		_ = json.Unmarshal(r.bytes, &body)
		got[path] = []any{withoutCursors(body), r.header.Get("Content-Length"), len(r.header)}
	}
	return got
}

// attachedTo are the ids of all that is attached to messages.
func attachedTo(messages []object) (ids []string) {
	for _, m := range messages {
		all, _ := m["attachments"].([]any)
		for _, a := range all {
			ids = append(ids, a.(object)["id"].(string))
		}
	}
	return ids
}

func withoutCursors(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if text, is := inner.(string); is && (name == "next" || name == "head") {
				v[name] = len(text)
				continue
			}
			v[name] = withoutCursors(inner)
		}
	case []any:
		for i := range v {
			v[i] = withoutCursors(v[i])
		}
	}
	return v
}

func TestNote_ReachesNoOperator(t *testing.T) {
	w := newWorld(t)
	other := w.anna.open()
	id := w.anna.open()
	w.luca.say(id, "reply", "Quale guarnizione?").want(http.StatusCreated)
	photo := aPicture(20, 20)
	w.anna.upload(w.anna.attach(id, "reply", fileOf("Guarnizione.png", photo)))
	replied := w.luca.messages(id)
	// The support has read all, so that a mark at a note reads nothing further.
	w.mara.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": replied[len(replied)-1]["id"]}).want(http.StatusNoContent)
	_, cursor := w.anna.feed("")
	before := visible(w.anna, id)
	anna, luca := w.anna.listen(cursor), w.luca.listen("")
	anna.until("caught-up")
	luca.until("caught-up")

	w.clock.advance(time.Minute)
	note := w.luca.say(id, "note", "È la valvola, non la guarnizione.").want(http.StatusCreated)
	if note.number("afterIndex") != len(replied) || note.number("noteIndex") != 1 || note.body["index"] != nil {
		t.Errorf("the note is %s", note.bytes)
	}
	// The bytes of a note's attachment come later than the note, and may be those of a reply's.
	secret := w.mara.upload(w.mara.attach(id, "note", fileOf("Valvola.png", photo), aFile("x", 10)))
	w.mara.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": note.text("id")}).want(http.StatusNoContent)
	if e := luca.next(); e.name != "change" {
		t.Errorf("a technician's stream got %+v", e)
	}

	after := visible(w.anna, id)
	for path := range before {
		if !reflect.DeepEqual(before[path], after[path]) {
			t.Errorf("%s changed by a note:\n%v\n%v", path, before[path], after[path])
		}
	}
	if changes, _ := w.anna.feed(cursor); len(changes) != 0 {
		t.Errorf("the operator's feed moved: %v", changes)
	}
	w.anna.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": note.text("id")}).wantProblem(422, "invalid", "body.messageId", "unknown")
	unknown := w.anna.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": newID()})
	if known := w.anna.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": note.text("id")}); string(known.bytes) != string(unknown.bytes) {
		t.Errorf("a note's id reads otherwise than an unknown one: %s, %s", known.bytes, unknown.bytes)
	}
	w.luca.fetch(secret).want(http.StatusOK)
	for _, path := range []string{"/v1/attachments/" + secret.id, "/v1/attachments/" + secret.id + "/thumbnail"} {
		if r := w.anna.do("GET", path, nil).want(http.StatusNotFound); string(r.bytes) != string(w.anna.do("GET", "/v1/attachments/"+newID(), nil).bytes) {
			t.Errorf("a note's attachment reads otherwise than an unknown one: %s", r.bytes)
		}
	}
	// The next thing that the stream gets is what comes after the note, with no hole where it was.
	w.luca.say(other, "reply", "Qui invece…").want(http.StatusCreated)
	if e := anna.next(); e.data["type"] == "message" && e.data["message"].(object)["ticketId"] != other || e.data["type"] == "ticket" && e.data["ticket"].(object)["id"] != other {
		t.Errorf("the operator's stream got %+v first", e)
	}
	if r := w.anna.say(id, "reply", "La guarnizione è nuova.").want(http.StatusCreated); r.number("index") != len(replied)+1 {
		t.Errorf("the next reply is %s", r.bytes)
	}
	if seen := fmt.Sprint(w.anna.messages(id)); strings.Contains(seen, "valvola") || strings.Contains(seen, "noteIndex") {
		t.Errorf("messages %s", seen)
	}
	if r := w.luca.do("GET", "/v1/tickets/"+id, nil); r.number("noteCount") != 2 || r.text("lastNoteAt") == "" {
		t.Errorf("the technician's ticket %s", r.bytes)
	}
}

func TestNote_IsSeenByTechniciansInItsPlace(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	w.luca.say(id, "note", "Prima nota.").want(http.StatusCreated)
	w.luca.say(id, "reply", "Arrivo.").want(http.StatusCreated)
	w.luca.say(id, "note", "Seconda nota.").want(http.StatusCreated)
	w.anna.say(id, "reply", "Grazie.").want(http.StatusCreated)
	var order []string
	for _, m := range w.mara.messages(id) {
		order = append(order, fmt.Sprint(m["kind"]))
	}
	if got, want := strings.Join(order, " "), "reply note reply event note reply"; got != want {
		t.Errorf("order %q, want %q", got, want)
	}
	w.anna.say(id, "note", "Anch'io.").wantProblem(403, "forbidden")
}
