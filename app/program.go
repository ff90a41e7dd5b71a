package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// Program is the desktop program between its window and its engine.
type Program struct {
	options    Options
	catalogues fs.FS
	icon       []byte

	window context.Context //nolint:containedctx // Wails hands its window over as a context
	events *events
	log    io.Closer
	texts  catalogues
	asked  asked

	// ready is closed once engine and window are there, or failed is set.
	ready  chan struct{}
	engine *desktop.Desktop
	failed error
}

// New makes the program and starts nothing yet: Wails also runs the binary to make bindings.
func New(o Options, catalogues fs.FS, icon []byte) *Program {
	return &Program{options: o, catalogues: catalogues, icon: icon, ready: make(chan struct{})}
}

// Bound are the structs that the frontend may call.
func (p *Program) Bound() []any {
	return []any{&Session{p}, &Tickets{p}, &Compose{p}, &Support{p}, &Settings{p}}
}

// SingleInstance hands a second start of the same profile over to this one. That two never work on one profile is the
// folder's lock to decide: this needs a session bus on Linux, and does nothing without.
func (p *Program) SingleInstance() *options.SingleInstanceLock {
	return &options.SingleInstanceLock{
		UniqueId: "filodiretto-" + p.options.Profile,
		OnSecondInstanceLaunch: func(options.SecondInstanceData) {
			if p.window != nil {
				runtime.WindowUnminimise(p.window)
				runtime.WindowShow(p.window)
			}
		},
	}
}

// Startup opens the engine. When that fails, a dialog says why and what to do, and the program ends.
func (p *Program) Startup(ctx context.Context) {
	p.window = ctx
	p.events = newEvents(ctx, p)
	err := p.open(ctx)
	p.failed = err
	close(p.ready)
	if err != nil {
		slog.ErrorContext(ctx, "the program cannot start", "err", err)
		p.explain(ctx, err)
		os.Exit(1)
	}
	p.events.start()
	if err := p.signInFromFile(ctx); err != nil {
		slog.ErrorContext(ctx, "sign-in from the file failed", "err", err)
	}
}

func (p *Program) open(ctx context.Context) error {
	var err error
	if p.texts, err = readCatalogues(p.catalogues); err != nil {
		return err
	}
	if err := os.MkdirAll(p.options.folder(), 0o700); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	if p.log, err = openLog(p.options.folder()); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	p.engine, err = desktop.Open(ctx, desktop.Options{
		Dir: p.options.folder(), Now: time.Now,
		Notifier: notify.NewNative(Name, p.icon),
		Texts:    notificationTexts{catalogues: p.texts, language: p.language},
		Tell:     p.events.tell,
	})
	return err
}

// Shutdown ends the engine; what was not sent stays on the disk.
func (p *Program) Shutdown(ctx context.Context) {
	<-p.ready
	p.events.stop()
	var errs []error
	if p.engine != nil {
		errs = append(errs, p.engine.Close())
	}
	if err := errors.Join(errs...); err != nil {
		slog.ErrorContext(ctx, "the program did not end cleanly", "err", err)
	}
	if p.log != nil {
		_ = p.log.Close()
	}
}

// desktop is the engine once it is there.
func (p *Program) desktop() (*desktop.Desktop, error) {
	<-p.ready
	return p.engine, p.failed
}

// front is the profile of whoever is in front.
func (p *Program) front() (*desktop.Profile, error) {
	d, err := p.desktop()
	if err != nil {
		return nil, err
	}
	return d.Front()
}

func (p *Program) language() string {
	if p.engine != nil {
		if chosen := p.engine.Settings().Language; chosen != "" {
			return chosen
		}
	}
	return fallbackLanguage
}

// explain says in a native dialog why the program cannot start.
func (p *Program) explain(ctx context.Context, err error) {
	key := "start.failed.internal"
	switch {
	case errors.Is(err, desktop.ErrTaken):
		key = "start.failed.taken"
	case errors.Is(err, sqlitedb.ErrNewer):
		key = "start.failed.newer"
	case support.CodeOf(err) == support.CodeStorage:
		key = "start.failed.storage"
	}
	text := p.texts.text(p.language(), key, "folder", p.options.folder())
	fmt.Fprintln(os.Stderr, text)
	_, dialogErr := runtime.MessageDialog(ctx, runtime.MessageDialogOptions{
		Type: runtime.ErrorDialog, Title: Name, Message: text,
	})
	if dialogErr != nil {
		slog.ErrorContext(ctx, "no dialog", "err", dialogErr)
	}
}

// signInFromFile signs in whom the file names, unless somebody is in front already. The file goes in any case.
func (p *Program) signInFromFile(ctx context.Context) error {
	if p.options.SignIn == "" {
		return nil
	}
	b, err := os.ReadFile(p.options.SignIn)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Remove(p.options.SignIn); err != nil {
		return err
	}
	if _, err := p.engine.Front(); err == nil {
		return nil
	}
	var c Credentials
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	return p.engine.SignIn(ctx, desktop.Credentials(c))
}
