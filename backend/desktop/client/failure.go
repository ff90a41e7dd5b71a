package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// transportError names a failure to get any answer. A call that the caller gave up keeps its context's error; where the
// caller's patience was over, nobody answered.
func transportError(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return support.Wrap(support.CodeUnreachable, context.Cause(ctx))
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return support.Wrap(transportCode(err), err)
}

// transportCode is what is in the way of an answer: the proxy before the server, and a server that cannot be believed
// before one that is not there.
func transportCode(err error) support.Code {
	var (
		coded     *support.Error
		operation *net.OpError
		notTLS    tls.RecordHeaderError
		invalid   x509.CertificateInvalidError
		unknown   x509.UnknownAuthorityError
		hostname  x509.HostnameError
		verify    *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &coded):
		// By connectError.
		return coded.Code
	case errors.As(err, &operation) && operation.Op == "proxyconnect":
		return support.CodeProxy
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		// Of one that is not valid yet as well.
		return support.CodeCertificateTime
	case errors.As(err, &unknown), errors.As(err, &hostname), errors.As(err, &invalid), errors.As(err, &verify):
		return support.CodeUntrusted
	case errors.Is(err, resty.ErrAutoRedirectDisabled), errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &notTLS):
		return support.CodeNotAServer
	default:
		return support.CodeUnreachable
	}
}

// connectError names a proxy's refusal to connect to a server. Where it says that it could not get through itself, the
// server is what is away.
func connectError(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	switch answer.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return support.Errorf(support.CodeProxyAuth, "the proxy asks for a name and a password")
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return support.Errorf(support.CodeUnreachable, "the proxy does not reach the server: status %d", answer.StatusCode)
	default:
		return support.Errorf(support.CodeProxy, "the proxy does not let through: status %d", answer.StatusCode)
	}
}

// wordForm is what a code, a location or a reason looks like. Nothing else of a problem is taken: it may repeat what somebody
// wrote, and errors go into the log.
var wordForm = regexp.MustCompile(`^[A-Za-z0-9_.\[\]-]{1,80}$`)

// unreadable is what is wrong with an answer's JSON, without what stands in it.
func unreadable(err error) error {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return support.Errorf(support.CodeNotAServer, "the answer is no JSON at byte %d", syntax.Offset)
	case errors.As(err, &mistyped):
		return support.Errorf(support.CodeNotAServer, "%s in the answer is of the wrong type at byte %d", mistyped.Field, mistyped.Offset)
	default:
		return support.Errorf(support.CodeNotAServer, "the answer cannot be read: %T", err)
	}
}

// statusError names an answer that is not a success. Only a problem with a code is the server's own word; every other
// failure is somebody in between, or a server that is not itself.
func statusError(status int, h http.Header, body []byte) error {
	if status >= 200 && status < 300 {
		return nil
	}
	if status == http.StatusProxyAuthRequired {
		return support.Errorf(support.CodeProxyAuth, "the proxy asks for a name and a password")
	}
	if !isMedia(h, "application/problem+json") {
		if status >= 500 && status != http.StatusNetworkAuthenticationRequired {
			return support.Errorf(support.CodeUnreachable, "status %d without a problem", status)
		}
		return support.Errorf(support.CodeNotAServer, "status %d without a problem", status)
	}
	var problem api.Problem
	if err := json.Unmarshal(body, &problem); err != nil || !wordForm.MatchString(problem.Code) {
		return support.Errorf(support.CodeNotAServer, "status %d with a problem that has no code", status)
	}
	e := &support.Error{Code: support.Code(problem.Code)}
	for _, f := range problem.Errors {
		if wordForm.MatchString(f.Location) && wordForm.MatchString(f.Reason) {
			e.Fields = append(e.Fields, support.FieldError{Location: f.Location, Reason: support.Reason(f.Reason)})
		}
	}
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	if e.Code == support.CodeUnauthenticated && slices.Contains(e.Fields, support.AccountDisabled) {
		e.Code, e.Fields = support.CodeDisabled, nil
	}
	return e
}

func isMedia(h http.Header, want string) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && media == want
}
