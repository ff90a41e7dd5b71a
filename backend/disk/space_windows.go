package disk

import (
	"golang.org/x/sys/windows"

	"filodiretto/backend/support"
)

// Space is how many bytes this program may still write where a folder is, and how many the disk holds.
func Space(dir string) (free, total uint64, err error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &free, &total, nil)
	}
	if err != nil {
		return 0, 0, support.Wrap(support.CodeStorage, err)
	}
	return free, total, nil
}
