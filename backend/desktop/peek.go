package desktop

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// PeekSettings reads the settings in a folder that is not open here: another program may have it, or it cannot be
// opened. What cannot be read is as if nobody had chosen.
func PeekSettings(dir string) Settings {
	var content registerContent
	b, err := os.ReadFile(filepath.Join(dir, registerFile))
	if err != nil || json.Unmarshal(b, &content) != nil {
		return Settings{}
	}
	return content.Settings
}
