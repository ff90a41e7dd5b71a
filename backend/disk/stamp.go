package disk

import "os"

// A Stamp tells one content of a file from the next, by its size and by when it was written. The zero value is that of no file.
type Stamp struct{ written, size int64 }

// StampOf is that of a file as it is now, or the zero value with the error of [os.Stat].
func StampOf(file string) (Stamp, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Stamp{}, err
	}
	return Stamp{info.ModTime().UnixNano(), info.Size()}, nil
}
