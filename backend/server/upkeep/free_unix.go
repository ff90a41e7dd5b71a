//go:build unix

package upkeep

import "golang.org/x/sys/unix"

// free is how many bytes an ordinary program may still write where the folder is.
func free(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil //nolint:unconvert // the types differ between systems
}
