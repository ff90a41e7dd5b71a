package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// askWhere asks in a dialog of the system where to save a file of that name; empty when it was given up.
func (p *Program) askWhere(title, name string) (string, error) {
	ending := filepath.Ext(name)
	var filters []runtime.FileFilter
	if ending != "" {
		filters = []runtime.FileFilter{{DisplayName: ending[1:] + " (*" + ending + ")", Pattern: "*" + ending}}
	}
	file, err := runtime.SaveFileDialog(p.window, runtime.SaveDialogOptions{
		Title: title, DefaultDirectory: savesGoTo(), DefaultFilename: name, Filters: filters,
	})
	if err != nil || file == "" {
		return "", err
	}
	if _, err := os.Lstat(file + ending); filepath.Ext(file) == "" && errors.Is(err, fs.ErrNotExist) {
		// What is there of that name nobody was asked about.
		file += ending
	}
	return file, nil
}

// savesGoTo is the folder that a dialog begins in; empty where there is none that is known.
func savesGoTo() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	for _, folder := range []string{filepath.Join(home, "Downloads"), home} {
		if stat, err := os.Stat(folder); err == nil && stat.IsDir() {
			return folder
		}
	}
	return ""
}
