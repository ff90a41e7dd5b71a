package notify

import (
	"context"
	"errors"
	"html"
	"image"
	"image/draw"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"filodiretto/backend/desktop/sessionbus"
)

// Bus shows notifications by the session bus's own service (Desktop Notifications Specification 1.2) and hears of clicks.
// Wails has this too, but takes a notification that somebody waves away for one that they clicked, and can neither say
// which are urgent nor escape what people write.
type Bus struct {
	appName string
	picture *picture
	clicked func(Notification)

	// asking holds whoever asks the service, one at a time: a click is not heard before the id that it names is known.
	asking chan struct{}
	// shown are the notifications whose click may still come, by the service's ids; for whoever holds asking.
	shown map[uint32]Notification

	// mu is never held while somebody is asked, so that Close waits for nobody.
	mu     sync.Mutex
	conn   *dbus.Conn
	closed bool
}

const (
	busService = "org.freedesktop.Notifications"
	busPath    = "/org/freedesktop/Notifications"
	// defaultAction is what a click on the notification itself is called.
	defaultAction = "default"
	// busPatience bounds a call to a service that does not answer.
	busPatience = 5 * time.Second
	// mostShown bounds what is remembered where the service never says that one is gone.
	mostShown = 200
)

// NewBus makes the notifier and connects with the first notification. appName is what the service groups by, icon is
// shown beside the text, and clicked is called in a goroutine of its own with what was clicked.
func NewBus(appName string, icon image.Image, clicked func(Notification)) *Bus {
	return &Bus{
		appName: appName, picture: pictureOf(icon), clicked: clicked,
		asking: make(chan struct{}, 1), shown: map[uint32]Notification{},
	}
}

// Notify shows n. It fails without a session bus, or without a service on it.
func (b *Bus) Notify(ctx context.Context, n Notification) error {
	ctx, cancel := context.WithTimeout(ctx, busPatience)
	defer cancel()
	select {
	case b.asking <- struct{}{}:
		defer func() { <-b.asking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := b.connected(ctx)
	if err != nil {
		return err
	}
	service := conn.Object(busService, busPath)
	// Asked each time: another service may have taken over meanwhile.
	var can []string
	if err := service.CallWithContext(ctx, busService+".GetCapabilities", 0).Store(&can); err != nil {
		return err
	}
	body := n.Body
	if slices.Contains(can, "body-markup") {
		body = html.EscapeString(body)
	}
	var actions []string
	if slices.Contains(can, "actions") {
		actions = []string{defaultAction, n.Title}
	}
	var id uint32
	err = service.CallWithContext(ctx, busService+".Notify", 0,
		b.appName, uint32(0), "", n.Title, body, actions, b.hints(n), int32(-1)).Store(&id)
	if err != nil {
		return err
	}
	if len(b.shown) >= mostShown {
		delete(b.shown, slices.Min(slices.Collect(maps.Keys(b.shown))))
	}
	b.shown[id] = n
	return nil
}

var errClosed = errors.New("notify: the program ends")

// connected is the connection, which listens. A bus that has gone is looked for again.
func (b *Bus) connected(ctx context.Context) (*dbus.Conn, error) {
	b.mu.Lock()
	conn, closed := b.conn, b.closed
	b.mu.Unlock()
	if closed {
		return nil, errClosed
	}
	if conn != nil && conn.Connected() {
		return conn, nil
	}
	conn, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		_ = conn.Close()
		return nil, errClosed
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go b.listen(signals)
	b.conn = conn
	clear(b.shown)
	return conn, nil
}

// connect connects to the session bus, and asks it for what becomes of notifications.
func connect(ctx context.Context) (*dbus.Conn, error) {
	conn, err := sessionbus.Connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, member := range []string{"ActionInvoked", "NotificationClosed"} {
		err := conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(busService), dbus.WithMatchMember(member))
		if err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

// listen hears what becomes of notifications until the connection ends, which closes the channel.
func (b *Bus) listen(signals <-chan *dbus.Signal) {
	for signal := range signals {
		if len(signal.Body) < 2 {
			continue
		}
		id, ok := signal.Body[0].(uint32)
		if !ok {
			continue
		}
		// Signals of other programs' notifications come here too.
		b.asking <- struct{}{}
		n, ours := b.shown[id]
		delete(b.shown, id)
		<-b.asking
		if ours && signal.Name == busService+".ActionInvoked" && signal.Body[1] == defaultAction {
			go b.clicked(n)
		}
	}
}

// Close ends the connection, also under whoever asks by it; what is shown stays.
func (b *Bus) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.conn == nil {
		return nil
	}
	return b.conn.Close()
}

const (
	urgencyNormal   = byte(1)
	urgencyCritical = byte(2)
)

func (b *Bus) hints(n Notification) map[string]dbus.Variant {
	urgency := urgencyNormal
	if n.Urgent {
		urgency = urgencyCritical
	}
	hints := map[string]dbus.Variant{
		"urgency":       dbus.MakeVariant(urgency),
		"desktop-entry": dbus.MakeVariant("filodiretto"),
	}
	if b.picture != nil {
		hints["image-data"] = dbus.MakeVariant(*b.picture)
	}
	return hints
}

// picture is an image as the specification's hint image-data has it.
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	BitsPerSample         int32
	Channels              int32
	Pixels                []byte
}

func pictureOf(img image.Image) *picture {
	if img == nil {
		return nil
	}
	size := img.Bounds().Size()
	plain := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(plain, plain.Bounds(), img, img.Bounds().Min, draw.Src)
	return &picture{
		Width: int32(size.X), Height: int32(size.Y), Stride: int32(plain.Stride), //nolint:gosec // an icon's size
		Alpha: true, BitsPerSample: 8, Channels: 4, Pixels: plain.Pix,
	}
}
