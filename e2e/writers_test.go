//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// board is where everybody finds the tickets that there are.
type board struct {
	mu      sync.Mutex
	tickets []string
}

func (b *board) add(ticket string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tickets = append(b.tickets, ticket)
}

func (b *board) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.tickets)
}

// writer is somebody at a workstation who writes on, whatever dies meanwhile.
type writer struct {
	station *station
	journal *journal
	board   *board
	habits  []habit
	random  *rand.Rand

	// mayBeFull: the disk may not take something; full counts how often it did not.
	mayBeFull atomic.Bool
	full      atomic.Int64

	// turn is held while the writer does something; whoever holds it finds nothing half done.
	turn sync.Mutex
}

// habit is what somebody does so many times out of all.
type habit struct {
	do    string
	times int
}

var (
	operatorsHabits   = []habit{{"reply", 10}, {"open", 2}, {"draft", 5}, {"read", 3}}
	techniciansHabits = []habit{{"reply", 10}, {"note", 3}, {"call", 2}, {"draft", 3}, {"read", 3}, {"wait", 1}, {"resolve", 1}, {"reopen", 2}}
)

// manyTickets is how many are opened at most: in a few of them much happens.
const manyTickets = 12

// longestPause between two things that somebody does. People are slower, but there are more of them.
const longestPause = 30 * time.Millisecond

// writesOn until ctx ends.
func (w *writer) writesOn(ctx context.Context) {
	for ctx.Err() == nil {
		w.turn.Lock()
		if w.station.runs() {
			w.doSomething()
		}
		w.turn.Unlock()
		breathe(ctx, w.random, longestPause)
	}
}

// breathe is the pace at which somebody works.
func breathe(ctx context.Context, random *rand.Rand, longest time.Duration) {
	passes(ctx, time.Duration(random.Int64N(int64(longest))))
}

// passes lets time pass, where that is what has to happen.
func passes(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (w *writer) doSomething() {
	tickets := w.board.all()
	what := w.chooses()
	if len(tickets) == 0 {
		what = "open"
	} else if what == "open" && len(tickets) >= manyTickets {
		what = "reply"
	}
	if what == "open" {
		if w.station.login == "anna" {
			w.opens()
		}
		return
	}
	ticket := tickets[w.random.IntN(len(tickets))]
	switch what {
	case "draft":
		w.drafts(ticket)
	case "read":
		w.read(ticket)
	case "reopen", "wait":
		_, err := w.station.ask(order{Do: what, Ticket: ticket})
		w.understood(err)
	default:
		w.says(what, ticket)
	}
}

func (w *writer) chooses() string {
	all := 0
	for _, h := range w.habits {
		all += h.times
	}
	n := w.random.IntN(all)
	for _, h := range w.habits {
		if n -= h.times; n < 0 {
			return h.do
		}
	}
	return ""
}

func (w *writer) opens() string {
	said := w.journal.write(w.station.login, "open", "")
	done, err := w.station.ask(order{Do: "open", Text: said.text})
	w.journal.told(said, err)
	w.understood(err)
	if err == nil {
		w.journal.opened(said, done.Made)
		w.board.add(done.Made)
	}
	return done.Made
}

func (w *writer) says(what, ticket string) *words {
	said := w.journal.write(w.station.login, what, ticket)
	_, err := w.station.ask(order{Do: what, Ticket: ticket, Text: said.text})
	w.journal.told(said, err)
	w.understood(err)
	return said
}

// drafts types on at a reply, or at a new ticket.
func (w *writer) drafts(ticket string) {
	if w.station.login == "anna" && w.random.IntN(4) == 0 {
		ticket = newTicket
	}
	// Words that were never sent must not arrive either.
	text := w.journal.write(w.station.login, "draft", ticket)
	answered := w.journal.typing(w.station.login, ticket, text.text)
	_, err := w.station.ask(order{Do: "draft", Ticket: ticket, Text: text.text})
	answered(err)
	w.understood(err)
}

func (w *writer) read(ticket string) {
	done, err := w.station.ask(order{Do: "read", Ticket: ticket})
	w.journal.read(w.station.login, ticket, done.Index, err)
	w.understood(err)
}

// understood fails for an error that nobody can explain: that the program died, or that the ticket does not take it.
func (w *writer) understood(err error) {
	switch {
	case err == nil, errors.Is(err, errDied), errors.Is(err, errNotRunning):
	case w.mayBeFull.Load() && support.CodeOf(err) == support.CodeStorage:
		w.full.Add(1)
	// It is closed, it has not come here yet, or nothing has: then there are no machines to choose.
	case slices.Contains([]support.Code{support.CodeTicketClosed, support.CodeNotFound, support.CodeUnavailable, support.CodeInvalid}, support.CodeOf(err)):
	default:
		w.station.t.Errorf("%s: %v", w.station.login, err)
	}
}

// comesBack starts the program again, of which nothing but what the disk holds is left, and looks whether it knows its person
// and their drafts.
func (w *writer) comesBack(f *figures) {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.station.start()
	if stand := w.station.must(order{Do: "stand"}).Stand; stand.Login != w.station.login {
		w.station.t.Errorf("%q is in front instead of %s", stand.Login, w.station.login)
	}
	w.findsDrafts(f)
}

// findsDrafts wants every draft where it was left.
func (w *writer) findsDrafts(f *figures) {
	kept := w.station.must(order{Do: "drafts", Tickets: w.board.all()}).Drafts
	w.journal.checkDrafts(w.station.t, w.station.login, kept, f)
}

// caller is somebody who writes by calls of their own: the same again, until the server has answered.
type caller struct {
	server  *server
	token   string
	journal *journal
	board   *board
	random  *rand.Rand

	waiting *words
	id      string
	// stays: says nothing new.
	stays atomic.Bool
	// unavailable counts the answers that say: not now.
	unavailable atomic.Int64
}

func newCaller(s *server, j *journal, b *board, random *rand.Rand) *caller {
	return &caller{server: s, token: s.signIn("marco", password), journal: j, board: b, random: random}
}

// writesOn until ctx ends; what was not answered by then is asked once more afterwards, see finishes.
func (c *caller) writesOn(ctx context.Context) {
	for ctx.Err() == nil {
		if tickets := c.board.all(); c.waiting == nil && len(tickets) > 0 && !c.stays.Load() {
			c.waiting = c.journal.write("marco", "reply", tickets[c.random.IntN(len(tickets))])
			c.id = uuid.Must(uuid.NewV7()).String()
		}
		if c.waiting != nil {
			c.asks(ctx)
		}
		breathe(ctx, c.random, longestPause)
	}
}

// asks posts what waits; where nobody answers it waits on.
func (c *caller) asks(ctx context.Context) {
	body, _ := json.Marshal(map[string]string{"id": c.id, "kind": "reply", "text": c.waiting.text})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.server.url()+"/v1/tickets/"+c.waiting.ticket+"/messages", bytes.NewReader(body))
	if err != nil {
		return
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return
	}
	switch answer.StatusCode {
	case http.StatusOK, http.StatusCreated:
		c.journal.told(c.waiting, nil)
	case http.StatusServiceUnavailable:
		c.unavailable.Add(1)
		return
	case http.StatusConflict, http.StatusNotFound: // closed, or the opening has not arrived
		var problem api.Problem
		if err := json.Unmarshal(content, &problem); err != nil {
			c.server.t.Errorf("marco was answered %s: %v", content, err)
		}
		c.journal.told(c.waiting, support.Errorf(support.Code(problem.Code), "%s", problem.Detail))
	default:
		c.server.t.Errorf("marco was answered %d %s", answer.StatusCode, content)
	}
	c.waiting = nil
}

// finishes repeats what waits until it is answered.
func (c *caller) finishes(ctx context.Context) {
	for c.waiting != nil && ctx.Err() == nil {
		c.asks(ctx)
		breathe(ctx, c.random, longestPause)
	}
}
