package httpapi

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func createUpload(r *request) error { return r.api.uploads.Create(r.w, r.Request, r.by()) }

func getUploadOffset(r *request) error { return r.api.uploads.Offset(r.w, r.Request, r.by(), r.id) }

func appendToUpload(r *request) error {
	if err := r.api.bringing.enter(r.by().ID); err != nil {
		return err
	}
	defer r.api.bringing.leave(r.by().ID)
	r.Body = &watchedBody{r.Body, &watch{request: r, looked: r.api.config.Now()}}
	return r.api.uploads.Append(r.w, r.Request, r.by(), r.id)
}

func abandonAttachment(r *request) (answer, error) {
	return nothing, r.api.uploads.Abandon(r.Context(), r.by(), r.id)
}

// atOnce is how many uploads of one person may be under way at the same time: each takes memory for as long as its line likes.
const atOnce = 24

var errAtOnce = &support.Error{
	Code: support.CodeRateLimited, Detail: "too many uploads of yours are under way at the same time", RetryAfter: time.Second,
}

// bringing counts what each person has under way.
type bringing struct {
	mu   sync.Mutex
	each map[string]int
}

func (b *bringing) enter(personID string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.each[personID] >= atOnce {
		return errAtOnce
	}
	b.each[personID]++
	return nil
}

func (b *bringing) leave(personID string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.each[personID]--; b.each[personID] == 0 {
		delete(b.each, personID)
	}
}

// again is how often it is looked whether whoever brings or fetches bytes is still let in, while they come: that may be for hours.
const again = 2 * time.Second

// watch looks from time to time whether the session of a request still lives.
type watch struct {
	request *request
	looked  time.Time
}

// over is why the session has ended, nil while it has not.
func (w *watch) over() error {
	r := w.request
	now := r.api.config.Now()
	if now.Sub(w.looked) < again {
		return nil
	}
	w.looked = now
	if _, err := r.api.service.Session(r.Context(), r.session.Hash); support.CodeOf(err) == support.CodeUnauthenticated {
		return err
	}
	// A store that cannot be read for a moment ends nobody's.
	return nil
}

// watchedBody is a body that ends with its session.
type watchedBody struct {
	io.ReadCloser
	watch *watch
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if over := b.watch.over(); over != nil {
		return 0, over
	}
	return n, err
}

// arrived is the attachment that the path names, which is not there before its bytes are.
func (r *request) arrived() (store.Attachment, error) {
	a, err := r.api.service.Attachment(r.Context(), r.by(), r.id)
	if err == nil && !a.Arrived() {
		err = support.Wrap(support.CodeNotFound, nil)
	}
	return a, err
}

func getAttachment(r *request) error {
	a, err := r.arrived()
	if err != nil {
		return err
	}
	file, err := r.api.blobs.Open(r.Context(), a.CompanyID, a.SHA256, a.Size)
	if err != nil {
		return r.lost(a, err)
	}
	defer func() { _ = file.Close() }()
	h := r.w.Header()
	h.Set("Content-Type", passiveType(a.Type))
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+encodedName(a.Name))
	h.Set("ETag", `"`+a.SHA256.String()+`"`)
	if strings.Contains(r.Header.Get("Range"), ",") {
		// Several ranges would be put together from pieces that nobody has checked; whoever asks for them may get all.
		r.Header.Del("Range")
	}
	r.send(file)
	if file.Damaged {
		r.api.metrics.damaged()
		r.api.config.Log.ErrorContext(r.Context(), "an attachment is damaged on the disk", "attachment", a.ID, "company", a.CompanyID, "sha256", a.SHA256.String())
		// What was sent must not look like the whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// lost is what it means that what has arrived cannot be opened: nobody's mistake but the disk's, if it is not there.
func (r *request) lost(a store.Attachment, err error) error {
	if errors.Is(err, blobs.ErrDamaged) || support.CodeOf(err) == support.CodeNotFound {
		r.api.metrics.damaged()
		return support.Wrap(support.CodeInternal, fmt.Errorf("attachment %s of company %s, %s: %w", a.ID, a.CompanyID, a.SHA256, err))
	}
	return err
}

func getThumbnail(r *request) error {
	a, err := r.arrived()
	if err == nil && a.Width == 0 {
		err = support.Wrap(support.CodeNotFound, nil)
	}
	if err != nil {
		return err
	}
	file, err := r.api.uploads.Thumbnail(r.Context(), a)
	if err != nil {
		return r.lost(a, err)
	}
	defer func() { _ = file.Close() }()
	r.w.Header().Set("Content-Type", "image/jpeg")
	r.w.Header().Set("ETag", `"`+a.SHA256.String()+`-thumbnail"`)
	r.send(file)
	return nil
}

// send answers with a file, or the range of it that was asked for. What is in it came from somebody: no browser is to make of
// it more than a file.
func (r *request) send(file io.ReadSeeker) {
	h := r.w.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	patient := &patientWriter{ResponseWriter: r.w, control: http.NewResponseController(r.w), silence: r.api.config.Limits.Silence, watch: watch{r, r.api.config.Now()}}
	// The body was read, and the line is listened to only for its end.
	_ = patient.control.SetReadDeadline(time.Time{}) // a connection without deadlines is a test's
	patient.extend()
	http.ServeContent(patient, r.Request, "", time.Time{}, file)
}

// patientWriter gives each piece of an answer its time, instead of the whole. What is cut by the end of its session is shorter than
// its headers say, so that nobody takes it for the whole.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	silence time.Duration
	watch   watch
}

func (w *patientWriter) extend() { _ = w.control.SetWriteDeadline(time.Now().Add(w.silence)) }

func (w *patientWriter) Write(b []byte) (int, error) {
	if err := w.watch.over(); err != nil {
		return 0, err
	}
	w.extend()
	return w.ResponseWriter.Write(b)
}

// passiveType is the type as which a file is sent: its own if nothing that opens it could run anything of it.
func passiveType(by string) string {
	kind, _, err := mime.ParseMediaType(by)
	if err != nil {
		return anyBytes
	}
	family, _, _ := strings.Cut(kind, "/")
	switch {
	case kind == "text/plain":
		return "text/plain; charset=utf-8"
	case kind == "image/svg+xml":
		return anyBytes
	case family == "image", family == "audio", family == "video", kind == "application/pdf", kind == "application/zip":
		return kind
	default:
		return anyBytes
	}
}

const anyBytes = "application/octet-stream"

// encodedName is a name as RFC 8187 has it in a header: any name, and nothing in it that a header could take for its own.
func encodedName(name string) string {
	// What PathEscape leaves as it is and RFC 8187 does not.
	return strings.NewReplacer("'", "%27", "(", "%28", ")", "%29", "*", "%2A", "@", "%40", ":", "%3A", ",", "%2C", ";", "%3B", "=", "%3D").Replace(url.PathEscape(name))
}
