package diagnosis

import "golang.org/x/sys/windows"

// Space is how much of the disk that a folder lies on may still be written, and how large it is; -1 where nobody knows.
func Space(folder string) (free, total int64) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return -1, -1
	}
	var available, size, all uint64
	if err := windows.GetDiskFreeSpaceEx(path, &available, &size, &all); err != nil {
		return -1, -1
	}
	return int64(available), int64(size)
}
