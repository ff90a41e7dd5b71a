package tray

import (
	"context"
	"image"
	"log/slog"
	"sync"

	"github.com/godbus/dbus/v5"

	"filodiretto/backend/desktop/icon"
)

// A tray is a StatusNotifierHost, made known by a watcher on the session bus. Some desktops have none, or only with an
// extension, and it may come later than the program.
const (
	watcher     = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
	hostThere   = watcher + ".IsStatusNotifierHostRegistered"
)

// place is where the tray would be.
type place struct {
	mu   sync.Mutex
	conn *dbus.Conn
}

// whenThere calls run in a goroutine of its own, once, as soon as there is a tray.
func (p *place) whenThere(run func()) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		slog.Info("no tray: there is no session bus", "err", err)
		return
	}
	came := make(chan *dbus.Signal, 8)
	conn.Signal(came)
	err = conn.AddMatchSignal(dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
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
	defer p.mu.Unlock()
	if p.conn == nil || !watched(ctx, p.conn) {
		return false
	}
	// A watcher may run where nothing shows what it watches.
	shows, err := p.conn.Object(watcher, watcherPath).GetProperty(hostThere)
	if err != nil {
		return true
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
