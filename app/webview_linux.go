//go:build cgo && webkit2_41

package app

// #cgo pkg-config: webkit2gtk-4.1
// #include <webkit2/webkit2.h>
import "C"

import "fmt"

// webView is what draws the window, with the version that is loaded: the library's own word, which no page can ask for.
func webView() string {
	return fmt.Sprintf("WebKitGTK %d.%d.%d",
		uint(C.webkit_get_major_version()), uint(C.webkit_get_minor_version()), uint(C.webkit_get_micro_version()))
}
