package app

import (
	"log/slog"
	"sync"

	"github.com/wailsapp/go-webview2/webviewloader"
)

// webView is what draws the window, with its version, as the loader finds it.
var webView = sync.OnceValue(func() string {
	version, err := webviewloader.GetAvailableCoreWebView2BrowserVersionString("")
	if err != nil {
		slog.Info("the web view's version is not known", "err", err)
		return "WebView2"
	}
	return "WebView2 " + version
})
