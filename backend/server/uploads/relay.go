package uploads

import (
	"net/http"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// relay holds back what tusd answers until it is known whether it is true: an upload is complete once its bytes are kept, and
// errors are told in the contract's own way.
type relay struct {
	turn    *turn
	control *http.ResponseController

	header http.Header
	status int
	text   []byte
}

func (r *relay) Header() http.Header { return r.header }

func (r *relay) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *relay) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	// All that tusd writes are its errors, a line each.
	r.text = append(r.text, b[:min(len(b), 200-min(len(r.text), 200))]...)
	return len(b), nil
}

// SetReadDeadline is how tusd gives each piece its time.
func (r *relay) SetReadDeadline(at time.Time) error {
	r.turn.readUntil(at)
	return nil
}

// SetWriteDeadline is the same for its answer.
func (r *relay) SetWriteDeadline(at time.Time) error {
	_ = r.control.SetWriteDeadline(at) // a connection without deadlines is a test's
	return nil
}

var (
	errBroken  = support.Errorf(support.CodeMalformed, "the body ended too early; ask for the offset and go on there")
	errOffset  = support.Errorf(support.CodeConflict, "the upload is at another offset; ask for it and go on there")
	errTooMany = support.Errorf(support.CodeTooLarge, "these are more bytes than were declared")
	errNoBytes = support.Errorf(support.CodeUnsupportedMediaType, "the body must be application/offset+octet-stream")
)

// problem is what tusd's refusal means in the contract, nil if it did not refuse.
func (r *relay) problem() error {
	if r.status < http.StatusBadRequest {
		return nil
	}
	code, _, _ := strings.Cut(string(r.text), ":")
	switch code {
	case "ERR_UNSUPPORTED_VERSION":
		return support.Invalid("header.Tus-Resumable", support.ReasonWrong)
	case "ERR_INVALID_OFFSET":
		return support.Invalid("header.Upload-Offset", support.ReasonBadType)
	case "ERR_INVALID_CONTENT_TYPE":
		return errNoBytes
	case "ERR_MISMATCHED_OFFSET":
		return errOffset
	case "ERR_UPLOAD_SIZE_EXCEEDED":
		return errTooMany
	case "ERR_UNEXPECTED_EOF", "ERR_READ_TIMEOUT", "ERR_CONNECTION_RESET":
		return errBroken
	}
	// To a HEAD it says no more than the status.
	if r.status == http.StatusNotFound {
		return support.Wrap(support.CodeNotFound, nil)
	}
	return support.Errorf(support.CodeInternal, "tusd: %s", r.text)
}
