// Command filodiretto is the desktop program: the window at both ends of the direct line.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"filodiretto/app"
	"filodiretto/frontend"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "filodiretto:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	o, err := app.ParseOptions(args)
	if err != nil {
		return err
	}
	// Some drivers show an empty window otherwise (WebKitGTK's DMA-BUF renderer).
	if os.Getenv("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		if err := os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1"); err != nil {
			return err
		}
	}
	program := app.New(o, frontend.Catalogues(), frontend.Icon)
	program.ObeySignals()
	return wails.Run(&options.App{
		Title:              app.Name,
		Width:              1366,
		Height:             768,
		MinWidth:           380,
		MinHeight:          560,
		BackgroundColour:   options.NewRGB(0xF3, 0xF5, 0xF3),
		AssetServer:        &assetserver.Options{Assets: frontend.Assets(), Handler: program.Assets()},
		DragAndDrop:        &options.DragAndDrop{EnableFileDrop: true},
		Bind:               program.Bound(),
		ErrorFormatter:     app.FormatError,
		Logger:             program.WailsLogger(),
		OnStartup:          program.Startup,
		OnDomReady:         program.DomReady,
		OnBeforeClose:      program.BeforeClose,
		OnShutdown:         program.Shutdown,
		SingleInstanceLock: program.SingleInstance(),
		Linux:              &linux.Options{Icon: frontend.Icon, ProgramName: "filodiretto"},
	})
}
