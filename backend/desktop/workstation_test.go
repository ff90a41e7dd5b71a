package desktop_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
)

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
	// tell, where it is set, is told of each event.
	tell func(desktop.Event)
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

// newWorkstationIn keeps what it keeps in that folder.
func newWorkstationIn(t testing.TB, dir string) *workstation {
	t.Helper()
	return startWorkstation(&workstation{t: t, keyring: noKeyring{}, dir: dir})
}

// startWorkstation opens it until the test ends.
func startWorkstation(s *workstation) *workstation {
	s.t.Helper()
	s.screen, s.bell, s.changed = screen{make(chan notify.Notification, 100)}, make(bell, 100), make(chan struct{}, 1)
	s.start()
	s.t.Cleanup(func() { _ = s.Close() })
	return s
}

func (s *workstation) start() {
	s.t.Helper()
	d, err := desktop.Open(s.t.Context(), desktop.Options{
		Dir: s.dir, Now: s.now, Transport: s.line, Keyring: s.keyring, Notifier: s.screen, Sound: s.bell, Texts: texts{},
		Tell: func(e desktop.Event) {
			if s.tell != nil {
				s.tell(e)
			}
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

func (s *workstation) closed() {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *workstation) signIn(w *world, login string) {
	s.t.Helper()
	if err := s.SignIn(s.t.Context(), desktop.Credentials{Address: w.url(), Login: login, Password: password, Remember: true}); err != nil {
		s.t.Fatalf("sign-in of %s: %v", login, err)
	}
}

func (s *workstation) tries(w *world, login string) support.Code {
	s.t.Helper()
	return support.CodeOf(s.SignIn(s.t.Context(), desktop.Credentials{Address: w.url(), Login: login, Password: password, Remember: true}))
}

func (s *workstation) signsOut() {
	s.t.Helper()
	if err := s.SignOut(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// signsOutAndIn lets a person go and come back.
func (s *workstation) signsOutAndIn(w *world, login string) {
	s.t.Helper()
	if err := s.SignOut(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.signIn(w, login)
}

// at is the workstation at which somebody has signed in, and is at work.
func (w *world) at(login string) *workstation {
	w.t.Helper()
	return w.over(nil, login)
}

// over is the same with a line of its own to the server.
func (w *world) over(line http.RoundTripper, login string) *workstation {
	w.t.Helper()
	s := newWorkstationOn(w.t, line)
	s.signIn(w, login)
	s.online()
	return s
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

func (s *workstation) nobodyIsInFront() bool {
	_, err := s.Front()
	return support.CodeOf(err) == support.CodeUnauthenticated
}

// until waits for what the screen is told of to make the condition true.
func (s *workstation) until(what string, condition func() bool) {
	s.t.Helper()
	deadline := time.After(patience(s.t))
	for !condition() {
		select {
		case <-s.changed:
		case <-time.After(100 * time.Millisecond): // what is not told of, such as the end of a session
		case <-deadline:
			s.t.Fatalf("still not so: %s", what)
		}
	}
}

// patience is a minute, and less where the tests as a whole have less time than that: it is then the step that says what
// did not come about.
func patience(t testing.TB) time.Duration {
	if limited, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, is := limited.Deadline(); is {
			return min(time.Minute, time.Until(end)-5*time.Second)
		}
	}
	return time.Minute
}

// folders are the profiles on the disk.
func (s *workstation) folders() (names []string) {
	s.t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.dir, "people"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// file is one in the only profile's folder.
func (s *workstation) file(name string) string {
	s.t.Helper()
	return filepath.Join(s.dir, "people", s.folders()[0], name)
}

// takesNothing lets nothing be put in the place of a file any more, as a disk that is full does: nothing takes the place
// of a folder that is not empty.
func takesNothing(t *testing.T, file string) (mend func()) {
	t.Helper()
	kept, err := os.ReadFile(file)
	if err = errors.Join(err, os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o700)); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := errors.Join(os.RemoveAll(file), os.WriteFile(file, kept, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}
