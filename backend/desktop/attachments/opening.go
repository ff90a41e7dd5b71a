package attachments

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"filodiretto/backend/support"
)

// openable are the files that a system may be asked to open, after a question: by their ending, since by that a system chooses
// what opens them, and by the media types that their content may have. What opens them shows or plays them. Everything else is
// saved alone: nobody knows all endings that some system runs, and new ones come. Neither are documents that may have macros
// (the older ones of Office, which cannot be told apart) nor archives, by which anything gets past a list, without the mark that
// it came from elsewhere. Of OpenDocument's nobody can tell whether they have macros; LibreOffice runs none of what lies where its user
// has not said to trust it.
var openable = map[string][]string{
	".jpg": {"image/jpeg"}, ".jpeg": {"image/jpeg"}, ".jpe": {"image/jpeg"}, ".jfif": {"image/jpeg"}, ".png": {"image/png"},
	".gif": {"image/gif"}, ".webp": {"image/webp"}, ".bmp": {"image/bmp"}, ".tif": {"image/tiff"}, ".tiff": {"image/tiff"},
	".heic": {"image/heic", "image/heif"}, ".heif": {"image/heic", "image/heif"}, ".avif": {"image/avif"},

	".mp4": {"video/mp4", "audio/mp4"}, ".m4v": {"video/mp4", "video/x-m4v"}, ".mov": {"video/quicktime"}, ".avi": {"video/x-msvideo"},
	".mkv": {"video/matroska", "video/x-matroska"}, ".webm": {"video/webm"}, ".3gp": {"video/3gpp"}, ".mpg": {"video/mpeg"}, ".mpeg": {"video/mpeg"},

	".mp3": {"audio/mpeg"}, ".m4a": {"audio/x-m4a", "audio/mp4", "video/mp4"}, ".wav": {"audio/wav"}, ".flac": {"audio/flac"},
	".aac": {"audio/aac"}, ".amr": {"audio/amr"}, ".ogg": {"audio/ogg", "application/ogg"}, ".opus": {"audio/ogg", "application/ogg"},

	".pdf": {"application/pdf"},

	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"},
	".pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip"},
	".odt":  {"application/vnd.oasis.opendocument.text"}, ".ods": {"application/vnd.oasis.opendocument.spreadsheet"},
	".odp": {"application/vnd.oasis.opendocument.presentation"},

	".txt": plain, ".log": plain, ".md": plain, ".ini": plain, ".cfg": plain, ".csv": plain, ".tsv": plain, ".json": plain,
	".nc": plain, ".gcode": plain,
}

// plain are the types of text that is letters and no more.
var plain = []string{"text/plain", "text/csv", "text/tab-separated-values", "application/json", "application/x-ndjson"}

// mayOpen reports whether a system may be asked to open the file: one of which the content is what its name says. Both its types
// have to be: what it was said to be, as far as that is known, and what was found.
func mayOpen(name, said, found string) bool {
	ending := filepath.Ext(name)
	types, ok := openable[strings.ToLower(ending)]
	if strings.ContainsFunc(ending, func(r rune) bool { return r > unicode.MaxASCII }) {
		// Some letters of elsewhere have small ones of ours, as no file system sees it.
		return false
	}
	return ok && fits(types, found) && (said == "" || fits(types, said))
}

func fits(types []string, contentType string) bool {
	contentType, _, _ = strings.Cut(contentType, ";")
	return slices.Contains(types, strings.ToLower(strings.TrimSpace(contentType)))
}

// A system knows launchers of Linux by what they begin with where it does not know the ending: by a group's name, near enough, or
// by the remark that those of KDE began with, behind which the group may stand anywhere.
var (
	launcherGroups  = [][]byte{[]byte("[Desktop Entry]"), []byte("[KDE Desktop Entry]"), []byte("[Desktop Action")}
	launcherRemarks = [][]byte{[]byte("# Config File"), []byte("# KDE Config File")}
)

// launches reports whether a file is such a launcher.
func launches(content io.Reader) (bool, error) {
	b, err := io.ReadAll(io.LimitReader(content, 512))
	if err != nil {
		return false, support.Wrap(support.CodeStorage, err)
	}
	return slices.ContainsFunc(launcherGroups, func(g []byte) bool { return bytes.Contains(b, g) }) ||
		slices.ContainsFunc(launcherRemarks, func(r []byte) bool { return bytes.HasPrefix(b, r) }), nil
}
