package desktop_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"filodiretto/backend/desktop"
)

// noKeyring is a workstation without one.
type noKeyring struct{}

var errNoKeyring = errors.New("no keyring")

func (noKeyring) Set(string, string, string) error { return errNoKeyring }

func (noKeyring) Get(string, string) (string, error) { return "", errNoKeyring }

func (noKeyring) Delete(string, string) error { return errNoKeyring }

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
	return "", keyring.ErrNotFound
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

// aKeyringsPatience is what a keyring that does not answer is waited for: whoever waits for it takes so long at least.
const aKeyringsPatience = 3 * time.Second

// lockedKeyring waits for somebody to unlock it, for ever.
type lockedKeyring struct{ never chan struct{} }

func (k lockedKeyring) wait() error {
	<-k.never
	return errNoKeyring
}

func (k lockedKeyring) Set(string, string, string) error { return k.wait() }

func (k lockedKeyring) Get(string, string) (string, error) { return "", k.wait() }

func (k lockedKeyring) Delete(string, string) error { return k.wait() }

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

// risingKeyring is one that is not up yet when it is first asked.
type risingKeyring struct {
	*memoryKeyring

	// answer is given once, instead of the secret.
	answer atomic.Pointer[error]
	asked  atomic.Int32
}

func (k *risingKeyring) Get(service, user string) (string, error) {
	k.asked.Add(1)
	if answer := k.answer.Swap(nil); answer != nil {
		return "", *answer
	}
	return k.memoryKeyring.Get(service, user)
}

func TestSession_IsKeptWhereItCanBeAndItsPersonToldWhereItCannot(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	for name, c := range map[string]struct {
		keyring desktop.Keyring
		kept    desktop.Kept
	}{
		"a keyring":        {newMemoryKeyring(), desktop.KeptInKeyring},
		"no keyring":       {noKeyring{}, desktop.KeptInFile},
		"a locked keyring": {lockedKeyring{make(chan struct{})}, desktop.KeptInFile},
	} {
		t.Run(name, func(t *testing.T) {
			anna := newWorkstationWith(t, nil, c.keyring)
			began := time.Now()
			anna.signIn(w, "anna")
			if took := time.Since(began); took >= aKeyringsPatience {
				t.Errorf("the sign-in waited %v for the keyring", took)
			}
			anna.until("the session is kept", func() bool { return anna.front().SessionKept() == c.kept })
			if len(anna.Notices()) != 0 {
				t.Errorf("noticed %+v", anna.Notices())
			}
			anna.restart()
			if anna.nobodyIsInFront() {
				t.Fatal("not in front after a restart")
			}
			if kept := anna.front().SessionKept(); kept != c.kept {
				t.Errorf("after a restart it is kept in %q", kept)
			}
			anna.online()
			anna.closed()
		})
	}
	t.Run("nowhere", func(t *testing.T) {
		anna := newWorkstation(t)
		anna.signIn(w, "anna")
		anna.until("kept", func() bool { return anna.front().SessionKept() == desktop.KeptInFile })
		anna.signsOut()
		anna.until("forgotten", func() bool { _, err := os.Stat(anna.file("token")); return os.IsNotExist(err) })
		// Nothing can be put in the place of a folder that is not empty.
		if err := os.MkdirAll(filepath.Join(anna.file("token"), "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		anna.signIn(w, "anna")
		anna.until("it is noticed", func() bool { return len(anna.noticed(desktop.NoticeSessionNotKept)) == 1 })
		if kept := anna.front().SessionKept(); kept != desktop.KeptNowhere {
			t.Errorf("said to be kept in %q", kept)
		}
	})
}

func TestSession_SaysWhereItIsKeptOnceSomethingWaits(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	s := newWorkstationWith(t, line, newMemoryKeyring())
	s.closed()
	told := make(chan desktop.Kept, 100)
	s.tell = func(e desktop.Event) {
		if front, err := s.Front(); err == nil && e.Kind == desktop.EventConnection {
			told <- front.SessionKept()
		}
	}
	s.start()
	// Not to be remembered: a keyring has it only as long as something waits.
	if err := s.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: password}); err != nil {
		t.Fatal(err)
	}
	s.online()
	if kept := s.front().SessionKept(); kept != desktop.KeptNowhere {
		t.Errorf("kept in %q, and nothing waits", kept)
	}
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return page(http.StatusBadGateway, "text/html", "")(r, real)
		}
		return real.RoundTrip(r)
	})
	s.opens(w, "Nastro bloccato.")
	for kept := desktop.KeptNowhere; kept != desktop.KeptInKeyring; {
		kept = received(t, told, "that the keyring has it")
	}
}

func TestSession_OfSomebodyWhoComesBackAtOnceOutlivesTheEndOfTheirLastOne(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := newWorkstationOn(t, line)
	anna.signIn(w, "anna")
	kept := func() bool { return anna.front().SessionKept() == desktop.KeptInFile }
	anna.until("her session is kept", kept)
	asked, answered := make(chan struct{}), make(chan struct{})
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method == http.MethodDelete {
			close(asked)
			<-answered
		}
		return real.RoundTrip(r)
	})
	anna.signsOut()
	<-asked
	anna.signIn(w, "anna")
	anna.until("her new session is kept", kept)
	close(answered)
	anna.restart()
	if anna.nobodyIsInFront() {
		t.Fatal("she asked to be remembered, and is not")
	}
	anna.online()
}

func TestSession_OfSomebodyWhoIsNotToBeRememberedAnyMoreIsNotKept(t *testing.T) {
	w := newWorld(t)
	keys := newMemoryKeyring()
	anna := newWorkstationWith(t, nil, keys)
	anna.signIn(w, "anna")
	anna.until("her session is kept", func() bool { return keys.size() == 1 })
	anna.closed()
	settings := filepath.Join(anna.dir, "settings.json")
	if err := os.Remove(settings); err != nil { // so that nobody is known, and the vault is not looked at
		t.Fatal(err)
	}
	anna.start()
	if err := anna.SignIn(t.Context(), desktop.Credentials{Address: w.url(), Login: "anna", Password: password}); err != nil {
		t.Fatal(err)
	}
	anna.until("nothing is kept", func() bool { return keys.size() == 0 })
}

// leavesRemembered has a ticket opened, and the program ended once the keyring has the session.
func (s *workstation) leavesRemembered(w *world) (ticketID string) {
	s.t.Helper()
	s.online()
	ticketID = s.opens(w, "Lama spuntata.")
	s.shows(ticketID, "Lama spuntata. sent")
	s.until("the session is kept", func() bool { return s.front().SessionKept() == desktop.KeptInKeyring })
	s.closed()
	return ticketID
}

func TestStart_WaitsForNoKeyringAndShowsWhoeverIsRemembered(t *testing.T) {
	w := newWorld(t)
	keys := &askingKeyring{memoryKeyring: newMemoryKeyring()}
	anna := newWorkstationWith(t, nil, keys)
	anna.signIn(w, "marco")
	anna.signIn(w, "anna")
	ticket := anna.leavesRemembered(w)
	unlock := keys.lock()
	began := time.Now()
	anna.start()
	if took := time.Since(began); took >= aKeyringsPatience {
		t.Errorf("the start took %v", took)
	}
	if anna.nobodyIsInFront() {
		t.Fatal("she asked to be remembered, and is not")
	}
	anna.shows(ticket, "Lama spuntata. sent")
	unlock()
	anna.online()
	if kept := anna.front().SessionKept(); kept != desktop.KeptInKeyring {
		t.Errorf("kept in %q", kept)
	}
}

func TestStart_WithAKeyringThatIsNotUpYetKeepsWhoeverIsRemembered(t *testing.T) {
	for name, answer := range map[string]error{"it fails": errNoKeyring, "it finds nothing": keyring.ErrNotFound} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			keys := &risingKeyring{memoryKeyring: newMemoryKeyring()}
			anna := newWorkstationWith(t, nil, keys)
			anna.signIn(w, "anna")
			ticket := anna.leavesRemembered(w)
			keys.answer.Store(&answer)
			keys.asked.Store(0)
			anna.start()
			anna.until("it was asked again", func() bool { return keys.asked.Load() > 1 })
			anna.until("she is in front", func() bool { return !anna.nobodyIsInFront() })
			anna.online()
			anna.replies(ticket, "Ne serve una nuova.")
			anna.shows(ticket, "Lama spuntata. sent", "Ne serve una nuova. sent")
			// Nobody has ended it, here or on the server.
			anna.restart()
			if anna.nobodyIsInFront() {
				t.Fatal("she asked to be remembered, and is not")
			}
			anna.online()
			if kept := anna.front().SessionKept(); kept != desktop.KeptInKeyring || keys.size() != 1 {
				t.Errorf("kept in %q, the keyring holds %d", kept, keys.size())
			}
		})
	}
}
