//go:build record

package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// enclosed is a file that somebody attaches.
type enclosed struct {
	support.Attachment
	content []byte
}

func enclosedAs(n int, name string, content []byte) enclosed {
	return enclosed{support.Attachment{ID: theirs(n), Name: name, Size: int64(len(content)), SHA256: sha256.Sum256(content)}, content}
}

func declared(files ...enclosed) []api.NewAttachment {
	var all []support.Attachment
	for _, f := range files {
		all = append(all, f.Attachment)
	}
	return api.Declare(all)
}

// photo is a picture that is larger than its thumbnail.
func photo(t testing.TB) []byte {
	t.Helper()
	drawn := image.NewPaletted(image.Rect(0, 0, 640, 400), color.Palette{color.Gray{Y: 0x30}, color.RGBA{R: 0xC0, G: 0x40, A: 0xFF}})
	for y := 120; y < 280; y++ {
		for x := 200; x < 440; x++ {
			drawn.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, drawn); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// attachments is what came with attachments: messages that declare them, their bytes in pieces, and whole back again. One stays
// half way, and one is given up.
func (r *recorder) attachments() {
	ctx, names := context.Background(), r.world.names
	step := 0
	ok := func(err error) {
		r.t.Helper()
		if step++; err != nil {
			r.t.Fatalf("step %d: %v", step, err)
		}
	}
	refused := func(code support.Code, err error) {
		r.t.Helper()
		if step++; support.CodeOf(err) != code {
			r.t.Fatalf("step %d was to be refused as %s: %v", step, code, err)
		}
	}
	post := func(by string, m api.NewMessage) error {
		_, err := r.as(by, "Post").Acts("").Post(ctx, theirs(6), m)
		return err
	}
	abandon := func(by string, f enclosed) error { return r.as(by, "Abandon").Acts("").Abandon(ctx, f.ID) }
	download := func(by string, f enclosed, from int64) error {
		return r.as(by, "Download").Download(ctx, f.Attachment, from, io.Discard)
	}
	thumbnail := func(by string, f enclosed) error {
		_, err := r.as(by, "Thumbnail").Thumbnail(ctx, f.ID)
		return err
	}
	_, err := r.as("piero", "SignIn").SignIn(ctx, "piero", frozenPassword, "Forno")
	ok(err)

	log := []byte(strings.Repeat("08:15:00 E42 asse Z fermo\n", 40))
	picture, report := enclosedAs(101, "guarnizione «già» rotta 1.png", photo(r.t)), enclosedAs(102, "allarmi.log", log)
	manual, inside := enclosedAs(103, "manuale.pdf", []byte("%PDF-1.4\n%%EOF\n")), enclosedAs(104, "preventivo.png", picture.content)
	page := enclosedAs(105, "pagina.html", []byte("<!doctype html><script>alert(1)</script>\n"))
	lost, slow := enclosedAs(106, "filmato.mp4", log[:300]), enclosedAs(107, "lento.mp4", log[:200])

	for range 2 {
		_, err := r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, api.NewTicket{
			ID: theirs(6), Kind: "chat", CategoryID: names["hydraulics"], MachineID: names["press"], Severity: "degraded",
			Description: "Ecco la guarnizione.", Attachments: declared(picture),
		})
		ok(err)
	}
	reply := api.NewMessage{ID: theirs(18), Kind: "reply", Attachments: declared(report, manual, page, lost, slow)}
	ok(post("luca", reply))
	ok(post("luca", reply))
	ok(post("luca", api.NewMessage{ID: theirs(19), Kind: "note", Text: "Non da mostrare.", Attachments: declared(inside)}))
	reply.Attachments = reply.Attachments[:2]
	refused(support.CodeConflict, post("luca", reply))
	refused(support.CodeConflict, post("anna", api.NewMessage{ID: theirs(20), Kind: "reply", Attachments: declared(picture)}))
	wrong := declared(enclosedAs(108, "../a", log), enclosedAs(109, "b", nil))
	refused(support.CodeInvalid, post("anna", api.NewMessage{ID: theirs(20), Kind: "reply", Attachments: wrong}))

	refused(support.CodeNotFound, download("anna", picture, 0))
	refused(support.CodeNotFound, thumbnail("anna", picture))
	refused(support.CodeForbidden, r.upload("luca", picture))
	refused(support.CodeNotFound, r.upload("piero", picture))
	refused(support.CodeNotFound, r.upload("anna", inside))
	longer := picture
	longer.Size++
	refused(support.CodeInvalid, r.upload("anna", longer))
	for range 2 {
		ok(r.upload("anna", picture)) // the second finds it there
	}
	ok(r.upload("luca", inside))
	ok(r.upload("luca", page))
	r.inPieces(report)
	other := manual
	other.content = bytes.ToLower(manual.content)
	refused(support.CodeHashMismatch, r.upload("luca", other))
	ok(r.upload("luca", manual))

	for _, f := range []enclosed{lost, slow} {
		r.cut = 100
		refused(support.CodeUnreachable, r.upload("luca", f))
	}
	refused(support.CodeForbidden, abandon("anna", lost))
	refused(support.CodeNotFound, abandon("piero", lost))
	refused(support.CodeNotFound, abandon("anna", inside))
	ok(abandon("luca", lost))
	ok(abandon("luca", lost))
	refused(support.CodeArrived, abandon("luca", report))
	refused(support.CodeAbandoned, r.upload("luca", lost))
	r.ask("luca", http.MethodHead, uploadOf(lost), tus(nil), nil, http.StatusGone)
	r.ask("luca", http.MethodPatch, uploadOf(lost), partFrom("100"), lost.content[100:], http.StatusGone)
	refused(support.CodeNotFound, download("anna", lost, 0))

	for _, f := range []enclosed{picture, report, manual, page} {
		ok(download("anna", f, 0))
	}
	ok(download("luca", inside, 0))
	ok(download("anna", report, 400))
	refused(support.CodeNotFound, download("anna", inside, 0))
	refused(support.CodeNotFound, download("piero", picture, 0))
	refused(support.CodeNotFound, download("anna", slow, 0))
	ok(thumbnail("anna", picture))
	ok(thumbnail("luca", inside))
	refused(support.CodeNotFound, thumbnail("anna", inside))
	refused(support.CodeNotFound, thumbnail("piero", picture))
	refused(support.CodeNotFound, thumbnail("anna", report))
	kept := map[string]string{"If-None-Match": `"` + report.SHA256.String() + `"`}
	r.ask("anna", http.MethodGet, "/v1/attachments/"+report.ID, kept, nil, http.StatusNotModified)
}

// inPieces brings one of Luca's files: the line is cut after the first piece, what follows begins where it was, and what begins
// elsewhere is refused.
func (r *recorder) inPieces(f enclosed) {
	r.t.Helper()
	const gone = 400
	r.cut = gone
	if err := r.upload("luca", f); support.CodeOf(err) != support.CodeUnreachable {
		r.t.Fatal(err)
	}
	at, rest := uploadOf(f), f.content[gone:]
	r.ask("luca", http.MethodHead, at, tus(nil), nil, http.StatusOK)
	r.ask("anna", http.MethodHead, at, tus(nil), nil, http.StatusForbidden)
	r.ask("piero", http.MethodHead, at, tus(nil), nil, http.StatusNotFound)
	r.ask("luca", http.MethodPatch, at, partFrom("0"), rest, http.StatusConflict)
	r.ask("luca", http.MethodPatch, at, partFrom("x"), rest, http.StatusUnprocessableEntity)
	untold, other := partFrom("400"), partFrom("400")
	delete(untold, "Tus-Resumable")
	other["Content-Type"] = "text/plain"
	r.ask("luca", http.MethodPatch, at, untold, rest, http.StatusUnprocessableEntity)
	r.ask("luca", http.MethodPatch, at, other, rest, http.StatusUnsupportedMediaType)
	r.ask("anna", http.MethodPatch, at, partFrom("400"), rest, http.StatusForbidden)
	r.ask("luca", http.MethodPatch, at, partFrom("400"), append(bytes.Clone(rest), '!'), http.StatusRequestEntityTooLarge)
	if err := r.upload("luca", f); err != nil {
		r.t.Fatal(err)
	}
	r.ask("luca", http.MethodHead, at, tus(nil), nil, http.StatusOK)
	r.ask("luca", http.MethodPatch, at, partFrom("400"), rest, http.StatusConflict)
}

func (r *recorder) upload(by string, f enclosed) error {
	return r.as(by, "Upload").Acts("").Upload(context.Background(), f.Attachment, bytes.NewReader(f.content), func(int64) {}, func() bool { return true })
}

func uploadOf(f enclosed) string { return "/v1/uploads/" + f.ID }

// tus are the headers of a request of the protocol.
func tus(more map[string]string) map[string]string {
	all := map[string]string{"Tus-Resumable": "1.0.0"}
	maps.Copy(all, more)
	return all
}

func partFrom(offset string) map[string]string {
	return tus(map[string]string{"Upload-Offset": offset, "Content-Type": "application/offset+octet-stream"})
}

// touched is what Anna's stream brings of a reply of Luca's with two files: it comes, one arrives, the other is given up.
func (r *recorder) touched(said <-chan api.Message) {
	ctx := context.Background()
	files := []enclosed{enclosedAs(111, "vista.png", photo(r.t)), enclosedAs(112, "retro.png", photo(r.t))}
	for step, do := range []func() error{
		func() error {
			_, err := r.as("luca", "Post").Acts("").Post(ctx, theirs(3), api.NewMessage{ID: theirs(17), Kind: "reply", Attachments: declared(files...)})
			return err
		},
		func() error { return r.upload("luca", files[0]) },
		func() error { return r.as("luca", "Abandon").Acts("").Abandon(ctx, files[1].ID) },
	} {
		if err := do(); err != nil {
			r.t.Fatal(err)
		}
		all := (<-said).Attachments
		if all[0].ArrivedAt.IsZero() == (step > 0) || all[1].AbandonedAt.IsZero() == (step > 1) {
			r.t.Fatalf("after step %d: %+v", step, all)
		}
		r.count()
	}
}
