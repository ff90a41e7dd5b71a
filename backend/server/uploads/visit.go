package uploads

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// visit is one request about one upload, in the request's context.
type visit struct {
	attachment store.Attachment
	// fault is what went wrong on the disk; tusd would make a text of it.
	fault error
}

type visitKey struct{}

// noted keeps a fault for whoever answers the visit, and is the fault.
func noted(ctx context.Context, fault error) error {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		v.fault = fault
	}
	return fault
}

// Create begins the upload of the attachment that the request's metadata names, or finds the one that is under way or has
// arrived.
func (u *Uploads) Create(w http.ResponseWriter, r *http.Request, by support.Person) error {
	id, ok := attachmentID(r.Header.Get("Upload-Metadata"))
	if !ok {
		return support.Invalid("header.Upload-Metadata", support.ReasonBadID)
	}
	length, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if err != nil {
		return support.Invalid("header.Upload-Length", support.ReasonBadType)
	}
	a, err := u.config.Service.UploadOf(r.Context(), by, id)
	switch {
	case err != nil:
		return err
	case length != a.Size:
		return support.Invalid("header.Upload-Length", support.ReasonWrong)
	}
	return u.serve(w, r, by, id, u.tus.PostFile)
}

// attachmentID is what the metadata of a creation names.
func attachmentID(metadata string) (string, bool) {
	for pair := range strings.SplitSeq(metadata, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if name != "attachmentId" {
			continue
		}
		id, err := base64.StdEncoding.DecodeString(value)
		lower := strings.ToLower(string(id))
		return lower, err == nil && support.ValidID(lower)
	}
	return "", false
}

// Offset answers how many bytes of an upload are here.
func (u *Uploads) Offset(w http.ResponseWriter, r *http.Request, by support.Person, id string) error {
	return u.serve(w, r, by, id, u.tus.HeadFile)
}

// Append takes more bytes of an upload in. Its answer to the last of them says that all are kept.
func (u *Uploads) Append(w http.ResponseWriter, r *http.Request, by support.Person, id string) error {
	return u.serve(w, r, by, id, u.tus.PatchFile)
}

// serve lets tusd answer a request once it is the upload's turn, and finishes the upload if that made it whole.
func (u *Uploads) serve(w http.ResponseWriter, r *http.Request, by support.Person, id string, tus http.HandlerFunc) error {
	if r.Header.Get("Tus-Resumable") != Version && r.Method != http.MethodHead {
		return support.Invalid("header.Tus-Resumable", support.ReasonWrong)
	}
	// Who may not upload must not interrupt who does.
	if _, err := u.config.Service.UploadOf(r.Context(), by, id); err != nil {
		return err
	}
	control := http.NewResponseController(w)
	turn, err := u.turns.take(r.Context(), id, u.config.Patience, control)
	if err != nil {
		return err
	}
	defer u.turns.give(id, turn)
	// Whoever was at it before may have finished it.
	a, err := u.config.Service.UploadOf(r.Context(), by, id)
	if err != nil {
		return err
	}
	whole, err := u.finished(a)
	if err != nil {
		return err
	}
	if whole {
		if r.Method == http.MethodPatch && r.Header.Get("Upload-Offset") != strconv.FormatInt(a.Size, 10) {
			return errOffset
		}
		return u.answer(w, r, a.Size, a.Size)
	}
	v := &visit{attachment: a}
	refused := u.pass(w, r, turn, v, tus)
	// Also of a request that failed the last byte may have come.
	if whole, err = u.finished(a); err != nil {
		return err
	}
	if refused != nil && !whole {
		return refused
	}
	at, _, err := u.folder.size(id)
	if whole {
		at = a.Size
	} else if err != nil {
		return err
	}
	return u.answer(w, r, at, a.Size)
}

// Abandon ends an upload for good: its author gives the attachment up. It is recorded before what has come of it goes; what a
// server that dies leaves is removed when somebody asks for it, or expires.
func (u *Uploads) Abandon(ctx context.Context, by support.Person, id string) error {
	// Who may not upload must not interrupt who does.
	if _, err := u.config.Service.UploadOf(ctx, by, id); err != nil {
		return err
	}
	turn, err := u.turns.take(ctx, id, u.config.Patience, nil)
	if err != nil {
		return err
	}
	defer u.turns.give(id, turn)
	if err := u.config.Service.Abandon(ctx, by, id); err != nil {
		return err
	}
	if err := u.folder.drop(id); err != nil {
		u.config.Log.WarnContext(ctx, "what has come of an attachment that was given up could not be removed", "attachment", id, "error", err)
	}
	return nil
}

// passed are the headers of requests that tusd gets to see. Bytes come by PATCH alone, without a length of their own: there may be
// some already, which those of a creation would follow. What else there is in the protocol is not for whoever asks to turn on.
var passed = map[string][]string{
	http.MethodPost: {"Tus-Resumable", "Upload-Length"}, http.MethodHead: {"Tus-Resumable"},
	http.MethodPatch: {"Tus-Resumable", "Upload-Offset", "Content-Type"},
}

// pass has tusd answer, and returns its refusal.
func (u *Uploads) pass(w http.ResponseWriter, r *http.Request, turn *turn, v *visit, tus http.HandlerFunc) error {
	ctx, cancel := context.WithCancel(context.WithValue(r.Context(), visitKey{}, v))
	defer cancel()
	asked := r.Clone(ctx)
	asked.URL = &url.URL{Path: v.attachment.ID} // tusd takes a path for an id
	asked.Body = body{r.Body, turn, v}
	asked.Header = http.Header{}
	for _, name := range passed[r.Method] {
		asked.Header[name] = r.Header[name]
	}
	answer := &relay{turn: turn, control: http.NewResponseController(w), header: http.Header{}}
	u.tus.Middleware(tus).ServeHTTP(answer, asked)
	problem := answer.problem()
	switch {
	case problem == nil:
		return nil
	case turn.stopped() != nil:
		return turn.stopped()
	case v.fault != nil:
		return v.fault
	default:
		return problem
	}
}

// statuses are those of success.
var statuses = map[string]int{http.MethodPost: http.StatusCreated, http.MethodHead: http.StatusOK, http.MethodPatch: http.StatusNoContent}

// answer says how many bytes of an upload are here.
func (u *Uploads) answer(w http.ResponseWriter, r *http.Request, at, size int64) error {
	h := w.Header()
	h.Set("Tus-Resumable", Version)
	h.Set("Upload-Offset", strconv.FormatInt(at, 10))
	switch r.Method {
	case http.MethodPost:
		id, _ := attachmentID(r.Header.Get("Upload-Metadata"))
		h.Set("Location", "/v1/uploads/"+id)
	case http.MethodHead:
		h.Set("Upload-Length", strconv.FormatInt(size, 10))
	}
	// Finishing may have taken long.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(u.config.Silence)) // a connection without deadlines is a test's
	w.WriteHeader(statuses[r.Method])
	return nil
}
