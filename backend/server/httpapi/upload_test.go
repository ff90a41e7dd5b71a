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

func TestUpload_IsToldToWhoeverHasTheMessage(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	f := w.anna.attach(ticket, "reply", fileOf("Foto.png", aPicture(600, 300)))
	_, bruno := w.bruno.feed("")
	_, luca := w.luca.feed("")
	before := w.luca.do("GET", "/v1/tickets/"+ticket, nil).bytes
	w.anna.upload(f)
	for u, cursor := range map[*user]string{w.bruno: bruno, w.luca: luca} {
		changes, _ := u.feed(cursor)
		if len(changes) != 1 || changes[0]["type"] != "message" {
			t.Fatalf("%s is told %v", u.Login, changes)
		}
		a := changes[0]["message"].(object)["attachments"].([]any)[0].(object)
		if a["arrivedAt"] == nil || a["type"] != "image/png" || a["width"] != 600.0 || a["height"] != 300.0 || a["sha256"] != f.digest {
			t.Errorf("%s is told of %v", u.Login, a)
		}
	}
	if after := w.luca.do("GET", "/v1/tickets/"+ticket, nil).bytes; !bytes.Equal(before, after) {
		t.Errorf("the ticket was %s, and is %s", before, after)
	}
}

func TestUpload_OfAClosedTicketAndAfterSigningInAgainGoesOn(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	f := w.anna.attach(ticket, "reply", aFile("registro.log", 1000))
	w.anna.begin(f).want(http.StatusCreated)
	w.anna.bring(f, 0, 400).want(http.StatusNoContent)
	w.luca.close(ticket)
	w.anna.do("DELETE", "/v1/sessions/current", nil).want(http.StatusNoContent)
	w.anna.bring(f, 400, 1000).wantProblem(http.StatusUnauthorized, support.CodeUnauthenticated)
	w.anna.token = w.signIn("anna")
	w.anna.bring(f, 400, 1000).want(http.StatusNoContent)
	w.luca.fetch(f).want(http.StatusOK)
}

func TestUpload_BegunAgainLosesNothing(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	w.anna.begin(f).want(http.StatusCreated).wantOffset(0)
	w.anna.bring(f, 0, 700).want(http.StatusNoContent).wantOffset(700)
	w.anna.begin(f).want(http.StatusCreated).wantOffset(700)
	// Bytes in a creation (an extension of tus) would follow those that are there.
	header := tusHeader("Upload-Length", "1000", "Upload-Metadata", metadata(f.id), "Content-Type", "application/offset+octet-stream")
	w.anna.ask("POST", "/v1/uploads", header, bytes.NewReader(f.content[:300])).want(http.StatusCreated).wantOffset(700)
	w.anna.bring(f, 700, 1000).want(http.StatusNoContent).wantOffset(1000)
	if got := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(got.bytes, f.content) {
		t.Error("other bytes arrived")
	}
}

func TestUpload_ThatHasArrivedSaysSoForEver(t *testing.T) {
	w := newWorld(t)
	f := w.anna.upload(w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000)))
	for range 2 {
		w.anna.begin(f).want(http.StatusCreated).wantOffset(1000)
		w.anna.offset(f).want(http.StatusOK).wantOffset(1000)
		// The answer to the last piece was lost: it is sent again, or only asked for.
		w.anna.bring(f, 1000, 1000).want(http.StatusNoContent).wantOffset(1000)
		w.anna.bring(f, 600, 1000).wantProblem(http.StatusConflict, support.CodeConflict)
	}
	if unfinished := w.unfinished(); len(unfinished) != 0 {
		t.Errorf("left behind: %q", unfinished)
	}
}

func TestUpload_OfWhatIsNotWhatWasDeclaredBeginsAnew(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	f := w.anna.attach(ticket, "reply", aFile("a.bin", 1000))
	right := f.content
	f.content = aFile("", 1000).content
	w.anna.begin(f).want(http.StatusCreated)
	w.anna.bring(f, 0, 500).want(http.StatusNoContent)
	w.anna.bring(f, 500, 1000).wantProblem(http.StatusConflict, support.CodeHashMismatch)
	w.luca.fetch(f).wantProblem(http.StatusNotFound, support.CodeNotFound)
	if r := w.anna.offset(f); r.status != http.StatusNotFound {
		t.Errorf("the upload is still there: %d", r.status)
	}
	if left := w.kept(); len(left) != 0 {
		t.Errorf("kept: %q", left)
	}
	// The rest of the message is as it was.
	messages := w.luca.messages(ticket)
	if last := messages[len(messages)-1]; last["text"] != "Ecco." {
		t.Errorf("the message is %v", last)
	}
	f.content = right
	w.anna.upload(f)
	w.luca.fetch(f).want(http.StatusOK)
}

func TestUpload_TakesWhatWasDeclaredAlone(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	create := func(header http.Header) *reply { return w.anna.ask("POST", "/v1/uploads", header, nil) }
	for _, c := range []struct {
		length, metadata, location string
		reason                     support.Reason
	}{
		{"999", metadata(f.id), "header.Upload-Length", support.ReasonWrong},
		{"1001", metadata(f.id), "header.Upload-Length", support.ReasonWrong},
		{"-1", metadata(f.id), "header.Upload-Length", support.ReasonWrong},
		{"many", metadata(f.id), "header.Upload-Length", support.ReasonBadType},
		{"", metadata(f.id), "header.Upload-Length", support.ReasonBadType},
		{"1000", "", "header.Upload-Metadata", support.ReasonBadID},
		{"1000", "attachmentId ***", "header.Upload-Metadata", support.ReasonBadID},
		{"1000", "attachmentId " + f.id, "header.Upload-Metadata", support.ReasonBadID},
		{"1000", metadata("../../filodiretto.db"), "header.Upload-Metadata", support.ReasonBadID},
		{"1000", "filename " + metadata(f.id), "header.Upload-Metadata", support.ReasonBadID},
	} {
		create(tusHeader("Upload-Length", c.length, "Upload-Metadata", c.metadata)).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, c.location, string(c.reason))
	}
	create(tusHeader("Upload-Defer-Length", "1", "Upload-Metadata", metadata(f.id))).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "header.Upload-Length")
	create(http.Header{"Upload-Length": {"1000"}, "Upload-Metadata": {metadata(f.id)}}).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "header.Tus-Resumable", string(support.ReasonWrong))
	w.anna.bring(f, 0, 10).wantProblem(http.StatusNotFound, support.CodeNotFound)
	w.anna.begin(f).want(http.StatusCreated)
	patch := func(header http.Header, size int) *reply {
		return w.anna.ask("PATCH", "/v1/uploads/"+f.id, header, bytes.NewReader(make([]byte, size)))
	}
	patch(partHeader(1), 10).wantProblem(http.StatusConflict, support.CodeConflict)
	patch(partHeader(0), 1001).wantProblem(http.StatusRequestEntityTooLarge, support.CodeTooLarge)
	patch(tusHeader("Upload-Offset", "0", "Content-Type", "application/json"), 10).wantProblem(http.StatusUnsupportedMediaType, support.CodeUnsupportedMediaType)
	patch(tusHeader("Upload-Offset", "-3", "Content-Type", "application/offset+octet-stream"), 10).
		wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "header.Upload-Offset")
	patch(tusHeader("Content-Type", "application/offset+octet-stream"), 10).wantProblem(http.StatusUnprocessableEntity, support.CodeInvalid, "header.Upload-Offset")
	w.anna.offset(f).want(http.StatusOK).wantOffset(0)
}

func TestUpload_ListensToNobodyInBetween(t *testing.T) {
	w := newWorld(t)
	f := w.anna.attach(w.anna.open(), "reply", aFile("a.bin", 1000))
	header := tusHeader("Upload-Length", "1000", "Upload-Metadata", metadata(f.id), "Origin", "https://evil.example", "X-Forwarded-Host", "evil.example",
		"X-Forwarded-Proto", "gopher", "Forwarded", "host=evil.example", "X-HTTP-Method-Override", "DELETE", "Upload-Draft-Interop-Version", "6",
		"Upload-Concat", "final;/v1/uploads/"+newID())
	r := w.anna.ask("POST", "/v1/uploads", header, nil).want(http.StatusCreated)
	for name, values := range r.header {
		if got := fmt.Sprint(values); len(name) > 15 && name[:15] == "Access-Control-" || bytes.Contains([]byte(got), []byte("evil")) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if at := r.header.Get("Location"); at != "/v1/uploads/"+f.id {
		t.Errorf("the upload is at %q", at)
	}
	for _, method := range []string{"GET", "DELETE", "OPTIONS", "PUT"} {
		w.anna.ask(method, "/v1/uploads/"+f.id, header, nil).wantProblem(http.StatusMethodNotAllowed, support.CodeMethodNotAllowed)
	}
	w.anna.header = http.Header{"Filodiretto-Epoch": {"00112233445566778899aabbccddeeff"}}
	w.anna.begin(f).wantProblem(http.StatusGone, support.CodeCursorReset)
	w.anna.bring(f, 0, 1000).wantProblem(http.StatusGone, support.CodeCursorReset)
}

func TestUpload_OfTheSameFileTwiceIsStoredOnceACompany(t *testing.T) {
	w := newWorld(t)
	acme, foundry := w.anna.open(), w.piero.open()
	photo := aPicture(10, 10)
	w.anna.upload(w.anna.attach(acme, "reply", fileOf("Una.png", photo)))
	again := w.luca.upload(w.luca.attach(acme, "note", fileOf("Due.png", photo)))
	w.piero.upload(w.piero.attach(foundry, "reply", fileOf("Tre.png", photo)))
	if got := w.kept(); len(got) != 2 {
		t.Errorf("kept: %q", got)
	}
	if r := w.luca.fetch(again).want(http.StatusOK); !bytes.Equal(r.bytes, photo) {
		t.Error("other bytes arrived")
	}
}

func TestUpload_OfAPictureThatIsNoneArrivesAsAFile(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	whole := aPicture(300, 300)
	for name, content := range map[string][]byte{
		"Metà.png": whole[:len(whole)/2], "Solo il nome.jpg": []byte("non è una foto"), "Bomba.png": aBomb(),
	} {
		f := w.anna.upload(w.anna.attach(ticket, "reply", fileOf(name, content)))
		if r := w.luca.fetch(f).want(http.StatusOK); !bytes.Equal(r.bytes, content) {
			t.Errorf("%s: other bytes arrived", name)
		}
		w.luca.do("GET", "/v1/attachments/"+f.id+"/thumbnail", nil).wantProblem(http.StatusNotFound, support.CodeNotFound)
	}
	for _, m := range w.luca.messages(ticket)[1:] {
		if a := m["attachments"].([]any)[0].(object); a["width"] != nil || a["arrivedAt"] == nil || a["type"] == nil {
			t.Errorf("there is %v", a)
		}
	}
}
