package desk

import (
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

// Enclosed is what a line says of a message's files where there are no words: how many pictures and others, and what a single one
// that is no picture is called.
type Enclosed struct {
	Pictures, Files int
	Name            string
}

// pictureEndings stand for the type of what has not arrived: nobody has looked into it yet.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif"}

// EnclosedIn counts a message's files.
func EnclosedIn(m *support.Message) Enclosed {
	var out Enclosed
	for i := range m.Attachments {
		a := &m.Attachments[i]
		if strings.HasPrefix(a.Type, "image/") && a.Type != "image/svg+xml" ||
			a.Type == "" && slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(a.Name))) {
			out.Pictures++
		} else {
			out.Files++
			out.Name = a.Name
		}
	}
	if out.Files != 1 || out.Pictures > 0 {
		out.Name = ""
	}
	return out
}
