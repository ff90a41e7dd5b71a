package notify

import (
	"bufio"
	"image"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// privateBus is a session bus that nobody else knows.
func privateBus(t *testing.T) *dbus.Conn {
	t.Helper()
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatalf("dbus-daemon is needed: %v", err)
	}
	t.Cleanup(func() { _ = daemon.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// service is a notification service.
type service struct {
	t    *testing.T
	conn *dbus.Conn
	got  chan sent
	ids  uint32

	mu  sync.Mutex
	can []string
}

type sent struct {
	id             uint32
	app, body      string
	actions        []string
	urgency        byte
	width, channel int32
}

func serve(t *testing.T, can ...string) *service {
	t.Helper()
	s := &service{t: t, conn: privateBus(t), can: can, got: make(chan sent, 10)}
	if err := s.conn.Export(s, busPath, busService); err != nil {
		t.Fatal(err)
	}
	s.come()
	return s
}

func (s *service) come() {
	s.t.Helper()
	if reply, err := s.conn.RequestName(busService, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		s.t.Fatal(reply, err)
	}
}

func (s *service) GetCapabilities() ([]string, *dbus.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.can, nil
}

// learn changes what it can do.
func (s *service) learn(can ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.can = can
}

func (s *service) Notify(app string, _ uint32, _, _, body string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s.ids++
	what := sent{id: s.ids, app: app, body: body, actions: actions}
	what.urgency, _ = hints["urgency"].Value().(byte)
	if parts, ok := hints["image-data"].Value().([]any); ok && len(parts) == 7 {
		what.width, _ = parts[0].(int32)
		what.channel, _ = parts[5].(int32)
	}
	s.got <- what
	return s.ids, nil
}

func (s *service) tell(signal string, values ...any) {
	s.t.Helper()
	if err := s.conn.Emit(busPath, busService+"."+signal, values...); err != nil {
		s.t.Fatal(err)
	}
}

func show(t *testing.T, b *Bus, s *service, n Notification) sent {
	t.Helper()
	if err := b.Notify(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return <-s.got
}

func newTestBus(t *testing.T) (b *Bus, clicked chan string) {
	t.Helper()
	clicked = make(chan string, 10)
	b = NewBus("Filo Diretto", image.NewNRGBA(image.Rect(0, 0, 64, 64)), func(n Notification) { clicked <- n.MessageID })
	t.Cleanup(func() { _ = b.Close() })
	return b, clicked
}

func TestBus_TellsOfAClickAndNotOfWhatWasWavedAway(t *testing.T) {
	s := serve(t, "actions")
	b, clicked := newTestBus(t)
	waved := show(t, b, s, Notification{MessageID: "waved"})
	opened := show(t, b, s, Notification{MessageID: "opened"})
	s.tell("NotificationClosed", waved.id, uint32(2))
	s.tell("ActionInvoked", waved.id, "default")   // it is gone: nobody can click it
	s.tell("ActionInvoked", uint32(99), "default") // another program's
	s.tell("ActionInvoked", opened.id, "other")
	again := show(t, b, s, Notification{MessageID: "again"})
	s.tell("ActionInvoked", again.id, "default")
	s.tell("NotificationClosed", again.id, uint32(2))
	s.tell("ActionInvoked", again.id, "default")
	select {
	case got := <-clicked:
		if got != "again" {
			t.Errorf("clicked %q", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the click did not come back")
	}
	last := show(t, b, s, Notification{MessageID: "last"})
	s.tell("ActionInvoked", last.id, "default")
	if got := <-clicked; got != "last" {
		t.Errorf("clicked %q", got)
	}
}

func TestBus_ShowsLiterallyWhatPeopleWrite(t *testing.T) {
	const written = "Spenga <b>subito</b> & aspetti"
	s := serve(t, "body", "body-markup")
	b, _ := newTestBus(t)
	if got := show(t, b, s, Notification{Body: written}); got.body != "Spenga &lt;b&gt;subito&lt;/b&gt; &amp; aspetti" {
		t.Errorf("to a service that reads markup: %q", got.body)
	}
	s.learn("body")
	if got := show(t, b, s, Notification{Body: written}); got.body != written {
		t.Errorf("to one that does not: %q", got.body)
	}
}

func TestBus_SaysWhatTheServiceUnderstands(t *testing.T) {
	s := serve(t, "actions")
	b, _ := newTestBus(t)
	got := show(t, b, s, Notification{Title: "Risposta", Urgent: true})
	if got.app != "Filo Diretto" || got.urgency != urgencyCritical || got.width != 64 || got.channel != 4 ||
		!slices.Equal(got.actions, []string{"default", "Risposta"}) {
		t.Errorf("sent %+v", got)
	}
	s.learn()
	if got := show(t, b, s, Notification{}); got.urgency != urgencyNormal || len(got.actions) != 0 {
		t.Errorf("sent %+v to a service without actions", got)
	}
}

func TestBus_FailsWithoutAServiceAndShowsOnceThereIsOne(t *testing.T) {
	s := serve(t)
	b, _ := newTestBus(t)
	if _, err := s.conn.ReleaseName(busService); err != nil {
		t.Fatal(err)
	}
	if err := b.Notify(t.Context(), Notification{}); err == nil {
		t.Error("shown by nobody")
	}
	s.come()
	show(t, b, s, Notification{})
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	if err := NewBus("", nil, nil).Notify(t.Context(), Notification{}); err == nil {
		t.Error("shown without a bus")
	}
}
