package faultdisk

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/internal/powercut"
)

// Snapshot copies the folder as it is, with all its files, into another, which is made: what the next process finds after
// a death.
func (d *Disk) Snapshot(to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.walk(func(path string, _ os.FileInfo) error {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return d.put(to, path, content)
	})
}

// Cut is what a power cut did to what had not been synced.
type Cut struct {
	// Sum counts writes and truncations.
	powercut.Sum
	// Missing are new files that are not there, Back deleted ones that are.
	Missing, Back int
}

// PowerCut copies the folder, into another, which is made, as it would be found after a power cut at this instant. What
// was not synced the random numbers decide. The folder itself goes on.
func (d *Disk) PowerCut(to string, rng *rand.Rand) (Cut, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var cut Cut
	there := map[string]bool{}
	err := d.walk(func(path string, info os.FileInfo) error {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if f := d.known(path, info); f != nil {
			if !f.named && rng.IntN(2) == 0 {
				cut.Missing++
				return nil
			}
			content = powercut.Leave(f.durable(content), f.since, rng, &cut.Sum)
		}
		there[path] = true
		return d.put(to, path, content)
	})
	if err != nil {
		return cut, err
	}
	for _, path := range slices.Sorted(maps.Keys(d.gone)) {
		if there[path] || rng.IntN(2) == 0 {
			continue
		}
		cut.Back++
		if err := d.put(to, path, d.gone[path]); err != nil {
			return cut, err
		}
	}
	return cut, nil
}

func (d *Disk) put(to, path string, content []byte) error {
	target := filepath.Join(to, strings.TrimPrefix(path, d.folder))
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	return os.WriteFile(target, content, 0o600)
}
