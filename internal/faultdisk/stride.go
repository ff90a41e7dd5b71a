package faultdisk

import "testing"

// Stride is for how many operations of a story one is tried: each, or one of so many in a quick run and with the race
// detector, which makes SQLite many times slower and finds nothing more in a story of one goroutine.
func Stride(coarse int) int {
	if testing.Short() || raceDetector {
		return coarse
	}
	return 1
}
