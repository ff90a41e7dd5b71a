package desktop_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/support"
)

// lies replaces words of what the server says; thumbnail, if there is one, comes in the place of its own.
func lies(thumbnail []byte, words ...string) meddler {
	forth := strings.NewReplacer(words...)
	back := make([]string, len(words))
	for i := range words {
		back[i] = words[len(words)-1-i]
	}
	real := strings.NewReplacer(back...)
	return func(r *http.Request, line http.RoundTripper) (*http.Response, error) {
		r.URL.Path, r.URL.RawPath = real.Replace(r.URL.Path), ""
		answer, err := line.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		switch feed := r.URL.Path == "/v1/changes" && strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json"); {
		case feed:
			b, err := io.ReadAll(answer.Body)
			if err != nil {
				return nil, err
			}
			answer.Body = io.NopCloser(strings.NewReader(forth.Replace(string(b))))
			answer.ContentLength = -1
			answer.Header.Del("Content-Length")
		case thumbnail != nil && strings.HasSuffix(r.URL.Path, "/thumbnail") && answer.StatusCode == http.StatusOK:
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(thumbnail)), int64(len(thumbnail))
			answer.Header.Del("Content-Length")
		}
		return answer, nil
	}
}

func TestHostile_AServersIDsLeadOutOfNoFolder(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Perde olio.")
	f := anna.sends(ticket, map[string][]byte{"nota.txt": []byte("ciao")})[0]
	line := newBadLine()
	line.set(lies(nil, f.ID, "../../../fuori"))
	luca := w.over(line, "luca")
	evil := luca.hasArrived(ticket, 1)[0]
	if evil.ID != "../../../fuori" {
		t.Fatalf("its id is %q", evil.ID)
	}
	file, err := luca.front().Attachments().Handout(t.Context(), evil.ID)
	if err == nil {
		if within, err := filepath.Rel(luca.file("opened"), file); err != nil || strings.HasPrefix(within, "..") {
			t.Errorf("it lies at %s", file)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != "ciao" || filepath.Base(file) != "nota.txt" {
			t.Errorf("%s is %q, %v", file, b, err)
		}
	}
}

func TestHostile_ALongNameIsOpenedWhereNoPathMayBeLong(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Perde olio.")
	f := anna.sends(ticket, map[string][]byte{strings.Repeat("x", 180) + ".txt": []byte("ciao")})[0]
	file, err := anna.front().Attachments().Handout(t.Context(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	within, err := filepath.Rel(anna.file("opened"), file)
	if err != nil || len(within) > 125 || filepath.Ext(within) != ".txt" {
		t.Errorf("it lies at %s (%v): %d characters in its folder", within, err, len(within))
	}
}

func TestHostile_AServersNamesHideNothingThatRuns(t *testing.T) {
	for _, name := range []string{"fattura.exe.", "fattura.exe ", "fattura.exe\\u202e", "cartella/fattura.exe/", "fattura.\\u200bexe"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			anna := w.at("anna")
			ticket := anna.opens(w, "Perde olio.")
			anna.sends(ticket, map[string][]byte{"fattura.txt": []byte("ciao")})
			line := newBadLine()
			line.set(lies(nil, `"fattura.txt"`, `"`+name+`"`))
			luca := w.over(line, "luca")
			f := luca.hasArrived(ticket, 1)[0]
			if file, err := luca.front().Attachments().Handout(t.Context(), f.ID); support.CodeOf(err) != support.CodeForbidden {
				t.Errorf("%q would be opened at %s, %v", f.Name, file, err)
			}
		})
	}
}

func TestHostile_AFileIsNoLongerThanFilesMayBe(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Perde olio.")
	f := anna.sends(ticket, map[string][]byte{"nota.txt": []byte("ciao")})[0]
	line := newBadLine()
	line.set(lies(nil, `"size":4,`, `"size":4000000000000,`))
	luca := w.over(line, "luca")
	luca.hasArrived(ticket, 1)
	if err := luca.front().Attachments().Fetch(t.Context(), f.ID); support.CodeOf(err) != support.CodeTooLarge {
		t.Errorf("a file without end is fetched: %v", err)
	}
}

func TestHostile_AThumbnailIsASmallPictureOrNone(t *testing.T) {
	var large bytes.Buffer
	if err := jpeg.Encode(&large, image.NewGray(image.Rect(0, 0, 9000, 5000)), nil); err != nil {
		t.Fatal(err)
	}
	for name, thumbnail := range map[string][]byte{
		"a picture of 45 megapixels": large.Bytes(), "a page": []byte("<html><script>alert(1)</script></html>"),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			anna := w.at("anna")
			ticket := anna.opens(w, "Perde olio.")
			anna.sends(ticket, map[string][]byte{"a.jpg": photo(t, 300, 200, 80)})
			line := newBadLine()
			line.set(lies(thumbnail))
			luca := w.over(line, "luca")
			f := luca.hasArrived(ticket, 1)[0]
			if _, small, err := luca.front().Attachments().Thumbnail(t.Context(), f.ID); err == nil {
				t.Errorf("%s is shown", small.Name())
				_ = small.Close()
			}
			if _, err := os.Stat(luca.file(filepath.Join("files", "thumbnails", f.SHA256.String()))); err == nil {
				t.Error("it is kept")
			}
		})
	}
}

func TestHostile_ALauncherIsOpenedUnderNoName(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	ticket := anna.opens(w, "Perde olio.")
	for _, name := range []string{"avviso", "avviso.xyz"} {
		f := anna.sends(ticket, map[string][]byte{name: []byte("#\n\n[Desktop Entry]\nType=Application\nExec=xterm\n")})[0]
		if file, err := anna.front().Attachments().Handout(t.Context(), f.ID); support.CodeOf(err) != support.CodeForbidden {
			t.Errorf("%s would be opened at %s, %v", name, file, err)
		}
	}
}
