package desktop

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"filodiretto/backend/support"
)

// presentFile stands in the folder of whoever is in front and remembered, and holds nothing. Signing out takes it away
// first of all: that works on a full disk too, where nothing can be written, so that nobody's screen opens again for
// the next person.
const presentFile = "present"

func setPresent(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, presentFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return f.Close()
}

func isPresent(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, presentFile))
	return err == nil
}

func setAbsent(dir string) error {
	if err := os.Remove(filepath.Join(dir, presentFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}
