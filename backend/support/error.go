package support

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Code says what kind of failure an [Error] is. Codes are part of the HTTP contract and never change their meaning;
// decide by them, never by an error's text.
type Code string

// The codes of the HTTP contract.
const (
	CodeMalformed            Code = "malformed"
	CodeUnauthenticated      Code = "unauthenticated"
	CodeForbidden            Code = "forbidden"
	CodeNotFound             Code = "not_found"
	CodeMethodNotAllowed     Code = "method_not_allowed"
	CodeConflict             Code = "conflict"
	CodeTicketClosed         Code = "ticket_closed"
	CodeCursorReset          Code = "cursor_reset"
	CodeTooLarge             Code = "too_large"
	CodeUnsupportedMediaType Code = "unsupported_media_type"
	CodeInvalid              Code = "invalid"
	CodeRateLimited          Code = "rate_limited"
	CodeUnavailable          Code = "unavailable"
	CodeInternal             Code = "internal"
	// CodeHashMismatch: the bytes of an attachment that arrived are not those that were declared. They are to be sent anew.
	CodeHashMismatch Code = "hash_mismatch"
	// CodeAbandoned: the writer of an attachment has given it up; its bytes are not taken any more.
	CodeAbandoned Code = "abandoned"
	// CodeArrived: an attachment cannot be given up, since all of its bytes are there.
	CodeArrived Code = "arrived"
)

// The codes of the desktop's side of the line; no server sends them.
const (
	// CodeUnreachable: no answer at all.
	CodeUnreachable Code = "unreachable"
	// CodeUntrusted: the server's certificate is not trusted here.
	CodeUntrusted Code = "untrusted"
	// CodeNotAServer: something answered that does not speak this contract (a captive portal, a proxy's page).
	CodeNotAServer Code = "not_a_server"
	// CodeIncompatible: the server is too old or too new for this program.
	CodeIncompatible Code = "incompatible"
	// CodeCertificateTime: the server's certificate is out of its time, by this machine's clock.
	CodeCertificateTime Code = "certificate_time"
	// CodeProxy: the proxy does not answer, or does not let through.
	CodeProxy Code = "proxy"
	// CodeProxyAuth: the proxy asks for a name and a password.
	CodeProxyAuth Code = "proxy_auth"
	// CodeDisabled: whoever signs in, or has signed in, has been disabled.
	CodeDisabled Code = "disabled"
	// CodeNewer: the files here were written by a newer version of the program.
	CodeNewer Code = "newer"
	// CodeStorage: the local disk did not take what was to be kept.
	CodeStorage Code = "storage"
)

// JudgesAct reports whether a problem with this code is the server's final word on an act. After any other failure
// the same act is to be sent again under the same id.
func (c Code) JudgesAct() bool {
	switch c {
	case CodeTicketClosed, CodeConflict, CodeInvalid, CodeForbidden, CodeNotFound, CodeTooLarge:
		return true
	default:
		return false
	}
}

// Known reports whether this version knows the code: a later server may have others.
func (c Code) Known() bool {
	switch c {
	case CodeMalformed, CodeUnauthenticated, CodeForbidden, CodeNotFound, CodeMethodNotAllowed, CodeConflict, CodeTicketClosed,
		CodeCursorReset, CodeTooLarge, CodeUnsupportedMediaType, CodeInvalid, CodeRateLimited, CodeUnavailable, CodeInternal,
		CodeHashMismatch, CodeAbandoned, CodeArrived,
		CodeUnreachable, CodeUntrusted, CodeNotAServer, CodeIncompatible, CodeCertificateTime, CodeProxy, CodeProxyAuth,
		CodeDisabled, CodeNewer, CodeStorage:
		return true
	default:
		return false
	}
}

// A Reason is a stable word for what is wrong with one field.
type Reason string

// The reasons a field can be refused for.
const (
	ReasonRequired  Reason = "required"
	ReasonTooLong   Reason = "too_long"
	ReasonTooShort  Reason = "too_short"
	ReasonBadText   Reason = "bad_text"
	ReasonBadID     Reason = "bad_id"
	ReasonBadPhone  Reason = "bad_phone"
	ReasonBadTime   Reason = "bad_time"
	ReasonBadType   Reason = "bad_type"
	ReasonUnknown   Reason = "unknown"
	ReasonNotAllow  Reason = "not_allowed"
	ReasonWrong     Reason = "wrong"
	ReasonTampered  Reason = "tampered"
	ReasonOutOfArea Reason = "out_of_range"
	ReasonDisabled  Reason = "disabled"
	ReasonTooMany   Reason = "too_many"
)

// A FieldError names a field by its place in the request (`body.phone`, `query.after`) and what is wrong with it.
type FieldError struct {
	Location string
	Reason   Reason
}

// AccountDisabled, with CodeUnauthenticated, says that whoever had the session, or knows the password, has been disabled.
var AccountDisabled = FieldError{Location: "account", Reason: ReasonDisabled}

// Error is the one error type of the product. Code decides; Detail is a sentence in English for whoever reads the API
// and may be shown to them; the wrapped cause is for the log alone.
type Error struct {
	Code   Code
	Detail string
	// Fields is set with CodeInvalid, and with CodeUnauthenticated where it is [AccountDisabled].
	Fields []FieldError
	// RetryAfter, with CodeRateLimited and CodeUnavailable, is when it makes sense to try again.
	RetryAfter time.Duration
	cause      error
}

// Errorf makes an error with a detail that people may be shown; a cause that they may not see goes into [Wrap].
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Wrap gives a cause a code and no detail: what people are told follows from the code.
func Wrap(code Code, cause error) *Error {
	return &Error{Code: code, cause: cause}
}

// Invalid makes the error for one wrong field.
func Invalid(location string, reason Reason) *Error {
	return &Error{Code: CodeInvalid, Fields: []FieldError{{Location: location, Reason: reason}}}
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " %s=%s", f.Location, f.Reason)
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	} else if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause, if there is one.
func (e *Error) Unwrap() error { return e.cause }

// CodeOf returns the code of the first [Error] in err's chain: CodeInternal for any other error, empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Fields collects what is wrong with a request, so that all of it is told at once.
type Fields []FieldError

// Add notes one wrong field.
func (f *Fields) Add(location string, reason Reason) {
	*f = append(*f, FieldError{Location: location, Reason: reason})
}

// Check notes what err, an [Error] with fields or nil, says.
func (f *Fields) Check(err *Error) {
	if err != nil {
		*f = append(*f, err.Fields...)
	}
}

// Err is nil when nothing is wrong.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Fields: f}
}
