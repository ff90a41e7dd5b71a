package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/attachments"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// mostPasted is how many bytes are taken from the window, which has them in memory.
const mostPasted = 32 << 20

// Assets answers the window for the bytes of files: nothing of them crosses the bridge.
//
//	POST /attachments/draft?by=…&owner=…&name=…    takes a file into a draft, such as one out of the clipboard
//	POST /attachments/draft?by=…&id=…              puts an edited picture in the place of a draft's
//	GET  /attachments/{id}                         as it is shown: of a picture with too many pixels, one with fewer
//	GET  /attachments/{id}/thumbnail
func (p *Program) Assets() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /attachments/draft", p.takePasted)
	mux.HandleFunc("GET /attachments/{id}", func(w http.ResponseWriter, r *http.Request) {
		p.serveFile(w, r, func(front *desktop.Profile) (desk.File, *os.File, error) {
			return front.Attachments().Shown(r.Context(), r.PathValue("id"))
		})
	})
	mux.HandleFunc("GET /attachments/{id}/thumbnail", func(w http.ResponseWriter, r *http.Request) {
		p.serveFile(w, r, func(front *desktop.Profile) (desk.File, *os.File, error) {
			f, small, err := front.Attachments().Thumbnail(r.Context(), r.PathValue("id"))
			f.Type = "image/jpeg"
			return f, small, err
		})
	})
	return mux
}

// serveFile hands out bytes so that nothing in them can be taken for a page of the program's.
func (p *Program) serveFile(w http.ResponseWriter, r *http.Request, open func(*desktop.Profile) (desk.File, *os.File, error)) {
	front, err := p.front()
	if err != nil {
		refuse(w, err)
		return
	}
	f, content, err := open(front)
	if err != nil {
		refuse(w, err)
		return
	}
	defer func() { _ = content.Close() }()
	contentType := "application/octet-stream"
	if attachments.IsPicture(f.Type) {
		contentType = f.Type
	}
	guard(w.Header())
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	http.ServeContent(w, r, "", time.Time{}, content)
}

// guard says of an answer that it is no page, runs nothing and is kept nowhere: the next person at the workstation may be
// another.
func guard(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// takePasted takes bytes that the window has.
func (p *Program) takePasted(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	front, err := p.frontOf(asked.Get("by"))
	if err != nil {
		refuse(w, err)
		return
	}
	body := io.LimitReader(r.Body, mostPasted+1)
	if id := asked.Get("id"); id != "" {
		f, err := front.Attachments().Edit(r.Context(), id, mostPasted, body)
		if err != nil {
			refuse(w, err)
			return
		}
		answer(w, http.StatusOK, attachedForm(front, &f))
		return
	}
	out, err := addPasted(r.Context(), front, asked.Get("owner"), asked.Get("name"), body)
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, out)
}

// addPasted takes what has no file of its own into a draft.
func addPasted(ctx context.Context, front *desktop.Profile, owner, name string, body io.Reader) (AddResult, error) {
	out := AddResult{Added: []Attached{}, Refused: []RefusedFile{}}
	var err error
	if out.Limit, err = front.Attachments().Limit(); err != nil {
		return AddResult{}, err
	}
	f, err := front.Attachments().Add(ctx, owner, name, mostPasted, body)
	if err := out.note(front, name, &f, err); err != nil {
		return AddResult{}, err
	}
	for i := range out.Refused {
		if out.Refused[i].Reason == string(attachments.RefusedTooLarge) && out.Limit > mostPasted {
			out.Refused[i].Reason = "too_large_paste"
		}
	}
	return out, nil
}

// refuse answers as a bound method would: the frontend goes by the code.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch support.CodeOf(err) {
	case support.CodeNotFound:
		status = http.StatusNotFound
	case support.CodeUnauthenticated:
		status = http.StatusUnauthorized
	case support.CodeForbidden:
		status = http.StatusForbidden
	case support.CodeTooLarge:
		status = http.StatusRequestEntityTooLarge
	case support.CodeInvalid:
		status = http.StatusUnprocessableEntity
	}
	answer(w, status, failureOf(err))
}

func answer(w http.ResponseWriter, status int, with any) {
	guard(w.Header())
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(with); err != nil {
		slog.Info("the window did not take an answer", "err", err)
	}
}
