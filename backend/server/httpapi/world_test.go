package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

const password = "una-parola-lunga"

// clock is the server's time: real time plus what a test adds.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// user is somebody of the world, signed in.
type user struct {
	support.Person
	world *world
	token string
	// header is in all that they ask.
	header http.Header
}

// world is a real server on a real store, listening, with two companies and the maker's people.
type world struct {
	t      testing.TB
	server *server.Server
	url    string
	clock  *clock
	logged *logged
	// data is the server's folder.
	data string

	anna, bruno, piero, luca, mara *user
	press, oven                    support.Machine // Acme's, with luca as default technician; the foundry's
	hydraulics, electrics          support.Category
	acme, foundry                  support.Company
}

// logged collects what the server logged as an error: there must be nothing.
type logged struct {
	mu    sync.Mutex
	lines []string
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(b))
	return len(b), nil
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "")
}

// take is the text, which counts no more.
func (l *logged) take() string {
	all := l.text()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = nil
	return all
}

func cheap() *argon2id.Params {
	return &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

func newWorld(t testing.TB, change ...func(*server.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{}, logged: &logged{}}
	config := server.Config{
		Data: t.TempDir(), Name: "Prova", Password: cheap(), Now: w.clock.now,
		Log: slog.New(slog.NewTextHandler(w.logged, &slog.HandlerOptions{Level: slog.LevelError})),
	}
	for _, c := range change {
		c(&config)
	}
	w.data = config.Data
	var err error
	if w.server, err = server.Open(context.Background(), config); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.url = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := w.server.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		for _, line := range w.logged.lines {
			t.Errorf("the server logged: %s", line)
		}
	})
	w.people()
	return w
}

func (w *world) people() {
	w.t.Helper()
	ctx, s := context.Background(), w.server.Service()
	var err error
	must := func(e error) {
		w.t.Helper()
		if e != nil {
			w.t.Fatal(e)
		}
	}
	w.acme, err = s.AddCompany(ctx, "Acme Imballaggi", "IT")
	must(err)
	w.foundry, err = s.AddCompany(ctx, "Fonderia Emiliana", "IT")
	must(err)
	w.hydraulics, err = s.AddCategory(ctx, "Idraulica")
	must(err)
	w.electrics, err = s.AddCategory(ctx, "Elettrica")
	must(err)
	w.anna = w.person("anna", "Anna Rossi", support.RoleOperator, w.acme.Name)
	w.bruno = w.person("bruno", "Bruno Gialli", support.RoleOperator, w.acme.Name)
	w.piero = w.person("piero", "Piero Neri", support.RoleOperator, w.foundry.Name)
	w.luca = w.person("luca", "Luca Bianchi", support.RoleTechnician, "")
	w.mara = w.person("mara", "Mara Verdi", support.RoleAdmin, "")
	w.press, err = s.AddMachine(ctx, service.MachineEntry{
		Company: w.acme.Name, Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Linea 2", DefaultTechnician: "luca",
	})
	must(err)
	w.oven, err = s.AddMachine(ctx, service.MachineEntry{Company: w.foundry.Name, Name: "Forno 1", Model: "FX-9", Serial: "23-0042"})
	must(err)
}

func (w *world) person(login, name string, role support.Role, company string) *user {
	w.t.Helper()
	p, err := w.server.Service().AddPerson(context.Background(), service.NewPerson{
		Login: login, Name: name, Role: role, Company: company, Password: password, KnowsPassword: true,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	u := &user{Person: p, world: w}
	u.token = w.signIn(login)
	return u
}

func (w *world) signIn(login string) string {
	w.t.Helper()
	r := w.nobody().do("POST", "/v1/sessions", object{"login": login, "password": password, "device": "prova"})
	r.want(http.StatusCreated)
	return r.text("token")
}

// unfinished are the files of uploads under way.
func (w *world) unfinished() []string { return filesBelow(w.t, filepath.Join(w.data, "uploads")) }

// kept are the files of attachments.
func (w *world) kept() []string { return filesBelow(w.t, filepath.Join(w.data, "blobs")) }

func filesBelow(t testing.TB, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func sizeOf(t testing.TB, file string) int64 {
	t.Helper()
	st, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return st.Size()
}

func (w *world) nobody() *user { return &user{world: w} }

type object = map[string]any

// raw is a body sent as it is.
type raw string

// reply is an answer, read.
type reply struct {
	t      testing.TB
	asked  string
	status int
	header http.Header
	bytes  []byte
	body   object
}

// do asks; a nil body sends none.
func (u *user) do(method, path string, body any) *reply {
	u.world.t.Helper()
	r, err := u.try(method, path, body)
	if err != nil {
		u.world.t.Fatal(err)
	}
	return r
}

func (u *user) try(method, path string, body any) (*reply, error) {
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case raw:
		content = bytes.NewReader([]byte(b))
	default:
		j, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(j)
	}
	req, err := http.NewRequest(method, u.world.url+path, content)
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, u.header)
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if u.token != "" {
		req.Header.Set("Authorization", "Bearer "+u.token)
	}
	return u.answerTo(req)
}

func (u *user) answerTo(req *http.Request) (*reply, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	return replyOf(u.world.t, req.Method+" "+req.URL.Path, res, content), nil
}

func replyOf(t testing.TB, asked string, res *http.Response, content []byte) *reply {
	r := &reply{t: t, asked: asked, status: res.StatusCode, header: res.Header, bytes: content}
	_ = json.Unmarshal(content, &r.body)
	return r
}

func (r *reply) want(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s answered %d, want %d: %s", r.asked, r.status, status, r.bytes)
	}
	return r
}

// wantProblem is a problem with this code and, if a location is given, this field.
func (r *reply) wantProblem(status int, code support.Code, field ...string) *reply {
	r.t.Helper()
	if r.status != status || r.text("code") != string(code) || r.header.Get("Content-Type") != "application/problem+json" {
		r.t.Errorf("%s answered %d %s, want %d %s", r.asked, r.status, r.bytes, status, code)
		return r
	}
	if len(field) == 0 {
		return r
	}
	errors, _ := r.body["errors"].([]any)
	for _, e := range errors {
		if o := e.(object); o["location"] == field[0] && (len(field) == 1 || o["reason"] == field[1]) {
			return r
		}
	}
	r.t.Errorf("%s answered %s, want a field %v", r.asked, r.bytes, field)
	return r
}

func (r *reply) text(field string) string {
	s, _ := r.body[field].(string)
	return s
}

func (r *reply) number(field string) int {
	n, ok := r.body[field].(float64)
	if !ok {
		return -1
	}
	return int(n)
}

func (r *reply) items() []object {
	list, _ := r.body["items"].([]any)
	out := make([]object, len(list))
	for i, item := range list {
		out[i] = item.(object)
	}
	return out
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// aTicket is a body that opens a support request about the press.
func (w *world) aTicket() object {
	return object{
		"id": newID(), "kind": "chat", "categoryId": w.hydraulics.ID, "machineId": w.press.ID, "severity": "stopped",
		"description": "Perde olio dal cilindro sinistro.",
	}
}

// open opens a ticket and returns its id.
func (u *user) open() string {
	u.world.t.Helper()
	body := u.world.aTicket()
	if u.CompanyID == u.world.foundry.ID {
		body["machineId"] = u.world.oven.ID
	}
	return u.do("POST", "/v1/tickets", body).want(http.StatusCreated).text("id")
}

func (u *user) say(ticket, kind, text string) *reply {
	u.world.t.Helper()
	return u.do("POST", "/v1/tickets/"+ticket+"/messages", object{"id": newID(), "kind": kind, "text": text})
}

func (u *user) change(ticket string, change object) *reply {
	u.world.t.Helper()
	if change["changeId"] == nil {
		change["changeId"] = newID()
	}
	return u.do("PATCH", "/v1/tickets/"+ticket, change)
}

func (u *user) close(ticket string) {
	u.world.t.Helper()
	u.change(ticket, object{"status": "closed", "resolution": "Cambiata la guarnizione."}).want(http.StatusOK)
}

// messages are all of a ticket, page by page.
func (u *user) messages(ticket string) (all []object) {
	u.world.t.Helper()
	after := ""
	for {
		r := u.do("GET", "/v1/tickets/"+ticket+"/messages?limit=3&after="+after, nil).want(http.StatusOK)
		all = append(all, r.items()...)
		if after = r.text("next"); after == "" {
			return all
		}
	}
}

// feed reads the change feed from a cursor to its end.
func (u *user) feed(after string) (changes []object, next string) {
	u.world.t.Helper()
	for {
		r := u.do("GET", "/v1/changes?limit=7&after="+after, nil).want(http.StatusOK)
		list, _ := r.body["changes"].([]any)
		for _, c := range list {
			changes = append(changes, c.(object))
		}
		after = r.text("next")
		if r.body["more"] != true {
			return changes, after
		}
	}
}

func kindsOf(changes []object) map[string]int {
	n := map[string]int{}
	for _, c := range changes {
		n[fmt.Sprint(c["type"])]++
	}
	return n
}

func jsonBody(body any) io.Reader {
	b, _ := json.Marshal(body)
	return bytes.NewReader(b)
}
