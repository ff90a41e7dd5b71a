//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// notifications is the session bus's notification service: it shows nothing and records everything.
type notifications struct {
	shown chan notification
}

type notification struct {
	App, Summary, Body string
}

func recordNotifications(t *testing.T) *notifications {
	t.Helper()
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatalf("these tests need a session bus (dbus-run-session): %v", err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	n := &notifications{shown: make(chan notification, 100)}
	const path, name = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
	if err := bus.Export(n, path, name); err != nil {
		t.Fatal(err)
	}
	reply, err := bus.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("another notification service runs: %v, %v", reply, err)
	}
	return n
}

// Notify is the service's method (Desktop Notifications Specification 1.2).
func (n *notifications) Notify(app string, _ uint32, _, summary, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.shown <- notification{App: app, Summary: summary, Body: body}
	return 1, nil
}

// GetCapabilities is the service's method.
func (n *notifications) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"body", "actions"}, nil
}

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
