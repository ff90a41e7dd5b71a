// Package frontend carries what the window shows, and the texts and the icon that the program shows outside of it.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

//go:embed src/i18n/*.json
var catalogues embed.FS

// Icon is the program's, 256 pixels square, in PNG.
//
//go:embed icon.png
var Icon []byte

// Assets are the built files of the window.
func Assets() fs.FS { return under(built, "dist") }

// Catalogues are the texts, one file a language ("it.json"), flat: key to text, with {{placeholders}}.
func Catalogues() fs.FS { return under(catalogues, "src/i18n") }

func under(files embed.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the folder is embedded above: only a wrong name in this file gets here
	}
	return sub
}
