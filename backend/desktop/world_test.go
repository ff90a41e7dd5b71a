package desktop_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const password = "ventose VS-40 nuove"

// world is a real server at one address, which can be taken down and brought back, with Anna, her colleague Marco, and
// the technician Luca.
type world struct {
	t       testing.TB
	data    string
	address string
	machine support.Machine
	subject support.Category
	down    func()
	// live is the server's inside while it is up.
	live *service.Service
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, data: filepath.Join(t.TempDir(), "server"), address: "127.0.0.1:0"}
	w.up()
	t.Cleanup(func() { w.down() })
	return w
}

// up serves at the same address as before.
func (w *world) up() {
	w.t.Helper()
	s, err := server.Open(w.t.Context(), server.Config{
		Data: w.data, Name: "Marzaghi Confezionamento",
		Password: cheap,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.machine.ID == "" {
		w.furnish(s.Service())
	}
	w.live = s.Service()
	listener, err := net.Listen("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.address = listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	var once sync.Once
	w.down = func() {
		once.Do(func() {
			cancel()
			if err := errors.Join(<-served, s.Close()); err != nil {
				w.t.Errorf("server: %v", err)
			}
		})
	}
}

func (w *world) furnish(s *service.Service) {
	w.t.Helper()
	ctx := w.t.Context()
	check := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	_, err := s.AddCompany(ctx, "Biscotti Tremolino", "IT")
	check(err)
	_, err = s.AddCompany(ctx, "Caseificio Valmora", "IT")
	check(err)
	for _, p := range []service.NewPerson{
		{Login: "stranger", Name: "Mara Ferrari", Role: support.RoleOperator, Company: "Caseificio Valmora", Password: password, KnowsPassword: true},
		{Login: "anna", Name: "Anna Rossi", Role: support.RoleOperator, Company: "Biscotti Tremolino", Password: password, KnowsPassword: true},
		{Login: "marco", Name: "Marco Ferri", Role: support.RoleOperator, Company: "Biscotti Tremolino", Password: password, KnowsPassword: true},
		{Login: "luca", Name: "Luca Bianchi", Role: support.RoleTechnician, Password: password, KnowsPassword: true},
	} {
		_, err := s.AddPerson(ctx, p)
		check(err)
	}
	w.subject, err = s.AddCategory(ctx, "Guasto meccanico")
	check(err)
	w.machine, err = s.AddMachine(ctx, service.MachineEntry{
		Company: "Biscotti Tremolino", Name: "Astucciatrice 2", Model: "AV-120", Serial: "24-0117", Site: "Linea 2",
	})
	check(err)
}

// serverOf is what can be done to a server that is down.
type serverOf struct {
	*service.Service

	server *server.Server
	store  store.Store
}

// with works on the store while the server is down.
func (w *world) with(fn func(ctx context.Context, s *serverOf) error) {
	w.t.Helper()
	s, err := server.Open(w.t.Context(), server.Config{Data: w.data, Password: cheap})
	if err != nil {
		w.t.Fatal(err)
	}
	err = fn(w.t.Context(), &serverOf{Service: s.Service(), server: s, store: s.Store()})
	if err := errors.Join(err, s.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// cheap hashing keeps the tests quick.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func (w *world) url() string { return "http://" + w.address }

// adds lets another technician in.
func (w *world) adds(login string) {
	w.t.Helper()
	_, err := w.live.AddPerson(w.t.Context(), service.NewPerson{
		Login: login, Name: "Marta Verdi", Role: support.RoleTechnician, Password: password, KnowsPassword: true,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) disables(login string) {
	w.t.Helper()
	if err := w.live.DisablePerson(w.t.Context(), login); err != nil {
		w.t.Fatal(err)
	}
}

// enables lets somebody in again, while the server is down.
func (w *world) enables(login string) {
	w.t.Helper()
	w.with(func(ctx context.Context, s *serverOf) error {
		return s.store.Write(ctx, func(tx store.Writer) error {
			c, err := tx.Credentials(ctx, login)
			if err != nil {
				return err
			}
			p, err := tx.Person(ctx, c.PersonID)
			if err != nil {
				return err
			}
			p.Disabled = false
			return tx.PutPerson(ctx, p)
		})
	})
}
