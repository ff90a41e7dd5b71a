//go:build race

package faultdisk

const raceDetector = true
