package attachments

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/disk"
	"filodiretto/backend/picture"
	"filodiretto/backend/support"
)

// Open opens the bytes of a file, which are fetched first where they are not here.
func (a *Attachments) Open(ctx context.Context, id string) (desk.File, *os.File, error) {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return f, nil, err
	}
	for range 2 {
		var content *os.File
		if content, err = a.Folder.Open(ctx, f.SHA256); err == nil {
			return f, content, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return f, nil, err
		}
		if err = a.fetch(ctx, f.Attachment); err != nil {
			return f, nil, err
		}
	}
	return f, nil, err
}

// Thumbnail is the small picture of a file, a JPEG: from this disk, or else from the server. support.CodeNotFound says that
// there is none.
func (a *Attachments) Thumbnail(ctx context.Context, id string) (desk.File, *os.File, error) {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return f, nil, err
	}
	if !a.Folder.HasThumbnail(f.SHA256) {
		if err := a.bringThumbnail(ctx, f.Attachment); err != nil {
			return f, nil, err
		}
	}
	content, err := a.Folder.Thumbnail(f.SHA256)
	return f, content, err
}

// bringThumbnail draws it from what is here, or fetches it.
func (a *Attachments) bringThumbnail(ctx context.Context, what support.Attachment) error {
	if what.Width == 0 {
		return support.Errorf(support.CodeNotFound, "the file is no picture")
	}
	if a.Folder.Has(what.SHA256) {
		a.drawThumbnail(ctx, what.SHA256)
		if a.Folder.HasThumbnail(what.SHA256) {
			return nil
		}
	}
	if !what.Arrived() {
		return support.Errorf(support.CodeNotFound, "the file has not arrived at the server")
	}
	small, err := a.Client.Thumbnail(ctx, what.ID)
	if err != nil {
		return err
	}
	return a.Folder.PutThumbnail(what.SHA256, func(w io.Writer) error {
		_, err := w.Write(small)
		return err
	})
}

// Save writes a copy of a file to a place on this disk, as a whole or not at all.
func (a *Attachments) Save(ctx context.Context, id, to string) error {
	_, content, err := a.Open(ctx, id)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	err = disk.PutAll(to, func(w io.Writer) error {
		_, err := io.Copy(w, ending{ctx, content})
		return err
	})
	if err == nil {
		err = foreign(to)
	}
	return err
}

// errRuns: what runs is not opened from here.
var errRuns = support.Errorf(support.CodeForbidden, "the system might run what is in the file")

// Handout is a copy of a file under its own name, for another program to open: it may not be written to, and would change
// nothing here. support.CodeForbidden says that the system might run it: such a file can only be saved.
func (a *Attachments) Handout(ctx context.Context, id string) (string, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return "", err
	}
	defer func() { _ = content.Close() }()
	found, err := picture.Look(ctx, content)
	if err != nil {
		return "", err
	}
	// What the server says it is, is not taken for granted.
	if Runs(f.Name, f.Type) || Runs(f.Name, found.Type) {
		return "", errRuns
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	into := filepath.Join(a.HandedOut, f.ID)
	if err := os.MkdirAll(into, 0o700); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	file := filepath.Join(into, SafeName(f.Name))
	// Windows replaces nothing that may not be written to.
	_ = os.Chmod(file, 0o600)
	err = disk.PutAll(file, func(w io.Writer) error {
		_, err := io.Copy(w, ending{ctx, content})
		return err
	})
	if err == nil {
		err = foreign(file)
	}
	if err == nil {
		err = os.Chmod(file, 0o400)
	}
	return file, err
}

// ending is a reader that ends with its context.
type ending struct {
	ctx context.Context //nolint:containedctx // it lives as long as the one call
	io.Reader
}

func (e ending) Read(b []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.Reader.Read(b)
}

// previewed is how much of a text is shown.
const previewed = 256 << 10

// Preview is the beginning of a text.
type Preview struct {
	Text string
	// Whole: nothing is left out.
	Whole bool
}

// Preview reads the beginning of a text, by the encoding that its bytes are in. support.CodeUnsupportedMediaType says that the
// file is none.
func (a *Attachments) Preview(ctx context.Context, id string) (Preview, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	defer func() { _ = content.Close() }()
	b, err := io.ReadAll(io.LimitReader(content, previewed))
	if err != nil {
		return Preview{}, support.Wrap(support.CodeStorage, err)
	}
	whole := int64(len(b)) == f.Size
	text, ok := decode(b, whole)
	if !ok {
		return Preview{}, support.Errorf(support.CodeUnsupportedMediaType, "the file is no text")
	}
	return Preview{Text: text, Whole: whole}, nil
}

// decode reads bytes as text: by their byte order mark, as UTF-8, as UTF-16 without a mark, or as Windows-1252, which machines'
// programs still write. It reports false for what is none of these. Of what was cut off, a letter may be cut too.
func decode(b []byte, whole bool) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return wide(b[2:], 0), true
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return wide(b[2:], 1), true
	}
	if !whole {
		b = withoutCutRune(b)
	}
	if low, known := halfZero(b); known {
		return wide(b, low), true
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", false
	}
	if utf8.Valid(b) {
		return plain(string(b))
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return "", false
	}
	return plain(string(text))
}

// plain reports whether a text is one: no control characters but those of terminals and printers.
func plain(text string) (string, bool) {
	strange := 0
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\x1b' && r != '\b' || r == 0x7f {
			strange++
		}
	}
	return text, strange*100 <= len(text)
}

// withoutCutRune leaves out the beginning of a letter at the end.
func withoutCutRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// halfZero finds UTF-16 without a mark by its zeros: nearly all in one half, and many.
func halfZero(b []byte) (low int, known bool) {
	if len(b) < 4 {
		return 0, false
	}
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(b) / 2
	switch {
	case zeros[1]*10 >= pairs*7 && zeros[0]*50 <= pairs:
		return 0, true
	case zeros[0]*10 >= pairs*7 && zeros[1]*50 <= pairs:
		return 1, true
	default:
		return 0, false
	}
}

// wide reads UTF-16, of which the low byte of each pair stands at low.
func wide(b []byte, low int) string {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i+low])|uint16(b[i+1-low])<<8)
	}
	return string(utf16.Decode(units))
}

// Picture opens what a document shows of a picture, a JPEG: the picture itself where it is one that was made to be sent, else its
// thumbnail. fs.ErrNotExist says that neither is on this disk.
func (a *Attachments) Picture(ctx context.Context, what *support.Attachment) (io.ReadCloser, error) {
	if what.Type == "image/jpeg" && max(what.Width, what.Height) <= printedSide {
		if content, err := a.Folder.Open(ctx, what.SHA256); err == nil {
			return content, nil
		}
	}
	return a.Folder.Thumbnail(what.SHA256)
}

// printedSide is the longest side of a picture that stands in a document as it is: what is longer was sent as an original, and
// may have to be turned first.
const printedSide = 2048
