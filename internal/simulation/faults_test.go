package simulation_test

import (
	"errors"
	"sync"
)

// errGone is what the dead get to hear.
var errGone = errors.New("simulation: the process is dead")

// faults counts what was injected, by kind.
type faults struct {
	mu sync.Mutex
	of map[string]int
}

func newFaults() *faults { return &faults{of: map[string]int{}} }

func (f *faults) add(kind string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of[kind]++
}
