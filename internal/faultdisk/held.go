package faultdisk

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// held are the folders that tests hold.
var held registry

type registry struct {
	mu    sync.RWMutex
	disks []*Disk
}

func (r *registry) add(d *Disk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.disks = append(r.disks, d)
}

func (r *registry) remove(d *Disk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.disks = slices.DeleteFunc(r.disks, func(other *Disk) bool { return other == d })
}

// of is who holds a file; nil is nobody. Of folders in each other the last that was held has it.
func (r *registry) of(path string) (*Disk, string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, d := range slices.Backward(r.disks) {
		if strings.HasPrefix(path, d.folder+string(filepath.Separator)) {
			return d, path
		}
	}
	return nil, ""
}
