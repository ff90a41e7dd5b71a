package httpapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// abandon gives a file up.
func (u *user) abandon(f *attachment) *reply {
	u.world.t.Helper()
	return u.do("DELETE", "/v1/attachments/"+f.id, nil)
}

func TestAbandon_IsToldToWhoeverHasTheMessageAndToNobodyElse(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	photo, secret := aFile("guarnizione.jpg", 1000), aFile("interno.pdf", 1000)
	w.anna.attach(ticket, "reply", photo)
	w.luca.attach(ticket, "note", secret)
	before := w.anna.do("GET", "/v1/tickets/"+ticket, nil)
	hashes := map[string]any{}
	for _, m := range w.luca.messages(ticket) {
		hashes[m["id"].(string)] = m["hash"]
	}
	cursors := map[*user]string{}
	for _, u := range []*user{w.anna, w.luca, w.piero} {
		_, cursors[u] = u.feed("")
	}
	w.anna.abandon(photo).want(http.StatusNoContent)
	w.luca.abandon(secret).want(http.StatusNoContent)
	for u, want := range map[*user]int{w.anna: 1, w.luca: 2, w.piero: 0} {
		changes, _ := u.feed(cursors[u])
		if len(changes) != want {
			t.Errorf("%s is told %v", u.Name, changes)
		}
		for _, c := range changes {
			m := c["message"].(object)
			a := with(m)[0].(object)
			at, err := time.Parse(time.RFC3339, fmt.Sprint(a["abandonedAt"]))
			if err != nil || time.Since(at).Abs() > time.Minute || a["arrivedAt"] != nil || a["type"] != nil {
				t.Errorf("%s is told of %v", u.Name, a)
			}
			if m["hash"] != hashes[m["id"].(string)] {
				t.Error("the hash covers more than what was declared")
			}
		}
	}
	if after := w.anna.do("GET", "/v1/tickets/"+ticket, nil); string(after.bytes) != string(before.bytes) {
		t.Errorf("the ticket was %s, is %s", before.bytes, after.bytes)
	}
	w.luca.fetch(photo).wantProblem(http.StatusNotFound, support.CodeNotFound)
}

func TestAbandon_ASecondTimeChangesNothing(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	w.anna.abandon(f).want(http.StatusNoContent)
	_, cursor := w.anna.feed("")
	w.anna.abandon(f).want(http.StatusNoContent)
	if again, _ := w.anna.feed(cursor); len(again) != 0 {
		t.Errorf("it is told again: %v", again)
	}
}

func TestAbandon_OfWhatHasArrivedIsAConflictAndLosesNothing(t *testing.T) {
	w := newWorld(t)
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000)))
	w.anna.abandon(f).wantProblem(http.StatusConflict, support.CodeArrived)
	if got := w.luca.fetch(f).want(http.StatusOK); string(got.bytes) != string(f.content) {
		t.Error("other bytes are there")
	}
}

func TestAbandon_TakesWhatHasComeAwayAndNothingMoreIsTaken(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	w.anna.bring(f, 0, 200_000).want(http.StatusNoContent)
	w.anna.abandon(f).want(http.StatusNoContent)
	if left := w.unfinished(); len(left) != 0 {
		t.Errorf("what has come is still there: %v", left)
	}
	w.anna.begin(f).wantProblem(http.StatusGone, support.CodeAbandoned)
	w.anna.bring(f, 200_000, f.size).wantProblem(http.StatusGone, support.CodeAbandoned)
	w.anna.offset(f).want(http.StatusGone)
	if left := append(w.unfinished(), w.kept()...); len(left) != 0 {
		t.Errorf("there is %v", left)
	}
	// Whoever may not is told no more than before.
	w.luca.begin(f).wantProblem(http.StatusForbidden, support.CodeForbidden)
	w.piero.begin(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
}

func TestAbandon_EndsTheUploadThatIsUnderWay(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 500_000))
	w.anna.begin(f).want(http.StatusCreated)
	line := w.anna.patch(t, f, 0).send(f.content[:200_000])
	w.comes(t, f, 200_000)
	w.luca.abandon(f).wantProblem(http.StatusForbidden, support.CodeForbidden)
	line.send(f.content[200_000:300_000])
	w.comes(t, f, 300_000)
	w.anna.abandon(f).want(http.StatusNoContent)
	if r := line.answer(); r.status < 400 {
		t.Errorf("the upload is answered %d", r.status)
	}
	if left := w.unfinished(); len(left) != 0 {
		t.Errorf("what has come is still there: %v", left)
	}
}

// Whoever gives a file up just when its last bytes come is told which of the two it was, and so is everybody else.
func TestAbandon_AtTheMomentOfArrivingIsOneOrTheOther(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	outcomes := map[int]int{}
	for range 40 {
		f := w.anna.attach(ticket, "reply", aFile("a.bin", 50_000))
		w.anna.begin(f).want(http.StatusCreated)
		w.anna.bring(f, 0, 40_000).want(http.StatusNoContent)
		var last, given, again *reply
		var both sync.WaitGroup
		both.Go(func() { last = w.anna.bring(f, 40_000, f.size) })
		both.Go(func() { given = w.anna.abandon(f) })
		both.Go(func() { again = w.anna.bring(f, 40_000, f.size) })
		both.Wait()
		outcomes[given.status]++
		brought := last.status == http.StatusNoContent || again.status == http.StatusNoContent
		fetched := w.luca.fetch(f)
		switch given.status {
		case http.StatusNoContent:
			if brought || fetched.status != http.StatusNotFound || w.anna.begin(f).status != http.StatusGone {
				t.Errorf("given up, and brought with %d and %d, fetched with %d", last.status, again.status, fetched.status)
			}
		case http.StatusConflict:
			if w.anna.begin(f).status != http.StatusCreated || fetched.status != http.StatusOK || string(fetched.bytes) != string(f.content) {
				t.Errorf("arrived, and fetched with %d", fetched.status)
			}
		default:
			t.Errorf("it is answered %d", given.status)
		}
	}
	if left := w.unfinished(); len(left) != 0 {
		t.Errorf("there is left %v", left)
	}
	if kept := w.kept(); len(kept) != outcomes[http.StatusConflict] {
		t.Errorf("%v, and %d files are kept", outcomes, len(kept))
	}
}
