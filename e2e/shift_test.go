//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/api"
)

// shift is a working day in which all write: Anna, an operator, and Luca, a technician, each at a workstation, and Marco,
// Anna's colleague, by calls of his own. Everything that they write is taken down.
type shift struct {
	t       *testing.T
	server  *server
	anna    *writer
	luca    *writer
	marco   *caller
	journal *journal
	figures *figures
	// Sessions by which the test itself asks the server.
	asAnna, asLuca string
}

// What the server is started with: how often somebody may ask is not what these tests are about, and that it dies is no
// news.
var forShifts = []string{"--request-rate=1000000", "--level=warn"}

// startShift has the workstations reach the server directly.
func startShift(t *testing.T, s *server, random *rand.Rand) *shift {
	t.Helper()
	dir := t.TempDir()
	return startShiftWith(t, s, random, func(string) string { return s.url() }, func(login string) string { return filepath.Join(dir, login) })
}

// startShiftWith says by which address each workstation reaches the server, and where it keeps what it keeps.
func startShiftWith(t *testing.T, s *server, random *rand.Rand, ways, folders func(login string) string) *shift {
	t.Helper()
	j, b := newJournal(), &board{}
	h := &shift{
		t: t, server: s, journal: j, figures: &figures{faults: map[string]int{}},
		asAnna: s.signIn("anna", password), asLuca: s.signIn("luca", password),
	}
	at := func(login string, habits []habit) *writer {
		return &writer{
			station: openStationIn(t, folders(login), ways(login), login), journal: j, board: b, habits: habits, random: rand.New(rand.NewPCG(random.Uint64(), 0)),
		}
	}
	h.anna, h.luca = at("anna", operatorsHabits), at("luca", techniciansHabits)
	h.marco = newCaller(s, j, b, rand.New(rand.NewPCG(random.Uint64(), 0)))
	h.settles("the first sync is through")
	return h
}

func (h *shift) writers() []*writer { return []*writer{h.anna, h.luca} }

// work has everybody write until rest is called, which returns when nobody does any more. It may be called twice.
func (h *shift) work() (rest func()) {
	ctx, stop := context.WithCancel(h.t.Context())
	var writing sync.WaitGroup
	for _, w := range h.writers() {
		writing.Go(func() { w.writesOn(ctx) })
	}
	writing.Go(func() { h.marco.writesOn(ctx) })
	return func() {
		stop()
		writing.Wait()
	}
}

// eventually waits for what nothing tells of; wrong says what is still wrong, nothing once all is right.
func eventually(t *testing.T, patience time.Duration, what string, wrong func() string) {
	t.Helper()
	said := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if said = wrong(); said == "" {
			return
		}
	}
	t.Fatalf("still not so: %s: %s", what, said)
}

// settlePatience is how long all may take to come together after the last fault. The machine may be busy.
const settlePatience = 90 * time.Second

// settles waits until nothing is under way any more and everybody sees what the server has.
func (h *shift) settles(what string) {
	h.t.Helper()
	h.figures.differing++ // until it is the same
	eventually(h.t, settlePatience, what, func() string {
		for _, w := range h.writers() {
			stand := w.station.must(order{Do: "stand"}).Stand
			if stand.Phase != "online" || stand.Reason != "" || stand.Filling || stand.Waiting > 0 {
				return fmt.Sprintf("%s stands at %+v", w.station.login, *stand)
			}
		}
		for w, token := range map[*writer]string{h.anna: h.asAnna, h.luca: h.asLuca} {
			if d := h.server.truthFor(token).difference(w.station.must(order{Do: "tickets"}).Tickets); d != "" {
				return w.station.login + ": " + d
			}
		}
		return ""
	})
	h.figures.differing--
}

// ends lets everything come together and holds it against what was taken down.
func (h *shift) ends() {
	h.t.Helper()
	h.marco.finishes(h.t.Context())
	for _, w := range h.writers() {
		for ticket, m := range h.journal.marks[w.station.login] {
			if m.maybe {
				w.read(ticket)
			}
		}
	}
	h.settles("all that was written has arrived, and all see it")
	refused := map[string][]waitingAct{}
	for _, w := range h.writers() {
		refused[w.station.login] = w.station.must(order{Do: "waiting"}).Waiting
		w.findsDrafts(h.figures)
	}
	all, customers := h.server.truthFor(h.asLuca), h.server.truthFor(h.asAnna)
	h.journal.judge(h.t, all, refused, h.figures)
	h.unread(h.anna, customers)
	h.unread(h.luca, all)
	h.notified(h.anna, customers)
	h.notified(h.luca, all)
	h.keptApart()
	h.seenAnew(h.anna, customers)
	h.seenAnew(h.luca, all)
	h.server.run("", "check")
}

// unread wants, of every ticket, as many unread replies as the server's answers and the reader's own doings make.
func (h *shift) unread(w *writer, all truth) {
	h.t.Helper()
	for _, seen := range w.station.must(order{Do: "tickets"}).Tickets {
		if want := all.unread(seen.ID, h.journal.marks[w.station.login][seen.ID].index); seen.Unread != want {
			h.figures.missed++
			h.t.Errorf("%s has %d unread in #%d instead of %d", w.station.login, seen.Unread, seen.Number, want)
		}
	}
}

// unread counts the other side's replies after the latest of a mark and one's own last reply.
func (all truth) unread(ticket string, mark int) (n int) {
	said := all.said[ticket]
	floor := mark
	for i := range said {
		if said[i].Kind == "reply" && said[i].Author.ID == all.me {
			floor = max(floor, *said[i].Index)
		}
	}
	for i := range said {
		if said[i].Kind == "reply" && all.otherSide(&said[i]) && *said[i].Index > floor {
			n++
		}
	}
	return n
}

// otherSide reports whether somebody of the other side than the reader wrote a message.
func (all truth) otherSide(m *api.Message) bool {
	return (m.Author.Role == "operator") != (all.role == "operator")
}

// newest is the index of the newest reply of the other side.
func (all truth) newest(ticket string) (index int) {
	said := all.said[ticket]
	for i := range said {
		if said[i].Kind == "reply" && all.otherSide(&said[i]) {
			index = *said[i].Index
		}
	}
	return index
}

// notified wants everything unread to have been shown, nothing twice in one life of the program, and never one's own doings.
func (h *shift) notified(w *writer, all truth) {
	h.t.Helper()
	seen := w.station.must(order{Do: "tickets"}).Tickets
	h.figures.missed++ // until it was shown
	eventually(h.t, settlePatience, w.station.login+" was notified of all that is unread", func() string {
		notifications := w.station.notifications()
		for _, ticket := range seen {
			newest := all.newest(ticket.ID)
			shown := func(n shownThen) bool { return n.UpTo[ticket.ID] >= newest }
			if ticket.Unread > 0 && !slices.ContainsFunc(notifications, shown) {
				return fmt.Sprintf("not of #%d up to %d", ticket.Number, newest)
			}
		}
		return ""
	})
	h.figures.missed--
	type once struct {
		ticket     string
		upTo, life int
	}
	times := map[once]int{}
	for _, n := range w.station.notifications() {
		h.figures.notifications++
		if n.Author == all.name {
			h.figures.seenByTheWrong++
			h.t.Errorf("%s was notified of their own doings", n.Author)
		}
		if n.Digest {
			continue // it may be known to be about what came while it was worded, and is told after it
		}
		for ticket, upTo := range n.UpTo {
			if times[once{ticket, upTo, n.life}]++; times[once{ticket, upTo, n.life}] > 1 {
				h.figures.repeated++
				h.t.Errorf("%s was notified again of ticket %s up to %d", w.station.login, ticket, upTo)
			}
		}
	}
}

// keptApart wants no note in anything that an operator's workstation keeps.
func (h *shift) keptApart() {
	h.t.Helper()
	if len(filesWith(h.t, h.luca.station.folder, noteWord)) == 0 {
		h.t.Error("the technician's files do not hold a note either: nothing was tried")
	}
	if files := filesWith(h.t, h.anna.station.folder, noteWord); len(files) > 0 {
		h.figures.seenByTheWrong++
		h.t.Errorf("notes are in %v", files)
	}
}

// seenAnew wants a workstation that was never there before to show the same.
func (h *shift) seenAnew(w *writer, all truth) {
	h.t.Helper()
	fresh := openStation(h.t, h.server.url(), w.station.login)
	defer fresh.kill()
	eventually(h.t, settlePatience, "a new workstation shows the same", func() string {
		seen := fresh.must(order{Do: "tickets"}).Tickets
		if d := all.difference(seen); d != "" {
			return d
		}
		for _, ticket := range seen {
			if want := all.unread(ticket.ID, h.journal.marks[w.station.login][ticket.ID].index); ticket.Unread != want {
				return fmt.Sprintf("#%d has %d unread instead of %d", ticket.Number, ticket.Unread, want)
			}
		}
		return ""
	})
}

// number is a whole number from the environment, or another one where none is set.
func number[N int | uint64](t *testing.T, name string, otherwise N) N {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return N(n)
}
