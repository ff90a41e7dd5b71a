//go:build !(cgo && webkit2_41)

package app

import "context"

// pictureInClipboard finds nothing: what is in the clipboard the page is shown by itself.
func pictureInClipboard(context.Context) ([]byte, error) { return nil, nil }
