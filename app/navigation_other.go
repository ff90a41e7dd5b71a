//go:build !(linux && cgo && webkit2_41)

package app

// stayHome has nothing to do where the page alone keeps its place.
func stayHome() {}
