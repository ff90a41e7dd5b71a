package faultdisk

import "testing"

// Stride is for how many operations of a story one is tried: each, or one of so many where the race detector makes SQLite
// many times slower, or in a quick run.
func Stride(raced, quick int) int {
	switch {
	case testing.Short():
		return quick
	case raceDetector:
		return raced
	default:
		return 1
	}
}
