package app

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/desktop/attachments"
	"filodiretto/backend/support"
)

// picture is a PNG.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pasted hands bytes to the program as the page does.
func (w *window) pasted(asked url.Values, content []byte) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	w.program.Assets().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/attachments/draft?"+asked.Encode(), bytes.NewReader(content)))
	return answer
}

// adds takes bytes into the new ticket's draft.
func (w *window) adds(by, name string, content []byte) AddResult {
	w.t.Helper()
	answer := w.pasted(url.Values{"by": {by}, "owner": {"new"}, "name": {name}}, content)
	var result AddResult
	if err := json.Unmarshal(answer.Body.Bytes(), &result); err != nil || answer.Code != http.StatusOK {
		w.t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return result
}

func (w *window) gets(path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	w.program.Assets().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer
}

// code is what a refusal says.
func code(answer *httptest.ResponseRecorder) string {
	var f Failure
	_ = json.Unmarshal(answer.Body.Bytes(), &f)
	return f.Code
}

func TestAssets_GiveBytesSoThatNothingInThemIsAPage(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	for _, f := range []struct {
		name, contentType string
		content           []byte
	}{
		{"pagina.html", "application/octet-stream", []byte("<!doctype html><script>alert(1)</script>")},
		{"disegno.svg", "application/octet-stream", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)},
		{"foto.png", "application/octet-stream", []byte("<html><script>alert(1)</script></html>")},
		{"codice.js", "application/octet-stream", []byte("alert(1)")},
		{"nota.txt", "application/octet-stream", []byte("Il vuoto arriva a -0,3 bar.")},
		{"guida.pdf", "application/octet-stream", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")},
		{"foto.html", "image/png", picture(t)},
	} {
		result := w.adds(d.anna.ID, f.name, f.content)
		if len(result.Added) != 1 || result.Added[0].Name != f.name {
			t.Fatalf("%s was taken as %+v", f.name, result)
		}
		got := w.gets("/attachments/" + result.Added[0].ID)
		h := got.Header()
		if got.Code != http.StatusOK || !bytes.Equal(got.Body.Bytes(), f.content) || h.Get("Content-Type") != f.contentType {
			t.Errorf("%s is given as %s, status %d", f.name, h.Get("Content-Type"), got.Code)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Cache-Control") != "no-store" ||
			h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s is given with %v", f.name, h)
		}
	}
}

func TestAssets_TakeWhatIsPastedFromWhoeverIsInFrontAlone(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	added := w.adds(d.anna.ID, "Immagine 10.42.png", picture(t)).Added[0]
	if added.State != "draft" || !added.Here || !added.Thumbnail || added.Width != 40 || added.Type != "image/png" {
		t.Errorf("taken as %+v", added)
	}
	if small := w.gets("/attachments/" + added.ID + "/thumbnail"); small.Code != http.StatusOK || small.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("its thumbnail is status %d, %s", small.Code, small.Header().Get("Content-Type"))
	}
	var edited Attached
	answer := w.pasted(url.Values{"by": {d.anna.ID}, "id": {added.ID}}, picture(t))
	if err := json.Unmarshal(answer.Body.Bytes(), &edited); err != nil || edited.ID == added.ID {
		t.Errorf("edited it is %s, %v", answer.Body, err)
	}
	if old := w.gets("/attachments/" + added.ID); old.Code != http.StatusNotFound || code(old) != "not_found" {
		t.Errorf("the old one is status %d, %s", old.Code, old.Body)
	}
	for by, want := range map[string]string{d.luca.ID: "unauthenticated", "": "unauthenticated"} {
		answer := w.pasted(url.Values{"by": {by}, "owner": {"new"}, "name": {"x.png"}}, picture(t))
		if answer.Code == http.StatusOK || code(answer) != want {
			t.Errorf("by %q: status %d, %s", by, answer.Code, answer.Body)
		}
	}
	if result := w.adds(d.anna.ID, "enorme.png", make([]byte, mostPasted+1)); len(result.Refused) != 1 || result.Refused[0] != (RefusedFile{"enorme.png", "too_large_paste"}) {
		t.Errorf("too much for the clipboard: %+v", result)
	}
	if result := w.adds(d.anna.ID, "vuoto.png", nil); len(result.Refused) != 1 || result.Refused[0].Reason != string(attachments.RefusedEmpty) {
		t.Errorf("nothing at all: %+v", result)
	}
	if answer := w.pasted(url.Values{"by": {d.anna.ID}, "owner": {"note:" + d.anna.ID}, "name": {"x.png"}}, picture(t)); code(answer) != "forbidden" {
		t.Errorf("an operator's note: %s", answer.Body)
	}
	if err := w.program.engine.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if answer := w.gets("/attachments/" + edited.ID); code(answer) != "unauthenticated" {
		t.Errorf("with nobody in front: %s", answer.Body)
	}
}

func TestAttachments_DroppedFilesAreTakenOneByOneAndNamedWhereTheyAreNot(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	dir := t.TempDir()
	good := filepath.Join(dir, "registro.log")
	if err := os.WriteFile(good, []byte("Allarme 700.1"), 0o600); err != nil {
		t.Fatal(err)
	}
	bound := &Attachments{w.program}
	result, err := bound.AddPaths(d.anna.ID, "new", []string{filepath.Join(dir, "sparito.txt"), good, dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Added) != 1 || result.Added[0].Name != "registro.log" || len(result.Refused) != 2 ||
		result.Refused[0] != (RefusedFile{"sparito.txt", "not_found"}) || result.Refused[1].Reason != "folder" || result.Limit != support.MaxAttachmentSize {
		t.Errorf("taken: %+v", result)
	}
	if preview, err := bound.Preview(d.anna.ID, result.Added[0].ID); err != nil || preview != (Preview{Text: "Allarme 700.1", Whole: true}) {
		t.Errorf("it begins with %+v, %v", preview, err)
	}
}

func TestAssets_ShowOfAPictureWithTooManyPixelsOneWithFewer(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 6000, 5000))); err != nil {
		t.Fatal(err)
	}
	large := b.Bytes()
	added := w.adds(d.anna.ID, "schema.png", large).Added[0]
	if added.Width != 6000 || !added.Thumbnail {
		t.Fatalf("taken as %+v", added)
	}
	for range 2 {
		got := w.gets("/attachments/" + added.ID)
		is, kind, err := image.DecodeConfig(bytes.NewReader(got.Body.Bytes()))
		if err != nil || kind != "jpeg" || is.Width != 3072 || is.Height != 2560 || got.Header().Get("Content-Type") != "image/jpeg" {
			t.Fatalf("shown as %s, %d × %d, %s: %v", kind, is.Width, is.Height, got.Header().Get("Content-Type"), err)
		}
	}
	to := filepath.Join(t.TempDir(), "schema.png")
	front, err := w.program.front()
	if err != nil {
		t.Fatal(err)
	}
	if err := front.Attachments().Save(t.Context(), added.ID, to); err != nil {
		t.Fatal(err)
	}
	if saved, err := os.ReadFile(to); err != nil || !bytes.Equal(saved, large) {
		t.Errorf("saved it is not what it was: %d bytes, %v", len(saved), err)
	}
}
