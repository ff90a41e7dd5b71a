//go:build cgo && webkit2_41

package app

// #cgo pkg-config: gtk+-3.0
// #include <stdint.h>
// #include <gtk/gtk.h>
//
// extern void clipboardPicture(uintptr_t asked, void *png, size_t size);
//
// static void received(GtkClipboard *clipboard, GdkPixbuf *picture, gpointer asked) {
//	gchar *png = NULL;
//	gsize size = 0;
//	if (picture != NULL) gdk_pixbuf_save_to_buffer(picture, &png, &size, "png", NULL, NULL);
//	clipboardPicture((uintptr_t)asked, png, size);
//	g_free(png);
// }
//
// static gboolean ask(gpointer asked) {
//	gtk_clipboard_request_image(gtk_clipboard_get(GDK_SELECTION_CLIPBOARD), received, asked);
//	return G_SOURCE_REMOVE;
// }
//
// static void askForPicture(uintptr_t asked) { g_idle_add(ask, (gpointer)asked); }
import "C"

import (
	"context"
	"runtime/cgo"
	"unsafe"

	"filodiretto/backend/support"
)

// pictureInClipboard is the picture that the clipboard has, as PNG; nothing when it has none. WebKitGTK does not show it to
// the page. The window's loop asks for it, and whoever has put it there answers when it pleases.
func pictureInClipboard(ctx context.Context) ([]byte, error) {
	answer := make(chan []byte, 1)
	asked := cgo.NewHandle(answer)
	C.askForPicture(C.uintptr_t(asked))
	select {
	case png := <-answer:
		return png, nil
	case <-ctx.Done():
		return nil, support.Wrap(support.CodeUnavailable, ctx.Err())
	}
}

//export clipboardPicture
func clipboardPicture(asked C.uintptr_t, png unsafe.Pointer, size C.size_t) {
	handle := cgo.Handle(asked)
	answer, ok := handle.Value().(chan []byte)
	handle.Delete()
	if !ok {
		return
	}
	if png == nil || size > mostPasted {
		answer <- nil
		return
	}
	answer <- C.GoBytes(png, C.int(size))
}
