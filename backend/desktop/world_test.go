package desktop_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/notify"
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

	store store.Store
}

// with works on the store while the server is down.
func (w *world) with(fn func(ctx context.Context, s *serverOf) error) {
	w.t.Helper()
	s, err := server.Open(w.t.Context(), server.Config{Data: w.data, Password: cheap})
	if err != nil {
		w.t.Fatal(err)
	}
	err = fn(w.t.Context(), &serverOf{Service: s.Service(), store: s.Store()})
	if err := errors.Join(err, s.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// cheap hashing keeps the tests quick.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func (w *world) url() string { return "http://" + w.address }

// noKeyring is a workstation without one.
type noKeyring struct{}

var errNoKeyring = errors.New("no keyring")

func (noKeyring) Set(string, string, string) error   { return errNoKeyring }
func (noKeyring) Get(string, string) (string, error) { return "", errNoKeyring }
func (noKeyring) Delete(string, string) error        { return errNoKeyring }

// memoryKeyring is a workstation's that works.
type memoryKeyring struct {
	mu   sync.Mutex
	kept map[string]string
}

func newMemoryKeyring() *memoryKeyring { return &memoryKeyring{kept: map[string]string{}} }

func (k *memoryKeyring) Set(_, user, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[user] = secret
	return nil
}

func (k *memoryKeyring) Get(_, user string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if secret, ok := k.kept[user]; ok {
		return secret, nil
	}
	return "", errNoKeyring
}

func (k *memoryKeyring) Delete(_, user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, user)
	return nil
}

func (k *memoryKeyring) size() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.kept)
}

// lockedKeyring waits for somebody to unlock it, for ever.
type lockedKeyring struct{ never chan struct{} }

func (k lockedKeyring) wait() error {
	<-k.never
	return errNoKeyring
}
func (k lockedKeyring) Set(string, string, string) error   { return k.wait() }
func (k lockedKeyring) Get(string, string) (string, error) { return "", k.wait() }
func (k lockedKeyring) Delete(string, string) error        { return k.wait() }

// askingKeyring is one that is locked again at times, until somebody unlocks it.
type askingKeyring struct {
	*memoryKeyring

	locked atomic.Pointer[chan struct{}]
}

func (k *askingKeyring) lock() (unlock func()) {
	asked := make(chan struct{})
	k.locked.Store(&asked)
	return func() { close(asked) }
}

func (k *askingKeyring) Get(service, user string) (string, error) {
	if asked := k.locked.Load(); asked != nil {
		<-*asked
	}
	return k.memoryKeyring.Get(service, user)
}

// texts words notifications plainly.
type texts struct{}

func (texts) Reply(u notify.Unread) notify.Notification {
	return notify.Notification{Title: u.Author, Body: u.Text, TicketID: u.TicketID}
}

func (texts) Digest(tickets, _ int) notify.Notification {
	return notify.Notification{Title: "digest", Body: time.Duration(tickets).String()}
}

// screen records what was notified.
type screen struct{ shown chan notify.Notification }

func (s screen) Notify(_ context.Context, n notify.Notification) error {
	select {
	case s.shown <- n:
	default: // nobody looks
	}
	return nil
}

// bell records that somebody was called.
type bell chan struct{}

func (b bell) Play(context.Context) error {
	select {
	case b <- struct{}{}:
	default: // nobody listens
	}
	return nil
}

// workstation is a desktop engine on a folder that survives it.
type workstation struct {
	*desktop.Desktop

	t       testing.TB
	dir     string
	line    http.RoundTripper
	keyring desktop.Keyring
	now     func() time.Time
	screen  screen
	bell    bell
	changed chan struct{}
}

func newWorkstation(t testing.TB) *workstation {
	t.Helper()
	return newWorkstationOn(t, nil)
}

// newWorkstationOn reaches servers over the given line.
func newWorkstationOn(t testing.TB, line http.RoundTripper) *workstation {
	t.Helper()
	return newWorkstationWith(t, line, noKeyring{})
}

func newWorkstationWith(t testing.TB, line http.RoundTripper, k desktop.Keyring) *workstation {
	t.Helper()
	return startWorkstation(&workstation{t: t, line: line, keyring: k, dir: t.TempDir()})
}

// startWorkstation opens it until the test ends.
func startWorkstation(s *workstation) *workstation {
	s.t.Helper()
	s.screen, s.bell, s.changed = screen{make(chan notify.Notification, 100)}, make(bell, 100), make(chan struct{}, 1)
	s.start()
	s.t.Cleanup(func() { _ = s.Close() })
	return s
}

// newWorkstationIn keeps what it keeps in that folder.
func newWorkstationIn(t testing.TB, dir string) *workstation {
	t.Helper()
	return startWorkstation(&workstation{t: t, keyring: noKeyring{}, dir: dir})
}

func (s *workstation) start() {
	s.t.Helper()
	d, err := desktop.Open(s.t.Context(), desktop.Options{
		Dir: s.dir, Now: s.now, Transport: s.line, Keyring: s.keyring, Notifier: s.screen, Sound: s.bell, Texts: texts{},
		Tell: func(desktop.Event) {
			select {
			case s.changed <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Desktop = d
}

func (s *workstation) restart() {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.start()
}

func (s *workstation) signIn(w *world, login string) {
	s.t.Helper()
	if err := s.SignIn(s.t.Context(), desktop.Credentials{Address: w.url(), Login: login, Password: password, Remember: true}); err != nil {
		s.t.Fatalf("sign-in of %s: %v", login, err)
	}
}

// front is whoever is in front.
func (s *workstation) front() *desktop.Profile {
	s.t.Helper()
	p, err := s.Front()
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// until waits for what the screen is told of to make the condition true.
func (s *workstation) until(what string, condition func() bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for !condition() {
		select {
		case <-s.changed:
		case <-time.After(100 * time.Millisecond): // what is not told of, such as the end of a session
		case <-deadline:
			s.t.Fatalf("still not so: %s", what)
		}
	}
}
