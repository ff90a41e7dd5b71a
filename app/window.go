package app

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/desktop/tray"
)

// toFront brings the window before the others, from wherever it is. A window manager may keep the keyboard with whoever
// has it, since the click was on something else; it cannot keep the window behind.
func (p *Program) toFront() {
	runtime.WindowShow(p.window)
	runtime.WindowUnminimise(p.window)
	runtime.WindowSetAlwaysOnTop(p.window, true)
	runtime.WindowSetAlwaysOnTop(p.window, false)
}

// BeforeClose hides the window instead of ending the program: closing it does not hang up.
func (p *Program) BeforeClose(context.Context) (prevent bool) {
	select {
	case <-p.ready:
	default:
		return false
	}
	if p.failed != nil || p.quitting.Load() {
		return false
	}
	go p.hide()
	return true
}

// hide puts the window into the tray. Where there is none at this moment, it would not be found again: there it is
// minimised.
func (p *Program) hide() {
	front, nobody := p.front()
	if nobody == nil {
		// A hidden page does not always hear that it is hidden.
		front.Looking("")
	}
	inTray := p.tray != nil && p.tray.There(p.window)
	if inTray {
		runtime.WindowHide(p.window)
	} else {
		runtime.WindowMinimise(p.window)
	}
	if nobody == nil {
		p.sayItGoesOn(inTray)
	}
}

// sayItGoesOn tells somebody who closes the window for the first time that the program goes on receiving.
func (p *Program) sayItGoesOn(inTray bool) {
	first, err := p.engine.FirstClosing()
	if err != nil {
		slog.WarnContext(p.window, "not kept that the window was closed before", "err", err)
	}
	if !first {
		return
	}
	body := "notification.goesOn.minimised"
	if inTray {
		body = "notification.goesOn.tray"
	}
	err = p.notifier.Notify(p.window, notify.Notification{
		Title: p.texts.text(p.language(), "notification.goesOn.title"), Body: p.texts.text(p.language(), body),
	})
	if err != nil {
		slog.InfoContext(p.window, "not said that the program goes on", "err", err)
	}
}

// trayLook is what the tray says with so many unread.
func (p *Program) trayLook(unread int) tray.Look {
	language := p.language()
	look := tray.Look{
		Tooltip: Name, Open: p.texts.text(language, "tray.open"), Quit: p.texts.text(language, "tray.quit"), Unread: unread > 0,
	}
	if unread > 0 {
		look.Tooltip = p.texts.plural(language, "tray.unread", unread)
	}
	return look
}

// DomReady says that the window is there and its loop runs.
func (p *Program) DomReady(context.Context) {
	stayHome()
	p.loaded.Do(func() { close(p.running) })
}

// endPatience is how long the window's loop may take to begin, and to end; a dialog of the system holds it up for as long
// as it is open.
const endPatience = 3 * time.Second

// hardEnd is how long ending may take after that: longer than all that is bounded in it together. The disk has what
// people wrote in any case.
const hardEnd = 15 * time.Second

// quit ends the program, and returns at once.
func (p *Program) quit() {
	p.quitting.Store(true)
	time.AfterFunc(endPatience, func() {
		if !within(hardEnd, func() { p.Shutdown(p.window) }) {
			slog.Error("the program does not end by itself")
			os.Exit(1)
		}
		os.Exit(0)
	})
	go func() {
		// A loop that has not begun cannot be ended.
		<-p.running
		p.flush()
		runtime.Quit(p.window)
	}()
}

// flushPatience is how long the page may take to put on the disk what was typed in the last moment.
const flushPatience = 500 * time.Millisecond

// flush has the page do that.
func (p *Program) flush() {
	runtime.EventsEmit(p.window, eventEnding, struct{}{})
	select {
	case <-p.flushed:
	case <-time.After(flushPatience):
		slog.InfoContext(p.window, "the page did not say that all is kept")
	}
}

// within runs something, and reports whether it was done in that time.
func within(patience time.Duration, run func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	select {
	case <-done:
		return true
	case <-time.After(patience):
		return false
	}
}

// ObeySignals ends the program when it is told to; call it before the window is made. A second signal changes nothing: a
// Ctrl+C comes to the program and to the script that started it, which passes it on.
func (p *Program) ObeySignals() {
	p.obey()
	go func() {
		<-p.signals
		p.quitting.Store(true)
		<-p.ready
		if p.failed != nil {
			// A dialog says why. There is nothing to close.
			os.Exit(1)
		}
		p.quit()
	}()
}

// obey takes the signals for the program alone: to Wails they are a window that is closed.
func (p *Program) obey() {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	signal.Notify(p.signals, os.Interrupt, syscall.SIGTERM)
}
