package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2/pkg/options"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/sound"
	"filodiretto/backend/desktop/tray"
	"filodiretto/backend/support"
)

// Program is the desktop program between its window and its engine.
type Program struct {
	options    Options
	catalogues fs.FS
	icon       []byte

	window   context.Context //nolint:containedctx // Wails hands its window over as a context
	events   *events
	log      io.Closer
	texts    catalogues
	asked    asked
	sound    *sound.Player
	notifier *notifier
	tray     *tray.Tray
	signals  chan os.Signal
	// quitting is set once the program is to end, so that closing the window no longer only hides it.
	quitting atomic.Bool
	closing  sync.Once

	// running is closed once the window's loop runs.
	running chan struct{}
	loaded  sync.Once
	// flushed is closed once the page says that nothing typed is missing on the disk.
	flushed  chan struct{}
	allSaved sync.Once
	// listShown is done once the first list was painted.
	listShown sync.Once

	// ready is closed once engine and window are there, or failed is set.
	ready  chan struct{}
	engine *desktop.Desktop
	failed error
}

// New makes the program and starts nothing yet: Wails also runs the binary to make bindings.
func New(o Options, catalogues fs.FS, icon []byte) *Program {
	return &Program{
		options: o, catalogues: catalogues, icon: icon, sound: sound.New(),
		signals: make(chan os.Signal, 1), running: make(chan struct{}), flushed: make(chan struct{}), ready: make(chan struct{}),
	}
}

// Bound are the structs that the frontend may call.
func (p *Program) Bound() []any {
	return []any{&Session{p}, &Tickets{p}, &Compose{p}, &Attachments{p}, &Support{p}, &Console{p}, &Settings{p}, &Diagnosis{p}, &Dossier{p}}
}

// SingleInstance hands a second start of the same profile over to this one. That two never work on one profile is the
// folder's lock to decide: this needs a session bus on Linux, and does nothing without.
func (p *Program) SingleInstance() *options.SingleInstanceLock {
	// Of a folder's name only the sum makes a name that every bus takes.
	sum := sha256.Sum256([]byte(p.options.folder()))
	return &options.SingleInstanceLock{
		UniqueId:               "filodiretto-" + hex.EncodeToString(sum[:8]),
		OnSecondInstanceLaunch: func(second options.SecondInstanceData) { p.startedAgain(second.Args) },
	}
}

// Startup opens the engine. When that fails, a dialog says why and what to do, and the program ends.
func (p *Program) Startup(ctx context.Context) {
	p.window = ctx
	p.obey()
	p.events = newEvents(ctx, p)
	p.failed = p.open(ctx)
	close(p.ready)
	if p.failed != nil {
		slog.ErrorContext(ctx, "the program cannot start", "err", p.failed)
		p.explain(p.failed)
		os.Exit(1)
	}
	slog.InfoContext(ctx, "the program has started", "version", api.Version, "webView", webView())
	p.events.start()
	// Title bar and tray say from the start what is unread.
	p.events.tell(desktop.Event{Kind: desktop.EventUnread})
	if err := p.signInFromFile(ctx); err != nil {
		slog.ErrorContext(ctx, "sign-in from the file failed", "err", err)
	}
	if p.options.Link != "" {
		p.follow(p.options.Link)
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
	p.notifier = newNotifier(ctx, p.icon, p.notificationClicked)
	p.engine, err = desktop.Open(ctx, desktop.Options{
		Dir: p.options.folder(), Now: time.Now,
		Notifier: p.notifier,
		Sound:    p.sound,
		Texts:    notificationTexts{catalogues: p.texts, language: p.language},
		Tell:     p.events.tell,
	})
	if err != nil {
		return err
	}
	// Without an icon in the tray the window is minimised instead of hidden: nothing that would keep the program away.
	p.tray, err = tray.Start(tray.Options{Name: Name, Icon: p.icon, Open: p.toFront, Quit: p.quit}, p.trayLook(0))
	if err != nil {
		slog.WarnContext(ctx, "no tray", "err", err)
	}
	return nil
}

// Shutdown ends the engine; what was not sent stays on the disk.
func (p *Program) Shutdown(ctx context.Context) {
	<-p.ready
	p.closing.Do(func() {
		p.events.stop()
		if p.tray != nil {
			p.tray.Close()
		}
		if p.engine != nil {
			if err := p.engine.Close(); err != nil {
				slog.ErrorContext(ctx, "the program did not end cleanly", "err", err)
			}
		}
		p.sound.Close()
		if p.notifier != nil {
			p.notifier.close()
		}
		if p.log != nil {
			_ = p.log.Close()
		}
	})
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

// language is the one that was chosen, also while the program starts and when it cannot.
func (p *Program) language() string {
	select {
	case <-p.ready:
		if p.engine != nil {
			return cmp.Or(p.engine.Settings().Language, fallbackLanguage)
		}
	default:
	}
	return cmp.Or(desktop.PeekSettings(p.options.folder()).Language, fallbackLanguage)
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
