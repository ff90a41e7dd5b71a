package httpapi_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"
)

func TestOpening_ThirtyTwoAtOnceMakeOneTicket(t *testing.T) {
	w := newWorld(t)
	body := w.aTicket()
	statuses := make(chan int, 32)
	numbers := make(chan int, 32)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			r, err := w.anna.try("POST", "/v1/tickets", body)
			if err != nil {
				t.Error(err)
				return
			}
			statuses <- r.status
			numbers <- r.number("number")
		})
	}
	all.Wait()
	close(statuses)
	close(numbers)
	count := map[int]int{}
	for s := range statuses {
		count[s]++
	}
	if count[201] != 1 || count[200] != 31 {
		t.Errorf("statuses %v, want one 201 and the rest 200", count)
	}
	first := <-numbers
	for n := range numbers {
		if n != first {
			t.Errorf("numbers %d and %d", first, n)
		}
	}
	if list := w.anna.do("GET", "/v1/tickets", nil).items(); len(list) != 1 {
		t.Errorf("%d tickets", len(list))
	}
}

// mirror is a client's cache in its simplest form: objects by type and id, fed by streams that are cut again and again.
type mirror struct {
	user    *user
	cursor  string
	pending []object
	state   map[string]object
}

func (m *mirror) apply(changes []object) {
	for _, c := range changes {
		kind := fmt.Sprint(c["type"])
		if kind == "removed" {
			r := c["removed"].(object)
			delete(m.state, fmt.Sprint(r["type"], " ", r["id"]))
			continue
		}
		o := c[kind].(object)
		id := o["id"]
		if kind == "mark" {
			id = o["ticketId"]
		}
		m.state[fmt.Sprint(kind, " ", id)] = o
	}
}

// follow reads a stream until it has said enough, cuts it in the middle of whatever comes, and keeps only whole commits.
func (m *mirror) follow(events int) {
	s := m.user.listen(m.cursor)
	defer s.cancel()
	m.pending = nil
	for range events {
		var e event
		select {
		case e = <-s.events:
		case <-time.After(200 * time.Millisecond):
			return
		}
		if e.name == "change" {
			m.pending = append(m.pending, e.data)
		}
		if e.id != "" {
			m.apply(m.pending)
			m.cursor, m.pending = e.id, nil
		}
	}
}

func TestFeed_StatePlusChangesIsTheStateFetchedAnew(t *testing.T) {
	w := newWorld(t)
	random := rand.New(rand.NewPCG(7, 11))
	mirrors := []*mirror{}
	for _, u := range []*user{w.anna, w.piero, w.luca, w.mara} {
		mirrors = append(mirrors, &mirror{user: u, state: map[string]object{}})
	}
	var done sync.WaitGroup
	stop := make(chan struct{})
	for i, m := range mirrors {
		done.Go(func() {
			cuts := rand.New(rand.NewPCG(uint64(i), 5))
			for {
				select {
				case <-stop:
					return
				default:
					m.follow(1 + cuts.IntN(40))
				}
			}
		})
	}
	tickets := []string{w.anna.open(), w.piero.open()}
	owners := []*user{w.anna, w.piero}
	for range 250 {
		i := random.IntN(len(tickets))
		id, owner := tickets[i], owners[i]
		switch random.IntN(9) {
		case 0:
			owner = []*user{w.anna, w.bruno, w.piero}[random.IntN(3)]
			tickets, owners = append(tickets, owner.open()), append(owners, owner)
		case 1, 2:
			owner.say(id, "reply", "Ancora ferma.")
		case 3:
			w.luca.say(id, "reply", "Provi a ripartire.")
		case 4:
			w.mara.say(id, "note", "Sentire l'ufficio tecnico.")
		case 5:
			status := []string{"waiting", "in_progress"}[random.IntN(2)]
			w.luca.change(id, object{"status": status, "assigneeId": []any{w.luca.ID, w.mara.ID, nil}[random.IntN(3)], "seen": object{"status": "closed"}})
		case 6:
			w.mara.change(id, object{"status": "closed", "resolution": "Fatto."})
		case 7:
			reader := []*user{owner, w.luca, w.mara}[random.IntN(3)]
			all := reader.messages(id)
			reader.do("PUT", "/v1/tickets/"+id+"/read", object{"messageId": all[random.IntN(len(all))]["id"]}).want(http.StatusNoContent)
		case 8:
			w.luca.do("POST", "/v1/tickets/"+id+"/call-attempts", object{"id": newID(), "outcome": "no_answer"})
		}
	}
	close(stop)
	done.Wait()
	for _, m := range mirrors {
		rest, _ := m.user.feed(m.cursor)
		m.apply(rest)
		anew := &mirror{user: m.user, state: map[string]object{}}
		whole, _ := m.user.feed("")
		anew.apply(whole)
		back := &mirror{user: m.user, state: map[string]object{}}
		for before := "head"; before != ""; {
			r := m.user.do("GET", "/v1/changes?limit=20&before="+before, nil).want(http.StatusOK)
			for _, c := range r.body["changes"].([]any) {
				back.apply([]object{c.(object)})
			}
			before = r.text("next")
		}
		for how, other := range map[string]*mirror{"from the beginning": anew, "walking back": back} {
			if !reflect.DeepEqual(m.state, other.state) {
				t.Errorf("%s: the state built by changes is not the one fetched %s: %s", m.user.Name, how, difference(m.state, other.state))
			}
		}
		for key, o := range m.state {
			var kind, id string
			if _, err := fmt.Sscan(key, &kind, &id); err != nil || kind != "ticket" {
				continue
			}
			if r := m.user.do("GET", "/v1/tickets/"+id, nil).want(http.StatusOK); !reflect.DeepEqual(r.body, o) {
				t.Errorf("%s: ticket %v, fetched %v", m.user.Name, o, r.body)
			}
			for _, message := range m.user.messages(id) {
				if kept := m.state[fmt.Sprint("message ", message["id"])]; !reflect.DeepEqual(kept, message) {
					t.Errorf("%s: message %v, fetched %v", m.user.Name, kept, message)
				}
			}
		}
	}
	if wrong, err := w.server.Store().Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("the store's check: %v, %v", wrong, err)
	}
}

func difference(a, b map[string]object) string {
	for key := range a {
		if !reflect.DeepEqual(a[key], b[key]) {
			x, _ := json.Marshal(a[key])
			y, _ := json.Marshal(b[key])
			return fmt.Sprintf("%s is %s and %s", key, x, y)
		}
	}
	return fmt.Sprintf("%d and %d objects", len(a), len(b))
}
