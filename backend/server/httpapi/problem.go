package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// statuses are the HTTP statuses of the contract's codes. What is not here is never shown: it is internal.
var statuses = map[support.Code]int{
	support.CodeMalformed:            http.StatusBadRequest,
	support.CodeUnauthenticated:      http.StatusUnauthorized,
	support.CodeForbidden:            http.StatusForbidden,
	support.CodeNotFound:             http.StatusNotFound,
	support.CodeMethodNotAllowed:     http.StatusMethodNotAllowed,
	support.CodeConflict:             http.StatusConflict,
	support.CodeTicketClosed:         http.StatusConflict,
	support.CodeHashMismatch:         http.StatusConflict,
	support.CodeArrived:              http.StatusConflict,
	support.CodeAbandoned:            http.StatusGone,
	support.CodeCursorReset:          http.StatusGone,
	support.CodeTooLarge:             http.StatusRequestEntityTooLarge,
	support.CodeUnsupportedMediaType: http.StatusUnsupportedMediaType,
	support.CodeInvalid:              http.StatusUnprocessableEntity,
	support.CodeRateLimited:          http.StatusTooManyRequests,
	support.CodeUnavailable:          http.StatusServiceUnavailable,
}

// details are what people are told where an error says nothing itself.
var details = map[support.Code]string{
	support.CodeMalformed:            "the body is not a JSON object in UTF-8",
	support.CodeUnauthenticated:      "sign in first",
	support.CodeForbidden:            "this is not for your role",
	support.CodeNotFound:             "there is no such thing here",
	support.CodeMethodNotAllowed:     "this path does not do that",
	support.CodeTooLarge:             "the body is too large",
	support.CodeUnsupportedMediaType: "the body must be application/json",
	support.CodeInvalid:              "some fields are wrong",
	support.CodeRateLimited:          "too many requests",
	support.CodeUnavailable:          "not possible right now; try again",
	support.CodeInternal:             "something went wrong here; it was logged",
}

var reasons = map[support.Reason]string{
	support.ReasonRequired:  "is required",
	support.ReasonTooLong:   "is too long",
	support.ReasonTooShort:  "is too short",
	support.ReasonBadText:   "has characters that are not allowed",
	support.ReasonBadID:     "is not a UUID",
	support.ReasonBadPhone:  "is not a telephone number",
	support.ReasonBadTime:   "is not a time that makes sense here",
	support.ReasonBadType:   "is of the wrong type",
	support.ReasonUnknown:   "is not known here",
	support.ReasonNotAllow:  "is not allowed here",
	support.ReasonWrong:     "is wrong",
	support.ReasonTampered:  "was not made by this server",
	support.ReasonOutOfArea: "is out of range",
	support.ReasonDisabled:  "has been disabled",
	support.ReasonTooMany:   "has too many",
}

// problemOf is what a client is told of an error, and after how long it makes sense to try again.
func problemOf(err error) (api.Problem, time.Duration) {
	var e *support.Error
	if !errors.As(err, &e) {
		e = &support.Error{Code: support.CodeInternal}
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			e.Code = support.CodeUnavailable
		}
	}
	code, retry := e.Code, e.RetryAfter
	if code == support.CodeStorage {
		code = support.CodeUnavailable
	}
	status, known := statuses[code]
	if !known {
		code, status = support.CodeInternal, http.StatusInternalServerError
	}
	if retry == 0 && (code == support.CodeRateLimited || code == support.CodeUnavailable) {
		retry = 5 * time.Second
	}
	p := api.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: string(code), Detail: details[code]}
	// What is not there and what is not theirs must read the same, whoever found it missing.
	if e.Detail != "" && known && code != support.CodeNotFound {
		p.Detail = e.Detail
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, api.ProblemField{
			Location: f.Location, Reason: string(f.Reason), Message: f.Location + " " + reasons[f.Reason],
		})
	}
	return p, retry
}

// fail answers with a problem.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p, retry := problemOf(err)
	if retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int((retry+time.Second-1)/time.Second))))
	}
	switch {
	case r.Context().Err() != nil:
		// The client went away; its failure is nobody's.
	case p.Code == string(support.CodeUnavailable) && p.Detail != details[support.CodeUnavailable]:
		// It was decided so, and whoever decided it says why.
		a.config.Log.DebugContext(r.Context(), "request put off", "method", r.Method, "path", r.URL.Path, "error", err)
	case p.Status >= http.StatusInternalServerError:
		a.config.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if p.Code == string(support.CodeUnauthenticated) {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, p.Status, "application/problem+json", p)
}

func writeJSON(w http.ResponseWriter, status int, contentType string, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		// Only types of package api come here, which all marshal.
		panic(err)
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
