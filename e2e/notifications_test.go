//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const notificationsPath, notificationsName = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"

// notifications is the session bus's notification service: it shows nothing and records everything.
type notifications struct {
	bus   *dbus.Conn
	can   []string
	shown chan notification

	mu   sync.Mutex
	last uint32
}

type notification struct {
	ID                 uint32
	App, Summary, Body string
	Actions            []string
}

func recordNotifications(t *testing.T, more ...string) *notifications {
	t.Helper()
	n := &notifications{bus: sessionBus(t), can: append([]string{"body", "actions"}, more...), shown: make(chan notification, 100)}
	if err := n.bus.Export(n, notificationsPath, notificationsName); err != nil {
		t.Fatal(err)
	}
	own(t, n.bus, notificationsName)
	return n
}

// sessionBus is a connection to it for as long as the test runs.
func sessionBus(t *testing.T) *dbus.Conn {
	t.Helper()
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatalf("these tests need a session bus (dbus-run-session): %v", err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}

// own takes a name that nobody else has.
func own(t *testing.T, bus *dbus.Conn, name string) {
	t.Helper()
	reply, err := bus.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("another program is %s: %v, %v", name, reply, err)
	}
}

// Notify is the service's method (Desktop Notifications Specification 1.2).
func (n *notifications) Notify(app string, _ uint32, _, summary, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.mu.Lock()
	n.last++
	id := n.last
	n.mu.Unlock()
	n.shown <- notification{ID: id, App: app, Summary: summary, Body: body, Actions: actions}
	return id, nil
}

// click is what somebody does who clicks the notification itself.
func (n *notifications) click(t *testing.T, what notification) {
	t.Helper()
	if !slices.Contains(what.Actions, "default") {
		t.Fatalf("%q cannot be clicked: %q", what.Summary, what.Actions)
	}
	if err := n.bus.Emit(notificationsPath, notificationsName+".ActionInvoked", what.ID, "default"); err != nil {
		t.Fatal(err)
	}
}

// GetCapabilities is the service's method.
func (n *notifications) GetCapabilities() ([]string, *dbus.Error) { return n.can, nil }

// GetServerInformation is the service's method.
func (n *notifications) GetServerInformation() (name, vendor, version, spec string, failure *dbus.Error) {
	return "recorder", "Filo Diretto", "1", "1.2", nil
}

// CloseNotification is the service's method.
func (n *notifications) CloseNotification(uint32) *dbus.Error { return nil }

// next is the next notification whose body holds the text; others before it fail the test.
func (n *notifications) next(t *testing.T, text string) notification {
	t.Helper()
	select {
	case shown := <-n.shown:
		if !strings.Contains(shown.Body, text) {
			t.Fatalf("notified %q %q, want %q", shown.Summary, shown.Body, text)
		}
		return shown
	case <-time.After(30 * time.Second):
		t.Fatalf("no notification of %q", text)
		return notification{}
	}
}

// none fails if something was notified that nobody asked for.
func (n *notifications) none(t *testing.T) {
	t.Helper()
	select {
	case shown := <-n.shown:
		t.Fatalf("notified %q %q", shown.Summary, shown.Body)
	default:
	}
}
