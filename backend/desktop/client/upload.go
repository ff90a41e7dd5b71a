package client

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// tusVersion is the version of the tus protocol (https://tus.io) by which files are uploaded.
const tusVersion = "1.0.0"

// ErrYielded says that an upload stopped where it was, because it was asked to.
var ErrYielded = errors.New("client: the upload has yielded")

// maxProblem bounds what is read of the refusal of a request that brings bytes.
const maxProblem = 1 << 20

// Upload brings the bytes of an attachment, which its message has declared, from where the server has them. It returns nil
// once the server has checked and kept all of it; the same again is answered the same. Whatever else happens, what has gone is
// not sent again: another Upload goes on there, except after support.CodeHashMismatch, which has the server begin anew.
// support.CodeStorage says that the content could not be read, ErrYielded that it stopped because goOn, asked after each
// request, said no. Progress is told how many bytes have gone, the ones of earlier uploads too; it may go back when a request
// is cut.
func (a Acts) Upload(ctx context.Context, what support.Attachment, content io.ReaderAt, progress func(sent int64), goOn func() bool) error {
	offset, arrived, err := a.beginUpload(ctx, what)
	if err != nil {
		return err
	}
	progress(offset)
	for !arrived {
		n := a.client.pace.next(what.Size - offset)
		began := time.Now()
		next, err := a.uploadPart(ctx, what.ID, content, offset, n, progress)
		if err != nil {
			if ctx.Err() == nil {
				a.client.pace.failed()
			}
			return err
		}
		if next < offset || next > offset+n || next == offset && n > 0 {
			// There would be no end.
			return notAbout("the upload")
		}
		a.client.pace.went(n, time.Since(began))
		offset = next
		progress(offset)
		if arrived = offset == what.Size; !arrived && !goOn() {
			return ErrYielded
		}
	}
	return nil
}

// Abandon has the server told that the bytes of an attachment do not come, and drop what has; the same again is answered the
// same. support.CodeArrived says that all of them are there already.
func (a Acts) Abandon(ctx context.Context, id string) error {
	return a.do(ctx, http.MethodDelete, attachmentPath(id, ""), nil, nil)
}

// beginUpload makes the upload, or finds the one that is under way. Arrived is whether the server has all of it, and has
// said so itself: of one that is only complete, the last request is yet to be answered.
func (a Acts) beginUpload(ctx context.Context, what support.Attachment) (offset int64, arrived bool, err error) {
	r := a.client.calls.R().SetHeaders(map[string]string{
		"Upload-Length":   strconv.FormatInt(what.Size, 10),
		"Upload-Metadata": "attachmentId " + base64.StdEncoding.EncodeToString([]byte(what.ID)),
	})
	answer, err := a.tus(ctx, r, http.MethodPost, uploadsPath)
	if err != nil {
		return 0, false, err
	}
	if err := statusError(answer.StatusCode(), answer.Header(), answer.Body()); err != nil {
		return 0, false, err
	}
	location, err := url.Parse(answer.Header().Get("Location"))
	if err != nil || answer.StatusCode() != http.StatusCreated || path.Base(location.Path) != what.ID || !speaksTus(answer) {
		return 0, false, notAbout("the upload")
	}
	if at := answer.Header().Get("Upload-Offset"); at != "" {
		offset, err := offsetOf(answer, what.Size)
		return offset, offset == what.Size, err
	}
	answer, err = a.tus(ctx, a.client.calls.R(), http.MethodHead, uploadPath(what.ID))
	if err != nil {
		return 0, false, err
	}
	if answer.StatusCode() != http.StatusOK || !speaksTus(answer) {
		// Why, only an answer with a body says: the next try's first request gets one.
		return 0, false, support.Errorf(support.CodeUnreachable, "an upload just begun is status %d", answer.StatusCode())
	}
	offset, err = offsetOf(answer, what.Size)
	return offset, false, err
}

// uploadPart sends n bytes from an offset, and returns up to where the server has them now.
func (a Acts) uploadPart(ctx context.Context, id string, content io.ReaderAt, offset, n int64, progress func(int64)) (int64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	part := newPortion(content, offset, n, progress, cancel)
	r := a.client.bytes.R().SetHeaders(map[string]string{
		"Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.FormatInt(offset, 10),
	})
	answer, err := a.tus(context.WithValue(ctx, portionKey{}, part), r, http.MethodPatch, uploadPath(id))
	if fault := part.end(); fault != nil && err != nil {
		return 0, support.Wrap(support.CodeStorage, fault)
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.RawBody().Close() }()
	if answer.StatusCode() == http.StatusNoContent && speaksTus(answer) {
		return offsetOf(answer, offset+n)
	}
	problem, err := io.ReadAll(io.LimitReader(answer.RawBody(), maxProblem))
	if err != nil {
		return 0, transportError(ctx, err)
	}
	if err := statusError(answer.StatusCode(), answer.Header(), problem); err != nil {
		if isMedia(answer.Header(), "application/problem+json") {
			a.client.learnTime(answer.Header())
		}
		return 0, err
	}
	return 0, notAbout("the upload")
}

// tus makes one request of the protocol.
func (a Acts) tus(ctx context.Context, r *resty.Request, method, path string) (*resty.Response, error) {
	r.SetContext(ctx).SetHeader("Tus-Resumable", tusVersion)
	if a.epoch != "" {
		r.SetHeader(api.HeaderEpoch, a.epoch)
	}
	if token := a.client.Token(); token != "" {
		r.SetAuthToken(token)
	}
	answer, err := r.Execute(method, path)
	if err != nil {
		return nil, transportError(ctx, err)
	}
	slog.DebugContext(ctx, "upload", "method", method, "status", answer.StatusCode())
	return answer, nil
}

// speaksTus reports whether an answer is of whoever takes uploads, and not of somebody on the way.
func speaksTus(answer *resty.Response) bool {
	return answer.Header().Get("Tus-Resumable") == tusVersion
}

// offsetOf is up to where the server has the bytes, which is no more than most.
func offsetOf(answer *resty.Response, most int64) (int64, error) {
	offset, err := strconv.ParseInt(answer.Header().Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 || offset > most {
		return 0, notAbout("the upload")
	}
	return offset, nil
}

const uploadsPath = "/v1/uploads"

func uploadPath(id string) string { return uploadsPath + "/" + url.PathEscape(id) }

// portionKey is where a request's context has the portion that is its body: what resty is given as a body it reads into
// memory first.
type portionKey struct{}

// withPortion gives a request its portion.
func withPortion(_ *resty.Client, r *http.Request) error {
	if part, ok := r.Context().Value(portionKey{}).(*portion); ok {
		r.Body, r.ContentLength, r.GetBody = part, part.size, nil
	}
	return nil
}

// portion is a part of a file as a request's body: each read is told, and when none comes for silenceLimit the request is
// given up. A transport may read on after it has answered, so it can be ended.
type portion struct {
	content  io.Reader
	from     int64
	size     int64
	progress func(int64)
	timer    *time.Timer

	mu    sync.Mutex
	read  int64
	ended bool
	// fault is what the file could not be read for.
	fault error
}

var errPortionEnded = errors.New("client: the request is over")

func newPortion(content io.ReaderAt, from, n int64, progress func(int64), giveUp context.CancelCauseFunc) *portion {
	return &portion{
		content: io.NewSectionReader(content, from, n), from: from, size: n, progress: progress,
		timer: time.AfterFunc(silenceLimit, func() { giveUp(support.Wrap(support.CodeUnreachable, ErrSilent)) }),
	}
}

func (p *portion) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return 0, errPortionEnded
	}
	n, err := p.content.Read(b)
	if n > 0 {
		p.timer.Reset(silenceLimit)
		p.read += int64(n)
		p.progress(p.from + p.read)
	}
	if errors.Is(err, io.EOF) && p.read < p.size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		p.fault = err
	}
	return n, err
}

// Close is the transport's; the portion ends by end.
func (p *portion) Close() error { return nil }

// end ends it, and says what it could not be read for.
func (p *portion) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timer.Stop()
	p.ended = true
	return p.fault
}
