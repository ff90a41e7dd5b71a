//go:build !linux

package tray

import (
	"context"
	"image"
	"runtime"

	"fyne.io/systray"

	"filodiretto/backend/desktop/icon"
)

// place is where the tray is: always there.
type place struct{}

func (place) whenThere(run func()) {
	// Elsewhere than on Windows the icon needs the main thread, which is the window's.
	if runtime.GOOS == "windows" {
		go run()
	}
}

// There reports whether somebody can see the icon at this moment.
func (t *Tray) There(context.Context) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open != nil
}

// Close takes the icon away; it would stay until somebody points at it.
func (t *Tray) Close() {
	t.mu.Lock()
	there := t.open != nil
	t.mu.Unlock()
	if there {
		systray.Quit()
	}
}

func iconFile(img *image.NRGBA) ([]byte, error) { return icon.ICO(img) }
