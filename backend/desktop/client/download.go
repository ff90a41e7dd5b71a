package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-resty/resty/v2"

	"filodiretto/backend/support"
)

// maxThumbnail bounds what is read of a thumbnail.
const maxThumbnail = 4 << 20

// Download writes the bytes of an attachment from an offset on into w. What has been written when it fails is right as far as
// anybody can know: go on after it. An error of w comes back as it is. That all of it is what was declared, only its SHA-256 says.
func (c *Client) Download(ctx context.Context, what support.Attachment, from int64, w io.Writer) error {
	r := c.stream.R().SetHeader("Accept-Encoding", "identity")
	if from > 0 {
		r.SetHeader("Range", "bytes="+strconv.FormatInt(from, 10)+"-").SetHeader("If-Range", `"`+what.SHA256.String()+`"`)
	}
	return c.fetch(ctx, r, attachmentPath(what.ID, ""), func(answer *resty.Response, body io.Reader) error {
		if answer.Header().Get("ETag") != `"`+what.SHA256.String()+`"` {
			return notAbout("the attachment")
		}
		if answer.StatusCode() == http.StatusOK && from > 0 {
			// Somebody on the way does not know parts.
			if _, err := io.CopyN(io.Discard, body, from); err != nil {
				return cutShort(err)
			}
		}
		left := what.Size - from
		got, err := io.Copy(w, io.LimitReader(body, left))
		if err == nil && got < left {
			err = support.Wrap(support.CodeUnreachable, io.ErrUnexpectedEOF)
		}
		return err
	})
}

// Thumbnail is the small picture of an attachment, a JPEG. support.CodeNotFound says that there is none.
func (c *Client) Thumbnail(ctx context.Context, id string) ([]byte, error) {
	var thumbnail []byte
	err := c.fetch(ctx, c.stream.R(), attachmentPath(id, "/thumbnail"), func(answer *resty.Response, body io.Reader) error {
		if !isMedia(answer.Header(), "image/jpeg") {
			return notAbout("the thumbnail")
		}
		var err error
		thumbnail, err = io.ReadAll(io.LimitReader(body, maxThumbnail))
		return err
	})
	return thumbnail, err
}

// fetch asks for bytes and hands them to take, until the line is cut, falls silent, or take is done. Errors of its body are
// coded.
func (c *Client) fetch(ctx context.Context, r *resty.Request, path string, take func(*resty.Response, io.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.SetContext(ctx)
	if token := c.Token(); token != "" {
		r.SetAuthToken(token)
	}
	answer, err := r.Get(path)
	if err != nil {
		return transportError(ctx, err)
	}
	defer func() { _ = answer.RawBody().Close() }()
	vigil := watch(answer.RawBody(), func() {}, cancel)
	defer vigil.timer.Stop()
	body := lineReader{ctx, vigil}
	if status := answer.StatusCode(); status != http.StatusOK && status != http.StatusPartialContent {
		problem, err := io.ReadAll(io.LimitReader(body, maxProblem))
		if err == nil {
			err = statusError(status, answer.Header(), problem)
		}
		if err == nil {
			err = support.Errorf(support.CodeNotAServer, "the answer for bytes is status %d", status)
		}
		return err
	}
	return take(answer, body)
}

// lineReader is what comes over the line: whatever it fails with is the line's fault, or the caller's who gave up.
type lineReader struct {
	ctx  context.Context //nolint:containedctx // the request's
	body io.Reader
}

func (l lineReader) Read(b []byte) (int, error) {
	n, err := l.body.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = l.fault(err)
	}
	return n, err
}

func (l lineReader) fault(err error) error {
	if errors.Is(context.Cause(l.ctx), ErrSilent) {
		return support.Wrap(support.CodeUnreachable, ErrSilent)
	}
	return transportError(l.ctx, err)
}

// cutShort names the end of a body that should have gone on.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return support.Wrap(support.CodeUnreachable, io.ErrUnexpectedEOF)
	}
	return err
}

func attachmentPath(id, rest string) string { return "/v1/attachments/" + url.PathEscape(id) + rest }
