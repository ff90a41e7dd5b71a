package attachments

import (
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

// reserved are names that mean devices on Windows, whatever ending they have.
var reserved = []string{"con", "prn", "aux", "nul", "conin$", "conout$"}

// mostInName is how many bytes a name has at most: file systems of Linux take 255, and a copy that is being written has a longer one.
const mostInName = 200

// mostHandedOut is how many bytes the name of a copy has that another program opens: Windows opens no path of more than 259
// characters, and the folder's own may have half of them.
const mostHandedOut = 100

// SafeName is a name under which a file can be saved on any system: one that Windows has for a device is changed, and a long one
// shortened before its ending.
func SafeName(name string) string {
	name = shortened(support.CleanFileName(name), mostInName)
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToLower(strings.TrimRight(stem, " "))
	device := slices.Contains(reserved, stem)
	if kind, number, ok := cutDevice(stem); ok {
		device = device || (kind == "com" || kind == "lpt") && strings.ContainsAny(number, "0123456789¹²³")
	}
	if device {
		return support.CleanFileName("_" + name)
	}
	return name
}

func shortened(name string, most int) string {
	if len(name) <= most {
		return name
	}
	ending := filepath.Ext(name)
	if len(ending) > most/4 {
		ending = ""
	}
	stem := []rune(strings.TrimSuffix(name, ending))
	for len(string(stem))+len(ending) > most {
		stem = stem[:len(stem)-1]
	}
	return support.CleanFileName(string(stem) + ending)
}

// cutDevice cuts the number off a name such as com1.
func cutDevice(stem string) (kind, number string, ok bool) {
	runes := []rune(stem)
	if len(runes) != 4 {
		return "", "", false
	}
	return string(runes[:3]), string(runes[3]), true
}

// endings are those of pictures' names, by media type; the first is given to what has become of that type.
var endings = map[string][]string{
	"image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"}, "image/png": {".png"}, "image/gif": {".gif"}, "image/webp": {".webp"},
}

// named is what a picture is called that has become one of another type.
func named(name, contentType string) string {
	known, ending := endings[contentType], filepath.Ext(name)
	if len(known) == 0 || slices.Contains(known, strings.ToLower(ending)) {
		return name
	}
	return support.CleanFileName(strings.TrimSuffix(name, ending) + known[0])
}
