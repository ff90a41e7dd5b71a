//go:build record

package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/client"
)

var recordAs = flag.String("as", "", "the folder to record into: the version's name")

// TestRecord lets the client of this version ask the server of this version for everything, and writes down what they say.
// scripts/freeze-wire.sh runs it, or that of an earlier version within its own sources.
func TestRecord(t *testing.T) {
	folder := filepath.Join(frozenFolder, *recordAs)
	if *recordAs == "" || os.MkdirAll(frozenFolder, 0o755) != nil || os.Mkdir(folder, 0o755) != nil {
		t.Fatalf("%s cannot be made: what is frozen stays as it is", folder)
	}
	r := &recorder{t: t, world: newFrozenWorld(t), clients: map[string]*client.Client{}, tokens: map[string]string{}, stream: &streamTap{}}
	r.everything()
	b, err := json.MarshalIndent(recording{Names: r.world.names, Exchanges: r.done()}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "exchanges.json"), append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// recorder is a transport that writes down what passes.
type recorder struct {
	t       *testing.T
	world   *frozenWorld
	clients map[string]*client.Client
	tokens  map[string]string
	stream  *streamTap

	// Set for the exchange that is next; of the next part of a file that is sent, cut is how much gets through before the line
	// is cut.
	call, by string
	cut      int

	mu        sync.Mutex
	exchanges []exchange
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	e := exchange{Call: r.call, By: r.by, At: r.world.clock(), Method: req.Method, Path: req.URL.RequestURI(), Header: map[string]string{}}
	e.Token = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	for _, name := range requestHeaders {
		if v := req.Header.Get(name); v != "" {
			e.Header[name] = v
		}
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if r.cut > 0 && req.Method == http.MethodPatch {
			body, r.cut, e.Cut = body[:r.cut], 0, true
		}
		if isJSON(req.Header) {
			e.Body = body
		} else {
			e.BodyBytes = body
		}
		req = req.Clone(req.Context())
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	answer, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	e.Status, e.AnswerHeader = answer.StatusCode, map[string]string{}
	for _, name := range answerHeaders {
		// What is said in JSON may have more fields another time.
		if v := answer.Header.Get(name); v != "" && (name != "Content-Length" || !isJSON(answer.Header)) {
			e.AnswerHeader[name] = v
		}
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		answer.Body = r.stream.over(answer.Body)
	} else {
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return nil, err
		}
		if len(body) > 0 && isJSON(answer.Header) {
			e.Answer = body
		} else {
			e.AnswerBytes = body
		}
		answer.Body = io.NopCloser(bytes.NewReader(body))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, e)
	if e.Cut {
		return nil, errCut
	}
	return answer, nil
}

var errCut = errors.New("the line is cut")

// The headers of requests and answers by which somebody decides anything. Who has the session stands elsewhere.
var (
	requestHeaders = []string{
		"Accept", "Content-Type", "Tus-Resumable", "Upload-Length", "Upload-Metadata", "Upload-Offset", "Range", "If-Range", "If-None-Match",
	}
	answerHeaders = []string{
		"Content-Type", "Content-Length", "Retry-After", "Allow", "Location", "Tus-Resumable", "Upload-Length", "Upload-Offset", "ETag",
		"Accept-Ranges", "Content-Range", "Content-Disposition", "Content-Security-Policy", "Cross-Origin-Resource-Policy",
		"X-Content-Type-Options",
	}
)

func isJSON(h http.Header) bool {
	media := h.Get("Content-Type")
	return media == "application/json" || media == "application/problem+json"
}

// done are the exchanges, the stream's with what it brought.
func (r *recorder) done() []exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.exchanges {
		if r.exchanges[i].Call == "Stream" {
			r.exchanges[i].Stream = r.stream.events()
		}
	}
	return r.exchanges
}

// streamTap keeps what a stream brings.
type streamTap struct {
	io.ReadCloser
	mu   sync.Mutex
	kept bytes.Buffer
}

func (s *streamTap) over(body io.ReadCloser) io.ReadCloser { s.ReadCloser = body; return s }

func (s *streamTap) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Write(p[:n])
	return n, err
}

func (s *streamTap) events() []streamed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return streamedIn(s.kept.String())
}

// as is the client of somebody, whose next call is named.
func (r *recorder) as(by, call string) *client.Client {
	r.world.set(r.world.clock().Add(time.Minute))
	r.by, r.call = by, call
	c, there := r.clients[by]
	if !there {
		c = client.New(client.Options{Address: r.world.url, Transport: r, Now: r.world.clock})
		r.clients[by] = c
	}
	return c
}

// get is a request that the desktop does not make.
func (r *recorder) get(by, path string) {
	r.ask(by, http.MethodGet, path, nil, nil, http.StatusOK, http.StatusNotFound, http.StatusForbidden)
}

// ask is one with headers and bytes, which is answered by one of these statuses.
func (r *recorder) ask(by, method, path string, header map[string]string, body []byte, statuses ...int) {
	r.t.Helper()
	c := r.as(by, "")
	req, err := http.NewRequestWithContext(context.Background(), method, r.world.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if body != nil {
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	req.Header.Set("Authorization", "Bearer "+c.Token())
	for name, v := range header {
		req.Header.Set(name, v)
	}
	answer, err := r.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = answer.Body.Close()
	if !slices.Contains(statuses, answer.StatusCode) {
		r.t.Fatalf("%s %s is answered %d", method, path, answer.StatusCode)
	}
}

func theirs(n int) string { return fmt.Sprintf("019b1111-0000-7000-8000-%012d", n) }

// everything is each call of the client, with what it is answered and what it is refused, and each other route.
func (r *recorder) everything() {
	ctx, names := context.Background(), r.world.names
	ok := func(err error) {
		r.t.Helper()
		if err != nil {
			r.t.Fatal(err)
		}
	}
	refused := func(err error) {
		r.t.Helper()
		if err == nil {
			r.t.Fatal("it was to be refused")
		}
	}
	must1 := func(_ any, err error) { r.t.Helper(); ok(err) }
	refused1 := func(_ any, err error) { r.t.Helper(); refused(err) }

	must1(r.as("anna", "Server").Server(ctx))
	refused1(r.as("anna", "SignIn").SignIn(ctx, "anna", "sbagliata", "PC linea 2"))
	must1(r.as("anna", "SignIn").SignIn(ctx, "anna", frozenPassword, "PC linea 2"))
	refused1(r.as("tolto", "SignIn").SignIn(ctx, "tolto", frozenPassword, "PC linea 2"))
	for range 6 {
		refused1(r.as("nessuno", "SignIn").SignIn(ctx, "nessuno", "sbagliata", ""))
		r.world.set(r.world.clock().Add(-time.Minute)) // all of them at once
	}
	must1(r.as("luca", "SignIn").SignIn(ctx, "luca", frozenPassword, "Ufficio"))
	must1(r.as("anna", "Me").Me(ctx))
	must1(r.as("luca", "Me").Me(ctx))
	begun, err := r.as("anna", "Changes").Changes(ctx, client.ChangesQuery{Before: "head", Limit: 200})
	ok(err)
	lucas, err := r.as("luca", "Changes").Changes(ctx, client.ChangesQuery{Before: "head", Limit: 2})
	ok(err)
	must1(r.as("luca", "Changes").Changes(ctx, client.ChangesQuery{Before: lucas.Next, Limit: 500}))

	written := api.At(r.world.clock().Add(-3 * time.Hour))
	chat := api.NewTicket{
		ID: theirs(1), Kind: "chat", CategoryID: names["hydraulics"], MachineID: names["press"], Severity: "stopped",
		Description: "Perde olio dall’attuatore.\n«Già» ieri – è l'asse Ω.", WrittenAt: written,
	}
	must1(r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, chat))
	must1(r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, chat))
	must1(r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, api.NewTicket{
		ID: theirs(2), Kind: "callback", Severity: "question", Description: "Richiamatemi.", Phone: "+390595551234", FollowsTicketID: theirs(1),
		CallWindow: &api.CallWindow{From: api.At(frozenDay.Add(6 * time.Hour)), To: api.At(frozenDay.Add(8 * time.Hour))},
	}))
	must1(r.as("luca", "OpenTicket").Acts("").OpenTicket(ctx, api.NewTicket{
		ID: theirs(3), Kind: "callback", Severity: "degraded", Description: "Ha chiamato.", Phone: "+390595551234", CompanyID: names["acme"],
		OpenedForID: names["anna"],
	}))
	refused1(r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, api.NewTicket{ID: theirs(4), Kind: "chat", Severity: "stopped", MachineID: theirs(99)}))
	reply := api.NewMessage{ID: theirs(11), Kind: "reply", Text: "Mi manda una foto?", WrittenAt: written}
	must1(r.as("luca", "Post").Acts("").Post(ctx, theirs(1), reply))
	must1(r.as("luca", "Post").Acts("").Post(ctx, theirs(1), reply))
	reply.Text = "Altro."
	refused1(r.as("luca", "Post").Acts("").Post(ctx, theirs(1), reply))
	must1(r.as("luca", "Post").Acts("").Post(ctx, theirs(1), api.NewMessage{ID: theirs(12), Kind: "note", Text: "Garanzia scaduta."}))
	refused1(r.as("anna", "Post").Acts("").Post(ctx, theirs(1), api.NewMessage{ID: theirs(13), Kind: "note", Text: "Non mia."}))
	refused1(r.as("anna", "Post").Acts("").Post(ctx, theirs(98), api.NewMessage{ID: theirs(14), Kind: "reply", Text: "Dove?"}))
	ok(r.as("anna", "Read").Acts("").Read(ctx, theirs(1), api.ReadUpTo{MessageID: theirs(11)}))
	must1(r.as("luca", "Change").Acts("").Change(ctx, theirs(1), api.TicketChange{
		ChangeID: theirs(21), Seen: api.Seen{Status: "in_progress", AssigneeID: names["luca"]}, Status: "waiting", AssigneeID: api.Null[string](),
		CategoryID: names["electrics"], Severity: "degraded",
	}))
	must1(r.as("luca", "Change").Acts("").Change(ctx, theirs(1), api.TicketChange{ChangeID: theirs(22), AssigneeID: api.Some(names["mara"])}))
	refused1(r.as("anna", "Change").Acts("").Change(ctx, theirs(1), api.TicketChange{ChangeID: theirs(23), Status: "closed", Resolution: "Basta."}))
	must1(r.as("luca", "LogCall").Acts("").LogCall(ctx, theirs(2), api.NewCallAttempt{ID: theirs(31), Outcome: "no_answer"}))
	must1(r.as("luca", "LogCall").Acts("").LogCall(ctx, theirs(2), api.NewCallAttempt{ID: theirs(32), Outcome: "spoken", Text: "Arriva domani."}))
	must1(r.as("luca", "Change").Acts("").Change(ctx, theirs(2), api.TicketChange{ChangeID: theirs(24), Seen: api.Seen{Status: "new"}, Status: "closed", Resolution: "Detto."}))
	refused1(r.as("anna", "Post").Acts("").Post(ctx, theirs(2), api.NewMessage{ID: theirs(15), Kind: "reply", Text: "Troppo tardi."}))
	r.console()
	r.attachments()
	must1(r.as("anna", "Changes").Changes(ctx, client.ChangesQuery{After: begun.Head, Limit: 500}))
	must1(r.as("luca", "Changes").Changes(ctx, client.ChangesQuery{After: lucas.Head, Limit: 500}))
	refused1(r.as("anna", "Changes").Changes(ctx, client.ChangesQuery{After: lucas.Head}))
	refused1(r.as("anna", "Changes").Changes(ctx, client.ChangesQuery{After: "spazzatura"}))

	for _, path := range []string{
		"/v1/categories", "/v1/machines?query=0117&limit=10", "/v1/machines/" + names["press"],
		"/v1/tickets?status=in_progress&status=waiting&limit=1", "/v1/tickets?query=olio", "/v1/tickets/" + theirs(1),
		"/v1/tickets/" + theirs(1) + "/messages?limit=200", "/v1/tickets/" + theirs(97),
	} {
		r.get("anna", path)
		r.get("luca", path)
	}
	ok(r.as("anna", "ReportBreak").ReportBreak(ctx, api.RecordBreak{
		TicketID: theirs(1), Kind: "changed", Index: 2, Kept: strings.Repeat("a", 64), Came: strings.Repeat("b", 64),
	}))
	r.streamed(begun.Head)
	ok(r.as("luca", "ChangePassword").ChangePassword(ctx, api.PasswordChange{Current: frozenPassword, New: "un-altra-parola"}))
	refused(r.as("luca", "ChangePassword").ChangePassword(ctx, api.PasswordChange{Current: frozenPassword, New: "corta"}))
	refused1(r.as("anna", "Me").Me(ctx))
}

// streamed follows Anna's feed while Luca writes, until her session ends.
func (r *recorder) streamed(after string) {
	anna := r.as("anna", "Stream")
	caughtUp, live, over := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	present, said := make(chan string), make(chan api.Message)
	go func() {
		over <- anna.Stream(context.Background(), after, func(_ context.Context, b client.Batch) error {
			if b.CaughtUp {
				close(caughtUp)
			}
			if b.Presence != nil {
				present <- b.Presence.State
			}
			for _, c := range b.Changes {
				switch {
				case c.Message == nil:
				case c.Message.ID == theirs(16):
					close(live)
				case c.Message.ID == theirs(17):
					said <- *c.Message
				}
			}
			return nil
		})
	}()
	<-caughtUp
	r.count()
	r.touched(said)
	for _, state := range []string{"typing_note", "typing", "gone"} {
		if err := r.as("luca", "PutPresence").PutPresence(context.Background(), theirs(3), api.PutPresence{State: state}); err != nil {
			r.t.Fatal(err)
		}
		if told := <-present; told == "typing_note" {
			r.t.Fatal("an operator is told of a note that is being written")
		}
		r.count()
	}
	if _, err := r.as("luca", "Post").Acts("").Post(context.Background(), theirs(3), api.NewMessage{ID: theirs(16), Kind: "reply", Text: "Eccomi."}); err != nil {
		r.t.Fatal(err)
	}
	<-live
	r.count()
	if err := r.as("anna", "EndSession").EndSession(context.Background(), anna.Token()); err != nil {
		r.t.Fatal(err)
	}
	if err := <-over; err == nil {
		r.t.Fatal("the stream goes on")
	}
	r.count()
}

// count keeps how many events the stream had brought when the last exchange was over.
func (r *recorder) count() {
	n := len(r.stream.events())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges[len(r.exchanges)-1].Streamed = n
}
