// Command window opens an empty window of the toolkit that the desktop program uses, says "shown" once its page has been
// painted, and ends. It is what the start of the program is measured against.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

//go:embed page
var page embed.FS

// Window is what the page may call.
type Window struct{}

// Shown says that the page has been painted.
func (Window) Shown() {
	fmt.Println("shown") //nolint:forbidigo // a program for a terminal
	os.Exit(0)
}

func main() {
	assets, err := fs.Sub(page, "page")
	if err == nil {
		err = wails.Run(&options.App{
			Title: "empty", Width: 1366, Height: 768, AssetServer: &assetserver.Options{Assets: assets},
			Bind: []any{&Window{}}, LogLevelProduction: logger.ERROR,
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "window:", err)
		os.Exit(1)
	}
}
