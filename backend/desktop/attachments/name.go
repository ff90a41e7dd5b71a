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

// SafeName is a name under which a file can be saved on any system: one that Windows has for a device is changed, and a long one
// shortened before its ending.
func SafeName(name string) string {
	name = shortened(support.CleanFileName(name))
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

func shortened(name string) string {
	if len(name) <= mostInName {
		return name
	}
	ending := filepath.Ext(name)
	if len(ending) > mostInName/4 {
		ending = ""
	}
	stem := []rune(strings.TrimSuffix(name, ending))
	for len(string(stem))+len(ending) > mostInName {
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

// executable are endings by which a system runs a file, or has another program run what is in it.
var executable = []string{
	".appimage", ".appref-ms", ".application", ".bash", ".bat", ".bin", ".chm", ".cmd", ".com", ".command", ".cpl", ".csh", ".deb", ".desktop",
	".dll", ".dmg", ".exe", ".gadget", ".hlp", ".hta", ".htm", ".html", ".inf", ".ins", ".iso", ".img", ".jar", ".jnlp", ".js", ".jse", ".ksh",
	".lnk", ".mht", ".mhtml", ".msc", ".msi", ".msix", ".msp", ".mst", ".out", ".pif", ".pkg", ".pl", ".ps1", ".ps1xml", ".ps2", ".psc1",
	".psd1", ".psm1", ".py", ".pyc", ".pyw", ".rb", ".reg", ".rpm", ".run", ".scf", ".scr", ".sct", ".search-ms", ".settingcontent-ms", ".sh",
	".shb", ".shs", ".so", ".svg", ".svgz", ".sys", ".theme", ".themepack", ".url", ".vb", ".vbe", ".vbs", ".vhd", ".vhdx", ".wsc", ".wsf",
	".wsh", ".xhtml", ".xht", ".xll", ".xpi", ".xul", ".zsh",
}

// executableTypes are the same by the content.
var executableTypes = []string{
	"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-executable", "application/x-sharedlib",
	"application/x-object", "application/x-mach-binary", "application/x-ms-shortcut", "application/x-msi", "application/x-ms-installer",
	"application/java-archive", "application/jar", "application/x-java-applet", "application/vnd.debian.binary-package", "application/x-rpm",
	"application/x-installshield", "application/x-iso9660-image", "text/html", "application/xhtml+xml", "image/svg+xml", "text/x-python",
	"text/x-perl", "text/x-php", "text/x-ruby", "text/x-lua", "text/x-tcl", "text/x-shellscript", "application/javascript",
	"text/javascript",
}

// runs reports whether a system that is asked to open the file may run something that is in it: by its name, or by its
// content. Such a file can be saved, and is never opened from here.
func runs(name, contentType string) bool {
	contentType, _, _ = strings.Cut(contentType, ";")
	return slices.Contains(executable, strings.ToLower(filepath.Ext(name))) ||
		slices.Contains(executableTypes, strings.ToLower(strings.TrimSpace(contentType)))
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
