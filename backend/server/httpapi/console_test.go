package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// only are the changes of one type, the objects themselves; a removal is its id.
func only(changes []object, kind string) (all []object) {
	for _, c := range changes {
		if c["type"] == kind {
			all = append(all, c[kind].(object))
		}
		if removed, is := c["removed"].(object); is && removed["type"] == kind {
			all = append(all, object{"gone": removed["id"]})
		}
	}
	return all
}

func TestFilter_IsItsOwnersAloneAndFollowsThem(t *testing.T) {
	w := newWorld(t)
	id, change := newID(), newID()
	criteria := object{
		"statuses": []string{"new", "waiting"}, "severities": []string{"stopped"}, "kind": "callback", "companyIds": []string{w.acme.ID},
		"models": []string{"PX-200"}, "categoryIds": []string{w.hydraulics.ID}, "assignees": []string{"me", "nobody", w.mara.ID},
		"olderThanHours": 2, "youngerThanHours": 72, "text": "olio",
	}
	body := object{"changeId": change, "name": "Le ferme di Acme", "place": 3, "criteria": criteria}
	_, lucas := w.luca.feed("")
	_, maras := w.mara.feed("")
	kept := w.luca.do("PUT", "/v1/filters/"+id, body).want(http.StatusOK)
	if kept.text("name") != "Le ferme di Acme" || kept.number("place") != 3 || fmt.Sprint(kept.body["criteria"]) == "map[]" {
		t.Errorf("kept %s", kept.bytes)
	}
	changes, next := w.luca.feed(lucas)
	if got := only(changes, "filter"); len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(kept.body) {
		t.Errorf("the owner's feed has %v, want %s", got, kept.bytes)
	}
	if changes, _ := w.mara.feed(maras); len(changes) != 0 {
		t.Errorf("another technician got %v", changes)
	}
	for _, u := range []*user{w.mara, w.luca} {
		want := http.StatusNotFound
		if u == w.luca {
			want = http.StatusNoContent
		}
		if r := u.do("DELETE", "/v1/filters/"+id, nil); r.status != want {
			t.Errorf("%s takes it away: %d", u.Login, r.status)
		}
	}
	changes, _ = w.luca.feed(next)
	if got := only(changes, "filter"); len(got) != 1 || got[0]["gone"] != id {
		t.Errorf("after it was taken away the feed has %v", got)
	}
	// A repeat of what was done before it was taken away does nothing, and is no error: its answer was lost on the way. Whoever
	// sends it has not heard of the rest, maybe: the feed says it again.
	_, next = w.luca.feed("")
	if again := w.luca.do("PUT", "/v1/filters/"+id, body).want(http.StatusOK); string(again.bytes) != string(kept.bytes) {
		t.Errorf("a repeat answers %s", again.bytes)
	}
	changes, _ = w.luca.feed(next)
	if got := only(changes, "filter"); len(got) != 1 || got[0]["gone"] != id {
		t.Errorf("after a repeat the feed has %v", got)
	}
	body["name"] = "Altro"
	w.luca.do("PUT", "/v1/filters/"+id, body).wantProblem(http.StatusConflict, support.CodeConflict)
}

func TestFilter_SaysWhatIsWrongAndWhere(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		with          object
		field, reason string
	}{
		{object{"name": " "}, "body.name", "required"},
		{object{"name": "a\nb"}, "body.name", "bad_text"},
		{object{"name": strings.Repeat("x", 101)}, "body.name", "too_long"},
		{object{"changeId": ""}, "body.changeId", "required"},
		{object{"place": -1}, "body.place", "out_of_range"},
		{object{"place": 1.5}, "body.place", "bad_type"},
		{object{"criteria": object{"statuses": []string{"new", "old"}}}, "body.criteria.statuses[1]", "unknown"},
		{object{"criteria": object{"severities": "stopped"}}, "body.criteria.severities", "bad_type"},
		{object{"criteria": object{"severities": []any{1}}}, "body.criteria.severities[0]", "bad_type"},
		{object{"criteria": object{"kind": "letter"}}, "body.criteria.kind", "unknown"},
		{object{"criteria": object{"companyIds": []string{"acme"}}}, "body.criteria.companyIds[0]", "bad_id"},
		{object{"criteria": object{"assignees": []string{"us"}}}, "body.criteria.assignees[0]", "bad_id"},
		{object{"criteria": object{"models": []string{""}}}, "body.criteria.models[0]", "required"},
		{object{"criteria": object{"olderThanHours": -1}}, "body.criteria.olderThanHours", "out_of_range"},
		{object{"criteria": object{"youngerThanHours": int64(1) << 60}}, "body.criteria.youngerThanHours", "out_of_range"},
		{object{"criteria": object{"text": strings.Repeat("x", 201)}}, "body.criteria.text", "too_long"},
		{object{"criteria": object{"models": make([]string, 201)}}, "body.criteria.models", "too_long"},
		{object{"criteria": object{"models": make([]int, 1001)}}, "body.criteria.models", "too_long"},
		{object{"criteria": []string{}}, "body.criteria", "bad_type"},
	} {
		body := object{"changeId": newID(), "name": "x", "place": 1, "criteria": object{}}
		for k, v := range c.with {
			body[k] = v
		}
		w.luca.do("PUT", "/v1/filters/"+newID(), body).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, c.field, c.reason)
	}
	w.luca.do("PUT", "/v1/filters/"+newID(), raw(`{"changeId":"`+newID()+`","name":"x","place":1,"criteria":{"models":["\ud800"]}}`)).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.criteria.models[0]", "bad_text")
}

func TestFilter_ThereAreNoMoreThanAHundredAPerson(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	var last support.Filter
	for i := range support.MaxFilters {
		var err error
		last, err = w.server.Service().PutFilter(ctx, w.luca.Person, newID(), support.Filter{ID: newID(), Name: fmt.Sprint("Filtro ", i)})
		if err != nil {
			t.Fatal(err)
		}
	}
	body := object{"changeId": newID(), "name": "Uno di troppo", "place": 1, "criteria": object{}}
	w.luca.do("PUT", "/v1/filters/"+newID(), body).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body", "out_of_range")
	w.luca.do("PUT", "/v1/filters/"+last.ID, body).want(http.StatusOK)
	w.mara.keepFilter("Mio")
}

// canned is a body that keeps a canned reply.
func canned(name string, shared bool) object {
	return object{"changeId": newID(), "name": name, "text": "Buongiorno {operatore}.\r\n\r\nGrazie. ", "shared": shared}
}

func TestCannedReply_IsPersonalOrSharedAndMovesBetween(t *testing.T) {
	w := newWorld(t)
	id := newID()
	put := func(u *user, shared bool) *reply {
		return u.do("PUT", "/v1/canned-replies/"+id, canned("saluto", shared)).want(http.StatusOK)
	}
	cursor := map[*user]string{}
	for _, u := range []*user{w.luca, w.mara, w.anna} {
		_, cursor[u] = u.feed("")
	}
	// news is what a feed has brought of it since the last time: yes, gone, or nothing.
	news := func(u *user) string {
		changes, next := u.feed(cursor[u])
		cursor[u] = next
		all := only(changes, "canned_reply")
		switch {
		case len(all) == 0:
			return "nothing"
		case len(all) > 1:
			return fmt.Sprint(all)
		case all[0]["gone"] != nil:
			return "gone"
		}
		if all[0]["text"] != "Buongiorno {operatore}.\n\nGrazie." || all[0]["name"] != "saluto" {
			t.Errorf("the feed has %v", all[0])
		}
		return fmt.Sprint("shared: ", all[0]["shared"] == true)
	}
	want := func(what, luca, mara string) {
		t.Helper()
		if got := [3]string{news(w.luca), news(w.mara), news(w.anna)}; got != [3]string{luca, mara, "nothing"} {
			t.Errorf("%s, Luca, Mara and Anna get %q, want %q, %q", what, got, luca, mara)
		}
	}
	put(w.luca, false)
	want("personal", "shared: false", "nothing")
	w.mara.do("PUT", "/v1/canned-replies/"+id, canned("x", false)).wantProblem(http.StatusNotFound, support.CodeNotFound)
	w.mara.do("DELETE", "/v1/canned-replies/"+id, nil).wantProblem(http.StatusNotFound, support.CodeNotFound)
	put(w.luca, true)
	want("once it is shared", "shared: true", "shared: true")
	put(w.mara, false)
	want("once Mara took it for herself", "gone", "shared: false")
	w.luca.do("DELETE", "/v1/canned-replies/"+id, nil).wantProblem(http.StatusNotFound, support.CodeNotFound)
	put(w.mara, true)
	want("shared again", "shared: true", "shared: true")
	w.luca.do("DELETE", "/v1/canned-replies/"+id, nil).want(http.StatusNoContent)
	want("taken away", "gone", "gone")
	w.luca.do("DELETE", "/v1/canned-replies/"+id, nil).want(http.StatusNoContent)
	want("taken away twice", "nothing", "nothing")

	// Whoever comes now sees nothing of it.
	changes, _ := w.mara.feed("")
	for _, c := range only(changes, "canned_reply") {
		if c["gone"] == nil {
			t.Errorf("a first sync brings %v", c)
		}
	}
}

func TestCannedReply_StreamsTellWhoeverTookItForThemselvesThatItIsTheirs(t *testing.T) {
	w := newWorld(t)
	id := w.luca.keepCanned("saluto", true)
	luca, mara := w.luca.present(), w.mara.present()
	w.luca.do("PUT", "/v1/canned-replies/"+id, canned("saluto", false)).want(http.StatusOK)
	if e := luca.next(); e.data["type"] != "canned_reply" {
		t.Errorf("Luca's stream got %v", e.data)
	}
	if e := mara.next(); e.data["type"] != "removed" {
		t.Errorf("Mara's stream got %v", e.data)
	}
}

func TestCannedReply_NamesAreUniqueAmongOnesOwnAndAmongTheSharedOnes(t *testing.T) {
	w := newWorld(t)
	w.luca.keepCanned("foto", false)
	w.mara.keepCanned("foto", false)
	shared := w.luca.keepCanned("foto", true)
	for _, again := range []bool{true, false} {
		w.luca.do("PUT", "/v1/canned-replies/"+newID(), canned("foto", again)).wantProblem(http.StatusConflict, support.CodeConflict)
	}
	// Taking the shared one would give Luca two of a name; nothing of it is done.
	w.luca.do("PUT", "/v1/canned-replies/"+shared, canned("foto", false)).wantProblem(http.StatusConflict, support.CodeConflict)
	w.mara.do("PUT", "/v1/canned-replies/"+shared, canned("foto-2", true)).want(http.StatusOK)
	w.luca.keepCanned("foto", true)
	for name, reason := range map[string]string{
		"": "required", "Foto": "bad_text", "due parole": "bad_text", "/foto": "bad_text", strings.Repeat("a", 41): "too_long", "perché-1": "",
	} {
		r := w.luca.do("PUT", "/v1/canned-replies/"+newID(), canned(name, false))
		if reason == "" {
			r.want(http.StatusOK)
			continue
		}
		r.wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.name", reason)
	}
	long := canned("lunga", false)
	long["text"] = strings.Repeat("x", support.MaxText+1)
	w.luca.do("PUT", "/v1/canned-replies/"+newID(), long).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.text", "too_long")
}

func TestCause_IsChosenAtClosingAndSeenByTheCustomer(t *testing.T) {
	w := newWorld(t)
	worn, err := w.server.Service().AddCause(context.Background(), "Usura")
	if err != nil {
		t.Fatal(err)
	}
	if listed := w.luca.do("GET", "/v1/causes", nil).want(http.StatusOK).items(); len(listed) != 1 || listed[0]["name"] != "Usura" {
		t.Errorf("listed %v", listed)
	}
	id := w.anna.open()
	closing := object{"changeId": newID(), "status": "closed", "resolution": "Cambiata.", "causeId": strings.ToUpper(worn.ID)}
	w.luca.change(id, object{"status": "closed", "resolution": "Cambiata.", "causeId": newID()}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.causeId", "unknown")
	w.luca.change(id, object{"severity": "degraded", "causeId": worn.ID}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "body.causeId", "not_allowed")
	if err := w.server.Service().DisableCause(context.Background(), "usura"); err != nil {
		t.Fatal(err)
	}
	// Disabled since: the closing may have been written before.
	w.luca.change(id, closing).want(http.StatusOK)
	if again := w.luca.change(id, closing).want(http.StatusOK); again.text("status") != "closed" {
		t.Errorf("a repeat answers %s", again.bytes)
	}
	seen := w.anna.do("GET", "/v1/tickets/"+id, nil).want(http.StatusOK)
	if cause, _ := seen.body["cause"].(object); cause["name"] != "Usura" {
		t.Errorf("the customer sees %s", seen.bytes)
	}
	if seen := w.anna.messages(id); !strings.Contains(fmt.Sprint(seen), "to:Usura") {
		t.Errorf("the customer's events: %v", seen)
	}
	closing["causeId"] = newID()
	w.luca.change(id, closing).wantProblem(http.StatusConflict, support.CodeConflict)
	w.luca.change(id, object{"seen": object{"status": "closed"}, "status": "in_progress"}).want(http.StatusOK)
	if seen := w.anna.do("GET", "/v1/tickets/"+id, nil); seen.body["cause"] != nil || seen.text("resolution") != "" {
		t.Errorf("reopened, the ticket is %s", seen.bytes)
	}
}

func TestResponseTimes_AreTheSupportsAlone(t *testing.T) {
	w := newWorld(t)
	_, lucas := w.luca.feed("")
	_, annas := w.anna.feed("")
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	times := support.UsualResponseTimes(rome)
	times.Targets[support.SeverityStopped] = support.Target{First: 15 * time.Minute, Next: 45 * time.Minute}
	if err := w.server.Service().SetResponseTimes(context.Background(), times); err != nil {
		t.Fatal(err)
	}
	changes, _ := w.luca.feed(lucas)
	got := only(changes, "response_times")
	if len(got) != 1 || got[0]["zone"] != "Europe/Rome" || !strings.Contains(fmt.Sprint(got[0]), "firstMinutes:15") {
		t.Errorf("the support gets %v", got)
	}
	if changes, _ := w.anna.feed(annas); len(changes) != 0 {
		t.Errorf("an operator gets %v", changes)
	}
}

func TestConsole_OfWhatTheSupportKeepsAnOperatorLearnsNothing(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	w.luca.say(id, "reply", "Arrivo.").want(http.StatusCreated)
	before := visible(w.anna, id)
	anna := w.anna.present()
	ctx, s := context.Background(), w.server.Service()
	if _, err := s.AddCause(ctx, "Usura"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetResponseTimes(ctx, support.UsualResponseTimes(time.UTC)); err != nil {
		t.Fatal(err)
	}
	w.luca.keepFilter("Le ferme")
	w.luca.keepCanned("saluto", true)
	w.luca.keepCanned("mio", false)
	for path, was := range before {
		if is := visible(w.anna, id)[path]; fmt.Sprint(is) != fmt.Sprint(was) {
			t.Errorf("%s changed:\n%v\n%v", path, was, is)
		}
	}
	w.anna.say(id, "reply", "Grazie.").want(http.StatusCreated)
	seen, known := w.anna.do("GET", "/v1/tickets/"+id, nil).want(http.StatusOK), w.luca.do("GET", "/v1/tickets/"+id, nil)
	if known.text("awaitedSince") == "" || known.text("firstReplyAt") == "" {
		t.Errorf("the support's clock does not run: %s", known.bytes)
	}
	for _, field := range []string{"awaitedSince", "pausedAt", "spokenAt", "callAgainAt", "firstReplyAt"} {
		if seen.body[field] != nil {
			t.Errorf("an operator gets %s", field)
		}
	}
	if e := anna.next(); e.data["type"] != "message" && e.data["type"] != "ticket" {
		t.Errorf("an operator's stream got %v", e.data)
	}
}
