package httpapi_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/server"
)

// get asks for an attachment with headers of its own.
func (u *user) get(f *attachment, header ...string) *reply {
	u.world.t.Helper()
	return u.ask("GET", "/v1/attachments/"+f.id, tusHeader(header...), nil)
}

func TestAttachment_IsNeverMoreThanAFileToABrowser(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	script := "<script>alert(1)</script>"
	for _, c := range []struct{ name, content, want string }{
		{"pagina.html", "<!DOCTYPE html><html>" + script + "</html>", "application/octet-stream"},
		{"disegno.svg", `<svg xmlns="http://www.w3.org/2000/svg">` + script + "</svg>", "application/octet-stream"},
		// It is the content that says what it is.
		{"foto.jpg", "<!DOCTYPE html><html>" + script + "</html>", "application/octet-stream"},
		{"foto.png", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">` + script + "</svg>", "application/octet-stream"},
		{"dati.xml", `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>`, "application/octet-stream"},
		{"codice.js", "#!/usr/bin/env node\nalert(1)", "application/octet-stream"},
		{"registro.html", "14:02 allarme E42\n", "text/plain; charset=utf-8"},
		{"foto.exe", string(aPicture(2, 2)), "image/png"},
		{"manuale.pdf", "%PDF-1.7\n", "application/pdf"},
	} {
		f := w.anna.upload(w.anna.attach(ticket, "reply", fileOf(c.name, []byte(c.content))))
		r := w.luca.fetch(f).want(http.StatusOK)
		if string(r.bytes) != c.content {
			t.Errorf("%s: other bytes arrived", c.name)
		}
		for header, want := range map[string]string{
			"Content-Type": c.want, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := r.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, header, got, want)
			}
		}
		if !strings.HasPrefix(r.header.Get("Content-Disposition"), "attachment;") {
			t.Errorf("%s: Content-Disposition is %q", c.name, r.header.Get("Content-Disposition"))
		}
	}
}

func TestAttachment_HasItsNameWhateverIsInIt(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	for _, name := range []string{
		"Guarnizione.jpg", "perché così.pdf", "🔧 chiave.txt", "صورة الآلة.png", "תמונה.png", "l'ultima (2); a=b, c@d.txt", "100%.log", "a'b%20c.txt",
		"filename=x; attachment.txt", strings.Repeat("lungo ", 30) + "nome.txt", "图纸.dwg",
	} {
		f := w.anna.upload(w.anna.attach(ticket, "reply", fileOf(name, []byte(name))))
		header := w.luca.fetch(f).want(http.StatusOK).header.Get("Content-Disposition")
		kind, parameters, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || parameters["filename"] != name || len(parameters) != 1 {
			t.Errorf("%q: %q is %s %q, %v", name, header, kind, parameters, err)
		}
	}
}

func TestAttachment_GivesOneRange(t *testing.T) {
	w := newWorld(t)
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 300_000)))
	tag := w.luca.get(f).want(http.StatusOK).header.Get("ETag")
	if tag != `"`+f.digest+`"` {
		t.Errorf("ETag is %s", tag)
	}
	part := w.luca.get(f, "Range", "bytes=100000-", "If-Range", tag).want(http.StatusPartialContent)
	if !bytes.Equal(part.bytes, f.content[100_000:]) || part.header.Get("Content-Range") != "bytes 100000-299999/300000" {
		t.Errorf("%s: %d bytes", part.header.Get("Content-Range"), len(part.bytes))
	}
	if got := w.luca.get(f, "Range", "bytes=-5").want(http.StatusPartialContent); !bytes.Equal(got.bytes, f.content[299_995:]) {
		t.Errorf("the last five are %x", got.bytes)
	}
	for _, header := range [][]string{
		{"Range", "bytes=0-9,20-29"}, {"Range", "bytes=5-", "If-Range", `"another"`}, {"Range", "lines=1-2, 3"},
	} {
		if got := w.luca.get(f, header...).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
			t.Errorf("%v: %d bytes, want all", header, len(got.bytes))
		}
	}
	w.luca.get(f, "Range", "bytes=300000-").want(http.StatusRequestedRangeNotSatisfiable)
	w.luca.get(f, "If-None-Match", tag).want(http.StatusNotModified)
	head := w.luca.ask("HEAD", "/v1/attachments/"+f.id, nil, nil).want(http.StatusOK)
	if len(head.bytes) != 0 || head.header.Get("Content-Length") != "300000" {
		t.Errorf("HEAD: %d bytes, Content-Length %s", len(head.bytes), head.header.Get("Content-Length"))
	}
}

func TestAttachment_DamagedOnTheDiskIsCutAndNeverLooksWhole(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, file string){
		"a bit": func(t *testing.T, file string) {
			content, err := os.ReadFile(file)
			if err == nil {
				content[len(content)/2] ^= 1
				err = os.WriteFile(file, content, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		"cut off": func(t *testing.T, file string) {
			if err := os.Truncate(file, 1000); err != nil {
				t.Fatal(err)
			}
		},
		"gone": func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			registry := prometheus.NewRegistry()
			w := newWorld(t, func(c *server.Config) { c.Metrics = registry })
			f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 300_000)))
			damage(t, w.kept()[0])
			r, err := w.luca.try("GET", "/v1/attachments/"+f.id, nil)
			switch {
			case name == "a bit" && !errors.Is(err, io.ErrUnexpectedEOF):
				t.Errorf("it ended with %v", err)
			case name != "a bit" && (err != nil || r.status != http.StatusInternalServerError || r.text("code") != "internal"):
				t.Errorf("it ended with %v, %+v", err, r)
			}
			if logged := w.logged.take(); !strings.Contains(logged, f.id) && !strings.Contains(logged, f.digest) {
				t.Errorf("logged: %s", logged)
			}
			if n := counted(t, registry, "filodiretto_attachments_damaged_total", ""); n != 1 {
				t.Errorf("%v damaged", n)
			}
			// Others are as they were, and the same file brought again mends it.
			other := w.luca.upload(w.luca.attach(w.anna.open(), "reply", &attachment{id: newID(), name: "b.bin", content: f.content, digest: f.digest, size: f.size}))
			for _, one := range []*attachment{f, other} {
				if got := w.luca.fetch(one).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
					t.Error("it is not mended")
				}
			}
		})
	}
}

func TestThumbnail_IsSmallAndDrawnAgainWhereItWasLost(t *testing.T) {
	w := newWorld(t)
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", fileOf("Foto.png", aPicture(900, 600))))
	look := func() {
		t.Helper()
		r := w.luca.do("GET", "/v1/attachments/"+f.id+"/thumbnail", nil).want(http.StatusOK)
		small, err := jpeg.DecodeConfig(bytes.NewReader(r.bytes))
		if err != nil || small.Width != 480 || small.Height != 320 || r.header.Get("Content-Type") != "image/jpeg" || r.header.Get("Content-Security-Policy") == "" {
			t.Errorf("it is %s of %d × %d, %v", r.header.Get("Content-Type"), small.Width, small.Height, err)
		}
	}
	look()
	for _, file := range filesBelow(t, filepath.Join(w.data, "thumbnails")) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	look()
}
