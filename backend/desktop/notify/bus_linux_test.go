package notify

import (
	"context"
	"image"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"filodiretto/backend/desktop/bustest"
)

// service is a notification service.
type service struct {
	t    *testing.T
	conn *dbus.Conn
	got  chan sent
	ids  uint32

	mu  sync.Mutex
	can []string
	// hangs, where it is set, keeps who asks what it can do.
	hangs, asked chan struct{}
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
	s := &service{t: t, conn: bustest.Start(t), can: can, got: make(chan sent, 10)}
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
	can, hangs := s.can, s.hangs
	s.mu.Unlock()
	if hangs != nil {
		s.asked <- struct{}{}
		<-hangs
	}
	return can, nil
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

func TestBus_AServiceThatHangsDoesNotKeepItFromEnding(t *testing.T) {
	s := serve(t)
	hangs := make(chan struct{})
	t.Cleanup(func() { close(hangs) })
	s.mu.Lock()
	s.hangs, s.asked = hangs, make(chan struct{}, 10)
	s.mu.Unlock()
	b, _ := newTestBus(t)
	first := make(chan error, 1)
	go func() { first <- b.Notify(t.Context(), Notification{}) }()
	<-s.asked
	// Another one waits for its turn no longer than it wants to.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Notify(ctx, Notification{}); err == nil {
		t.Error("shown by a service that hangs")
	}
	begun := time.Now()
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := <-first; err == nil {
		t.Error("shown by a service that hangs")
	}
	if took := time.Since(begun); took > busPatience/2 {
		t.Errorf("ended after %v", took)
	}
	if err := b.Notify(t.Context(), Notification{}); err == nil {
		t.Error("shown after the end")
	}
}

func TestBus_ABusThatDoesNotAnswerIsGivenUp(t *testing.T) {
	bustest.Mute(t)
	b, _ := newTestBus(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := b.Notify(ctx, Notification{}); err == nil {
		t.Error("shown on a mute bus")
	}
}
