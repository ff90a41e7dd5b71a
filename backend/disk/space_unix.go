//go:build unix

package disk

import (
	"golang.org/x/sys/unix"

	"filodiretto/backend/support"
)

// Space is how many bytes an ordinary program may still write where a folder is, and how many the disk holds.
func Space(dir string) (free, total uint64, err error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return 0, 0, support.Wrap(support.CodeStorage, err)
	}
	size := uint64(stat.Bsize)                                 //nolint:gosec,unconvert // the types differ between systems
	return uint64(stat.Bavail) * size, stat.Blocks * size, nil //nolint:gosec,unconvert // the same
}
