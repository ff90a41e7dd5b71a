package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// frozenFolder holds a folder for each version of which it is recorded what its two programs said to each other.
const frozenFolder = "testdata/frozen"

const frozenPassword = "una-parola-lunga"

// recording is what the programs of one version said to each other.
type recording struct {
	// Names are ids that the server made, by what they name.
	Names     map[string]string `json:"names"`
	Exchanges []exchange        `json:"exchanges"`
}

// exchange is a request and its answer. Authorization names who had the session.
type exchange struct {
	// Call is the client's method that made it; of what the desktop never asks for, empty.
	Call   string    `json:"call,omitempty"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	// Token is the session, as the answer to its sign-in has it.
	Token  string            `json:"token,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`
	// BodyBytes are a body that is not JSON; of one that was Cut, what came of it before the line was, and no answer got back.
	BodyBytes []byte `json:"bodyBytes,omitempty"`
	Cut       bool   `json:"cut,omitempty"`

	Status       int               `json:"status"`
	AnswerHeader map[string]string `json:"answerHeader,omitempty"`
	Answer       json.RawMessage   `json:"answer,omitempty"`
	AnswerBytes  []byte            `json:"answerBytes,omitempty"`
	// Stream is what came of an answer that stays open, and Streamed how many events of it had come when the exchange was
	// over.
	Stream   []streamed `json:"stream,omitempty"`
	Streamed int        `json:"streamed,omitempty"`
}

// streamed is an event of a stream.
type streamed struct {
	ID    string          `json:"id,omitempty"`
	Event string          `json:"event"`
	Data  json.RawMessage `json:"data"`
}

// frozenWorld is a server as it stood when a recording was made: the same people, clock and order of ids.
type frozenWorld struct {
	t     testing.TB
	url   string
	names map[string]string

	mu   sync.Mutex
	now  time.Time
	made int
}

var frozenDay = time.Date(2026, 1, 12, 8, 0, 0, 0, time.UTC)

func newFrozenWorld(t testing.TB) *frozenWorld {
	t.Helper()
	w := &frozenWorld{t: t, names: map[string]string{}, now: frozenDay}
	s, err := server.Open(t.Context(), server.Config{
		Data: t.TempDir(), Name: "Marzaghi Confezionamento", Now: w.clock, NewID: w.newID,
		Password: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		listening.Close()
	})
	w.url = listening.URL
	w.furnish(s.Service())
	return w
}

func (w *frozenWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *frozenWorld) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

func (w *frozenWorld) newID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.made++
	return fmt.Sprintf("019b0000-0000-7000-8000-%012d", w.made)
}

// furnish must stay as it is, recordings begin with it. What came later stands where no page of a recording's feed begins
// or ends, and is passed over by who does not know it.
func (w *frozenWorld) furnish(s *service.Service) {
	w.t.Helper()
	ctx := context.Background()
	named := func(name, id string, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		w.names[name] = id
	}
	person := func(login, name string, role support.Role, company string) {
		w.t.Helper()
		p, err := s.AddPerson(ctx, service.NewPerson{
			Login: login, Name: name, Role: role, Company: company, Password: frozenPassword, KnowsPassword: true, Language: "it",
		})
		named(login, p.ID, err)
	}
	acme, err := s.AddCompany(ctx, "Acme Imballaggi", "IT")
	named("acme", acme.ID, err)
	foundry, err := s.AddCompany(ctx, "Fonderia Emiliana", "IT")
	named("foundry", foundry.ID, err)
	hydraulics, err := s.AddCategory(ctx, "Idraulica")
	named("hydraulics", hydraulics.ID, err)
	electrics, err := s.AddCategory(ctx, "Elettrica")
	named("electrics", electrics.ID, err)
	number := w.made
	w.made = 1000 // what came later takes no number of theirs: ids are in the hashes
	leak, err := s.AddCause(ctx, "Guarnizione")
	w.made = number
	named("leak", leak.ID, err)
	zone, err := time.LoadLocation(service.UsualZone)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := s.SetResponseTimes(ctx, support.UsualResponseTimes(zone)); err != nil {
		w.t.Fatal(err)
	}
	person("anna", "Anna Rossi", support.RoleOperator, acme.Name)
	person("piero", "Piero Neri", support.RoleOperator, foundry.Name)
	person("luca", "Luca Bianchi", support.RoleTechnician, "")
	person("mara", "Mara Verdi", support.RoleAdmin, "")
	person("tolto", "Tolto Di Mezzo", support.RoleOperator, acme.Name)
	press, err := s.AddMachine(ctx, service.MachineEntry{
		Company: acme.Name, Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Linea 2", LinkedPerson: "anna", DefaultTechnician: "luca",
	})
	named("press", press.ID, err)
	if err := s.DisablePerson(ctx, "tolto"); err != nil {
		w.t.Fatal(err)
	}
}
