package support

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How many attachments a message may have, how large each may be in bytes (a maker may set less), and how many code points
// its name may have.
const (
	MaxAttachments    = 20
	MaxAttachmentSize = 500 << 20
	maxFileName       = 200
)

// Digest is the SHA-256 of a file.
type Digest [sha256.Size]byte

// String is the form on the wire: lower-case hex, or empty for the zero value.
func (d Digest) String() string { return Hash(d).String() }

// ParseDigest reads the form on the wire, which is never empty.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(d) || s != hex.EncodeToString(b) {
		return d, Errorf(CodeInvalid, "%q is not a SHA-256", s)
	}
	copy(d[:], b)
	return d, nil
}

// Attachment is a file that belongs to a message: what its writer declared of it, which never changes, and what the server
// found once all of its bytes had arrived, or that they never will.
type Attachment struct {
	ID string
	// Name is a file's name without folders; see [CleanFileName].
	Name   string
	Size   int64
	SHA256 Digest

	// ArrivedAt is zero until the server has all bytes.
	ArrivedAt time.Time
	// Type is the media type by the content.
	Type string
	// Width and Height are of a picture of which there is a thumbnail, as it is shown; else 0.
	Width, Height int

	// AbandonedAt is when its writer gave it up, because its bytes do not arrive; zero unless they have. One that has arrived is
	// never given up.
	AbandonedAt time.Time
}

// Arrived reports whether the server has all bytes.
func (a *Attachment) Arrived() bool { return !a.ArrivedAt.IsZero() }

// Abandoned reports whether its bytes will not arrive any more.
func (a *Attachment) Abandoned() bool { return !a.AbandonedAt.IsZero() }

// CleanFileName makes of whatever a file is called a name that can be sent and saved anywhere: without folders, control
// characters, marks that turn the direction of writing, and what Windows forbids in names; at most 200 code points, of which
// the extension stays; "file" where nothing is left. Doing it twice changes nothing.
func CleanFileName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case badInName(r):
			return -1
		case strings.ContainsRune(`<>:"|?*/`, r):
			return '_'
		default:
			return r
		}
	}, name)
	// Windows drops blanks and dots at the end; elsewhere what begins with a dot is hidden, and nobody would find it.
	name = strings.TrimRight(strings.TrimLeft(name, " ."), " .")
	if utf8.RuneCountInString(name) > maxFileName {
		extension := []rune(path.Ext(name))
		if len(extension) > 20 {
			extension = nil
		}
		stem := []rune(name)[:maxFileName-len(extension)]
		name = strings.TrimRight(string(stem), " .") + string(extension)
	}
	if name == "" {
		return "file"
	}
	return name
}

// badInName: control and format characters (the marks of direction are of these) would make a name read as another.
func badInName(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// CheckAttachments says what is wrong with what a message declares, each at its place under location; maxSize is in bytes.
func CheckAttachments(location string, declared []Attachment, maxSize int64) error {
	var wrong Fields
	if len(declared) > MaxAttachments {
		wrong.Add(location, ReasonTooMany)
		return wrong.Err()
	}
	seen := map[string]bool{}
	for i := range declared {
		a := &declared[i]
		at := fmt.Sprintf("%s[%d]", location, i)
		checkID(&wrong, at+".id", a.ID, true)
		if a.ID != "" && seen[a.ID] {
			wrong.Add(at+".id", ReasonNotAllow)
		}
		seen[a.ID] = true
		switch {
		case a.Name == "":
			wrong.Add(at+".name", ReasonRequired)
		case a.Name != CleanFileName(a.Name):
			wrong.Add(at+".name", ReasonBadText)
		}
		if a.Size <= 0 || a.Size > maxSize {
			wrong.Add(at+".size", ReasonOutOfArea)
		}
		if a.SHA256 == (Digest{}) {
			wrong.Add(at+".sha256", ReasonRequired)
		}
	}
	return wrong.Err()
}
