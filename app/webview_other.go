//go:build !windows && !(linux && cgo && webkit2_41)

package app

// webView is not known where no window is built: in tests, and while bindings are made.
func webView() string { return "" }
