package tray

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
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

func TestTray_IsThereOnlyWhileSomebodyShowsIt(t *testing.T) {
	bus := privateBus(t)
	tray := &Tray{}
	t.Cleanup(tray.Close)
	begun := make(chan struct{}, 10)
	tray.place.whenThere(func() { begun <- struct{}{} })
	if tray.There(t.Context()) {
		t.Error("there without a watcher")
	}
	properties, err := prop.Export(bus, watcherPath, prop.Map{watcher: {"IsStatusNotifierHostRegistered": {Value: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bus.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	select {
	case <-begun:
	case <-time.After(10 * time.Second):
		t.Fatal("the tray that came later was not seen")
	}
	if !tray.There(t.Context()) {
		t.Error("not there with a watcher and a host")
	}
	properties.SetMust(watcher, "IsStatusNotifierHostRegistered", false)
	if tray.There(t.Context()) {
		t.Error("there where nothing shows it")
	}
	if _, err := bus.ReleaseName(watcher); err != nil {
		t.Fatal(err)
	}
	if tray.There(t.Context()) {
		t.Error("there after the watcher has gone")
	}
	if len(begun) > 0 {
		t.Error("begun twice")
	}
}

func TestTray_WithoutABusIsNotThere(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	tray := &Tray{}
	tray.place.whenThere(func() { t.Error("begun") })
	if tray.There(t.Context()) {
		t.Error("there without a bus")
	}
	tray.Close()
}
