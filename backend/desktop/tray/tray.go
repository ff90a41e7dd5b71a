// Package tray is the program's icon beside the clock, by which it is opened again after its window was closed: with a
// dot and a number while something is unread, and a menu. There is one a program.
package tray

import (
	"log/slog"
	"runtime"
	"sync"

	"fyne.io/systray"

	"filodiretto/backend/desktop/icon"
)

// Look is what the tray says, in the language of the moment.
type Look struct {
	// Tooltip names the program, and how much is unread.
	Tooltip string
	// Open and Quit are the menu's entries.
	Open, Quit string
	// Unread draws the dot.
	Unread bool
}

// Options make a tray.
type Options struct {
	// Name is the program's.
	Name string
	// Icon is a PNG.
	Icon []byte
	// Open and Quit are called in goroutines of their own.
	Open, Quit func()
}

// Tray is the icon, if there is a place for it. It is safe for use by many goroutines.
type Tray struct {
	o           Options
	plain, dots []byte
	place       place

	mu         sync.Mutex
	look       Look
	shown      Look
	open, quit *systray.MenuItem
}

// size of the icon in pixels: trays make it smaller, none larger.
const size = 64

// Start puts the icon into the tray as soon as there is one, and returns at once. Where there is none, now or later,
// nothing happens.
func Start(o Options, look Look) (*Tray, error) {
	img, err := icon.Scaled(o.Icon, size)
	if err != nil {
		return nil, err
	}
	t := &Tray{o: o, look: look}
	if t.plain, err = iconFile(img); err != nil {
		return nil, err
	}
	if t.dots, err = iconFile(icon.WithDot(img)); err != nil {
		return nil, err
	}
	systray.SetTitle(o.Name)
	systray.SetOnTapped(func() { go o.Open() })
	t.place.whenThere(func() {
		// On Windows the thread that makes the icon is the one that gets its messages.
		runtime.LockOSThread()
		systray.Run(t.ready, nil)
	})
	return t, nil
}

// ready makes the menu, once.
func (t *Tray) ready() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = systray.AddMenuItem(t.look.Open, "")
	systray.AddSeparator()
	t.quit = systray.AddMenuItem(t.look.Quit, "")
	t.shown = Look{Open: t.look.Open, Quit: t.look.Quit, Unread: !t.look.Unread}
	t.update()
	chosen := func(item *systray.MenuItem, do func()) {
		for range item.ClickedCh {
			do()
		}
	}
	go chosen(t.open, t.o.Open)
	go chosen(t.quit, t.o.Quit)
	slog.Info("the tray has the icon")
}

// Show changes what the tray says.
func (t *Tray) Show(look Look) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look = look
	if t.open != nil {
		t.update()
	}
}

// update says only what is new: trays blink otherwise.
func (t *Tray) update() {
	was, is := t.shown, t.look
	if was.Unread != is.Unread {
		file := t.plain
		if is.Unread {
			file = t.dots
		}
		systray.SetIcon(file)
	}
	if was.Tooltip != is.Tooltip {
		systray.SetTooltip(is.Tooltip)
	}
	if was.Open != is.Open {
		t.open.SetTitle(is.Open)
	}
	if was.Quit != is.Quit {
		t.quit.SetTitle(is.Quit)
	}
	t.shown = is
}
