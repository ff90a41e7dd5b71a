package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// transportError names a failure to get any answer. A call that the caller gave up keeps its context's error.
func transportError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var (
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		verify   *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &unknown), errors.As(err, &hostname), errors.As(err, &invalid), errors.As(err, &verify):
		return support.Wrap(support.CodeUntrusted, err)
	case errors.Is(err, resty.ErrAutoRedirectDisabled):
		return support.Wrap(support.CodeNotAServer, err)
	default:
		return support.Wrap(support.CodeUnreachable, err)
	}
}

// statusError names an answer that is not a success. Only a problem with a code is the server's own word; every other
// failure is somebody in between, or a server that is not itself.
func statusError(status int, h http.Header, body []byte) error {
	if status >= 200 && status < 300 {
		return nil
	}
	if !isMedia(h, "application/problem+json") {
		if status >= 500 {
			return support.Errorf(support.CodeUnreachable, "status %d without a problem", status)
		}
		return support.Errorf(support.CodeNotAServer, "status %d without a problem", status)
	}
	var problem api.Problem
	if err := json.Unmarshal(body, &problem); err != nil || problem.Code == "" {
		return support.Errorf(support.CodeNotAServer, "status %d with a problem that has no code", status)
	}
	e := &support.Error{Code: support.Code(problem.Code), Detail: problem.Detail}
	for _, f := range problem.Errors {
		e.Fields = append(e.Fields, support.FieldError{Location: f.Location, Reason: support.Reason(f.Reason)})
	}
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	return e
}

func isMedia(h http.Header, want string) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && media == want
}
