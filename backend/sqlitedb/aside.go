package sqlitedb

import (
	"errors"
	"os"
	"strconv"
	"time"

	"filodiretto/backend/support"
)

// SetAside gives a closed file, and what SQLite keeps beside it, a new name that says why and when, and returns it.
// Nothing is deleted.
func SetAside(file, why string, now time.Time) (string, error) {
	aside := asideOf(file, why, now)
	// The WAL goes first: a file without its WAL is older, a WAL without its file is worthless.
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(file+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", support.Wrap(support.CodeStorage, err)
		}
	}
	return aside, nil
}

// asideOf is a name beside the file that nothing has yet.
func asideOf(file, why string, now time.Time) string {
	base := file + "." + why + "-" + now.UTC().Format("20060102-150405")
	aside := base
	for n := 2; exists(aside); n++ {
		aside = base + "-" + strconv.Itoa(n)
	}
	return aside
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}
