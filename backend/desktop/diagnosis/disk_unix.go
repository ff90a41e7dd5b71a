//go:build unix

package diagnosis

import "golang.org/x/sys/unix"

// Space is how much of the disk that a folder lies on may still be written, and how large it is; -1 where nobody knows.
func Space(folder string) (free, total int64) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return -1, -1
	}
	size := int64(stat.Bsize) //nolint:unconvert // another type on other systems
	return int64(stat.Bavail) * size, int64(stat.Blocks) * size
}
