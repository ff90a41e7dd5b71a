package desktop

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
)

// knownIn finds who signed in on a workstation by their profiles, last first: where the settings have been lost, people
// must be let in without a server all the same, and what waits of theirs must leave.
func knownIn(dir string) []Known {
	entries, err := os.ReadDir(filepath.Join(dir, peopleDir))
	if err != nil {
		return nil
	}
	type dated struct {
		Known
		at int64
	}
	var found []dated
	for _, entry := range entries {
		folder := filepath.Join(dir, peopleDir, entry.Name())
		c, err := readCard(folder)
		if err != nil || keyOf(c.Address, c.Me.ID) != entry.Name() {
			continue
		}
		var at int64
		if info, err := os.Stat(filepath.Join(folder, cardFile)); err == nil {
			at = info.ModTime().UnixNano()
		}
		found = append(found, dated{Known{
			Key: entry.Name(), Address: c.Address, ServerName: c.Server.Name, Login: c.Me.Login, Name: c.Me.Name,
		}, at})
	}
	slices.SortFunc(found, func(a, b dated) int { return cmp.Compare(b.at, a.at) })
	known := make([]Known, 0, len(found))
	for _, f := range found {
		known = append(known, f.Known)
	}
	return known
}
