package tray

import (
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"filodiretto/backend/desktop/bustest"
)

func TestTray_IsThereOnlyWhileSomebodyShowsIt(t *testing.T) {
	bus := bustest.Start(t)
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

// hanging is a watcher that is asked and never answers.
type hanging struct{ asked, end chan struct{} }

func (h hanging) Get(_, _ string) (dbus.Variant, *dbus.Error) {
	h.asked <- struct{}{}
	<-h.end
	return dbus.MakeVariant(true), nil
}

func TestTray_AWatcherThatHangsCountsAsNoneAndKeepsNobody(t *testing.T) {
	bus := bustest.Start(t)
	h := hanging{asked: make(chan struct{}, 10), end: make(chan struct{})}
	t.Cleanup(func() { close(h.end) })
	if err := bus.Export(h, watcherPath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if _, err := bus.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	tray := &Tray{}
	tray.place.whenThere(func() {})
	if tray.There(t.Context()) {
		t.Error("there, though nobody says that it is shown")
	}
	<-h.asked
	asking := make(chan bool)
	go func() { asking <- tray.There(t.Context()) }()
	<-h.asked
	begun := time.Now()
	tray.Close()
	if took := time.Since(begun); took > patience/2 {
		t.Errorf("closed after %v", took)
	}
	if <-asking {
		t.Error("there after the end")
	}
}

func TestTray_ABusThatDoesNotAnswerIsGivenUp(t *testing.T) {
	bustest.Mute(t)
	tray := &Tray{}
	t.Cleanup(tray.Close)
	tray.place.whenThere(func() { t.Error("begun") })
	if tray.There(t.Context()) {
		t.Error("there on a mute bus")
	}
}
