package upkeep

import "golang.org/x/sys/windows"

// free is how many bytes this program may still write where the folder is.
func free(dir string) (uint64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var room uint64
	return room, windows.GetDiskFreeSpaceEx(name, &room, nil, nil)
}
