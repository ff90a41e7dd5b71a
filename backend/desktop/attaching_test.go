package desktop_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"filodiretto/backend/desktop/attachments"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// photo is a JPEG of that size as cameras write them: turned, and with where it was taken.
func photo(t testing.TB, width, height, quality int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			img.SetGray(x, y, color.Gray{uint8(x*255/width) ^ uint8(y)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00" + where
	segment := append([]byte{0xff, 0xe1, byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}, exif...)
	return slices.Insert(b.Bytes(), 2, segment...)
}

const where = "GPS 44.6471 10.9252 Anna Rossi"

// bytesOf reads what is on this disk of a file.
func (s *workstation) bytesOf(id string) []byte {
	s.t.Helper()
	_, file, err := s.front().Attachments().Open(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	b, err := io.ReadAll(file)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// draftFiles are what is attached to the reply that is being written.
func (s *workstation) draftFiles(ticketID string) []desk.File {
	s.t.Helper()
	files, err := s.front().Desk().DraftAttachments(s.t.Context(), outbox.ReplyDraft(ticketID))
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}

func TestAttachments_APhotoGoesSmallAndWithoutWhereItWasTakenUnlessTheOriginalIsAskedFor(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	chosen := photo(t, 2600, 400, 100)
	f := anna.attaches(id, "IMG_0001.JPG", chosen)
	sent := anna.bytesOf(f.ID)
	if f.Width != 2048 || f.Type != "image/jpeg" || bytes.Contains(sent, []byte(where)) || int64(len(sent)) != f.Size {
		t.Errorf("it goes as %+v, %d bytes", f, len(sent))
	}
	check := func(when string, f desk.File, width int, original bool) {
		t.Helper()
		sizes := anna.front().Attachments().Sizes(t.Context(), &f)
		if f.Width != width || sizes == nil || sizes.SendOriginal != original || sizes.Scaled >= sizes.Original {
			t.Errorf("%s it is %d wide, with %+v", when, f.Width, sizes)
		}
		if b := anna.bytesOf(f.ID); bytes.Contains(b, []byte(where)) {
			t.Errorf("%s it says where it was taken", when)
		}
		if _, small, err := anna.front().Attachments().Thumbnail(t.Context(), f.ID); err != nil {
			t.Errorf("%s it is not shown: %v", when, err)
		} else {
			_ = small.Close()
		}
	}
	check("as it was attached", f, 2048, false)
	whole, err := anna.front().Attachments().SendOriginal(t.Context(), f.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	check("as the original", whole, 2600, true)
	// The smaller one is made again where it was forgotten.
	anna.restart()
	check("after a restart", anna.draftFiles(id)[0], 2600, true)
	if f, err = anna.front().Attachments().SendOriginal(t.Context(), f.ID, false); err != nil {
		t.Fatal(err)
	}
	check("made smaller again", f, 2048, false)
	anna.replies(id, "")
	if f := anna.hasArrived(id, 1)[0]; f.Width != 2048 || f.Type != "image/jpeg" {
		t.Errorf("it arrived as %+v", f.Attachment)
	}
}

func TestAttachments_ASmallPictureKeepsItsPixelsAndHasNoChoice(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	f := anna.attaches(id, "targa.jpg", photo(t, 300, 200, 80))
	if f.Width != 300 || anna.front().Attachments().Sizes(t.Context(), &f) != nil || bytes.Contains(anna.bytesOf(f.ID), []byte(where)) {
		t.Errorf("it goes as %+v", f)
	}
	// To make one smaller that is pressed hard already would only make it larger.
	if f := anna.attaches(id, "pannello.jpg", photo(t, 2600, 400, 5)); f.Width != 2600 || anna.front().Attachments().Sizes(t.Context(), &f) != nil {
		t.Errorf("made smaller it is %+v", f)
	}
	if _, err := anna.front().Attachments().SendOriginal(t.Context(), f.ID, true); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("asked for what there is not: %v", err)
	}
}

func TestAttachments_AnEditedPictureTakesThePlaceOfTheOldOne(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	first, second := anna.attaches(id, "a.jpg", photo(t, 300, 200, 80)), anna.attaches(id, "b.bin", noise(1, 100))
	edited, err := anna.front().Attachments().Edit(t.Context(), first.ID, 1<<20, bytes.NewReader(photo(t, 150, 100, 80)))
	if err != nil {
		t.Fatal(err)
	}
	files := anna.draftFiles(id)
	if len(files) != 2 || files[0].ID != edited.ID || edited.ID == first.ID || files[0].Width != 150 || files[0].Name != "a.jpg" || files[1].ID != second.ID {
		t.Errorf("attached are %+v", files)
	}
}

// refusal is why a file is not taken.
func refusal(err error) string {
	var not *attachments.NotTakenError
	if errors.As(err, &not) {
		return string(not.Why)
	}
	return "no refusal: " + string(support.CodeOf(err))
}

func TestAttachments_SayWhyAFileIsNotTakenAndLeaveTheOthersAlone(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	owner := outbox.ReplyDraft(id)
	anna.attaches(id, "buono.bin", noise(1, 1000))
	dir := t.TempDir()
	put := func(name string, content []byte, mode os.FileMode) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, mode); err != nil {
			t.Fatal(err)
		}
		return file
	}
	huge := put("enorme.bin", nil, 0o600)
	if err := os.Truncate(huge, support.MaxAttachmentSize+1); err != nil {
		t.Fatal(err)
	}
	refused := map[string]string{
		put("vuoto.txt", nil, 0o600):       "empty",
		dir:                                "folder",
		filepath.Join(dir, "sparito.txt"):  "not_found",
		huge:                               "too_large",
		filepath.Join(huge, "dentro.txt"):  "",
		filepath.Join(dir, "nul\x00o.txt"): "",
	}
	if runtime.GOOS != "windows" && os.Getuid() != 0 {
		refused[put("segreto.txt", []byte("x"), 0)] = "forbidden"
	}
	for path, want := range refused {
		_, err := anna.front().Attachments().AddFile(t.Context(), owner, path)
		if err == nil || want != "" && refusal(err) != want {
			t.Errorf("%s: %v, want %q", filepath.Base(path), err, want)
		}
	}
	if _, err := anna.front().Attachments().Add(t.Context(), owner, "incolla.png", 100, bytes.NewReader(noise(1, 101))); refusal(err) != "too_large" {
		t.Errorf("more than is taken from the clipboard: %v", err)
	}
	for i := 1; i < support.MaxAttachments; i++ {
		anna.attaches(id, strconv.Itoa(i), noise(byte(i), 10))
	}
	if _, err := anna.front().Attachments().AddFile(t.Context(), owner, put("21.txt", []byte("x"), 0o600)); refusal(err) != "too_many" {
		t.Errorf("one too many: %v", err)
	}
	if _, err := anna.front().Attachments().AddFile(t.Context(), owner, dir); refusal(err) != "folder" {
		t.Errorf("a folder after one too many: %v", err)
	}
	anna.replies(id, "")
	if files := anna.hasArrived(id, support.MaxAttachments); files[0].Name != "buono.bin" {
		t.Errorf("the first is %+v", files[0].Attachment)
	}
}

func TestAttachments_OfStrangeNamesAndStrangePicturesArriveAllTheSame(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	whole := photo(t, 600, 400, 80)
	// A header that speaks of 50,000 × 50,000 pixels: nobody may try to draw them.
	bomb := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x02\x00\x00\x00\x34\x4e\x9b\x2a")
	for _, f := range []struct {
		name, want string
		content    []byte
	}{
		{"../../etc/passwd", "passwd", []byte("root")},
		{"a\x00b\r\nc.txt", "abc.txt", []byte("x")},
		{strings.Repeat("n", 300) + ".log", strings.Repeat("n", 196) + ".log", []byte("y")},
		{"guarnizione 🔧.txt", "guarnizione 🔧.txt", []byte("z")},
		{"foto\u202egpj.exe", "fotogpj.exe", []byte("MZ")},
		{"tagliata.jpg", "tagliata.jpg", whole[:len(whole)/2]},
		{"enorme.png", "enorme.png", bomb},
		{"disegno.svg", "disegno.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)},
	} {
		got := anna.attaches(id, f.name, f.content)
		if got.Name != f.want {
			t.Errorf("%q became %q, want %q", f.name, got.Name, f.want)
		}
		if strings.HasPrefix(got.Type, "image/") && got.Width != 0 {
			t.Errorf("%s is to be drawn: %+v", got.Name, got.Attachment)
		}
	}
	anna.replies(id, "Vedi sopra.")
	files := luca.hasArrived(id, 8)
	for i := range files {
		if err := luca.front().Attachments().Fetch(t.Context(), files[i].ID); err != nil {
			t.Errorf("%s: %v", files[i].Name, err)
		}
		if files[i].Width != 0 {
			t.Errorf("the server draws %s", files[i].Name)
		}
	}
}

func TestAttachments_OfADraftOutliveTheProgramAndGoWithTheirDraft(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	a, b := anna.attaches(id, "a.bin", noise(1, 1000)), anna.attaches(id, "b.bin", noise(2, 1000))
	anna.restart()
	files := anna.draftFiles(id)
	if len(files) != 2 || files[0].ID != a.ID || files[1].ID != b.ID || !bytes.Equal(anna.bytesOf(a.ID), noise(1, 1000)) {
		t.Errorf("attached are %+v", files)
	}
	if err := anna.front().Desk().Detach(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	anna.replies(id, "Ecco.")
	if files := anna.hasArrived(id, 1); files[0].ID != b.ID {
		t.Errorf("sent is %+v", files[0].Attachment)
	}
	if left := anna.draftFiles(id); len(left) != 0 {
		t.Errorf("the draft still has %+v", left)
	}
}

func TestAttachments_AreNotTakenForAServerThatTakesNone(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	line.set(withoutAttachments)
	anna := w.over(line, "anna")
	id := anna.opens(w, "Perde olio.")
	_, err := anna.front().Attachments().Add(context.Background(), outbox.ReplyDraft(id), "a.bin", 1000, bytes.NewReader(noise(1, 10)))
	if support.CodeOf(err) != support.CodeIncompatible {
		t.Errorf("%v", err)
	}
	// Once it takes some, nobody has to sign in anew.
	line.set(nil)
	w.down()
	anna.offline()
	w.up()
	anna.retries()
	anna.online()
	anna.attaches(id, "a.bin", noise(1, 10))
}

// withoutAttachments has the server answer as one did from before there were any.
func withoutAttachments(r *http.Request, real http.RoundTripper) (*http.Response, error) {
	answer, err := real.RoundTrip(r)
	if err != nil || r.URL.Path != "/v1/server" {
		return answer, err
	}
	var server map[string]any
	if err := errors.Join(json.NewDecoder(answer.Body).Decode(&server), answer.Body.Close()); err != nil {
		return nil, err
	}
	delete(server, "maxAttachment")
	b, err := json.Marshal(server)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	answer.Header.Del("Content-Length")
	return answer, err
}
