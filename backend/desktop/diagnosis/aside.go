package diagnosis

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// asideName is how sqlitedb.SetAside names a file.
var asideName = regexp.MustCompile(`^(cache|outbox|settings)\.(?:db|json)\.(corrupt|newer|unreadable)-(\d{8}-\d{6})(?:-\d+)?$`)

// Aside finds what was set aside in folders, the last first. A folder that cannot be read has none.
func Aside(folders ...string) []SetAside {
	found := []SetAside{}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			named := asideName.FindStringSubmatch(entry.Name())
			if named == nil {
				continue
			}
			at, err := time.Parse("20060102-150405", named[3])
			if err != nil {
				continue
			}
			found = append(found, SetAside{What: named[1], Why: named[2], At: at, Bytes: Size(filepath.Join(folder, entry.Name()))})
		}
	}
	slices.SortStableFunc(found, func(a, b SetAside) int { return b.At.Compare(a.At) })
	return found
}

// Size is how many bytes files take; those that are not there take none.
func Size(files ...string) int64 {
	var sum int64
	for _, file := range files {
		if stat, err := os.Stat(file); err == nil {
			sum += stat.Size()
		}
	}
	return sum
}
