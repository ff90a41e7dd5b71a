//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const watcherPath, watcherName = "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"

// trayArea is the session bus's watcher of tray icons, and the host that would show them.
type trayArea struct {
	bus   *dbus.Conn
	items chan dbus.BusObject
}

func startTray(t *testing.T) *trayArea {
	t.Helper()
	a := &trayArea{bus: sessionBus(t), items: make(chan dbus.BusObject, 10)}
	if err := a.bus.Export(a, watcherPath, watcherName); err != nil {
		t.Fatal(err)
	}
	_, err := prop.Export(a.bus, watcherPath, prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitConst},
	}})
	if err != nil {
		t.Fatal(err)
	}
	own(t, a.bus, watcherName)
	return a
}

// RegisterStatusNotifierItem is the watcher's method.
func (a *trayArea) RegisterStatusNotifierItem(path string, sender dbus.Sender) *dbus.Error {
	a.items <- a.bus.Object(string(sender), dbus.ObjectPath(path))
	return nil
}

// item waits for the icon of a program.
func (a *trayArea) item(t *testing.T) trayItem {
	t.Helper()
	select {
	case item := <-a.items:
		return trayItem{t: t, bus: a.bus, BusObject: item}
	case <-time.After(30 * time.Second):
		t.Fatal("no icon in the tray")
		return trayItem{}
	}
}

// trayItem is a program's icon.
type trayItem struct {
	dbus.BusObject

	t   *testing.T
	bus *dbus.Conn
}

func (i trayItem) property(name string) any {
	i.t.Helper()
	v, err := i.GetProperty("org.kde.StatusNotifierItem." + name)
	if err != nil {
		i.t.Fatal(err)
	}
	return v.Value()
}

// says waits until the icon's tooltip is this.
func (i trayItem) says(want string) {
	i.t.Helper()
	var got string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		// A tooltip is an icon's name, its pixels, a title, and a text.
		if parts, ok := i.property("ToolTip").([]any); ok && len(parts) == 4 {
			got, _ = parts[2].(string)
		}
		if got == want {
			return
		}
	}
	i.t.Fatalf("the tray says %q, want %q", got, want)
}

// picture is the icon's pixels.
func (i trayItem) picture() string {
	i.t.Helper()
	var pixmaps []struct {
		W, H   int32
		Pixels []byte
	}
	if err := dbus.Store([]any{i.property("IconPixmap")}, &pixmaps); err != nil || len(pixmaps) != 1 || pixmaps[0].W != 64 {
		i.t.Fatalf("pictures %d, %v", len(pixmaps), err)
	}
	return string(pixmaps[0].Pixels)
}

// activate is a click on the icon.
func (i trayItem) activate() {
	i.t.Helper()
	if call := i.Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)); call.Err != nil {
		i.t.Fatal(call.Err)
	}
}

// choose chooses an entry of the icon's menu.
func (i trayItem) choose(label string) {
	i.t.Helper()
	type layout struct {
		ID         int32
		Properties map[string]dbus.Variant
		Children   []dbus.Variant
	}
	path, ok := i.property("Menu").(dbus.ObjectPath)
	if !ok {
		i.t.Fatal("the icon has no menu")
	}
	menu := i.bus.Object(i.Destination(), path)
	var revision uint32
	var root layout
	if err := menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		i.t.Fatal(err)
	}
	var labels []string
	for _, child := range root.Children {
		var entry layout
		if err := dbus.Store([]any{child.Value()}, &entry); err != nil {
			i.t.Fatal(err)
		}
		says, _ := entry.Properties["label"].Value().(string)
		labels = append(labels, says)
		if says == label {
			if call := menu.Call("com.canonical.dbusmenu.Event", 0, entry.ID, "clicked", dbus.MakeVariant(""), uint32(0)); call.Err != nil {
				i.t.Fatal(call.Err)
			}
			return
		}
	}
	i.t.Fatalf("the menu has %q, not %q", labels, label)
}
