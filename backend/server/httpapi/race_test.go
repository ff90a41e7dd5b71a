//go:build race

package httpapi_test

// raceEnabled says that the race detector's own memory is in every measure.
const raceEnabled = true
