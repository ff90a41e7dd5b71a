package tray

import (
	"context"
	"image"
	"log/slog"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"filodiretto/backend/desktop/icon"
	"filodiretto/backend/desktop/sessionbus"
)

// A tray is a StatusNotifierHost, made known by a watcher on the session bus. Some desktops have none, or only with an
// extension, and it may come later than the program.
const (
	watcher     = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
	hostThere   = "IsStatusNotifierHostRegistered"
	// patience bounds each question: a window is hidden or not while somebody looks on.
	patience = time.Second
)

// place is where the tray would be.
type place struct {
	mu   sync.Mutex
	conn *dbus.Conn
}

// whenThere calls run in a goroutine of its own, once, as soon as there is a tray.
func (p *place) whenThere(run func()) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := sessionbus.Connect(ctx)
	if err != nil {
		slog.Info("no tray: there is no session bus", "err", err)
		return
	}
	came := make(chan *dbus.Signal, 8)
	conn.Signal(came)
	err = conn.AddMatchSignalContext(ctx, dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher))
	if err != nil {
		slog.Info("no tray: the session bus tells nothing", "err", err)
		_ = conn.Close()
		return
	}
	p.mu.Lock()
	p.conn = conn
	p.mu.Unlock()
	go func() {
		started := watched(context.Background(), conn)
		if started {
			go run()
		}
		// Once there is an icon it finds a tray that comes again by itself.
		for range came {
			if !started && watched(context.Background(), conn) {
				started = true
				go run()
			}
		}
	}()
}

func watched(ctx context.Context, conn *dbus.Conn) bool {
	var there bool
	err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcher).Store(&there)
	return err == nil && there
}

// There reports whether somebody can see the icon at this moment.
func (t *Tray) There(ctx context.Context) bool {
	p := &t.place
	p.mu.Lock()
	conn := p.conn
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if conn == nil || !watched(ctx, conn) {
		return false
	}
	// A watcher may run where nothing shows what it watches.
	var shows dbus.Variant
	err := conn.Object(watcher, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, watcher, hostThere).Store(&shows)
	if err != nil {
		// One that does not know shows the icon; one that does not answer may show nothing any more.
		return ctx.Err() == nil && conn.Connected()
	}
	seen, ok := shows.Value().(bool)
	return !ok || seen
}

// Close looks for no tray any more. The icon itself goes with the program: the library would close a connection to the
// bus that others share.
func (t *Tray) Close() {
	p := &t.place
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}

func iconFile(img *image.NRGBA) ([]byte, error) { return icon.PNG(img) }
