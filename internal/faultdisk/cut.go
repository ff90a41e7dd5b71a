package faultdisk

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	// Kept and Lost count writes and truncations, Torn the writes of which a part is there.
	Kept, Lost, Torn int
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
			content = f.cut(content, rng, &cut)
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

// cut is what is found of a file.
func (f *file) cut(now []byte, rng *rand.Rand, cut *Cut) []byte {
	sector := int64(512)
	if rng.IntN(2) == 0 {
		sector = 4096
	}
	image := f.durable(now)
	survive := fate(rng, len(f.since))
	for i, c := range f.since {
		var kept, lost int
		image, kept, lost = c.apply(image, sector, func() bool { return survive(i) })
		switch {
		case lost == 0:
			cut.Kept++
		case kept == 0:
			cut.Lost++
		default:
			cut.Torn++
		}
	}
	return image
}

// fate chooses what becomes of changes: all or none are there, or what the disk had come to in order, or any of them.
func fate(rng *rand.Rand, changes int) func(i int) bool {
	switch rng.IntN(5) {
	case 0:
		return func(int) bool { return false }
	case 1:
		return func(int) bool { return true }
	case 2:
		upTo := rng.IntN(changes + 1)
		return func(i int) bool { return i < upTo || i == upTo && rng.IntN(2) == 0 }
	default:
		often := []float64{0.1, 0.5, 0.9}[rng.IntN(3)]
		return func(int) bool { return rng.Float64() < often }
	}
}

func (d *Disk) put(to, path string, content []byte) error {
	target := filepath.Join(to, strings.TrimPrefix(path, d.folder))
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	return os.WriteFile(target, content, 0o600)
}
