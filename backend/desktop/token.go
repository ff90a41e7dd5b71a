package desktop

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"filodiretto/backend/disk"
)

// keyringService is the name under which the OS keyring lists the program's secrets.
const keyringService = "Filo Diretto"

// keyringPatience is how long a keyring may take: one that waits for somebody to unlock it counts as absent.
const keyringPatience = 3 * time.Second

// tokenFile is where a remembered session goes when there is no keyring, 0600 in the profile's folder.
const tokenFile = "token"

// Kept says where a session is kept across restarts.
type Kept string

// The places.
const (
	KeptInKeyring Kept = "keyring"
	KeptInFile    Kept = "file"
	KeptNowhere   Kept = "none"
)

// errNoToken says that no session is kept for a profile.
var errNoToken = errors.New("desktop: no token is kept")

// Keyring keeps secrets in the operating system's care.
type Keyring interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// systemKeyring is the one of the person who is logged in to the workstation.
type systemKeyring struct{}

func (systemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (systemKeyring) Get(service, user string) (string, error) {
	return keyring.Get(service, user)
}
func (systemKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// vault keeps one profile's session: in the keyring where there is one, else in a file if that is allowed. There is one
// vault a profile, whoever has the profile open: keeping and forgetting do not overtake each other.
type vault struct {
	keyring Keyring
	user    string
	file    string

	changing sync.Mutex
}

func newVault(k Keyring, dir, user string) *vault {
	return &vault{keyring: k, user: user, file: filepath.Join(dir, tokenFile)}
}

// keep stores the token and says where. Without a keyring it goes into the file if mayFile, else it is not kept at all.
func (v *vault) keep(ctx context.Context, token string, mayFile bool) (Kept, error) {
	v.changing.Lock()
	defer v.changing.Unlock()
	err := patiently(ctx, func() error { return v.keyring.Set(keyringService, v.user, token) })
	if err == nil {
		return KeptInKeyring, disk.Remove(v.file)
	}
	slog.DebugContext(ctx, "no keyring", "err", err)
	if !mayFile {
		return KeptNowhere, nil
	}
	if err := disk.Put(v.file, []byte(token)); err != nil {
		return KeptNowhere, err
	}
	return KeptInFile, nil
}

func (v *vault) token(ctx context.Context) (string, Kept, error) {
	b, err := os.ReadFile(v.file)
	if err == nil {
		return string(b), KeptInFile, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", KeptNowhere, err
	}
	// A call that was left behind may still end: its answer is not looked at then.
	got := make(chan string, 1)
	err = patiently(ctx, func() error {
		t, err := v.keyring.Get(keyringService, v.user)
		got <- t
		return err
	})
	if err != nil {
		return "", KeptNowhere, errors.Join(errNoToken, err)
	}
	return <-got, KeptInKeyring, nil
}

func (v *vault) forget(ctx context.Context) error {
	return v.forgetIf(ctx, func() bool { return true })
}

// forgetIf forgets the session if that is right once nobody else is at the vault.
func (v *vault) forgetIf(ctx context.Context, right func() bool) error {
	v.changing.Lock()
	defer v.changing.Unlock()
	if !right() {
		return nil
	}
	err := patiently(ctx, func() error { return v.keyring.Delete(keyringService, v.user) })
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		slog.DebugContext(ctx, "no keyring", "err", err)
	}
	return disk.Remove(v.file)
}

// patiently runs a keyring call that may hang; one that does is left behind.
func patiently(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, keyringPatience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
