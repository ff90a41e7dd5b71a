package desktop

import (
	"os"
	"path/filepath"

	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// presentFile stands in the folder of whoever is in front and remembered, and holds nothing. Signing out takes it away
// first of all: that works on a full disk too, where nothing can be written, so that nobody's screen opens again for
// the next person. A power cut undoes neither: the folder is synced.
const presentFile = "present"

func setPresent(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, presentFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	return disk.SyncFolder(dir)
}

func isPresent(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, presentFile))
	return err == nil
}

func setAbsent(dir string) error {
	return disk.Remove(filepath.Join(dir, presentFile))
}
