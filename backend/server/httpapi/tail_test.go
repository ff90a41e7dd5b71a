package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
)

// TestTail_LosesNothingBetweenOwnAndSharedChanges mixes what only one person gets with what all get, written at once by
// several: every stream must have every mark and every message, each commit whole and in order.
func TestTail_LosesNothingBetweenOwnAndSharedChanges(t *testing.T) {
	w := newWorld(t)
	id := w.anna.open()
	_, cursor := w.anna.feed("")
	streams := map[*user]*stream{}
	for _, u := range []*user{w.anna, w.bruno, w.luca, w.mara} {
		streams[u] = u.listen("")
		streams[u].until("caught-up")
	}
	const rounds = 40
	done := make(chan struct{})
	for _, u := range []*user{w.anna, w.luca} {
		go func() {
			defer func() { done <- struct{}{} }()
			for range rounds {
				said, err := u.try("POST", "/v1/tickets/"+id+"/messages", object{"id": newID(), "kind": "reply", "text": "x"})
				if err != nil || said.status != http.StatusCreated {
					t.Errorf("%v %v", said, err)
					return
				}
				if _, err := u.try("PUT", "/v1/tickets/"+id+"/read", object{"messageId": said.text("id")}); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	<-done
	<-done
	last := w.anna.messages(id)
	for u, s := range streams {
		messages, mark := map[any]int{}, 0
		wantMark := map[*user]bool{w.anna: true, w.luca: true}[u]
		for len(messages) < len(last)-1 || wantMark && mark == 0 || wantMark && mark < w.markOf(u, id) {
			e := s.next()
			switch e.data["type"] {
			case "message":
				messages[e.data["message"].(object)["id"]]++
			case "mark":
				mark = int(e.data["mark"].(object)["index"].(float64))
			}
		}
		for m, n := range messages {
			if n != 1 {
				t.Errorf("%s got message %v %d times", u.Name, m, n)
			}
		}
	}
	if changes, _ := w.anna.feed(cursor); len(changes) == 0 {
		t.Error("the feed did not move")
	}
}

// markOf is the index of somebody's own mark.
func (w *world) markOf(u *user, ticket string) int {
	w.t.Helper()
	whole, _ := u.feed("")
	for _, c := range whole {
		if m, is := c["mark"].(object); is && fmt.Sprint(m["ticketId"]) == ticket {
			return int(m["index"].(float64))
		}
	}
	return 0
}
