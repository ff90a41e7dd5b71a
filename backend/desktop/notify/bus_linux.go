package notify

import (
	"context"
	"html"
	"image"
	"image/draw"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// Bus shows notifications by the session bus's own service (Desktop Notifications Specification 1.2) and hears of clicks.
// Wails has this too, but takes a notification that somebody waves away for one that they clicked, and can neither say
// which are urgent nor escape what people write.
type Bus struct {
	appName string
	picture *picture
	clicked func(Notification)

	mu   sync.Mutex
	conn *dbus.Conn
	// shown are the notifications whose click may still come, by the service's ids.
	shown map[uint32]Notification
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
	return &Bus{appName: appName, picture: pictureOf(icon), clicked: clicked, shown: map[uint32]Notification{}}
}

// Notify shows n. It fails without a session bus, or without a service on it.
func (b *Bus) Notify(ctx context.Context, n Notification) error {
	ctx, cancel := context.WithTimeout(ctx, busPatience)
	defer cancel()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.connect(); err != nil {
		return err
	}
	service := b.conn.Object(busService, busPath)
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
	// The lock is held until the id is known, so that a click cannot come before it.
	err := service.CallWithContext(ctx, busService+".Notify", 0,
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

// connect makes sure of a connection, and listens on it. A bus that has gone is looked for again.
func (b *Bus) connect() error {
	if b.conn != nil && b.conn.Connected() {
		return nil
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	for _, member := range []string{"ActionInvoked", "NotificationClosed"} {
		if err := conn.AddMatchSignal(dbus.WithMatchInterface(busService), dbus.WithMatchMember(member)); err != nil {
			_ = conn.Close()
			return err
		}
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go b.listen(signals)
	b.conn = conn
	clear(b.shown)
	return nil
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
		b.mu.Lock()
		n, ours := b.shown[id]
		delete(b.shown, id)
		b.mu.Unlock()
		if ours && signal.Name == busService+".ActionInvoked" && signal.Body[1] == defaultAction {
			go b.clicked(n)
		}
	}
}

// Close ends the connection; what is shown stays.
func (b *Bus) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
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
