package httpapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"testing"

	"filodiretto/backend/support"
)

// attachment is a file that somebody attaches.
type attachment struct {
	id, name string
	content  []byte
	// digest and size are what is declared.
	digest string
	size   int
}

// aFile is a file of so many bytes that no other test has.
func aFile(name string, size int) *attachment {
	content := make([]byte, size)
	random := rand.NewChaCha8([32]byte([]byte(newID())))
	_, _ = random.Read(content)
	return fileOf(name, content)
}

func fileOf(name string, content []byte) *attachment {
	sum := sha256.Sum256(content)
	return &attachment{id: newID(), name: name, content: content, digest: hex.EncodeToString(sum[:]), size: len(content)}
}

func (a *attachment) declared() object {
	return object{"id": a.id, "name": a.name, "size": a.size, "sha256": a.digest}
}

// attach says something with files to a ticket, and returns the first of them.
func (u *user) attach(ticket, kind string, files ...*attachment) *attachment {
	u.world.t.Helper()
	var declared []object
	for _, f := range files {
		declared = append(declared, f.declared())
	}
	u.do("POST", "/v1/tickets/"+ticket+"/messages", object{"id": newID(), "kind": kind, "text": "Ecco.", "attachments": declared}).want(http.StatusCreated)
	return files[0]
}

// ask is a request with headers of its own.
func (u *user) ask(method, path string, header http.Header, body io.Reader) *reply {
	u.world.t.Helper()
	r, err := u.asks(method, path, header, body)
	if err != nil {
		u.world.t.Fatal(err)
	}
	return r
}

func (u *user) asks(method, path string, header http.Header, body io.Reader) (*reply, error) {
	req, err := http.NewRequestWithContext(u.world.t.Context(), method, u.world.url+path, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, u.header)
	maps.Copy(req.Header, header)
	if u.token != "" {
		req.Header.Set("Authorization", "Bearer "+u.token)
	}
	return u.answerTo(req)
}

func metadata(id string) string {
	return "attachmentId " + base64.StdEncoding.EncodeToString([]byte(id))
}

func tusHeader(pairs ...string) http.Header {
	h := http.Header{"Tus-Resumable": {"1.0.0"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// begin creates the upload of a file.
func (u *user) begin(f *attachment) *reply {
	u.world.t.Helper()
	return u.ask("POST", "/v1/uploads", tusHeader("Upload-Length", fmt.Sprint(f.size), "Upload-Metadata", metadata(f.id)), nil)
}

// bring sends a part of a file.
func (u *user) bring(f *attachment, from, to int) *reply {
	u.world.t.Helper()
	return u.ask("PATCH", "/v1/uploads/"+f.id, partHeader(from), bytes.NewReader(f.content[from:to]))
}

func partHeader(from int) http.Header {
	return tusHeader("Upload-Offset", fmt.Sprint(from), "Content-Type", "application/offset+octet-stream")
}

// offset asks how much of a file has come.
func (u *user) offset(f *attachment) *reply {
	u.world.t.Helper()
	return u.ask("HEAD", "/v1/uploads/"+f.id, tusHeader(), nil)
}

// upload brings the whole of a file.
func (u *user) upload(f *attachment) *attachment {
	u.world.t.Helper()
	u.begin(f).want(http.StatusCreated)
	u.bring(f, 0, f.size).want(http.StatusNoContent)
	return f
}

func (u *user) fetch(f *attachment) *reply {
	u.world.t.Helper()
	return u.do("GET", "/v1/attachments/"+f.id, nil)
}

func (r *reply) wantOffset(offset int) *reply {
	r.t.Helper()
	if got := r.header.Get("Upload-Offset"); got != fmt.Sprint(offset) {
		r.t.Errorf("%s: Upload-Offset is %q, want %d", r.asked, got, offset)
	}
	if got := r.header.Get("Tus-Resumable"); got != "1.0.0" {
		r.t.Errorf("%s: Tus-Resumable is %q", r.asked, got)
	}
	return r
}

func TestUpload_ComesInPiecesAndIsThereForWhoeverSeesTheMessage(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	f := w.anna.attach(ticket, "reply", aFile("Guarnizione.jpg", 300_000))
	w.luca.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
	made := w.anna.begin(f).want(http.StatusCreated).wantOffset(0)
	if at := made.header.Get("Location"); at != "/v1/uploads/"+f.id {
		t.Errorf("the upload is at %q", at)
	}
	w.anna.bring(f, 0, 100_000).want(http.StatusNoContent).wantOffset(100_000)
	w.luca.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
	if length := w.anna.offset(f).want(http.StatusOK).wantOffset(100_000).header.Get("Upload-Length"); length != "300000" {
		t.Errorf("Upload-Length is %q", length)
	}
	w.anna.bring(f, 100_000, 300_000).want(http.StatusNoContent).wantOffset(300_000)
	for _, u := range []*user{w.anna, w.bruno, w.luca, w.mara} {
		if got := u.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
			t.Errorf("%s got %d bytes, and not those that were sent", u.Login, len(got.bytes))
		}
	}
	w.piero.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
}
