// Package desktop is the workstation's engine: who signed in here, their profiles at work, and who is in front. It wires
// cache, outbox, client, syncer and notify, and knows no window.
package desktop

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gofrs/flock"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// ErrTaken: another program works on this folder.
var ErrTaken = errors.New("desktop: another program works on this profile")

// Options wire a workstation.
type Options struct {
	// Dir holds everything; it is made with mode 0700.
	Dir string
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Transport reaches servers; nil is the way that the settings say.
	Transport http.RoundTripper
	// Keyring keeps sessions; nil is the operating system's.
	Keyring  Keyring
	Notifier notify.Notifier
	// Sound calls out a stopped machine's answer, unless the settings say not to; nil is silence.
	Sound notify.Sound
	Texts notify.Texts
	// Tell is told what changed of whoever is in front. It must not block.
	Tell func(Event)
	// Verifier is the cost of what recognises an accepted password without a server; tests make it small.
	Verifier *argon2id.Params
}

// Desktop is a workstation at work. It is safe for use by many goroutines.
type Desktop struct {
	o        Options
	lock     *flock.Flock
	register *register

	// way is the settings' way to the network, authorities the file that it trusts as it was read; looking orders looking
	// for another one.
	way         *client.Way
	authorities disk.Stamp
	looking     turn

	// changing orders signing in and out, settling changes of the settings and of the way.
	changing turn
	settling sync.Mutex

	// leaving are ends still under way: of sessions, to a server, and of profiles.
	leaving sync.WaitGroup

	// open ends when the program does: nobody signs in any more. late ends a little after: who left just before has had
	// the time to say so.
	open   context.Context //nolint:containedctx // it ends what was asked with other contexts
	end    context.CancelFunc
	late   context.Context //nolint:containedctx // likewise
	endAll context.CancelFunc

	mu       sync.Mutex
	profiles map[string]*Profile
	front    *Profile
	// asleep is how many acts wait in profiles that are not open: nothing carries them until their person signs in.
	asleep map[string]int
	vaults map[string]*vault
}

// Card is who a profile belongs to, and where.
type Card struct {
	Address string
	Server  api.Server
	Me      api.Me
	Person  support.Person
	// Remembered: the person stays signed in across restarts.
	Remembered bool
}

// Open takes the folder, and puts to work everybody who is remembered or whose acts wait. ErrTaken if another program
// has it.
func Open(ctx context.Context, o Options) (*Desktop, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Keyring == nil {
		o.Keyring = systemKeyring{}
	}
	if o.Verifier == nil {
		o.Verifier = verifierCost
	}
	if err := os.MkdirAll(filepath.Join(o.Dir, peopleDir), 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	lock := flock.New(filepath.Join(o.Dir, "lock"), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if !got {
		return nil, ErrTaken
	}
	d := &Desktop{o: o, lock: lock, changing: newTurn(), looking: newTurn(), way: client.NewWay(o.Now), profiles: map[string]*Profile{}, asleep: map[string]int{},
		vaults: map[string]*vault{}}
	d.open, d.end = context.WithCancel(context.Background())
	d.late, d.endAll = context.WithCancel(context.Background())
	if d.register, err = openRegister(o.Dir, o.Now()); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	d.takeKeptWay(ctx)
	if d.o.Transport == nil {
		d.o.Transport = d.way
	}
	d.finishRemovals(ctx)
	d.resume(ctx)
	return d, nil
}

// peopleDir holds a folder a profile.
const peopleDir = "people"

func (d *Desktop) folder(key string) string { return filepath.Join(d.o.Dir, peopleDir, key) }

// vault is where the session of a profile is kept.
func (d *Desktop) vault(key string) *vault {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.vaults[key]
	if !ok {
		v = newVault(d.o.Keyring, d.folder(key), key)
		d.vaults[key] = v
	}
	return v
}

func (d *Desktop) profileOptions(key string) profileOptions {
	return profileOptions{
		dir: d.folder(key), key: key, now: d.o.Now, transport: d.o.Transport, vault: d.vault(key),
		notifier: frontOnly{d: d, key: key}, sound: frontOnly{d: d, key: key}, texts: d.o.Texts, tell: d.tell,
		fileRoom: func() int64 { return cmp.Or(d.Settings().FileRoom, DefaultFileRoom) },
		note:     d.note, salvaged: d.noteSalvage, disabled: d.personDisabled, left: d.personLeft, untrusted: d.untrusted,
	}
}

// endPatience bounds how long the program's end waits for what is still on its way out.
const endPatience = 2 * time.Second

// ending is the error of whatever would begin after the end. The caller orders changes, or settles.
func (d *Desktop) ending() error {
	if d.open.Err() != nil {
		return support.Errorf(support.CodeUnavailable, "the program is ending")
	}
	return nil
}

// within is ctx until the other one ends.
func within(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(other, cancel)
	return ctx, func() { stop(); cancel() }
}

// turn is a lock that is held while the network is waited for. It is a channel, not a mutex, so that also a clock that
// stands still while anybody is at work (testing/synctest's) goes on while somebody waits for it.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

func (t turn) Lock()   { t <- struct{}{} }
func (t turn) Unlock() { <-t }

// Close ends all work and lets go of the folder. It waits for nobody's network.
func (d *Desktop) Close() error {
	d.end()
	d.settling.Lock()
	defer d.settling.Unlock()
	d.changing.Lock()
	d.mu.Lock()
	profiles := d.profiles
	d.profiles, d.front = map[string]*Profile{}, nil
	d.mu.Unlock()
	var errs []error
	for _, p := range profiles {
		errs = append(errs, p.close())
	}
	// What is on its way out may wait for this.
	d.changing.Unlock()
	defer time.AfterFunc(endPatience, d.endAll).Stop()
	d.leaving.Wait()
	d.endAll()
	d.way.Close()
	return errors.Join(append(errs, d.lock.Unlock())...)
}

// Front is whoever is in front; support.CodeUnauthenticated when nobody is.
func (d *Desktop) Front() (*Profile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.front == nil {
		return nil, support.Errorf(support.CodeUnauthenticated, "nobody is signed in")
	}
	return d.front, nil
}

// tell passes on what concerns whoever is in front.
func (d *Desktop) tell(p *Profile, e Event) {
	d.mu.Lock()
	inFront := p == d.front
	d.mu.Unlock()
	if inFront {
		d.o.Tell(e)
	}
}

// Settings are the workstation's.
func (d *Desktop) Settings() Settings { return d.register.read().Settings }
